from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evenhand.agreements.calendar import (
    end_of,
    is_working,
    last_day_before,
    months_after,
    next_working,
    working_days_after,
)
from evenhand.agreements.procedure import WorkingWeek

DAYS = st.dates(date(1990, 1, 1), date(2100, 1, 1))
WEEKS = st.builds(
    WorkingWeek,
    weekend=st.lists(st.integers(0, 6), max_size=4, unique=True).map(tuple),
    holidays=st.lists(DAYS, max_size=4, unique=True).map(tuple),
)


@pytest.mark.parametrize(
    ("day", "months", "expected"),
    [
        pytest.param("2020-10-23", 3, "2021-01-23", id="three-months"),
        pytest.param("2020-11-30", 3, "2021-02-28", id="a-month-that-lacks-the-day"),
        pytest.param("2019-11-30", 3, "2020-02-29", id="in-a-leap-year"),
        pytest.param("2020-03-31", -1, "2020-02-29", id="backwards"),
        pytest.param("2020-12-31", 12, "2021-12-31", id="a-year"),
        pytest.param("2020-12-31", 0, "2020-12-31", id="none"),
    ],
)
def test_months_are_those_of_the_calendar(day, months, expected):
    assert months_after(date.fromisoformat(day), months).isoformat() == expected


@given(DAYS, st.integers(0, 40), WEEKS)
def test_working_days_are_counted_day_by_day(day, count, week):
    walked, left = day, count
    while left:
        walked += timedelta(days=1)
        left -= is_working(walked, week)

    assert working_days_after(day, count, week) == walked


def test_a_week_without_working_days_ends_all_the_same():
    assert next_working(date(2021, 1, 1), WorkingWeek(weekend=tuple(range(7)))) == date(2021, 1, 2)


@given(DAYS, st.sampled_from(["UTC", "Africa/Tripoli", "America/New_York", "Pacific/Apia"]))
def test_a_day_ends_where_the_next_begins(day, zone):
    assert last_day_before(end_of(day, zone), zone) == day


def test_a_day_ends_at_midnight_of_its_zone():
    assert end_of(date(2021, 1, 21), "Africa/Tripoli") == datetime(2021, 1, 21, 22, tzinfo=UTC)
