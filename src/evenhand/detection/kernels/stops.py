"""Where and when objects stayed in one place or stood on the ground; landings and take-offs.

Source: docs/methods/stop.md (definition, known false alarms). A place of stay as all fixes within a radius of one of
them: Li et al., Mining user similarity based on location history, ACM GIS 2008; maximal, over every fix as the middle,
so that neither the direction of time nor the fix at which one begins to look matters.
"""

from math import sin
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from evenhand.detection.kernels.compiled import compiled, inlined
from evenhand.detection.kernels.fixes import Fixes
from evenhand.detection.kernels.geodesic import MEAN_RADIUS_M, arc_m, earth_centred

UNKNOWN, AIRBORNE, GROUND = -1, 0, 1
"""What a fix says of an aircraft."""

BLOCK, LEVELS = 64, 2
"""Fixes in a block, blocks in a block of blocks: whole blocks inside the radius are not looked at fix by fix."""

STOP = np.dtype(
    [
        ("range", "i8"),  # the number of the range that it lies in
        ("first", "i8"),
        ("last", "i8"),
        ("middle", "i8"),  # the fix around which it stayed longest; the earliest of several
        ("began_us", "i8"),
        ("ended_us", "i8"),
        ("grounded", "u1"),  # a fix of it says that it stood on the ground
        ("spread_m", "f8"),  # greatest distance of a fix from the middle
    ]
)
LANDING = np.dtype(
    [
        ("object", "i4"),
        ("before", "i8"),  # the last fix in the state that ends
        ("after", "i8"),  # the first fix in the state that begins
        ("lands", "u1"),  # 1: a landing; 0: a take-off
    ]
)
Stops = NDArray[np.void]
Landings = NDArray[np.void]
States = NDArray[np.int8]
Floats = NDArray[np.float64]
Ints = NDArray[np.int64]


class Limits(NamedTuple):
    """What counts as a stay."""

    radius_m: float
    """0: only standing on the ground counts."""
    min_dwell_us: int
    gap_us: int
    """Nothing is assumed between two fixes further apart."""


def find_stops(fixes: Fixes, ranges: Ints, *, limits: Limits, states: States, barred: NDArray[np.uint8]) -> Stops:
    """Find stays in one place and times on the ground.

    A **window** is a fix (its middle) with all fixes before and after it, without interruption, that lie within
    `radius_m` of it; it counts if it lasts `min_dwell_us` or longer. A run of consecutive fixes on the ground counts
    whatever it lasts. A **stop** is the union of all that count and share fixes with one another. Fixes that are
    airborne or barred, gaps longer than `gap_us` and the ends of a range interrupt.

    Args:
        fixes: ordered as `arrange` leaves them.
        ranges: M x 2, the first and last fix (included) of each stretch of one object to look at.
        limits: radius, least dwell, gap.
        states: N of UNKNOWN, AIRBORNE, GROUND, see `settled_states`; or 0: nothing is known.
        barred: N, 1 where a fix cannot be part of a stop (its speed is too high); or 0: none is.

    Returns:
        STOP rows in the order of the ranges, then of time; none where there are no ranges.

    Source: docs/methods/stop.md, "Definition".
    """
    return _scan(fixes, np.ascontiguousarray(ranges, np.int64).reshape(-1, 2), limits, states, barred)


@compiled
def _scan(fixes: Fixes, ranges: Ints, limits: Limits, states: States, barred: NDArray[np.uint8]) -> Stops:
    out, found = np.empty(64, STOP), 0
    for number in range(len(ranges)):
        low, end = ranges[number, 0], ranges[number, 1]
        while low <= end:
            if _interrupts(states, barred, low):
                low += 1
                continue
            high = low
            while high < end and fixes.t_us[high + 1] - fixes.t_us[high] <= limits.gap_us:
                if _interrupts(states, barred, high + 1):
                    break
                high += 1
            stops = _stops_in_run(fixes, low, high, limits, states)
            while found + len(stops) > len(out):
                larger = np.empty(2 * len(out), STOP)
                larger[:found] = out[:found]
                out = larger
            for k in range(len(stops)):
                out[found] = stops[k]
                out[found].range = number
                found += 1
            low = high + 1
    return out[:found].copy()


@inlined
def _interrupts(states: States, barred: NDArray[np.uint8], i: int) -> bool:
    """Whether a fix cannot be part of a stop."""
    return bool((len(states) > 0 and states[i] == AIRBORNE) or (len(barred) > 0 and barred[i] == 1))


@compiled
def _stops_in_run(fixes: Fixes, low: int, high: int, limits: Limits, states: States) -> Stops:
    """The stops among fixes that nothing interrupts."""
    n = high - low + 1
    joined = np.zeros(n + 1, np.int64)  # changes of how many windows hold fix k together with the one before
    held = np.zeros(n + 1, np.int64)  # changes of how many windows hold fix k
    longest = np.full(n, -1, np.int64)
    points = _points(fixes, low, n)
    if limits.radius_m > 0.0:
        balls = _balls(points)
        chord_m = 2.0 * MEAN_RADIUS_M * sin(limits.radius_m / (2.0 * MEAN_RADIUS_M))
        for k in range(n):
            left = _reach(points, balls, k, -1, chord_m)
            right = _reach(points, balls, k, 1, chord_m)
            if fixes.t_us[low + right] - fixes.t_us[low + left] >= limits.min_dwell_us:
                _hold(held, joined, left, right)
                longest[k] = fixes.t_us[low + right] - fixes.t_us[low + left]
                if left == 0 and right == n - 1:
                    break  # nothing can reach farther, and a later middle as far does not count
    if len(states) > 0:
        first = -1
        for k in range(n + 1):
            on_ground = k < n and states[low + k] == GROUND
            if on_ground and first < 0:
                first = k
            if not on_ground and first >= 0:
                _hold(held, joined, first, k - 1)
                first = -1
    return _unions(fixes, low, points, (held, joined, longest), states)


@inlined
def _hold(held: Ints, joined: Ints, left: int, right: int) -> None:
    """Note a window over fixes `left` to `right`."""
    held[left] += 1
    held[right + 1] -= 1
    joined[left + 1] += 1
    joined[right + 1] -= 1


@compiled
def _unions(fixes: Fixes, low: int, points: Floats, windows: tuple[Ints, Ints, Ints], states: States) -> Stops:
    """Windows that share fixes, made one."""
    held, joined, longest = windows
    n = len(points)
    out, found = np.empty(n, STOP), 0
    n_held, n_joined, first = 0, 0, -1
    for k in range(n + 1):
        n_held += held[k]
        n_joined += joined[k]
        if first >= 0 and (k == n or n_joined == 0):
            _fill(out[found], fixes, low, points, (first, k - 1), longest)
            if len(states) > 0:
                for i in range(low + first, low + k):
                    out[found].grounded |= np.uint8(states[i] == GROUND)
            found += 1
            first = -1
        if first < 0 and k < n and n_held > 0:
            first = k
    return out[:found]


@compiled
def _fill(stop: Any, fixes: Fixes, low: int, points: Floats, span: tuple[int, int], longest: Ints) -> None:
    """One stop over the fixes of a span, both included."""
    first, last = span
    middle = first
    for k in range(first, last + 1):
        if longest[k] > longest[middle]:
            middle = k
    farthest_m = 0.0
    for k in range(first, last + 1):
        farthest_m = max(farthest_m, _chord(points, middle, points[k, 0], points[k, 1], points[k, 2]))
    stop.first, stop.last, stop.middle, stop.grounded = low + first, low + last, low + middle, 0
    stop.began_us, stop.ended_us = fixes.t_us[low + first], fixes.t_us[low + last]
    stop.spread_m = arc_m(farthest_m)


@compiled
def _points(fixes: Fixes, low: int, n: int) -> Floats:
    """N x 3 earth-centred metres."""
    points = np.empty((n, 3))
    for k in range(n):
        points[k, 0], points[k, 1], points[k, 2] = earth_centred(fixes.lon[low + k], fixes.lat[low + k])
    return points


@compiled
def _balls(points: Floats) -> tuple[Floats, Floats]:
    """Around each whole block of 64, and of 64 x 64 fixes: a middle and a radius (columns x, y, z, r)."""
    fine = np.empty((len(points) // BLOCK, 4))
    coarse = np.empty((len(points) // (BLOCK * BLOCK), 4))
    for level in range(LEVELS):
        size, balls = (BLOCK, fine) if level == 0 else (BLOCK * BLOCK, coarse)
        for b in range(len(balls)):
            for axis in range(3):
                balls[b, axis] = points[b * size : (b + 1) * size, axis].mean()
            balls[b, 3] = 0.0
            for k in range(b * size, (b + 1) * size):
                balls[b, 3] = max(balls[b, 3], _chord(points, k, balls[b, 0], balls[b, 1], balls[b, 2]))
    return fine, coarse


@inlined
def _chord(points: Floats, k: int, x: float, y: float, z: float) -> float:
    dx, dy, dz = points[k, 0] - x, points[k, 1] - y, points[k, 2] - z
    return float((dx * dx + dy * dy + dz * dz) ** 0.5)


@compiled
def _reach(points: Floats, balls: tuple[Floats, Floats], k: int, step: int, chord_m: float) -> int:
    """The last fix on one side of fix k, going by `step` (1 or -1), before one that is farther off than `chord_m`."""
    m, n = k + step, len(points)
    while 0 <= m < n:
        skipped = False
        for level in range(LEVELS - 1, -1, -1):
            size, ball = (BLOCK * BLOCK, balls[1]) if level == 1 else (BLOCK, balls[0])
            at_edge = m % size == (0 if step > 0 else size - 1)
            b = m // size
            if at_edge and b < len(ball):
                away_m = _chord(points, k, ball[b, 0], ball[b, 1], ball[b, 2])
                if away_m + ball[b, 3] <= chord_m:
                    m += step * size
                    skipped = True
                    break
        if skipped:
            continue
        if _chord(points, k, points[m, 0], points[m, 1], points[m, 2]) > chord_m:
            break
        m += step
    return m - step


def settled_states(fixes: Fixes, said: States, *, window_us: int, blink_us: int) -> States:
    """What each fix says of flying or standing, after outvoting single false flags.

    A transponder's ground flag is wrong for single messages, on the ground as in the air. So a fix keeps what it says
    if at least half of the fixes of its object within `window_us` before it say the same, or at least half of those
    within `window_us` after it (both with itself, and with those of its instant); else it takes the other state. A real
    change has one side on its side. Then changes of which each follows the one before within `blink_us` are one change,
    the last of them, or none if they come back to where they began. What says nothing stays UNKNOWN and has no vote.

    Args:
        fixes: ordered as `arrange` leaves them.
        said: N of UNKNOWN, AIRBORNE, GROUND.
        window_us: how far before and after is looked.
        blink_us: the states between changes no further apart count for nothing.

    Source: docs/methods/stop.md, "On the ground".
    """
    return _steadied(fixes, _settled(fixes, said, window_us), blink_us)


@compiled
def _settled(fixes: Fixes, said: States, window_us: int) -> States:
    n = len(said)
    settled = said.copy()
    ground, known = np.zeros(n + 1, np.int64), np.zeros(n + 1, np.int64)
    for i in range(n):
        ground[i + 1] = ground[i] + (1 if said[i] == GROUND else 0)
        known[i + 1] = known[i] + (1 if said[i] != UNKNOWN else 0)
    low, high, same_first, same_last = 0, 0, 0, 0
    for i in range(n):
        if i == 0 or fixes.object[i] != fixes.object[i - 1]:
            low, high, same_first, same_last = i, i, i, i
        while fixes.t_us[i] - fixes.t_us[low] > window_us:
            low += 1
        while fixes.t_us[same_first] < fixes.t_us[i]:
            same_first += 1
        while same_last < n and fixes.object[same_last] == fixes.object[i] and fixes.t_us[same_last] <= fixes.t_us[i]:
            same_last += 1
        high = max(high, i)
        while high < n and fixes.object[high] == fixes.object[i] and fixes.t_us[high] - fixes.t_us[i] <= window_us:
            high += 1
        before = _at_least_half(ground, known, low, same_last, said[i])
        if said[i] != UNKNOWN and not before and not _at_least_half(ground, known, same_first, high, said[i]):
            settled[i] = GROUND if said[i] == AIRBORNE else AIRBORNE
    return settled


@compiled
def _steadied(fixes: Fixes, states: States, blink_us: int) -> States:
    """The states without those that last but a blink."""
    before, first, changed, base = -1, -1, -1, UNKNOWN
    steady = states.copy()
    for i in range(len(states)):
        if states[i] == UNKNOWN:
            continue
        if before < 0 or fixes.object[before] != fixes.object[i]:
            first = -1
        elif states[before] != states[i]:
            if first < 0 or fixes.t_us[i] - fixes.t_us[changed] > blink_us:
                first, base = i, states[before]
            else:
                for k in range(changed, i):
                    if states[k] != UNKNOWN:
                        steady[k] = base
            changed = i
        before = i
    return steady


@inlined
def _at_least_half(ground: Ints, known: Ints, first: int, end: int, state: int) -> bool:
    """Whether at least half of the fixes from `first` to before `end` that say anything say `state`."""
    all_known, on_ground = known[end] - known[first], ground[end] - ground[first]
    return bool(2 * (on_ground if state == GROUND else all_known - on_ground) >= all_known)


def find_landings(fixes: Fixes, states: States, *, gap_us: int) -> Landings:
    """Find landings and take-offs: two fixes of one object that follow one another, what is unknown left out, in
    different states and no further apart than `gap_us`.

    Args:
        fixes: ordered as `arrange` leaves them.
        states: N, see `settled_states`.
        gap_us: over a longer time nothing is assumed: what was a landing may have been several.

    Returns:
        LANDING rows in the order of the fixes.
    """
    return _landings(fixes, states, gap_us)


@compiled
def _landings(fixes: Fixes, states: States, gap_us: int) -> Landings:
    out, found, before = np.empty(len(states), LANDING), 0, -1
    for i in range(len(states)):
        if states[i] == UNKNOWN:
            continue
        changes = before >= 0 and fixes.object[before] == fixes.object[i] and states[before] != states[i]
        if changes and fixes.t_us[i] - fixes.t_us[before] <= gap_us:
            one = out[found]
            one.object, one.before, one.after = fixes.object[i], before, i
            one.lands = np.uint8(states[i] == GROUND)
            found += 1
        before = i
    return out[:found].copy()
