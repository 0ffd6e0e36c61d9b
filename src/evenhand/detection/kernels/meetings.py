"""What is known of one time in which two objects are close, and what each leg and fix adds to it.

Source: docs/methods/separation.md, "Certain or possible".
"""

from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from evenhand.detection.kernels.approach import NEARER_M, Bench, Both, distance_at_m, find_least, place_at
from evenhand.detection.kernels.compiled import inlined, pure
from evenhand.detection.kernels.geodesic import inverse, wrap_deg
from evenhand.detection.kernels.legs import CAME, WENT, Legs, Path, chord_m, surface_m

MEETING = np.dtype(
    [
        ("a", "i4"),
        ("b", "i4"),
        ("began_us", "i8"),
        ("ended_us", "i8"),
        ("entry", "u1"),  # CAME, ALREADY, REGAINED, COUNTED
        ("exit", "u1"),  # WENT, STILL, LOST, UNCOUNTED
        ("within", "u1"),  # 1: closer than the distance; 0: only if the errors of the fixes are counted
        (
            "certain",
            "u1",
        ),  # a trusted fix of one, both fixes of the other around it closer than the distance less errors
        ("inexact", "u1"),  # as certain, but only without the errors
        ("untrusted", "u1"),  # rests on a fix that is jammed or implausible
        ("unseen", "u1"),  # a fix of one, but a fix of the other around it is not closer than the distance
        ("n_fixes", "i8"),  # distinct fixes of either
        ("gap_us", "i8"),  # the longest silence of either that a part of it lies in
        ("least_m", "f8"),
        ("least_us", "i8"),
        ("least_a_lon", "f8"),
        ("least_a_lat", "f8"),
        ("least_b_lon", "f8"),
        ("least_b_lat", "f8"),
        ("entry_a_lon", "f8"),
        ("entry_a_lat", "f8"),
        ("entry_b_lon", "f8"),
        ("entry_b_lat", "f8"),
        ("exit_a_lon", "f8"),
        ("exit_a_lat", "f8"),
        ("exit_b_lon", "f8"),
        ("exit_b_lat", "f8"),
        ("first_a", "i8"),  # the fixes that it rests on, of each object, those around it included
        ("last_a", "i8"),
        ("first_b", "i8"),
        ("last_b", "i8"),
    ]
)
Meetings = NDArray[np.void]

ENTRIES = ("came-near", "already-near", "heard-again", "began-to-count")
EXITS = ("went-away", "still-near", "heard-no-more", "ceased-to-count")

STRICT, WIDE = 0, 1
"""The two states of a pair: closer than the distance, and closer than it with errors added."""

OPEN, HELD, LEAST_A, LEAST_B, LEAST_A_MOVES, LEAST_B_MOVES = 0, 1, 2, 3, 4, 5
END_A, END_B, END_A_MOVES, END_B_MOVES = 6, 7, 8, 9


class Pair(NamedTuple):
    """What is open of the pair in hand."""

    state: Meetings
    """2: what is known so far, strict and wide."""
    note: NDArray[np.int64]
    """2 x 10: whether open; wide: whether it holds a strict one; the legs of the least distance and of the end."""
    bench: Bench


class Kept(NamedTuple):
    """Room for what is found; `total` holds how many there are, which may be more than there is room for."""

    rows: Meetings
    total: NDArray[np.int64]


@pure
def feed(
    path: Path, legs: Legs, pair: Pair, both: Both, which: tuple[int, int, int], span: tuple[float, float]
) -> bool:
    """Add a span of two legs in which the two are close; True if an earlier time has to be closed first.

    Args:
        path: waypoints.
        legs: legs.
        pair: the pair in hand.
        both: the two legs while both last.
        which: STRICT or WIDE, the number of the leg of a, that of b.
        span: microseconds after the beginning of `both`.
    """
    level, leg_a, leg_b = which
    state, note = pair.state[level], pair.note[level]
    begin_us, end_us = both.t0_us + round(span[0]), both.t0_us + round(span[1])
    if note[OPEN] == 1 and begin_us > state.ended_us:
        return True
    entry = _entry(legs, leg_a, leg_b, begin_us) if span[0] <= 0.0 else CAME
    if note[OPEN] == 0:
        note[OPEN], note[HELD] = 1, 0
        state.began_us, state.ended_us, state.entry = begin_us, begin_us - 1, entry
        _enter(path, state, both, both.t0_us + span[0])
        state.certain, state.inexact, state.untrusted, state.unseen = 0, 0, 0, 0
        state.gap_us, state.least_m, state.least_us = 0, 1e12, begin_us
        state.first_a, state.first_b = both.a, both.b
        state.last_a, state.last_b = both.a, both.b
    elif begin_us == state.began_us:
        # Somebody is in several places at this instant: the closest two speak, in whatever order they come.
        state.entry = max(state.entry, entry)
        apart_m, _ = inverse(state.entry_a_lon, state.entry_a_lat, state.entry_b_lon, state.entry_b_lat)
        if distance_at_m(path, both, both.t0_us + span[0]) < apart_m - NEARER_M:
            _enter(path, state, both, both.t0_us + span[0])
    if end_us >= state.ended_us:
        exit_ = _exit(legs, leg_a, leg_b, end_us) if span[1] >= both.t1_us - both.t0_us else WENT
        same = end_us == state.ended_us
        state.exit = max(state.exit, exit_) if same else exit_
        apart_m = distance_at_m(path, _ending(note, both), end_us) if same else 1e12
        if not same or distance_at_m(path, both, end_us) < apart_m - NEARER_M:
            note[END_A], note[END_B] = both.a, both.b
            note[END_A_MOVES], note[END_B_MOVES] = both.a_moves, both.b_moves
        state.ended_us = end_us
    state.last_a = max(state.last_a, both.a + both.a_moves)
    state.last_b = max(state.last_b, both.b + both.b_moves)
    if both.a_moves == 1:
        state.gap_us = max(state.gap_us, path.t_us[both.a + 1] - path.t_us[both.a])
    if both.b_moves == 1:
        state.gap_us = max(state.gap_us, path.t_us[both.b + 1] - path.t_us[both.b])
    least_m, at_us = find_least(path, pair.bench, both, span, state.least_m)
    if at_us >= 0.0:
        state.least_m, state.least_us = least_m, both.t0_us + round(at_us)
        note[LEAST_A], note[LEAST_B] = both.a, both.b
        note[LEAST_A_MOVES], note[LEAST_B_MOVES] = both.a_moves, both.b_moves
    return False


@inlined
def _enter(path: Path, state: Any, both: Both, at_us: float) -> None:
    """Where the two are when a time begins."""
    state.entry_a_lon, state.entry_a_lat = place_at(path, both.a, both.a_moves, at_us)
    state.entry_b_lon, state.entry_b_lat = place_at(path, both.b, both.b_moves, at_us)


@inlined
def _ending(note: NDArray[np.int64], both: Both) -> Both:
    """The legs on which the time ended so far."""
    return Both(note[END_A], note[END_B], note[END_A_MOVES], note[END_B_MOVES], both.t0_us, both.t1_us)


@inlined
def _entry(legs: Legs, leg_a: int, leg_b: int, at_us: int) -> int:
    """Why a time begins with the beginning of one of two legs."""
    why_a = legs.entry[leg_a] if legs.t0_us[leg_a] == at_us else CAME
    why_b = legs.entry[leg_b] if legs.t0_us[leg_b] == at_us else CAME
    return max(why_a, why_b)


@inlined
def _exit(legs: Legs, leg_a: int, leg_b: int, at_us: int) -> int:
    """Why a time ends with the end of one of two legs."""
    why_a = legs.exit[leg_a] if legs.t1_us[leg_a] == at_us else WENT
    why_b = legs.exit[leg_b] if legs.t1_us[leg_b] == at_us else WENT
    return max(why_a, why_b)


@pure
def look_at(path: Path, pair: Pair, level: int, both: Both, distance_m: float, span: tuple[float, float]) -> None:
    """What the fixes at the ends of two legs say about a time of which a span lies there."""
    state = pair.state[level]
    if len(path.trusted) > 0:
        for w in (both.a, both.a + both.a_moves, both.b, both.b + both.b_moves):
            if path.trusted[w] == 0:
                state.untrusted = 1
    if state.certain == 1:
        return
    low_us, high_us = both.t0_us + span[0] - 0.5, both.t0_us + span[1] + 0.5
    for w in range(both.a, both.a + both.a_moves + 1):
        if low_us <= path.t_us[w] <= high_us:
            _witness(path, state, w, (both.b, both.b_moves), distance_m)
    for w in range(both.b, both.b + both.b_moves + 1):
        if low_us <= path.t_us[w] <= high_us:
            _witness(path, state, w, (both.a, both.a_moves), distance_m)


@inlined
def _witness(path: Path, state: Any, w: int, other: tuple[int, int], distance_m: float) -> None:
    """One fix of one object against the fixes of the other around that instant: three places, no assumed speed."""
    first, last = other[0], other[0] + other[1]
    if path.t_us[first] == path.t_us[w]:
        last = first
    elif path.t_us[last] == path.t_us[w]:
        first = last
    near, sure, trusted = True, True, True
    for v in range(first, last + 1):
        apart_m = surface_m(chord_m(path, w, v))
        error_m = path.accuracy_m[w] + path.accuracy_m[v] if len(path.accuracy_m) > 0 else 0.0
        near = near and apart_m < distance_m
        sure = sure and apart_m + error_m < distance_m
        if len(path.trusted) > 0:
            trusted = trusted and path.trusted[w] == 1 and path.trusted[v] == 1
    if not near:
        state.unseen = 1
    elif trusted and sure:
        state.certain = 1
    elif trusted:
        state.inexact = 1


@inlined
def errors_m(path: Path, both: Both, distance_m: float) -> float:
    """By how much the errors of the fixes around may have made two look farther apart than they were.

    A fix whose error is not smaller than the distance itself cannot tell near from far, and says nothing here.
    """
    if len(path.accuracy_m) == 0:
        return 0.0
    total_m = 0.0
    for w, moves in ((both.a, both.a_moves), (both.b, both.b_moves)):
        error_m = max(path.accuracy_m[w], path.accuracy_m[w + moves])
        if error_m < distance_m:
            total_m += error_m
    return total_m


@pure
def close(path: Path, pair: Pair, level: int, kept: Kept, least_us: int) -> None:
    """End the time that is open and keep it, unless it is too short, empty or, if wide, holds a strict one.

    Where there is no room left it is only counted.
    """
    state, note = pair.state[level], pair.note[level]
    if note[OPEN] == 0:
        return
    note[OPEN] = 0
    if level == WIDE and note[HELD] == 1:
        return
    state.n_fixes = _fixes_in(path, state.first_a, state.last_a, state.began_us, state.ended_us)
    state.n_fixes += _fixes_in(path, state.first_b, state.last_b, state.began_us, state.ended_us)
    lasting_us = state.ended_us - state.began_us
    if lasting_us < least_us or (lasting_us == 0 and state.n_fixes == 0):
        return
    if level == STRICT:
        pair.note[WIDE, HELD] = 1
    state.within = 1 if level == STRICT else 0
    if level == WIDE:
        state.certain, state.inexact = 0, 1
    _settle(path, state, note)
    n = kept.total[0]
    if n < len(kept.rows):
        kept.rows[n] = state
    kept.total[0] = n + 1


@inlined
def _settle(path: Path, state: Any, note: NDArray[np.int64]) -> None:
    """Places at the end and at the least distance, and that distance along the surface."""
    end, least = state.ended_us, state.least_us
    state.exit_a_lon, state.exit_a_lat = place_at(path, note[END_A], note[END_A_MOVES], end)
    state.exit_b_lon, state.exit_b_lat = place_at(path, note[END_B], note[END_B_MOVES], end)
    a = place_at(path, note[LEAST_A], note[LEAST_A_MOVES], least)
    b = place_at(path, note[LEAST_B], note[LEAST_B_MOVES], least)
    length_m, _ = inverse(a[0], a[1], b[0], b[1])
    state.least_m = length_m if length_m >= 0.0 else surface_m(state.least_m)
    state.least_a_lon, state.least_a_lat = wrap_deg(a[0]), a[1]
    state.least_b_lon, state.least_b_lat = wrap_deg(b[0]), b[1]
    state.entry_a_lon, state.entry_b_lon = wrap_deg(state.entry_a_lon), wrap_deg(state.entry_b_lon)
    state.exit_a_lon, state.exit_b_lon = wrap_deg(state.exit_a_lon), wrap_deg(state.exit_b_lon)
    state.first_a, state.last_a = path.fix[state.first_a], path.fix[state.last_a]
    state.first_b, state.last_b = path.fix[state.first_b], path.fix[state.last_b]


@inlined
def _fixes_in(path: Path, first: int, last: int, began_us: int, ended_us: int) -> int:
    """How many waypoints from first to last lie in a time, ends included."""
    while first <= last and path.t_us[first] < began_us:
        first += 1
    while last >= first and path.t_us[last] > ended_us:
        last -= 1
    return last - first + 1
