"""Least distance from a line, against geodesics to every metre of it."""

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evenhand.detection.kernels.lines import least_distances
from evenhand.foundation.geodesy import densify
from unit.detection.kernels.oracles import WGS84

VERTICES = [(37.83, 47.09), (37.784, 47.362), (37.529, 47.699)]
LINE = np.array(densify(VERTICES))


def brute(lon, lat):
    """The least distance, on ever finer pieces around the nearest point."""
    best = np.inf
    for (lon1, lat1), (lon2, lat2) in pairwise(VERTICES):
        azimuth, _, length_m = WGS84.inv(lon1, lat1, lon2, lat2)
        low, high = 0.0, length_m
        for _ in range(6):
            along = np.linspace(low, high, 200)
            lons, lats, _ = WGS84.fwd(np.full(200, lon1), np.full(200, lat1), np.full(200, azimuth), along)
            away = WGS84.inv(np.full(200, lon), np.full(200, lat), lons, lats)[2]
            k, step = int(np.argmin(away)), (high - low) / 199
            low, high = max(0.0, along[k] - step), min(length_m, along[k] + step)
        best = min(best, float(away.min()))
    return best


@settings(deadline=None, max_examples=60)
@given(st.lists(st.tuples(st.floats(36.9, 38.5), st.floats(46.8, 48.0)), min_size=1, max_size=4))
def test_agrees_with_measuring_every_metre(points):
    lon, lat = (np.array(column) for column in zip(*points, strict=True))

    [least] = least_distances(lon, lat, np.array([[0, len(points) - 1]]), [LINE])

    assert least == pytest.approx(min(brute(*point) for point in points), abs=0.1)


def test_each_stretch_by_itself_and_an_empty_one_says_nothing():
    lon, lat = np.array([37.0, 37.5]), np.array([47.2, 47.2])

    found = least_distances(lon, lat, np.array([[0, 0], [1, 1], [0, -1]]), [LINE])

    assert found[:2].tolist() == [pytest.approx(brute(37.0, 47.2), abs=0.1), pytest.approx(brute(37.5, 47.2), abs=0.1)]
    assert np.isnan(found[2])


@pytest.mark.parametrize("lines", [[], [np.empty((0, 2))], [LINE[:1]]])
def test_no_line_no_distance(lines):
    assert np.isnan(least_distances(np.array([37.0]), np.array([47.0]), np.array([[0, 0]]), lines)).all()
