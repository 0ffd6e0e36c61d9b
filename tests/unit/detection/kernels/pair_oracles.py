"""Slow answers about two objects that cannot be wrong: positions and distances by geographiclib, at many instants."""

from itertools import pairwise

import numpy as np
from geographiclib.geodesic import Geodesic

from evenhand.detection.kernels.fixes import arrange
from evenhand.detection.kernels.pairs import EVERYTHING, Terms, find_close
from unit.detection.kernels.oracles import MINUTE_US, positions

EARTH = Geodesic.WGS84
SAMPLES = 24
"""Instants looked at within every part of two legs."""


def arranged(tracks, **more):
    """Fixes with objects numbered in the order of their names."""
    table = positions({name: tracks[name] for name in sorted(tracks)}, **more)
    return arrange(table).fixes


def meetings(tracks, distance_m, *, gap_min=30, sides=None, least_min=0, windows=EVERYTHING, threads=1, **more):
    """Rows of `find_close` over {object: [(minute, lon, lat)]}, as dictionaries."""
    terms = Terms(distance_m=distance_m, gap_us=gap_min * MINUTE_US, least_us=least_min * MINUTE_US)
    sides = np.full(len(tracks), -1, np.int32) if sides is None else np.array(sides, np.int32)
    found = find_close(arranged(tracks, **more), sides, terms, windows=windows, threads=threads)
    return [dict(zip(found.dtype.names, row.tolist(), strict=True)) for row in found]


def shifted(lon, lat, azimuth, length_m):
    """The point `length_m` away."""
    end = EARTH.Direct(lat, lon, azimuth, length_m)
    return end["lon2"], end["lat2"]


def parts(fixes, gap_min):
    """The path of (minute, lon, lat) fixes: (minute from, minute to, position at a minute)."""
    ordered = sorted(set(fixes))
    found, alone = [], [True] * len(ordered)
    for k, (one, other) in enumerate(pairwise(ordered)):
        if 0 < other[0] - one[0] <= gap_min:
            line = EARTH.InverseLine(one[2], one[1], other[2], other[1])

            def along(minute, line=line, one=one, other=other):
                at = line.Position(line.s13 * (minute - one[0]) / (other[0] - one[0]))
                return at["lon2"], at["lat2"]

            found.append((one[0], other[0], along))
            alone[k] = alone[k + 1] = False
    for k, fix in enumerate(ordered):
        if alone[k]:
            found.append((fix[0], fix[0], lambda _, fix=fix: (fix[1], fix[2])))
    return found


def apart_m(one, other, minute):
    """The true distance between two parts of paths at an instant."""
    (lon1, lat1), (lon2, lat2) = one[2](minute), other[2](minute)
    return EARTH.Inverse(lat1, lon1, lat2, lon2, Geodesic.DISTANCE)["s12"]


def both(fixes_a, fixes_b, gap_min):
    """Every two parts of two paths that share an instant, with when they do."""
    for one in parts(fixes_a, gap_min):
        for other in parts(fixes_b, gap_min):
            low, high = max(one[0], other[0]), min(one[1], other[1])
            if low <= high:
                yield one, other, low, high


def samples(fixes_a, fixes_b, gap_min):
    """(minute, least distance of the two then) at many instants at which both are somewhere."""
    found = {}
    for one, other, low, high in both(fixes_a, fixes_b, gap_min):
        minutes = {low, high} if high - low < 1e-9 else set(np.linspace(low, high, SAMPLES).tolist())
        for minute in minutes:
            found[minute] = min(found.get(minute, 1e9), apart_m(one, other, minute))
    return sorted(found.items())


def least_m(fixes_a, fixes_b, gap_min, began_min, ended_min):
    """The least distance of the two within a time, by narrowing down on the best of many instants."""
    best = 1e9
    for one, other, since, until in both(fixes_a, fixes_b, gap_min):
        low, high = max(since, began_min), min(until, ended_min)
        while high >= low:
            minutes = np.linspace(low, high, 9)
            lengths = [apart_m(one, other, minute) for minute in minutes]
            k = int(np.argmin(lengths))
            best = min(best, lengths[k])
            if high - low < 1e-6:
                break
            low, high = minutes[max(0, k - 1)], minutes[min(8, k + 1)]
    return best
