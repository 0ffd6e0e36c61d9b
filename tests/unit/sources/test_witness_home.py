"""What a witness keeps: it lasts, one finding is one alarm, and a disk is not filled by a log that lies on and on."""

import pytest

from evenhand.foundation.problems import Problem
from evenhand.ledger.alarms import read_alarm
from evenhand.ledger.witness import Finding, Kind
from evenhand.sources import witness_home
from evenhand.sources.witness_home import NO_SUCH_ALARM, State
from simulators.logs import NORTH
from unit.ledger.test_witness import FILES, GROWN, MEMORY, NOON_S, kinds, other_log, see
from unit.sources.witnessing import home

SPLIT = {"size": 1, "one": "a", "other": "b"}
FOUND = see(other_log(12), MEMORY).findings


def test_what_was_seen_is_there_for_the_next_process(tmp_path):
    home(tmp_path).keep(MEMORY, size=10)

    again = home(tmp_path)
    assert again.memory() == MEMORY
    assert again.seen() == [MEMORY.note]


def test_of_what_was_seen_for_years_the_newest_are_read_and_what_another_one_speaks_of(tmp_path, monkeypatch):
    monkeypatch.setattr(witness_home, "MOST_NOTES", 2)
    kept = home(tmp_path)
    for size in (9, 10, 11, 12, 13):
        kept.put(f"seen/{size:020d}.checkpoint", b"%d" % size)

    assert kept.seen() == [b"12", b"13"]
    assert kept.seen(beside=[MEMORY.note, b"junk"]) == [b"10", b"12", b"13"]


def test_what_came_without_entries_does_not_make_it_read_all_of_them_again(tmp_path):
    kept = home(tmp_path)
    kept.keep(MEMORY, size=10)
    light = see(GROWN, MEMORY, now_s=NOON_S + 61, depth="light").memory
    kept.keep(light, size=300)

    assert kept.memory().edge.size == 10
    assert kinds(see(GROWN, kept.memory(), now_s=NOON_S + 62)) == []


def test_one_finding_at_many_looks_is_one_alarm(tmp_path):
    kept = home(tmp_path)
    raised = [kept.raise_alarms(FOUND, now_s=NOON_S + at) for at in range(3)]
    raised.append(kept.raise_alarms(see(other_log(20), MEMORY).findings, now_s=NOON_S + 9))

    assert [len(found) for found in raised] == [1, 0, 0, 0]
    [alarm] = kept.alarms()
    assert (alarm.count, alarm.first_s, alarm.last_s) == (4, NOON_S, NOON_S + 9)
    assert read_alarm(alarm.signed.content, witnesses={"north": NORTH.verifier}).alarm.kind == Kind.REWRITTEN
    assert len(kept.folder.names("evidence")) == 2


def test_what_was_settled_and_is_found_again_is_an_alarm_again(tmp_path):
    kept = home(tmp_path)
    [alarm] = kept.raise_alarms(FOUND, now_s=NOON_S)
    kept.mark(alarm.slug, settled="the disk was changed", mailed=True, told=True)
    assert kept.alarms()[0].settled == "the disk was changed"

    [again] = kept.raise_alarms(FOUND, now_s=NOON_S + 5)
    assert (again.slug, again.settled, again.mailed, again.told) == (alarm.slug, "", False, False)


def test_what_is_not_serious_is_no_alarm(tmp_path):
    stalled = Finding(kind=Kind.STALLED, details={"signed_s": 1, "silent_s": 2})

    assert home(tmp_path).raise_alarms([stalled], now_s=NOON_S) == []


def test_a_log_that_lies_on_and_on_fills_no_disk(tmp_path, monkeypatch):
    monkeypatch.setattr(witness_home, "MOST_ALARMS", 3)
    kept = home(tmp_path)
    for number in range(6):
        lie = Finding(kind=Kind.SPLIT_VIEW, details=SPLIT, evidence=(b"%d" % number, b"other"))
        kept.raise_alarms([lie], now_s=NOON_S)

    assert len(kept.alarms()) == 3


def test_what_else_is_wrong_and_what_was_settled_leave_room_for_a_fork(tmp_path, monkeypatch):
    monkeypatch.setattr(witness_home, "MOST_ALARMS", 3)
    kept = home(tmp_path)
    for number in range(8):
        kind = Kind.SPLIT_VIEW if number % 2 else Kind.DAMAGED
        details = SPLIT if number % 2 else {"fault": "x", "size": 1, "before": 1}
        found = Finding(kind=kind, details=details, evidence=(b"%d" % number, b"other"))
        for raised in kept.raise_alarms([found], now_s=NOON_S):
            kept.mark(raised.slug, settled="the disk was changed")
    assert (len(kept.alarms()), kept.holds_back()) == (7, "")

    [fork] = kept.raise_alarms(FOUND, now_s=NOON_S)
    assert (fork.signed.alarm.kind, kept.holds_back()) == (Kind.REWRITTEN, fork.slug)


@pytest.mark.parametrize("kind", [Kind.DAMAGED, Kind.FORGED])
def test_what_is_wrong_in_one_way_and_another_in_turn_is_one_alarm_while_it_is_open(tmp_path, kind):
    kept = home(tmp_path)
    details = {"fault": "x", "size": 1, "before": 1} if kind == Kind.DAMAGED else {"fault": "x"}
    looks = [Finding(kind=kind, details=details, evidence=(b"%d" % (n % 3), b"other")) for n in range(9)]
    raised = [len(kept.raise_alarms([found], now_s=NOON_S)) for found in looks]
    assert (sum(raised), kept.alarms()[0].count) == (1, 9)

    kept.mark(kept.alarms()[0].slug, settled="the disk was changed")
    assert len(kept.raise_alarms([looks[1]], now_s=NOON_S)) == 1
    assert [found.count for found in kept.alarms() if not found.settled] == [1]


@pytest.mark.parametrize("slug", ["", "x", "../newest", "rewritten-0123456789abcdef"])
def test_an_alarm_that_is_not_there_is_told(tmp_path, slug):
    with pytest.raises(Problem) as problem:
        home(tmp_path).alarm(slug)
    assert problem.value.kind == NO_SUCH_ALARM


def test_a_crash_between_an_alarm_and_its_book_loses_no_alarm(tmp_path):
    kept = home(tmp_path)
    [alarm] = kept.raise_alarms(FOUND, now_s=NOON_S)
    kept.folder.remove(f"alarms/{alarm.slug}.json")

    assert [found.slug for found in kept.alarms()] == [alarm.slug]
    kept.mark(alarm.slug, told=True)
    assert kept.alarm(alarm.slug).told


def test_how_a_look_went_is_read_back_and_a_torn_file_says_nothing(tmp_path):
    kept = home(tmp_path)
    state = State(looked_s=5, notices=({"kind": "stalled", "details": {"silent_s": 7}},), mailed=("stalled",))
    kept.keep_state(state)
    assert kept.state() == state

    kept.put("state.json", b'{"looked_s": ')
    assert kept.state() == State()
    assert FILES
