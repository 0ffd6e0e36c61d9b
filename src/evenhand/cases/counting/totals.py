"""Totals of observations under a counting rule, whole or by place, party, type and week."""

from dataclasses import dataclass

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from evenhand.cases.counting.contributions import COUNTED, LEFT_OUT, Contributions, contributions
from evenhand.cases.counting.rules import Rule
from evenhand.cases.counting.times import days_of, spans_of, weeks_of
from evenhand.foundation.problems import ProblemKind

NO_SUCH_GROUPING = ProblemKind(
    code="cases.no-such-grouping",
    blame="caller",
    message="Totals cannot be split by {by!r}. Choose one of: {known}.",
)
GROUPINGS = ("place", "party", "type", "week")
TOTALS = pa.schema(
    [
        pa.field("key", pa.string()),  # null: not stated. A week is its Monday, 2020-12-07
        pa.field("low", pa.int64(), nullable=False),
        pa.field("best", pa.int64(), nullable=False),
        pa.field("high", pa.int64(), nullable=False),
        pa.field("open", pa.int64(), nullable=False),  # contributions without an upper bound: high is "or more"
        pa.field("observations", pa.int64(), nullable=False),  # how many count
        pa.field("unnumbered", pa.int64(), nullable=False),  # how many of these gave no number
        pa.field("left_out", pa.int64(), nullable=False),  # how many were left out for their cause
    ]
)
_EPOCH = np.datetime64("1970-01-01", "D")


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """A total: a range with what is not known about it."""

    low: int
    best: int
    high: int
    open: int = 0
    observations: int = 0
    unnumbered: int = 0
    left_out: int = 0

    def __str__(self) -> str:
        """As people write it.

        >>> str(Figure(low=5, best=7, high=9)), str(Figure(low=3, best=3, high=3))
        ('7 (5–9)', '3')
        >>> str(Figure(low=3, best=4, high=4, open=1))
        '4 (3–4+)'
        """
        if self.low == self.high and not self.open:
            return f"{self.best}"
        return f"{self.best} ({self.low}–{self.high}{'+' if self.open else ''})"


@dataclass(frozen=True, slots=True, kw_only=True)
class Totals:
    """The totals of a table under a rule."""

    rule: Rule
    whole: Figure
    by: str | None
    table: pa.Table
    """TOTALS, one row a key, in order of keys with null last; none without a grouping."""


def count(observations: pa.Table, rule: Rule, *, by: str | None = None, parts: Contributions | None = None) -> Totals:
    """Count observations under a rule. Linear in their number, but for one sort where the rule counts groups.

    A group that lies in two weeks or shows two types is counted with the observation that began it.

    Args:
        observations: OBSERVATIONS in any order. Not modified.
        rule: one of `rules_of`.
        by: one of GROUPINGS; None: the whole only.
        parts: `contributions(observations, rule)`, where the caller has them already.

    Raises:
        NOT_OBSERVATIONS: another table.
        NO_SUCH_GROUPING: there is no such grouping.

    Source: docs/methods/counting.md.
    """
    parts = parts or contributions(observations, rule)
    table = TOTALS.empty_table() if by is None else _table(parts, *groups_by(observations, by, rule.time_zone))
    return Totals(rule=rule, whole=figure_of(parts), by=by, table=table)


def figure_of(parts: Contributions, rows: NDArray[np.int64] | None = None) -> Figure:
    """The total of some contributions; of all, without `rows`."""
    chosen = parts if rows is None else parts.of(rows)
    return Figure(
        low=int(chosen.low.sum()),
        best=int(chosen.best.sum()),
        high=int(chosen.high.sum()),
        open=int(chosen.open.sum()),
        observations=int((chosen.state == COUNTED).sum()),
        unnumbered=int(chosen.unnumbered.sum()),
        left_out=int((chosen.state == LEFT_OUT).sum()),
    )


def groups_by(observations: pa.Table, by: str, time_zone: str) -> tuple[NDArray[np.int64], list[str | None]]:
    """The number of the key of each observation, and the keys; the last key is null where any is not stated.

    Raises:
        NO_SUCH_GROUPING: there is no such grouping.
    """
    if by not in GROUPINGS:
        raise NO_SUCH_GROUPING(by=by, known=", ".join(GROUPINGS))
    if by == "week":
        weeks = weeks_of(days_of(spans_of(observations).middle, time_zone))
        known, numbers = np.unique(weeks, return_inverse=True)
        return numbers.astype(np.int64), [str(_EPOCH + np.timedelta64(int(day), "D")) for day in known]
    coded = observations["kind" if by == "type" else by].combine_chunks()
    codes = coded.indices.fill_null(-1).to_numpy().astype(np.int64)
    words = np.array(coded.dictionary.to_pylist(), dtype=object)
    used = np.unique(codes[codes >= 0])
    order = used[np.argsort(words[used].astype(str), kind="stable")]
    place = np.full(words.size + 1, order.size, np.int64)
    place[order] = np.arange(order.size)
    keys: list[str | None] = [*words[order]]
    return place[codes], [*keys, None] if (codes < 0).any() else keys


def _table(parts: Contributions, numbers: NDArray[np.int64], keys: list[str | None]) -> pa.Table:
    size = len(keys)

    def summed(values: NDArray[np.generic]) -> NDArray[np.int64]:
        """Exactly: float64 holds whole numbers up to 2 ** 53."""
        return np.bincount(numbers, weights=values, minlength=size).astype(np.int64)

    table = pa.table(
        {
            "key": pa.array(keys, pa.string()),
            "low": summed(parts.low),
            "best": summed(parts.best),
            "high": summed(parts.high),
            "open": summed(parts.open),
            "observations": summed(parts.state == COUNTED),
            "unnumbered": summed(parts.unnumbered),
            "left_out": summed(parts.state == LEFT_OUT),
        },
        schema=TOTALS,
    )
    told = (table["observations"].to_numpy() > 0) | (table["left_out"].to_numpy() > 0)
    return table.filter(pa.array(told))
