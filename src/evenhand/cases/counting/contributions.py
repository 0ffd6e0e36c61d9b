"""What each observation adds to a total under a rule. Totals and comparisons are sums of these and nothing else.

Three partitions of the observations give the three figures of what is counted by groups: `low` from links that may be,
`high` from links that surely are, `best` from the middles of the times. Each group is added by one observation, the
earliest that surely happened, so that totals by place or week add up. Source: docs/methods/counting.md.
"""

from datetime import timedelta
from typing import NamedTuple

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from evenhand.cases.counting.chains import perhaps_linked, surely_linked
from evenhand.cases.counting.observations import check
from evenhand.cases.counting.rules import Rule
from evenhand.cases.counting.times import Spans, days_of, spans_of

Longs = NDArray[np.int64]
Truths = NDArray[np.bool_]

COUNTED, OTHER_KIND, LEFT_OUT = 0, 1, 2
"""States of an observation under a rule."""
_COMPACT = 1 << 16
"""Keys below it are sorted by counting; higher ones are made smaller before the next column comes."""
_UNKNOWN = np.iinfo(np.int64).max
_COLUMNS = {"place": "place", "area": "area", "party": "party", "type": "kind", "object": "object"}


class Contributions(NamedTuple):
    """By observation, in the order of the table."""

    state: NDArray[np.int8]
    low: Longs
    best: Longs
    high: Longs
    open: Truths
    """It has no upper bound: "at least", or no number; `high` is then the least that it is."""
    unnumbered: Truths
    """It counts, and nobody gave a number."""
    group: Longs
    """The row that stands for all that may be one with it under the rule; itself where it stands alone."""

    def of(self, rows: Longs) -> "Contributions":
        """Those of some rows."""
        return Contributions._make(one[rows] for one in self)


class Numbers(NamedTuple):
    """How many each observation tells of. Without a number it is one at least; "several" are two at least."""

    low: Longs
    best: Longs
    high: Longs
    open: Truths
    unnumbered: Truths


def contributions(observations: pa.Table, rule: Rule) -> Contributions:
    """What each observation adds under the rule; those of other kinds and those left out add nothing.

    Args:
        observations: OBSERVATIONS, N rows in any order. Not modified.
        rule: one of `rules_of`.

    Raises:
        NOT_OBSERVATIONS: another table.
    """
    check(observations)
    state = _states(observations, rule)
    numbers = numbers_of(observations)
    counted = state == COUNTED
    itself = np.arange(observations.num_rows)
    unnumbered = counted & numbers.unnumbered
    if rule.says.counts == "each":
        low, best, high = (np.where(counted, one, 0) for one in (numbers.low, numbers.best, numbers.high))
        return Contributions(state, low, best, high, counted & numbers.open, unnumbered, itself)
    low, best, high, open_end, group = _grouped(observations, rule, numbers, np.flatnonzero(counted))
    return Contributions(state, low, best, high, open_end, unnumbered, group)


def numbers_of(observations: pa.Table) -> Numbers:
    """How many each tells of; what is missing of the three is taken from the others, and never for nought."""
    low, best, high = (observations[name].combine_chunks() for name in ("low", "best", "high"))
    unnumbered = pc.and_(pc.and_(pc.is_null(low), pc.is_null(best)), pc.is_null(high))
    several = pc.fill_null(pc.equal(pc.cast(observations["qualifier"], pa.string()), "multiple"), fill_value=False)
    least = pc.if_else(several, 2, 1).combine_chunks()
    # Only an upper bound: nothing is said to have happened for sure.
    floor = pc.if_else(pc.is_null(high), least, 0)
    low_n = _whole(pc.coalesce(low, best, floor))
    best_n = np.maximum(_whole(pc.coalesce(best, low, high, least)), low_n)
    open_end = _truth(pc.is_null(high)) & _truth(pc.invert(pc.and_(pc.is_valid(best), pc.is_null(low))))
    at_least = _truth(
        pc.fill_null(pc.equal(pc.cast(observations["qualifier"], pa.string()), "at-least"), fill_value=False)
    )
    high_n = np.maximum(_whole(pc.coalesce(high, best, low, least)), best_n)
    return Numbers(low_n, best_n, high_n, open_end | at_least, _truth(unnumbered))


def keys_of(observations: pa.Table, names: tuple[str, ...]) -> Longs:
    """One number for each combination of columns; where any is null, a number of the observation's own."""
    key = np.zeros(observations.num_rows, np.int64)
    alone = np.zeros(observations.num_rows, np.bool_)
    for name in names:
        column = observations[_COLUMNS.get(name, name)].combine_chunks()
        codes = column if isinstance(column, pa.DictionaryArray) else column.dictionary_encode()
        numbers = codes.indices.fill_null(-1).to_numpy().astype(np.int64)
        alone |= numbers < 0
        wide = numbers.max(initial=0) + 2
        key = key * wide + numbers + 1
        if key.max(initial=0) >= _COMPACT:
            key = np.unique(key, return_inverse=True)[1].astype(np.int64)
    return np.where(alone, key.max(initial=0) + 1 + np.arange(key.size), key)


def _states(observations: pa.Table, rule: Rule) -> NDArray[np.int8]:
    state = np.full(observations.num_rows, COUNTED, np.int8)
    if rule.says.leave_out:
        state[_among(observations["cause"], rule.says.leave_out)] = LEFT_OUT
    if rule.says.kinds:
        state[~_among(observations["kind"], rule.says.kinds)] = OTHER_KIND
    return state


def _among(column: pa.ChunkedArray, wanted: tuple[str, ...]) -> Truths:
    coded = column.combine_chunks()
    known = np.isin(np.array(coded.dictionary.to_pylist(), dtype=object), list(wanted))
    codes = coded.indices.fill_null(-1).to_numpy()
    found: Truths = np.append(known, values=False)[codes].astype(np.bool_)
    return found


def _grouped(
    observations: pa.Table, rule: Rule, numbers: Numbers, rows: Longs
) -> tuple[Longs, Longs, Longs, Truths, Longs]:
    """low, best, high, open and group of all observations; `rows` are those that count."""
    total = observations.num_rows
    table = observations.select(_needed(rule)).take(pa.array(rows))
    own = Numbers._make(one[rows] for one in numbers)
    moments = spans_of(table)
    spans, key, gap, at_most = _terms(table, moments, rule, own)
    certain, likely, possible = own.low > 0, own.best > 0, own.high > 0
    by_time = np.argsort(moments.middle, kind="stable")
    place = np.empty(rows.size, np.int64)  # who stands for a group: the earliest that surely happened
    place[np.concatenate([by_time[certain[by_time]], by_time[~certain[by_time]]])] = np.arange(rows.size)

    order = _ordered(key, spans.begin, by_time)
    loose = _groups(order, (key, spans.begin, spans.end), gap, place)
    exact = bool((spans.begin == spans.end).all())
    by_middle = order if exact else _ordered(key, spans.middle, by_time)
    middle = _groups(by_middle[likely[by_middle]], (key, spans.middle, spans.middle), gap, place)
    narrow = certain & ~spans.lasts & (spans.end - spans.begin <= gap)
    tight = _groups(order[narrow[order]], (key, spans.begin, spans.end), gap, place, sure=True)
    middle, tight = (np.where(spans.lasts, loose, one) for one in (middle, tight))  # nothing about it is in doubt
    narrow |= spans.lasts & certain
    itself = np.arange(rows.size)
    low = ((loose == itself) & certain).astype(np.int64)
    best = ((middle == itself) & likely).astype(np.int64)
    high = np.where(narrow, tight == itself, np.where(possible, at_most, 0)).astype(np.int64)
    open_end = ~narrow & own.open & (at_most == _UNKNOWN)
    high = np.where(high == _UNKNOWN, np.maximum(own.high, 1), high)
    return (
        _spread(low, rows, total), _spread(best, rows, total), _spread(high, rows, total),
        _spread(open_end.astype(np.int64), rows, total) > 0, _placed(rows[loose], rows, total),
    )  # fmt: skip


def _needed(rule: Rule) -> list[str]:
    keys = (_COLUMNS[name] for name in ("place", *rule.says.per) if name in _COLUMNS)
    return list(dict.fromkeys(("kind", "begins_at", "ends_at", "fidelity", "ref", "incident", *keys)))


def _terms(table: pa.Table, spans: Spans, rule: Rule, own: Numbers) -> tuple[Spans, Longs, int, Longs]:
    """The spans in the rule's measure, what keeps groups apart, the gap, and how many groups a row may hold at most."""
    says = rule.says
    most = np.where(own.open, _UNKNOWN, own.high)
    if says.counts == "place-and-day":
        days = _in_days(spans, rule.time_zone)
        others = tuple(name for name in says.per if name in _COLUMNS and name != "place")
        return days, keys_of(table, ("place", *others)), 0, np.minimum(most, days.end - days.begin + 1)
    if says.counts in {"incident", "report"}:
        column = "incident" if says.counts == "incident" else "ref"
        nought = np.zeros(table.num_rows, np.int64)
        return Spans(nought, nought, nought, spans.lasts), keys_of(table, (column,)), 0, nought + 1
    gap = (says.gap or timedelta(0)) // timedelta(microseconds=1)
    width = spans.end - spans.begin
    fitting = -(-width // gap) if gap else np.where(width > 0, _UNKNOWN, 1)
    # What lasts and what happens in a moment are never one engagement.
    return spans, keys_of(table, says.per) * 2 + spans.lasts, gap, np.minimum(most, np.maximum(fitting, 1))


def _in_days(spans: Spans, time_zone: str) -> Spans:
    """The same in days of the zone; what lasts is there on the day when it began."""
    middle = days_of(spans.middle, time_zone)
    begin, end = middle.copy(), middle.copy()
    wide = np.flatnonzero((spans.end > spans.begin) & ~spans.lasts)
    begin[wide], end[wide] = days_of(spans.begin[wide], time_zone), days_of(spans.end[wide], time_zone)
    return Spans(begin, end, middle, spans.lasts)


def _ordered(key: Longs, moment: Longs, by_time: Longs) -> Longs:
    """Rows by key, then by moment; `by_time` is nearly that order already."""
    order = by_time[np.argsort(moment[by_time], kind="stable")]
    small = key.astype(np.uint16) if key.max(initial=0) < _COMPACT else key  # sixteen bits are sorted by counting
    return order[np.argsort(small[order], kind="stable")]


def _groups(order: Longs, columns: tuple[Longs, Longs, Longs], gap: int, place: Longs, *, sure: bool = False) -> Longs:
    """For each row the row that stands for its group; rows that are not in `order` stand for themselves.

    Args:
        order: the rows to be grouped, by key and beginning.
        columns: key, begin and end of all rows.
        gap: as for `perhaps_linked`.
        place: the lower, the rather a row stands for its group.
        sure: whether only what is surely linked is one.
    """
    key, begin, end = columns
    found = np.arange(key.size)
    if not order.size:
        return found
    linked = surely_linked if sure else perhaps_linked
    chain = linked(key[order], begin[order], end[order], gap)
    starts = np.flatnonzero(np.diff(chain, prepend=-1))
    best_place = np.minimum.reduceat(place[order], starts)
    by_place = np.empty(key.size, np.int64)
    by_place[place] = found
    result = found.copy()
    result[order] = by_place[best_place[chain]]
    return result


def _spread(values: Longs, rows: Longs, total: int) -> Longs:
    whole = np.zeros(total, np.int64)
    whole[rows] = values
    return whole


def _placed(values: Longs, rows: Longs, total: int) -> Longs:
    whole = np.arange(total)
    whole[rows] = values
    return whole


def _whole(column: pa.Array) -> Longs:
    found: Longs = np.asarray(pc.cast(column, pa.int64()).to_numpy(zero_copy_only=False), np.int64)
    return found


def _truth(column: pa.Array) -> Truths:
    return np.asarray(column.to_numpy(zero_copy_only=False), np.bool_)
