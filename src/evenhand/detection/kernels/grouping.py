"""Fixes in any order of objects, put together object by object, each in the order in which they came.

Source: counting sort, Knuth, The Art of Computer Programming 3 (1998), 5.2; open addressing, 6.4.
"""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from evenhand.detection.kernels.compiled import compiled, inlined, pure
from evenhand.detection.kernels.fixes import Fixes, Runs, frozen, runs_of

Ints = NDArray[np.int32]
Longs = NDArray[np.int64]
Floats = NDArray[np.float64]
NONE = -1
_HASH = 0x9E3779B97F4A7C15
"""Two to the 64 over the golden ratio: spreads consecutive numbers."""


class Numbers(NamedTuple):
    """Whole numbers that name objects, and the place of each in order of first appearance."""

    keys: Longs
    places: Ints
    """NONE: no key stands there. The length of both is a power of two."""
    seen: Longs
    """How many there are."""


def no_numbers(room: int = 1024) -> Numbers:
    """No numbers yet; `room` is a power of two."""
    return Numbers(np.zeros(room, np.int64), np.full(room, NONE, np.int32), np.zeros(1, np.int64))


@inlined
def _slot(numbers: Numbers, key: int) -> int:
    """Where a key stands, or the free place where it would."""
    last = len(numbers.keys) - 1
    # Small numbers stand at their own place, so that those that come close together lie close together.
    k = key if 0 <= key <= last else np.int64((np.uint64(key) * np.uint64(_HASH)) >> np.uint64(32)) & last
    while numbers.places[k] != NONE and numbers.keys[k] != key:
        k = (k + 1) & last
    return int(k)


@pure
def place_numbers(numbers: Numbers, names: Longs | Ints, places: Ints, begin: int) -> int:
    """Write the place of each name from `begin` on; where it stopped because half of the room is taken.

    Args:
        numbers: known so far; new ones are added.
        names: N numbers, of 64 or 32 bits.
        places: N places, written.
        begin: the first name to look at.
    """
    half = len(numbers.keys) // 2
    name, place = np.int64(0), NONE
    for i in range(begin, len(names)):
        if place == NONE or names[i] != name:
            name = np.int64(names[i])
            k = _slot(numbers, int(name))
            if numbers.places[k] == NONE:
                if numbers.seen[0] >= half:
                    return i
                numbers.keys[k], numbers.places[k] = name, numbers.seen[0]
                numbers.seen[0] += 1
            place = int(numbers.places[k])
        places[i] = place
    return len(names)


def larger(numbers: Numbers) -> Numbers:
    """The same numbers with twice the room."""
    made = no_numbers(2 * len(numbers.keys))
    held = numbers.places != NONE
    order = np.argsort(numbers.places[held])
    keys = numbers.keys[held][order]
    place_numbers(made, keys, np.empty(len(keys), np.int32), 0)
    return made


@pure
def is_grouped(who: Ints, seen: Longs, stamp: int) -> bool:
    """Whether every object's fixes stand together. `seen` is by object; `stamp` has not been used with it."""
    last = -1
    for i in range(len(who)):
        if who[i] != last:
            last = who[i]
            if seen[last] == stamp:
                return False
            seen[last] = stamp
    return True


@compiled
def _placed(who: Ints, n_objects: int) -> tuple[Longs, Longs, Ints]:
    """Where each fix stands if they are put together by object, where each object's begin, and whose they are."""
    count = np.zeros(n_objects + 1, np.int64)
    for i in range(len(who)):
        count[who[i] + 1] += 1
    n_runs = 0
    for k in range(n_objects):
        n_runs += count[k + 1] > 0
    start, owner = np.empty(n_runs + 1, np.int64), np.empty(n_runs, np.int32)
    run = 0
    for k in range(n_objects):
        if count[k + 1] > 0:
            start[run], owner[run] = count[k], k
            run += 1
        count[k + 1] += count[k]
    start[n_runs] = len(who)
    place = np.empty(len(who), np.int64)
    for i in range(len(who)):
        place[i] = count[who[i]]
        count[who[i]] += 1
    return place, start, owner


@compiled
def _put(place: Longs, who: Ints, t_us: Longs, lon: Floats, lat: Floats) -> tuple[Ints, Longs, Floats, Floats]:
    """Each fix at its place. Writing here and there is quicker than reading so: the lines written to are few."""
    n = len(who)
    whose, times, x, y = np.empty(n, np.int32), np.empty(n, np.int64), np.empty(n), np.empty(n)
    for i in range(n):
        k = place[i]
        whose[k], times[k], x[k], y[k] = who[i], t_us[i], lon[i], lat[i]
    return whose, times, x, y


def by_object(fixes: Fixes, n_objects: int) -> tuple[Fixes, Runs]:
    """Fixes put together by object, each object's in the order in which they came, and the runs."""
    place, start, owner = _placed(fixes.object, n_objects)
    accuracy_m, trusted = np.empty_like(fixes.accuracy_m), np.empty_like(fixes.trusted)
    for to, column in ((accuracy_m, fixes.accuracy_m), (trusted, fixes.trusted)):
        if len(column):
            to[place] = column
    columns = (*_put(place, fixes.object, fixes.t_us, fixes.lon, fixes.lat), accuracy_m, trusted)
    return Fixes(*(frozen(column) for column in columns)), Runs(frozen(start), frozen(owner))


@compiled
def by_key(order: Longs, keys: Ints, n_keys: int) -> Longs:
    """An order changed so that keys ascend; what has the same key stays in the order in which it was.

    Args:
        order: N places.
        keys: by place its key, 0 to n_keys - 1.
        n_keys: how many there are.
    """
    begin, found = np.zeros(n_keys + 1, np.int64), np.empty(len(order), np.int64)
    for k in range(len(keys)):
        begin[keys[k] + 1] += 1
    for key in range(n_keys):
        begin[key + 1] += begin[key]
    for k in range(len(order)):
        key = keys[order[k]]
        found[begin[key]] = order[k]
        begin[key] += 1
    return found


@pure
def _rises(who: Ints, t_us: Longs) -> bool:
    """Whether each fix is later than the one before it, if that is of the same object; quicker than `is_in_order`."""
    against = 0
    for i in range(1, len(who)):
        against += (who[i] == who[i - 1]) & (t_us[i] <= t_us[i - 1])
    return against == 0


@pure
def is_in_order(fixes: Fixes, start: Longs) -> bool:
    """Whether the fixes of each run are in order of time, then longitude, then latitude."""
    t_us, lon, lat = fixes.t_us, fixes.lon, fixes.lat
    for run in range(len(start) - 1):
        for i in range(start[run] + 1, start[run + 1]):
            if t_us[i] <= t_us[i - 1] and (
                t_us[i] < t_us[i - 1] or lon[i] < lon[i - 1] or (lon[i] == lon[i - 1] and lat[i] < lat[i - 1])
            ):
                return False
    return True


def group(fixes: Fixes, n_objects: int, seen: Longs, stamp: int) -> tuple[Fixes, Runs]:
    """Fixes object by object, each object's in order, and the runs.

    Args:
        fixes: N in any order; `object` numbers them from 0.
        n_objects: how many objects there are.
        seen: see `is_grouped`.
        stamp: see `is_grouped`.

    Returns:
        The fixes themselves where they were in that order.
    """
    who = fixes.object
    if is_grouped(who, seen, stamp):
        runs = runs_of(who, 0, len(who))
    else:
        fixes, runs = by_object(fixes, n_objects)
    if not (_rises(fixes.object, fixes.t_us) or is_in_order(fixes, runs.start)):
        fixes = taken(fixes, np.lexsort((fixes.lat, fixes.lon, fixes.t_us, fixes.object)))
        runs = runs_of(fixes.object, 0, len(who))
    return fixes, runs


def taken(fixes: Fixes, order: Longs | slice) -> Fixes:
    """Some fixes, in an order or a stretch of them; columns that are not there stay away."""
    return Fixes(*(frozen(column[order] if len(column) else column) for column in fixes))
