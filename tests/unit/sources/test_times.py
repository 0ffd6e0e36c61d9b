from datetime import UTC, datetime, timedelta

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evenhand.foundation.problems import Problem
from evenhand.sources.columns import Chunk, Marks
from evenhand.sources.times import NAT, TimeForm, epoch_microseconds, instants, read_instant, time_zone

NOON = datetime(2020, 12, 6, 12, tzinfo=UTC)
NOON_US = 1607256000_000000


def marks_for(values):
    return Marks(Chunk(columns={}, rows=np.arange(1, len(values) + 1), raw=lambda i: str(values[i])))


def read(values, form="auto", zone=None, is_first=False):
    array = values if isinstance(values, pa.Array) else pa.array(values)
    marks = marks_for(array)
    found = instants(array, TimeForm(form=form, zone=zone), name="t", marks=marks, is_first=is_first)
    return list(found), [fault.code for fault in marks.faults]


class TestInstants:
    @pytest.mark.parametrize(
        ("value", "form", "zone"),
        [
            pytest.param("2020-12-06T12:00:00Z", "auto", None, id="zulu"),
            pytest.param("2020-12-06 14:00:00+02", "auto", None, id="short-offset"),
            pytest.param("2020-12-06T12:00:00.000000000Z", "auto", None, id="nanoseconds"),
            pytest.param("1607256000", "auto", None, id="text-seconds"),
            pytest.param("1607256000000", "auto", None, id="text-milliseconds"),
            pytest.param(1607256000, "auto", None, id="seconds"),
            pytest.param(1607256000.0, "auto", None, id="float-seconds"),
            pytest.param(1607256000_000_000_000, "auto", None, id="nanosecond-epoch"),
            pytest.param(1607256000_000000, "epoch_us", None, id="named-microseconds"),
            pytest.param("2020-12-06 14:00", "auto", "Africa/Tripoli", id="local"),
            pytest.param("06/12/2020 12:00", "%d/%m/%Y %H:%M", "UTC", id="day-first"),
            pytest.param("6/12/2020 12:00", "%d/%m/%Y %H:%M", "UTC", id="day-first-without-zero"),
            pytest.param("Dec 6 2020 14:00 +0200", "%b %d %Y %H:%M %z", None, id="pattern-with-zone"),
            pytest.param(NOON, "auto", None, id="arrow-timestamp"),
            pytest.param(np.datetime64("2020-12-06T12:00:00", "ns"), "auto", "UTC", id="arrow-naive-timestamp"),
        ],
    )
    def test_many_forms_mean_one_instant(self, value, form, zone):
        assert read([value], form, zone) == ([NOON_US], [])

    @pytest.mark.parametrize(
        ("value", "code"),
        [
            pytest.param("20201206", "sources.bad-time", id="a-compact-date-is-no-epoch"),
            pytest.param(15340.0, "sources.bad-time", id="a-count-of-days-is-no-epoch"),
            pytest.param("06/12/2020 12:00", "sources.bad-time", id="day-or-month-first"),
            pytest.param("1e300", "sources.bad-time", id="huge"),
            pytest.param("12:00", "sources.bad-time", id="clock-only"),
        ],
    )
    def test_what_could_mean_several_things_is_not_guessed(self, value, code):
        assert read([value]) == ([NAT], [code])

    @pytest.mark.parametrize("text", ["2021-10-31T02:30:00", "2021-03-28T02:30:00"])
    @pytest.mark.parametrize("others", [[], ["soon"]])
    def test_local_times_at_the_change_of_clocks_are_set_aside(self, text, others):
        found, codes = read([text, *others], zone="Europe/Berlin")

        assert found[0] == NAT
        assert "sources.uncertain-time" in codes

    def test_a_first_chunk_without_any_zone_refuses_the_file(self):
        for values in (["2020-12-06T12:00:00"], ["2020-12-06T12:00:00", "rubbish"], [np.datetime64("2020-12-06", "s")]):
            with pytest.raises(Problem) as caught:
                read(values, is_first=True)
            assert caught.value.code == "sources.no-time-zone"

    def test_a_later_row_without_zone_is_set_aside_alone(self):
        assert read(["2020-12-06T12:00:00Z", "2020-12-06T12:00:00"], is_first=True)[1] == ["sources.zoneless-time"]

    def test_a_pattern_does_not_roll_a_wrong_day_over(self):
        assert read(["31/02/2020 12:00"], "%d/%m/%Y %H:%M", "UTC") == ([NAT], ["sources.bad-time"])

    @settings(deadline=None, max_examples=50)
    @given(st.datetimes(datetime(1974, 1, 1), datetime(2100, 1, 1)), st.booleans())  # noqa: DTZ001
    def test_whole_column_and_single_value_agree(self, moment, with_fault):
        text = moment.replace(tzinfo=UTC).isoformat()
        expected = (moment - datetime(1970, 1, 1)) // timedelta(microseconds=1)  # noqa: DTZ001

        assert read([text, *(["?!"] if with_fault else [])])[0][0] == expected
        assert read_instant(text) == moment.replace(tzinfo=UTC)


def test_epochs_tell_their_unit_by_their_size():
    assert {epoch_microseconds(NOON_US / 1e6 * factor) for factor in (1, 1e3, 1e6, 1e9)} == {NOON_US}


def test_a_zone_is_a_name_of_the_database():
    assert time_zone("Africa/Tripoli") == "Africa/Tripoli"
    with pytest.raises(Problem) as caught:
        time_zone("CET+1")
    assert caught.value.code == "sources.unknown-time-zone"
