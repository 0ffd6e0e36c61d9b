from dataclasses import replace
from datetime import UTC, datetime

import pytest

from evenhand.agreements.deadlines import standing
from evenhand.foundation.texts import LANGUAGES
from unit.agreements.small import agreement

COMMITMENT = agreement().commitments[0]


def first(as_of: datetime, commitment=COMMITMENT):
    return standing(commitment, as_of=as_of, time_zone="Africa/Tripoli")[0]


@pytest.mark.parametrize(
    ("as_of", "state", "left", "overdue"),
    [
        pytest.param(datetime(2026, 5, 28, 12, tzinfo=UTC), "open", 2, 0, id="two-days-before"),
        pytest.param(
            datetime(2026, 5, 29, 22, 30, tzinfo=UTC), "last-day", 0, 0, id="already-the-last-day-in-the-zone"
        ),
        pytest.param(datetime(2026, 5, 30, 21, 59, tzinfo=UTC), "last-day", 0, 0, id="the-last-minute"),
        pytest.param(datetime(2026, 5, 30, 22, tzinfo=UTC), "overdue", 0, 1, id="the-first-instant-too-late"),
        pytest.param(datetime(2026, 6, 9, 12, tzinfo=UTC), "overdue", 0, 10, id="ten-days-after"),
    ],
)
def test_counts_days_in_the_agreements_zone(as_of, state, left, overdue):
    now = first(as_of)

    assert (now.state, now.days_left, now.days_overdue) == (state, left, overdue)


def test_every_reading_stands_on_its_own():
    both = standing(COMMITMENT, as_of=datetime(2026, 5, 31, 12, tzinfo=UTC), time_zone="Africa/Tripoli")

    assert [(one.reading.id, one.state) for one in both] == [("ninety-days", "overdue"), ("by-noon", "open")]


def test_an_hour_after_noon_of_the_last_day_is_overdue_that_day():
    late = standing(COMMITMENT, as_of=datetime(2026, 6, 1, 13, tzinfo=UTC), time_zone="Africa/Tripoli")[1]

    assert (late.state, late.days_overdue) == ("overdue", 0)


def test_what_is_met_is_neither_open_nor_overdue():
    assert first(datetime(2027, 1, 1, tzinfo=UTC), replace(COMMITMENT, status="met")).state == "met"


def test_without_a_deadline_there_is_no_standing():
    assert standing(replace(COMMITMENT, readings=()), as_of=datetime(2026, 1, 1, tzinfo=UTC)) == ()


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(
    "at", [datetime(2026, 5, 1, tzinfo=UTC), datetime(2026, 5, 30, tzinfo=UTC), datetime(2026, 7, 1, tzinfo=UTC)]
)
def test_says_it_in_each_language(language, at):
    assert "2026-05-30" in first(at).words(language=language)
