"""Which slots the middles of cells are inside of, in space that grows with the boundaries and not with the areas.

Along the middle line of a row of cells a slot changes between outside and inside where its boundary crosses the line.
Only these changes are kept: by slot, so that one slot is answered at once, and by row, with a full list of what is
inside wherever as many changes have passed as the list is long. So a thousand areas one over the other cost no more
than their edges, and reading a list no more than a few times its length.
Source: docs/methods/presence.md, "The grid".
"""

from math import ceil
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from evenhand.detection.kernels.cells import Rows
from evenhand.detection.kernels.compiled import compiled, inlined, pure

Ints = NDArray[np.int32]
Floats = NDArray[np.float64]

LEAST_CHANGES = 16
"""Changes between two full lists of a row, if nothing is inside."""


class Spans(NamedTuple):
    """Changes by slot and row, and by row; arrays are read-only."""

    first_row: Ints
    """By slot the first row in which it has entries in `begin`."""
    slot_begin: Ints
    """Entries of slot k in `begin` are slot_begin[k] to slot_begin[k + 1], one a row, and one more."""
    begin: Ints
    column: Ints
    """Columns from which on the slot is the other way, ascending within a slot and row."""
    row_start: Ints
    """Changes of row r are row_start[r] to row_start[r + 1] in the next two, by column."""
    at: Ints
    slot: Ints
    row_list: Ints
    """Full lists of row r are row_list[r] to row_list[r + 1]."""
    list_change: Ints
    """How many changes lie before a full list, counted over all rows."""
    list_begin: Ints
    listed: Ints


def build_spans(rows: Rows, vertex: Floats, slots: Ints, n_slots: int) -> Spans:
    """Changes along the middle lines of rows.

    Args:
        rows: the cells.
        vertex: N x 2 degrees, closed rings, ordered by slot.
        slots: by vertex the slot of the piece that begins there, ascending; -1: a ring ends there.
        n_slots: how many slots there are.
    """
    row, column, slot = _changes(rows, vertex, slots)
    order = np.lexsort((column, row, slot))
    first_row, n_held = _extent(row, slot, n_slots)
    slot_begin = np.concatenate([[0], np.cumsum(n_held + 1)]).astype(np.int32)
    place = slot_begin[slot] + row - first_row[slot]
    counts = np.bincount(place, minlength=slot_begin[-1])
    begin = np.concatenate([[0], np.cumsum(counts)]).astype(np.int32)
    by_row = np.lexsort((slot, column, row))
    row_start = np.concatenate([[0], np.cumsum(np.bincount(row, minlength=rows.n_rows))]).astype(np.int32)
    at, by_row_slot = column[by_row], slot[by_row]
    lists = _lists(row_start, by_row_slot, n_slots)
    return Spans(first_row, slot_begin, begin, column[order], row_start, at, by_row_slot, *lists)


def _extent(row: Ints, slot: Ints, n_slots: int) -> tuple[Ints, Ints]:
    """By slot its first row with a change, and how many rows from there to its last."""
    first, last = np.full(n_slots, 2**30, np.int32), np.full(n_slots, -1, np.int32)
    np.minimum.at(first, slot, row)
    np.maximum.at(last, slot, row)
    none = last < 0
    first[none] = 0
    return first, np.where(none, 0, last - first + 1).astype(np.int32)


@compiled
def _changes(rows: Rows, vertex: Floats, slots: Ints) -> tuple[Ints, Ints, Ints]:
    """Row, first column on the far side, and slot of every crossing of a piece with the middle line of a row."""
    n = 0
    row_of, column, slot = np.empty(0, np.int32), np.empty(0, np.int32), np.empty(0, np.int32)
    for filling in range(2):
        if filling == 1:
            row_of, column, slot = np.empty(n, np.int32), np.empty(n, np.int32), np.empty(n, np.int32)
            n = 0
        for p in range(len(vertex) - 1):
            x1, y1, x2, y2 = vertex[p, 0], vertex[p, 1], vertex[p + 1, 0], vertex[p + 1, 1]
            if slots[p] < 0:
                continue
            first = max(0, int((min(y1, y2) - rows.south) / rows.height) - 1)
            last = min(rows.n_rows - 1, int((max(y1, y2) - rows.south) / rows.height) + 1)
            for row in range(first, last + 1):
                y = rows.south + (row + 0.5) * rows.height
                if (y1 > y) != (y2 > y):
                    if filling == 1:
                        x = x1 + (y - y1) / (y2 - y1) * (x2 - x1)
                        row_of[n], slot[n] = row, slots[p]
                        column[n] = min(rows.n_cols, max(0, ceil((x - rows.west) / rows.width - 0.5)))
                    n += 1
    return row_of, column, slot


@compiled
def _lists(row_start: Ints, slot: Ints, n_slots: int) -> tuple[Ints, Ints, Ints, Ints]:
    """The full lists: by row, the change that each stands before, where each begins, and what they hold."""
    n_rows = len(row_start) - 1
    row_list = np.zeros(n_rows + 1, np.int32)
    change, begin, held = np.empty(0, np.int32), np.zeros(1, np.int32), np.empty(0, np.int32)
    now, place = np.empty(n_slots, np.int32), np.full(n_slots, -1, np.int32)
    for filling in range(2):
        n_lists, n_held = 0, 0
        for row in range(n_rows):
            row_list[row] = n_lists
            n_now, since = 0, 0
            for k in range(row_start[row], row_start[row + 1]):
                if since >= n_now + LEAST_CHANGES:
                    if filling == 1:
                        change[n_lists], begin[n_lists] = k, n_held
                        held[n_held : n_held + n_now] = now[:n_now]
                    n_lists, n_held, since = n_lists + 1, n_held + n_now, 0
                n_now, since = _change(slot[k], now, place, n_now), since + 1
            for k in range(n_now):
                place[now[k]] = -1
        row_list[n_rows] = n_lists
        if filling == 0:
            change, begin = np.empty(n_lists, np.int32), np.empty(n_lists + 1, np.int32)
            held = np.empty(n_held, np.int32)
    begin[len(change)] = len(held)
    return row_list, change, begin, held


@inlined
def _change(slot: int, now: Ints, place: Ints, n: int) -> int:
    """Put a slot on the list, or take it off where it stands there; how long the list is then."""
    where = place[slot]
    if where < 0:
        now[n], place[slot] = slot, n
        return n + 1
    moved = now[n - 1]
    now[where], place[moved] = moved, where
    place[slot] = -1
    return n - 1


@inlined
def covers(spans: Spans, slot: int, column: int, row: int) -> bool:
    """Whether the middle of a cell is inside a slot."""
    first = spans.slot_begin[slot]
    k = first + row - spans.first_row[slot]
    if k < first or k >= spans.slot_begin[slot + 1] - 1:
        return False
    inside = False
    for change in range(spans.begin[k], spans.begin[k + 1]):
        if spans.column[change] > column:
            break
        inside = not inside
    return inside


@pure
def covering(spans: Spans, column: int, row: int, found: Ints, place: Ints) -> int:
    """Write the slots that the middle of a cell is inside of into `found`; how many.

    Args:
        spans: of all slots.
        column: of the cell.
        row: of the cell.
        found: room for as many slots as there are.
        place: as long as there are slots, all -1, and so again afterwards.
    """
    low, high = spans.row_list[row], spans.row_list[row + 1]
    change, end, none_before = spans.row_start[row], spans.row_start[row + 1], low
    # The last list that stands after changes at the column or west of it only.
    while low < high:
        middle = (low + high) // 2
        if spans.at[spans.list_change[middle] - 1] <= column:
            low = middle + 1
        else:
            high = middle
    n = 0
    if low > none_before:
        change = spans.list_change[low - 1]
        for k in range(spans.list_begin[low - 1], spans.list_begin[low]):
            found[n], place[spans.listed[k]] = spans.listed[k], n
            n += 1
    while change < end and spans.at[change] <= column:
        n = _change(spans.slot[change], found, place, n)
        change += 1
    for k in range(n):
        place[found[k]] = -1
    return n
