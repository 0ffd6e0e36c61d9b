"""Bearings and offsets as people write them."""

from contextlib import suppress

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evenhand.agreements.case_lines import DIRECTIONS
from evenhand.foundation.phrases import catalogue
from evenhand.foundation.problems import Problem
from evenhand.reports.bearings import Bearing, parse_bearing, parse_offset

LANGUAGES = ("en", "ar", "fr", "zh-hans")


class TestWinds:
    @pytest.mark.parametrize("language", LANGUAGES)
    @pytest.mark.parametrize("number", range(16))
    def test_reads_every_wind_as_our_own_pages_write_it(self, number, language):
        words = catalogue("evenhand.agreements.phrases", language)[f"direction.{DIRECTIONS[number]}"]

        assert parse_bearing(words, language=language).bearing_deg == number * 22.5

    @pytest.mark.parametrize("number", range(16))
    def test_reads_every_wind_in_letters_of_either_case(self, number):
        assert parse_bearing(DIRECTIONS[number]).bearing_deg == number * 22.5
        assert parse_bearing(DIRECTIONS[number].lower()).bearing_deg == number * 22.5
        assert parse_bearing(DIRECTIONS[number].replace("W", "O"), language="fr").bearing_deg == number * 22.5

    @pytest.mark.parametrize(
        ("text", "degrees"),
        [
            ("North West", 315),
            ("to the south-east", 135),
            ("nord-nord-est", 22.5),
            ("الشمال الغربي", 315),
            ("باتجاه الجنوب", 180),
            ("شَمال شرق", 45),
            ("正北", 0),
            ("北北西", 337.5),
            ("东东北", 67.5),
            ("東北", 45),
            ("西南方向", 225),
        ],
    )
    def test_reads_other_spellings(self, text, degrees):
        assert parse_bearing(text).bearing_deg == degrees

    @pytest.mark.parametrize(("winds", "error_deg"), [(16, 11.25), (8, 22.5)])
    def test_is_as_wide_as_the_reporter_could_tell(self, winds, error_deg):
        assert parse_bearing("N", winds=winds).error_deg == error_deg


class TestFigures:
    @pytest.mark.parametrize(
        ("text", "degrees"),
        [
            ("305", 305),
            ("305.5°", 305.5),
            ("305,5 degrés", 305.5),
            ("٣٠٥ درجة", 305),
            ("305度", 305),
            ("0", 0),
            ("360", 0),
            ("N30W", 330),
            ("S 45° E", 135),
            ("N 90 E", 90),
            ("S0W", 180),
            ("北偏西30°", 330),
            ("شمال 30 غرب", 330),
        ],
    )
    def test_reads_degrees_and_quadrants_and_leaves_the_error_to_the_reporter(self, text, degrees):
        bearing = parse_bearing(text)

        assert (bearing.bearing_deg, bearing.error_deg, bearing.said) == (degrees, None, text)

    @pytest.mark.parametrize(
        ("text", "turn", "degrees"),
        [
            ("1600 mil", 6400, 90),
            ("1500 mils", 6000, 90),
            ("5400 millièmes", 6400, 303.75),
            ("5400 密位", 6000, 324),
            ("6400 mil", 6400, 0),
        ],
    )
    def test_reads_mils_of_either_turn(self, text, turn, degrees):
        assert parse_bearing(text, mils_per_turn=turn).bearing_deg == degrees

    def test_turns_magnetic_into_true(self):
        compass = Bearing(bearing_deg=1.0, error_deg=2.0, said="1")

        assert compass.from_magnetic_north(-3.0, error_deg=0.5) == Bearing(bearing_deg=358.0, error_deg=2.5, said="1")

    @settings(deadline=None)
    @given(st.floats(0, 360, exclude_max=True), st.floats(-180, 180))
    def test_every_bearing_is_0_to_below_360(self, degrees, declination):
        turned = Bearing(bearing_deg=degrees, error_deg=None, said="x").from_magnetic_north(declination)

        assert 0.0 <= turned.bearing_deg < 360.0


class TestRefuses:
    @pytest.mark.parametrize(
        ("text", "code"),
        [
            pytest.param("", "reports.not-a-bearing", id="nothing"),
            pytest.param("no", "reports.not-a-bearing", id="no-is-not-the-north-west"),
            pytest.param("NNN", "reports.not-a-bearing", id="no-such-wind"),
            pytest.param("E30N", "reports.not-a-bearing", id="a-quadrant-from-the-east"),
            pytest.param("N95E", "reports.not-a-bearing", id="more-than-a-quadrant"),
            pytest.param("-5", "reports.not-a-bearing", id="a-negative-one"),
            pytest.param("over there", "reports.not-a-bearing", id="words"),
            pytest.param("北偏", "reports.not-a-bearing", id="leaning-nowhere"),
            pytest.param("偏北", "reports.not-a-bearing", id="leaning-from-nowhere"),
            pytest.param("3" * 500, "reports.not-a-bearing", id="without-end"),
            pytest.param("361", "reports.bearing-too-large", id="more-than-a-turn"),
            pytest.param("5400 mil", "reports.which-mils", id="mils-of-an-unknown-turn"),
        ],
    )
    def test_what_is_no_bearing(self, text, code):
        with pytest.raises(Problem) as refused:
            parse_bearing(text)

        assert refused.value.code == code

    def test_mils_beyond_the_turn(self):
        with pytest.raises(Problem, match="6100 mil, and a whole turn has 6000"):
            parse_bearing("6100 mil", mils_per_turn=6000)

    def test_a_declination_beyond_a_half_turn(self):
        with pytest.raises(Problem) as refused:
            parse_bearing("5").from_magnetic_north(200.0)

        assert refused.value.code == "reports.declination-too-large"

    @settings(deadline=None)
    @given(st.text(max_size=130) | st.text("NSEWnsewo北南偏شمال 0123456789°.,km of", max_size=130))
    def test_anything_else_with_a_problem_and_nothing_else(self, text):
        for parse in (parse_bearing, parse_offset):
            with suppress(Problem):
                parse(text)


class TestOffset:
    @pytest.mark.parametrize(
        ("text", "language", "degrees", "name"),
        [
            ("6 km NW of Old Harbour", "en", 315, "Old Harbour"),
            ("at 6 km south-south-east of X", "en", 157.5, "X"),
            ("à 6 km au nord-ouest de la vieille ville", "fr", 315, "la vieille ville"),
            ("6 km NO de X", "fr", 315, "X"),
            ("6 km à l'est d'Ici", "fr", 90, "Ici"),
            ("6 كم شمال غرب المرسى", "ar", 315, "المرسى"),
            ("على بعد ٦ كم إلى الشمال الغربي من المرسى", "ar", 315, "المرسى"),
            ("港口西北6公里", "zh-hans", 315, "港口"),
            ("在港口以北 6 公里处", "zh-hans", 0, "港口"),
        ],
    )
    def test_reads_a_distance_a_direction_and_a_name(self, text, language, degrees, name):
        offset, of = parse_offset(text, language=language)

        assert (offset.bearing_deg, offset.bearing_error_deg, of) == (degrees, 11.25, name)
        assert (offset.distance_low_m, offset.distance_high_m, offset.said) == (5500, 6500, text)

    @pytest.mark.parametrize(
        ("figure", "low_m", "high_m"),
        [
            ("6 km", 5500, 6500),
            ("6.0 km", 5950, 6050),
            ("6,5 km", 6450, 6550),
            ("10 km", 5000, 15_000),
            ("12 km", 11_500, 12_500),
            ("500 m", 450, 550),
            ("0 m", 0, 0.5),
        ],
    )
    def test_is_good_to_half_of_the_last_digit(self, figure, low_m, high_m):
        offset, _ = parse_offset(f"{figure} N of X")

        assert (offset.distance_low_m, offset.distance_high_m) == (low_m, high_m)

    @pytest.mark.parametrize("text", ["", "300 m from X", "NW of X", "6 NW of X", "6 km up of X", "a" * 500])
    def test_refuses_what_is_none(self, text):
        with pytest.raises(Problem) as refused:
            parse_offset(text)

        assert refused.value.code == "reports.not-an-offset"
