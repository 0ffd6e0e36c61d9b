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
from evenhand.detection.kernels.cells import EDGE, TILE, Cells, Rows, build_cells, nth_of, place_of
from evenhand.detection.kernels.compiled import inlined, pure
from evenhand.detection.kernels.geodesic import MEAN_RADIUS_M
from evenhand.detection.kernels.spans import Spans, build_spans, covers

Floats = NDArray[np.float64]
Ints = NDArray[np.int32]

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
    cells: Cells
    spans: Spans
    """Slots that the middle of a cell is inside of."""
    vertex: Floats
    """N x 2 degrees: the rings one after the other, the first vertex of each again at its end. Piece p goes from vertex
    p to the next."""
    piece_slot: Ints
    """By vertex the slot of the piece that begins there; -1: a ring ends there."""


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
    vertex, slots = _vertices(areas)
    gap_us = np.asarray(gaps_us, np.int64)
    begins = np.flatnonzero(slots >= 0) if distances else np.empty(0, np.int64)
    return _frozen(
        Index(
            grid=_build_grid(vertex, slots, len(areas), longest_side),
            boundaries=build_boundaries(np.hstack([vertex[begins], vertex[begins + 1]]), slots[begins], len(areas)),
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


def _vertices(areas: Sequence[shapely.MultiPolygon]) -> tuple[Floats, Ints]:
    """The vertices of all rings without repeats, and the slots of the pieces that begin there; see `Grid`."""
    polygons, slot_of = shapely.get_parts(np.asarray(areas, object), return_index=True)
    rings, polygon_of = shapely.get_rings(polygons, return_index=True)
    vertex, ring_of = shapely.get_coordinates(rings, return_index=True)
    ends = np.append(ring_of[1:] != ring_of[:-1], True)[: len(ring_of)]
    repeats = np.flatnonzero(~ends[:-1] & (vertex[1:, 0] == vertex[:-1, 0]) & (vertex[1:, 1] == vertex[:-1, 1]))
    slots = slot_of[polygon_of[ring_of]].astype(np.int32)
    slots[ends] = -1
    if len(repeats):
        vertex, slots = np.delete(vertex, repeats, axis=0), np.delete(slots, repeats)
    return vertex, slots


def _frozen(value: "Index") -> "Index":
    """The same index with arrays that cannot be written to, so that compiled code sees one type."""

    def freeze(item: Any) -> Any:
        if isinstance(item, np.ndarray):
            view = np.ascontiguousarray(item).view()
            view.flags.writeable = False
            return view
        if isinstance(item, Grid | Boundaries | Cells | Spans):
            return type(item)(*(freeze(part) for part in item))
        return item

    return Index(*(freeze(part) for part in value))


def _build_grid(vertex: Floats, slots: Ints, n_slots: int, longest_side: int) -> Grid:
    """The grid of a size."""
    x, y = vertex.T if len(vertex) else np.zeros((2, 1))
    low_x, low_y, high_x, high_y = float(x.min()), float(y.min()), float(x.max()), float(y.max())
    cell = max(high_x - low_x, high_y - low_y, 1e-3) / longest_side
    # The origin is moved by odd fractions so that boundaries at round degrees do not run through the middles of cells.
    west, south = float(low_x - 1.6180339887 * cell), float(low_y - 1.7320508076 * cell)
    n_cols, n_rows = ceil((high_x - west) / cell) + 2, ceil((high_y - south) / cell) + 2
    rows = Rows(west, south, float(cell), float(cell), n_cols, n_rows)
    steepest = min(max(abs(low_y), abs(high_y)) + 1.0, 89.0)
    bend_m = BULGE * DEGREE_M**2 * float(np.tan(np.radians(steepest))) / (8.0 * MEAN_RADIUS_M)
    cosine = float(np.cos(np.radians(steepest)))
    short_m = (BEND_ERROR_M / THIRD_ORDER * (MEAN_RADIUS_M * cosine) ** 2) ** (1.0 / 3.0)
    most = _farthest_safe(rows, steepest)
    cells = build_cells(rows, vertex, slots, most)
    spans = build_spans(rows, vertex, slots, n_slots)
    _ask_middles(rows, spans, cells)
    return Grid(
        *rows,
        most=most,
        steepest=steepest,
        bend_m=bend_m,
        bend_deg=1.5 * bend_m / (110_000.0 * cosine),
        short_deg2=(short_m / DEGREE_M) ** 2,
        per_deg=1.0 / float(cell),
        cells=cells,
        spans=spans,
        vertex=vertex,
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

    Around a cell of the grid it is the square of cells within its safe distance, or within that of its tile, a little
    smaller for the bulge of geodesics, and no wider than a step may be; it holds nothing where the point lies in what
    was taken off. Beside the grid it ends at the grid: longitude only grows or only falls along a geodesic, and one
    between two points beyond a parallel, seen from the equator, stays beyond it. On the other side it bulges towards
    the grid: there the box is one cell away and no wider than a step may be.
    """
    column, row = floor((lon - grid.west) * grid.per_deg), floor((lat - grid.south) * grid.per_deg)
    if column < 0 or column >= grid.n_cols or row < 0 or row >= grid.n_rows:
        return _box_beside(grid, lon, lat, column, row)
    place, wide = place_of(grid.n_cols, column, row), TILE
    safe = int(grid.cells.around[place // (TILE * TILE)])
    if safe > 0 and grid.most >= TILE:
        column, row = column // TILE * TILE, row // TILE * TILE
    else:
        safe, wide = int(grid.cells.safe[place]), 1
        if safe == 0:
            return NOWHERE
    reach = min(safe - 1, (grid.most - wide) // 2)
    side = (2 * reach + wide) * grid.width
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
def _ask_middles(rows: Rows, spans: Spans, cells: Cells) -> None:
    """Write by run whether the middle of its cell is inside its slot."""
    run = cells.run
    for row in range(rows.n_rows):
        for column in range(rows.n_cols):
            place = place_of(rows.n_cols, column, row)
            if cells.safe[place] > 0:
                continue
            c = nth_of(cells, place)
            before, inside = -1, 0
            for k in range(cells.start[c], cells.start[c + 1]):
                if run[k].slot != before:
                    before = run[k].slot
                    inside = 1 if covers(spans, before, column, row) else 0
                run[k].inside = inside
