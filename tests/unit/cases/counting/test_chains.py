"""Chains against their definition: connected parts of what is linked, pair by pair."""

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from evenhand.cases.counting.chains import perhaps_linked, surely_linked, united

ROWS = st.lists(st.tuples(st.integers(0, 2), st.integers(0, 20), st.integers(0, 6)), max_size=12)


def parts_of(size: int, linked) -> set[frozenset[int]]:
    """The connected parts of a graph, the slow way."""
    parts = {frozenset([row]) for row in range(size)}
    for a in range(size):
        for b in range(a + 1, size):
            if linked(a, b):
                one, other = (next(part for part in parts if row in part) for row in (a, b))
                parts = (parts - {one, other}) | {one | other}
    return parts


def partition(numbers) -> set[frozenset[int]]:
    return {frozenset(np.flatnonzero(numbers == number).tolist()) for number in set(numbers.tolist())}


def arrays(rows):
    ordered = sorted(rows)
    key, begin, width = (np.array([row[i] for row in ordered], np.int64) for i in range(3))
    return key, begin, begin + width


@settings(deadline=None)  # the first example compiles
@given(ROWS, st.integers(0, 6))
def test_perhaps_is_some_instants_within_the_gap(rows, gap):
    key, begin, end = arrays(rows)

    def linked(a, b):
        return key[a] == key[b] and max(begin[a], begin[b]) - min(end[a], end[b]) <= gap

    assert partition(perhaps_linked(key, begin, end, gap)) == parts_of(len(rows), linked)


@settings(deadline=None)  # the first example compiles
@given(ROWS, st.integers(0, 6))
def test_surely_is_any_instants_within_the_gap(rows, gap):
    key, begin, end = arrays([row for row in rows if row[2] <= gap])

    def linked(a, b):
        return key[a] == key[b] and max(end[a], end[b]) - min(begin[a], begin[b]) <= gap

    assert partition(surely_linked(key, begin, end, gap)) == parts_of(key.size, linked)


@settings(deadline=None)  # the first example compiles
@given(st.lists(st.tuples(st.integers(0, 5), st.integers(0, 5)), max_size=10))
def test_parts_united_hold_what_either_holds_together(pairs):
    one, other = ([next(i for i, q in enumerate(pairs) if q[side] == p[side]) for p in pairs] for side in (0, 1))
    found = united(np.array(one, np.int64), np.array(other, np.int64))

    expected = parts_of(len(pairs), lambda a, b: pairs[a][0] == pairs[b][0] or pairs[a][1] == pairs[b][1])
    assert partition(found) == expected
    assert all(found[row] == min(part) for part in expected for row in part)


def test_nothing_has_no_chains():
    none = np.empty(0, np.int64)

    assert (
        perhaps_linked(none, none, none, 1).size
        == surely_linked(none, none, none, 1).size
        == united(none, none).size
        == 0
    )
