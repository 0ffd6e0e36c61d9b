"""What is known of one interval of presence, and what each fix inside adds to it: depth and certainty.

Source: docs/methods/presence.md, "Certain or possible" and "Depth".
"""

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
        ("inexact", "u1"),  # a trusted fix lies inside, but not deeper than its error
        ("untrusted", "u1"),  # a fix inside is jammed or implausible
        ("gap_us", "i8"),  # no fix inside: how long the step that carries the interval took
        ("depth_m", "f8"),  # greatest geodesic distance of a fix inside from the boundary; -1: no fix
        ("entry_lon", "f8"),
        ("entry_lat", "f8"),
        ("exit_lon", "f8"),
        ("exit_lat", "f8"),
        # How far the search for the greatest depth has come.
        ("number", "i8"),
        ("deepest", "i8"),
        ("chord_m", "f8"),
        ("piece", "i4"),
        ("along", "f8"),
        ("tried_lon", "f8"),
        ("tried_lat", "f8"),
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
    """What fix i, inside of the interval's slot, says about depth and certainty.

    The depth is only worked out where it can matter: it cannot have grown by more than the way moved since last tried.
    """
    trusted = len(fixes.trusted) == 0 or fixes.trusted[i] == 1
    accuracy_m = 0.0
    if len(fixes.accuracy_m) > 0 and fixes.accuracy_m[i] > 0.0:
        accuracy_m = float(fixes.accuracy_m[i])
    if not trusted:
        state.untrusted = 1
    undecided = trusted and state.certain == 0
    slot, lon, lat = state.slot, fixes.lon[i], fixes.lat[i]
    if state.tried_piece >= 0:
        east, north = (lon - state.tried_lon) * index.lon_m[slot], (lat - state.tried_lat) * DEGREE_M
        slack = (min(state.chord_m, accuracy_m) if undecided else state.chord_m) - state.tried_m
        if slack >= 0.0 and east * east + north * north <= slack * slack:
            if undecided:
                state.inexact = 1
            return
    chord_m, piece, along = nearest(index.boundaries, slot, lon, lat, state.tried_piece)
    state.tried_lon, state.tried_lat, state.tried_m, state.tried_piece = lon, lat, chord_m, piece
    if chord_m > state.chord_m:
        state.chord_m, state.deepest, state.piece, state.along = chord_m, i, piece, along
    if undecided:
        if arc_m(chord_m) > accuracy_m:
            state.certain = 1
        else:
            state.inexact = 1


@pure
def settle_depth(fixes: Fixes, index: Index, state: Any) -> None:
    """The exact depth of the deepest fix."""
    state.depth_m = -1.0
    if state.first >= 0 and state.piece >= 0:
        lon, lat = fixes.lon[state.deepest], fixes.lat[state.deepest]
        state.depth_m = exact_m(index.boundaries, state.piece, state.along, lon, lat)
