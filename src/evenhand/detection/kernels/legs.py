"""Paths as legs in space and time: what an object does between two fixes, cut to the times at which it counts.

A leg is the geodesic between two consecutive fixes no further apart in time than the gap limit, at constant speed. A
fix at which no leg begins or ends is a leg of no length. Source: docs/methods/separation.md, "Definition".
"""

from math import asin, isfinite, sqrt
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from evenhand.detection.kernels.compiled import compiled, inlined
from evenhand.detection.kernels.fixes import Fixes
from evenhand.detection.kernels.geodesic import earth_centred, inverse

CAME, ALREADY, REGAINED, COUNTED = 0, 1, 2, 3
"""How a time begins: by coming near, with a first fix, after a silence, or because the object counts from then on."""
WENT, STILL, LOST, UNCOUNTED = 0, 1, 2, 3

LEAST_RADIUS_M = 6_335_000.0
"""A little less than the least radius of curvature of WGS84: no geodesic bends more."""
KNOT_M_US = 1852.0 / 3600.0 / 1e6
SPEED_OVER_US = 5 * 60 * 1_000_000
"""Speed is taken over at least this long, for the error of two fixes seconds apart is no speed."""


class Path(NamedTuple):
    """W waypoints: the fixes without repeats, ordered by object, then time, longitude, latitude."""

    t_us: NDArray[np.int64]
    lon: NDArray[np.float64]
    lat: NDArray[np.float64]
    xyz_m: NDArray[np.float64]
    """W x 3, Earth-centred."""
    accuracy_m: NDArray[np.float64]
    """W or 0; 0 where the source says nothing."""
    trusted: NDArray[np.uint8]
    """W or 0."""
    fix: NDArray[np.int64]
    """The fix that each waypoint comes from; of repeats the first."""
    start: NDArray[np.int64]
    """By object its first waypoint; one more at the end."""


class Legs(NamedTuple):
    """L legs ordered by object and time; beginnings and ends never fall back within an object."""

    at: NDArray[np.int64]
    """The waypoint where the leg begins, whatever has been cut off."""
    moves: NDArray[np.uint8]
    """1: leads to the next waypoint; 0: stays at its own for an instant."""
    t0_us: NDArray[np.int64]
    t1_us: NDArray[np.int64]
    entry: NDArray[np.uint8]
    """Why it begins there; CAME: it goes on from the leg before."""
    exit: NDArray[np.uint8]
    start: NDArray[np.int64]
    """By object its first leg; one more at the end."""


class Windows(NamedTuple):
    """When each object counts: closed windows of time, by object, in order, not overlapping."""

    start: NDArray[np.int64]
    begin_us: NDArray[np.int64]
    end_us: NDArray[np.int64]


@inlined
def way_at_most_m(chord_m: float) -> float:
    """An upper bound on the way along the surface over a chord through the Earth."""
    if chord_m < 1.2e6:
        return chord_m * 1.002
    return 1.6 * chord_m


@inlined
def chord_m(path: Path, i: int, j: int) -> float:
    """The straight distance between two waypoints."""
    dx, dy = path.xyz_m[j, 0] - path.xyz_m[i, 0], path.xyz_m[j, 1] - path.xyz_m[i, 1]
    dz = path.xyz_m[j, 2] - path.xyz_m[i, 2]
    return sqrt(dx * dx + dy * dy + dz * dz)


@inlined
def surface_m(chord: float) -> float:
    """The way along the surface over a chord; 1 cm good to 100 km, 0.1 m to 200 km."""
    return 2.0 * 6371008.8 * asin(min(1.0, chord / (2.0 * 6371008.8)))


def by_number(fixes: Fixes) -> tuple[Fixes, NDArray[np.int64] | None]:
    """Fixes with the objects in the order of their numbers, and where each stood before; None: where it stands."""
    if bool((np.diff(fixes.object) >= 0).all()):
        return fixes, None
    order = np.argsort(fixes.object, kind="stable")
    columns: list[Any] = [column[order] if len(column) else column.copy() for column in fixes]
    for column in columns:
        column.flags.writeable = False
    return Fixes(*columns), order


@compiled
def lay_path(fixes: Fixes, n_objects: int) -> Path:
    """Fixes without repeats, with their places in space.

    Of repeats, which say the same place and instant, the trusted one with the least error speaks for all.

    Args:
        fixes: N fixes in order, objects by their numbers.
        n_objects: objects are numbered below this; those without a fix are allowed.

    Source: docs/methods/presence.md, "Definition" (fix, path).
    """
    n = len(fixes.t_us)
    t_us, lon, lat = np.empty(n, np.int64), np.empty(n, np.float64), np.empty(n, np.float64)
    xyz_m, fix, start = np.empty((n, 3)), np.empty(n, np.int64), np.zeros(n_objects + 1, np.int64)
    accuracy_m = np.zeros(n if len(fixes.accuracy_m) > 0 else 0)
    trusted = np.ones(n if len(fixes.trusted) > 0 else 0, np.uint8)
    w = -1
    for i in range(n):
        new = i == 0 or fixes.object[i] != fixes.object[i - 1]
        repeat = not new and fixes.t_us[i] == t_us[w] and fixes.lon[i] == lon[w] and fixes.lat[i] == lat[w]
        if not repeat:
            w += 1
            t_us[w], lon[w], lat[w], fix[w] = fixes.t_us[i], fixes.lon[i], fixes.lat[i], i
            xyz_m[w, 0], xyz_m[w, 1], xyz_m[w, 2] = earth_centred(lon[w], lat[w])
            start[fixes.object[i] + 1] += 1
        error_m = 0.0
        if len(accuracy_m) > 0 and isfinite(fixes.accuracy_m[i]) and fixes.accuracy_m[i] > 0.0:
            error_m = float(fixes.accuracy_m[i])
        believed = np.uint8(1) if len(trusted) == 0 else fixes.trusted[i]
        better = not repeat or len(trusted) == 0 or believed > trusted[w]
        if len(accuracy_m) > 0:
            same = repeat and (len(trusted) == 0 or believed == trusted[w])
            accuracy_m[w] = min(accuracy_m[w], error_m) if same else error_m if better else accuracy_m[w]
        if len(trusted) > 0 and better:
            trusted[w] = believed
    for k in range(n_objects):
        start[k + 1] += start[k]
    w += 1
    known = w if len(accuracy_m) > 0 else 0
    vouched = w if len(trusted) > 0 else 0
    return Path(t_us[:w], lon[:w], lat[:w], xyz_m[:w], accuracy_m[:known], trusted[:vouched], fix[:w], start)


@compiled
def cut_legs(path: Path, gap_us: int, windows: Windows) -> Legs:
    """The legs of every object, cut to the windows in which it counts.

    Args:
        path: waypoints.
        gap_us: over a longer silence there is no leg.
        windows: of every object; none at all (an empty `start`): everything counts.
    """
    n_objects = len(path.start) - 1
    everything = len(windows.start) == 0
    most = 2 * len(path.t_us) + 3 * len(windows.begin_us) + 1
    legs = Legs(
        np.empty(most, np.int64),
        np.empty(most, np.uint8),
        np.empty(most, np.int64),
        np.empty(most, np.int64),
        np.empty(most, np.uint8),
        np.empty(most, np.uint8),
        np.zeros(n_objects + 1, np.int64),
    )
    n = 0
    for obj in range(n_objects):
        k = 0 if everything else windows.start[obj]
        for w in range(path.start[obj], path.start[obj + 1]):
            moves, entry, exit_ = _leg_at(path, gap_us, obj, w)
            if moves < 0:
                continue
            t0_us, t1_us = path.t_us[w], path.t_us[w + moves]
            if everything:
                n = _add(legs, n, (w, moves), (t0_us, t1_us), (entry, exit_))
                continue
            while k < windows.start[obj + 1] and windows.end_us[k] < t0_us:
                k += 1
            j = k
            while j < windows.start[obj + 1] and windows.begin_us[j] <= t1_us:
                begin_us, end_us = windows.begin_us[j], windows.end_us[j]
                cut_entry = COUNTED if begin_us > t0_us or (begin_us == t0_us and entry == CAME) else entry
                cut_exit = UNCOUNTED if end_us < t1_us or (end_us == t1_us and exit_ == WENT) else exit_
                span = (max(t0_us, begin_us), min(t1_us, end_us))
                n = _add(legs, n, (w, moves), span, (cut_entry, cut_exit))
                j += 1
        legs.start[obj + 1] = n
    return Legs(legs.at[:n], legs.moves[:n], legs.t0_us[:n], legs.t1_us[:n], legs.entry[:n], legs.exit[:n], legs.start)


@inlined
def _leg_at(path: Path, gap_us: int, obj: int, w: int) -> tuple[int, int, int]:
    """Whether a waypoint begins a leg (1), stands alone (0) or only ends one (-1); how that begins and how it ends."""
    first, last = path.start[obj], path.start[obj + 1] - 1
    before_us = path.t_us[w] - path.t_us[w - 1] if w > first else -1
    after_us = path.t_us[w + 1] - path.t_us[w] if w < last else -1
    entry = ALREADY if w == first else REGAINED if before_us > gap_us else CAME
    if 0 < after_us <= gap_us:
        v = w + 1
        exit_ = STILL if v == last else LOST if path.t_us[v + 1] - path.t_us[v] > gap_us else WENT
        return 1, entry, exit_
    if 0 < before_us <= gap_us:
        return -1, 0, 0
    return 0, entry, STILL if w == last else LOST if after_us > gap_us else WENT


@inlined
def _add(legs: Legs, n: int, leg: tuple[int, int], span: tuple[int, int], why: tuple[int, int]) -> int:
    legs.at[n], legs.moves[n] = leg
    legs.t0_us[n], legs.t1_us[n] = span
    legs.entry[n], legs.exit[n] = why
    return n + 1


@compiled
def slow_windows(path: Path, gap_us: int, max_speed_kn: float) -> Windows:
    """When each object is slow: the legs over which it makes no more than `max_speed_kn`, joined.

    The speed of a leg is that of the straight way over at least SPEED_OVER_US around its middle, or over the leg itself
    where that is longer: an anchored ship heard twice within two seconds has not sailed by the error of its receiver.
    Where fixes begin, end or are interrupted, what there is must do.

    Source: docs/methods/rendezvous.md, "Slow".
    """
    n_objects = len(path.start) - 1
    start, n = np.zeros(n_objects + 1, np.int64), 0
    begin_us, end_us = np.empty(len(path.t_us), np.int64), np.empty(len(path.t_us), np.int64)
    for obj in range(n_objects):
        low = path.start[obj]
        for w in range(path.start[obj], path.start[obj + 1] - 1):
            silence_us = path.t_us[w + 1] - path.t_us[w]
            if silence_us > gap_us:
                low = w + 1
            if silence_us <= 0 or silence_us > gap_us:
                continue
            if _speed_m_us(path, gap_us, (low, path.start[obj + 1] - 1), w) > max_speed_kn * KNOT_M_US:
                continue
            if n > start[obj] and end_us[n - 1] == path.t_us[w]:
                end_us[n - 1] = path.t_us[w + 1]
            else:
                begin_us[n], end_us[n] = path.t_us[w], path.t_us[w + 1]
                n += 1
        start[obj + 1] = n
    return Windows(start, begin_us[:n].copy(), end_us[:n].copy())


@inlined
def _speed_m_us(path: Path, gap_us: int, reach: tuple[int, int], w: int) -> float:
    """Metres in a microsecond around the leg from waypoint w; `reach`: first waypoint since a silence, last of all."""
    i, j = w, w + 1
    middle_us = (path.t_us[w] + path.t_us[w + 1]) // 2
    while i > reach[0] and path.t_us[i] > middle_us - SPEED_OVER_US // 2:
        i -= 1
    while j < reach[1] and path.t_us[j] < middle_us + SPEED_OVER_US // 2 and path.t_us[j + 1] - path.t_us[j] <= gap_us:
        j += 1
    length_m, _ = inverse(path.lon[i], path.lat[i], path.lon[j], path.lat[j])
    if length_m < 0.0:
        length_m = way_at_most_m(chord_m(path, i, j))
    return float(length_m / (path.t_us[j] - path.t_us[i]))
