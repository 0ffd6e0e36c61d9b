"""Two objects at once: every time in which two of them are closer than a distance, both moving.

Source: docs/methods/separation.md (definition, error bounds, known false alarms).
"""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from evenhand.detection.kernels.approach import Both, find_near, make_bench
from evenhand.detection.kernels.compiled import compiled, cores, inlined, pure
from evenhand.detection.kernels.fixes import Fixes
from evenhand.detection.kernels.legs import Legs, Path, Windows, by_number, cut_legs, lay_path
from evenhand.detection.kernels.meetings import (
    MEETING,
    OPEN,
    STRICT,
    WIDE,
    Kept,
    Meetings,
    Pair,
    close,
    errors_m,
    feed,
    look_at,
)
from evenhand.detection.kernels.nearby import Nearby, find_nearby, index_boxes
from evenhand.foundation.problems import ProblemKind

BAD_DISTANCE = ProblemKind(
    code="detection.bad-distance",
    blame="caller",
    message="Two objects are to be closer than {distance_m} m. Give a distance above 0 and up to {most_m} m.",
)
TOO_MANY_MEETINGS = ProblemKind(
    code="detection.too-many-meetings",
    blame="caller",
    message="More than {most} times of two objects closer than {distance_m} m were found, and more would not fit. "
    "Ask for a shorter distance, a longer stay, fewer categories, or leave out the places where many lie together.",
)

MOST_DISTANCE_M = 200_000.0
MOST_MEETINGS = 1_000_000
CHUNK = 16
"""Objects are handed to threads in so many parts for each."""
SMALL = 5_000
"""Below this many fixes one thread is quicker."""

EVERYTHING = Windows(np.empty(0, np.int64), np.empty(0, np.int64), np.empty(0, np.int64))
"""No windows: every object always counts."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Terms:
    """When two objects are close for long enough."""

    distance_m: float
    gap_us: int
    """Over a longer silence nothing is assumed, microseconds."""
    least_us: int = 0
    """Shorter times are left out, microseconds."""


def find_close(
    fixes: Fixes,
    sides: NDArray[np.int32],
    terms: Terms,
    *,
    windows: Windows = EVERYTHING,
    threads: int | None = None,
    most: int = MOST_MEETINGS,
) -> Meetings:
    """Find every maximal time in which two objects of different sides are closer than a distance.

    Args:
        fixes: N fixes in order, as `arrange` gives them. Not modified.
        sides: by object its side; two of the same are not looked at; -1 is on nobody's side, and looked at with all.
        terms: how close, over which silences, for how long.
        windows: when each object counts; none: always. Outside of them it is as if it were not there.
        threads: how many to use; None: as many as there are cores, one for few fixes. Answers do not depend on it.
        most: refuse to find more than this.

    Returns:
        MEETING rows ordered by a, b, beginning, the strict before the merely possible; a is the object of the smaller
        number. None where there are fewer than two objects.

    Raises:
        BAD_DISTANCE: a distance that is not above 0, or above 200 km.
        TOO_MANY_MEETINGS: more than `most`.

    Source: docs/methods/separation.md.
    """
    if not 0.0 < terms.distance_m <= MOST_DISTANCE_M:
        raise BAD_DISTANCE(distance_m=terms.distance_m, most_m=MOST_DISTANCE_M)
    fixes, order = by_number(fixes)
    path = lay_path(fixes, len(sides))
    legs = cut_legs(path, terms.gap_us, windows)
    if len(legs.at) == 0:
        return np.empty(0, MEETING)
    near = index_boxes(path, legs, _reach_m(path, float(terms.distance_m)))
    workers = threads or (1 if len(path.t_us) < SMALL else min(8, cores()))
    cuts = np.unique(np.searchsorted(near.start, np.linspace(0, near.start[-1], workers * CHUNK + 1).astype(np.int64)))
    cuts = np.unique(np.clip([0, *cuts.tolist(), len(sides)], 0, len(sides)))
    asked, total = (float(terms.distance_m), terms.least_us, most), np.zeros(1, np.int64)

    def meet(k: int) -> Meetings:
        return _meet(path, legs, near, sides, asked, (int(cuts[k]), int(cuts[k + 1])), total)

    if workers == 1:
        found = [meet(k) for k in range(len(cuts) - 1)]
    else:
        with ThreadPoolExecutor(workers) as pool:
            found = list(pool.map(meet, range(len(cuts) - 1)))
    if sum(len(part) for part in found) > most:
        raise TOO_MANY_MEETINGS(most=most, distance_m=terms.distance_m)
    meetings = np.concatenate(found)
    if order is not None:
        for name in ("first_a", "last_a", "first_b", "last_b"):
            meetings[name] = order[meetings[name]]
    return meetings


def _reach_m(path: Path, distance_m: float) -> float:
    """How near two can matter: the distance, and the greatest errors that count."""
    errors = path.accuracy_m[path.accuracy_m < distance_m]
    return distance_m + 2.0 * (float(errors.max()) if len(errors) else 0.0)


@compiled
def _meet(
    path: Path,
    legs: Legs,
    near: Nearby,
    sides: NDArray[np.int32],
    asked: tuple[float, int, int],
    objects: tuple[int, int],
    total: NDArray[np.int64],
) -> Meetings:
    """Every meeting of some objects with later ones; `total` counts over all threads, to stop in time."""
    pair = Pair(np.zeros(2, MEETING), np.zeros((2, 10), np.int64), make_bench())
    kept = Kept(np.empty(64, MEETING), np.zeros(1, np.int64))
    found, counted = np.empty(256, np.int64), 0
    for a in range(objects[0], objects[1]):
        found, n = find_nearby(near, sides, a, found)
        k = 0
        while k < n:
            last = k
            # Buckets that follow each other are one stretch of time, so nothing is cut where they meet.
            while last + 1 < n and found[last + 1] == found[last] + 1:
                last += 1
            begin_us = near.origin_us + (found[k] & 0xFFFFFFFF) * near.bucket_us
            end_us = near.origin_us + ((found[last] & 0xFFFFFFFF) + 1) * near.bucket_us
            before = kept.total[0]
            _walk(path, legs, pair, kept, (a, found[k] >> 32), (begin_us, end_us, asked[0], asked[1]))
            while kept.total[0] > len(kept.rows):
                kept = _roomier(kept, before)
                _walk(path, legs, pair, kept, (a, found[k] >> 32), (begin_us, end_us, asked[0], asked[1]))
            k = last + 1
        total[0] += kept.total[0] - counted
        counted = kept.total[0]
        if max(total[0], counted) > asked[2]:
            break
    return kept.rows[: kept.total[0]].copy()


@compiled
def _roomier(kept: Kept, n: int) -> Kept:
    """Twice the room, holding the first n."""
    rows = np.empty(2 * len(kept.rows), MEETING)
    rows[:n] = kept.rows[:n]
    kept.total[0] = n
    return Kept(rows, kept.total)


@pure
def _walk(
    path: Path,
    legs: Legs,
    pair: Pair,
    kept: Kept,
    objects: tuple[int, int],
    terms: tuple[int, int, float, int],
) -> None:
    """Walk along the legs of two objects together through one stretch of time."""
    begin_us, end_us, distance_m, least_us = terms
    i, end_i = _leg_from(legs, objects[0], begin_us), legs.start[objects[0] + 1]
    j, end_j = _leg_from(legs, objects[1], begin_us), legs.start[objects[1] + 1]
    pair.bench.course[0, 0], pair.bench.course[1, 0] = -1.0, -1.0
    pair.state[STRICT].a, pair.state[STRICT].b = objects
    pair.state[WIDE].a, pair.state[WIDE].b = objects
    while i < end_i and j < end_j:
        low_us, high_us = max(legs.t0_us[i], legs.t0_us[j], begin_us), min(legs.t1_us[i], legs.t1_us[j], end_us)
        if low_us > end_us:
            break
        if low_us <= high_us:
            _look(path, legs, pair, kept, (i, j, low_us, high_us), (distance_m, least_us))
        on_i = i + 1 < end_i and legs.t0_us[i + 1] == legs.t1_us[i]
        on_j = j + 1 < end_j and legs.t0_us[j + 1] == legs.t1_us[j]
        if legs.t1_us[i] != legs.t1_us[j]:
            i, j = (i + 1, j) if legs.t1_us[i] < legs.t1_us[j] else (i, j + 1)
        elif on_i != on_j:
            i, j = (i + 1, j) if on_i else (i, j + 1)
        else:
            if on_i and begin_us <= legs.t1_us[i] <= end_us and (_jumps(legs, i) or _jumps(legs, j)):
                _look_across(path, legs, pair, kept, (i, j, end_i, end_j), (distance_m, least_us))
            i, j = i + 1, j + 1
    for level in range(2):
        close(path, pair, level, kept, least_us)


@inlined
def _leg_from(legs: Legs, obj: int, begin_us: int) -> int:
    """The first leg of an object that ends no earlier than an instant."""
    low, high = legs.start[obj], legs.start[obj + 1]
    while low < high:
        middle = (low + high) // 2
        if legs.t1_us[middle] < begin_us:
            low = middle + 1
        else:
            high = middle
    return int(low)


@inlined
def _jumps(legs: Legs, i: int) -> bool:
    """Whether an object is in another place, at the same instant, with its next leg."""
    return bool(legs.at[i] + legs.moves[i] != legs.at[i + 1])


@pure
def _look_across(
    path: Path, legs: Legs, pair: Pair, kept: Kept, where: tuple[int, int, int, int], asked: tuple[float, int]
) -> None:
    """Both are at an instant in several places: every one of the one against every one of the other."""
    i, j, end_i, end_j = where
    at_us = legs.t1_us[i]
    last_i, last_j = i, j
    while last_i + 1 < end_i and legs.t0_us[last_i + 1] == at_us:
        last_i += 1
    while last_j + 1 < end_j and legs.t0_us[last_j + 1] == at_us:
        last_j += 1
    for p in range(i, last_i + 1):
        for q in range(j, last_j + 1):
            _look(path, legs, pair, kept, (p, q, at_us, at_us), asked)


@pure
def _look(
    path: Path, legs: Legs, pair: Pair, kept: Kept, which: tuple[int, int, int, int], asked: tuple[float, int]
) -> None:
    """Two legs while both last: feed what is close to what is open, and close what is over."""
    i, j, low_us, high_us = which
    distance_m, least_us = asked
    both = Both(legs.at[i], legs.at[j], 0 + legs.moves[i], 0 + legs.moves[j], low_us, high_us)
    wide_m = distance_m + errors_m(path, both, distance_m)
    spans, strict = pair.bench.spans, pair.bench.strict
    n_strict = find_near(path, pair.bench, both, distance_m)
    for k in range(n_strict):
        strict[k, 0], strict[k, 1] = spans[k, 0], spans[k, 1]
    fed = n_strict - n_strict
    if wide_m > distance_m or pair.note[WIDE, OPEN] == 1:
        for k in range(find_near(path, pair.bench, both, wide_m)):
            span = (spans[k, 0], spans[k, 1])
            if feed(path, legs, pair, both, (WIDE, i, j), span):
                for level in range(2):
                    close(path, pair, level, kept, least_us)
                feed(path, legs, pair, both, (WIDE, i, j), span)
            look_at(path, pair, WIDE, both, wide_m, span)
            last = fed
            while last < n_strict and strict[last, 0] <= span[1] + 1.0:
                last += 1
            _feed_strict(path, legs, pair, kept, (both, i, j, fed, last), asked)
            fed = last
    _feed_strict(path, legs, pair, kept, (both, i, j, fed, n_strict), asked)


@pure
def _feed_strict(
    path: Path, legs: Legs, pair: Pair, kept: Kept, what: tuple[Both, int, int, int, int], asked: tuple[float, int]
) -> None:
    """Feed some of the spans set aside."""
    both, i, j, first, last = what
    for k in range(first, last):
        span = (pair.bench.strict[k, 0], pair.bench.strict[k, 1])
        if feed(path, legs, pair, both, (STRICT, i, j), span):
            close(path, pair, STRICT, kept, asked[1])
            feed(path, legs, pair, both, (STRICT, i, j), span)
        look_at(path, pair, STRICT, both, asked[0], span)
