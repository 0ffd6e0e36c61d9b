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
FEW = 8
"""So few fixes are looked at one by one."""
ENDLESS_M = 2**62


@inlined
def forget(one: Any) -> None:
    """Nothing is known yet of depth and certainty."""
    one.certain, one.inexact, one.untrusted = 0, 0, 0
    one.depth_m, one.deep_m, one.deep_piece = -1.0, -1.0, -1


@inlined
def _way2(east_deg: float, north_deg: float, lon_m: float) -> float:
    """An upper bound on the square of a way, in a slot whose degree of longitude measures `lon_m`."""
    east, north = east_deg * lon_m, north_deg * DEGREE_M
    return east * east + north * north


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


@inlined
def _end_away2(index: Index, lon_m: float, piece: int, at: tuple[float, float]) -> float:
    """An upper bound on the square of the way from a place to the nearer end of a piece; endless for no piece."""
    if piece < 0:
        return 1e30
    ends = index.boundaries.ends_deg[piece]
    return min(_way2(at[0] - ends[0], at[1] - ends[1], lon_m), _way2(at[0] - ends[2], at[1] - ends[3], lon_m))


@inlined
def _try_deeper(fixes: Fixes, index: Index, one: Any, i: int, hints: tuple[int, int]) -> tuple[float, int]:
    """Keep fix i if it is deeper than the deepest so far; the square of how deep it is at most, and why: a piece.

    It cannot be deeper than the way to an end of any piece, which is cheaper to know than the depth: those of `hints`
    are asked first, of which the second may be -1.
    """
    lon_m, at = index.lon_m[one.slot], (fixes.lon[i], fixes.lat[i])
    piece, other = hints
    at_most2, other2 = _end_away2(index, lon_m, piece, at), _end_away2(index, lon_m, other, at)
    if other2 < at_most2:
        at_most2, piece = other2, other
    if at_most2 <= one.deep_m * one.deep_m and one.deep_piece >= 0:
        return at_most2, piece
    chord_m, piece, along = nearest(index.boundaries, one.slot, at[0], at[1], piece, one.deep_m)
    if chord_m > one.deep_m:
        one.deep_m, one.deep_lon, one.deep_lat = chord_m, at[0], at[1]
        one.deep_piece, one.deep_along = piece, along
    return chord_m * chord_m, piece


@inlined
def _halves(fixes: Fixes, lon_m: float, at_most: tuple[float, int], n: int, stack: NDArray[np.int64]) -> int:
    """Put the halves of the stretch on top of the stack in its place, the one that may be deeper last; how many wait.

    `at_most`: how deep the fix in the middle is at most, and the piece that says so.
    """
    low, high = stack[n, 0], stack[n, 1]
    middle = (low + high) // 2
    before_m = int(at_most[0] + _reach_m(fixes, lon_m, low, middle - 1, middle)) + 1
    after_m = int(at_most[0] + _reach_m(fixes, lon_m, middle + 1, high, middle)) + 1
    first, second = (n, n + 1) if before_m < after_m else (n + 1, n)
    stack[first, 0], stack[first, 1], stack[first, 2], stack[first, 3] = low, middle - 1, before_m, at_most[1]
    stack[second, 0], stack[second, 1], stack[second, 2], stack[second, 3] = middle + 1, high, after_m, at_most[1]
    return n + 2


@pure
def deepen(fixes: Fixes, index: Index, one: Any, span: tuple[int, int], stack: NDArray[np.int64]) -> None:
    """Look for a fix from span[0] to span[1], all inside the interval's slot, deeper than the deepest so far.

    The depth is asked in the middle of a stretch of fixes, and the stretch is halved. A half of which even the farthest
    fix, were it deeper by all of the way to it, could not be deeper than the deepest so far, is done. Few fixes are
    asked one by one. A piece that was near before mostly settles it.
    """
    lon_m, hint, n = index.lon_m[one.slot], one.deep_piece, 1
    stack[0, 0], stack[0, 1], stack[0, 2], stack[0, 3] = span[0], span[1], ENDLESS_M, hint
    while n > 0:
        n -= 1
        if stack[n, 2] <= one.deep_m:
            continue
        low, high = stack[n, 0], stack[n, 1]
        few, at_most2 = high - low < FEW, 0.0
        if not few:
            low = high = (low + high) // 2
        for i in range(low, high + 1):
            at_most2, hint = _try_deeper(fixes, index, one, i, (hint, stack[n, 3]))
        if not few:
            n = _halves(fixes, lon_m, (sqrt(at_most2), hint), n, stack)


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
