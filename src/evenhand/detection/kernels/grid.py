"""A grid over all areas: which boundary pieces each cell holds, which areas its middle is inside of, and how far the
nearest boundary of any area is in cells.

Within that safe distance neither a fix nor the path between two fixes can change anything, so most fixes cost a few
comparisons. A slot is one area with one gap limit; the same area may stand in several slots.
Source: docs/methods/presence.md, "The grid".
"""

from collections.abc import Sequence
from math import ceil, floor
from typing import Any, NamedTuple

import numpy as np
import shapely
from numpy.typing import NDArray

from evenhand.detection.kernels.boundary import Boundaries, build_boundaries
from evenhand.detection.kernels.compiled import compiled, inlined, pure
from evenhand.detection.kernels.geodesic import MEAN_RADIUS_M
from evenhand.detection.kernels.spans import Rows, Spans, build_spans, covers

Floats = NDArray[np.float64]
Ints = NDArray[np.int32]
Bytes = NDArray[np.uint8]

EDGE = 1e-9
"""Degrees (0.1 mm) by which a piece's reach is widened when cells are asked whether they hold it."""
FARTHEST_SAFE = 250
DEGREE_M = 111_700.0
"""No degree of latitude, and none of longitude over the cosine, is longer on WGS84."""
BULGE = 1.09
"""Greatest sin(a) (1 + cos(a)^2) over all courses a: how much more an oblique geodesic bulges than s^2 tan / 8R."""
BEND_ERROR_M = 0.0005
"""A step whose geodesic is a parabola within this is taken as one."""
THIRD_ORDER = 0.03
"""A geodesic of length s leaves its parabola by less than this times s^3 / (R cos)^2; see test_crossings."""
NOWHERE = (np.inf, np.inf, -np.inf, -np.inf)
"""A box that holds nothing."""


class Grid(NamedTuple):
    """Cells, pieces and slots; arrays are read-only."""

    west: float
    south: float
    width: float
    height: float
    n_cols: int
    n_rows: int
    most: int
    """The most cells that a step may span before its geodesic bulges by a cell."""
    steepest: float
    """Degrees from the equator, one more than any boundary reaches."""
    bend_m: float
    """Metres that a step no nearer a pole than `steepest` bulges at most, by the square of its length in degrees."""
    bend_deg: float
    """The same in degrees of longitude or latitude."""
    short_deg2: float
    """The square of the degrees that a step may measure there to be a parabola within BEND_ERROR_M."""
    per_deg: float
    """Cells by degree."""
    safe: Bytes
    """Cells to the nearest one that holds any boundary; 0: it holds one itself."""
    cell_start: Ints
    """Entries of cell c in `cell_piece` are cell_start[c] to cell_start[c + 1], ordered by slot."""
    cell_piece: Ints
    cell_inside: Bytes
    """Whether the cell's middle is inside the slot of the piece."""
    spans: Spans
    """Slots that the middle of a cell is inside of."""
    piece: Floats
    """N x 4 degrees: lon1, lat1, lon2, lat2."""
    piece_slot: Ints


class Index(NamedTuple):
    """All that the presence kernel knows of the areas."""

    grid: Grid
    boundaries: Boundaries
    gap_us: NDArray[np.int64]
    """Longest silence over which the path is assumed, by slot."""
    lon_m: Floats
    """Metres that a degree of longitude measures at most in the slot."""
    shortest_gap_us: int
    longest_gap_us: int


def build_index(
    areas: Sequence[shapely.MultiPolygon], gaps_us: Sequence[int], *, longest_side: int = 1024, distances: bool = True
) -> Index:
    """Index areas whose straight lon/lat edges already follow the true ones.

    Args:
        areas: WGS84 degrees, longitude first; none crosses the antimeridian; empty ones hold nothing.
        gaps_us: by area, the longest silence in microseconds over which the path between two fixes is assumed.
        longest_side: cells along the longer side; answers do not depend on it.
        distances: whether distances from boundaries will be asked for.
    """
    pieces, slots = _pieces(areas)
    gap_us = np.asarray(gaps_us, np.int64)
    near = slice(None) if distances else slice(0)
    return _frozen(
        Index(
            grid=_build_grid(pieces, slots, len(areas), longest_side),
            boundaries=build_boundaries(pieces[near], slots[near], len(areas)),
            gap_us=gap_us,
            lon_m=_lon_m(areas),
            shortest_gap_us=int(gap_us.min(initial=2**62)),
            longest_gap_us=int(gap_us.max(initial=0)),
        )
    )


def _lon_m(areas: Sequence[shapely.MultiPolygon]) -> Floats:
    """By slot, an upper bound on the metres of a degree of longitude: at the latitude nearest the equator."""
    bounds = np.nan_to_num(shapely.bounds(np.asarray(areas, object)).reshape(-1, 4))
    nearest = np.where(bounds[:, 1] * bounds[:, 3] <= 0.0, 0.0, np.abs(bounds[:, [1, 3]]).min(axis=1))
    lon_m: Floats = DEGREE_M * np.cos(np.radians(nearest))
    return lon_m


def _pieces(areas: Sequence[shapely.MultiPolygon]) -> tuple[Floats, Ints]:
    """Every edge of every ring as (lon1, lat1, lon2, lat2), and its slot."""
    polygons, slot_of = shapely.get_parts(np.asarray(areas, object), return_index=True)
    rings, polygon_of = shapely.get_rings(polygons, return_index=True)
    xy, ring_of = shapely.get_coordinates(rings, return_index=True)
    edges = np.hstack([xy[:-1], xy[1:]])
    kept = (ring_of[:-1] == ring_of[1:]) & (edges[:, :2] != edges[:, 2:]).any(axis=1)
    slots = slot_of[polygon_of[ring_of[:-1][kept]]].astype(np.int32)
    return np.ascontiguousarray(edges[kept]).reshape(-1, 4), slots


def _frozen(value: "Index") -> "Index":
    """The same index with arrays that cannot be written to, so that compiled code sees one type."""

    def freeze(item: Any) -> Any:
        if isinstance(item, np.ndarray):
            view = np.ascontiguousarray(item).view()
            view.flags.writeable = False
            return view
        if isinstance(item, Grid | Boundaries | Spans):
            return type(item)(*(freeze(part) for part in item))
        return item

    return Index(*(freeze(part) for part in value))


def _build_grid(pieces: Floats, slots: Ints, n_slots: int, longest_side: int) -> Grid:
    """The grid of a size."""
    pieces_xy = pieces.reshape(-1, 2) if len(pieces) else np.zeros((1, 2))
    (low_x, low_y), (high_x, high_y) = pieces_xy.min(axis=0), pieces_xy.max(axis=0)
    cell = max(high_x - low_x, high_y - low_y, 1e-3) / longest_side
    # The origin is moved by odd fractions so that boundaries at round degrees do not run through the middles of cells.
    west, south = float(low_x - 1.6180339887 * cell), float(low_y - 1.7320508076 * cell)
    n_cols, n_rows = ceil((high_x - west) / cell) + 2, ceil((high_y - south) / cell) + 2
    rows = Rows(west, south, float(cell), float(cell), n_cols, n_rows)
    cell_start, cell_piece = _pieces_of_cells(rows, pieces)
    spans = build_spans(rows, pieces, slots, n_slots)
    steepest = min(float(np.abs([low_y, high_y]).max()) + 1.0, 89.0)
    bend_m = BULGE * DEGREE_M**2 * float(np.tan(np.radians(steepest))) / (8.0 * MEAN_RADIUS_M)
    cosine = float(np.cos(np.radians(steepest)))
    short_m = (BEND_ERROR_M / THIRD_ORDER * (MEAN_RADIUS_M * cosine) ** 2) ** (1.0 / 3.0)
    most = _farthest_safe(rows, steepest)
    return Grid(
        *rows,
        most=most,
        steepest=steepest,
        bend_m=bend_m,
        bend_deg=1.5 * bend_m / (110_000.0 * cosine),
        short_deg2=(short_m / DEGREE_M) ** 2,
        per_deg=1.0 / float(cell),
        safe=_distance_in_cells(rows, cell_start, most),
        cell_start=cell_start,
        cell_piece=cell_piece,
        cell_inside=_inside(rows, spans, slots, cell_start, cell_piece),
        spans=spans,
        piece=pieces,
        piece_slot=slots,
    )


def _farthest_safe(rows: Rows, steepest_deg: float) -> int:
    """The most cells a step may span before its geodesic bulges by more than a cell, with half as much to spare."""
    cell_m = rows.height * 110_000.0
    tangent = max(np.tan(np.radians(steepest_deg)), 1e-6)
    span_m = np.sqrt(cell_m * 8.0 * MEAN_RADIUS_M / (BULGE * 1.5 * tangent))
    return int(min(FARTHEST_SAFE, max(2, span_m / (1.5 * cell_m))))


@inlined
def safe_box(grid: Grid, lon: float, lat: float) -> tuple[float, float, float, float]:
    """West, south, east and north of a box around a point such that no step between two fixes in it meets a boundary.

    Around a cell of the grid it is the square of cells within its safe distance, a little smaller for the bulge of
    geodesics, and no wider than a step may be; it holds nothing where the point lies in what was taken off. Beside the
    grid it ends at the grid: longitude only grows or only falls along a geodesic, and one between two points beyond a
    parallel, seen from the equator, stays beyond it. On the other side it bulges towards the grid: there the box is one
    cell away and no wider than a step may be.
    """
    column, row = floor((lon - grid.west) / grid.width), floor((lat - grid.south) / grid.height)
    if column < 0 or column >= grid.n_cols or row < 0 or row >= grid.n_rows:
        return _box_beside(grid, lon, lat, column, row)
    reach = min(int(grid.safe[row * grid.n_cols + column]) - 1, (grid.most - 1) // 2)
    if reach < 0:
        return NOWHERE
    side = (2 * reach + 1) * grid.width
    bulge = EDGE + 2.0 * side * side * grid.bend_deg
    west, south = grid.west + (column - reach) * grid.width + bulge, grid.south + (row - reach) * grid.height + bulge
    east, north = west + side - 2.0 * bulge, min(south + side - 2.0 * bulge, grid.steepest)
    south = max(south, -grid.steepest)
    if not (west <= lon <= east and south <= lat <= north):
        return NOWHERE
    return west, south, east, north


@inlined
def _box_beside(grid: Grid, lon: float, lat: float, column: int, row: int) -> tuple[float, float, float, float]:
    """The box around a point beside the grid; see `safe_box`."""
    west, south, east, north = max(-180.0, lon - 90.0), -90.0, min(180.0, lon + 90.0), 90.0
    far_south, far_north = grid.south, grid.south + grid.n_rows * grid.height
    half = (grid.most - 1) // 2 * grid.height
    if column < 0:
        east = min(east, grid.west)
    elif column >= grid.n_cols:
        west = max(west, grid.west + grid.n_cols * grid.width)
    elif row < 0 and far_south <= 0.0:
        north = far_south
    elif row >= grid.n_rows and far_north >= 0.0:
        south = far_north
    else:
        west, south, east, north = max(west, lon - half), lat - half, min(east, lon + half), lat + half
        if row < 0:
            north = min(north, far_south - grid.height)
        else:
            south = max(south, far_north + grid.height)
    return west, south, east, north


@pure
def column_reach(rows: "Rows | Grid", x1: float, y1: float, x2: float, y2: float, row: int) -> tuple[int, int]:
    """First and last column in which a straight piece passes through a row of cells, a little widened."""
    low, high = min(x1, x2), max(x1, x2)
    if y1 != y2:
        bottom, top = rows.south + row * rows.height - EDGE, rows.south + (row + 1) * rows.height + EDGE
        at_bottom, at_top = x1 + (bottom - y1) / (y2 - y1) * (x2 - x1), x1 + (top - y1) / (y2 - y1) * (x2 - x1)
        low, high = max(low, min(at_bottom, at_top)), min(high, max(at_bottom, at_top))
        if low > high:
            low, high = high, low
    first = floor((low - EDGE - rows.west) / rows.width)
    last = floor((high + EDGE - rows.west) / rows.width)
    return max(0, first), min(rows.n_cols - 1, last)


@pure
def row_reach(rows: "Rows | Grid", y1: float, y2: float) -> tuple[int, int]:
    """First and last row that a piece passes through, a little widened."""
    first = floor((min(y1, y2) - EDGE - rows.south) / rows.height)
    last = floor((max(y1, y2) + EDGE - rows.south) / rows.height)
    return max(0, first), min(rows.n_rows - 1, last)


@compiled
def _pieces_of_cells(rows: Rows, pieces: Floats) -> tuple[Ints, Ints]:
    """For each cell the pieces that pass through it, in the order of the pieces."""
    start = np.zeros(rows.n_cols * rows.n_rows + 1, np.int32)
    held = np.empty(0, np.int32)
    for filling in range(2):
        if filling == 1:
            start = np.concatenate((np.zeros(1, np.int32), np.cumsum(start[:-1]).astype(np.int32)))
            held = np.empty(start[-1], np.int32)
            position = start[:-1].copy()
        for p in range(len(pieces)):
            first_row, last_row = row_reach(rows, pieces[p, 1], pieces[p, 3])
            for row in range(first_row, last_row + 1):
                first, last = column_reach(rows, pieces[p, 0], pieces[p, 1], pieces[p, 2], pieces[p, 3], row)
                for column in range(first, last + 1):
                    c = row * rows.n_cols + column
                    if filling == 0:
                        start[c] += 1
                    else:
                        held[position[c]] = p
                        position[c] += 1
    return start, held


@compiled
def _inside(rows: Rows, spans: Spans, slots: Ints, cell_start: Ints, cell_piece: Ints) -> Bytes:
    """By entry of the cells, whether the middle of the cell is inside the slot of the piece."""
    flags = np.zeros(len(cell_piece), np.uint8)
    for c in range(rows.n_cols * rows.n_rows):
        before = -1
        for k in range(cell_start[c], cell_start[c + 1]):
            slot = slots[cell_piece[k]]
            if slot == before:
                flags[k] = flags[k - 1]
            elif covers(spans, slot, c % rows.n_cols, c // rows.n_cols):
                flags[k] = 1
            before = slot
    return flags


@compiled
def _distance_in_cells(rows: Rows, cell_start: Ints, most: int) -> Bytes:
    """Cells to the nearest one that holds a piece, diagonals counting one, at most `most`.

    Source: two sweeps, Rosenfeld and Pfaltz, Pattern Recognition 1 (1968).
    """
    n_cols, n_rows = rows.n_cols, rows.n_rows
    far = np.full((n_rows + 2, n_cols + 2), most, np.uint8)
    for row in range(n_rows):
        for column in range(n_cols):
            c = row * n_cols + column
            if cell_start[c + 1] > cell_start[c]:
                far[row + 1, column + 1] = 0
    for row in range(1, n_rows + 1):
        for col in range(1, n_cols + 1):
            near = min(far[row, col - 1], far[row - 1, col - 1], far[row - 1, col], far[row - 1, col + 1])
            far[row, col] = min(int(far[row, col]), int(near) + 1)
    for row in range(n_rows, 0, -1):
        for col in range(n_cols, 0, -1):
            near = min(far[row, col + 1], far[row + 1, col - 1], far[row + 1, col], far[row + 1, col + 1])
            far[row, col] = min(int(far[row, col]), int(near) + 1)
    return far[1:-1, 1:-1].copy().reshape(n_rows * n_cols)
