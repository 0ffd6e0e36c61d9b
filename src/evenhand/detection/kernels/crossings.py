"""Where the path between two fixes crosses boundaries, and which areas a fix is inside of.

A point is inside by the parity of crossings from the middle of its cell. A line crosses an edge by the signs of four
cross products, zero counting as positive. The same signs serve both, so the answers agree wherever arithmetic is exact.
Source: docs/methods/presence.md, "Crossings".
"""

from math import cos, floor, radians, sqrt, tan
from typing import Any

import numpy as np
from numpy.typing import NDArray

from evenhand.detection.kernels.compiled import compiled, inlined, pure
from evenhand.detection.kernels.fixes import Fixes
from evenhand.detection.kernels.geodesic import MEAN_RADIUS_M, direct, inverse, wrap_deg
from evenhand.detection.kernels.grid import DEGREE_M, Grid, column_reach, row_reach

CROSSING = np.dtype([("slot", "i4"), ("piece", "i4"), ("fraction", "f8"), ("lon", "f8"), ("lat", "f8")])

TOLERANCE_M = 0.05
"""A step whose geodesic bulges less than this from the straight lon/lat line is taken as straight."""
BULGE = 1.09
"""Greatest sin(a) (1 + cos(a)^2) over all courses a: how much more an oblique geodesic bulges than s^2 tan / 8R."""
LONG_M = 3.0e6
"""Beyond this length the leading term of the bulge is no bound, and the step is halved in any case."""
MOST_HALVINGS = 16

Crossings = NDArray[np.void]


@inlined
def cell_of(grid: Grid, lon: float, lat: float) -> int:
    """The cell that holds a point, -1 outside the grid."""
    column, row = (lon - grid.west) / grid.width, (lat - grid.south) / grid.height
    if column < 0.0 or row < 0.0 or column >= grid.n_cols or row >= grid.n_rows:
        return -1
    return int(row) * grid.n_cols + int(column)


@inlined
def crossing_fraction(p: tuple[float, float], q: tuple[float, float], piece: NDArray[np.float64]) -> float:
    """How far along p to q the line crosses a piece, -1 where it does not."""
    ax, ay, bx, by = piece[0], piece[1], piece[2], piece[3]
    px, py = p
    qx, qy = q
    dx, dy = qx - px, qy - py
    if (dx * (ay - py) - dy * (ax - px) >= 0.0) == (dx * (by - py) - dy * (bx - px) >= 0.0):
        return -1.0
    ex, ey = bx - ax, by - ay
    side_p, side_q = ex * (py - ay) - ey * (px - ax), ex * (qy - ay) - ey * (qx - ax)
    if (side_p >= 0.0) == (side_q >= 0.0):
        return -1.0
    return float(min(1.0, max(0.0, side_p / (side_p - side_q))))


@inlined
def is_inside(grid: Grid, slot: int, lon: float, lat: float) -> bool:
    """Whether a point is inside one slot."""
    cell = cell_of(grid, lon, lat)
    if cell < 0:
        return False
    held, inside = False, False
    middle = (
        grid.west + (cell % grid.n_cols + 0.5) * grid.width,
        grid.south + (cell // grid.n_cols + 0.5) * grid.height,
    )
    for k in range(grid.cell_start[cell], grid.cell_start[cell + 1]):
        piece = grid.cell_piece[k]
        if grid.piece_slot[piece] == slot:
            if not held:
                held, inside = True, grid.cell_inside[k] == 1
            if crossing_fraction(middle, (lon, lat), grid.piece[piece]) >= 0.0:
                inside = not inside
    if held:
        return inside
    for k in range(grid.inside_start[cell], grid.inside_start[cell + 1]):  # noqa: SIM110 - generators do not compile
        if grid.inside_slot[k] == slot:
            return True
    return False


@pure
def slots_at(grid: Grid, lon: float, lat: float, found: NDArray[np.int32]) -> int:
    """Write the slots that a point is inside of into `found`; how many."""
    cell = cell_of(grid, lon, lat)
    if cell < 0:
        return 0
    n = 0
    for k in range(grid.inside_start[cell], grid.inside_start[cell + 1]):
        found[n] = grid.inside_slot[k]
        n += 1
    before = -1
    for k in range(grid.cell_start[cell], grid.cell_start[cell + 1]):
        slot = grid.piece_slot[grid.cell_piece[k]]
        if slot != before and is_inside(grid, slot, lon, lat):
            found[n] = slot
            n += 1
        before = slot
    return n


@inlined
def is_settled(grid: Grid, fixes: Fixes, i: int) -> bool:
    """Whether the step from fix i - 1 to fix i stays where no boundary is: the quick answer, for most fixes."""
    column, row = (fixes.lon[i] - grid.west) / grid.width, (fixes.lat[i] - grid.south) / grid.height
    before_c, before_r = (fixes.lon[i - 1] - grid.west) / grid.width, (fixes.lat[i - 1] - grid.south) / grid.height
    if column < 0.0 or row < 0.0 or column >= grid.n_cols or row >= grid.n_rows:
        wraps = abs(fixes.lon[i] - fixes.lon[i - 1]) > 180.0
        return not wraps and _passes_by(grid, (before_c, before_r), (column, row))
    apart = max(abs(int(column) - floor(before_c)), abs(int(row) - floor(before_r)))
    # One cell is kept for the bulge of the geodesic; `safe` is capped so that no step within it bulges more.
    return bool(apart + 1 < int(grid.safe[int(row) * grid.n_cols + int(column)]))


@inlined
def _passes_by(grid: Grid, p: tuple[float, float], q: tuple[float, float]) -> bool:
    """Whether a step that ends outside the grid never enters it; p and q in cells from its corner.

    Longitude only grows or only falls along a geodesic, and one between two points beyond a parallel, seen from the
    equator, stays beyond it. On the other side it bulges towards the grid: by less than a cell if it is short enough.
    """
    if max(p[0], q[0]) < 0.0 or min(p[0], q[0]) >= grid.n_cols:
        return True
    short = max(abs(q[0] - p[0]), abs(q[1] - p[1])) < grid.most
    if max(p[1], q[1]) < 0.0:
        return grid.south <= 0.0 or (short and max(p[1], q[1]) < -1.0)
    if min(p[1], q[1]) >= grid.n_rows:
        far_north = grid.south + grid.n_rows * grid.height
        return far_north >= 0.0 or (short and min(p[1], q[1]) >= grid.n_rows + 1.0)
    return False


@inlined
def bulge_m(p: tuple[float, float], q: tuple[float, float]) -> tuple[float, float]:
    """How far at most the geodesic leaves the straight line in degrees, and about how long it is, both in metres."""
    steepest = min(max(abs(p[1]), abs(q[1])), 89.9)
    east = (q[0] - p[0]) * DEGREE_M * cos(radians(min(abs(p[1]), abs(q[1]))))
    north = (q[1] - p[1]) * DEGREE_M
    square = east * east + north * north
    if east == 0.0:
        return 0.0, sqrt(square)
    return BULGE * square * tan(radians(steepest)) / (8.0 * MEAN_RADIUS_M), sqrt(square)


@inlined
def _is_free(grid: Grid, p: tuple[float, float], q: tuple[float, float], bulge: float) -> bool:
    """Whether no boundary lies in the box around p and q widened by half as much again as the bulge."""
    up = 1.5 * bulge / 110_000.0 + 1e-9
    aside = up / cos(radians(min(max(abs(p[1]), abs(q[1])) + up, 89.9)))
    west, east = min(p[0], q[0]) - aside, max(p[0], q[0]) + aside
    south, north = min(p[1], q[1]) - up, max(p[1], q[1]) + up
    far_east, far_north = grid.west + grid.n_cols * grid.width, grid.south + grid.n_rows * grid.height
    if east < grid.west or west > far_east or north < grid.south or south > far_north:
        # Beyond the antimeridian the same step is seen once more from the other side.
        return west >= -180.0 and east <= 180.0
    for point in (p, q):
        cell = cell_of(grid, point[0], point[1])
        if cell >= 0:
            column, row = cell % grid.n_cols, cell // grid.n_cols
            reach_c = max(
                floor((east - grid.west) / grid.width) - column, column - floor((west - grid.west) / grid.width)
            )
            reach_r = max(
                floor((north - grid.south) / grid.height) - row, row - floor((south - grid.south) / grid.height)
            )
            # Every cell of the box is nearer than `safe`, so it holds nothing.
            if max(reach_c, reach_r) < int(grid.safe[cell]):
                return True
    return False


@compiled
def find_crossings(grid: Grid, fixes: Fixes, i: int, found: Crossings) -> tuple[Crossings, int]:
    """All crossings of the geodesic from fix i - 1 to fix i, ordered by slot and fraction of the step.

    The step is halved along the geodesic until each part is clear of boundaries or straight within TOLERANCE_M.
    Returns the buffer, larger if it had to grow, and how many crossings it holds.
    """
    p = (fixes.lon[i - 1], fixes.lat[i - 1])
    q = (fixes.lon[i], fixes.lat[i])
    if abs(q[0] - p[0]) > 180.0:
        q = (p[0] + wrap_deg(q[0] - p[0]), q[1])
    ends = np.empty((MOST_HALVINGS + 2, 3))
    ends[0, 0], ends[0, 1], ends[0, 2] = 1.0, q[0], q[1]
    depth, fraction, length_m, azimuth, n = 1, 0.0, -2.0, 0.0, 0
    while depth > 0:
        q = (ends[depth - 1, 1], ends[depth - 1, 2])
        bulge, rough_m = bulge_m(p, q)
        free = rough_m < LONG_M and _is_free(grid, p, q, bulge)
        if free or bulge <= TOLERANCE_M or depth > MOST_HALVINGS or length_m == -1.0:
            if not free:
                found, n = _straight_crossings(grid, p, q, (fraction, ends[depth - 1, 0]), found, n)
            fraction, p = ends[depth - 1, 0], q
            depth -= 1
            continue
        if length_m == -2.0:
            length_m, azimuth = inverse(fixes.lon[i - 1], fixes.lat[i - 1], fixes.lon[i], fixes.lat[i])
            if length_m < 0.0:
                length_m = -1.0
                continue
        half = (fraction + ends[depth - 1, 0]) / 2.0
        lon, lat = direct(fixes.lon[i - 1], fixes.lat[i - 1], azimuth, half * length_m)
        ends[depth, 0], ends[depth, 1], ends[depth, 2] = half, lon, lat
        depth += 1
    _sort(found, n)
    return found, n


@compiled
def _straight_crossings(
    grid: Grid, p: tuple[float, float], q: tuple[float, float], part: tuple[float, float], found: Crossings, n: int
) -> tuple[Crossings, int]:
    """Crossings of a straight part, also where it runs on beyond the antimeridian."""
    found, n = _walk(grid, p, q, part, found, n)
    if max(p[0], q[0]) > 180.0:
        found, n = _walk(grid, (p[0] - 360.0, p[1]), (q[0] - 360.0, q[1]), part, found, n)
    if min(p[0], q[0]) < -180.0:
        found, n = _walk(grid, (p[0] + 360.0, p[1]), (q[0] + 360.0, q[1]), part, found, n)
    return found, n


@compiled
def _walk(
    grid: Grid, p: tuple[float, float], q: tuple[float, float], part: tuple[float, float], found: Crossings, n: int
) -> tuple[Crossings, int]:
    """Test the pieces of every cell that the straight line p to q passes through."""
    before = n
    first_row, last_row = row_reach(grid, p[1], q[1])
    for row in range(first_row, last_row + 1):
        first, last = column_reach(grid, p[0], p[1], q[0], q[1], row)
        for cell in range(row * grid.n_cols + first, row * grid.n_cols + last + 1):
            for k in range(grid.cell_start[cell], grid.cell_start[cell + 1]):
                piece = grid.cell_piece[k]
                at = crossing_fraction(p, q, grid.piece[piece])
                if at < 0.0 or _is_known(found, before, n, piece):
                    continue
                if n == len(found):
                    larger = np.empty(2 * n, CROSSING)
                    larger[:n] = found
                    found = larger
                found[n].slot, found[n].piece = grid.piece_slot[piece], piece
                found[n].fraction = part[0] + at * (part[1] - part[0])
                found[n].lon, found[n].lat = p[0] + at * (q[0] - p[0]), p[1] + at * (q[1] - p[1])
                n += 1
    return found, n


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
