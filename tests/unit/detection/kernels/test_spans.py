"""Which slots the middles of cells are inside of, against shapely."""

import numpy as np
import pytest
import shapely

from evenhand.detection.kernels.grid import build_index
from evenhand.detection.kernels.spans import covering, covers

RING = shapely.box(16, 31, 17, 32).difference(shapely.box(16.3, 31.3, 16.6, 31.7))


def piled(n):
    """Areas one over the other, each with a hole, none with an edge of another."""
    return [shapely.MultiPolygon([shapely.transform(RING, lambda xy, k=k: xy + 0.0007 * k)]) for k in range(n)]


@pytest.mark.parametrize("n", [1, 3, 120])
def test_every_cell_lists_the_areas_that_its_middle_is_inside_of(n):
    shapes = piled(n)
    grid = build_index(shapes, [0] * n, longest_side=33).grid
    found, place = np.empty(n, np.int32), np.full(n, -1, np.int32)

    for cell in range(0, grid.n_cols * grid.n_rows, 3):
        row, column = divmod(cell, grid.n_cols)
        lon, lat = grid.west + (column + 0.5) * grid.width, grid.south + (row + 0.5) * grid.height
        expected = {k for k, shape in enumerate(shapes) if shapely.contains_xy(shape, lon, lat)}
        assert set(found[: covering(grid.spans, column, row, found, place)].tolist()) == expected
        assert {k for k in range(n) if covers(grid.spans, k, column, row)} == expected
    assert (place == -1).all()


def test_lists_grow_with_the_edges_and_not_with_the_areas_that_lie_over_each_other():
    spans = build_index(piled(400), [0] * 400, longest_side=256).grid.spans

    assert len(spans.listed) <= 2 * len(spans.at)
