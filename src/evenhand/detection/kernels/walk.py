"""The walk along the fixes of many objects, a piece of the input at a time: opens and closes intervals of presence.

An object remembers its last fix, the intervals it has open, and a box around it that no boundary touches: while it
stays in the box, a fix costs four comparisons. What is remembered is enough to go on with the next piece of the input,
in whatever order objects come. Nothing is allocated here: where room runs out the walk stops, says so, and goes on
from the same fix when there is more.
Source: docs/methods/presence.md, "How it is computed".
"""

from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from evenhand.detection.kernels.compiled import compiled, inlined, pure
from evenhand.detection.kernels.crossings import UNASKED, Crossings, Found, find_crossings, pieces_near, room
from evenhand.detection.kernels.fixes import Fixes, Runs
from evenhand.detection.kernels.grid import Index, safe_box
from evenhand.detection.kernels.intervals import (
    ALREADY_INSIDE,
    CROSSED,
    INTERVAL,
    LOST,
    REGAINED,
    STILL_INSIDE,
    Intervals,
    Scratch,
    forget,
    measure_depth,
    new_scratch,
    settle,
)
from evenhand.detection.kernels.lending import lent
from evenhand.detection.kernels.membership import away_deg2, is_inside, piece_at, slots_at

TRACKED = np.dtype(
    [
        ("t_us", "i8"),  # the last fix
        ("lon", "f8"),
        ("lat", "f8"),
        ("west", "f8"),  # a box that holds it and no boundary; nothing fits in where there is none
        ("south", "f8"),
        ("east", "f8"),
        ("north", "f8"),
        ("number", "i8"),  # fixes so far without repeats
        ("first_us", "i8"),  # the first fix
        ("first_lon", "f8"),
        ("first_lat", "f8"),
        ("open", "i4"),  # the first of its open intervals; -1: none
    ]
)

DONE, MORE_ROOM, MORE_CROSSINGS, LATE, NO_PLACE = 0, 1, 2, 3, 4
"""Why the walk stopped: at the end; out of room for intervals or crossings; a fix too late; a fix nowhere on Earth."""

RUN, FIX, N_OUT, N_OPEN, FREE, USED, STAMP, LOADED, BASE = 0, 1, 2, 3, 4, 5, 6, 7, 8
"""Places in `counts`: where the walk stands (run, fix), intervals written, open, the first free place of the pool,
places ever used, the number of the step, the object whose intervals stand in `place`, the row of fix 0."""
ENDLESS = 2**62


class Work(NamedTuple):
    """What the walk remembers and where it writes."""

    tracked: NDArray[np.void]
    pool: Intervals
    out: Intervals
    found: Found
    place: NDArray[np.int32]
    """By slot where the object at hand has an interval open in the pool; -1: not open."""
    mark: NDArray[np.int64]
    inside: NDArray[np.uint8]
    touched: NDArray[np.int32]
    spare: NDArray[np.int32]
    scratch: Scratch
    counts: NDArray[np.int64]


class At(NamedTuple):
    """An instant on the path, how the boundary is passed there, and the fix that comes with it."""

    t_us: int
    lon: float
    lat: float
    how: int
    fix: int
    number: int


def new_work(n_objects: int, n_slots: int) -> Work:
    """Room for so many objects and slots, nothing seen yet."""
    counts = np.zeros(9, np.int64)
    counts[FREE], counts[LOADED] = -1, -1
    return Work(
        new_tracked(n_objects),
        np.zeros(n_slots + 64, INTERVAL),
        np.zeros(n_slots + 512, INTERVAL),
        room(256),
        np.full(n_slots, -1, np.int32),
        np.full(n_slots, -1, np.int64),
        np.zeros(n_slots, np.uint8),
        np.empty(n_slots, np.int32),
        np.full(n_slots, -1, np.int32),
        new_scratch(),
        counts,
    )


def new_tracked(n: int) -> NDArray[np.void]:
    """Objects of which nothing has been seen."""
    tracked = np.zeros(n, TRACKED)
    tracked["west"], tracked["east"], tracked["open"] = np.inf, -np.inf, -1
    return tracked


def with_room(work: Work, status: int) -> Work:
    """The same with more room for what the walk stopped at."""
    if status == MORE_CROSSINGS:
        return work._replace(found=room(4 * len(work.found.crossings)))
    return work._replace(pool=longer(work.pool), out=longer(work.out))


def longer(array: NDArray[Any]) -> NDArray[Any]:
    """Twice as long, the new half empty."""
    return np.concatenate([array, np.zeros(len(array), array.dtype)])


@inlined
def _skip(fixes: Fixes, one: Any, i: int, end: int, shortest_us: int) -> int:
    """The first fix from i on that leaves the box, repeats a fix, or comes after a silence."""
    west, south, east, north = one.west, one.south, one.east, one.north
    before, begin = one.t_us, i
    while i < end:
        t_us, lon, lat = fixes.t_us[i], fixes.lon[i], fixes.lat[i]
        if not (west <= lon <= east and south <= lat <= north and before < t_us <= before + shortest_us):
            break
        before = t_us
        i += 1
    if i > begin:
        one.t_us, one.lon, one.lat = before, fixes.lon[i - 1], fixes.lat[i - 1]
        one.number += i - begin
    return i


@compiled
def walk(fixes: Fixes, runs: Runs, index: Index, work: Work, final: bool) -> int:  # noqa: FBT001 - compiled code takes no keywords
    """Walk along the runs from where `counts` stands; why it stopped.

    `final`: nothing more comes, and what is open at the end of a run is closed there.
    """
    counts, rare = work.counts, (lent(fixes), lent(index), lent(work))
    r, i = counts[RUN], counts[FIX]
    status = DONE
    while r < len(runs.who) and status == DONE:
        who, begin, end = runs.who[r], runs.start[r], runs.start[r + 1]
        while i < end:
            i = _skip(fixes, work.tracked[who], i, end, index.shortest_gap_us)
            if i == end:
                break
            if not _glide(fixes, index, work, who, i):
                status = _look(rare[0], rare[1], rare[2], who, (i, begin))
                if status != DONE:
                    break
            i += 1
        if status == DONE and (work.tracked[who].open >= 0 or counts[LOADED] >= 0):
            status = _end_run(rare[0], rare[1], rare[2], who, (end, begin, final))
        if status == DONE:
            r += 1
    counts[RUN], counts[FIX] = r, i
    return status


@inlined
def _glide(fixes: Fixes, index: Index, work: Work, who: int, i: int) -> bool:
    """Take a short step to fix i that meets no boundary; whether it is one."""
    one, n_near = work.tracked[who], work.found.n_near
    t_us, lon, lat = fixes.t_us[i], fixes.lon[i], fixes.lat[i]
    n_near[0] = UNASKED
    if not (one.number > 0 and one.t_us < t_us <= one.t_us + index.shortest_gap_us):
        return False
    if not (abs(lon) <= 180.0 and abs(lat) <= 90.0):
        return False
    west, south, east, north = safe_box(index.grid, lon, lat)
    if not (west <= one.lon <= east and south <= one.lat <= north):
        n_near[0] = pieces_near(index.grid, (one.lon, one.lat), (lon, lat), work.found.near)
        if n_near[0] != 0:
            return False
    one.t_us, one.lon, one.lat, one.number = t_us, lon, lat, one.number + 1
    one.west, one.south, one.east, one.north = west, south, east, north
    return True


@pure
def _look(fixes: Fixes, index: Index, work: Work, who: int, where: tuple[int, int]) -> int:
    """Take the step to fix where[0] of a run that begins at where[1]; why it could not be taken."""
    i = where[0]
    one = work.tracked[who]
    t_us, lon, lat = fixes.t_us[i], fixes.lon[i], fixes.lat[i]
    if not (abs(lon) <= 180.0 and abs(lat) <= 90.0):
        return NO_PLACE
    silence, n, n_near = t_us - one.t_us, 0, work.found.n_near[0]
    work.found.n_near[0] = 0
    if one.number > 0 and silence <= 0:
        if silence == 0 and lon == one.lon and lat == one.lat:
            return DONE
        if silence < 0 or lon < one.lon or (lon == one.lon and lat < one.lat):
            return LATE
    if one.number > 0 and silence <= index.longest_gap_us:
        n = find_crossings(index.grid, (one.lon, one.lat), (lon, lat), work.found, n_near)
    if n < 0 or not _has_room(work, n):
        return MORE_CROSSINGS if n < 0 else MORE_ROOM
    _take(fixes, index, work, who, (i, where[1], n))
    return DONE


@inlined
def _has_room(work: Work, n_crossings: int) -> bool:
    """Whether all that one step can open and close fits in."""
    most = len(work.place) + n_crossings
    return bool(work.counts[N_OUT] + most <= len(work.out) and work.counts[N_OPEN] + most <= len(work.pool))


@pure
def _take(fixes: Fixes, index: Index, work: Work, who: int, where: tuple[int, int, int]) -> None:
    """Open and close intervals at fix where[0]; where[1]: the run's first fix; where[2]: crossings found on the way."""
    i, begin, _ = where
    one = work.tracked[who]
    t_us, lon, lat = fixes.t_us[i], fixes.lon[i], fixes.lat[i]
    _load(work, who)
    one.number += 1
    if one.number == 1:
        one.first_us, one.first_lon, one.first_lat = t_us, lon, lat
        _begin_inside(fixes, index, work, who, (i, ALREADY_INSIDE, ENDLESS))
    else:
        silence = t_us - one.t_us
        if silence > index.shortest_gap_us:
            at = At(one.t_us, one.lon, one.lat, LOST, i - 1, one.number - 1)
            _end_all(fixes, index, work, who, at, (begin, silence))
        if silence <= index.longest_gap_us:
            _step(fixes, index, work, who, where)
        if silence > index.shortest_gap_us:
            _begin_inside(fixes, index, work, who, (i, REGAINED, silence))
    one.t_us, one.lon, one.lat = t_us, lon, lat
    one.west, one.south, one.east, one.north = safe_box(index.grid, lon, lat)


@inlined
def _load(work: Work, who: int) -> None:
    """Note by slot which intervals an object has open."""
    if work.counts[LOADED] == who:
        return
    _unload(work)
    work.counts[LOADED] = who
    k = work.tracked[who].open
    while k >= 0:
        work.place[work.pool[k].slot] = k
        k = work.pool[k].next


@inlined
def _unload(work: Work) -> None:
    if work.counts[LOADED] >= 0:
        k = work.tracked[work.counts[LOADED]].open
        while k >= 0:
            work.place[work.pool[k].slot] = -1
            k = work.pool[k].next
    work.counts[LOADED] = -1


@pure
def _begin(work: Work, who: int, slot: int, at: At) -> None:
    """Open an interval; `at.fix` is the first fix that can be inside."""
    counts = work.counts
    k = counts[FREE]
    if k >= 0:
        counts[FREE] = work.pool[k].next
    else:
        k = counts[USED]
        counts[USED] += 1
    one = work.pool[k]
    one.object, one.slot = who, slot
    one.began_us, one.entry, one.entry_lon, one.entry_lat = at.t_us, at.how, at.lon, at.lat
    one.first = counts[BASE] + at.fix
    one.before = one.first - 1 if at.how == CROSSED else one.first
    one.number = at.number
    one.exit = STILL_INSIDE
    forget(one)
    one.next = work.tracked[who].open
    work.tracked[who].open, work.place[slot] = k, k
    counts[N_OPEN] += 1


@pure
def _end(fixes: Fixes, index: Index, work: Work, slot: int, at: At, about: tuple[int, int]) -> None:
    """Close an interval and keep it, unless it holds neither time nor a fix.

    `at.fix` is the last fix inside and `at.number` its number; `about`: the run's first fix, and the silence before the
    next fix.
    """
    counts = work.counts
    k = work.place[slot]
    one = work.pool[k]
    before = work.tracked[one.object].open
    if before == k:
        work.tracked[one.object].open = one.next
    else:
        while work.pool[before].next != k:
            before = work.pool[before].next
        work.pool[before].next = one.next
    work.place[slot] = -1
    counts[N_OPEN] -= 1
    one.ended_us, one.exit, one.exit_lon, one.exit_lat = at.t_us, at.how, at.lon, at.lat
    one.n_fixes = at.number - one.number + 1
    if one.n_fixes > 0 or one.ended_us > one.began_us:
        one.gap_us = 0 if one.n_fixes > 0 else about[1]
        one.last = counts[BASE] + at.fix
        if one.n_fixes > 0:
            settle(fixes, index, one, (max(about[0], one.first - counts[BASE]), at.fix), work.scratch)
            measure_depth(index, one)
        else:
            one.first, one.last = -1, -1
        work.out[counts[N_OUT]] = one
        counts[N_OUT] += 1
    one.next = counts[FREE]
    counts[FREE] = k


@pure
def _end_all(fixes: Fixes, index: Index, work: Work, who: int, at: At, about: tuple[int, int]) -> None:
    """Close what is open in every slot whose gap limit is shorter than the silence about[1]."""
    k = work.tracked[who].open
    while k >= 0:
        slot, k = work.pool[k].slot, work.pool[k].next
        if index.gap_us[slot] < about[1]:
            _end(fixes, index, work, slot, at, about)


@pure
def _begin_inside(fixes: Fixes, index: Index, work: Work, who: int, what: tuple[int, int, int]) -> None:
    """Open every slot that fix what[0] is inside of and whose gap limit is shorter than the silence what[2]."""
    i, how, silence = what
    n = slots_at(index.grid, fixes.lon[i], fixes.lat[i], work.touched, work.spare)
    at = At(fixes.t_us[i], fixes.lon[i], fixes.lat[i], how, i, work.tracked[who].number)
    for k in range(n):
        slot = work.touched[k]
        if index.gap_us[slot] < silence and work.place[slot] < 0:
            _begin(work, who, slot, at)


@inlined
def _touch(work: Work, n: int, slot: int, inside: bool) -> int:  # noqa: FBT001 - compiled code takes no keywords
    """Note once per step that something may happen in a slot; how many are noted."""
    if work.mark[slot] == work.counts[STAMP]:
        return n
    work.inside[slot], work.mark[slot], work.touched[n] = inside, work.counts[STAMP], slot
    return n + 1


@inlined
def _touched(index: Index, work: Work, who: int, lon: float, lat: float) -> int:
    """Collect the slots that a step is near a boundary of, and whether its end is inside; how many.

    Of all others it is clear, whatever rounding does. A long step is not asked piece by piece: there all slots count
    that its end is inside of, or that were open.
    """
    grid, found = index.grid, work.found
    work.counts[STAMP] += 1
    n = 0
    if found.n_near[0] >= 0:
        for j in range(found.n_near[0]):
            slot = grid.piece_slot[found.near[j]]
            if work.mark[slot] != work.counts[STAMP]:
                n = _touch(work, n, slot, is_inside(grid, slot, lon, lat))
        return n
    n_inside = slots_at(grid, lon, lat, work.touched, work.spare)
    for j in range(n_inside):
        n = _touch(work, n, work.touched[j], True)  # noqa: FBT003
    k = work.tracked[who].open
    while k >= 0:
        n = _touch(work, n, work.pool[k].slot, False)  # noqa: FBT003
        k = work.pool[k].next
    return n


@pure
def _step(fixes: Fixes, index: Index, work: Work, who: int, where: tuple[int, int, int]) -> None:
    """Open and close intervals along the step to fix where[0]; see `_take`."""
    i, _, n_found = where
    found, one = work.found.crossings, work.tracked[who]
    silence = fixes.t_us[i] - one.t_us
    n = _touched(index, work, who, fixes.lon[i], fixes.lat[i])
    for j in range(n_found):
        n = _touch(work, n, found[j].slot, False)  # noqa: FBT003
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
        agrees = ((work.place[slot] >= 0) == ((last - first) % 2 == 0)) == (work.inside[slot] == 1)
        skipped = -1
        if not agrees and last > first:
            # Rounding, within micrometres of an end: the fixes are believed, the crossing nearest an end is not.
            skipped = first if found[first].fraction < 1.0 - found[last - 1].fraction else last - 1
        for c in range(first, last):
            if c != skipped:
                at_us = one.t_us + round(found[c].fraction * silence)
                _toggle(fixes, index, work, (who, slot, where[1], i), (at_us, found[c].lon, found[c].lat))
        if not agrees and last == first:
            _toggle(
                fixes, index, work, (who, slot, where[1], i), _nearer_the_boundary(fixes, index, work, (who, slot, i))
            )


@inlined
def _nearer_the_boundary(
    fixes: Fixes, index: Index, work: Work, where: tuple[int, int, int]
) -> tuple[int, float, float]:
    """The fix before or fix i, whichever lies on the boundary, where inside changed without a crossing between them.

    `where`: object, slot, i.
    """
    who, slot, i = where
    one, grid = work.tracked[who], index.grid
    before, after = 1e30, 1e30
    for j in range(work.found.n_near[0]):
        piece = work.found.near[j]
        if grid.piece_slot[piece] == slot:
            before = min(before, away_deg2(piece_at(grid, piece), one.lon, one.lat))
            after = min(after, away_deg2(piece_at(grid, piece), fixes.lon[i], fixes.lat[i]))
    if before < after:
        return one.t_us, one.lon, one.lat
    return fixes.t_us[i], fixes.lon[i], fixes.lat[i]


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


@pure
def _toggle(
    fixes: Fixes, index: Index, work: Work, where: tuple[int, int, int, int], point: tuple[int, float, float]
) -> None:
    """Close the slot's interval at a point of the step, or open one; `where`: object, slot, run's first fix, fix."""
    who, slot, begin, i = where
    number = work.tracked[who].number
    if work.place[slot] >= 0:
        at = At(point[0], point[1], point[2], CROSSED, i - 1, number - 1)
        _end(fixes, index, work, slot, at, (begin, fixes.t_us[i] - work.tracked[who].t_us))
    else:
        _begin(work, who, slot, At(point[0], point[1], point[2], CROSSED, i, number))


@pure
def _end_run(fixes: Fixes, index: Index, work: Work, who: int, where: tuple[int, int, bool]) -> int:
    """Close what an object has open at its last fix, where[0] - 1, if where[2]: nothing more comes.

    Else let its open intervals know of the fixes of this run, from where[1] on, which will not be seen again.
    """
    end, begin, final = where
    if final and not _has_room(work, 0):
        return MORE_ROOM
    one = work.tracked[who]
    if final:
        _load(work, who)
        at = At(one.t_us, one.lon, one.lat, STILL_INSIDE, end - 1, one.number)
        _end_all(fixes, index, work, who, at, (begin, ENDLESS))
    k = one.open
    while k >= 0:
        state = work.pool[k]
        settle(fixes, index, state, (max(begin, state.first - work.counts[BASE]), end - 1), work.scratch)
        k = state.next
    _unload(work)
    return DONE
