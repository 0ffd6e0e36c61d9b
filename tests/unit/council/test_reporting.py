from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evenhand.council.codes import CycleKind
from evenhand.council.records import Cycle, Delivery, Duty
from evenhand.council.reporting import DueState, due_days, schedule
from evenhand.foundation.texts import Text

START = date(2020, 1, 31)
SIXTY = Cycle(kind=CycleKind.EVERY_DAYS, number=60, counted_from=START)


def duty(cycle: Cycle, *days: str) -> Duty:
    return Duty(name=Text(), cycle=cycle, deliveries=tuple(Delivery(on=date.fromisoformat(day)) for day in days))


@pytest.mark.parametrize(
    ("cycle", "days"),
    [
        pytest.param(SIXTY, ["2020-03-31", "2020-05-30"], id="every-60-days"),
        pytest.param(
            Cycle(kind=CycleKind.EVERY_MONTHS, number=1, counted_from=START),
            ["2020-02-29", "2020-03-31", "2020-04-30", "2020-05-31"],
            id="the-31st-comes-back",
        ),
        pytest.param(Cycle(kind=CycleKind.EVERY_MONTHS, number=3, counted_from=START), ["2020-04-30"], id="quarterly"),
        pytest.param(Cycle(kind=CycleKind.WITHIN_DAYS, number=30, counted_from=START), ["2020-03-01"], id="within-30"),
        pytest.param(
            Cycle(kind=CycleKind.INTERIM_AND_FINAL, dates=(date(2020, 5, 1), date(2020, 3, 1))),
            ["2020-03-01", "2020-05-01"],
            id="interim-and-final",
        ),
        pytest.param(
            Cycle(kind=CycleKind.EVERY_DAYS, number=60, counted_from=START, ends=date(2020, 4, 1)),
            ["2020-03-31"],
            id="until-it-ends",
        ),
        pytest.param(Cycle(kind=CycleKind.EVERY_DAYS, number=120), [], id="from-when-is-not-said"),
        pytest.param(Cycle(kind=CycleKind.EVERY_DAYS, number=0, counted_from=START), [], id="no-number"),
    ],
)
def test_the_days_of_a_cycle(cycle, days):
    assert [day.isoformat() for day in due_days(cycle, until=date(2020, 6, 5))] == days


@pytest.mark.parametrize(
    ("came", "as_of", "states"),
    [
        pytest.param([], "2020-03-31", ["due-today"], id="the-last-day-is-in-time"),
        pytest.param([], "2020-04-01", ["overdue"], id="the-day-after"),
        pytest.param(["2020-03-31"], "2020-04-01", ["delivered", "coming"], id="in-time"),
        pytest.param(["2020-04-05"], "2020-04-06", ["delivered-late", "coming"], id="late-answers-what-it-missed"),
        pytest.param(["2020-03-01", "2020-03-02"], "2020-03-05", ["delivered", "coming"], id="twice-in-one-period"),
        pytest.param(["2020-04-05"], "2020-04-01", ["overdue"], id="what-comes-later-is-not-known-yet"),
    ],
)
def test_what_came_answers_what_was_due(came, as_of, states):
    found = schedule(duty(SIXTY, *came), as_of=date.fromisoformat(as_of), ahead=timedelta(days=60))

    assert [one.state.value for one in found.due][: len(states)] == states


def test_without_a_day_to_count_from_nothing_is_due_and_nothing_late():
    found = schedule(duty(Cycle(kind=CycleKind.EVERY_DAYS, number=120), "2020-02-27"), as_of=date(2030, 1, 1))

    assert (found.due, found.next, found.undated, len(found.unasked)) == ((), None, True, 1)


def test_the_next_one_is_shown_however_far_it_is():
    yearly = duty(Cycle(kind=CycleKind.EVERY_MONTHS, number=36, counted_from=START))
    found = schedule(yearly, as_of=date(2020, 2, 1))

    assert (found.next.on, found.next.state, found.next.since) == (date(2023, 1, 31), DueState.COMING, 0)


@given(st.lists(st.integers(1, 600), max_size=8), st.integers(1, 90), st.integers(0, 700))
@settings(max_examples=50)
def test_every_report_answers_at_most_one_day_and_none_before_its_period(offsets, number, now):
    cycle = Cycle(kind=CycleKind.EVERY_DAYS, number=number, counted_from=START)
    days = [(START + timedelta(days=offset)).isoformat() for offset in offsets]
    as_of = START + timedelta(days=now)
    found = schedule(duty(cycle, *days), as_of=as_of)
    answered = [one for one in found.due if one.delivery]

    assert len(answered) + len(found.unasked) == sum(offset <= now for offset in offsets)
    assert all(one.delivery.on > one.on - timedelta(days=number) or one.number == 1 for one in answered)
    assert all(one.on < as_of for one in found.due if one.state is DueState.OVERDUE)
    assert [one.number for one in found.due] == list(range(1, len(found.due) + 1))
