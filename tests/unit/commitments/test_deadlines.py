from dataclasses import replace
from datetime import date, timedelta
from itertools import takewhile

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evenhand.agreements.calendar import is_working
from evenhand.agreements.procedure import WorkingWeek
from evenhand.commitments.acts import Occurred, Paused, Resumed
from evenhand.commitments.deadlines import (
    DueState,
    Facts,
    Happened,
    Stay,
    deadlines_of,
    facts_of,
    last_day_of,
    next_due,
    occasions,
)
from evenhand.commitments.model import Due, Held, Reading, Recurrence, Unit
from simulators.commitments import NINETY, PLAN, SWEEP, act, at, on, without_event

STARTS = st.dates(on("2030-01-01"), on("2032-12-31"))
WEEK = WorkingWeek(weekend=(4, 5), holidays=(on("2031-01-07"), on("2031-02-01")))
FACTS = Facts(zone="Africa/Tripoli", week=WEEK)


@st.composite
def stays(draw):
    begins = draw(st.dates(on("2030-01-01"), on("2031-06-01")))
    length = draw(st.none() | st.integers(0, 40))
    return Stay(begins_on=begins, ends_on=None if length is None else begins + timedelta(days=length))


def walked(day: date, left: int, counts, held) -> date | None:
    """The brute force: day after day, for as long as anything could come of it."""
    for _ in range(3000):
        if left == 0:
            return day
        day += timedelta(days=1)
        if not any(stay.holds(day) for stay in held):
            left -= counts(day)
    return None


@given(STARTS, st.integers(0, 60), st.lists(stays(), max_size=3))
def test_calendar_days_are_counted_day_by_day(start, count, held):
    due = Due(event="signature", count=count, unit=Unit.DAYS)

    assert last_day_of(due, start, facts=FACTS, stays=held) == walked(start, count, lambda _day: 1, held)


@given(STARTS, st.integers(0, 40), st.lists(stays(), max_size=3))
def test_working_days_are_counted_day_by_day(start, count, held):
    due = Due(event="signature", count=count, unit=Unit.WORKING_DAYS)

    assert last_day_of(due, start, facts=FACTS, stays=held) == walked(
        start, count, lambda day: is_working(day, WEEK), held
    )


@given(STARTS, st.lists(stays(), max_size=3))
def test_a_fixed_day_moves_by_the_days_before_it_that_did_not_count(day, held):
    origin = min((day, *(stay.begins_on for stay in held))) - timedelta(days=1)

    found = last_day_of(Due(on=day), None, facts=FACTS, stays=held)

    assert found == walked(origin, (day - origin).days, lambda _day: 1, held)


@pytest.mark.parametrize(
    ("count", "unit", "expected"),
    [
        pytest.param(90, Unit.DAYS, "2021-01-21", id="ninety-days"),
        pytest.param(3, Unit.MONTHS, "2021-01-23", id="three-months"),
        pytest.param(2, Unit.WEEKS, "2020-11-06", id="weeks"),
        pytest.param(1, Unit.YEARS, "2021-10-23", id="a-year"),
        pytest.param(0, Unit.DAYS, "2020-10-23", id="on-the-day"),
        pytest.param(-10, Unit.DAYS, "2020-10-13", id="before"),
        pytest.param(-2, Unit.WORKING_DAYS, "2020-10-21", id="working-days-before"),
        pytest.param(48, Unit.HOURS, "2020-10-25", id="hours-run-from-the-end-of-the-day"),
        pytest.param(1, Unit.WORKING_DAYS, "2020-10-25", id="over-a-weekend"),
        pytest.param(100_000, Unit.YEARS, None, id="beyond-every-calendar"),
        pytest.param(3000, Unit.MONTHS, None, id="beyond-what-is-worked-out"),
    ],
)
def test_how_long_after_the_signature(count, unit, expected):
    found = last_day_of(Due(event="signature", count=count, unit=unit), on("2020-10-23"), facts=FACTS)

    assert (found.isoformat() if found else None) == expected


def test_both_readings_stand_and_the_later_one_is_open_when_the_other_is_overdue():
    facts = facts_of(PLAN, (), at=at("2031-04-01"))

    first, second = deadlines_of(SWEEP, facts=facts, as_of=at("2031-04-02"))
    assert (first.last_day, second.last_day) == (on("2031-04-01"), on("2031-04-01"))

    facts = replace(facts, events={"signature": (Happened(on=on("2031-01-31")),)})
    states = [one.state for one in deadlines_of(SWEEP, facts=facts, as_of=at("2031-05-01"))]
    assert states == [DueState.LAST_DAY, DueState.OVERDUE]


@pytest.mark.parametrize(
    ("day", "state", "left", "overdue"),
    [
        ("2031-03-22", DueState.OPEN, 10, 0),
        ("2031-04-01", DueState.LAST_DAY, 0, 0),
        ("2031-04-04", DueState.OVERDUE, 0, 3),
    ],
)
def test_days_left_and_overdue(day, state, left, overdue):
    found = deadlines_of(SWEEP, facts=facts_of(PLAN, (), at=at(day)), as_of=at(day))[0]

    assert (found.state, found.days_left, found.days_overdue) == (state, left, overdue)
    assert str(left or overdue or "last") in found.words()


def test_a_day_ends_in_the_zone_of_the_plan():
    facts = facts_of(replace(PLAN, time_zone="Africa/Tripoli"), (), at=at("2031-04-01"))
    late = at("2031-04-01", hour=23)  # 01:00 of the second of April in Tripoli

    found = deadlines_of(SWEEP, facts=facts, as_of=late)[0]

    assert found.state is DueState.OVERDUE
    assert found.due_at == at("2031-04-01", hour=22)


def test_before_anybody_knows_of_the_event_the_clock_has_not_started():
    plan = without_event()

    [first, _] = deadlines_of(SWEEP, facts=facts_of(plan, (), at=at("2031-06-01")), as_of=at("2031-06-01"))

    assert (first.state, first.last_day, first.days_left) == (DueState.NOT_STARTED, None, None)
    assert "signature" in first.words()


def test_a_date_that_will_be_fixed_soon_is_no_date():
    open_one = replace(SWEEP, readings=(Reading(id="soon", due=Due()),))

    [found] = deadlines_of(open_one, facts=FACTS, as_of=at("2031-06-01"))

    assert found.state is DueState.NO_DATE


def test_bodies_that_differ_on_the_event_give_a_deadline_each():
    told = (
        act(Occurred(event="signature", on=on("2031-01-03")), body="north"),
        act(Occurred(event="signature", on=on("2031-01-05")), body="south"),
        act(Occurred(event="signature", on=on("2031-01-09")), body="south", when="2031-05-01"),
    )
    facts = facts_of(without_event(), told, at=at("2031-06-01"))
    found = deadlines_of(replace(SWEEP, readings=(NINETY,)), facts=facts, as_of=at("2031-02-01"))

    assert [(one.started.said_by, one.last_day.isoformat()) for one in found] == [
        (("north",), "2031-04-03"),
        (("south",), "2031-04-05"),
    ]


def test_an_event_that_is_taken_back_starts_nothing():
    told = (
        act(Occurred(event="signature", on=on("2031-01-03")), when="2031-05-01"),
        act(Occurred(event="signature"), when="2031-05-02"),
    )

    assert facts_of(without_event(), told, at=at("2031-06-01")).events["signature"] == ()


def test_a_paused_deadline_stands_still_with_the_days_that_were_left_and_runs_on_when_resumed():
    pause = act(Paused(commitment="sweep", begins_on=on("2031-03-22"), authority="decision 7"), when="2031-03-21")
    resume = act(Resumed(commitment="sweep", on=on("2031-05-01")), when="2031-04-30")

    facts = facts_of(PLAN, (pause,), at=at("2031-04-15"))
    still = deadlines_of(SWEEP, facts=facts, as_of=at("2031-04-15"))[0]
    assert (still.state, still.last_day, still.days_left) == (DueState.STANDING_STILL, None, 11)

    facts = facts_of(PLAN, (resume, pause), at=at("2031-05-02"))
    again = deadlines_of(SWEEP, facts=facts, as_of=at("2031-05-02"))[0]
    assert (again.state, again.last_day, again.days_held) == (DueState.OPEN, on("2031-05-11"), 40)


def test_a_pause_with_an_end_shows_the_last_day_while_it_stands_still():
    pause = Paused(commitment="sweep", begins_on=on("2031-03-22"), ends_on=on("2031-03-27"), authority="decision 7")
    facts = facts_of(PLAN, (act(pause, when="2031-03-20"),), at=at("2031-03-24"))

    found = deadlines_of(SWEEP, facts=facts, as_of=at("2031-03-24"))[0]

    assert (found.state, found.last_day) == (DueState.STANDING_STILL, on("2031-04-06"))


def test_resuming_cuts_short_a_pause_with_an_end_and_leaves_one_that_is_yet_to_come():
    told = (
        act(Paused(commitment="sweep", begins_on=on("2031-03-01"), ends_on=on("2031-03-31"), authority="7"), name="a"),
        act(Paused(commitment="sweep", begins_on=on("2031-06-01"), authority="8"), name="b"),
        act(Resumed(commitment="sweep", on=on("2031-03-11")), when="2031-06-30"),
    )

    stays = facts_of(PLAN, told, at=at("2031-07-01")).stays["sweep"]

    assert [(one.begins_on, one.ends_on) for one in stays] == [
        (on("2031-03-01"), on("2031-03-11")),
        (on("2031-06-01"), None),
    ]


def test_what_is_settled_is_owed_no_longer_and_what_is_in_dispute_runs_on():
    facts = facts_of(PLAN, (), at=at("2031-06-01"))

    settled = deadlines_of(SWEEP, facts=facts, as_of=at("2031-06-01"), settled=Held.YES)
    disputed = deadlines_of(SWEEP, facts=facts, as_of=at("2031-06-01"), settled=Held.UNKNOWN)

    assert {one.state for one in settled} == {DueState.SETTLED}
    assert {one.state for one in disputed} == {DueState.OVERDUE}


@given(STARTS, st.integers(1, 200), st.integers(0, 900))
def test_the_next_occasion_is_the_first_multiple_that_is_not_past(start, every, ahead):
    today = start + timedelta(days=ahead)
    recurrence = Recurrence(every=every, unit=Unit.DAYS, starts_on=start)

    found = next_due(recurrence, facts=Facts(), as_of=at(today.isoformat()))

    day = start + timedelta(days=every)
    while day < today:
        day += timedelta(days=every)
    assert found == day


def test_months_are_counted_from_the_anchor_and_do_not_drift():
    monthly = Recurrence(every=1, unit=Unit.MONTHS, starts_on=on("2031-01-31"), until=on("2031-04-30"))

    assert [day.isoformat() for day in occasions(monthly, facts=Facts())] == ["2031-02-28", "2031-03-31", "2031-04-30"]


@pytest.mark.parametrize(
    ("recurrence", "expected"),
    [
        pytest.param(
            Recurrence(every=3, unit=Unit.MONTHS, event="signature"), ["2031-04-01", "2031-07-01"], id="event"
        ),
        pytest.param(
            Recurrence(every=1, unit=Unit.YEARS, starts_on=on("2031-02-01"), first_at_start=True),
            ["2031-02-01"],
            id="first-at-the-start",
        ),
        pytest.param(Recurrence(every=1, unit=Unit.YEARS), [], id="no-anchor"),
        pytest.param(Recurrence(every=1, unit=Unit.YEARS, event="never"), [], id="an-event-nobody-knows"),
    ],
)
def test_when_something_recurs(recurrence, expected):
    facts = facts_of(PLAN, (), at=at("2031-01-01"))
    found = takewhile(lambda day: day < on("2031-08-01"), occasions(recurrence, facts=facts))

    assert [day.isoformat() for day in found] == expected


def test_what_never_comes_again_is_not_next():
    ended = Recurrence(every=1, unit=Unit.MONTHS, starts_on=on("2031-01-01"), until=on("2031-03-01"))

    assert next_due(ended, facts=Facts(), as_of=at("2031-06-01")) is None
