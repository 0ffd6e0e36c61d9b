from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evenhand.council.dates import BAD_MONTH, add_months, month_of, read_month, weeks_of
from evenhand.foundation.problems import Problem

DAYS = st.dates(date(1946, 1, 1), date(2190, 1, 1))


@pytest.mark.parametrize(
    ("day", "months", "later"),
    [
        pytest.param(date(2020, 1, 31), 1, date(2020, 2, 29), id="a-short-month"),
        pytest.param(date(2019, 12, 15), 1, date(2020, 1, 15), id="over-the-year"),
        pytest.param(date(2020, 1, 15), -1, date(2019, 12, 15), id="back"),
    ],
)
def test_months_later(day, months, later):
    assert add_months(day, months) == later


@pytest.mark.parametrize(
    "value", ["", "2020", "2020-13", "2020-2", "1800-01", "20x0-01", "2020-00", "٢٠٢٠-٠١", "9999-01"]
)
def test_what_is_no_month_is_refused(value):
    with pytest.raises(Problem) as raised:
        read_month(value)

    assert raised.value.kind is BAD_MONTH


@given(DAYS)
@settings(max_examples=30)
def test_weeks_hold_each_day_of_the_month_once_under_its_weekday(day):
    weeks = weeks_of(day)
    held = [one for week in weeks for one in week if one]

    assert len({len(week) for week in weeks} | {7}) == 1
    assert [one.day for one in held] == list(range(1, len(held) + 1))
    assert all(one.weekday() == at for week in weeks for at, one in enumerate(week) if one)
    assert read_month(month_of(day)) == day.replace(day=1)
