"""`evenhand verify` as a judge would run it."""

import json
from dataclasses import replace

import pytest

from evenhand.ledger.archive_making import archive_files
from evenhand.ledger.bundles import Evidence
from evenhand.sources.archive_files import write_folder, write_zip
from simulators.archives import DIGEST, PHOTO, handover
from simulators.bundles import bundle_of
from simulators.logs import NORTH, POLICY_TEXT
from unit.cli.command import run
from unit.ledger.test_statements import sealed


@pytest.fixture
def policy(tmp_path):
    (tmp_path / "policy").write_text(POLICY_TEXT, encoding="utf-8")
    return tmp_path / "policy"


def written(folder, content):
    (folder / "bundle").write_bytes(content)
    return folder / "bundle"


def test_a_good_bundle_is_proved_and_final(capsys, tmp_path, policy):
    ran = run(capsys, "verify", written(tmp_path, bundle_of(sealed()).content()), "--policy", policy)

    assert ran.status == 0
    assert ran.out.startswith("PROVED: this is entry 6 of the 9 entries")
    assert "FINAL" in ran.out
    assert "finding = a drone crossed the line" in ran.out


def test_one_that_too_few_cosigned_is_proved_and_not_final(capsys, tmp_path, policy):
    content = bundle_of(sealed(), cosigners=(NORTH,)).content()
    ran = run(capsys, "verify", written(tmp_path, content), "--policy", policy, "--json")

    assert ran.status == 4
    told = json.loads(ran.out)
    assert (told["proved"], told["final"], told["index"], told["shown"]["finding"]) == (
        True, False, 5, "a drone crossed the line",
    )  # fmt: skip


@pytest.mark.parametrize("options", [[], ["--json"]])
def test_one_that_was_changed_is_false(capsys, tmp_path, policy, options):
    content = bundle_of(sealed()).content().replace(b"a drone crossed", b"no drone crossed")
    ran = run(capsys, "verify", written(tmp_path, content), "--policy", policy, *options)

    assert ran.status == 3
    assert "ledger.field-bad" in ran.out


def test_what_is_no_bundle_or_no_policy_is_a_problem(capsys, tmp_path, policy):
    ran = run(capsys, "verify", written(tmp_path, b"{}"), "--policy", policy)
    assert (ran.status, ran.err.split(":")[0]) == (1, "ledger.not-a-bundle")

    policy.write_bytes(b"\xff")
    ran = run(capsys, "verify", written(tmp_path, b"{}"), "--policy", policy)
    assert (ran.status, ran.err.split(":")[0]) == (1, "cli.no-keys")


def test_a_bundle_needs_a_policy_from_elsewhere(capsys, tmp_path):
    ran = run(capsys, "verify", written(tmp_path, bundle_of(sealed()).content()))
    assert (ran.status, ran.err.split(":")[0]) == (1, "cli.policy-needed")


class TestEvidenceBesideABundle:
    @pytest.fixture
    def bundle(self, tmp_path):
        made = bundle_of(sealed({"finding": "seen", "photo": {"sha256": DIGEST}}), show=("photo",))
        content = replace(made, evidence=(Evidence(field="photo", digest=DIGEST),)).content()
        (tmp_path / "photo.jpg").write_bytes(PHOTO)
        return written(tmp_path, content)

    def test_is_the_file_that_was_entered(self, capsys, tmp_path, policy, bundle):
        ran = run(capsys, "verify", bundle, "--policy", policy, "--evidence", tmp_path / "photo.jpg")

        assert ran.status == 0
        assert "The file photo.jpg is that evidence" in ran.out
        ran = run(capsys, "verify", bundle, "--policy", policy, "--evidence", tmp_path / "photo.jpg", "--json")
        assert json.loads(ran.out)["evidence"] == {"photo.jpg": "photo"}

    def test_or_it_is_not(self, capsys, tmp_path, policy, bundle):
        (tmp_path / "other.jpg").write_bytes(PHOTO + b"x")
        ran = run(capsys, "verify", bundle, "--policy", policy, "--evidence", tmp_path / "other.jpg")

        assert ran.status == 3
        assert "The file other.jpg is NOT evidence" in ran.out


@pytest.mark.parametrize("write", [write_folder, write_zip])
class TestAnArchive:
    def test_is_proved_and_says_what_its_own_keys_are_worth(self, capsys, tmp_path, policy, write):
        write(archive_files(handover(3)), tmp_path / "out")
        ran = run(capsys, "verify", tmp_path / "out", "--policy", policy)
        assert (ran.status, ran.out.split(":")[0]) == (0, "GENUINE")
        assert "from the policy that you gave" in ran.out

        ran = run(capsys, "verify", tmp_path / "out")
        assert (ran.status, "could have made all keys, too" in ran.out) == (0, True)
        told = json.loads(run(capsys, "verify", tmp_path / "out", "--json").out)
        assert (told["proved"], told["trusted"], told["size"], told["faults"]) == (True, False, 3, [])

    def test_of_another_log_is_false(self, capsys, tmp_path, policy, write):
        write(archive_files(handover(3)), tmp_path / "out")
        policy.write_text(POLICY_TEXT.replace("log ", "# ").replace("quorum", "quorum"), encoding="utf-8")
        for options in ([], ["--json"]):
            ran = run(capsys, "verify", tmp_path / "out", "--policy", policy, *options)
            assert (ran.status, "ledger.not-from-log" in ran.out) == (3, True)


def test_an_archive_with_a_changed_file_is_false_and_names_it(capsys, tmp_path, policy):
    write_folder(archive_files(handover(3)), tmp_path / "out")
    (tmp_path / "out" / "keys.jsonl").write_bytes(b"{}")
    ran = run(capsys, "verify", tmp_path / "out", "--policy", policy)
    assert (ran.status, "ledger.file-changed: keys.jsonl" in ran.out) == (3, True)

    write_zip(archive_files(handover(3)), tmp_path / "out.zip")
    (tmp_path / "out.zip").write_bytes((tmp_path / "out.zip").read_bytes() + b"x")
    ran = run(capsys, "verify", tmp_path / "out.zip", "--policy", policy)
    assert (ran.status, "sources.zip-changed" in ran.out) == (3, True)


def test_an_archive_for_which_no_witness_vouches_is_not_final(capsys, tmp_path, policy):
    write_folder(archive_files(handover(3, cosigners=())), tmp_path / "out")
    policy.write_text(POLICY_TEXT.replace("quorum final", "quorum none"), encoding="utf-8")
    ran = run(capsys, "verify", tmp_path / "out", "--policy", policy)
    assert (ran.status, "no witness vouches for this log" in ran.out) == (4, True)


def test_an_empty_folder_is_no_archive(capsys, tmp_path, policy):
    (tmp_path / "out").mkdir()
    ran = run(capsys, "verify", tmp_path / "out", "--policy", policy)
    assert (ran.status, ran.err.split(":")[0]) == (1, "ledger.not-an-archive")
