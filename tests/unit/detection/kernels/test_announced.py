"""How far a movement left its route."""

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evenhand.detection.kernels.announced import chords, farthest
from evenhand.foundation.geodesy import WGS84, destination, distance_m

ROAD = ((16.59, 31.21), (15.25, 31.43), (14.9, 32.1))
NONE = np.empty(0, np.float32)


def strayed(route, places, errors=NONE):
    lon, lat = (np.array(column, float) for column in zip(*places, strict=True))
    return farthest(chords(route), lon, lat, np.array(errors, np.float32))


@pytest.mark.parametrize("along", [0.0, 0.3, 0.5, 1.0])
def test_a_point_beside_a_long_geodesic_is_as_far_as_it_was_put(along):
    (lon1, lat1), (lon2, lat2) = ROAD[:2]
    azimuth, _, length_m = WGS84.inv(lon1, lat1, lon2, lat2)
    lon, lat, back = WGS84.fwd(lon1, lat1, azimuth, length_m * along)

    assert strayed(ROAD[:2], [destination(lon, lat, back - 180 + 90, 5000.0)]).high_m == pytest.approx(5000.0, abs=0.1)


def test_an_error_makes_sure_of_less():
    away = destination(*ROAD[0], 180.0, 5000.0)

    found = strayed(ROAD, [ROAD[0], away], [10, 800])

    assert found.high_m == pytest.approx(5000.0, abs=40)
    assert found.low_m == pytest.approx(found.high_m - 800, abs=0.01)


PLACE = st.tuples(st.floats(14, 18), st.floats(30, 33))


@settings(deadline=None, max_examples=40)
@given(st.lists(PLACE, min_size=2, max_size=4), st.lists(PLACE, min_size=1, max_size=4))
def test_is_the_distance_to_the_nearest_of_many_points_of_the_route(route, places):
    along = []
    for (lon1, lat1), (lon2, lat2) in pairwise(route):
        along += [(lon1, lat1), *(WGS84.npts(lon1, lat1, lon2, lat2, 400) if (lon1, lat1) != (lon2, lat2) else ())]
    along.append(route[-1])
    step_m = max(distance_m(*a, *b) for a, b in pairwise(along))

    expected = max(min(distance_m(*place, *one) for one in along) for place in places)

    # The way along the surface over a chord is good to 0.1 m up to 200 km, and to one in a million beyond.
    slack_m = 0.1 + expected * 1e-5
    assert expected - step_m - slack_m <= strayed(tuple(route), places).high_m <= expected + slack_m
