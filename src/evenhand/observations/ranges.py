"""Positions divided into ranges of complete objects, so that each range fits into memory and is work of its own.

A range is read from the row groups whose statistics say that they may hold its objects; what is sorted by object is
read about once, whatever the number of ranges. Source: docs/methods/scale.md.
"""

from bisect import bisect_right
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import pyarrow as pa

from evenhand.observations.duplicates import ORDER, once_in_order
from evenhand.observations.ordering import in_order
from evenhand.observations.schemas import POSITIONS
from evenhand.observations.stores import (
    STORE_UNREADABLE,
    Store,
    objects_in,
    open_file,
    read_groups,
    span_of_objects,
)

ROWS_EACH = 1_000_000
"""Rows that a range should hold: less than 1 GiB while rules look at them, all else included."""
_SAMPLED = 128
"""Row groups whose objects are counted to find where to divide."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece:
    """Row groups of one file that may hold objects of a range."""

    store: int
    path: str
    groups: tuple[int, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ObjectRange:
    """The objects from `first` (included; None: the first) until `end` (excluded; None: the last)."""

    first: str | None
    end: str | None
    pieces: tuple[Piece, ...]

    def holds(self, name: str) -> bool:
        """Whether an object is in the range."""
        return (self.first is None or name >= self.first) and (self.end is None or name < self.end)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Group:
    store: int
    path: str
    group: int
    rows: int
    first: str | None
    last: str | None


def plan_ranges(stores: Sequence[Store], *, rows_each: int = ROWS_EACH, least: int = 1) -> tuple[ObjectRange, ...]:
    """Divide the objects of some stores.

    Args:
        stores: of positions.
        rows_each: rows that a range should hold; an object with more has a range of its own.
        least: ranges to make at least, if there are objects enough.

    Returns:
        Ranges in order of their objects; together they hold all; none where there are no rows.

    Raises:
        STORE_UNREADABLE, NOT_POSITIONS: see `stores`.

    Source: docs/methods/scale.md.
    """
    groups = [one for number, store in enumerate(stores) for one in _groups(number, store)]
    rows = sum(one.rows for one in groups)
    wanted = max(least, -(-rows // max(1, rows_each)))
    if not rows:
        return ()
    cuts = _cuts(stores, groups, wanted) if wanted > 1 else []
    bounds: list[str | None] = [None, *cuts, None]
    return tuple(
        ObjectRange(first=first, end=end, pieces=_pieces(groups, first, end)) for first, end in pairwise(bounds)
    )


def read_range(
    stores: Sequence[Store], one: ObjectRange, *, loose: pa.Table | None = None, once: bool = True
) -> pa.Table:
    """All positions of the objects of a range, as `Lake.positions` would give them.

    Args:
        stores: those that the range was planned with.
        one: the range.
        loose: POSITIONS from elsewhere, of which the range's objects are added.
        once: whether rows that say the same come once.

    Returns:
        POSITIONS by object, then seen_at.
    """
    tables = [
        _within(table, one)
        for piece in one.pieces
        for table in read_groups(stores[piece.store], piece.path, piece.groups)
    ]
    if loose is not None and loose.num_rows:
        tables.append(_within(loose.cast(POSITIONS), one))
    table = pa.concat_tables([POSITIONS.empty_table(), *tables]).unify_dictionaries().combine_chunks()
    del tables  # the row groups, of which only parts were needed
    return once_in_order(table, "positions") if once else in_order(table, ORDER["positions"])


def _groups(number: int, store: Store) -> list[_Group]:
    """The row groups of a store's positions, with the first and last object where the file says so."""
    found = []
    for path in store.positions():
        metadata = open_file(store, path).metadata
        for group in range(metadata.num_row_groups):
            first, last = span_of_objects(metadata, group)
            rows = metadata.row_group(group).num_rows
            if first is not None and last is not None and last < first:
                raise STORE_UNREADABLE(address=path, fault="its index says that objects end before they begin")
            found.append(_Group(store=number, path=path, group=group, rows=rows, first=first, last=last))
    return found


def _cuts(stores: Sequence[Store], groups: Sequence[_Group], wanted: int) -> list[str]:
    """Objects at which to divide, so that the parts hold about the same number of rows."""
    groups = [one for one in groups if one.rows]
    step = max(1, len(groups) // _SAMPLED)
    counted: Counter[str] = Counter()
    for one in groups[::step]:
        counted.update(objects_in(stores[one.store], one.path, one.group))
    names = sorted(counted)
    below = np.cumsum([counted[name] for name in names])
    shares = [below[-1] * k / wanted for k in range(1, wanted)]
    chosen = {bisect_right(below.tolist(), share) for share in shares}
    return [names[k] for k in sorted(chosen) if 0 < k < len(names)]


def _pieces(groups: Sequence[_Group], first: str | None, end: str | None) -> tuple[Piece, ...]:
    by_file: dict[tuple[int, str], list[int]] = {}
    for one in groups:
        before = one.last is not None and first is not None and one.last < first
        after = one.first is not None and end is not None and one.first >= end
        if not before and not after:
            by_file.setdefault((one.store, one.path), []).append(one.group)
    return tuple(Piece(store=store, path=path, groups=tuple(held)) for (store, path), held in by_file.items())


def _within(table: pa.Table, one: ObjectRange) -> pa.Table:
    """The rows whose object is in the range."""
    if (one.first is None and one.end is None) or not table.num_rows:
        return table
    column = table["object"].unify_dictionaries().combine_chunks()
    codes = column.chunk(0) if isinstance(column, pa.ChunkedArray) else column
    held = np.array([one.holds(name) for name in codes.dictionary.to_pylist()], bool)
    if held.all():
        return table
    here = held[codes.indices.to_numpy()]
    begins, count = int(here.argmax()), int(here.sum())
    if 2 * count >= table.num_rows and here[begins : begins + count].all():
        return table.slice(begins, count)  # costs nothing, but keeps the row group: not for a small part of many
    return table.filter(pa.array(here))
