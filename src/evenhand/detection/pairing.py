"""Which alerts of two tables are about the same, so that one can say what became of each.

Source: docs/methods/one-answer.md, "Which alerts are about the same".
"""

from dataclasses import dataclass
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

Rows = NDArray[np.int64]
Flags = NDArray[np.bool_]

KEY = ("agreement", "rule", "area", "object", "other", "event", "commitment")
"""Alerts that differ in one of these are never about the same."""
_ONCE = ("event", "commitment")
"""What happens once: an alert about it is the same whatever becomes of its time."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Pairs:
    """N rows of the newer table that the older one does not have just so, with the M links to what they were."""

    fresh: Rows
    """N rows of `after`, ascending."""
    nearest: Rows
    """By fresh row the row of `before` that it continues; -1: none."""
    several: Flags
    """By fresh row whether it continues more than one."""
    shared: Flags
    """By fresh row whether what it continues is continued by others too."""
    gone: Rows
    """Rows of `before` that nothing continues, ascending."""
    link_fresh: Rows
    """M positions in `fresh`, ascending."""
    link_before: Rows
    """M rows of `before`, the nearest of each fresh row first."""


@dataclass(frozen=True, slots=True)
class _Spans:
    """Alerts as numbers: what they are about, from when until when."""

    key: Rows
    began: Rows
    ended: Rows

    def take(self, rows: Rows) -> "_Spans":
        return _Spans(self.key[rows], self.began[rows], self.ended[rows])


def paired(before: pa.Table, after: pa.Table) -> Pairs:
    """Link each row of `after` that is new or differs to the rows of `before` that it continues.

    Rows that are the same in every column are settled first and take no part. Of the others those are linked that
    share their KEY and overlap in time, or have one id; where both have a namesake of their own on the other side,
    they are not. Nearest is the namesake, then the longest overlap, then the nearest beginning, then the id.

    Args:
        before: N rows with the columns of ALERTS, each id once.
        after: rows with the same columns, each id once.
    """
    namesake = _namesakes(before, after)
    known = np.flatnonzero(namesake >= 0)
    settled = same_values(before.take(pa.array(namesake[known])), after.take(pa.array(known))).all(axis=1)
    fresh = np.setdiff1d(np.arange(after.num_rows), known[settled])
    left = np.setdiff1d(np.arange(before.num_rows), namesake[known[settled]])
    old, new = _spans(before, after)
    ours, theirs = _overlapping(new.take(fresh), old.take(left))
    theirs = left[theirs]
    named = namesake[fresh]
    own = np.flatnonzero(named >= 0)
    ours, theirs = _once(np.concatenate([ours, own]), np.concatenate([theirs, named[own]]))
    is_named = named[ours] == theirs
    taken = np.zeros(before.num_rows, bool)
    taken[named[own]] = True
    kept = is_named | (named[ours] < 0) | ~taken[theirs]
    ours, theirs, is_named = ours[kept], theirs[kept], is_named[kept]
    overlap = np.minimum(new.ended[fresh[ours]], old.ended[theirs]) - np.maximum(
        new.began[fresh[ours]], old.began[theirs]
    )
    apart = np.abs(new.began[fresh[ours]] - old.began[theirs])
    order = np.lexsort((_ranks(before["alert"])[theirs], apart, -overlap, ~is_named, ours))
    return _linked(fresh, left, ours[order], theirs[order], before.num_rows)


def same_values(left: pa.Table, right: pa.Table) -> Flags:
    """Which values of two tables of N rows and the same K columns are the same: N x K; two unknowns are the same."""
    return np.stack([_same(left[name], right[name]) for name in left.column_names], axis=1)


def _linked(fresh: Rows, left: Rows, ours: Rows, theirs: Rows, n_before: int) -> Pairs:
    """The links, ordered by fresh row and nearness, with what follows from how many each row has."""
    successors = np.bincount(theirs, minlength=n_before)
    predecessors = np.bincount(ours, minlength=len(fresh))
    nearest = np.full(len(fresh), -1, np.int64)
    first = np.flatnonzero(np.diff(ours, prepend=-1))
    nearest[ours[first]] = theirs[first]
    return Pairs(
        fresh=fresh,
        nearest=nearest,
        several=predecessors > 1,
        shared=(nearest >= 0) & (successors[nearest] > 1) if n_before else np.zeros(len(fresh), bool),
        gone=left[successors[left] == 0],
        link_fresh=ours,
        link_before=theirs,
    )


def _namesakes(before: pa.Table, after: pa.Table) -> Rows:
    """By row of `after` the row of `before` with the same id; -1: none."""
    found = pc.index_in(after["alert"], value_set=before["alert"].combine_chunks())
    rows: Rows = pc.fill_null(found, -1).to_numpy().astype(np.int64)
    return rows


def _spans(before: pa.Table, after: pa.Table) -> tuple[_Spans, _Spans]:
    """Both tables as numbers that can be compared with each other; what happens once has no time."""
    n = before.num_rows
    both = pa.concat_tables([before, after])
    key = np.zeros(len(both), np.int64)
    for name in KEY:
        codes = pc.fill_null(both[name].combine_chunks().dictionary_encode().indices, -1).to_numpy() + 1
        key = np.unique(key * (int(codes.max(initial=0)) + 1) + codes, return_inverse=True)[1]
    began, ended = (both[name].cast(pa.int64()).to_numpy().copy() for name in ("began_at", "ended_at"))
    for name in _ONCE:
        once = both[name].is_valid().to_numpy()
        began[once], ended[once] = 0, 1
    return _Spans(key[:n], began[:n], ended[:n]), _Spans(key[n:], began[n:], ended[n:])


def _overlapping(one: _Spans, other: _Spans) -> tuple[Rows, Rows]:
    """Pairs of rows with the same key that share more than a boundary, or where one is an instant within the other."""
    instants = np.unique(np.concatenate([one.began, one.ended, other.began, other.ended]))
    size = len(instants) + 1

    def placed(spans: _Spans, moments: Rows) -> Rows:
        return spans.key * size + np.searchsorted(instants, moments)

    order = np.lexsort((other.ended, other.began, other.key))
    latest = np.maximum.accumulate(placed(other, other.ended)[order]) if len(order) else order
    low = np.searchsorted(latest, placed(one, one.began), "left")
    high = np.searchsorted(placed(other, other.began)[order], placed(one, one.ended), "right")
    counts = np.maximum(high - low, 0)
    ours = np.repeat(np.arange(len(counts)), counts)
    within = np.arange(len(ours)) - np.repeat(np.cumsum(counts) - counts, counts)
    theirs = order[np.repeat(low, counts) + within]
    shared = np.minimum(one.ended[ours], other.ended[theirs]) - np.maximum(one.began[ours], other.began[theirs])
    instant = (one.began == one.ended)[ours] | (other.began == other.ended)[theirs]
    real = (one.key[ours] == other.key[theirs]) & ((shared > 0) | (instant & (shared == 0)))
    return ours[real], theirs[real]


def _once(ours: Rows, theirs: Rows) -> tuple[Rows, Rows]:
    """Each pair of numbers once."""
    pairs = np.unique(np.stack([ours, theirs], axis=1), axis=0)
    return pairs[:, 0], pairs[:, 1]


def _ranks(column: pa.ChunkedArray) -> Rows:
    ranks = np.empty(len(column), np.int64)
    ranks[pc.sort_indices(column).to_numpy()] = np.arange(len(column))
    return ranks


def _same(left: pa.ChunkedArray, right: pa.ChunkedArray) -> Flags:
    """By row whether two columns hold the same; lists are compared value by value."""
    if len(left) == 0:
        return np.zeros(0, bool)
    if pa.types.is_list(left.type):
        return _same_lists(left.combine_chunks(), right.combine_chunks())
    equal: Any = pc.fill_null(pc.equal(left, right), fill_value=False)
    unknown = pc.and_(left.is_null(), right.is_null())
    same: Flags = pc.or_(equal, unknown).to_numpy()
    return same


def _same_lists(left: pa.Array, right: pa.Array) -> Flags:
    lengths = [pc.fill_null(pc.list_value_length(one), -1).to_numpy() for one in (left, right)]
    same: Flags = lengths[0] == lengths[1]
    mask = pa.array(same)
    parents = np.repeat(np.flatnonzero(same), np.maximum(lengths[0][same], 0))
    values = [one.filter(mask).flatten() for one in (left, right)]
    differ = ~_same(pa.chunked_array([values[0]]), pa.chunked_array([values[1]]))
    same[parents[differ]] = False
    return same
