"""When each object is inside each area: the intervals of presence.

The path between two consecutive fixes of one object that are no further apart in time than the area's gap limit is the
geodesic, passed at constant speed. An interval is a maximal time that this path is inside.
Source: docs/methods/presence.md (definition, error bounds, known false alarms).
"""

import os
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
import pyarrow as pa
import shapely
from numpy.typing import NDArray

from evenhand.detection.kernels.boundary import nearest
from evenhand.detection.kernels.compiled import compiled, inlined, pure
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
from evenhand.detection.kernels.grid import Index, build_index
from evenhand.detection.kernels.intervals import (
    ALREADY_INSIDE,
    CROSSED,
    INTERVAL,
    LOST,
    REGAINED,
    STILL_INSIDE,
    Intervals,
    is_repeat,
    look_at,
    settle_depth,
)
from evenhand.detection.kernels.windows import cut_to_windows

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
        return cut_to_windows(self.fixes, self.index, self.intervals, (which, begins_us, ends_us))


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
        elif not is_repeat(fixes, i):
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
            state = work.state[work.open_slots[k]]
            if state.certain == 0 or len(fixes.trusted) > 0:
                look_at(fixes, index, state, i)
    out = _end_all(fixes, index, work, out, last - 1, STILL_INSIDE, 2**62)
    return out[: work.counts[N_OUT]].copy()


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
    state.tried_piece = -1
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
    settle_depth(fixes, index, state)
    n = work.counts[N_OUT]
    if n == len(out):
        larger = np.empty(2 * n, INTERVAL)
        larger[:n] = out
        out = larger
    out[n] = state
    work.counts[N_OUT] = n + 1
    return out


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


@inlined
def _touch(work: Work, i: int, slot: int, n: int) -> int:
    """Note once per step that something may happen in a slot."""
    if work.mark[slot] != i:
        work.mark[slot] = i
        work.touched[n] = slot
        return n + 1
    return n


@inlined
def _touched(fixes: Fixes, index: Index, work: Work, i: int, crossings: tuple[Crossings, int]) -> int:
    """Collect the slots that a step crosses or ends near the boundary of, and those open; how many."""
    found, n_found = crossings
    n = 0
    for k in range(n_found):
        n = _touch(work, i, found[k].slot, n)
    for j in range(i - 1, i + 1):
        cell = cell_of(index.grid, fixes.lon[j], fixes.lat[j])
        if cell >= 0:
            for k in range(index.grid.cell_start[cell], index.grid.cell_start[cell + 1]):
                n = _touch(work, i, index.grid.piece_slot[index.grid.cell_piece[k]], n)
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
            # Rounding, within micrometres of an end: the fixes are believed, the crossing nearest an end is not.
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
    """Which of fix i - 1 and fix i lies on the boundary, where inside changed without a crossing between them."""
    before, _, _ = nearest(index.boundaries, slot, fixes.lon[i - 1], fixes.lat[i - 1], -1)
    after, _, _ = nearest(index.boundaries, slot, fixes.lon[i], fixes.lat[i], -1)
    return i - 1 if before < after else i


@inlined
def _without_touches(found: Crossings, first: int, last: int, silence: int) -> int:
    """Drop pairs of crossings at the same microsecond, for a touch is no entry. The new end."""
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
