"""When objects that had been heard were not heard: silences, and whether anybody else was heard there meanwhile.

Source: docs/methods/silence.md (definition, known false alarms); ITU-R M.1371-5, table 1 (how often AIS is due);
RTCA DO-260B, 2.2.3.3 (how often ADS-B is due).
"""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from evenhand.detection.kernels.compiled import compiled, pure
from evenhand.detection.kernels.fixes import Fixes
from evenhand.detection.kernels.geodesic import between, inverse, wrap_deg

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


class Heard(NamedTuple):
    """Where and when how many objects were heard: N entries in ascending order of cell and bin; see `count_heard`."""

    cell_deg: float
    bin_us: int
    cell: Ints
    bin: Ints
    objects: Ints
    """Distinct objects with a fix there and then."""


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


def count_heard(fixes: Fixes, *, cell_deg: float, bin_us: int) -> Heard:
    """How many distinct objects were heard in each cell of longitude and latitude and each bin of time.

    Tables over disjoint sets of objects add up: see `add_heard`.

    Args:
        fixes: ordered as `arrange` leaves them.
        cell_deg: side of a cell in degrees; 360 is a whole multiple of it.
        bin_us: length of a bin in microseconds; bins are counted from 1970.
    """
    cell = _cells(fixes.lon, fixes.lat, cell_deg)
    ones = _distinct(fixes.object.astype(np.int64), cell, np.asarray(fixes.t_us) // bin_us)
    return _summed(cell_deg, bin_us, ones[1], ones[2], np.ones(len(ones[1]), np.int64))


def add_heard(parts: Sequence[Heard]) -> Heard:
    """The sum of tables over disjoint sets of objects, all of one cell and bin."""
    columns = [np.concatenate([getattr(part, name) for part in parts]) for name in ("cell", "bin", "objects")]
    return _summed(parts[0].cell_deg, parts[0].bin_us, columns[0], columns[1], columns[2])


def _cells(lon: NDArray[np.float64], lat: NDArray[np.float64], cell_deg: float) -> Ints:
    across = round(360.0 / cell_deg)
    column = np.floor((np.asarray(lon) + 180.0) / cell_deg).astype(np.int64) % across
    row = np.floor((np.asarray(lat) + 90.0) / cell_deg).astype(np.int64)
    cells: Ints = row * across + column
    return cells


def _distinct(*columns: Ints) -> tuple[Ints, ...]:
    """Distinct rows, ordered by all columns."""
    order = np.lexsort(columns[::-1])
    ordered = [column[order] for column in columns]
    new = np.ones(len(order), bool)
    if len(order):
        new[1:] = np.any([column[1:] != column[:-1] for column in ordered], axis=0)
    return tuple(column[new] for column in ordered)


def _summed(cell_deg: float, bin_us: int, cell: Ints, time_bin: Ints, objects: Ints) -> Heard:
    order = np.lexsort((time_bin, cell))
    cell, time_bin, objects = cell[order], time_bin[order], objects[order]
    new = np.ones(len(cell), bool)
    new[1:] = (cell[1:] != cell[:-1]) | (time_bin[1:] != time_bin[:-1])
    starts = np.flatnonzero(new)
    total = np.add.reduceat(objects, starts) if len(starts) else objects
    return Heard(cell_deg, bin_us, cell[starts], time_bin[starts], total)


def heard_share(silences: Silences, fixes: Fixes, heard: Heard) -> NDArray[np.float64]:
    """For each silence, in what share of its bins of time somebody else was heard around where the object was due.

    In the middle of each bin the object is taken to be on the geodesic to its next fix, passed at constant speed; if it
    was not heard again, at its last place. Around: in that cell or one of the eight beside it. Only bins that lie
    wholly within the silence are asked, so that the object itself was heard in none; where there is none the
    share is NaN.

    Args:
        silences: of `find_silences`.
        fixes: the same fixes.
        heard: over all objects, this one included.

    Source: docs/methods/silence.md, "Nobody else was heard either".
    """
    return _shares(silences, fixes, heard, int(heard.bin.max(initial=-(2**62))))


@compiled
def _shares(silences: Silences, fixes: Fixes, heard: Heard, latest: int) -> NDArray[np.float64]:
    shares = np.full(len(silences), np.nan)
    for k in range(len(silences)):
        one = silences[k]
        first, last = one.began_us // heard.bin_us + 1, one.ended_us // heard.bin_us - 1
        if last < first:
            continue
        covered = 0
        for time_bin in range(first, min(last, latest) + 1):
            lon, lat = _due_at(fixes, one.last, one.next, (time_bin * heard.bin_us + heard.bin_us // 2))
            if _anybody(heard, lon, lat, time_bin):
                covered += 1
        shares[k] = covered / (last - first + 1)
    return shares


@pure
def _due_at(fixes: Fixes, last: int, following: int, t_us: int) -> tuple[float, float]:
    """Where an object is taken to be during a silence."""
    if following < 0:
        return fixes.lon[last], fixes.lat[last]
    part = (t_us - fixes.t_us[last]) / (fixes.t_us[following] - fixes.t_us[last])
    return between(fixes.lon[last], fixes.lat[last], fixes.lon[following], fixes.lat[following], part)


@pure
def _anybody(heard: Heard, lon: float, lat: float, time_bin: int) -> bool:
    """Whether anybody was heard in a bin, in the cell of a point or beside it."""
    across = round(360.0 / heard.cell_deg)
    column, row = int((wrap_deg(lon) + 180.0) // heard.cell_deg), int((lat + 90.0) // heard.cell_deg)
    for north in range(-1, 2):
        for east in range(-1, 2):
            cell = (row + north) * across + (column + east) % across
            if _holds(heard, cell, time_bin):
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
