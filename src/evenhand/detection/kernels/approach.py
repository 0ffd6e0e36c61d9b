"""Two objects on their legs: when they are closer than a distance, and how close they come.

Both move. Between two instants the vector from one to the other is straight but for a bend that is known to be no more
than the squares of the ways over eight radii: so most of a pair of legs is settled by bounds, and the rest is halved in
time until what is left is straight within BEND_M. Instants found are corrected by the true distance on the ellipsoid.
Source: docs/methods/separation.md, "How it is computed".
"""

from math import sin, sqrt
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from evenhand.detection.kernels.compiled import compiled, inlined, pure
from evenhand.detection.kernels.geodesic import between, direct, earth_centred, inverse
from evenhand.detection.kernels.legs import LEAST_RADIUS_M, Path, chord_m, surface_m, way_at_most_m

BEND_M = 0.002
"""A part of two legs over which their distance vector bends less than this is taken as straight."""
SHORT_M = 200.0
"""A shorter leg is straight in space but for less than a millimetre."""
NEARER_M = 0.001
"""By how much a later approach must be closer to count as the least distance."""
DEEPEST = 60

U, V, PU, PV = 0, 1, 2, 5
"""Columns of a part in waiting: its beginning and end, microseconds, and the vectors between the two there."""


class Bench(NamedTuple):
    """Room to work for one thread."""

    parts: NDArray[np.float64]
    """DEEPEST x 8: parts of a pair of legs still to be looked at."""
    spans: NDArray[np.float64]
    """Found beginnings and ends, microseconds after the beginning of the pair of legs."""
    strict: NDArray[np.float64]
    """The same for spans set aside."""
    course: NDArray[np.float64]
    """2 x 3: waypoint, azimuth and length of the last leg asked for, of either object."""


class Both(NamedTuple):
    """Two legs while both last: waypoints, whether they move, and when."""

    a: int
    b: int
    a_moves: int
    b_moves: int
    t0_us: int
    t1_us: int


@compiled
def make_bench() -> Bench:
    """Empty room."""
    room = DEEPEST + 4
    return Bench(np.empty((room, 8)), np.empty((room, 2)), np.empty((room, 2)), np.full((2, 3), -1.0))


@inlined
def way_m(path: Path, w: int, moves: int) -> float:
    """At most how long the whole leg from a waypoint is."""
    if moves == 0:
        return 0.0
    return way_at_most_m(chord_m(path, w, w + 1))


@inlined
def fraction_of(path: Path, w: int, moves: int, t_us: float) -> float:
    """How much of a leg has passed at an instant."""
    if moves == 0:
        return 0.0
    return float(min(1.0, max(0.0, (t_us - path.t_us[w]) / (path.t_us[w + 1] - path.t_us[w]))))


@inlined
def place_at(path: Path, w: int, moves: int, t_us: float) -> tuple[float, float]:
    """Longitude and latitude of an object on a leg at an instant."""
    if moves == 0:
        return path.lon[w], path.lat[w]
    at = fraction_of(path, w, moves, t_us)
    return between(path.lon[w], path.lat[w], path.lon[w + 1], path.lat[w + 1], at)


@pure
def distance_at_m(path: Path, both: Both, t_us: float) -> float:
    """The geodesic distance between the two at an instant; by the chord where they are nearly antipodal."""
    lon1, lat1 = place_at(path, both.a, both.a_moves, t_us)
    lon2, lat2 = place_at(path, both.b, both.b_moves, t_us)
    length_m, _ = inverse(lon1, lat1, lon2, lat2)
    if length_m >= 0.0:
        return length_m
    x, y, z = earth_centred(lon1, lat1)
    u, v, w = earth_centred(lon2, lat2)
    return surface_m(sqrt((u - x) ** 2 + (v - y) ** 2 + (w - z) ** 2))


@inlined
def _roughly_at(path: Path, w: int, moves: int, t_us: float) -> tuple[float, float, float]:
    """Where an object is if its leg ran straight through the Earth."""
    at = fraction_of(path, w, moves, t_us)
    v = w + moves
    return (
        path.xyz_m[w, 0] + at * (path.xyz_m[v, 0] - path.xyz_m[w, 0]),
        path.xyz_m[w, 1] + at * (path.xyz_m[v, 1] - path.xyz_m[w, 1]),
        path.xyz_m[w, 2] + at * (path.xyz_m[v, 2] - path.xyz_m[w, 2]),
    )


@pure
def _truly_at(path: Path, course: NDArray[np.float64], w: int, moves: int, t_us: float) -> tuple[float, float, float]:
    """Where an object is in space at an instant of its leg; `course` remembers the geodesic of the last leg."""
    if moves == 0 or chord_m(path, w, w + 1) < SHORT_M:
        return _roughly_at(path, w, moves, t_us)
    if course[0] != w:
        course[2], course[1] = inverse(path.lon[w], path.lat[w], path.lon[w + 1], path.lat[w + 1])
        course[0] = w
    at = fraction_of(path, w, moves, t_us)
    if course[2] < 0.0:
        lon, lat = between(path.lon[w], path.lat[w], path.lon[w + 1], path.lat[w + 1], at)
    else:
        lon, lat = direct(path.lon[w], path.lat[w], course[1], at * course[2])
    return earth_centred(lon, lat)


@pure
def _vector(path: Path, bench: Bench, both: Both, t_us: float, column: int, row: int) -> None:
    """Write the vector from b to a at an instant into a part in waiting."""
    ax, ay, az = _truly_at(path, bench.course[0], both.a, both.a_moves, t_us)
    bx, by, bz = _truly_at(path, bench.course[1], both.b, both.b_moves, t_us)
    bench.parts[row, column] = ax - bx
    bench.parts[row, column + 1] = ay - by
    bench.parts[row, column + 2] = az - bz


@inlined
def _closest(p: tuple[float, float, float], q: tuple[float, float, float]) -> tuple[float, float]:
    """How near the straight line from p to q comes to nothing, and how far along."""
    dx, dy, dz = q[0] - p[0], q[1] - p[1], q[2] - p[2]
    square = dx * dx + dy * dy + dz * dz
    at = 0.0
    if square > 0.0:
        at = min(1.0, max(0.0, -(p[0] * dx + p[1] * dy + p[2] * dz) / square))
    x, y, z = p[0] + at * dx, p[1] + at * dy, p[2] + at * dz
    return sqrt(x * x + y * y + z * z), at


@inlined
def _length(p: tuple[float, float, float]) -> float:
    return sqrt(p[0] * p[0] + p[1] * p[1] + p[2] * p[2])


@inlined
def bend_m(path: Path, both: Both, span_us: float) -> float:
    """At most how far the vector between the two leaves the straight line in `span_us` of their legs."""
    bend = 0.0
    if both.a_moves == 1:
        share = span_us / (path.t_us[both.a + 1] - path.t_us[both.a])
        bend += (share * way_m(path, both.a, 1)) ** 2
    if both.b_moves == 1:
        share = span_us / (path.t_us[both.b + 1] - path.t_us[both.b])
        bend += (share * way_m(path, both.b, 1)) ** 2
    return bend / (8.0 * LEAST_RADIUS_M)


@inlined
def least_chord_m(distance_m: float) -> float:
    """A chord through the Earth that is certainly shorter than any over a geodesic of this length.

    Source: Schur's comparison theorem: of curves of one length and no greater bend, the circle has the shortest chord.
    """
    return 2.0 * LEAST_RADIUS_M * sin(distance_m / (2.0 * LEAST_RADIUS_M)) - 1e-6


@inlined
def rough_bounds_m(path: Path, both: Both) -> tuple[float, float]:
    """No more and no less than how far apart the two are while both legs last, in chords; quick."""
    ax, ay, az = _roughly_at(path, both.a, both.a_moves, both.t0_us)
    bx, by, bz = _roughly_at(path, both.b, both.b_moves, both.t0_us)
    cx, cy, cz = _roughly_at(path, both.a, both.a_moves, both.t1_us)
    dx, dy, dz = _roughly_at(path, both.b, both.b_moves, both.t1_us)
    p, q = (ax - bx, ay - by, az - bz), (cx - dx, cy - dy, cz - dz)
    way_a, way_b = way_m(path, both.a, both.a_moves), way_m(path, both.b, both.b_moves)
    # Here the straight line is that of whole legs, of which the two instants may only hold a part.
    bend = (way_a * way_a + way_b * way_b) / (8.0 * LEAST_RADIUS_M)
    return _closest(p, q)[0] - bend, max(_length(p), _length(q)) + bend


@pure
def find_near(path: Path, bench: Bench, both: Both, distance_m: float) -> int:
    """When the two are closer than a distance; how many spans, written to `bench.spans` in order."""
    low, high = rough_bounds_m(path, both)
    whole_us = float(both.t1_us - both.t0_us)
    if low > distance_m:
        return 0
    if high < least_chord_m(distance_m):
        bench.spans[0, 0], bench.spans[0, 1] = 0.0, whole_us
        return 1
    if whole_us <= 0.0:
        bench.spans[0, 0], bench.spans[0, 1] = 0.0, 0.0
        return 1 if distance_at_m(path, both, both.t0_us) < distance_m else 0
    n, n_parts = 0, _first_part(path, bench, both, (0.0, whole_us))
    while n_parts > 0:
        n_parts -= 1
        part = bench.parts[n_parts]
        p, q = (part[PU], part[PU + 1], part[PU + 2]), (part[PV], part[PV + 1], part[PV + 2])
        bend = bend_m(path, both, part[V] - part[U])
        if _closest(p, q)[0] - bend > distance_m:
            continue
        if max(_length(p), _length(q)) + bend < least_chord_m(distance_m):
            n = _add_span(bench, n, part[U], part[V])
        elif bend <= BEND_M or n_parts + 2 > DEEPEST:
            n = _straight_span(bench, n, n_parts, distance_m)
        else:
            n_parts = _halve(path, bench, both, n_parts)
    return _correct(path, bench, both, distance_m, n)


@pure
def _first_part(path: Path, bench: Bench, both: Both, span: tuple[float, float]) -> int:
    bench.parts[0, U], bench.parts[0, V] = span
    _vector(path, bench, both, both.t0_us + span[0], PU, 0)
    _vector(path, bench, both, both.t0_us + span[1], PV, 0)
    return 1


@pure
def _halve(path: Path, bench: Bench, both: Both, row: int) -> int:
    """Put the two halves of a part in its place, the earlier one on top; how many parts there are then."""
    parts = bench.parts
    middle = 0.5 * (parts[row, U] + parts[row, V])
    for k in range(8):
        parts[row + 1, k] = parts[row, k]
    _vector(path, bench, both, both.t0_us + middle, PU, row)
    for k in range(3):
        parts[row + 1, PV + k] = parts[row, PU + k]
    parts[row, U], parts[row + 1, V] = middle, middle
    return row + 2


@inlined
def _add_span(bench: Bench, n: int, begin: float, end: float) -> int:
    """Add a span, joined to the one before where they meet."""
    if n > 0 and begin <= bench.spans[n - 1, 1] + 1e-3:
        bench.spans[n - 1, 1] = end
        return n
    if n == len(bench.spans):
        bench.spans[n - 1, 1] = end
        return n
    bench.spans[n, 0], bench.spans[n, 1] = begin, end
    return n + 1


@inlined
def _straight_span(bench: Bench, n: int, row: int, distance_m: float) -> int:
    """Solve a part that is straight for when it is nearer than a distance."""
    part = bench.parts[row]
    chord = 2.0 * 6371008.8 * sin(distance_m / (2.0 * 6371008.8))
    dx, dy, dz = part[PV] - part[PU], part[PV + 1] - part[PU + 1], part[PV + 2] - part[PU + 2]
    square = dx * dx + dy * dy + dz * dz
    along = part[PU] * dx + part[PU + 1] * dy + part[PU + 2] * dz
    over = part[PU] ** 2 + part[PU + 1] ** 2 + part[PU + 2] ** 2 - chord * chord
    if square == 0.0:
        return _add_span(bench, n, part[U], part[V]) if over < 0.0 else n
    root = along * along - square * over
    if root <= 0.0:
        return n
    half = sqrt(root)
    first, last = max(0.0, (-along - half) / square), min(1.0, (-along + half) / square)
    if first >= last:
        return n
    length = part[V] - part[U]
    return _add_span(bench, n, part[U] + first * length, part[V] if last == 1.0 else part[U] + last * length)


@pure
def _correct(path: Path, bench: Bench, both: Both, distance_m: float, n: int) -> int:
    """Move beginnings and ends inside the legs to where the true distance is the one asked for."""
    whole_us = float(both.t1_us - both.t0_us)
    kept = 0
    for k in range(n):
        begin, end = bench.spans[k, 0], bench.spans[k, 1]
        if begin > 0.0:
            begin = _corrected(path, both, distance_m, begin, whole_us)
        if end < whole_us:
            end = _corrected(path, both, distance_m, end, whole_us)
        if begin <= end:
            bench.spans[kept, 0], bench.spans[kept, 1] = begin, end
            kept += 1
    return kept


@pure
def _corrected(path: Path, both: Both, distance_m: float, at_us: float, whole_us: float) -> float:
    """One root by secants on the true distance; the instant given where they lead away."""
    width = max(1.0, 1e-4 * whole_us)
    before, best = at_us, at_us
    over = distance_at_m(path, both, both.t0_us + at_us) - distance_m
    least = abs(over)
    other = at_us + width if at_us + width <= whole_us else at_us - width
    for _ in range(6):
        if least < 1e-4 or other == before or other < 0.0 or other > whole_us:
            break
        over_other = distance_at_m(path, both, both.t0_us + other) - distance_m
        if abs(over_other) < least:
            best, least = other, abs(over_other)
        if over_other == over:
            break
        following = other - over_other * (other - before) / (over_other - over)
        before, over, other = other, over_other, following
        if abs(other - at_us) > 50.0 * width:
            break
    return best


@pure
def find_least(path: Path, bench: Bench, both: Both, span: tuple[float, float], best_m: float) -> tuple[float, float]:
    """The least chord within a span of two legs, and when; `best_m` and -1 where it is not less than that.

    Parts that cannot come closer, by their bounds, are left out.
    """
    best_us = -1.0
    if rough_bounds_m(path, both)[0] >= best_m - NEARER_M:
        return best_m, best_us
    n_parts = _first_part(path, bench, both, span)
    while n_parts > 0:
        n_parts -= 1
        part = bench.parts[n_parts]
        p, q = (part[PU], part[PU + 1], part[PU + 2]), (part[PV], part[PV + 1], part[PV + 2])
        bend = bend_m(path, both, part[V] - part[U])
        nearest, at = _closest(p, q)
        if nearest - bend >= best_m - NEARER_M:
            continue
        if nearest < best_m - NEARER_M and (bend <= BEND_M or n_parts + 2 > DEEPEST):
            best_m, best_us = nearest, part[U] + at * (part[V] - part[U])
        if bend <= BEND_M or n_parts + 2 > DEEPEST:
            continue
        for length, at_us in ((_length(p), part[U]), (_length(q), part[V])):
            if length < best_m - NEARER_M:
                best_m, best_us = length, at_us
        n_parts = _halve(path, bench, both, n_parts)
    return best_m, best_us
