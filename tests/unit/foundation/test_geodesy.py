from itertools import pairwise

import numpy as np
import pytest
from geographiclib.geodesic import Geodesic
from hypothesis import given, settings
from hypothesis import strategies as st

from evenhand.foundation.geodesy import chord_bulge_m, densify, destination, distance_m

LON, LAT = st.floats(-20, 20), st.floats(-65, 65)


class TestDistanceAndDestination:
    @given(LON, LAT, LON, LAT)
    def test_distance_equals_karneys_own_code(self, lon1, lat1, lon2, lat2):
        expected = Geodesic.WGS84.Inverse(lat1, lon1, lat2, lon2)["s12"]

        assert distance_m(lon1, lat1, lon2, lat2) == pytest.approx(expected, abs=1e-6)

    @given(LON, LAT, st.floats(0, 360), st.floats(1, 1e6))
    def test_destination_lies_at_the_distance_asked_for(self, lon, lat, azimuth_deg, length_m):
        assert distance_m(lon, lat, *destination(lon, lat, azimuth_deg, length_m)) == pytest.approx(length_m, abs=1e-6)


class TestDensify:
    @settings(max_examples=40, deadline=None)
    @given(LON, LAT, LON, LAT)
    def test_straight_pieces_stay_within_tolerance_of_the_geodesic(self, lon1, lat1, lon2, lat2):
        path = np.array(densify([(lon1, lat1), (lon2, lat2)], tolerance_m=0.05))
        line = Geodesic.WGS84.InverseLine(lat1, lon1, lat2, lon2)

        for a, b in list(pairwise(path))[:: max(1, len(path) // 20)]:
            middle = (a + b) / 2
            along = Geodesic.WGS84.Inverse(lat1, lon1, middle[1], middle[0])["s12"]
            true = line.Position(along)
            assert distance_m(middle[0], middle[1], true["lon2"], true["lat2"]) < 0.1

    def test_keeps_the_given_points_and_their_order(self):
        path = densify([(15.0, 31.0), (18.0, 30.0), (16.0, 29.0)])

        assert [p for p in path if p in {(15.0, 31.0), (18.0, 30.0), (16.0, 29.0)}] == [
            (15.0, 31.0),
            (18.0, 30.0),
            (16.0, 29.0),
        ]

    def test_an_edge_along_the_parallel_needs_no_points(self):
        assert densify([(15.0, 31.0), (25.0, 31.0)], along_parallel=True) == [(15.0, 31.0), (25.0, 31.0)]

    def test_nothing_stays_nothing(self):
        assert densify([]) == []

    def test_a_long_edge_bulges_by_hundreds_of_metres(self):
        # 277 km at 30 degrees north: why planar tools are wrong (the reason for this module).
        assert 800 < chord_bulge_m(277_000, 30.0) < 900
