"""When objects that had been heard were not heard: silences, and whether anybody else was heard there meanwhile.

Source: docs/methods/silence.md (definition, known false alarms); ITU-R M.1371-5, table 1 (how often AIS is due);
RTCA DO-260B, 2.2.3.3 (how often ADS-B is due).
"""

from collections.abc import Sequence
from math import cos, isnan, radians
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from evenhand.detection.kernels.compiled import compiled, pure
from evenhand.detection.kernels.coverage import Grid, cell_of
from evenhand.detection.kernels.fixes import Fixes
from evenhand.detection.kernels.geodesic import between, inverse

SILENCE = np.dtype(
    [
        ("object", "i4"),
        ("last", "i8"),  # the fix after which it was silent
        ("next", "i8"),  # the fix that ended the silence; -1: it was not heard again
        ("began_us", "i8"),
        ("ended_us", "i8"),
        ("moved_m", "f8"),  # geodesic from the last to the next place; NaN: not heard again, or nearly antipodal
    ]
)
Silences = NDArray[np.void]
Ints = NDArray[np.int64]
Floats = NDArray[np.float64]


class Gaps(NamedTuple):
    """N silences on the way from one place to another; `to_` is NaN where an object was not heard again."""

    began_us: Ints
    ended_us: Ints
    from_lon: Floats
    from_lat: Floats
    to_lon: Floats
    to_lat: Floats


class Heard(NamedTuple):
    """Where and when anybody was heard: N pairs of a cell and a bin of time, ascending, each once."""

    grid: Grid
    bin_us: int
    cell: Ints
    bin: Ints


def find_silences(fixes: Fixes, *, max_silence_us: int, until_us: int) -> Silences:
    """Find the silences of objects.

    A silence is the time between two fixes of one object with none between, or from its last fix until `until_us`,
    if it is longer than `max_silence_us`. Every fix counts as a sign of life, also one that is not trusted.

    Args:
        fixes: ordered as `arrange` leaves them.
        max_silence_us: a silence of exactly this length is tolerated.
        until_us: the end of the watch; fixes later than this are taken as they are.

    Returns:
        SILENCE rows ordered by object, then beginning; none where there are no fixes.

    Source: docs/methods/silence.md.
    """
    return _scan(fixes, max_silence_us, until_us)


@compiled
def _scan(fixes: Fixes, max_silence_us: int, until_us: int) -> Silences:
    out, found = np.empty(64, SILENCE), 0
    n = len(fixes.t_us)
    for i in range(n):
        goes_on = i + 1 < n and fixes.object[i + 1] == fixes.object[i]
        ended_us = fixes.t_us[i + 1] if goes_on else until_us
        if ended_us - fixes.t_us[i] <= max_silence_us:
            continue
        if found == len(out):
            larger = np.empty(2 * found, SILENCE)
            larger[:found] = out
            out = larger
        one = out[found]
        one.object, one.last, one.next = fixes.object[i], i, i + 1 if goes_on else -1
        one.began_us, one.ended_us = fixes.t_us[i], ended_us
        one.moved_m = np.nan
        if goes_on:
            length_m, _ = inverse(fixes.lon[i], fixes.lat[i], fixes.lon[i + 1], fixes.lat[i + 1])
            one.moved_m = length_m if length_m >= 0.0 else np.nan
        found += 1
    return out[:found].copy()


def heard_in(fixes: Fixes, grid: Grid, bin_us: int) -> tuple[NDArray[np.int32], Ints, Ints]:
    """In which cells and bins of time each object was heard: numbers of objects, cells, bins; each triple once.

    Args:
        fixes: ordered as `arrange` leaves them.
        grid: of the cells, see `coverage`.
        bin_us: length of a bin; bins are counted from 1970.
    """
    made: tuple[NDArray[np.int32], Ints, Ints] = _heard_in(fixes, grid, bin_us)
    rows = np.unique(np.stack([made[0].astype(np.int64), made[1], made[2]], axis=1), axis=0)
    return rows[:, 0].astype(np.int32), np.ascontiguousarray(rows[:, 1]), np.ascontiguousarray(rows[:, 2])


@compiled
def _heard_in(fixes: Fixes, grid: Grid, bin_us: int) -> tuple[NDArray[np.int32], Ints, Ints]:
    """As `heard_in`, but only neighbours that say the same are left out."""
    n, found = len(fixes.t_us), 0
    objects, cells, bins = np.empty(256, np.int32), np.empty(256, np.int64), np.empty(256, np.int64)
    for i in range(n):
        cell, time_bin = cell_of(grid, fixes.lon[i], fixes.lat[i]), fixes.t_us[i] // bin_us
        again = found > 0 and cell == cells[found - 1] and time_bin == bins[found - 1]
        if again and fixes.object[i] == objects[found - 1]:
            continue
        if found == len(cells):
            objects = np.concatenate((objects, np.empty(found, np.int32)))
            cells = np.concatenate((cells, np.empty(found, np.int64)))
            bins = np.concatenate((bins, np.empty(found, np.int64)))
        objects[found], cells[found], bins[found] = fixes.object[i], cell, time_bin
        found += 1
    return objects[:found].copy(), cells[:found].copy(), bins[:found].copy()


def heard_of(grid: Grid, bin_us: int, cells: Ints, bins: Ints) -> Heard:
    """Where and when anybody was heard, from pairs of a cell and a bin in any order, repeats allowed."""
    pairs = np.unique(np.stack([cells, bins], axis=1).astype(np.int64), axis=0)
    return Heard(grid, bin_us, np.ascontiguousarray(pairs[:, 0]), np.ascontiguousarray(pairs[:, 1]))


def heard_share(gaps: Gaps, heard: Heard) -> Floats:
    """For each silence, in what share of its bins of time somebody was heard around where the object was due.

    In the middle of each bin the object is taken to be on the geodesic to where it was heard next, passed at constant
    speed; if it was not heard again, at its last place. Around: in that cell or one of the eight beside it. Only bins
    that lie wholly within the silence are asked, so that the object itself was heard in none; where there is none the
    share is NaN.

    Args:
        gaps: N silences.
        heard: over all objects, these included.

    Source: docs/methods/silence.md, "Nobody else was heard either".
    """
    return _shares(gaps, heard, int(heard.bin.max(initial=-(2**62))))


@compiled
def _shares(gaps: Gaps, heard: Heard, latest: int) -> Floats:
    shares = np.full(len(gaps.began_us), np.nan)
    for k in range(len(shares)):
        first, last = gaps.began_us[k] // heard.bin_us + 1, gaps.ended_us[k] // heard.bin_us - 1
        if last < first:
            continue
        covered = 0
        for time_bin in range(first, min(last, latest) + 1):
            lon, lat = gaps.from_lon[k], gaps.from_lat[k]
            if not isnan(gaps.to_lon[k]):
                passed_us = time_bin * heard.bin_us + heard.bin_us // 2 - gaps.began_us[k]
                part = passed_us / (gaps.ended_us[k] - gaps.began_us[k])
                lon, lat = between(lon, lat, gaps.to_lon[k], gaps.to_lat[k], part)
            if _anybody(heard, lon, lat, time_bin):
                covered += 1
        shares[k] = covered / (last - first + 1)
    return shares


@pure
def _anybody(heard: Heard, lon: float, lat: float, time_bin: int) -> bool:
    """Whether anybody was heard in a bin, in the cell of a point or beside it."""
    for north in range(-1, 2):
        beside = min(max(lat + north * heard.grid.cell_deg, -90.0), 90.0)
        width = heard.grid.cell_deg / max(cos(radians(beside)), 0.01)
        for east in range(-1, 2):
            if _holds(heard, cell_of(heard.grid, lon + east * width, beside), time_bin):
                return True
    return False


@pure
def _holds(heard: Heard, cell: int, time_bin: int) -> bool:
    """Whether a cell and bin has an entry, by halving."""
    low, high = 0, len(heard.cell)
    while low < high:
        middle = (low + high) // 2
        if heard.cell[middle] < cell or (heard.cell[middle] == cell and heard.bin[middle] < time_bin):
            low = middle + 1
        else:
            high = middle
    return bool(low < len(heard.cell) and heard.cell[low] == cell and heard.bin[low] == time_bin)


def find_quiet(times: Sequence[tuple[int, int]], span: tuple[int, int], *, longest_us: int) -> list[tuple[int, int]]:
    """The times inside a span in which nothing happens for longer than `longest_us`.

    Args:
        times: beginnings and ends of what happens, in any order; they may overlap and reach beyond the span.
        span: beginning and end of the time that is asked about.
        longest_us: a quiet time of exactly this length is tolerated.

    >>> find_quiet([(2, 3), (4, 9)], (0, 20), longest_us=2)
    [(9, 20)]
    >>> find_quiet([], (0, 20), longest_us=20)
    []
    """
    quiet, free = [], span[0]
    for began, ended in sorted(times):
        if began > span[1] or ended < span[0]:
            continue
        if began - free > longest_us:
            quiet.append((free, began))
        free = max(free, ended)
    if span[1] - free > longest_us:
        quiet.append((free, span[1]))
    return quiet
