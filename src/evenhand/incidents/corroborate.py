"""Which statements tell of one event: look at all pairs that may, score them, group them.

`corroborate` does it in one call; `Found` keeps what was seen, so that other settings cost only the grouping.
Source: docs/methods/corroboration.md.
"""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from evenhand.incidents.kernels.bins import WINDOW_H, Binned, binned
from evenhand.incidents.kernels.clustering import (
    Links,
    Settings,
    by_component,
    components,
    group_members,
    links_of,
)
from evenhand.incidents.kernels.statements import Statements
from evenhand.incidents.kernels.sweep import Kept, Sweep, chains, count_near, grids, score_near
from evenhand.incidents.scorecard import Scorecard, packed
from evenhand.incidents.statements import STATEMENTS, Books, arrays_of, in_order

LEAST = -6.0
"""Log-odds below which a pair is not kept: one in four hundred."""
SWEEPS = 6
THREADS = 2
ROOM = 65_536
"""Others of one statement at most; a crowd larger than this is cut, and `Found.crowded` says so."""
_SLOTS = 1 << 18
_BLOCK = 1 << 20

GROUPS = pa.schema(
    [
        pa.field("statement", pa.string(), nullable=False),
        pa.field("group", pa.string(), nullable=False),  # the id of its first statement
    ]
)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Found:
    """What was seen of a table of statements; arrays go by its order here."""

    card: Scorecard
    """With which it was seen."""
    table: pa.Table
    """As it was given."""
    rows: NDArray[np.int64]
    """By statement here, its row in the table."""
    of: Statements
    by: Binned
    books: Books
    crowd: NDArray[np.int32]
    """By statement, how many others it might go with."""
    links: Links
    """The pairs that were kept, and their log-odds."""

    @property
    def crowded(self) -> bool:
        """Whether a statement had more others than are looked at."""
        return bool(self.crowd.max(initial=0) >= ROOM)

    def pairs(self) -> tuple[NDArray[np.int32], NDArray[np.int32], NDArray[np.float32]]:
        """The pairs that were kept, each once: the later one, the earlier one, their log-odds."""
        late = np.repeat(np.arange(self.crowd.size, dtype=np.int32), np.diff(self.links.start))
        once = self.links.other < late
        return late[once], self.links.other[once], self.links.weight[once]

    def grouped(self, lean: float | None = None) -> NDArray[np.int32]:
        """By statement the first one of its group; `lean`: another than the scorecard's."""
        how = settings_of(self.card, lean)
        start, member = by_component(components(self.links, how.lean))
        group = np.arange(self.of.at_h.size, dtype=np.int32)
        group_members(self.links, self.of, how, start, member, group)
        return group


def corroborate(table: pa.Table, card: Scorecard) -> pa.Table:
    """Group statements that tell of one event.

    Args:
        table: STATEMENTS, N rows in any order. Not modified.
        card: the scorecard.

    Returns:
        GROUPS, N rows in the order of the table.

    Raises:
        SCHEMA_MISMATCH, BAD_STATEMENT, TWICE.
    """
    found = look(table, card)
    return groups_of(found, found.grouped())


def groups_of(found: Found, group: NDArray[np.int32]) -> pa.Table:
    """GROUPS in the order of the table that was given; a group bears the id of its first statement."""
    ids = found.table["statement"].combine_chunks()
    first = np.empty(group.size, np.int64)
    first[found.rows] = found.rows[group]
    return pa.table([ids, ids.take(pa.array(first))], schema=GROUPS)


def settings_of(card: Scorecard, lean: float | None = None) -> Settings:
    """How to group with a scorecard."""
    return Settings(card.lean if lean is None else lean, card.unlinked, card.again, SWEEPS)


def look(table: pa.Table, card: Scorecard, *, least: float = LEAST, threads: int = THREADS) -> Found:
    """Look at all pairs of statements that may tell of one event, and keep those that are not unlikely.

    Raises:
        SCHEMA_MISMATCH, BAD_STATEMENT, TWICE.
    """
    ordered, rows = in_order(table)
    of, books = arrays_of(ordered, card)
    spans = _spans(of, threads)
    with ThreadPoolExecutor(threads) as pool:
        counted = np.stack([*pool.map(lambda span: _counted(of, span), spans)])
        crowd: NDArray[np.int32] = counted.sum(axis=0, dtype=np.int32)
        parts = [*pool.map(lambda span: _scored(of, crowd, span, card, least), spans)]
    late, early, score = (np.concatenate([part[place] for part in parts]) for place in range(3))
    links = links_of(of.at_h.size, late, early, score)
    return Found(
        card=card,
        table=table.select(STATEMENTS.names),
        rows=rows,
        of=of,
        by=binned(of, crowd),
        books=books,
        crowd=crowd,
        links=links,
    )


Span = tuple[int, int, int]
"""The first statement that is only put in, the first that is looked at, and the one after the last."""


def _spans(of: Statements, threads: int) -> list[Span]:
    """The statements in as many stretches, each with the earlier ones that its first may meet."""
    ends = np.linspace(0, of.at_h.size, threads + 1).astype(int)
    before_h = WINDOW_H + 2.0 * float(of.half_h.max(initial=0.0))
    return [
        (int(np.searchsorted(of.at_h, of.at_h[low] - before_h)), int(low), int(high))
        for low, high in pairwise(ends)
        if high > low
    ] or [(0, 0, 0)]


def _sweep(of: Statements, crowd: NDArray[np.int32] | None) -> Sweep:
    longest = float(of.half_h.max(initial=0.0))
    return Sweep(of, binned(of, crowd), grids(), chains(of, _SLOTS), np.empty(ROOM, np.int32), longest)


def _counted(of: Statements, span: Span) -> NDArray[np.int32]:
    crowd = np.zeros(of.at_h.size, np.int32)
    count_near(_sweep(of, None), span, crowd)
    return crowd


def _scored(
    of: Statements, crowd: NDArray[np.int32], span: Span, card: Scorecard, least: float
) -> tuple[NDArray[Any], ...]:
    """The pairs of a stretch that are kept: later ones, earlier ones, log-odds. Room is made a block at a time."""
    go, weights, blocks = _sweep(of, crowd), packed(card), []
    while True:
        room = [np.empty(_BLOCK, np.int32) for _ in range(2)]
        kept = Kept(room[0], room[1], np.empty(_BLOCK, np.float32), np.zeros(1, np.int64))
        reached = score_near(go, span, card.layout, weights, least, kept)
        blocks.append([column[: kept.filled[0]].copy() for column in kept[:3]])
        if reached == span[2]:
            return tuple(np.concatenate(columns) for columns in zip(*blocks, strict=True))
        span = (reached, reached, span[2])
