"""`evenhand witness` as a party would run it, from a USB stick."""

import stat
from datetime import UTC, datetime, timedelta

import pytest

from evenhand.ledger.history import History, Revocation
from evenhand.ledger.notes import COSIGNATURE, QUANTUM_SAFE, read_key, read_signature
from simulators.logs import CLOCK_KEY, LOG_KEY, NORTH, POLICY_TEXT, SOUTH, UN, Published, entry, opened
from simulators.policies import POLICY_NEW_KEY, approved
from unit.cli.command import run

NOW = datetime.now(UTC) - timedelta(minutes=5)


class Stick:
    """A folder that a log was copied to, and what a witness needs."""

    def __init__(self, folder):
        self.folder, self.log = folder / "stick", opened()
        for name, text in (("policy", POLICY_TEXT), ("key", NORTH.text()), ("wrong", LOG_KEY.text()), ("none", "x")):
            (folder / name).write_text(text, encoding="utf-8")
        self.home = folder

    def copy(self, log=None):
        for path, content in Published.of((log or self.log)._disk).items():
            file = self.folder / path
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_bytes(content)

    def follow(self, capsys, *options, key="key"):
        words = ["--policy", self.home / "policy", "--key", self.home / key, "--memory", self.home / "memory"]
        return run(capsys, "witness", "follow", self.folder, *words, *options)


@pytest.fixture
def stick(tmp_path):
    made = Stick(tmp_path)
    made.log.append([entry(0), entry(1)])
    made.log.publish(NOW)
    made.copy()
    return made


def test_a_key_is_made_once_and_only_its_owner_reads_it(capsys, tmp_path):
    ran = run(capsys, "witness", "key", "north.example/witness", "--out", tmp_path / "key")

    assert (ran.status, read_key(ran.out).name, read_key(ran.out).kind) == (0, "north.example/witness", COSIGNATURE)
    assert stat.S_IMODE((tmp_path / "key").stat().st_mode) == 0o600
    assert run(capsys, "witness", "key", "north.example/witness", "--out", tmp_path / "key").status == 1


def test_an_honest_log_is_cosigned_as_it_grows(capsys, stick):
    first = stick.follow(capsys)
    assert (first.status, read_signature(first.out[:-1]).name) == (0, "north.example")

    stick.log.append([entry(2)])
    stick.log.publish(NOW + timedelta(minutes=1))
    stick.copy()
    then = stick.follow(capsys, "--depth", "whole", "--out", stick.home / "cosignature")
    assert (then.status, then.out) == (0, "")
    assert "has 3 entries" in then.err
    text = (stick.home / "cosignature").read_text("utf-8")
    log = stick.log.add_cosignatures([read_signature(text[:-1])], [NORTH.verifier])
    assert log.checkpoint.size == 3


def test_a_rewritten_log_is_an_alarm_and_its_evidence_is_kept(capsys, stick):
    assert stick.follow(capsys).status == 0
    other = opened()
    other.append([entry(0), b"rewritten", entry(2)])
    other.publish(NOW + timedelta(minutes=1))
    stick.copy(other)
    ran = stick.follow(capsys, "--every", "1 s")

    assert (ran.status, ran.out) == (4, "")
    assert ran.err.startswith("ALARM: The log was rewritten")
    assert len(list((stick.home / "memory").rglob("evidence/*.checkpoint"))) == 2


def test_a_log_that_stalled_or_is_not_there_is_a_notice(capsys, stick):
    ran = stick.follow(capsys, "--stalled-after", "1 min")
    assert ran.status == 3
    assert "Notice: The log has signed nothing" in ran.err

    stick.folder = stick.home / "nowhere"
    assert stick.follow(capsys).status == 3


@pytest.mark.parametrize("key", ["wrong", "none"])
def test_only_a_key_that_cosigns_is_taken(capsys, stick, key):
    ran = stick.follow(capsys, key=key)

    assert (ran.status, ran.err.split(":")[0]) == (1, "cli.no-cosigning-key")


def test_a_key_that_withstands_quantum_computers_cosigns_too(capsys, stick):
    ran = run(capsys, "witness", "key", "north.example", "--ml-dsa", "--out", stick.home / "safe")
    assert read_key(ran.out).kind == QUANTUM_SAFE

    assert len(read_signature(stick.follow(capsys, key="safe").out[:-1]).value) == 2428


def test_a_log_under_a_revoked_key_is_an_alarm_for_who_goes_by_the_history(capsys, stick):
    gone = Revocation(key=LOG_KEY.verifier, origin=LOG_KEY.name, size=2)
    known = History(policies=(POLICY_TEXT,)).then(POLICY_NEW_KEY, origin=LOG_KEY.name, size=2, revoked=[gone])
    assert stick.follow(capsys).status == 0
    (stick.home / "policy").write_bytes(approved(known, NORTH, SOUTH, UN).content())
    ran = stick.follow(capsys)

    assert ran.status == 4
    assert "The checkpoint is not one that the log signed" in ran.err


class TestTwoWitnesses:
    def compare(self, capsys, stick, one, other, *options):
        return run(capsys, "witness", "compare", one, other, "--policy", stick.home / "policy", *options)

    def test_that_saw_one_log_agree(self, capsys, stick):
        stick.follow(capsys)
        ran = self.compare(capsys, stick, stick.home / "memory", stick.folder)

        assert (ran.status, ran.out) == (0, "Both saw the same log: 1 pairs of checkpoints agree.\n")

    def test_that_saw_two_logs_have_an_alarm(self, capsys, stick):
        stick.follow(capsys)
        other = opened()
        other.append([entry(0), b"for the others"])
        other.publish(NOW)
        stick.copy(other)
        ran = self.compare(capsys, stick, stick.home / "memory", stick.folder / "checkpoint")

        assert ran.status == 4
        assert "Two logs are shown" in ran.err

    def test_that_share_no_size_are_not_sure_without_the_log(self, capsys, stick):
        stick.follow(capsys)
        stick.log.append([entry(2)])
        stick.log.publish(NOW)
        stick.copy()
        places = (stick.home / "memory", stick.folder / "checkpoint")

        assert self.compare(capsys, stick, *places).status == 3
        assert self.compare(capsys, stick, *places, "--log", stick.folder).status == 0

    def test_that_kept_nothing_are_named(self, capsys, stick):
        (stick.home / "empty").mkdir()
        ran = self.compare(capsys, stick, stick.home / "empty", stick.folder)

        assert (ran.status, ran.err.split(":")[0]) == (1, "cli.no-such-memory")
        assert CLOCK_KEY.verifier.name == LOG_KEY.verifier.name
