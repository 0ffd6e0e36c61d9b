"""The grid: pieces in their cells and runs, middles inside, and safe distances."""

import numpy as np
import pytest
import shapely

from evenhand.detection.kernels.cells import RUN_PIECES, WIDER, nth_of, place_of
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


def held(grid, column, row):
    """The runs of a cell."""
    place = place_of(grid.n_cols, column, row)
    if grid.cells.safe[place] > 0:
        return grid.cells.run[:0]
    n = nth_of(grid.cells, place)
    return grid.cells.run[grid.cells.start[n] : grid.cells.start[n + 1]]


def test_a_cell_knows_which_areas_its_middle_is_inside_of(grid):
    lon, lat = middles(grid)
    for slot, shape in enumerate((RING, SMALL)):
        expected = shapely.contains_xy(shape, lon, lat)
        for cell in range(len(lon)):
            row, column = divmod(cell, grid.n_cols)
            runs = held(grid, column, row)
            assert covers(grid.spans, slot, column, row) == expected[cell]
            assert (runs["inside"][runs["slot"] == slot] == expected[cell]).all()


def test_every_piece_stands_once_in_every_cell_that_it_passes_through(grid):
    lon, lat = middles(grid)
    cells = shapely.box(lon - grid.width / 2, lat - grid.height / 2, lon + grid.width / 2, lat + grid.height / 2)
    pieces = [[p for one in held(grid, c % grid.n_cols, c // grid.n_cols) for p in range(one["first"], one["end"])]
              for c in range(len(lon))]  # fmt: skip
    for p in np.flatnonzero(grid.piece_slot >= 0):
        passed = np.flatnonzero(shapely.intersects(cells, shapely.LineString(grid.vertex[p : p + 2])))
        assert all(pieces[cell].count(p) == 1 for cell in passed)
    assert len(np.flatnonzero(grid.piece_slot >= 0)) == sum(shapely.get_num_coordinates([RING, SMALL])) - 3


def test_a_run_holds_few_pieces_of_one_area_in_a_box_around_them(grid):
    for one in grid.cells.run:
        pieces = range(one["first"], one["end"])
        assert 0 < len(pieces) <= RUN_PIECES
        assert set(grid.piece_slot[pieces].tolist()) == {one["slot"]}
        around = grid.vertex[one["first"] : one["end"] + 1]
        assert (around >= [one["west"], one["south"]]).all()
        assert (around <= [one["east"], one["north"]]).all()
        assert one["west"] >= around[:, 0].min() - 2 * WIDER
        assert one["north"] <= around[:, 1].max() + 2 * WIDER


def test_safe_is_the_chessboard_distance_to_the_nearest_cell_with_a_piece(grid):
    cells = [(row, column) for row in range(grid.n_rows) for column in range(grid.n_cols)]
    rows, columns = np.array([(row, column) for row, column in cells if len(held(grid, column, row))]).T
    farthest = max(int(grid.cells.safe[place_of(grid.n_cols, column, row)]) for row, column in cells)
    for row, column in cells[::7]:
        true = np.maximum(np.abs(rows - row), np.abs(columns - column)).min()
        safe = grid.cells.safe[place_of(grid.n_cols, column, row)]
        assert safe <= true
        assert safe in (true, farthest)


def test_arrays_cannot_be_written_to(grid):
    assert not grid.cells.safe.flags.writeable
    assert not grid.vertex.flags.writeable


def test_vertices_that_repeat_are_no_pieces():
    ring = [(16, 31), (16, 31), (17, 31), (17, 32), (17, 32), (16, 32), (16, 31), (16, 31)]
    grid = build_index([shapely.MultiPolygon([shapely.Polygon(ring)])], [0]).grid

    assert grid.vertex.tolist() == [[16, 31], [17, 31], [17, 32], [16, 32], [16, 31]]
    assert grid.piece_slot.tolist() == [0, 0, 0, 0, -1]


def test_empty_areas_hold_nothing():
    grid = build_index([shapely.MultiPolygon()], [0]).grid

    assert len(grid.vertex) == 0
    assert len(grid.cells.run) == 0
    assert len(grid.spans.listed) == 0
