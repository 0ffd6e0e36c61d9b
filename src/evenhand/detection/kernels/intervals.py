"""What is known of one interval of presence, and what each fix inside adds to it: depth and certainty.

Source: docs/methods/presence.md, "Certain or possible" and "Depth".
"""

from math import sqrt
from typing import Any

import numpy as np
from numpy.typing import NDArray

from evenhand.detection.kernels.boundary import exact_m, nearest
from evenhand.detection.kernels.compiled import compiled, inlined
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
        ("inexact", "u1"),  # a trusted fix lies inside, but not deeper than its error
        ("untrusted", "u1"),  # a fix inside is jammed or implausible
        ("gap_us", "i8"),  # no fix inside: how long the step that carries the interval took
        ("depth_m", "f8"),  # greatest geodesic distance of a fix inside from the boundary; -1: no fix
        ("entry_lon", "f8"),
        ("entry_lat", "f8"),
        ("exit_lon", "f8"),
        ("exit_lat", "f8"),
        ("number", "i8"),  # of the first fix, counted without repeats; after a cut: of the window
        ("tried", "i8"),  # the last fix whose depth was worked out for certainty
        ("tried_m", "f8"),
        ("tried_piece", "i4"),
    ]
)
Intervals = NDArray[np.void]


@inlined
def is_repeat(fixes: Fixes, i: int) -> bool:
    """Whether fix i says the same as the one before."""
    same_time = fixes.t_us[i] == fixes.t_us[i - 1]
    return bool(same_time and fixes.lon[i] == fixes.lon[i - 1] and fixes.lat[i] == fixes.lat[i - 1])


@inlined
def look_at(fixes: Fixes, index: Index, state: Any, i: int) -> None:
    """What fix i, inside of the interval's slot, says about certainty.

    Its depth is only worked out where it can decide: it cannot have grown by more than the way moved since last tried.
    """
    if len(fixes.trusted) > 0 and fixes.trusted[i] == 0:
        state.untrusted = 1
        return
    if state.certain == 1:
        return
    accuracy_m = 0.0
    if len(fixes.accuracy_m) > 0 and fixes.accuracy_m[i] > 0.0:
        accuracy_m = float(fixes.accuracy_m[i])
    if state.tried_piece >= 0:
        moved_m = moved_at_most_m(fixes, index.lon_m[state.slot], i, state.tried)
        if state.tried_m + moved_m <= accuracy_m:
            state.inexact = 1
            return
    chord_m, piece, _ = nearest(index.boundaries, state.slot, fixes.lon[i], fixes.lat[i], state.tried_piece)
    state.tried, state.tried_m, state.tried_piece = i, chord_m, piece
    if arc_m(chord_m) > accuracy_m:
        state.certain = 1
    else:
        state.inexact = 1


@inlined
def moved_at_most_m(fixes: Fixes, lon_m: float, i: int, j: int) -> float:
    """An upper bound on the distance between two fixes, both in a slot whose degree of longitude measures `lon_m`."""
    east, north = (fixes.lon[i] - fixes.lon[j]) * lon_m, (fixes.lat[i] - fixes.lat[j]) * DEGREE_M
    return sqrt(east * east + north * north)


@compiled
def settle_depth(fixes: Fixes, index: Index, state: Any) -> None:
    """Find the deepest fix from `first` to `last`, and its exact depth; -1 where no fix is inside.

    A depth is worked out in the middle of a stretch of fixes. If even the farthest fix of the stretch, were it farther
    inside by all of the way to it, could not be deeper than the deepest so far, the stretch is done; else it is halved.
    """
    state.depth_m = -1.0
    if state.first < 0:
        return
    slot, lon_m = state.slot, index.lon_m[state.slot]
    best_m, deepest, best_piece, best_along, hint = -1.0, state.first, -1, 0.0, state.tried_piece
    stretches = np.empty((130, 2), np.int64)
    stretches[0, 0], stretches[0, 1] = state.first, state.last
    n = 1
    while n > 0:
        n -= 1
        low, high = stretches[n, 0], stretches[n, 1]
        middle = (low + high) // 2
        chord_m, hint, along = nearest(index.boundaries, slot, fixes.lon[middle], fixes.lat[middle], hint)
        if chord_m > best_m:
            best_m, deepest, best_piece, best_along = chord_m, middle, hint, along
        reach_m = 0.0
        for i in range(low, high + 1):
            reach_m = max(reach_m, moved_at_most_m(fixes, lon_m, i, middle))
        if chord_m + reach_m <= best_m:
            continue
        for half in ((low, middle - 1), (middle + 1, high)):
            if half[0] <= half[1]:
                stretches[n, 0], stretches[n, 1] = half
                n += 1
    if best_piece >= 0:
        lon, lat = fixes.lon[deepest], fixes.lat[deepest]
        state.depth_m = exact_m(index.boundaries, best_piece, best_along, lon, lat)
