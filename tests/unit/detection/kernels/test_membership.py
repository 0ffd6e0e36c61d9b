"""Which areas a point is inside of; that the answers agree with brute force is in test_presence.py."""

import numpy as np
import pytest
import shapely

from evenhand.detection.kernels.grid import build_index
from evenhand.detection.kernels.membership import cell_of, is_inside, slots_at

COMB = shapely.MultiPolygon([shapely.box(16 + 0.02 * k, 31, 16.01 + 0.02 * k, 31.1) for k in range(50)])
INDEX = build_index([COMB], [0], longest_side=64)


@pytest.mark.parametrize(
    ("lon", "inside"), [(15.99, False), (16.005, True), (16.015, False), (16.985, True), (16.995, False), (50.0, False)]
)
def test_points_are_inside_by_parity(lon, inside):
    found, place = np.empty(1, np.int32), np.full(1, -1, np.int32)

    assert is_inside(INDEX.grid, 0, lon, 31.05) == inside
    assert slots_at(INDEX.grid, lon, 31.05, found, place) == int(inside)
    assert place.tolist() == [-1]


def test_a_point_off_the_grid_is_in_no_cell():
    assert cell_of(INDEX.grid, 0.0, 0.0) == (-1, -1)
    assert min(cell_of(INDEX.grid, 16.5, 31.05)) > 0
