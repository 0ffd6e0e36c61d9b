"""What is known of one interval of presence, and what the fixes inside add to it: depth and certainty.

Source: docs/methods/presence.md, "Certain or possible" and "Depth".
"""

from math import sqrt
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from evenhand.detection.kernels.boundary import exact_m, nearest
from evenhand.detection.kernels.compiled import compiled, inlined, pure
from evenhand.detection.kernels.fixes import Fixes
from evenhand.detection.kernels.geodesic import arc_m, degrees_at_most_m
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
TOGETHER = 256
"""Fixes of which the deepest is searched at once."""
KNOWN = 8
CHORD_ERROR_M = 2.0
"""A boundary piece of at most a kilometre, straight in degrees, is no farther from its chord below STEEPEST."""
STEEPEST = 89.0
NOWHERE_M = 1e12
"""A degree so long bounds nothing."""
UNKNOWN_PIECE = -1
ASKED = -1.0
"""Instead of how deep a fix is at most: how deep it is is known."""


class Scratch(NamedTuple):
    """Room to work for one thread while depth and certainty are searched."""

    stack: NDArray[np.int64]
    """STRETCHES x 2: stretches of fixes still to be looked at."""
    at_most_m2: NDArray[np.float64]
    """By fix the square of the way to the nearest of the known pieces."""
    bits: NDArray[np.int64]
    """The same memory as whole numbers, which of positive numbers have the same order, and compare eight at a time."""
    why: NDArray[np.int32]
    """By fix that piece."""
    known: NDArray[np.float64]
    """KNOWN x 4 degrees: where pieces of the boundary begin, and how far east and north they go."""
    known_piece: NDArray[np.int32]


@compiled
def new_scratch() -> Scratch:
    """Empty room."""
    at_most_m2 = np.empty(TOGETHER)
    return Scratch(
        np.empty((STRETCHES, 2), np.int64),
        at_most_m2,
        at_most_m2.view(np.int64),
        np.empty(TOGETHER, np.int32),
        np.empty((KNOWN, 4)),
        np.empty(KNOWN, np.int32),
    )


@inlined
def forget(one: Any) -> None:
    """Nothing is known yet of depth and certainty."""
    one.certain, one.inexact, one.untrusted = 0, 0, 0
    one.depth_m, one.deep_m, one.deep_piece = -1.0, -1.0, -1


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
def deepen(fixes: Fixes, index: Index, one: Any, span: tuple[int, int], scratch: Scratch) -> None:
    """Look for a fix from span[0] to span[1], all inside the interval's slot, deeper than the deepest so far.

    No fix is deeper than the way to any piece of the boundary, which is cheap to know. Such pieces are the points where
    the interval begins and ends, and the nearest pieces to fixes that were asked already. Asked is always the fix that
    may be deepest, until none may be deeper than the deepest.
    """
    known, n = scratch.known, 0
    for crosses, lon, lat in (
        (one.entry == CROSSED, one.entry_lon, one.entry_lat),
        (one.exit == CROSSED, one.exit_lon, one.exit_lat),
    ):
        if crosses:
            known[n, 0], known[n, 1], known[n, 2], known[n, 3] = lon, lat, 0.0, 0.0
            scratch.known_piece[n] = UNKNOWN_PIECE
            n += 1
    if one.deep_piece >= 0:
        _know(index, scratch, one.deep_piece, n)
        n += 1
    begin = span[0]
    while begin <= span[1]:
        end = min(begin + TOGETHER, span[1] + 1)
        n = _deepen_some(fixes, index, one, (begin, end), scratch, n)
        begin = end


@inlined
def _know(index: Index, scratch: Scratch, piece: int, n: int) -> None:
    """Keep a piece as the nth that is known, in place of an earlier one where there is no room."""
    ends, k = index.boundaries.ends_deg[piece], n % KNOWN
    scratch.known[k, 0], scratch.known[k, 1] = ends[0], ends[1]
    scratch.known[k, 2], scratch.known[k, 3] = ends[2] - ends[0], ends[3] - ends[1]
    scratch.known_piece[k] = piece


@inlined
def _deepen_some(fixes: Fixes, index: Index, one: Any, span: tuple[int, int], scratch: Scratch, n_known: int) -> int:
    """`deepen` for at most TOGETHER fixes, span[1] not among them; how many pieces were known then."""
    begin, n = span[0], span[1] - span[0]
    at_most_m2, south, north = scratch.at_most_m2, np.inf, -np.inf
    for i in range(n):
        at_most_m2[i], scratch.why[i] = 1e30, UNKNOWN_PIECE
        south, north = min(south, fixes.lat[begin + i]), max(north, fixes.lat[begin + i])
    likely = 0
    for k in range(min(n_known, KNOWN)):
        likely = _bound(fixes, span, scratch, k, (south, north))
    while at_most_m2[likely] > _settled_m2(one):
        lon, lat = fixes.lon[begin + likely], fixes.lat[begin + likely]
        hint = scratch.why[likely] if scratch.why[likely] >= 0 else one.deep_piece
        chord_m, piece, along = nearest(index.boundaries, one.slot, lon, lat, hint, one.deep_m)
        if chord_m > one.deep_m:
            one.deep_m, one.deep_lon, one.deep_lat = chord_m, lon, lat
            one.deep_piece, one.deep_along = piece, along
        at_most_m2[likely] = ASKED
        _know(index, scratch, piece, n_known)
        likely = _bound(fixes, span, scratch, n_known % KNOWN, (south, north))
        n_known += 1
    return n_known


@inlined
def _settled_m2(one: Any) -> float:
    """The square of the way within which no fix may be from the boundary that could be deeper than the deepest."""
    if one.deep_piece >= 0 and one.deep_m > CHORD_ERROR_M:
        return float((one.deep_m - CHORD_ERROR_M) ** 2)
    return ASKED


@inlined
def _bound(fixes: Fixes, span: tuple[int, int], scratch: Scratch, k: int, lats: tuple[float, float]) -> int:
    """Let none of the fixes be deeper than the way to the kth known piece; the one that may be deepest, from 0.

    `lats`: all of the fixes lie between.
    """
    known, at_most_m2, begin = scratch.known[k], scratch.at_most_m2, span[0]
    lon, lat, piece = known[0], known[1], scratch.known_piece[k]
    south, north = min(lats[0], lat, lat + known[3]), max(lats[1], lat, lat + known[3])
    if max(abs(south), abs(north)) > STEEPEST:
        east_m, north_m = NOWHERE_M, NOWHERE_M
    else:
        east_m, north_m = degrees_at_most_m(south, north)
    ux, uy = known[2] * east_m, known[3] * north_m
    length2 = ux * ux + uy * uy
    per_length2 = 1.0 / length2 if length2 > 0.0 else 0.0
    # No branches, so that it is done for eight fixes at a time.
    lon_deg, lat_deg, why = fixes.lon[begin : span[1]], fixes.lat[begin : span[1]], scratch.why
    for i in range(len(lon_deg)):
        x, y = (lon_deg[i] - lon) * east_m, (lat_deg[i] - lat) * north_m
        along = (x * ux + y * uy) * per_length2
        along = along if along > 0.0 else 0.0
        along = along if along < 1.0 else 1.0
        x, y = x - along * ux, y - along * uy
        way_m2 = x * x + y * y
        nearer = way_m2 < at_most_m2[i]
        at_most_m2[i] = way_m2 if nearer else at_most_m2[i]
        why[i] = piece if nearer else why[i]
    return _likely(scratch, span[1] - begin)


@inlined
def _likely(scratch: Scratch, n: int) -> int:
    """Which of n fixes may be deepest."""
    most = scratch.bits[0]
    for i in range(1, n):
        most = max(most, scratch.bits[i])
    likely = 0
    while scratch.bits[likely] != most:
        likely += 1
    return likely


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
def settle(fixes: Fixes, index: Index, one: Any, span: tuple[int, int], scratch: Scratch) -> None:
    """What the fixes of a span, all inside, add to an interval; nothing where no boundaries were built."""
    if span[0] <= span[1] and len(index.boundaries.piece) > 0:
        deepen(fixes, index, one, span, scratch)
        vouch(fixes, index, one, span, scratch.stack)


@inlined
def measure_depth(index: Index, one: Any) -> None:
    """The geodesic depth of the deepest fix; -1 where there is none."""
    one.depth_m = -1.0
    if one.deep_piece >= 0:
        one.depth_m = exact_m(index.boundaries, one.deep_piece, one.deep_along, one.deep_lon, one.deep_lat)
