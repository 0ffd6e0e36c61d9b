"""The grid: pieces in their cells, middles inside, and safe distances."""

import numpy as np
import pytest
import shapely

from evenhand.detection.kernels.grid import build_index
from evenhand.detection.kernels.spans import covers

RING = shapely.MultiPolygon([shapely.box(16, 31, 17, 32).difference(shapely.box(16.3, 31.3, 16.6, 31.7))])
SMALL = shapely.MultiPolygon([shapely.box(16.1, 31.1, 16.2, 31.2)])


@pytest.fixture(scope="module", params=[16, 37, 128])
def grid(request):
    return build_index([RING, SMALL], [0, 0], longest_side=request.param).grid


def middles(grid):
    rows, columns = np.divmod(np.arange(grid.n_rows * grid.n_cols), grid.n_cols)
    return grid.west + (columns + 0.5) * grid.width, grid.south + (rows + 0.5) * grid.height


def test_a_cell_knows_which_areas_its_middle_is_inside_of(grid):
    lon, lat = middles(grid)
    for slot, shape in enumerate((RING, SMALL)):
        expected = shapely.contains_xy(shape, lon, lat)
        for cell in range(len(lon)):
            held = grid.cell_piece[grid.cell_start[cell] : grid.cell_start[cell + 1]]
            flags = grid.cell_inside[grid.cell_start[cell] : grid.cell_start[cell + 1]][grid.piece_slot[held] == slot]
            assert covers(grid.spans, slot, cell % grid.n_cols, cell // grid.n_cols) == expected[cell]
            assert (flags == expected[cell]).all()


def test_every_piece_stands_in_every_cell_that_it_passes_through(grid):
    lon, lat = middles(grid)
    cells = shapely.box(lon - grid.width / 2, lat - grid.height / 2, lon + grid.width / 2, lat + grid.height / 2)
    for number, (x1, y1, x2, y2) in enumerate(grid.piece):
        passed = np.flatnonzero(shapely.intersects(cells, shapely.LineString([(x1, y1), (x2, y2)])))
        for cell in passed:
            assert number in grid.cell_piece[grid.cell_start[cell] : grid.cell_start[cell + 1]]


def test_safe_is_the_chessboard_distance_to_the_nearest_cell_with_a_piece(grid):
    held = (np.diff(grid.cell_start) > 0).reshape(grid.n_rows, grid.n_cols)
    rows, columns = np.nonzero(held)
    for cell in range(0, grid.n_rows * grid.n_cols, 7):
        row, column = divmod(cell, grid.n_cols)
        true = np.maximum(np.abs(rows - row), np.abs(columns - column)).min()
        assert grid.safe[cell] <= true
        assert grid.safe[cell] == true or grid.safe[cell] == grid.safe.max()


def test_arrays_cannot_be_written_to(grid):
    assert not grid.safe.flags.writeable
    assert not grid.piece.flags.writeable


def test_empty_areas_hold_nothing():
    grid = build_index([shapely.MultiPolygon()], [0]).grid

    assert len(grid.piece) == 0
    assert len(grid.spans.listed) == 0
