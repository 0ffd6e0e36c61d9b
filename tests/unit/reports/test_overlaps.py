"""What reported places have in common, against brute force with another implementation of geodesics."""

import math

import numpy as np
import pytest
import shapely
from geographiclib.geodesic import Geodesic
from hypothesis import given, settings
from hypothesis import strategies as st

from evenhand.foundation.problems import Problem
from evenhand.reports.bearings import turned
from evenhand.reports.overlaps import Verdict, bounds, centre, contains, gap_m, intersection_of, overlap
from evenhand.reports.places import PointPlace, SectorPlace
from evenhand.reports.shapes import area_m2, shape_of

EARTH = Geodesic.WGS84
SHELL = (16.5, 31.0)
"""Where it fell, in the worlds below."""


def seen_from(azimuth, distance_m, *, error_deg=5.0, off_deg=0.0, truth=SHELL):
    """The sector of an observer who stands so far from the truth, and is wrong by so much."""
    stand = EARTH.Direct(truth[1], truth[0], azimuth, distance_m)
    back = EARTH.Inverse(stand["lat2"], stand["lon2"], truth[1], truth[0])["azi1"]
    return SectorPlace(
        observer_lon=stand["lon2"],
        observer_lat=stand["lat2"],
        observer_accuracy_m=20.0,
        bearing_deg=turned(back + off_deg),
        bearing_error_deg=error_deg,
        range_low_m=distance_m * 0.7,
        range_high_m=distance_m * 1.3,
    )


def disc_at(lon, lat, radius_m):
    return shape_of(PointPlace(lon=lon, lat=lat, accuracy_m=radius_m))


observers = st.builds(
    seen_from,
    st.floats(0, 360),
    st.floats(500, 15_000),
    error_deg=st.floats(1, 30),
    off_deg=st.floats(-20, 20),
)
reports = st.dictionaries(st.sampled_from("abcdefg"), observers, min_size=1)


class TestIntersectionOf:
    @settings(max_examples=40, deadline=None)
    @given(reports, st.randoms(use_true_random=False))
    def test_does_not_depend_on_the_order(self, places, chance):
        shuffled = list(places.items())
        chance.shuffle(shuffled)

        assert intersection_of(dict(shuffled)) == intersection_of(places)

    @settings(max_examples=40, deadline=None)
    @given(reports)
    def test_lies_in_the_place_of_every_report(self, places):
        common = intersection_of(places)

        for place in places.values():
            assert area_m2(common.geometry.difference(shape_of(place))) <= 0.05

    @settings(max_examples=30, deadline=None)
    @given(st.lists(st.tuples(st.floats(0, 360), st.floats(500, 15_000), st.floats(-4.9, 4.9)), min_size=1, max_size=8))
    def test_holds_the_truth_if_every_observer_is_right_within_his_error(self, stands):
        places = {str(n): seen_from(azimuth, away, off_deg=off) for n, (azimuth, away, off) in enumerate(stands)}
        common = intersection_of(places)

        assert common.answer == "agree"
        assert shapely.contains_xy(common.geometry, *SHELL)
        assert EARTH.Inverse(*common.centre[::-1], *SHELL[::-1])["s12"] <= common.reach_m

    def test_shrinks_with_every_observer(self):
        places = {str(n): seen_from(45 * n, 4_000) for n in range(8)}
        areas = [intersection_of(dict(list(places.items())[:n])).area_m2 for n in range(1, 9)]

        assert areas == sorted(areas, reverse=True)
        assert areas[-1] < areas[0] / 4

    def test_names_the_pair_that_cannot_both_be_right_and_the_gap(self):
        common = intersection_of({"A": PointPlace(lon=16, lat=31, accuracy_m=1000), **_discs(B=(16.1, 31.0, 1000))})
        gap = EARTH.Inverse(31, 16, 31, 16.1)["s12"] - 2000

        [pair] = common.apart
        assert (pair.one, pair.other, common.answer) == ("A", "B", "pairs-apart")
        assert pair.distance_m == pytest.approx(gap, abs=0.3)
        assert common.words() == ("A and B cannot both be right: nearest 7.6 km apart.",)

    def test_names_the_report_without_which_the_others_agree(self):
        places = {str(n): seen_from(90 * n, 4_000) for n in range(4)} | _discs(liar=(17.0, 31.0, 500))
        common = intersection_of(places)

        assert common.odd == ("liar",)
        assert {pair.one for pair in common.apart} | {pair.other for pair in common.apart} == set(places)
        assert common.words(names={"liar": "CFV-2026-0007"})[-1].endswith("left out: CFV-2026-0007.")

    def test_tells_three_that_meet_in_pairs_but_not_together(self):
        apart_deg = 2 * 1000 * 0.95 / 111_320
        corners = [(16 + apart_deg * x / math.cos(math.radians(31)), 31 + apart_deg * y) for x, y in _TRIANGLE]
        common = intersection_of(_discs(**{name: (*corner, 1000) for name, corner in zip("abc", corners, strict=True)}))

        assert (common.answer, common.apart, common.odd) == ("together-apart", (), ("a", "b", "c"))
        assert common.words()[0] == "Any two of the 3 reports can be right, but not all of them together."

    def test_names_what_was_assumed(self):
        common = intersection_of({"A": PointPlace(lon=16, lat=31), **_discs(B=(16, 31, 50))})

        assert common.assumed == {"A": ("accuracy_m",)}

    def test_refuses_nothing(self):
        with pytest.raises(Problem) as refused:
            intersection_of({})

        assert refused.value.code == "reports.nothing-to-meet"


_TRIANGLE = ((0.0, 0.0), (1.0, 0.0), (0.5, math.sqrt(3) / 2))


def _discs(**discs):
    return {name: PointPlace(lon=lon, lat=lat, accuracy_m=radius) for name, (lon, lat, radius) in discs.items()}


class TestContains:
    @pytest.mark.parametrize(
        ("radius_m", "east_deg", "answer", "reason"),
        [
            pytest.param(100, 0.0, "certain", "place.wholly-inside", id="in-the-middle"),
            pytest.param(2000, 0.0, "possible", "place.partly-inside", id="larger-than-the-area"),
            pytest.param(100, 0.0104, "possible", "place.partly-inside", id="on-the-edge"),
            pytest.param(100, 0.02, "no", "place.apart", id="outside"),
        ],
    )
    def test_is_certain_possible_or_no(self, radius_m, east_deg, answer, reason):
        verdict = contains(disc_at(16, 31, 1000), disc_at(16 + east_deg, 31, radius_m))

        assert (verdict.answer, verdict.reason) == (answer, reason)

    def test_says_how_much_of_the_surface_is_inside(self):
        verdict = contains(disc_at(16, 31, 1000), disc_at(16, 31, 2000))

        assert verdict.share == pytest.approx(0.25, abs=1e-3)
        assert verdict.words().startswith("25% of the surface")

    def test_says_how_far_away_it_is_in_the_reader_s_language(self):
        assert Verdict(answer="no", reason="place.apart", distance_m=2345.0).words(language="fr") == (
            "Ils sont séparés : 2,3 km au plus près."
        )

    def test_an_area_is_certainly_in_itself(self):
        assert contains(disc_at(16, 31, 1000), disc_at(16, 31, 1000)).answer == "certain"


class TestOverlap:
    @pytest.mark.parametrize(
        ("one", "other", "answer"),
        [
            ((16, 31, 1000), (16, 31, 50), "certain"),
            ((16, 31, 50), (16, 31, 1000), "certain"),
            ((16, 31, 1000), (16.015, 31, 1000), "possible"),
            ((16, 31, 1000), (17, 31, 1000), "no"),
        ],
    )
    def test_is_certain_possible_or_no(self, one, other, answer):
        verdict = overlap(disc_at(*one), disc_at(*other))

        assert verdict.answer == answer
        assert verdict.words()


class TestGap:
    @settings(max_examples=40, deadline=None)
    @given(st.floats(-70, 70), st.floats(0, 360), st.floats(3_000, 400_000), st.floats(10, 1_400))
    def test_of_two_discs_is_the_distance_of_their_centres_less_both_radii(self, lat, azimuth, away, radius):
        there = EARTH.Direct(lat, 16, azimuth, away)
        gap = gap_m(disc_at(16, lat, radius), disc_at(there["lon2"], there["lat2"], 1_000))

        assert gap == pytest.approx(away - radius - 1_000, abs=0.5)

    @settings(max_examples=15, deadline=None)
    @given(observers, st.floats(0, 360), st.floats(30_000, 90_000))
    def test_is_no_more_than_any_two_corners_are_apart(self, place, azimuth, away):
        there = EARTH.Direct(SHELL[1], SHELL[0], azimuth, away)
        one, other = shape_of(place), disc_at(there["lon2"], there["lat2"], 2_000)
        corners = shapely.get_coordinates(shapely.segmentize(one, 0.0005))
        brute = min(EARTH.Inverse(lat, lon, there["lat2"], there["lon2"])["s12"] for lon, lat in corners) - 2_000

        assert gap_m(one, other) == pytest.approx(brute, abs=2.0)

    def test_is_nought_where_they_meet(self):
        assert gap_m(disc_at(16, 31, 1000), disc_at(16.01, 31, 1000)) == 0.0

    def test_goes_the_short_way_across_the_180th_meridian(self):
        assert gap_m(disc_at(179.9, 0, 1000), disc_at(-179.9, 0, 1000)) == pytest.approx(
            EARTH.Inverse(0, 179.9, 0, -179.9)["s12"] - 2000, abs=0.5
        )


class TestCentreAndBounds:
    def test_the_centre_of_a_disc_is_its_own(self):
        lon, lat = centre(disc_at(16, 60, 20_000))

        assert EARTH.Inverse(60, 16, lat, lon)["s12"] < 1.0

    @settings(max_examples=30, deadline=None)
    @given(observers)
    def test_the_centre_is_inside(self, place):
        shape = shape_of(place)

        assert shapely.intersects_xy(shape, *centre(shape))

    def test_the_centre_of_a_ring_is_on_the_ring(self):
        ring = shape_of(SectorPlace(observer_lon=16, observer_lat=31, range_low_m=4000, range_high_m=5000))

        assert shapely.intersects_xy(ring, *centre(ring))

    def test_the_bounds_are_west_south_east_north(self):
        west, south, east, north = bounds(disc_at(16, 31, 1000))

        assert np.allclose((west + east, south + north), (32, 62), atol=1e-5)
        assert west < east
        assert south < north
