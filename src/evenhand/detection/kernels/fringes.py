"""Who was perhaps inside: stays that rest on fixes outside an area by no more than their position error.

What the positions as reported say is the business of `presence`; this asks about the fixes that carry an error only, so
where none does it costs nothing. Source: docs/methods/presence.md, "Perhaps inside".
"""

from dataclasses import dataclass
from math import ceil, cos, floor, radians
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from evenhand.detection.kernels.boundary import exact_m, nearest
from evenhand.detection.kernels.compiled import compiled, inlined, pure
from evenhand.detection.kernels.fixes import Fixes
from evenhand.detection.kernels.geodesic import arc_m, between
from evenhand.detection.kernels.grid import Index
from evenhand.detection.kernels.intervals import (
    ALREADY_INSIDE,
    CROSSED,
    INTERVAL,
    LOST,
    REGAINED,
    STILL_INSIDE,
    Intervals,
)
from evenhand.detection.kernels.membership import is_inside

Floats = NDArray[np.float64]
Longs = NDArray[np.int64]
Ints = NDArray[np.int32]

TELLS_NOTHING_M = 10_000.0
"""A fix with a greater error says of no area that its object may have been there: it may have been anywhere."""
FINEST_M, COARSER = 100.0, 4.0
"""Fixes are asked by classes of error, each with squares of its own: up to 100 m, 400 m, and so on."""
FINER = 4.0
"""Squares are no smaller than this part of the distance that they are asked about."""
LEAST_DEGREE_M = 110_500.0
"""No degree of latitude is shorter on WGS84."""
STEEPEST_DEG = 89.9

FRINGE = np.dtype([*INTERVAL.descr, ("outside_m", "f8"), ("hit", "i8"), ("end_hit", "i8")])
"""INTERVAL, whose fixes lie inside or outside by no more than their error; how far outside the nearest of the latter
lies; and its hits: the rows of `Hits` from `hit` to `end_hit`."""
HIT = np.dtype([("object", "i4"), ("slot", "i4"), ("fix", "i8"), ("last", "i8"), ("outside_m", "f8")])
"""A fix outside a slot by no more than its error; of repeats the first and the last."""
ITEM = np.dtype(
    [
        ("object", "i4"),
        ("slot", "i4"),
        ("first", "i8"),
        ("last", "i8"),
        ("began_us", "i8"),
        ("ended_us", "i8"),
        ("hit", "i8"),  # -1: a presence
        ("number", "i8"),  # of the presence
    ]
)


class Squares(NamedTuple):
    """Squares of a map, and the slots whose boundary comes within a distance of each."""

    west: float
    south: float
    width: float
    height: float
    n_cols: int
    n_rows: int
    start: Longs
    """Slots of square k are start[k] to start[k + 1] of `slot`."""
    slot: Ints


@dataclass(frozen=True, slots=True, kw_only=True)
class Fringes:
    """Stays in which an object was perhaps inside, ordered by object, slot, beginning; and what they are made from."""

    stays: NDArray[np.void]
    """FRINGE."""
    hits: NDArray[np.void]
    """HIT."""
    fixes: Fixes

    def within(self, which: Longs, begins_us: Longs, ends_us: Longs) -> NDArray[np.void]:
        """The parts of some stays inside half-open windows of time.

        Args:
            which: N numbers of stays; one may come several times.
            begins_us: N instants, microseconds since 1970, at which a window begins.
            ends_us: N instants at which it ends.

        Returns:
            At most N stays, with fixes and distance anew for the part. Those are left out that hold neither time nor a
            fix, or whose fixes are all inside: that they were there is no matter of errors. `number` says which of the
            N each one is.
        """
        return _cut_all(self.fixes, self.stays, self.hits, (which, begins_us, ends_us))


def find_fringes(fixes: Fixes, index: Index, intervals: Intervals) -> Fringes:
    """Find the stays that rest on fixes outside by no more than their error.

    Such a fix, or a presence, goes on with the next where no other fix lies between and the silence is no longer than
    the gap limit. A stay of presences only is none of these.

    Args:
        fixes: N fixes in order; where none has an error there is nothing to find.
        index: the areas, with distances.
        intervals: the presences of the same fixes in the same areas.

    Source: docs/methods/presence.md, "Perhaps inside".
    """
    hits = _hits_of(fixes, index)
    if len(hits) == 0:
        return Fringes(stays=np.empty(0, FRINGE), hits=hits, fixes=fixes)
    hits = hits[np.lexsort((hits["fix"], hits["slot"], hits["object"]))]
    items = _items_of(fixes, hits, intervals)
    stays = _joined(fixes, index.gap_us, items, hits, intervals)
    return Fringes(stays=stays, hits=hits, fixes=fixes)


def _hits_of(fixes: Fixes, index: Index) -> NDArray[np.void]:
    """Every fix that is outside some slot by no more than its error, in no order."""
    if len(fixes.accuracy_m) == 0 or len(index.boundaries.ends_deg) == 0:
        return np.empty(0, HIT)
    errors_m = _errors_m(fixes)
    asked = np.flatnonzero(errors_m > 0.0)
    if len(asked) == 0:
        return np.empty(0, HIT)
    classes = np.ceil(np.log(np.maximum(errors_m[asked], FINEST_M) / FINEST_M) / np.log(COARSER) - 1e-9).astype(int)
    side = 64 if len(asked) < 20_000 else 512
    found = []
    for number in np.unique(classes).tolist():
        squares = _squares(index.boundaries.ends_deg, _slots_of(index), FINEST_M * COARSER**number, side)
        found.append(_look(fixes, index, squares, errors_m, asked[classes == number]))
    return np.concatenate(found)


def _slots_of(index: Index) -> Ints:
    """By piece of the boundaries its slot."""
    n_pieces = np.diff(index.boundaries.slot_piece)
    slots: Ints = np.repeat(np.arange(len(n_pieces)), n_pieces).astype(np.int32)
    return slots


@inlined
def _is_repeat(fixes: Fixes, i: int) -> bool:
    """Whether fix i says the same as the one before."""
    same = fixes.object[i] == fixes.object[i - 1] and fixes.t_us[i] == fixes.t_us[i - 1]
    return bool(same and fixes.lon[i] == fixes.lon[i - 1] and fixes.lat[i] == fixes.lat[i - 1])


@compiled
def _errors_m(fixes: Fixes) -> Floats:
    """By fix the error that it is asked with; 0: it is not asked.

    Of repeats the trusted one with the least error speaks for all, at the first of them; one whose source gives no
    error has none. What is not trusted, or has an error beyond TELLS_NOTHING_M, says nothing.
    """
    n = len(fixes.t_us)
    found = np.zeros(n)
    i = 0
    while i < n:
        least, j = np.inf, i
        while j < n and (j == i or _is_repeat(fixes, j)):
            if len(fixes.trusted) == 0 or fixes.trusted[j] == 1:
                error_m = float(fixes.accuracy_m[j])
                least = min(least, error_m if error_m > 0.0 else 0.0)
            j += 1
        found[i] = least if least <= TELLS_NOTHING_M else 0.0
        i = j
    return found


@pure
def _reach(ends: Floats, k: int, radius_m: float) -> tuple[float, float, float, float]:
    """West, south, east and north of what lies within a distance of a piece; a little more."""
    up = radius_m / LEAST_DEGREE_M
    south, north = min(ends[k, 1], ends[k, 3]) - up, max(ends[k, 1], ends[k, 3]) + up
    aside = 1.01 * up / cos(radians(min(STEEPEST_DEG, max(abs(south), abs(north)))))
    return min(ends[k, 0], ends[k, 2]) - aside, south, max(ends[k, 0], ends[k, 2]) + aside, north


@inlined
def _place(low: float, size: float, n: int, at: float) -> int:
    """The column or row of a place, within the map."""
    return int(min(n - 1.0, max(0.0, floor((at - low) / size))))


@compiled
def _squares(ends: Floats, piece_slot: Ints, radius_m: float, side: int) -> Squares:
    """Lay squares over all that lies within a distance of a boundary."""
    west, south, east, north = np.inf, np.inf, -np.inf, -np.inf
    for k in range(len(ends)):
        w, s, e, n = _reach(ends, k, radius_m)
        west, south, east, north = min(west, w), min(south, s), max(east, e), max(north, n)
    if west < -180.0 or east > 180.0:
        west, east = -180.0, 180.0
    least = radius_m / LEAST_DEGREE_M / FINER  # smaller squares would tell hardly more, and cost more to fill
    n_cols = int(max(1.0, min(float(side), ceil((east - west) / least))))
    n_rows = int(max(1.0, min(float(side), ceil((north - south) / least))))
    none, start = np.empty(0, np.int32), np.zeros(n_cols * n_rows + 1, np.int64)
    width, height = (east - west) / n_cols, (north - south) / n_rows
    laid = Squares(west, south, width, height, n_cols, n_rows, start, none)
    _fill(laid, ends, piece_slot, radius_m, start[1:])
    start[1:] = np.cumsum(start[1:])
    laid = Squares(west, south, width, height, n_cols, n_rows, start, np.empty(start[-1], np.int32))
    _fill(laid, ends, piece_slot, radius_m, start[:-1].copy())
    return laid


@compiled
def _fill(laid: Squares, ends: Floats, piece_slot: Ints, radius_m: float, at: Longs) -> None:
    """Write the slots of every square from where `at` says, which moves on; where there is no room only count them."""
    last = np.full(laid.n_cols * laid.n_rows, -1, np.int32)
    for k in range(len(ends)):
        w, s, e, n = _reach(ends, k, radius_m)
        for turn in (-360.0, 0.0, 360.0):
            if w + turn > laid.west + laid.n_cols * laid.width or e + turn < laid.west:
                continue
            first = _place(laid.west, laid.width, laid.n_cols, w + turn)
            end = _place(laid.west, laid.width, laid.n_cols, e + turn) + 1
            low = _place(laid.south, laid.height, laid.n_rows, s)
            for row in range(low, _place(laid.south, laid.height, laid.n_rows, n) + 1):
                for c in range(row * laid.n_cols + first, row * laid.n_cols + end):
                    if last[c] != piece_slot[k]:
                        last[c] = piece_slot[k]
                        if len(laid.slot) > 0:
                            laid.slot[at[c]] = piece_slot[k]
                        at[c] += 1


@compiled
def _look(fixes: Fixes, index: Index, squares: Squares, errors_m: Floats, asked: Longs) -> NDArray[np.void]:
    """Hold some fixes against the slots whose boundaries may be near."""
    found, n = np.empty(1024, HIT), 0
    for k in range(len(asked)):
        i = asked[k]
        lon, lat = fixes.lon[i], fixes.lat[i]
        x, y = floor((lon - squares.west) / squares.width), floor((lat - squares.south) / squares.height)
        if lon == squares.west + squares.n_cols * squares.width:
            x = squares.n_cols - 1
        if x < 0 or y < 0 or x >= squares.n_cols or y >= squares.n_rows:
            continue
        c = y * squares.n_cols + x
        for place in range(squares.start[c], squares.start[c + 1]):
            slot = squares.slot[place]
            chord_m, piece, along = nearest(index.boundaries, slot, lon, lat, -1)
            if piece < 0 or chord_m > errors_m[i] or is_inside(index.grid, slot, lon, lat):
                continue
            away_m = max(exact_m(index.boundaries, piece, along, lon, lat), arc_m(chord_m))
            if away_m > errors_m[i]:
                continue
            if n == len(found):
                larger = np.empty(2 * n, HIT)
                larger[:n] = found
                found = larger
            last = i
            while last + 1 < len(fixes.t_us) and _is_repeat(fixes, last + 1):
                last += 1
            found[n].object, found[n].slot, found[n].outside_m = fixes.object[i], slot, away_m
            found[n].fix, found[n].last = i, last
            n += 1
    return found[:n].copy()


def _items_of(fixes: Fixes, hits: NDArray[np.void], intervals: Intervals) -> NDArray[np.void]:
    """Hits, and the presences of the same objects in the same slots, in the order of the fixes.

    A presence without a fix stands between two: it begins after its `before` and ends there.
    """
    width = int(max(hits["slot"].max(), intervals["slot"].max(initial=0))) + 1
    mine = intervals["object"].astype(np.int64) * width + intervals["slot"]
    theirs = np.unique(hits["object"].astype(np.int64) * width + hits["slot"])
    which = np.flatnonzero(np.isin(mine, theirs))
    seen = intervals[which]
    items = np.empty(len(hits) + len(which), ITEM)
    for name in ("object", "slot"):
        items[name] = np.concatenate([hits[name], seen[name]])
    fixless = seen["first"] < 0
    items["first"] = np.concatenate([hits["fix"], np.where(fixless, seen["before"] + 1, seen["first"])])
    items["last"] = np.concatenate([hits["last"], np.where(fixless, seen["before"], seen["last"])])
    items["began_us"] = np.concatenate([fixes.t_us[hits["fix"]], seen["began_us"]])
    items["ended_us"] = np.concatenate([fixes.t_us[hits["fix"]], seen["ended_us"]])
    items["hit"] = np.concatenate([np.arange(len(hits)), np.full(len(which), -1)])
    items["number"] = np.concatenate([np.full(len(hits), -1), which])
    order = np.lexsort((items["began_us"], items["last"], items["first"], items["slot"], items["object"]))
    return items[order]


@compiled
def _joined(fixes: Fixes, gap_us: Longs, items: Any, hits: Any, intervals: Intervals) -> NDArray[np.void]:
    """Stays made of items that follow each other; only those with a hit."""
    out, n, k = np.empty(len(hits), FRINGE), 0, 0
    while k < len(items):
        last, end, hit, n_hits = items[k].last, k + 1, items[k].hit, 1 if items[k].hit >= 0 else 0
        outside_m = hits[hit].outside_m if hit >= 0 else np.inf
        while end < len(items):
            one = items[end]
            follows = one.object == items[k].object and one.slot == items[k].slot and one.first - last <= 1
            if not follows or (one.first > last and fixes.t_us[one.first] - fixes.t_us[last] > gap_us[one.slot]):
                break
            if one.hit >= 0:
                hit, n_hits = one.hit if n_hits == 0 else hit, n_hits + 1
                outside_m = min(outside_m, hits[one.hit].outside_m)
            last, end = max(last, one.last), end + 1
        if n_hits > 0:
            _set_stay(fixes, gap_us, out, n, (items, intervals, k, end))
            out[n].outside_m, out[n].hit, out[n].end_hit = outside_m, hit, hit + n_hits
            n += 1
        k = end
    return out[:n].copy()


@pure
def _set_stay(
    fixes: Fixes,
    gap_us: Longs,
    out: Any,
    n: int,
    what: tuple[Any, Intervals, int, int],
) -> None:
    """Write what the items from what[2] to what[3] say together: when, where and how it begins and ends."""
    items, intervals, begin, end = what
    one, low, high = out[n], begin, begin
    first, last, n_fixes = len(fixes.t_us), -1, 0
    for k in range(begin, end):
        if items[k].began_us < items[low].began_us:
            low = k
        if items[k].ended_us >= items[high].ended_us:
            high = k
        if items[k].first <= items[k].last:
            first, last = min(first, items[k].first), max(last, items[k].last)
    for i in range(first, last + 1):
        n_fixes += 1 if i == first or not _is_repeat(fixes, i) else 0
    one.object, one.slot, one.first, one.last, one.n_fixes = items[low].object, items[low].slot, first, last, n_fixes
    one.certain, one.inexact, one.untrusted, one.gap_us, one.depth_m, one.number = 0, 1, 0, 0, -1.0, n
    one.began_us, one.ended_us = items[low].began_us, items[high].ended_us
    if items[low].hit < 0:
        source = intervals[items[low].number]
        one.before, one.entry, one.entry_lon, one.entry_lat = (
            source.before, source.entry, source.entry_lon, source.entry_lat,
        )  # fmt: skip
    else:
        i = items[low].first
        one.before, one.entry_lon, one.entry_lat = i, fixes.lon[i], fixes.lat[i]
        is_first = i == 0 or fixes.object[i - 1] != fixes.object[i]
        silent = not is_first and fixes.t_us[i] - fixes.t_us[i - 1] > gap_us[one.slot]
        one.entry = ALREADY_INSIDE if is_first else REGAINED if silent else CROSSED
    if items[high].hit < 0:
        source = intervals[items[high].number]
        one.exit, one.exit_lon, one.exit_lat = source.exit, source.exit_lon, source.exit_lat
    else:
        i = items[high].last
        one.exit_lon, one.exit_lat = fixes.lon[i], fixes.lat[i]
        is_last = i + 1 == len(fixes.t_us) or fixes.object[i + 1] != fixes.object[i]
        silent = not is_last and fixes.t_us[i + 1] - fixes.t_us[i] > gap_us[one.slot]
        one.exit = STILL_INSIDE if is_last else LOST if silent else CROSSED


@compiled
def _cut_all(fixes: Fixes, stays: Any, hits: Any, windows: tuple[Longs, Longs, Longs]) -> NDArray[np.void]:
    """See `Fringes.within`."""
    which, begins_us, ends_us = windows
    out, n = np.empty(len(which), FRINGE), 0
    for k in range(len(which)):
        out[n] = stays[which[k]]
        part, begin_us, end_us = out[n], begins_us[k], ends_us[k]
        part.number = k
        if begin_us > part.began_us or end_us <= part.ended_us:
            if begin_us > part.ended_us or end_us <= part.began_us or begin_us >= end_us:
                continue
            if not _cut(fixes, hits, part, (begin_us, end_us)):
                continue
        n += 1
    return out[:n].copy()


@pure
def _cut(fixes: Fixes, hits: Any, part: Any, window: tuple[int, int]) -> bool:
    """Cut a stay to a window in place; False: nothing is left of it."""
    began_us, ended_us = max(part.began_us, window[0]), min(part.ended_us, window[1])
    outside_m, low, high = np.inf, part.before, max(part.last, part.before)
    for h in range(part.hit, part.end_hit):
        if began_us <= fixes.t_us[hits[h].fix] < window[1]:
            outside_m = min(outside_m, hits[h].outside_m)
    if ended_us < part.ended_us:
        part.exit = STILL_INSIDE
        part.exit_lon, part.exit_lat = _position_at(fixes, low, high + 1, ended_us)
    if began_us > part.began_us:
        part.entry = ALREADY_INSIDE
        part.entry_lon, part.entry_lat = _position_at(fixes, low, high + 1, began_us)
    part.began_us, part.ended_us = began_us, ended_us
    while part.before < high and fixes.t_us[part.before + 1] <= began_us:
        part.before += 1
    first, last, n_fixes = -1, -1, 0
    for i in range(part.first, part.last + 1):
        if began_us <= fixes.t_us[i] < window[1]:
            n_fixes += 1 if first < 0 or not _is_repeat(fixes, i) else 0
            first, last = i if first < 0 else first, i
    part.first, part.last, part.n_fixes = first, last, n_fixes
    if n_fixes > 0:
        part.outside_m = outside_m
        return bool(outside_m < np.inf)
    part.gap_us = fixes.t_us[part.before + 1] - fixes.t_us[part.before]
    return bool(ended_us > began_us)


@pure
def _position_at(fixes: Fixes, low: int, high: int, t_us: int) -> tuple[float, float]:
    """Where the path is at an instant between two fixes of one object, `high` at most the one after the last."""
    high = min(high, len(fixes.t_us) - 1)
    while high - low > 1:
        middle = (low + high) // 2
        if fixes.t_us[middle] <= t_us:
            low = middle
        else:
            high = middle
    took = fixes.t_us[high] - fixes.t_us[low]
    if took <= 0 or t_us <= fixes.t_us[low]:
        return fixes.lon[low], fixes.lat[low]
    return between(fixes.lon[low], fixes.lat[low], fixes.lon[high], fixes.lat[high], (t_us - fixes.t_us[low]) / took)
