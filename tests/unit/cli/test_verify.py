"""`evenhand verify` as a judge would run it."""

import json

import pytest

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
