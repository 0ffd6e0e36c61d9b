"""Instants as numbers, and days in the zone of the agreement."""

import numpy as np
import pytest

from evenhand.cases.counting.times import DAY_US, days_of, spans_of, weeks_of
from unit.cases.counting.samples import MIDNIGHT, at, table

MINUTE_US = 60_000_000


@pytest.mark.parametrize(
    ("row", "width_us"),
    [
        pytest.param(at(5), 0, id="an-instant"),
        pytest.param(at(5, 10), 5 * MINUTE_US - 1, id="a-stretch-ends-before-its-end"),
        pytest.param(at(0, fidelity="day"), DAY_US - 1, id="an-instant-known-to-the-day"),
        pytest.param(at(0, 60, fidelity="day"), 60 * MINUTE_US - 1, id="a-stretch-says-itself-how-long-it-is"),
        pytest.param(at(0, fidelity=None), 0, id="nobody-said-how-finely"),
    ],
)
def test_a_span_holds_all_instants_at_which_it_may_have_happened(row, width_us):
    spans = spans_of(table(row))

    assert (spans.end - spans.begin).tolist() == [width_us]
    assert spans.begin[0] <= spans.middle[0] <= spans.end[0]


def test_a_day_ends_when_it_ends_in_the_zone():
    begin = spans_of(table(at(22 * 60 - 1), at(22 * 60))).begin

    assert np.diff(days_of(begin, "Africa/Tripoli")).tolist() == [1]
    assert np.diff(days_of(begin, "UTC")).tolist() == [0]


def test_weeks_begin_on_monday():
    days = days_of(spans_of(table(at(0), at(24 * 60))).begin, "UTC")

    assert MIDNIGHT.isoweekday() == 7
    assert np.diff(weeks_of(days)).tolist() == [7]


def test_what_lasts_belongs_to_the_moment_when_it_began():
    spans = spans_of(table(at(0, 600, kind="exclusion"), at(0, 600)))

    assert spans.lasts.tolist() == [True, False]
    assert (spans.middle - spans.begin).tolist() == [0, (600 * MINUTE_US - 1) // 2]
