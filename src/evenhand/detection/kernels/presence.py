"""When each object is inside each area: the intervals of presence.

The path between two consecutive fixes of one object that are no further apart in time than the area's gap limit is the
geodesic, passed at constant speed. An interval is a maximal time that this path is inside.
Source: docs/methods/presence.md (definition, error bounds, known false alarms).
"""

import os
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np
import pyarrow as pa
import shapely
from numpy.typing import NDArray

from evenhand.detection.kernels.boundary import exact_m, nearest
from evenhand.detection.kernels.compiled import compiled, pure
from evenhand.detection.kernels.crossings import (
    CROSSING,
    Crossings,
    cell_of,
    find_crossings,
    is_inside,
    is_settled,
    slots_at,
)
from evenhand.detection.kernels.fixes import Fixes, arrange
from evenhand.detection.kernels.geodesic import arc_m, between
from evenhand.detection.kernels.grid import DEGREE_M, Index, build_index

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

N_OPEN, NUMBER, N_OUT = 0, 1, 2
SMALL = 20_000
"""Below this many fixes a coarse grid and one thread are quicker; answers are the same."""


class Work(NamedTuple):
    """What one thread remembers while it walks along the fixes."""

    state: Intervals
    """By slot, the interval that is open there."""
    open_slots: NDArray[np.int32]
    place: NDArray[np.int32]
    """By slot, where it stands in `open_slots`; -1: not open."""
    touched: NDArray[np.int32]
    mark: NDArray[np.int64]
    counts: NDArray[np.int64]


class At(NamedTuple):
    """An instant on the path, how the boundary was passed there, and the fix that comes with it."""

    t_us: int
    lon: float
    lat: float
    how: int
    fix: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Presence:
    """Intervals of presence, ordered by object, then beginning, then slot, with what they were made from."""

    intervals: Intervals
    objects: tuple[str, ...]
    fixes: Fixes
    rows: NDArray[np.int64] | None
    """By fix the row of the positions; None: the same order."""
    index: Index

    def within(self, which: NDArray[np.int64], begins_us: NDArray[np.int64], ends_us: NDArray[np.int64]) -> Intervals:
        """The parts of some intervals inside half-open windows of time.

        Args:
            which: N numbers of intervals; one interval may come several times.
            begins_us: N instants, microseconds since 1970, at which a window begins.
            ends_us: N instants at which it ends.

        Returns:
            At most N intervals, with number of fixes, depth and certainty anew for the part; parts that hold neither
            time nor a fix are left out. `number` says which of the N each one is.
        """
        out = _within(self.fixes, self.index, self.intervals, (which, begins_us, ends_us))
        return out


def find_presence(
    positions: pa.Table,
    areas: Sequence[shapely.MultiPolygon],
    gaps_us: Sequence[int],
    *,
    threads: int | None = None,
    longest_side: int | None = None,
) -> Presence:
    """Find when each object is inside each area.

    Args:
        positions: POSITIONS, N rows in any order; only the columns object, seen_at, lon and lat are needed.
        areas: S areas in WGS84 degrees whose straight edges follow the true ones.
        gaps_us: S limits in microseconds: over a longer silence nothing is assumed.
        threads: how many to use; None: as many as there are cores, one for few fixes.
        longest_side: cells of the grid; None: by the number of fixes. Answers do not depend on it.

    Returns:
        Intervals; none where there are no fixes or no areas.

    Raises:
        BAD_COLUMN, BAD_COORDINATES: see `fixes`.

    Source: docs/methods/presence.md.
    """
    arranged = arrange(positions)
    n = len(arranged.fixes.t_us)
    index = build_index(areas, gaps_us, longest_side=longest_side or (64 if n < SMALL else 1024))
    workers = threads or (1 if n < SMALL else min(8, os.cpu_count() or 1))
    cuts = _cuts(arranged.fixes.object, workers)
    if len(areas) == 0 or n == 0:
        found = [np.empty(0, INTERVAL)]
    elif len(cuts) == 2:
        found = [_scan(arranged.fixes, index, 0, n)]
    else:
        with ThreadPoolExecutor(workers) as pool:
            found = list(pool.map(lambda k: _scan(arranged.fixes, index, cuts[k], cuts[k + 1]), range(len(cuts) - 1)))
    return Presence(
        intervals=np.concatenate(found),
        objects=arranged.objects,
        fixes=arranged.fixes,
        rows=arranged.rows,
        index=index,
    )


def _cuts(objects: NDArray[np.int32], parts: int) -> list[int]:
    """Where to split the fixes so that no object is split."""
    cuts = [0]
    for k in range(1, parts):
        cut = max(cuts[-1], len(objects) * k // parts)
        while cut < len(objects) and cut > cuts[-1] and objects[cut] == objects[cut - 1]:
            cut += 1
        if cuts[-1] < cut < len(objects):
            cuts.append(cut)
    return [*cuts, len(objects)]


@compiled
def _scan(fixes: Fixes, index: Index, first: int, last: int) -> Intervals:
    """Walk along the fixes of whole objects and keep, for each slot, the interval that is open."""
    n_slots = len(index.gap_us)
    work = Work(
        np.zeros(n_slots, INTERVAL),
        np.empty(n_slots, np.int32),
        np.full(n_slots, -1, np.int32),
        np.empty(n_slots, np.int32),
        np.full(n_slots, -1, np.int64),
        np.zeros(3, np.int64),
    )
    out, found = np.empty(256, INTERVAL), np.empty(64, CROSSING)
    for i in range(first, last):
        if i == first or fixes.object[i] != fixes.object[i - 1]:
            out = _end_all(fixes, index, work, out, i - 1, STILL_INSIDE, 2**62)
            work.counts[NUMBER] += 1
            _begin_inside(fixes, index, work, i, ALREADY_INSIDE, 2**62)
        elif not _is_repeat(fixes, i):
            work.counts[NUMBER] += 1
            silence = fixes.t_us[i] - fixes.t_us[i - 1]
            if silence > index.shortest_gap_us:
                out = _end_all(fixes, index, work, out, i - 1, LOST, silence)
            if silence <= index.longest_gap_us and not is_settled(index.grid, fixes, i):
                found, n = find_crossings(index.grid, fixes, i, found)
                out = _take_step(fixes, index, work, out, i, (found, n))
            if silence > index.shortest_gap_us:
                _begin_inside(fixes, index, work, i, REGAINED, silence)
        for k in range(work.counts[N_OPEN]):
            _look_at(fixes, index, work.state[work.open_slots[k]], i)
    out = _end_all(fixes, index, work, out, last - 1, STILL_INSIDE, 2**62)
    return out[: work.counts[N_OUT]].copy()


@pure
def _is_repeat(fixes: Fixes, i: int) -> bool:
    """Whether fix i says the same as the one before."""
    same_time = fixes.t_us[i] == fixes.t_us[i - 1]
    return bool(same_time and fixes.lon[i] == fixes.lon[i - 1] and fixes.lat[i] == fixes.lat[i - 1])


@pure
def _begin(work: Work, slot: int, obj: int, at: At) -> None:
    """Open an interval; `at.fix` is the first fix that can be inside."""
    state = work.state[slot]
    state.object, state.slot = obj, slot
    state.began_us, state.entry = at.t_us, at.how
    state.entry_lon, state.entry_lat = at.lon, at.lat
    state.first, state.number = at.fix, work.counts[NUMBER]
    state.before = at.fix - 1 if at.how == CROSSED else at.fix
    state.certain, state.inexact, state.untrusted = 0, 0, 0
    state.chord_m, state.piece, state.tried_piece = -1.0, -1, -1
    work.place[slot] = work.counts[N_OPEN]
    work.open_slots[work.counts[N_OPEN]] = slot
    work.counts[N_OPEN] += 1


@compiled
def _end(fixes: Fixes, index: Index, work: Work, out: Intervals, slot: int, at: At) -> Intervals:
    """Close an interval and keep it, unless it holds neither time nor a fix; `at.fix` is the last fix inside."""
    state = work.state[slot]
    place, n_open = work.place[slot], work.counts[N_OPEN] - 1
    moved = work.open_slots[n_open]
    work.open_slots[place], work.place[moved] = moved, place
    work.place[slot] = -1
    work.counts[N_OPEN] = n_open
    state.ended_us, state.exit, state.exit_lon, state.exit_lat = at.t_us, at.how, at.lon, at.lat
    has_fix = at.fix >= state.first
    if not has_fix and state.ended_us <= state.began_us:
        return out
    # The fix that ends a crossing step has been counted already when the step is looked at.
    number = work.counts[NUMBER] - (1 if at.how == CROSSED else 0)
    state.n_fixes = number - state.number + 1 if has_fix else 0
    state.gap_us = 0 if has_fix else fixes.t_us[at.fix + 1] - fixes.t_us[at.fix]
    state.last = at.fix if has_fix else -1
    state.first = state.first if has_fix else -1
    _settle_depth(fixes, index, state)
    n = work.counts[N_OUT]
    if n == len(out):
        larger = np.empty(2 * n, INTERVAL)
        larger[:n] = out
        out = larger
    out[n] = state
    work.counts[N_OUT] = n + 1
    return out


@pure
def _settle_depth(fixes: Fixes, index: Index, state: Any) -> None:
    """The exact depth of the deepest fix."""
    state.depth_m = -1.0
    if state.first >= 0 and state.piece >= 0:
        lon, lat = fixes.lon[state.deepest], fixes.lat[state.deepest]
        state.depth_m = exact_m(index.boundaries, state.piece, state.along, lon, lat)


@compiled
def _end_all(fixes: Fixes, index: Index, work: Work, out: Intervals, i: int, how: int, silence: int) -> Intervals:
    """Close what is open at fix i in every slot whose gap limit is shorter than `silence`."""
    k = work.counts[N_OPEN] - 1
    if how == LOST:
        work.counts[NUMBER] -= 1
    while k >= 0:
        slot = work.open_slots[k]
        if index.gap_us[slot] < silence:
            out = _end(fixes, index, work, out, slot, At(fixes.t_us[i], fixes.lon[i], fixes.lat[i], how, i))
        k -= 1
    if how == LOST:
        work.counts[NUMBER] += 1
    return out


@pure
def _begin_inside(fixes: Fixes, index: Index, work: Work, i: int, how: int, silence: int) -> None:
    """Open every slot that fix i is inside of and whose gap limit is shorter than `silence`."""
    n = slots_at(index.grid, fixes.lon[i], fixes.lat[i], work.touched)
    for k in range(n):
        slot = work.touched[k]
        if index.gap_us[slot] < silence and work.place[slot] < 0:
            _begin(work, slot, fixes.object[i], At(fixes.t_us[i], fixes.lon[i], fixes.lat[i], how, i))


@pure
def _touch(index: Index, work: Work, i: int, slot: int, n: int) -> int:
    """Note once per step that something may happen in a slot."""
    if work.mark[slot] != i:
        work.mark[slot] = i
        work.touched[n] = slot
        return n + 1
    return n


@pure
def _touched(fixes: Fixes, index: Index, work: Work, i: int, crossings: tuple[Crossings, int]) -> int:
    """Collect the slots that a step crosses or ends near the boundary of, and those open; how many."""
    found, n_found = crossings
    n = 0
    for k in range(n_found):
        n = _touch(index, work, i, found[k].slot, n)
    for j in range(i - 1, i + 1):
        cell = cell_of(index.grid, fixes.lon[j], fixes.lat[j])
        if cell >= 0:
            for k in range(index.grid.cell_start[cell], index.grid.cell_start[cell + 1]):
                n = _touch(index, work, i, index.grid.piece_slot[index.grid.cell_piece[k]], n)
    return n


@compiled
def _take_step(
    fixes: Fixes, index: Index, work: Work, out: Intervals, i: int, crossings: tuple[Crossings, int]
) -> Intervals:
    """Open and close intervals along the step from fix i - 1 to fix i."""
    found, n_found = crossings
    silence = fixes.t_us[i] - fixes.t_us[i - 1]
    n = _touched(fixes, index, work, i, crossings)
    for k in range(n):
        slot = work.touched[k]
        if index.gap_us[slot] < silence:
            continue
        first = 0
        while first < n_found and found[first].slot != slot:
            first += 1
        last = first
        while last < n_found and found[last].slot == slot:
            last += 1
        last = _without_touches(found, first, last, silence)
        inside = is_inside(index.grid, slot, fixes.lon[i], fixes.lat[i])
        agrees = ((work.place[slot] >= 0) == ((last - first) % 2 == 0)) == inside
        skipped = -1
        if not agrees and last > first:
            # Arithmetic ran out within micrometres of an end: the fixes are believed, the crossing nearest an end is not.
            skipped = first if found[first].fraction < 1.0 - found[last - 1].fraction else last - 1
        for c in range(first, last):
            if c != skipped:
                at_us = fixes.t_us[i - 1] + round(found[c].fraction * silence)
                out = _toggle(fixes, index, work, out, (slot, i), (at_us, found[c].lon, found[c].lat))
        if not agrees and last == first:
            j = _nearer_the_boundary(fixes, index, slot, i)
            out = _toggle(fixes, index, work, out, (slot, i), (fixes.t_us[j], fixes.lon[j], fixes.lat[j]))
    return out


@pure
def _nearer_the_boundary(fixes: Fixes, index: Index, slot: int, i: int) -> int:
    """Which of fix i - 1 and fix i lies on the boundary, where inside changed and no crossing was found between them."""
    before, _, _ = nearest(index.boundaries, slot, fixes.lon[i - 1], fixes.lat[i - 1], -1)
    after, _, _ = nearest(index.boundaries, slot, fixes.lon[i], fixes.lat[i], -1)
    return i - 1 if before < after else i


@pure
def _without_touches(found: Crossings, first: int, last: int, silence: int) -> int:
    """Drop pairs of crossings at the same microsecond: a touch is neither an entry nor an exit. The new end."""
    kept = first
    for c in range(first, last):
        if kept > first and round(found[kept - 1].fraction * silence) == round(found[c].fraction * silence):
            kept -= 1
        else:
            if kept != c:
                found[kept] = found[c]
            kept += 1
    return kept


@compiled
def _toggle(
    fixes: Fixes, index: Index, work: Work, out: Intervals, where: tuple[int, int], point: tuple[int, float, float]
) -> Intervals:
    """Close the slot's interval at a crossing, or open one."""
    slot, i = where
    if work.place[slot] >= 0:
        return _end(fixes, index, work, out, slot, At(point[0], point[1], point[2], CROSSED, i - 1))
    _begin(work, slot, fixes.object[i], At(point[0], point[1], point[2], CROSSED, i))
    return out


@pure
def _look_at(fixes: Fixes, index: Index, state: Any, i: int) -> None:
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
def _position_at(fixes: Fixes, fix: int, last: int, t_us: int) -> tuple[float, float]:
    """Where the path is at an instant between fix `fix` and the fix after `last`."""
    low, high = fix, min(last + 1, len(fixes.t_us) - 1)
    while high - low > 1:
        middle = (low + high) // 2
        if fixes.t_us[middle] <= t_us:
            low = middle
        else:
            high = middle
    took = fixes.t_us[high] - fixes.t_us[low]
    if took <= 0 or t_us <= fixes.t_us[low]:
        return fixes.lon[low], fixes.lat[low]
    part = (t_us - fixes.t_us[low]) / took
    return between(fixes.lon[low], fixes.lat[low], fixes.lon[high], fixes.lat[high], part)


@compiled
def _within(
    fixes: Fixes,
    index: Index,
    intervals: Intervals,
    windows: tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.int64]],
) -> Intervals:
    """See `Presence.within`."""
    which, begins_us, ends_us = windows
    out = np.empty(len(which), INTERVAL)
    n = 0
    for k in range(len(which)):
        begin_us, end_us = begins_us[k], ends_us[k]
        out[n] = intervals[which[k]]
        part = out[n]
        part.number = k
        if begin_us > part.began_us or end_us <= part.ended_us:
            if begin_us > part.ended_us or end_us <= part.began_us or begin_us >= end_us:
                continue
            _cut(fixes, index, part, (begin_us, end_us))
            if part.n_fixes == 0 and part.ended_us <= part.began_us:
                continue
        n += 1
    return out[:n].copy()


@pure
def _cut(fixes: Fixes, index: Index, part: Any, window: tuple[int, int]) -> None:
    """Cut an interval to a window in place."""
    latest = max(part.last, part.before)
    began_us, ended_us = max(part.began_us, window[0]), min(part.ended_us, window[1])
    if ended_us < part.ended_us:
        part.exit = STILL_INSIDE
        part.exit_lon, part.exit_lat = _position_at(fixes, part.before, latest, ended_us)
    if began_us > part.began_us:
        part.entry = ALREADY_INSIDE
        part.entry_lon, part.entry_lat = _position_at(fixes, part.before, latest, began_us)
    part.began_us, part.ended_us = began_us, ended_us
    first, last = part.first, part.last
    part.certain, part.inexact, part.untrusted = 0, 0, 0
    part.chord_m, part.piece, part.tried_piece = -1.0, -1, -1
    part.n_fixes, part.first, part.last = 0, -1, -1
    while part.before < latest and fixes.t_us[part.before + 1] <= began_us:
        part.before += 1
    if first >= 0:
        for i in range(first, last + 1):
            if began_us <= fixes.t_us[i] < window[1]:
                if part.first < 0:
                    part.first = i
                if part.first == i or not _is_repeat(fixes, i):
                    part.n_fixes += 1
                part.last = i
                _look_at(fixes, index, part, i)
    if part.n_fixes == 0 and first >= 0:
        part.gap_us = fixes.t_us[part.before + 1] - fixes.t_us[part.before]
    _settle_depth(fixes, index, part)
