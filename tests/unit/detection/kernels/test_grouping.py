"""Fixes put together by object, against sorting."""

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from evenhand.detection.kernels.fixes import Fixes, frozen
from evenhand.detection.kernels.grouping import by_key, group, larger, no_numbers, place_numbers

ROWS = st.lists(st.tuples(st.integers(0, 5), st.integers(0, 4), st.integers(0, 2), st.integers(0, 2)), max_size=40)


def fixes_of(rows):
    who, t_us, lon, lat = (np.array(column) for column in (zip(*rows, strict=True) if rows else ([], [], [], [])))
    columns = (who.astype("i4"), t_us.astype("i8"), lon.astype("f8"), lat.astype("f8"))
    return Fixes(*map(frozen, columns), frozen(np.empty(0, "f4")), frozen(np.empty(0, "u1")))


@settings(deadline=None)
@given(ROWS, st.booleans())
def test_fixes_stand_by_object_time_and_place(rows, by_time):
    rows = sorted(rows, key=lambda row: row[1]) if by_time else rows

    found, runs = group(fixes_of(rows), 6, np.zeros(6, np.int64), 1)

    by_object = {}
    for k, who in enumerate(runs.who.tolist()):
        assert who not in by_object
        span = range(runs.start[k], runs.start[k + 1])
        by_object[who] = [(found.t_us[i], found.lon[i], found.lat[i]) for i in span]
        assert {int(found.object[i]) for i in span} == {who}
    assert by_object == {who: sorted(row[1:] for row in rows if row[0] == who) for who in {row[0] for row in rows}}


@settings(deadline=None)
@given(st.lists(st.integers(-(2**31), 2**31 - 1) | st.integers(0, 9), max_size=60))
def test_numbers_of_32_bits_are_placed_like_those_of_64(names):
    places = [np.empty(len(names), np.int32) for _ in range(2)]

    for found, kind in zip(places, (np.int32, np.int64), strict=True):
        assert place_numbers(no_numbers(256), frozen(np.array(names, kind)), found, 0) == len(names)

    assert places[0].tolist() == places[1].tolist()


@settings(deadline=None)
@given(st.lists(st.integers(-(2**62), 2**62) | st.integers(0, 9), max_size=60))
def test_numbers_are_placed_in_order_of_appearance(names):
    numbers, places, done = no_numbers(4), np.empty(len(names), np.int32), 0
    while (done := place_numbers(numbers, frozen(np.array(names, np.int64)), places, done)) < len(names):
        numbers = larger(numbers)

    known = list(dict.fromkeys(names))
    assert places.tolist() == [known.index(name) for name in names]


@settings(deadline=None)
@given(st.lists(st.tuples(st.integers(0, 4), st.integers(0, 3)), max_size=40))
def test_sorting_by_one_key_after_the_other_keeps_what_came_first_before(rows):
    keys = [np.array([row[k] for row in rows], np.int32) for k in range(2)]

    order = by_key(by_key(np.arange(len(rows)), keys[1], 4), keys[0], 5)

    assert order.tolist() == np.lexsort((keys[1], keys[0])).tolist()


def test_what_fixes_say_of_their_error_goes_with_them():
    rows = [(k % 3, k, 0, 0) for k in range(9)]
    errors = frozen(np.arange(9, dtype="f4")), frozen((np.arange(9) % 2).astype("u1"))
    fixes = fixes_of(rows)._replace(accuracy_m=errors[0], trusted=errors[1])

    found, _ = group(fixes, 3, np.zeros(3, np.int64), 1)

    assert found.t_us.tolist() == [0, 3, 6, 1, 4, 7, 2, 5, 8]
    assert found.accuracy_m.tolist() == found.t_us.tolist()
    assert found.trusted.tolist() == (found.t_us % 2).tolist()
