"""Crossings of one step, against shapely on short steps and the geodesic on long ones."""

import numpy as np
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from evenhand.detection.kernels.crossings import CROSSING, cell_of, find_crossings, is_inside, is_settled, slots_at
from evenhand.detection.kernels.fixes import arrange
from evenhand.detection.kernels.grid import build_index
from unit.detection.kernels.oracles import WGS84, area, positions

COMB = shapely.MultiPolygon([shapely.box(16 + 0.02 * k, 31, 16.01 + 0.02 * k, 31.1) for k in range(50)])
INDEX = build_index([COMB], [0], longest_side=64)


STRIPS = {
    where: build_index([shapely.MultiPolygon([shapely.box(10, south, 20, south + 8)])], [0], longest_side=64).grid
    for where, south in (("north", 30), ("equator", -4), ("south", -38))
}


def crossings(grid, *points):
    fixes = arrange(positions({"boat": [(k, *point) for k, point in enumerate(points)]})).fixes
    found, n = find_crossings(grid, fixes, 1, np.empty(4, CROSSING))
    return found[:n]


def test_every_tooth_of_a_comb_is_crossed_twice_and_the_buffer_grows():
    found = crossings(INDEX.grid, (15.9, 31.05), (17.1, 31.05))

    assert len(found) == 100
    assert np.all(np.diff(found["fraction"]) > 0)
    # The geodesic bulges to the north, but stays within the teeth.
    assert found["lat"].max() > 31.0501


def test_crossings_lie_on_the_geodesic():
    west, east = (15.9, 31.05), (17.1, 31.05)
    azimuth, _, length = WGS84.inv(*west, *east)
    for one in crossings(INDEX.grid, west, east):
        lon, lat, _ = WGS84.fwd(*west, azimuth, length * one["fraction"])
        assert WGS84.inv(lon, lat, one["lon"], one["lat"])[2] < 0.1


@pytest.mark.parametrize(
    ("lon", "inside"), [(15.99, False), (16.005, True), (16.015, False), (16.985, True), (16.995, False), (50.0, False)]
)
def test_points_are_inside_by_parity(lon, inside):
    found = np.empty(1, np.int32)

    assert is_inside(INDEX.grid, 0, lon, 31.05) == inside
    assert slots_at(INDEX.grid, lon, 31.05, found) == int(inside)


def test_a_point_off_the_grid_is_in_no_cell():
    assert cell_of(INDEX.grid, 0.0, 0.0) == -1
    assert cell_of(INDEX.grid, 16.5, 31.05) >= 0


def test_a_step_that_stands_still_crosses_nothing():
    assert len(crossings(INDEX.grid, (16.01, 31.05), (16.01, 31.05))) == 0


def test_a_vertex_is_passed_once_or_not_at_all():
    shape = area([(16.0, 31.0), (16.1, 31.1), (16.2, 31.0)], tolerance_m=1e9)
    grid = build_index([shape], [0]).grid

    assert len(crossings(grid, (16.1, 31.2), (16.1, 31.05))) % 2 == 1
    assert len(crossings(grid, (16.0, 31.1), (16.2, 31.1))) % 2 == 0


@pytest.mark.parametrize("where", list(STRIPS))
@given(st.floats(-2, 12), st.floats(-2, 10), st.floats(-40, 40), st.floats(-12, 12))
def test_a_step_that_is_settled_at_once_crosses_nothing(where, east, north, length, rise):
    grid = STRIPS[where]
    begin = (10 + east, grid.south + north)
    step = (begin, (begin[0] + length, begin[1] + rise))

    for ends in (step, step[::-1]):
        fixes = arrange(positions({"boat": [(k, *point) for k, point in enumerate(ends)]})).fixes
        if is_settled(grid, fixes, 1):
            assert find_crossings(grid, fixes, 1, np.empty(4, CROSSING))[1] == 0


@pytest.mark.parametrize(("lat", "settled"), [(29.0, False), (27.0, True), (38.5, True)])
def test_a_long_step_beside_the_grid_is_settled_where_it_bulges_away(lat, settled):
    length = 1.0 if lat < 29.0 else 9.5
    fixes = arrange(positions({"boat": [(0, 10.2, lat), (1, 10.2 + length, lat)]})).fixes

    assert is_settled(STRIPS["north"], fixes, 1) == settled
