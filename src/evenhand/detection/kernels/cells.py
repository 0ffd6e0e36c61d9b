"""Which boundary pieces each cell of the grid holds, and how many cells away the nearest one is.

A boundary that passes through a cell leaves pieces there that follow each other. Up to RUN_PIECES of them are one run:
it is kept once, with a box around it, so that a step far from it costs one comparison of boxes and its pieces are read
in the order in which they lie in memory. Cells stand in tiles of eight by eight: the safe distances of a tile fill one
line of the processor's cache, so the cells around a step mostly come at once, whichever way it goes. Few cells hold
anything: which of a tile's do is one number of 64 bits, and how many before them, counted, is where their runs are.
Source: docs/methods/presence.md, "The grid".
"""

from math import floor
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from evenhand.detection.kernels.compiled import compiled, inlined, pure

Floats = NDArray[np.float64]
Ints = NDArray[np.int32]
Bytes = NDArray[np.uint8]
Masks = NDArray[np.uint64]

EDGE = 1e-9
"""Degrees (0.1 mm) by which a piece's reach is widened when cells are asked whether they hold it."""
TILE = 8
RUN_PIECES = 8
WIDER = 2e-5
"""Degrees added to the box of a run: more than rounding to 32 bits takes away anywhere."""

RUN = np.dtype(
    [
        ("first", "i4"),  # pieces first to end, without end
        ("end", "i4"),
        ("slot", "i4"),
        ("inside", "i4"),  # whether the cell's middle is inside the slot
        ("west", "f4"),  # a box that holds the pieces
        ("south", "f4"),
        ("east", "f4"),
        ("north", "f4"),
    ]
)
Runs = NDArray[np.void]


class Rows(NamedTuple):
    """Where the rows and columns of cells lie."""

    west: float
    south: float
    width: float
    height: float
    n_cols: int
    n_rows: int


class Cells(NamedTuple):
    """What the cells hold; arrays are read-only."""

    safe: Bytes
    """By cell, see `place_of`: how many cells away the nearest one is that holds a piece; 0: it holds one itself."""
    around: Bytes
    """By tile, see `place_of`: how many cells away the nearest one is that holds a piece; 0: one of its own does."""
    holds: Masks
    """By tile, bit k: whether its cell k holds a piece."""
    before: Ints
    """By tile, how many cells of the tiles before it hold a piece."""
    start: Ints
    """Runs of the nth cell that holds a piece are start[n] to start[n + 1]."""
    run: Runs
    """Ordered by slot within a cell."""


@inlined
def place_of(n_cols: int, column: int, row: int) -> int:
    """Where a cell stands among the tiles; 64 times its tile, and which of the tile's it is."""
    return ((row >> 3) * ((n_cols + 7) >> 3) + (column >> 3)) * 64 + (row & 7) * 8 + (column & 7)


@inlined
def nth_of(cells: Cells, place: int) -> int:
    """Which of the cells that hold a piece one is that does.

    Source: bits counted side by side, Warren, Hacker's Delight (2013), 5-1; compilers know it as one instruction.
    """
    tile = place >> 6
    bits = cells.holds[tile] & ((np.uint64(1) << np.uint64(place & 63)) - np.uint64(1))
    bits -= (bits >> np.uint64(1)) & np.uint64(0x5555555555555555)
    bits = (bits & np.uint64(0x3333333333333333)) + ((bits >> np.uint64(2)) & np.uint64(0x3333333333333333))
    bits = (bits + (bits >> np.uint64(4))) & np.uint64(0x0F0F0F0F0F0F0F0F)
    return int(cells.before[tile]) + int((bits * np.uint64(0x0101010101010101)) >> np.uint64(56))


@pure
def column_reach(rows: Any, x1: float, y1: float, x2: float, y2: float, row: int) -> tuple[int, int]:
    """First and last column in which a straight piece passes through a row of cells, a little widened.

    `rows`: Rows, or a grid, which begins like them.
    """
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
def row_reach(rows: Any, y1: float, y2: float) -> tuple[int, int]:
    """First and last row that a piece passes through, a little widened; `rows`: see `column_reach`."""
    first = floor((min(y1, y2) - EDGE - rows.south) / rows.height)
    last = floor((max(y1, y2) + EDGE - rows.south) / rows.height)
    return max(0, first), min(rows.n_rows - 1, last)


def build_cells(rows: Rows, vertex: Floats, slots: Ints, most: int) -> Cells:
    """For each cell the runs of pieces that pass through it, in the order of the pieces; `inside` is not known yet.

    Args:
        rows: the cells.
        vertex: N x 2 degrees, see `Grid`.
        slots: by vertex the slot of the piece that begins there; -1: none does.
        most: no safe distance is told beyond so many cells.
    """
    held = np.zeros(64 * ((rows.n_rows + 7) // 8) * ((rows.n_cols + 7) // 8), np.int32)
    _count(rows, vertex, slots, held)
    occupied = held > 0
    start = np.concatenate([[0], np.cumsum(held[occupied])]).astype(np.int32)
    safe = _distances(rows, held, most)
    held[occupied] = np.arange(len(start) - 1)
    runs = np.zeros(start[-1], RUN)
    _fill(rows, vertex, slots, (held, start, start[:-1].copy()), runs)
    tiles, around = occupied.reshape(-1, 64), safe.reshape(-1, 64).min(axis=1)
    holds = np.packbits(tiles, axis=1, bitorder="little").view("<u8").ravel().astype(np.uint64)
    before = np.concatenate([[0], np.cumsum(np.count_nonzero(tiles, axis=1))])[:-1].astype(np.int32)
    return Cells(safe, around, holds, before, start, runs)


@compiled
def _count(rows: Rows, vertex: Floats, slots: Ints, held: Ints) -> None:
    """Add up by cell how many runs it holds."""
    last, length = np.full(len(held), -2, np.int32), np.zeros(len(held), np.uint8)
    for p in range(len(vertex) - 1):
        if slots[p] < 0:
            continue
        first_row, last_row = row_reach(rows, vertex[p, 1], vertex[p + 1, 1])
        for row in range(first_row, last_row + 1):
            west, east = column_reach(rows, vertex[p, 0], vertex[p, 1], vertex[p + 1, 0], vertex[p + 1, 1], row)
            for column in range(west, east + 1):
                c = place_of(rows.n_cols, column, row)
                if last[c] == p - 1 and length[c] < RUN_PIECES:
                    length[c] += 1
                else:
                    held[c] += 1
                    length[c] = 1
                last[c] = p


@pure
def _fill(rows: Rows, vertex: Floats, slots: Ints, places: tuple[Ints, Ints, Ints], runs: Runs) -> None:
    """Write the runs. `places`: by cell which of those that hold a piece it is; its first run; its next."""
    held, start, following = places
    for p in range(len(vertex) - 1):
        if slots[p] < 0:
            continue
        first_row, last_row = row_reach(rows, vertex[p, 1], vertex[p + 1, 1])
        for row in range(first_row, last_row + 1):
            west, east = column_reach(rows, vertex[p, 0], vertex[p, 1], vertex[p + 1, 0], vertex[p + 1, 1], row)
            for column in range(west, east + 1):
                c = held[place_of(rows.n_cols, column, row)]
                k = following[c] - 1
                if k < start[c] or runs[k].end != p or p - runs[k].first >= RUN_PIECES:
                    k += 1
                    following[c] += 1
                    _begin(runs[k], p, slots[p])
                runs[k].end = p + 1
                _widen(runs[k], vertex[p])
                _widen(runs[k], vertex[p + 1])


@inlined
def _begin(one: Any, p: int, slot: int) -> None:
    """A run whose first piece is p, with a box that holds nothing yet."""
    one.first, one.slot = p, slot
    one.west, one.south, one.east, one.north = np.inf, np.inf, -np.inf, -np.inf


@inlined
def _widen(one: Any, point: Floats) -> None:
    """Widen the box of a run so that it holds a point."""
    one.west, one.east = min(one.west, np.float32(point[0] - WIDER)), max(one.east, np.float32(point[0] + WIDER))
    one.south, one.north = min(one.south, np.float32(point[1] - WIDER)), max(one.north, np.float32(point[1] + WIDER))


@compiled
def _distances(rows: Rows, held: Ints, most: int) -> Bytes:
    """By cell how many cells away, diagonals counting one, at most `most`, one is that holds a piece.

    Source: two sweeps, Rosenfeld and Pfaltz, Pattern Recognition 1 (1968).
    """
    n_cols, n_rows = rows.n_cols, rows.n_rows
    far, safe = np.full((n_rows + 2, n_cols + 2), most, np.uint8), np.full(len(held), most, np.uint8)
    for row in range(n_rows):
        for column in range(n_cols):
            if held[place_of(n_cols, column, row)] > 0:
                far[row + 1, column + 1] = 0
    for row in range(1, n_rows + 1):
        for col in range(1, n_cols + 1):
            near = min(far[row, col - 1], far[row - 1, col - 1], far[row - 1, col], far[row - 1, col + 1])
            far[row, col] = min(int(far[row, col]), int(near) + 1)
    for row in range(n_rows, 0, -1):
        for col in range(n_cols, 0, -1):
            near = min(far[row, col + 1], far[row + 1, col - 1], far[row + 1, col], far[row + 1, col + 1])
            far[row, col] = min(int(far[row, col]), int(near) + 1)
            safe[place_of(n_cols, col - 1, row - 1)] = far[row, col]
    return safe
