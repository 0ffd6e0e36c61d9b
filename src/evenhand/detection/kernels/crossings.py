"""Where the path between two fixes crosses boundaries.

Source: docs/methods/presence.md, "Crossings".
"""

from math import ceil, cos, floor, radians, sin, sqrt, tan
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from evenhand.detection.kernels.cells import column_reach, nth_of, place_of, row_reach
from evenhand.detection.kernels.compiled import inlined, pure
from evenhand.detection.kernels.geodesic import E2, MEAN_RADIUS_M, direct, inverse, wrap_deg
from evenhand.detection.kernels.grid import BEND_ERROR_M, BULGE, DEGREE_M, THIRD_ORDER, Grid
from evenhand.detection.kernels.membership import Point, cell_of, crossing_fraction, meets, piece_at

CROSSING = np.dtype([("slot", "i4"), ("piece", "i4"), ("fraction", "f8"), ("lon", "f8"), ("lat", "f8")])

TOLERANCE_M = 0.02
"""A step whose geodesic bulges less than this from the straight lon/lat line is taken as straight."""
LONG_M = 3.0e6
"""Beyond this length the leading term of the bulge is no bound, and the step is halved in any case."""
MOST_HALVINGS = 16
MOST_NEAR = 64
"""A step near more pieces than this is looked at cell by cell instead."""
UNSURE, UNASKED = -1, -2
"""Instead of how many pieces are near a step: it is too long to tell; nobody has asked yet."""
ROUNDING_DEG = 1e-9
"""A tenth of a millimetre: pieces nearer than this to a step are looked at exactly."""

Crossings = NDArray[np.void]


class Found(NamedTuple):
    """Room for the crossings of one step; none is allocated while fixes are walked."""

    crossings: Crossings
    halves: NDArray[np.float64]
    """MOST_HALVINGS + 2 rows: fraction, longitude, latitude of the ends of parts still to be looked at."""
    near: NDArray[np.int32]
    """Pieces that the step may cross."""
    n_near: NDArray[np.int64]
    """One number: how many those are, UNSURE or UNASKED."""


def room(n_crossings: int) -> Found:
    """Room for so many crossings."""
    return Found(
        np.empty(n_crossings, CROSSING),
        np.empty((MOST_HALVINGS + 2, 3)),
        np.empty(MOST_NEAR, np.int32),
        np.zeros(1, np.int64),
    )


@inlined
def bulge_m(p: Point, q: Point) -> tuple[float, float]:
    """How far at most the geodesic leaves the straight line in degrees, and about how long it is, both in metres."""
    steepest = min(max(abs(p[1]), abs(q[1])), 89.9)
    east = (q[0] - p[0]) * DEGREE_M * cos(radians(min(abs(p[1]), abs(q[1]))))
    north = (q[1] - p[1]) * DEGREE_M
    square = east * east + north * north
    if east == 0.0:
        return 0.0, sqrt(square)
    return BULGE * square * tan(radians(steepest)) / (8.0 * MEAN_RADIUS_M), sqrt(square)


@inlined
def pieces_near(grid: Grid, p: Point, q: Point, near: NDArray[np.int32]) -> int:
    """Write the pieces that a short step from p to q may cross into `near`; how many, or UNSURE: the step is not short.

    A piece is none of them if both its ends are on one side of the straight line, or both ends of the line are on one
    side of the piece, by more than the geodesic can bulge; so none means none, without a doubt left by rounding.
    """
    dx, dy = q[0] - p[0], q[1] - p[1]
    square = dx * dx + dy * dy
    if not (square <= grid.short_deg2 and max(abs(p[1]), abs(q[1])) <= grid.steepest):
        return UNSURE
    if max(abs(p[0]), abs(q[0])) > 180.0:
        return UNSURE
    slack = ROUNDING_DEG + square * grid.bend_deg
    box = (
        min(p[0], q[0]) - slack,
        min(p[1], q[1]) - slack,
        max(p[0], q[0]) + slack,
        max(p[1], q[1]) + slack,
    )
    first_c = int(max(0.0, (box[0] - grid.west) * grid.per_deg))
    last_c = int(min(grid.n_cols - 1.0, (box[2] - grid.west) * grid.per_deg))
    first_r = int(max(0.0, (box[1] - grid.south) * grid.per_deg))
    last_r = int(min(grid.n_rows - 1.0, (box[3] - grid.south) * grid.per_deg))
    n = 0
    for row in range(first_r, last_r + 1):
        low, high = first_c, last_c
        if last_r - first_r > 1 and last_c - first_c > 1:
            low, high = column_reach(grid, p[0], p[1], q[0], q[1], row)
            low, high = max(low - 1, first_c), min(high + 1, last_c)
        for column in range(low, high + 1):
            n = _add_cell(grid, (p, q, slack), box, place_of(grid.n_cols, column, row), near, n)
            if n < 0:
                return UNSURE
    return n


@inlined
def _add_cell(
    grid: Grid,
    step: tuple[Point, Point, float],
    box: tuple[float, float, float, float],
    place: int,
    near: NDArray[np.int32],
    n: int,
) -> int:
    """Add the pieces of a cell that a step may cross to the n that are near; how many then, or UNSURE.

    `step`: its ends, and how far it strays; `box`: around it.
    """
    if grid.cells.safe[place] > 0:
        return n
    c = nth_of(grid.cells, place)
    for k in range(grid.cells.start[c], grid.cells.start[c + 1]):
        one = grid.cells.run[k]
        if meets(one, box[0], box[1], box[2], box[3]):
            n = _add_near(grid, step[0], step[1], step[2], (one.first, one.end, n), near)
            if n < 0:
                return UNSURE
    return n


@inlined
def _add_near(
    grid: Grid, p: Point, q: Point, slack: float, which: tuple[int, int, int], near: NDArray[np.int32]
) -> int:
    """Add those of the pieces which[0] to which[1] that a step may cross to the which[2] that are near; how many then.

    UNSURE where there is no room for them.
    """
    n = which[2]
    dx, dy = q[0] - p[0], q[1] - p[1]
    across = (abs(dx) + abs(dy)) * slack
    bx, by = grid.vertex[which[0], 0], grid.vertex[which[0], 1]
    side_b = dx * (by - p[1]) - dy * (bx - p[0])
    for piece in range(which[0], which[1]):
        ax, ay, side_a = bx, by, side_b
        bx, by = grid.vertex[piece + 1, 0], grid.vertex[piece + 1, 1]
        side_b = dx * (by - p[1]) - dy * (bx - p[0])
        if min(side_a, side_b) > across or max(side_a, side_b) < -across:
            continue
        ex, ey = bx - ax, by - ay
        side_p, side_q = ex * (p[1] - ay) - ey * (p[0] - ax), ex * (q[1] - ay) - ey * (q[0] - ax)
        along = (abs(ex) + abs(ey)) * slack
        if min(side_p, side_q) > along or max(side_p, side_q) < -along or _stands_in(near, n, piece):
            continue
        if n == MOST_NEAR:
            return UNSURE
        near[n] = piece
        n += 1
    return n


@inlined
def _stands_in(near: NDArray[np.int32], n: int, piece: int) -> bool:
    """A piece that stands in several cells is met more than once."""
    for k in range(n):  # noqa: SIM110 - generators do not compile
        if near[k] == piece:
            return True
    return False


@inlined
def bend_deg(p: Point, q: Point) -> Point:
    """Second derivative of the geodesic from p to q by the fraction of its length, at its middle, in degrees.

    Source: the equations of a geodesic in longitude and latitude, e.g. do Carmo, Differential Geometry of Curves and
    Surfaces (1976), section 4-4, for the metric of an ellipsoid of revolution.
    """
    phi = radians((p[1] + q[1]) / 2.0)
    s, c = sin(phi), cos(phi)
    w2 = 1.0 - E2 * s * s
    east, north = radians(q[0] - p[0]), q[1] - p[1]
    parallel = c * w2 / (1.0 - E2)
    bend_lat = -parallel * s * (q[0] - p[0]) * east - 3.0 * E2 * s * c / w2 * north * radians(north)
    return 2.0 * s / parallel * north * east, bend_lat


@inlined
def _is_free(grid: Grid, p: Point, q: Point, bulge: float) -> bool:
    """Whether no boundary lies in the box around p and q widened by half as much again as the bulge."""
    up = 1.5 * bulge / 110_000.0 + 1e-9
    aside = up / cos(radians(min(max(abs(p[1]), abs(q[1])) + up, 89.9)))
    west, east = min(p[0], q[0]) - aside, max(p[0], q[0]) + aside
    south, north = min(p[1], q[1]) - up, max(p[1], q[1]) + up
    far_east, far_north = grid.west + grid.n_cols * grid.width, grid.south + grid.n_rows * grid.height
    if east < grid.west or west > far_east or north < grid.south or south > far_north:
        # Beyond the antimeridian the same step is seen once more from the other side.
        return west >= -180.0 and east <= 180.0
    first_c, last_c = floor((west - grid.west) / grid.width), floor((east - grid.west) / grid.width)
    first_r, last_r = floor((south - grid.south) / grid.height), floor((north - grid.south) / grid.height)
    for point in (p, q):
        column, row = cell_of(grid, point[0], point[1])
        if column >= 0:
            safe = int(grid.cells.safe[place_of(grid.n_cols, column, row)])
            # Every cell of the box is nearer than `safe`, so it holds nothing.
            if max(last_c - column, column - first_c, last_r - row, row - first_r) < safe:
                return True
    return False


@pure
def find_crossings(grid: Grid, p: Point, q: Point, found: Found, n_near: int = UNASKED) -> int:
    """All crossings of the geodesic from p to q, ordered by slot and fraction of the step.

    A short step is a parabola in straight parts; a longer one is halved along the geodesic until each part is clear of
    boundaries or a parabola.

    Args:
        grid: of all slots.
        p: where the step begins.
        q: where it ends.
        found: room for crossings.
        n_near: how many pieces near the step `found` holds already, from `pieces_near`.

    Returns:
        How many were written to `found`; -1 if it has no room for them.
    """
    if n_near >= 0 and ((q[0] - p[0]) ** 2 + (q[1] - p[1]) ** 2) * grid.bend_m <= TOLERANCE_M:
        found.n_near[0] = n_near
        n = _try_near(grid, p, q, (0.0, 1.0), found, 0)
        if n > 1:
            _sort(found.crossings, n)
        return n
    if abs(q[0] - p[0]) > 180.0:
        q = (p[0] + wrap_deg(q[0] - p[0]), q[1])
    bulge, rough_m = bulge_m(p, q)
    # How a step is cut hangs on the step alone: it is crossed at the same instant whatever other areas are asked for.
    if bend_error_m(p, q, rough_m) > BEND_ERROR_M:
        n = _halved(grid, p, q, found)
        found.n_near[0] = UNSURE
    else:
        n = _bent(grid, p, q, (0.0, 1.0, bulge), found, 0, n_near)
    if n > 1:
        _sort(found.crossings, n)
    return n


@inlined
def bend_error_m(p: Point, q: Point, rough_m: float) -> float:
    """How far at most a geodesic of about so many metres leaves the parabola of `bend_deg`."""
    cosine = cos(radians(min(89.9, max(abs(p[1]), abs(q[1])))))
    return float(THIRD_ORDER * rough_m * (rough_m / (MEAN_RADIUS_M * cosine)) ** 2)


@inlined
def bent_point(p: Point, q: Point, bend: Point, f: float) -> Point:
    """The point at a fraction of a parabola from p to q; q itself at its end."""
    if f >= 1.0:
        return q
    sag = 0.5 * f * (1.0 - f)
    return p[0] + f * (q[0] - p[0]) - sag * bend[0], p[1] + f * (q[1] - p[1]) - sag * bend[1]


@pure
def _halved(grid: Grid, start: Point, end: Point, found: Found) -> int:
    """Crossings of a step of any length."""
    ends = found.halves
    ends[0, 0], ends[0, 1], ends[0, 2] = 1.0, end[0], end[1]
    p = start
    depth, fraction, length_m, azimuth, n = 1, 0.0, -2.0, 0.0, 0
    while depth > 0 and n >= 0:
        q = (ends[depth - 1, 1], ends[depth - 1, 2])
        bulge, rough_m = bulge_m(p, q)
        free = rough_m < LONG_M and _is_free(grid, p, q, bulge)
        if free or bend_error_m(p, q, rough_m) <= BEND_ERROR_M or depth > MOST_HALVINGS or length_m == -1.0:
            if not free:
                n = _bent(
                    grid, p, q, (fraction, ends[depth - 1, 0], 0.0 if length_m == -1.0 else bulge), found, n, UNASKED
                )
            fraction, p = ends[depth - 1, 0], q
            depth -= 1
            continue
        if length_m == -2.0:
            length_m, azimuth = inverse(start[0], start[1], end[0], end[1])
            if length_m < 0.0:
                length_m = -1.0
                continue
        half = (fraction + ends[depth - 1, 0]) / 2.0
        lon, lat = direct(start[0], start[1], azimuth, half * length_m)
        ends[depth, 0], ends[depth, 1], ends[depth, 2] = half, lon, lat
        depth += 1
    return n


@pure
def _bent(grid: Grid, p: Point, q: Point, part: tuple[float, float, float], found: Found, n: int, n_near: int) -> int:
    """Crossings of a part that is a parabola, in straight parts within TOLERANCE_M of it.

    `part`: fractions of the step at p and q, and how far the part bulges; `n_near`: see `find_crossings`.
    """
    if n_near == UNASKED:
        n_near = pieces_near(grid, p, q, found.near)
    found.n_near[0] = n_near
    if n_near == 0:
        return n
    n_parts = max(1, min(256, ceil(sqrt(part[2] / TOLERANCE_M))))
    bend = bend_deg(p, q)
    begin, at = p, part[0]
    for k in range(1, n_parts + 1):
        end = bent_point(p, q, bend, k / n_parts)
        then = part[0] + k / n_parts * (part[1] - part[0])
        if n_near > 0:
            n = _try_near(grid, begin, end, (at, then), found, n)
        else:
            n = _straight(grid, begin, end, (at, then), found, n)
        begin, at = end, then
    return n


@inlined
def _try_near(grid: Grid, p: Point, q: Point, part: Point, found: Found, n: int) -> int:
    """Crossings of a straight part with the pieces near."""
    for k in range(found.n_near[0]):
        piece = found.near[k]
        at = crossing_fraction(p, q, piece_at(grid, piece))
        if at >= 0.0:
            if n < 0 or n == len(found.crossings):
                return -1
            one = found.crossings[n]
            one.slot, one.piece, one.fraction = grid.piece_slot[piece], piece, part[0] + at * (part[1] - part[0])
            one.lon, one.lat = p[0] + at * (q[0] - p[0]), p[1] + at * (q[1] - p[1])
            n += 1
    return n


@pure
def _straight(grid: Grid, p: Point, q: Point, part: Point, found: Found, n: int) -> int:
    """Crossings of a straight part, also where it runs on beyond the antimeridian."""
    n = _walk(grid, p, q, part, found, n)
    if max(p[0], q[0]) > 180.0:
        n = _walk(grid, (p[0] - 360.0, p[1]), (q[0] - 360.0, q[1]), part, found, n)
    if min(p[0], q[0]) < -180.0:
        n = _walk(grid, (p[0] + 360.0, p[1]), (q[0] + 360.0, q[1]), part, found, n)
    return n


@pure
def _walk(grid: Grid, p: Point, q: Point, part: Point, found: Found, n: int) -> int:
    """Test the pieces of every cell that the straight line p to q passes through."""
    if n < 0:
        return n
    before = n
    west, south, east, north = min(p[0], q[0]), min(p[1], q[1]), max(p[0], q[0]), max(p[1], q[1])
    first_row, last_row = row_reach(grid, p[1], q[1])
    for row in range(first_row, last_row + 1):
        first, last = column_reach(grid, p[0], p[1], q[0], q[1], row)
        if first > last:
            continue
        for column in range(first, last + 1):
            place = place_of(grid.n_cols, column, row)
            if grid.cells.safe[place] > 0:
                continue
            c = nth_of(grid.cells, place)
            for k in range(grid.cells.start[c], grid.cells.start[c + 1]):
                one = grid.cells.run[k]
                if meets(one, west, south, east, north):
                    n = _try_run(grid, p, q, part, (one.first, one.end, before), found, n)
                    if n < 0:
                        return -1
    return n


@inlined
def _try_run(grid: Grid, p: Point, q: Point, part: Point, which: tuple[int, int, int], found: Found, n: int) -> int:
    """Add crossings with the pieces which[0] to which[1] unless they are known since which[2]; how many there are."""
    for piece in range(which[0], which[1]):
        at = crossing_fraction(p, q, piece_at(grid, piece))
        if at < 0.0 or _is_known(found.crossings, which[2], n, piece):
            continue
        if n == len(found.crossings):
            return -1
        one = found.crossings[n]
        one.slot, one.piece = grid.piece_slot[piece], piece
        one.fraction = part[0] + at * (part[1] - part[0])
        one.lon, one.lat = p[0] + at * (q[0] - p[0]), p[1] + at * (q[1] - p[1])
        n += 1
    return n


@inlined
def _is_known(found: Crossings, first: int, last: int, piece: int) -> bool:
    """A piece that stands in several cells is met more than once."""
    for k in range(first, last):  # noqa: SIM110 - generators do not compile
        if found[k].piece == piece:
            return True
    return False


@pure
def _sort(found: Any, n: int) -> None:
    """Insertion sort by slot, then fraction; there are few."""
    for k in range(1, n):
        j = k
        while j > 0 and (
            found[j - 1].slot > found[j].slot
            or (found[j - 1].slot == found[j].slot and found[j - 1].fraction > found[j].fraction)
        ):
            # Records are references in compiled code: copy the fields before overwriting.
            slot, piece, at = found[j].slot, found[j].piece, found[j].fraction
            lon, lat = found[j].lon, found[j].lat
            found[j] = found[j - 1]
            found[j - 1].slot, found[j - 1].piece, found[j - 1].fraction = slot, piece, at
            found[j - 1].lon, found[j - 1].lat = lon, lat
            j -= 1
