"""A grid over all areas: which boundary pieces each cell holds, which areas it lies wholly inside, and how far the
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
from evenhand.detection.kernels.compiled import compiled, pure
from evenhand.detection.kernels.geodesic import MEAN_RADIUS_M

Floats = NDArray[np.float64]
Ints = NDArray[np.int32]
Bytes = NDArray[np.uint8]

EDGE = 1e-9
"""Degrees (0.1 mm) by which a piece's reach is widened when cells are asked whether they hold it."""
MOST_INSIDE = 20_000_000
"""Entries in the lists of cells wholly inside a slot, beyond which the grid is made coarser."""
FARTHEST_SAFE = 250
DEGREE_M = 111_700.0
"""No degree of latitude, and none of longitude over the cosine, is longer on WGS84."""


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
    safe: Bytes
    """Cells to the nearest one that holds any boundary; 0: it holds one itself."""
    cell_start: Ints
    """Entries of cell c in `cell_piece` are cell_start[c] to cell_start[c + 1], ordered by slot."""
    cell_piece: Ints
    cell_inside: Bytes
    """Whether the cell's middle is inside the slot of the piece."""
    inside_start: Ints
    inside_slot: Ints
    """Slots that the whole cell is inside of."""
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


def build_index(areas: Sequence[shapely.MultiPolygon], gaps_us: Sequence[int], *, longest_side: int = 1024) -> Index:
    """Index areas whose straight lon/lat edges already follow the true ones.

    Args:
        areas: WGS84 degrees, longitude first; none crosses the antimeridian; empty ones hold nothing.
        gaps_us: by area, the longest silence in microseconds over which the path between two fixes is assumed.
        longest_side: cells along the longer side; answers do not depend on it.
    """
    pieces, slots = _pieces(areas)
    grid = _build_grid(pieces, slots, len(areas), longest_side)
    gap_us = np.asarray(gaps_us, np.int64)
    return _frozen(
        Index(
            grid=grid,
            boundaries=build_boundaries(pieces, slots, len(areas)),
            gap_us=gap_us,
            lon_m=_lon_m(areas),
            shortest_gap_us=int(gap_us.min(initial=2**62)),
            longest_gap_us=int(gap_us.max(initial=0)),
        )
    )


def _lon_m(areas: Sequence[shapely.MultiPolygon]) -> Floats:
    """By slot, an upper bound on the metres of a degree of longitude: at the latitude nearest the equator."""
    bounds = np.array([area.bounds if not area.is_empty else (0.0, 0.0, 0.0, 0.0) for area in areas]).reshape(-1, 4)
    nearest = np.where(bounds[:, 1] * bounds[:, 3] <= 0.0, 0.0, np.abs(bounds[:, [1, 3]]).min(axis=1))
    return DEGREE_M * np.cos(np.radians(nearest))


def _pieces(areas: Sequence[shapely.MultiPolygon]) -> tuple[Floats, Ints]:
    """Every edge of every ring as (lon1, lat1, lon2, lat2), and its slot."""
    found, slots = [np.empty((0, 4))], [np.empty(0, np.int32)]
    for slot, area in enumerate(areas):
        for polygon in shapely.get_parts(area):
            for ring in [polygon.exterior, *polygon.interiors]:
                xy = shapely.get_coordinates(ring)
                edges = np.hstack([xy[:-1], xy[1:]])
                edges = edges[(edges[:, :2] != edges[:, 2:]).any(axis=1)]
                found.append(edges)
                slots.append(np.full(len(edges), slot, np.int32))
    return np.ascontiguousarray(np.vstack(found)), np.concatenate(slots)


def _frozen(value: "Index") -> "Index":
    """The same index with arrays that cannot be written to, so that compiled code sees one type."""

    def freeze(item: Any) -> Any:
        if isinstance(item, np.ndarray):
            view = np.ascontiguousarray(item).view()
            view.flags.writeable = False
            return view
        if isinstance(item, Grid | Boundaries):
            return type(item)(*(freeze(part) for part in item))
        return item

    return Index(*(freeze(part) for part in value))


def _build_grid(pieces: Floats, slots: Ints, n_slots: int, longest_side: int) -> Grid:
    """The grid at the finest size whose lists stay within MOST_INSIDE."""
    pieces_xy = pieces.reshape(-1, 2) if len(pieces) else np.zeros((1, 2))
    (low_x, low_y), (high_x, high_y) = pieces_xy.min(axis=0), pieces_xy.max(axis=0)
    cell = max(high_x - low_x, high_y - low_y, 1e-3) / longest_side
    # The origin is moved by odd fractions so that boundaries at round degrees do not run through the middles of cells.
    west, south = low_x - 1.6180339887 * cell, low_y - 1.7320508076 * cell
    n_cols, n_rows = ceil((high_x - west) / cell) + 2, ceil((high_y - south) / cell) + 2
    frame = Frame(west, south, cell, cell, n_cols, n_rows)
    cell_start, cell_piece = _pieces_of_cells(frame, pieces)
    counts, cell_inside = _inside(frame, pieces, slots, n_slots, (cell_start, cell_piece))
    if counts[0].sum() > MOST_INSIDE and longest_side > 64:
        return _build_grid(pieces, slots, n_slots, longest_side // 2)
    most = _farthest_safe(frame, float(np.abs([low_y, high_y]).max()))
    return Grid(
        *frame,
        most=most,
        safe=_distance_in_cells(frame, cell_start, most),
        cell_start=cell_start,
        cell_piece=cell_piece,
        cell_inside=cell_inside,
        inside_start=np.concatenate([[0], np.cumsum(counts[0])]).astype(np.int32),
        inside_slot=counts[1],
        piece=pieces,
        piece_slot=slots,
    )


class Frame(NamedTuple):
    """Where the cells lie."""

    west: float
    south: float
    width: float
    height: float
    n_cols: int
    n_rows: int


def _farthest_safe(frame: Frame, steepest_deg: float) -> int:
    """The most cells a step may span before its geodesic bulges by more than a cell, with half as much to spare."""
    cell_m = frame.height * 110_000.0
    tangent = max(np.tan(np.radians(min(steepest_deg + 1.0, 89.0))), 1e-6)
    span_m = np.sqrt(cell_m * 8.0 * MEAN_RADIUS_M / (1.09 * 1.5 * tangent))
    return int(min(FARTHEST_SAFE, max(2, span_m / (1.5 * cell_m))))


@pure
def column_reach(frame: "Frame | Grid", x1: float, y1: float, x2: float, y2: float, row: int) -> tuple[int, int]:
    """First and last column in which a straight piece passes through a row of cells, a little widened."""
    low, high = min(x1, x2), max(x1, x2)
    if y1 != y2:
        bottom, top = frame.south + row * frame.height - EDGE, frame.south + (row + 1) * frame.height + EDGE
        at_bottom, at_top = x1 + (bottom - y1) / (y2 - y1) * (x2 - x1), x1 + (top - y1) / (y2 - y1) * (x2 - x1)
        low, high = max(low, min(at_bottom, at_top)), min(high, max(at_bottom, at_top))
        if low > high:
            low, high = high, low
    first = floor((low - EDGE - frame.west) / frame.width)
    last = floor((high + EDGE - frame.west) / frame.width)
    return max(0, first), min(frame.n_cols - 1, last)


@pure
def row_reach(frame: "Frame | Grid", y1: float, y2: float) -> tuple[int, int]:
    """First and last row that a piece passes through, a little widened."""
    first = floor((min(y1, y2) - EDGE - frame.south) / frame.height)
    last = floor((max(y1, y2) + EDGE - frame.south) / frame.height)
    return max(0, first), min(frame.n_rows - 1, last)


@compiled
def _pieces_of_cells(frame: Frame, pieces: Floats) -> tuple[Ints, Ints]:
    """For each cell the pieces that pass through it, in the order of the pieces."""
    start = np.zeros(frame.n_cols * frame.n_rows + 1, np.int32)
    held = np.empty(0, np.int32)
    for filling in range(2):
        if filling == 1:
            start = np.concatenate((np.zeros(1, np.int32), np.cumsum(start[:-1]).astype(np.int32)))
            held = np.empty(start[-1], np.int32)
            position = start[:-1].copy()
        for p in range(len(pieces)):
            first_row, last_row = row_reach(frame, pieces[p, 1], pieces[p, 3])
            for row in range(first_row, last_row + 1):
                first, last = column_reach(frame, pieces[p, 0], pieces[p, 1], pieces[p, 2], pieces[p, 3], row)
                for column in range(first, last + 1):
                    c = row * frame.n_cols + column
                    if filling == 0:
                        start[c] += 1
                    else:
                        held[position[c]] = p
                        position[c] += 1
    return start, held


@compiled
def _crossings_of_rows(frame: Frame, pieces: Floats) -> tuple[NDArray[np.int64], Floats]:
    """Where the pieces of one slot cross the middle line of each row: starts by row, and sorted longitudes."""
    start = np.zeros(frame.n_rows + 1, np.int64)
    at = np.empty(0)
    for filling in range(2):
        if filling == 1:
            start = np.concatenate((np.zeros(1, np.int64), np.cumsum(start[:-1])))
            at = np.empty(start[-1])
            position = start[:-1].copy()
        for p in range(len(pieces)):
            x1, y1, x2, y2 = pieces[p, 0], pieces[p, 1], pieces[p, 2], pieces[p, 3]
            first, last = row_reach(frame, y1, y2)
            for row in range(first, last + 1):
                y = frame.south + (row + 0.5) * frame.height
                if (y1 > y) != (y2 > y):
                    if filling == 0:
                        start[row] += 1
                    else:
                        at[position[row]] = x1 + (y - y1) / (y2 - y1) * (x2 - x1)
                        position[row] += 1
    for row in range(frame.n_rows):
        for k in range(start[row] + 1, start[row + 1]):
            j = k
            while j > start[row] and at[j - 1] > at[j]:
                at[j - 1], at[j] = at[j], at[j - 1]
                j -= 1
    return start, at


@compiled
def _inside(
    frame: Frame, pieces: Floats, slots: Ints, n_slots: int, cells: tuple[Ints, Ints]
) -> tuple[tuple[NDArray[np.int64], Ints], Bytes]:
    """Which slots the middle of each cell is inside of: lists for whole cells, flags where the cell holds pieces."""
    cell_start, cell_piece = cells
    flags = np.zeros(len(cell_piece), np.uint8)
    n_inside = np.zeros(frame.n_cols * frame.n_rows, np.int64)
    listed = np.empty(0, np.int32)
    position = np.zeros(1, np.int64)
    bounds = np.searchsorted(slots, np.arange(n_slots + 1))
    for filling in range(2):
        if filling == 1:
            if n_inside.sum() > MOST_INSIDE:
                break
            ends = np.cumsum(n_inside)
            position = ends - n_inside
            listed = np.empty(ends[-1], np.int32)
        for slot in range(n_slots):
            row_start, at = _crossings_of_rows(frame, pieces[bounds[slot] : bounds[slot + 1]])
            for row in range(frame.n_rows):
                for pair in range(row_start[row], row_start[row + 1] - 1, 2):
                    first = ceil((at[pair] - frame.west) / frame.width - 0.5)
                    last = ceil((at[pair + 1] - frame.west) / frame.width - 0.5) - 1
                    for column in range(max(0, first), min(frame.n_cols - 1, last) + 1):
                        c = row * frame.n_cols + column
                        if not _flag(cell_start[c], cell_start[c + 1], cell_piece, slots, slot, flags):
                            if filling == 0:
                                n_inside[c] += 1
                            else:
                                listed[position[c]] = slot
                                position[c] += 1
    return (n_inside, listed), flags


@pure
def _flag(first: int, last: int, cell_piece: Ints, slots: Ints, slot: int, flags: Bytes) -> bool:
    """Set the flags of a slot's pieces in one cell; whether it has any there."""
    found = False
    for k in range(first, last):
        if slots[cell_piece[k]] == slot:
            flags[k] = 1
            found = True
    return found


@compiled
def _distance_in_cells(frame: Frame, cell_start: Ints, most: int) -> Bytes:
    """Cells to the nearest one that holds a piece, diagonals counting one, at most `most`.

    Source: two sweeps, Rosenfeld and Pfaltz, Pattern Recognition 1 (1968).
    """
    cols, rows = frame.n_cols, frame.n_rows
    far = np.full((rows + 2, cols + 2), most, np.uint8)
    for row in range(rows):
        for column in range(cols):
            c = row * cols + column
            if cell_start[c + 1] > cell_start[c]:
                far[row + 1, column + 1] = 0
    for row in range(1, rows + 1):
        for col in range(1, cols + 1):
            near = min(far[row, col - 1], far[row - 1, col - 1], far[row - 1, col], far[row - 1, col + 1])
            far[row, col] = min(int(far[row, col]), int(near) + 1)
    for row in range(rows, 0, -1):
        for col in range(cols, 0, -1):
            near = min(far[row, col + 1], far[row + 1, col - 1], far[row + 1, col], far[row + 1, col + 1])
            far[row, col] = min(int(far[row, col]), int(near) + 1)
    return far[1:-1, 1:-1].copy().reshape(rows * cols)
