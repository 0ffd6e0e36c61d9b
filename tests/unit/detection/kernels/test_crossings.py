"""Crossings of one step, against shapely on short steps and the geodesic on long ones."""

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from evenhand.detection.kernels.crossings import find_crossings, pieces_near, room
from evenhand.detection.kernels.grid import build_index, safe_box
from unit.detection.kernels.oracles import WGS84, area

COMB = shapely.MultiPolygon([shapely.box(16 + 0.02 * k, 31, 16.01 + 0.02 * k, 31.1) for k in range(50)])
INDEX = build_index([COMB], [0], longest_side=64)


STRIPES = shapely.MultiPolygon([shapely.box(10, -1, 10.1, 63)])
STRIPS = {
    where: build_index([shapely.MultiPolygon([shapely.box(10, south, 20, south + 8)])], [0], longest_side=64).grid
    for where, south in (("north", 30), ("equator", -4), ("south", -38))
}


def crossings(grid, begin, end):
    found = room(4)
    while (n := find_crossings(grid, begin, end, found)) < 0:
        found = room(2 * len(found.crossings))
    return found.crossings[:n]


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


def test_a_step_that_stands_still_crosses_nothing():
    assert len(crossings(INDEX.grid, (16.01, 31.05), (16.01, 31.05))) == 0


def test_a_vertex_is_passed_once_or_not_at_all():
    shape = area([(16.0, 31.0), (16.1, 31.1), (16.2, 31.0)], tolerance_m=1e9)
    grid = build_index([shape], [0]).grid

    assert len(crossings(grid, (16.1, 31.2), (16.1, 31.05))) % 2 == 1
    assert len(crossings(grid, (16.0, 31.1), (16.2, 31.1))) % 2 == 0


def holds(box, point):
    west, south, east, north = box
    return west <= point[0] <= east and south <= point[1] <= north


@pytest.mark.parametrize("where", list(STRIPS))
@settings(deadline=None, max_examples=60)
@given(st.floats(-2, 12), st.floats(-2, 10), st.floats(-40, 40), st.floats(-12, 12))
def test_a_step_within_a_safe_box_crosses_nothing(where, east, north, length, rise):
    grid = STRIPS[where]
    begin = (10 + east, grid.south + north)
    end = (begin[0] + length, begin[1] + rise)

    for p, q in ((begin, end), (end, begin)):
        if holds(safe_box(grid, *p), q):
            assert len(crossings(grid, p, q)) == 0


@pytest.mark.parametrize(("lat", "length", "settled"), [(29.0, 9.5, False), (27.0, 1.0, True), (38.5, 9.5, True)])
def test_a_long_step_beside_the_grid_is_safe_where_it_bulges_away(lat, length, settled):
    begin = (10.2, lat)

    assert holds(safe_box(STRIPS["north"], *begin), (10.2 + length, lat)) == settled


@pytest.mark.parametrize("kilometres", [0.5, 3, 12, 19, 25, 400])
@pytest.mark.parametrize("lat", [0.2, 31.0, 62.0])
@settings(deadline=None, max_examples=60)
@given(st.floats(0, 360), st.floats(0.05, 0.95))
def test_a_boundary_on_the_geodesic_is_crossed_where_it_lies(kilometres, lat, course, part):
    begin = (16.0, lat)
    *end, _ = WGS84.fwd(*begin, course, kilometres * 1000.0)
    there_lon, there_lat, _ = WGS84.fwd(*begin, course, kilometres * 1000.0 * part)
    corners = [WGS84.fwd(there_lon, there_lat, angle, 200.0)[:2] for angle in (0, 120, 240)]
    grid = build_index([area(corners), STRIPES], [0, 0], longest_side=64).grid

    mine = [one for one in crossings(grid, begin, tuple(end)) if one["slot"] == 0]

    assert len(mine) in (1, 2)
    for one in mine:
        lon, lat_, _ = WGS84.fwd(*begin, course, kilometres * 1000.0 * one["fraction"])
        assert WGS84.inv(lon, lat_, one["lon"], one["lat"])[2] < 0.05


def test_a_step_that_no_piece_is_near_is_free_and_a_long_one_is_not_sure():
    near = np.empty(64, np.int32)

    assert pieces_near(INDEX.grid, (16.012, 31.05), (16.018, 31.05), near) == 0
    assert pieces_near(INDEX.grid, (16.012, 31.05), (16.022, 31.05), near) == 1
    assert pieces_near(INDEX.grid, (16.0, 31.05), (17.0, 31.05), near) == -1


@settings(deadline=None, max_examples=200)
@given(st.tuples(st.floats(15.9, 16.1), st.floats(30.9, 31.2)), st.floats(0, 360), st.floats(0.01, 3))
def test_a_step_of_which_the_pieces_near_are_known_is_crossed_alike(begin, course, kilometres):
    *end, _ = WGS84.fwd(*begin, course, kilometres * 1000.0)
    asked, told = room(64), room(64)

    n = find_crossings(INDEX.grid, begin, tuple(end), asked)
    n_near = pieces_near(INDEX.grid, begin, tuple(end), told.near)

    assert find_crossings(INDEX.grid, begin, tuple(end), told, n_near) == n
    assert told.crossings[:n].tolist() == asked.crossings[:n].tolist()
    assert told.n_near[0] == asked.n_near[0]
