"""What is known of one interval of presence, and what the fixes inside add to it: depth and certainty.

Source: docs/methods/presence.md, "Certain or possible" and "Depth".
"""

from math import sqrt
from typing import Any

import numpy as np
from numpy.typing import NDArray

from evenhand.detection.kernels.boundary import exact_m, nearest
from evenhand.detection.kernels.compiled import inlined, pure
from evenhand.detection.kernels.fixes import Fixes
from evenhand.detection.kernels.geodesic import arc_m
from evenhand.detection.kernels.grid import DEGREE_M, Index

CROSSED, ALREADY_INSIDE, REGAINED = 0, 1, 2
STILL_INSIDE, LOST = 1, 2
ENTRIES = ("crossed", "already-inside", "regained")
EXITS = ("crossed", "still-inside", "lost")

INTERVAL = np.dtype(
    [
        ("object", "i4"),
        ("slot", "i4"),
        ("began_us", "i8"),
        ("ended_us", "i8"),
        ("entry", "u1"),
        ("exit", "u1"),
        ("before", "i8"),  # the last fix not after the beginning
        ("first", "i8"),  # first fix inside; -1: none
        ("last", "i8"),
        ("n_fixes", "i8"),  # distinct fixes inside
        ("certain", "u1"),  # a trusted fix lies deeper inside than its error
        ("inexact", "u1"),  # trusted fixes lie inside, but none deeper than its error
        ("untrusted", "u1"),  # a fix inside is jammed or implausible
        ("gap_us", "i8"),  # no fix inside: how long the step that carries the interval took
        ("depth_m", "f8"),  # greatest geodesic distance of a fix inside from the boundary; -1: no fix
        ("entry_lon", "f8"),
        ("entry_lat", "f8"),
        ("exit_lon", "f8"),
        ("exit_lat", "f8"),
        ("number", "i8"),  # of the first fix, counted without repeats; after a cut: of the window
        ("deep_m", "f8"),  # the deepest fix so far: chord, place, and the nearest piece of the boundary
        ("deep_lon", "f8"),
        ("deep_lat", "f8"),
        ("deep_along", "f8"),
        ("deep_piece", "i4"),
        ("next", "i4"),  # while it is open: the next open interval of the object
    ]
)
Intervals = NDArray[np.void]

STRETCHES = 130
"""Halving stretches of fixes never leaves more than two open per halving."""


@inlined
def forget(one: Any) -> None:
    """Nothing is known yet of depth and certainty."""
    one.certain, one.inexact, one.untrusted = 0, 0, 0
    one.depth_m, one.deep_m, one.deep_piece = -1.0, -1.0, -1


@inlined
def moved_at_most_m(fixes: Fixes, lon_m: float, i: int, j: int) -> float:
    """An upper bound on the distance between two fixes, both in a slot whose degree of longitude measures `lon_m`."""
    east, north = (fixes.lon[i] - fixes.lon[j]) * lon_m, (fixes.lat[i] - fixes.lat[j]) * DEGREE_M
    return sqrt(east * east + north * north)


@inlined
def _reach_m(fixes: Fixes, lon_m: float, low: int, high: int, middle: int) -> float:
    """How far at most any fix from `low` to `high` lies from the middle one."""
    farthest2 = 0.0
    lon, lat = fixes.lon[middle], fixes.lat[middle]
    for i in range(low, high + 1):
        east, north = (fixes.lon[i] - lon) * lon_m, (fixes.lat[i] - lat) * DEGREE_M
        farthest2 = max(farthest2, east * east + north * north)
    return sqrt(farthest2)


@pure
def deepen(fixes: Fixes, index: Index, one: Any, span: tuple[int, int], stack: NDArray[np.int64]) -> None:
    """Look for a fix from span[0] to span[1], all inside the interval's slot, deeper than the deepest so far.

    The depth is asked in the middle of a stretch of fixes. If even the farthest fix of the stretch, were it deeper by
    all of the way to it, could not be deeper than the deepest so far, the stretch is done; else it is halved. The piece
    that was nearest before is asked first and mostly settles it.
    """
    slot, lon_m = one.slot, index.lon_m[one.slot]
    hint = one.deep_piece
    stack[0, 0], stack[0, 1] = span
    n = 1
    while n > 0:
        n -= 1
        low, high = stack[n, 0], stack[n, 1]
        middle = (low + high) // 2
        lon, lat = fixes.lon[middle], fixes.lat[middle]
        reach_m = _reach_m(fixes, lon_m, low, high, middle)
        chord_m, hint, along = nearest(index.boundaries, slot, lon, lat, hint, one.deep_m)
        if chord_m + reach_m <= one.deep_m:
            continue
        if chord_m > one.deep_m:
            one.deep_m, one.deep_lon, one.deep_lat = chord_m, lon, lat
            one.deep_piece, one.deep_along = hint, along
        if middle < high:
            stack[n, 0], stack[n, 1] = middle + 1, high
            n += 1
        if low < middle:
            stack[n, 0], stack[n, 1] = low, middle - 1
            n += 1


@pure
def vouch(fixes: Fixes, index: Index, one: Any, span: tuple[int, int], stack: NDArray[np.int64]) -> None:
    """What the fixes from span[0] to span[1], all inside, say about certainty; after `deepen`.

    A fix makes the presence certain if it is trusted and deeper inside than its error. Stretches are halved like
    those of the depth: none of a stretch can be that deep if its least error is at least its greatest depth.
    """
    if len(fixes.trusted) == 0 and len(fixes.accuracy_m) == 0:
        if one.deep_m > 0.0:
            one.certain, one.inexact = 1, 0
        else:
            one.inexact = 1 - one.certain
        return
    trusts = False
    for i in range(span[0], span[1] + 1):
        if len(fixes.trusted) > 0 and fixes.trusted[i] == 0:
            one.untrusted = 1
        else:
            trusts = True
    if one.certain == 1 or not trusts:
        return
    if _is_vouched(fixes, index, one, span, stack):
        one.certain, one.inexact = 1, 0
    else:
        one.inexact = 1


@inlined
def _error_m(fixes: Fixes, i: int) -> float:
    """The error of a fix: 0 where the source says nothing, endless where the fix is not trusted."""
    if len(fixes.trusted) > 0 and fixes.trusted[i] == 0:
        return 1e30
    if len(fixes.accuracy_m) > 0 and fixes.accuracy_m[i] > 0.0:
        return float(fixes.accuracy_m[i])
    return 0.0


@pure
def _is_vouched(fixes: Fixes, index: Index, one: Any, span: tuple[int, int], stack: NDArray[np.int64]) -> bool:
    """Whether a trusted fix of the span lies deeper inside than its error."""
    slot, lon_m = one.slot, index.lon_m[one.slot]
    hint = one.deep_piece
    stack[0, 0], stack[0, 1] = span
    n = 1
    while n > 0:
        n -= 1
        low, high = stack[n, 0], stack[n, 1]
        least_m, middle = 1e30, low
        for i in range(low, high + 1):
            error_m = _error_m(fixes, i)
            if error_m < least_m:
                least_m, middle = error_m, i
        if least_m >= arc_m(one.deep_m):
            continue
        chord_m, hint, _ = nearest(index.boundaries, slot, fixes.lon[middle], fixes.lat[middle], hint)
        if arc_m(chord_m) > least_m:
            return True
        if arc_m(chord_m + _reach_m(fixes, lon_m, low, high, middle)) <= least_m:
            continue
        half = (low + high) // 2
        if low < high:
            stack[n, 0], stack[n, 1] = half + 1, high
            stack[n + 1, 0], stack[n + 1, 1] = low, half
            n += 2
    return False


@inlined
def settle(fixes: Fixes, index: Index, one: Any, span: tuple[int, int], stack: NDArray[np.int64]) -> None:
    """What the fixes of a span, all inside, add to an interval; nothing where no boundaries were built."""
    if span[0] <= span[1] and len(index.boundaries.piece) > 0:
        deepen(fixes, index, one, span, stack)
        vouch(fixes, index, one, span, stack)


@inlined
def measure_depth(index: Index, one: Any) -> None:
    """The geodesic depth of the deepest fix; -1 where there is none."""
    one.depth_m = -1.0
    if one.deep_piece >= 0:
        one.depth_m = exact_m(index.boundaries, one.deep_piece, one.deep_along, one.deep_lon, one.deep_lat)
