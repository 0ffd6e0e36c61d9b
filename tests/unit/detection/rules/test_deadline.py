"""Deadline: missed or late, by which reading, owed by whom."""

from dataclasses import replace
from datetime import timedelta

import pytest

from evenhand.agreements.model import Commitment, DeadlineReading, RuleKind
from evenhand.foundation.instants import Interval
from evenhand.foundation.texts import Text
from unit.detection.worlds import agreement, at, found, named, rule

DAY = 1440
READINGS = tuple(
    DeadlineReading(id=name, due_at=at(days * DAY), basis=Text({"en": f"{days} days"}), article="art. 2")
    for name, days in (("long", 12), ("short", 10))
)
OWED = named(Commitment, "leave", kind="withdrawal", text=Text({}), owed_by=("north", "south"), readings=READINGS)
RULE = rule(RuleKind.DEADLINE, id="in-time", areas=(), categories=(), commitment="leave")


def world(owed=OWED, **more):
    return agreement(replace(RULE, **more), commitments=(owed,))


def told(what, day, done=None):
    done = {name: at(days * DAY) for name, days in (done or {}).items()}
    return [(one["reason"], one["certainty"]) for one in found(what, done=done, as_of=at(day * DAY))]


@pytest.mark.parametrize(
    ("day", "done", "expected"),
    [
        pytest.param(9, {}, [], id="not-due-yet"),
        pytest.param(10, {}, [("missed", "possible")], id="the-first-instant-that-is-too-late-by-one-reading"),
        pytest.param(11.99, {}, [("missed", "possible")], id="due-by-one-reading-only"),
        pytest.param(12, {}, [("missed", "certain")], id="due-by-every-reading"),
        pytest.param(20, {"leave": 9.9}, [], id="done-in-time"),
        pytest.param(20, {"leave": 11}, [("late", "possible")], id="done-between-the-readings"),
        pytest.param(20, {"leave": 15}, [("late", "certain")], id="done-too-late"),
        pytest.param(14, {"leave": 15}, [("missed", "certain")], id="not-done-yet-when-looked-at"),
        pytest.param(20, {"north": 5, "south": 9}, [], id="done-by-every-party"),
        pytest.param(20, {"north": 5, "south": 15}, [("late", "certain")], id="as-late-as-the-last-party"),
        pytest.param(20, {"north": 5}, [("missed", "certain")], id="one-party-has-not"),
    ],
)
def test_missed_or_late(day, done, expected):
    assert told(world(), day, done) == expected


def test_an_alert_begins_when_it_was_due_and_keeps_its_id_as_days_pass():
    early, later = (found(world(), as_of=at(day * DAY))[0] for day in (11, 40))

    assert early["alert"] == later["alert"]
    assert (later["began_at"], later["ended_at"]) == (at(10 * DAY), at(40 * DAY))
    assert later["commitment"] == "leave"
    assert later["related"] == ["north", "south"]


def test_names_those_who_have_not_done_it():
    [alert] = found(world(), done={"north": at(0)}, as_of=at(20 * DAY))

    assert alert["related"] == ["south"]


def test_what_the_text_calls_met_is_not_missed_for_want_of_a_date():
    assert told(world(replace(OWED, status="met")), 20) == []
    assert told(world(replace(OWED, status="met")), 20, {"leave": 15}) == [("late", "certain")]


@pytest.mark.parametrize("until", [5, 10])
def test_a_rule_that_had_ended_by_then_asks_for_nothing(until):
    ended = Interval(begins_at=at(0), ends_at=at(until * DAY))

    assert told(world(in_force=ended), 20) == []


def test_a_commitment_without_a_deadline_cannot_be_missed():
    assert told(world(replace(OWED, readings=())), 400) == []


def test_one_reading_is_certain_at_once():
    assert told(world(replace(OWED, readings=READINGS[1:])), 10) == [("missed", "certain")]
    assert timedelta(days=10) == READINGS[1].due_at - at(0)
