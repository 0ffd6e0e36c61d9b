from datetime import UTC, datetime

import pytest

from evenhand.agreements.case_lines import (
    BAD_CASE_LINE,
    DIRECTIONS,
    UNKNOWN_CASE_PLACE,
    parse_event,
    parse_expectation,
    parse_fix,
)
from evenhand.foundation.geodesy import WGS84
from evenhand.foundation.problems import Problem
from unit.agreements.small import agreement

SMALL = agreement()
FOUR = datetime(2026, 3, 2, 4, tzinfo=UTC)


class TestParseFix:
    @pytest.mark.parametrize(
        ("line", "lon", "lat", "accuracy_m"),
        [
            pytest.param("2026-03-02T04:00Z harbour", 15.25, 31.43, None, id="a-place"),
            pytest.param("2026-03-02T04:00Z 31.5,15.5", 15.5, 31.5, None, id="latitude-first"),
            pytest.param("2026-03-02T04:00Z -31.5, -15.5", -15.5, -31.5, None, id="south-and-west"),
            pytest.param("2026-03-02T04:00Z harbour ± 300 m", 15.25, 31.43, 300.0, id="with-accuracy"),
            pytest.param("2026-03-02T06:00+02:00 0 km N of harbour", 15.25, 31.43, None, id="no-distance"),
        ],
    )
    def test_reads_a_place_a_pair_and_an_accuracy(self, line, lon, lat, accuracy_m):
        fix = parse_fix(SMALL, line)

        assert (fix.at, round(fix.lon, 9), round(fix.lat, 9), fix.accuracy_m) == (FOUR, lon, lat, accuracy_m)

    @pytest.mark.parametrize("wind", [*DIRECTIONS, "135°", "0.5°"])
    def test_a_displacement_is_so_far_along_a_geodesic_in_that_direction(self, wind):
        fix = parse_fix(SMALL, f"2026-03-02T04:00Z 40 km {wind} of harbour")

        azimuth_deg, _, length_m = WGS84.inv(15.25, 31.43, fix.lon, fix.lat)
        expected = float(wind[:-1]) if wind.endswith("°") else DIRECTIONS.index(wind) * 22.5
        assert length_m == pytest.approx(40_000.0, abs=1e-3)
        assert azimuth_deg % 360.0 == pytest.approx(expected, abs=1e-6)

    @pytest.mark.parametrize(
        ("line", "part"),
        [
            pytest.param("harbour", "harbour", id="no-time"),
            pytest.param("2026-03-02T04:00 harbour", "2026-03-02T04:00", id="no-zone"),
            pytest.param("2026-03-02T04:00Z 40 leagues N of harbour", "40 leagues", id="old-unit"),
            pytest.param("2026-03-02T04:00Z 40 km NNN of harbour", "NNN", id="no-direction"),
            pytest.param("2026-03-02T04:00Z 131.5,15.5", "131.5,15.5", id="longitude-first"),
            pytest.param("2026-03-02T04:00Z harbour ± some", "some", id="no-accuracy"),
        ],
    )
    def test_says_which_part_cannot_be_read(self, line, part):
        with pytest.raises(Problem) as caught:
            parse_fix(SMALL, line)

        assert caught.value.kind is BAD_CASE_LINE
        assert caught.value.details["part"] == part

    def test_says_which_place_is_not_there(self):
        with pytest.raises(Problem) as caught:
            parse_fix(SMALL, "2026-03-02T04:00Z 3 km N of nowhere")

        assert caught.value.kind is UNKNOWN_CASE_PLACE
        assert caught.value.details["place"] == "nowhere"


class TestParseEvent:
    @pytest.mark.parametrize(
        ("line", "party", "accuracy_m"),
        [
            pytest.param("2026-03-02T04:00Z shelling at harbour", None, None, id="nobody-named"),
            pytest.param("2026-03-02T04:00Z shelling at harbour by north", "north", None, id="somebody-named"),
            pytest.param("2026-03-02T04:00Z shelling at harbour ± 1 km by north", "north", 1000.0, id="with-accuracy"),
        ],
    )
    def test_reads_kind_place_and_party(self, line, party, accuracy_m):
        event = parse_event(SMALL, line)

        assert (event.at, event.kind, event.lon, event.lat) == (FOUR, "shelling", 15.25, 31.43)
        assert (event.party, event.accuracy_m) == (party, accuracy_m)

    def test_refuses_a_line_without_a_place(self):
        with pytest.raises(Problem, match="cannot be read"):
            parse_event(SMALL, "2026-03-02T04:00Z shelling")


class TestParseExpectation:
    @pytest.mark.parametrize(
        ("line", "subject", "area", "possible"),
        [
            pytest.param("blip in coastal-zone", "blip", "coastal-zone", False, id="certain"),
            pytest.param("possibly blip in coastal-zone", "blip", "coastal-zone", True, id="possible"),
            pytest.param("shelling anywhere", "shelling", None, False, id="anywhere"),
            pytest.param("withdraw missed", "withdraw", None, False, id="deadline"),
        ],
    )
    def test_reads_who_and_where(self, line, subject, area, possible):
        expected = parse_expectation(line)

        assert (expected.subject, expected.area, expected.possible) == (subject, area, possible)

    def test_reads_counts_and_distances(self):
        count = parse_expectation("4-6 of 3 in coastal-zone")
        near = parse_expectation("patrol within 900 m of convoy")

        assert (count.count_low, count.count_high, count.limit, count.area) == (4, 6, 3, "coastal-zone")
        assert (near.subject, near.other) == ("patrol", "convoy")

    def test_refuses_what_is_no_expectation(self):
        with pytest.raises(Problem, match="Write it as"):
            parse_expectation("something bad")
