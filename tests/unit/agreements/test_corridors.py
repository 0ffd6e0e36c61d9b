"""Corridors against brute force on the ellipsoid with geographiclib, which shares no code with what is tested."""

from itertools import pairwise

import numpy as np
import pytest
import shapely
from geographiclib.geodesic import Geodesic
from hypothesis import example, given, settings
from hypothesis import strategies as st

from evenhand.agreements.corridors import SIDE_UNCLEAR, corridor, disc, sector, spacing_m, within
from evenhand.foundation.problems import Problem

WGS84 = Geodesic.WGS84
TOLERANCE_M = 0.02
GOLDEN = (5**0.5 - 1) / 2

BENT = ((15.0, 31.0), (15.4, 31.2), (15.5, 30.9), (16.0, 31.0))
HAIRPIN = ((15.0, 31.0), (15.5, 31.0), (15.02, 31.03))
LOOP = ((15.0, 31.0), (15.5, 31.0), (15.5, 31.4), (15.0, 31.4), (15.0, 31.0))
NORTHERN = ((10.0, 68.0), (12.0, 68.6), (14.0, 68.1))
SOUTHERN = ((-70.0, -52.0), (-69.5, -52.4))


def distance_to_segment_m(lon, lat, start, end):
    """Golden-section search for the nearest point of a geodesic."""
    line = WGS84.InverseLine(start[1], start[0], end[1], end[0])

    def away(s_m):
        at = line.Position(s_m)
        return WGS84.Inverse(at["lat2"], at["lon2"], lat, lon, Geodesic.DISTANCE)["s12"]

    low, high = 0.0, line.s13
    while high - low > 1e-3 * max(1.0, line.s13 / 1e5):
        left, right = high - GOLDEN * (high - low), low + GOLDEN * (high - low)
        low, high = (low, right) if away(left) < away(right) else (left, high)
    return min(away((low + high) / 2), away(0.0), away(line.s13))


def distance_to_line_m(lon, lat, line):
    return min(distance_to_segment_m(lon, lat, start, end) for start, end in pairwise(line))


def on_boundary(geometry, count, seed=7):
    rng = np.random.default_rng(seed)
    outline = geometry.boundary
    points = shapely.line_interpolate_point(outline, rng.uniform(0.0, outline.length, count))
    return shapely.get_coordinates(points)


class TestBothSides:
    @pytest.mark.parametrize(
        ("line", "from_m", "to_m"),
        [
            pytest.param(BENT, 0.0, 25_000.0, id="bent"),
            pytest.param(BENT, 10_000.0, 20_000.0, id="a-band-with-round-ends"),
            pytest.param(HAIRPIN, 0.0, 4_000.0, id="hairpin"),
            pytest.param(LOOP, 2_000.0, 5_000.0, id="loop"),
            pytest.param(NORTHERN, 0.0, 50_000.0, id="far-north"),
            pytest.param(SOUTHERN, 0.0, 10.0, id="far-south-and-narrow"),
        ],
    )
    def test_every_point_of_the_edge_is_at_the_distance(self, line, from_m, to_m):
        drawn = corridor(line, from_m=from_m, to_m=to_m, side="both", tolerance_m=TOLERANCE_M)

        wrong_m = [
            min(abs(away - to_m), abs(away - from_m))
            for away in (distance_to_line_m(lon, lat, line) for lon, lat in on_boundary(drawn, 25))
        ]
        assert drawn.is_valid
        assert max(wrong_m) < 1.2 * TOLERANCE_M

    @example(vertices=[(0.0, 0.0), (1.0, -1.0)], lat=-60.0, width_m=50.0, spot=(0.0, 0.0))
    @settings(deadline=None, max_examples=12)
    @given(
        vertices=st.lists(st.tuples(st.floats(-1, 1), st.floats(-1, 1)), min_size=2, max_size=4, unique=True),
        lat=st.sampled_from([-60.0, -30.0, 0.0, 33.0, 55.0, 70.0]),
        width_m=st.floats(50.0, 40_000.0),
        spot=st.tuples(st.floats(-1.2, 1.2), st.floats(-1.2, 1.2)),
    )
    def test_inside_means_nearer_than_the_width(self, vertices, lat, width_m, spot):
        line = [(20.0 + x, lat + y) for x, y in vertices]
        point = (20.0 + spot[0], lat + spot[1])

        drawn = within(line, width_m, tolerance_m=TOLERANCE_M)

        away_m = distance_to_line_m(*point, line)
        if abs(away_m - width_m) > 0.1:
            assert drawn.contains(shapely.Point(point)) == (away_m < width_m)


class TestOneSide:
    @pytest.mark.parametrize("line", [BENT, NORTHERN, SOUTHERN, LOOP, HAIRPIN])
    def test_left_and_right_share_nothing_and_make_up_the_whole_but_for_its_ends(self, line):
        left = corridor(line, from_m=0.0, to_m=3_000.0, side="left", tolerance_m=TOLERANCE_M)
        right = corridor(line, from_m=0.0, to_m=3_000.0, side="right", tolerance_m=TOLERANCE_M)
        whole = within(line, 3_000.0, tolerance_m=TOLERANCE_M)

        assert left.intersection(right).area < 1e-9
        assert whole.buffer(1e-9).covers(shapely.union_all([left, right]))
        missing = whole.difference(shapely.union_all([left, right]).buffer(1e-9))
        assert all(_is_behind(point, line) for point in shapely.get_coordinates(shapely.point_on_surface(missing)))

    @pytest.mark.parametrize(("side", "turn_deg"), [("left", -90.0), ("right", 90.0)])
    @pytest.mark.parametrize("line", [BENT, NORTHERN, SOUTHERN])
    def test_left_is_left_of_somebody_who_walks_along_the_line(self, line, side, turn_deg):
        drawn = corridor(line, from_m=1_000.0, to_m=5_000.0, side=side, tolerance_m=TOLERANCE_M)

        for away_m, inside in ((999.9, False), (1000.1, True), (4999.9, True), (5000.1, False)):
            assert drawn.contains(shapely.Point(_beside(line, turn_deg, away_m))) == inside
            assert not drawn.contains(shapely.Point(_beside(line, -turn_deg, away_m)))

    def test_a_side_ends_square(self):
        east = ((15.0, 31.0), (15.5, 31.0))
        drawn = corridor(east, from_m=0.0, to_m=5_000.0, side="left", tolerance_m=TOLERANCE_M)

        back_deg = WGS84.Inverse(31.0, 15.0, 31.0, 15.5)["azi1"] - 90.0
        across = WGS84.Direct(31.0, 15.0, back_deg, 2_500.0)
        for along_m, inside in ((0.1, True), (-0.1, False)):
            spot = WGS84.Direct(across["lat2"], across["lon2"], across["azi2"] + 90.0, along_m)
            assert drawn.contains(shapely.Point(spot["lon2"], spot["lat2"])) == inside

    def test_inside_a_loop_walked_counter_clockwise_is_left(self):
        left = corridor(LOOP, from_m=0.0, to_m=3_000.0, side="left", tolerance_m=TOLERANCE_M)

        assert shapely.Polygon(LOOP).buffer(0.001).covers(left)

    def test_a_point_is_a_line_without_sides(self):
        point = ((15.0, 31.0), (15.0, 31.0))

        assert within(point, 50.0, tolerance_m=TOLERANCE_M).contains(shapely.Point(15.0, 31.0))
        with pytest.raises(Problem, match="meets itself"):
            corridor(point, from_m=0.0, to_m=50.0, side="left", tolerance_m=TOLERANCE_M)

    def test_a_line_that_crosses_itself_has_no_sides(self):
        crossing = ((15.0, 31.0), (15.5, 31.3), (15.5, 31.0), (15.0, 31.3))

        with pytest.raises(Problem) as caught:
            corridor(crossing, from_m=0.0, to_m=3_000.0, side="left", tolerance_m=TOLERANCE_M)

        assert caught.value.kind is SIDE_UNCLEAR


class TestDiscs:
    @pytest.mark.parametrize("lat", [0.0, 31.0, -60.0, 80.0])
    @pytest.mark.parametrize("radius_m", [10.0, 10_000.0, 500_000.0])
    def test_every_point_of_the_rim_is_at_the_radius(self, lat, radius_m):
        rim = on_boundary(disc(15.0, lat, radius_m, tolerance_m=TOLERANCE_M), 50)

        wrong_m = [abs(WGS84.Inverse(lat, 15.0, y, x, Geodesic.DISTANCE)["s12"] - radius_m) for x, y in rim]
        assert max(wrong_m) <= TOLERANCE_M

    def test_a_sector_is_the_part_between_two_azimuths(self):
        part = sector(15.0, 31.0, 1_000.0, begins_deg=80.0, ends_deg=100.0, tolerance_m=TOLERANCE_M)

        for azimuth_deg, inside in ((79.9, False), (80.1, True), (99.9, True), (100.1, False)):
            spot = WGS84.Direct(31.0, 15.0, azimuth_deg, 500.0)
            assert part.contains(shapely.Point(spot["lon2"], spot["lat2"])) == inside


def test_points_stand_closer_where_a_curve_bends_more_and_farther_north():
    gentle = spacing_m(TOLERANCE_M, curvature=0.0, lat_deg=10.0)

    assert spacing_m(TOLERANCE_M, curvature=1e-4, lat_deg=10.0) < gentle
    assert spacing_m(TOLERANCE_M, curvature=0.0, lat_deg=60.0) < gentle


def _beside(line, turn_deg, away_m):
    """A point beside the middle of the first segment."""
    first = WGS84.InverseLine(line[0][1], line[0][0], line[1][1], line[1][0])
    middle = first.Position(first.s13 / 2)
    spot = WGS84.Direct(middle["lat2"], middle["lon2"], middle["azi2"] + turn_deg, away_m)
    return spot["lon2"], spot["lat2"]


def _is_behind(point, line):
    """Whether a point lies in the half plane behind one of the ends."""
    angles = []
    for end, inward in ((line[0], line[1]), (line[-1], line[-2])):
        ahead = WGS84.Inverse(end[1], end[0], inward[1], inward[0])["azi1"]
        there = WGS84.Inverse(end[1], end[0], point[1], point[0])["azi1"]
        angles.append(abs((there - ahead + 180.0) % 360.0 - 180.0))
    return max(angles) > 89.9
