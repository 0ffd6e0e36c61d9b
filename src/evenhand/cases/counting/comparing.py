"""The same observations under two rules, and every item for which they differ. The differences add up exactly.

An item is what hangs together under either rule: no observation is in two, so the items are a partition, and each
figure of a total is the sum of those of its items.
"""

from dataclasses import dataclass

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from evenhand.cases.counting.chains import united
from evenhand.cases.counting.contributions import Contributions, contributions
from evenhand.cases.counting.rules import Rule
from evenhand.cases.counting.times import spans_of
from evenhand.cases.counting.totals import Figure, Totals, figure_of

Longs = NDArray[np.int64]


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """Observations that the two rules count differently."""

    rows: tuple[int, ...]
    """Of the table, by the middle of their times."""
    places: tuple[int, ...]
    """Of these in the comparison's own rows."""
    one: Figure
    other: Figure


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """Two totals side by side. Items are made when asked for: there may be very many."""

    observations: pa.Table
    one: Totals
    other: Totals
    starts: Longs
    """Where each item begins in `rows`; the items in order of time. One more than there are items."""
    rows: Longs
    parts: tuple[Contributions, Contributions]
    """Of `rows`, in their order."""

    def __len__(self) -> int:
        """How many items differ."""
        return len(self.starts) - 1

    def item(self, number: int) -> Item:
        """One item, from 0."""
        here = np.arange(self.starts[number], self.starts[number + 1])
        one, other = (figure_of(part, here) for part in self.parts)
        return Item(rows=tuple(self.rows[here].tolist()), places=tuple(here.tolist()), one=one, other=other)

    def some(self, first: int, last: int) -> "Comparison":
        """The items from `first` to before `last`, with their own observations and nothing else."""
        starts = self.starts[first : last + 1]
        here = np.arange(starts[0], starts[-1])
        return Comparison(
            observations=self.observations.take(pa.array(self.rows[here])),
            one=self.one,
            other=self.other,
            starts=starts - starts[0],
            rows=np.arange(here.size),
            parts=(self.parts[0].of(here), self.parts[1].of(here)),
        )


def compare(
    observations: pa.Table, one: Rule, other: Rule, *, parts: tuple[Contributions, Contributions] | None = None
) -> Comparison:
    """Count the same observations under two rules and find what makes the difference.

    Args:
        observations: OBSERVATIONS in any order. Not modified.
        one: the rule from which the difference is told.
        other: the rule to which it leads.
        parts: what `contributions` gives for both, where the caller has them already.

    Returns:
        A comparison; of equal rules, one without items. The sum over its items of `other` less `one` is the
        difference of the totals, for each of low, best, high and open.

    Raises:
        NOT_OBSERVATIONS: another table.
    """
    parts = parts or (contributions(observations, one), contributions(observations, other))
    item = united(parts[0].group, parts[1].group)
    differs = _sums_differ(item, parts)
    rows = np.flatnonzero(differs[item])
    middle = spans_of(observations).middle
    began = np.full(item.size, np.iinfo(np.int64).max)
    np.minimum.at(began, item[rows], middle[rows])
    rows = rows[np.lexsort((rows, middle[rows], item[rows], began[item[rows]]))]
    starts = np.flatnonzero(np.diff(item[rows], prepend=-1))
    return Comparison(
        observations=observations,
        one=Totals(rule=one, whole=figure_of(parts[0]), by=None, table=pa.table({})),
        other=Totals(rule=other, whole=figure_of(parts[1]), by=None, table=pa.table({})),
        starts=np.append(starts, rows.size),
        rows=rows,
        parts=(parts[0].of(rows), parts[1].of(rows)),
    )


def _sums_differ(item: Longs, parts: tuple[Contributions, Contributions]) -> NDArray[np.bool_]:
    """By the row that stands for an item, whether any figure of its total differs."""
    found = np.zeros(item.size, np.bool_)
    for name in ("low", "best", "high", "open"):
        change = getattr(parts[1], name).astype(np.int64) - getattr(parts[0], name)
        found |= np.bincount(item, weights=change, minlength=item.size) != 0
    return found
