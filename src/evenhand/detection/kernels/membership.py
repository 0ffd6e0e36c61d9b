"""Which areas a point is inside of.

A point is inside by the parity of crossings from the middle of its cell. A line crosses an edge by the signs of four
cross products, zero counting as positive. The same signs tell where paths cross boundaries, so the answers agree
wherever arithmetic is exact.
Source: docs/methods/presence.md, "Crossings".
"""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from evenhand.detection.kernels.cells import nth_of, place_of
from evenhand.detection.kernels.compiled import inlined, pure
from evenhand.detection.kernels.grid import Grid
from evenhand.detection.kernels.spans import covering, covers

Point = tuple[float, float]
Piece = tuple[float, float, float, float]
"""Longitude and latitude of its two ends."""


@inlined
def crossing_fraction(p: Point, q: Point, piece: Piece) -> float:
    """How far along p to q the line crosses a piece, -1 where it does not."""
    ax, ay, bx, by = piece
    px, py = p
    qx, qy = q
    dx, dy = qx - px, qy - py
    if (dx * (ay - py) - dy * (ax - px) >= 0.0) == (dx * (by - py) - dy * (bx - px) >= 0.0):
        return -1.0
    ex, ey = bx - ax, by - ay
    side_p, side_q = ex * (py - ay) - ey * (px - ax), ex * (qy - ay) - ey * (qx - ax)
    if (side_p >= 0.0) == (side_q >= 0.0):
        return -1.0
    return float(min(1.0, max(0.0, side_p / (side_p - side_q))))


@inlined
def piece_at(grid: Grid, p: int) -> Piece:
    """The ends of piece p."""
    return grid.vertex[p, 0], grid.vertex[p, 1], grid.vertex[p + 1, 0], grid.vertex[p + 1, 1]


@inlined
def cell_of(grid: Grid, lon: float, lat: float) -> tuple[int, int]:
    """Column and row of the cell that holds a point; -1 and -1 outside the grid."""
    column, row = (lon - grid.west) * grid.per_deg, (lat - grid.south) * grid.per_deg
    if column < 0.0 or row < 0.0 or column >= grid.n_cols or row >= grid.n_rows:
        return -1, -1
    return int(column), int(row)


@inlined
def inside_in_cell(
    grid: Grid, cell: tuple[int, int], lon: float, lat: float, runs: tuple[int, int]
) -> tuple[bool, int]:
    """Whether a point of a cell is inside the slot of the first of some runs of it, and the run after that slot's last.

    A point on a piece is inside, so that the answer does not hang on where the middle of the cell lies.

    Args:
        grid: of all slots.
        cell: column and row of the cell that holds the point.
        lon: degrees.
        lat: degrees.
        runs: the first run of its slot in the cell, and where the runs of the cell end.
    """
    k, run = runs[0], grid.cells.run
    slot, inside, on = run[k].slot, run[k].inside == 1, False
    x, y = grid.west + (cell[0] + 0.5) * grid.width, grid.south + (cell[1] + 0.5) * grid.height
    west, south, east, north = min(x, lon), min(y, lat), max(x, lon), max(y, lat)
    while k < runs[1] and run[k].slot == slot:
        if meets(run[k], west, south, east, north):
            for p in range(run[k].first, run[k].end):
                piece = piece_at(grid, p)
                if crossing_fraction((x, y), (lon, lat), piece) >= 0.0:
                    inside = not inside
                on = on or lies_on(piece, lon, lat)
        k += 1
    return inside or on, k


@inlined
def meets(one: Any, west: float, south: float, east: float, north: float) -> bool:
    """Whether a box meets that of a run."""
    return bool(one.west <= east and one.east >= west and one.south <= north and one.north >= south)


@inlined
def lies_on(piece: Piece, lon: float, lat: float) -> bool:
    """Whether a point lies exactly on a piece."""
    ax, ay, bx, by = piece
    if (bx - ax) * (lat - ay) != (by - ay) * (lon - ax):
        return False
    return bool(min(ax, bx) <= lon <= max(ax, bx) and min(ay, by) <= lat <= max(ay, by))


@inlined
def away_deg2(piece: Piece, lon: float, lat: float) -> float:
    """Squared degrees from a point to a piece; for telling which of two points is on it."""
    ex, ey = piece[2] - piece[0], piece[3] - piece[1]
    dx, dy = lon - piece[0], lat - piece[1]
    square = ex * ex + ey * ey
    part = min(1.0, max(0.0, (dx * ex + dy * ey) / square)) if square > 0.0 else 0.0
    return float((dx - part * ex) ** 2 + (dy - part * ey) ** 2)


@pure
def is_inside(grid: Grid, slot: int, lon: float, lat: float) -> bool:
    """Whether a point is inside one slot."""
    column, row = cell_of(grid, lon, lat)
    if column < 0:
        return False
    place = place_of(grid.n_cols, column, row)
    if grid.cells.safe[place] == 0:
        c = nth_of(grid.cells, place)
        end = grid.cells.start[c + 1]
        for k in range(grid.cells.start[c], end):
            if grid.cells.run[k].slot == slot:
                return inside_in_cell(grid, (column, row), lon, lat, (k, end))[0]
    return covers(grid.spans, slot, column, row)


@pure
def slots_at(grid: Grid, lon: float, lat: float, found: NDArray[np.int32], place: NDArray[np.int32]) -> int:
    """Write the slots that a point is inside of into `found`; how many. `place`: see `covering`."""
    column, row = cell_of(grid, lon, lat)
    if column < 0:
        return 0
    n = covering(grid.spans, column, row, found, place)
    where = place_of(grid.n_cols, column, row)
    if grid.cells.safe[where] > 0:
        return n
    c = nth_of(grid.cells, where)
    for j in range(n):
        place[found[j]] = j
    k, end = grid.cells.start[c], grid.cells.start[c + 1]
    while k < end:
        slot = grid.cells.run[k].slot
        inside, k = inside_in_cell(grid, (column, row), lon, lat, (k, end))
        j = place[slot]
        if inside and j < 0:
            found[n], place[slot] = slot, n
            n += 1
        elif j >= 0 and not inside:
            n -= 1
            moved = found[n]
            found[j], place[moved] = moved, j
            place[slot] = -1
    for j in range(n):
        place[found[j]] = -1
    return n
