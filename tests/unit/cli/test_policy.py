"""`evenhand policy` as witnesses would use it when a key was stolen."""

import pytest

from simulators.bundles import bundle_of
from simulators.logs import LOG_KEY, NORTH, ORIGIN, POLICY_TEXT, SOUTH, UN
from simulators.policies import LATER_ORIGIN, NORTH_2, POLICY_2, POLICY_LATER
from unit.cli.command import run
from unit.ledger.test_signers import said
from unit.ledger.test_statements import sealed


@pytest.fixture
def home(tmp_path):
    names = {"before": POLICY_TEXT, "after": POLICY_2, "later": POLICY_LATER}
    keys = {"north": NORTH, "north-2": NORTH_2, "south": SOUTH, "un": UN}
    for name, text in (names | {name: key.text() for name, key in keys.items()}).items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    return tmp_path


def change(capsys, home, *options, after="after", origin=ORIGIN, out="history"):
    words = ["--log", origin, "--out", home / out]
    return run(capsys, "policy", "change", home / "before", home / after, *words, *options)


def approve(capsys, home, *names):
    return [run(capsys, "policy", "approve", home / "history", "--key", home / name) for name in names][-1]


def bundle(home, name, made):
    (home / name).write_bytes(made.content())
    return home / name


class TestAKeyThatWasReplaced:
    @pytest.fixture
    def changed(self, capsys, home):
        ran = change(capsys, home, "--from", 8, "--revoke", f"{NORTH.verifier}=7")
        assert (ran.status, ran.out.startswith("Not in force yet: some of these")) == (0, True)
        return home

    def test_is_in_force_once_the_witnesses_before_and_after_signed(self, capsys, changed):
        ran = approve(capsys, changed, "north", "south", "un", "un")
        assert "Not in force yet" in ran.out
        ran = approve(capsys, changed, "north-2")
        assert "Complete" in ran.out
        assert f"revoked {NORTH.verifier} {ORIGIN} 7" in ran.out

        ran = run(capsys, "policy", "show", changed / "history", "--policy", changed / "before")
        assert "Policy 2 of 2 holds for evenhand.example/log from 8 entries on. The witnesses" in ran.out
        assert "Revoked" in ran.out

    def test_is_not_before(self, capsys, changed):
        approve(capsys, changed, "north-2", "south", "un")
        assert run(capsys, "policy", "show", changed / "history").status == 0
        ran = run(capsys, "policy", "show", changed / "history", "--policy", changed / "before")

        assert (ran.status, ran.err.split(":")[0]) == (1, "ledger.step-not-approved")

    def test_leaves_old_bundles_final_and_takes_the_thief_s_voice(self, capsys, changed):
        approve(capsys, changed, "north", "south", "un", "north-2")
        words = ["--policy", changed / "before", "--history", changed / "history"]
        old = run(capsys, "verify", bundle(changed, "old", bundle_of(sealed(), before=2, after=3)), *words)
        assert (old.status, "Policy 1 of 2 holds until" in old.out) == (0, True)

        new = run(capsys, "verify", bundle(changed, "new", bundle_of(sealed(), before=3, after=3)), *words)
        assert (new.status, "The cosignature of north does not count" in new.out) == (4, True)


def test_a_log_that_continues_another_is_told(capsys, home):
    change(capsys, home, "--from", 0, "--revoke", f"{LOG_KEY.verifier}=9", after="later", origin=LATER_ORIGIN)
    approve(capsys, home, "north", "south", "un")
    ran = run(capsys, "policy", "show", home / "history", "--policy", home / "before")
    assert f"{LOG_KEY.verifier} counts for nothing from 9 entries of {ORIGIN} on" in ran.out

    nine = bundle(home, "nine", bundle_of(sealed(kind="ledger.continues")))
    ran = run(capsys, "verify", nine, "--policy", home / "history")
    assert (ran.status, "ledger.key-revoked" in ran.out) == (3, True)
    eight = bundle(home, "eight", bundle_of(sealed(kind="ledger.continues"), after=2))
    ran = run(capsys, "verify", eight, "--policy", home / "history")
    assert (ran.status, "does not show that evenhand.example/log continues" in ran.out) == (0, True)


def test_an_author_s_key_is_held_against_the_entries_that_speak_of_it(capsys, home):
    made = bundle(home, "made", bundle_of(sealed(), before=5))
    for name, kind, place in (("enrolled", "signing.enrol", 2), ("retired", "signing.retire", 4)):
        entry = sealed(kind=kind, subject=said(kind).subject)
        bundle(home, name, bundle_of(entry, before=place))
    known = run(capsys, "verify", made, "--policy", home / "before", "--key", home / "enrolled")
    assert (known.status, "was enrolled before this entry" in known.out) == (0, True)

    stolen = ["--key", home / "enrolled", "--key", home / "retired"]
    ran = run(capsys, "verify", made, "--policy", home / "before", *stolen)
    assert (ran.status, "ledger.key-retired" in ran.out) == (3, True)


def test_what_is_no_step_or_no_revocation_is_a_problem(capsys, home):
    for ran in (approve_one(capsys, home), run(capsys, "policy", "show", home / "before")):
        assert (ran.status, ran.err.split(":")[0]) == (1, "cli.no-step")
    for value in ("7", f"{NORTH.verifier}=x", "=7"):
        ran = change(capsys, home, "--from", 8, "--revoke", value)
        assert (ran.status, ran.err.split(":")[0]) == (1, "cli.bad-revocation")


def approve_one(capsys, home):
    return run(capsys, "policy", "approve", home / "before", "--key", home / "north")
