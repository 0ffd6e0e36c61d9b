from datetime import UTC, date, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evenhand.foundation.instants import Interval, format_instant, parse_duration, parse_instant
from evenhand.foundation.problems import Problem

NOON = datetime(2020, 12, 6, 12, tzinfo=UTC)


class TestParseInstant:
    @pytest.mark.parametrize(
        ("value", "expected"),
        [
            pytest.param("2020-12-06T12:00:00Z", NOON, id="zulu"),
            pytest.param("2020-12-06T14:00+02:00", NOON, id="an-offset-becomes-utc"),
            pytest.param("2020-12-06", datetime(2020, 12, 6, tzinfo=UTC), id="a-bare-date-is-midnight-utc"),
            pytest.param(date(2020, 12, 6), datetime(2020, 12, 6, tzinfo=UTC), id="a-date-object"),
            pytest.param(datetime(2020, 12, 6, 14, tzinfo=timezone(timedelta(hours=2))), NOON, id="an-aware-datetime"),
        ],
    )
    def test_reads_what_names_its_zone(self, value, expected):
        assert parse_instant(value, field="at") == expected

    @pytest.mark.parametrize(
        ("value", "code"),
        [
            pytest.param("2020-12-06T12:00:00", "foundation.naive-instant", id="no-zone"),
            pytest.param(datetime(2020, 12, 6), "foundation.naive-instant", id="naive-datetime"),  # noqa: DTZ001
            pytest.param("6 December", "foundation.not-an-instant", id="words"),
            pytest.param("2020-13-01", "foundation.not-an-instant", id="no-such-month"),
            pytest.param("0001-01-01T00:00:00+14:00", "foundation.not-an-instant", id="before-the-first-year"),
        ],
    )
    def test_refuses_and_says_which_field_and_value(self, value, code):
        with pytest.raises(Problem) as caught:
            parse_instant(value, field="signed_at")

        assert caught.value.code == code
        assert "signed_at" in str(caught.value)

    @given(st.datetimes(timezones=st.just(UTC)))
    def test_reads_back_what_it_writes(self, moment):
        assert parse_instant(format_instant(moment), field="at") == moment


class TestParseDuration:
    @pytest.mark.parametrize(
        ("value", "seconds"),
        [("30 min", 1800), ("48 h", 172800), ("1 day", 86400), ("2 weeks", 1209600), ("0 s", 0), ("250 ms", 0.25)],
    )
    def test_reads_a_number_and_a_unit(self, value, seconds):
        assert parse_duration(value, field="limit") == timedelta(seconds=seconds)

    def test_leaves_a_length_of_time_as_it_is(self):
        assert parse_duration(timedelta(hours=1), field="limit") == timedelta(hours=1)

    @pytest.mark.parametrize("value", ["30", "three months", "3 months", "-5 min", "", "9" * 40 + " weeks"])
    def test_refuses_what_has_no_fixed_length(self, value):
        with pytest.raises(Problem) as caught:
            parse_duration(value, field="limit")

        assert caught.value.code == "foundation.not-a-duration"


class TestInterval:
    @pytest.mark.parametrize(
        ("begin_h", "end_h", "inside"),
        [
            pytest.param(0, 1, True, id="the-beginning-is-inside"),
            pytest.param(-1, 0, False, id="the-end-is-not"),
            pytest.param(None, 1, True, id="no-beginning"),
            pytest.param(-1, None, True, id="no-end"),
            pytest.param(1, 2, False, id="not-yet"),
        ],
    )
    def test_is_half_open(self, begin_h, end_h, inside):
        def at(hours):
            return None if hours is None else NOON + timedelta(hours=hours)

        assert Interval(begins_at=at(begin_h), ends_at=at(end_h)).holds(NOON) is inside

    def test_refuses_to_end_before_it_begins(self):
        with pytest.raises(Problem) as caught:
            Interval(begins_at=NOON, ends_at=NOON - timedelta(seconds=1))

        assert caught.value.code == "foundation.interval-backwards"

    def test_refuses_naive_ends(self):
        with pytest.raises(Problem) as caught:
            Interval(begins_at=datetime(2020, 1, 1))  # noqa: DTZ001

        assert caught.value.code == "foundation.naive-instant"

    @given(st.lists(st.integers(0, 20), min_size=4, max_size=4), st.integers(-1, 21))
    def test_overlap_holds_what_both_hold(self, hours, probe):
        first, second = (sorted(hours[:2]), sorted(hours[2:]))
        a, b = (
            Interval(begins_at=NOON + timedelta(hours=low), ends_at=NOON + timedelta(hours=high))
            for low, high in (first, second)
        )
        moment = NOON + timedelta(hours=probe)
        both = a.overlap(b)

        assert (both is not None and both.holds(moment)) == (a.holds(moment) and b.holds(moment))
