"""Everything within a distance of a line on the ellipsoid, as polygons in degrees.

The set of points within `w` of a geodesic polyline is the union of one strip a segment (between the curves at `w`
left and right of it, square at its ends) and one sector a vertex (the points nearest to the vertex). Both are drawn
from points that are computed on the ellipsoid, so that each lies at exactly `w`.

Source: Karney, Algorithms for geodesics, J. Geodesy 87 (2013), section 8 (geodesics perpendicular to a geodesic
realise the distance to it).
"""

from collections.abc import Sequence
from itertools import pairwise
from math import ceil, radians, sqrt, tan

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from evenhand.foundation.geodesy import MEAN_RADIUS_M, WGS84, Floats, distance_m
from evenhand.foundation.problems import ProblemKind

SIDE_UNCLEAR = ProblemKind(
    code="agreements.side-unclear",
    blame="caller",
    message="A line of {vertices} points meets itself, so that left and right of it are not told apart. "
    "Use side: both, or draw the area as a polygon.",
)

Line = Sequence[tuple[float, float]]

_SHEAR = 1.09
"""A straight line in degrees bends at most so many times tan(latitude)/R: the greatest of sin(a) (1 + cos(a)^2)."""
_SEAL_DEG = 1e-6
"""About a tenth of a metre."""
_DEGREE_M = 111_700.0
"""No degree of latitude or longitude is longer."""
_OVERLAP_DEG = 1.0
"""Sectors reach so far into the strips beside them, so that no crack is left between the two."""
_SAME_M = 1e-4
"""Points nearer than this are one point; no course can be told between them."""
_PROBE_M = 0.5
_STEEPEST_DEG = 89.0


def spacing_m(tolerance_m: float, *, curvature: float, lat_deg: float) -> float:
    """How far apart points may stand on a curve so that straight pieces in degrees stay within tolerance of it.

    Args:
        tolerance_m: greatest sagitta.
        curvature: geodesic curvature of the curve, 1/m.
        lat_deg: highest latitude that it reaches, either sign.
    """
    bend = curvature + _SHEAR * tan(radians(min(abs(lat_deg), _STEEPEST_DEG))) / MEAN_RADIUS_M
    return sqrt(8.0 * tolerance_m / max(bend, 1e-9))


def arc(lon: float, lat: float, radius_m: float, *, begins_deg: float, ends_deg: float, tolerance_m: float) -> Floats:
    """Points (n, 2) at `radius_m` from a point, clockwise from one azimuth to another; both ends included."""
    reach_deg = radius_m / 110_574.0
    apart_m = spacing_m(tolerance_m, curvature=1.0 / radius_m, lat_deg=abs(lat) + reach_deg)
    pieces = max(8, ceil(radius_m * radians(ends_deg - begins_deg) / apart_m))
    azimuths = np.linspace(begins_deg, ends_deg, pieces + 1)
    lons, lats, _ = WGS84.fwd(
        np.full_like(azimuths, lon), np.full_like(azimuths, lat), azimuths, np.full_like(azimuths, radius_m)
    )
    return np.column_stack([lons, lats])


def disc(lon: float, lat: float, radius_m: float, *, tolerance_m: float) -> shapely.Polygon:
    """All points within `radius_m` of a point."""
    return shapely.Polygon(arc(lon, lat, radius_m, begins_deg=0.0, ends_deg=360.0, tolerance_m=tolerance_m)[:-1])


def sector(
    lon: float, lat: float, radius_m: float, *, begins_deg: float, ends_deg: float, tolerance_m: float
) -> shapely.Polygon:
    """The part of a disc between two azimuths, clockwise; its straight sides are geodesics."""
    rim = arc(lon, lat, radius_m, begins_deg=begins_deg, ends_deg=ends_deg, tolerance_m=tolerance_m)
    out = _ray(lon, lat, begins_deg, radius_m, tolerance_m=tolerance_m)
    back = _ray(lon, lat, ends_deg, radius_m, tolerance_m=tolerance_m)[::-1]
    return shapely.Polygon(np.vstack([out[:-1], rim, back[1:-1]]))


def corridor(line: Line, *, from_m: float, to_m: float, side: str, tolerance_m: float) -> BaseGeometry:
    """All points whose distance to `line` is between `from_m` and `to_m`, on one side or both.

    On both sides the corridor ends round, as distance does. On one side it ends square: what lies behind an end of the
    line is neither left nor right of it. A line whose last point is its first has no ends.

    Raises:
        SIDE_UNCLEAR: one side is asked for, and the line crosses itself or bends back across its own extension.
    """
    whole = within(line, to_m, tolerance_m=tolerance_m)
    if side != "both":
        whole = _one_side(line, whole, to_m, side=side, tolerance_m=tolerance_m)
    if from_m > 0.0:
        whole = whole.difference(within(line, from_m, tolerance_m=tolerance_m))
    return whole


def within(line: Line, width_m: float, *, tolerance_m: float) -> BaseGeometry:
    """All points within `width_m` of `line`; a line whose points all fall together is a point."""
    line = _apart(line)
    if len(line) == 1:
        return disc(*line[0], width_m, tolerance_m=tolerance_m)
    parts: list[BaseGeometry] = []
    courses = []
    for start, end in pairwise(line):
        strip, out_deg, in_deg = _strip(start, end, width_m, tolerance_m=tolerance_m)
        parts.append(strip)
        courses.append((out_deg, in_deg))
    closed = line[0] == line[-1]
    arrivals = [courses[-1][1] if closed else None, *(arrives for _, arrives in courses)]
    departures = [*(departs for departs, _ in courses), courses[0][0] if closed else None]
    for (lon, lat), arrives, departs in zip(line, arrivals, departures, strict=True):
        # Strips and sectors meet in the vertex itself, where rounding would leave a slit of no width.
        parts.append(shapely.Point(lon, lat).buffer(min(_SEAL_DEG, width_m / _DEGREE_M), quad_segs=2))
        begins, ends = _gap(arrives, departs)
        if ends > begins:
            parts.append(
                sector(
                    lon,
                    lat,
                    width_m,
                    begins_deg=begins - _OVERLAP_DEG,
                    ends_deg=ends + _OVERLAP_DEG,
                    tolerance_m=tolerance_m,
                )
            )
    return shapely.union_all(parts)


def _apart(line: Line) -> Line:
    """The line without points that repeat the one before them."""
    kept = [line[0]]
    kept.extend(point for before, point in pairwise(line) if distance_m(*before, *point) >= _SAME_M)
    return kept


def _gap(arrives_deg: float | None, departs_deg: float | None) -> tuple[float, float]:
    """The azimuths, clockwise, of the points that are nearest to a vertex; None: no segment on that side of it."""
    if arrives_deg is None:
        behind = (departs_deg or 0.0) + 90.0
        return behind, behind + 180.0
    if departs_deg is None:
        return arrives_deg - 90.0, arrives_deg + 90.0
    turn = (departs_deg - arrives_deg + 180.0) % 360.0 - 180.0
    if turn >= 0.0:  # a turn to the right leaves a gap on the left
        return arrives_deg - 90.0, arrives_deg - 90.0 + turn
    return arrives_deg + 90.0 + turn, arrives_deg + 90.0


def _strip(
    start: tuple[float, float], end: tuple[float, float], width_m: float, *, tolerance_m: float
) -> tuple[shapely.Polygon, float, float]:
    """The strip along one geodesic segment, and the azimuths at which the segment leaves and arrives."""
    out_deg, back_deg, length_m = WGS84.inv(*start, *end)
    lons, lats, azimuths = _along(start, out_deg, length_m, width_m, tolerance_m=tolerance_m)
    sides = []
    for turn in (-90.0, 90.0):
        side_lons, side_lats, _ = WGS84.fwd(lons, lats, azimuths + turn, np.full_like(lons, width_m))
        sides.append(np.column_stack([side_lons, side_lats]))
    left, right = sides
    head = _across(lons[-1], lats[-1], azimuths[-1], width_m, tolerance_m=tolerance_m)
    tail = _across(lons[0], lats[0], azimuths[0], width_m, tolerance_m=tolerance_m)
    ring = np.vstack([left, head[1:-1], right[::-1], tail[::-1][1:-1]])
    return shapely.Polygon(ring), float(out_deg), float(back_deg) + 180.0


def _along(
    start: tuple[float, float], azimuth_deg: float, length_m: float, width_m: float, *, tolerance_m: float
) -> tuple[Floats, Floats, Floats]:
    """Points on a geodesic, close enough for the curve at `width_m` beside it, with the azimuth at each."""
    reach_deg = width_m / 110_574.0
    middle = WGS84.fwd(*start, azimuth_deg, length_m / 2.0)[1]
    far = WGS84.fwd(*start, azimuth_deg, length_m)[1]
    highest = max(abs(start[1]), abs(middle), abs(far)) + reach_deg
    curvature = tan(min(width_m / MEAN_RADIUS_M, 1.0)) / MEAN_RADIUS_M
    pieces = max(1, ceil(length_m / spacing_m(tolerance_m, curvature=curvature, lat_deg=highest)))
    lengths = np.linspace(0.0, length_m, pieces + 1)
    lons, lats, backs = WGS84.fwd(
        np.full_like(lengths, start[0]), np.full_like(lengths, start[1]), np.full_like(lengths, azimuth_deg), lengths
    )
    azimuths = np.asarray(backs) + 180.0
    azimuths[0] = azimuth_deg
    return np.asarray(lons), np.asarray(lats), azimuths


def _ray(lon: float, lat: float, azimuth_deg: float, length_m: float, *, tolerance_m: float) -> Floats:
    """Points (n, 2) on a geodesic from a point, ends included."""
    lons, lats, _ = _along((lon, lat), azimuth_deg, length_m, 0.0, tolerance_m=tolerance_m)
    return np.column_stack([lons, lats])


def _across(lon: float, lat: float, azimuth_deg: float, width_m: float, *, tolerance_m: float) -> Floats:
    """Points from `width_m` left of a line to `width_m` right of it."""
    left = _ray(lon, lat, azimuth_deg - 90.0, width_m, tolerance_m=tolerance_m)[::-1]
    right = _ray(lon, lat, azimuth_deg + 90.0, width_m, tolerance_m=tolerance_m)
    return np.vstack([left, right[1:]])


def _one_side(line: Line, whole: BaseGeometry, to_m: float, *, side: str, tolerance_m: float) -> BaseGeometry:
    """The part of `whole` on one side of the line, without what lies behind its ends."""
    line = _apart(line)
    if len(line) == 1:
        raise SIDE_UNCLEAR(vertices=1)
    path = [_ray(*start, *_course(start, end), tolerance_m=tolerance_m) for start, end in pairwise(line)]
    if line[0] != line[-1]:
        whole = whole.difference(shapely.union_all(_behind(line, to_m, tolerance_m=tolerance_m)))
        path = [_beyond(line[1], line[0], to_m)[::-1], *path, _beyond(line[-2], line[-1], to_m)]
    cut = shapely.LineString(np.vstack([path[0], *(piece[1:] for piece in path[1:])]))
    pieces = shapely.get_parts(shapely.polygonize([shapely.union_all([whole.boundary, cut])]))
    inner = shapely.points([piece.representative_point().coords[0] for piece in pieces])
    pieces = pieces[shapely.covers(whole, inner)]
    wanted = shapely.points(_probes(line, -90.0 if side == "left" else 90.0))
    unwanted = shapely.points(_probes(line, 90.0 if side == "left" else -90.0))
    chosen = [piece for piece in pieces if shapely.contains(piece, wanted).any()]
    if not cut.is_simple or any(shapely.contains(piece, unwanted).any() for piece in chosen):
        raise SIDE_UNCLEAR(vertices=len(line))
    return shapely.union_all(chosen)


def _course(start: tuple[float, float], end: tuple[float, float]) -> tuple[float, float]:
    azimuth_deg, _, length_m = WGS84.inv(*start, *end)
    return float(azimuth_deg), float(length_m)


def _beyond(before: tuple[float, float], end: tuple[float, float], to_m: float) -> Floats:
    """A short straight extension of the line past its end; it only has to leave what `_behind` cuts away."""
    back_deg, _ = _course(end, before)
    lon, lat, _ = WGS84.fwd(*end, back_deg + 180.0, to_m / 2.0)
    return np.array([end, (lon, lat)])


def _behind(line: Line, to_m: float, *, tolerance_m: float) -> list[shapely.Polygon]:
    """The half discs behind both ends of a line, a little wider than the corridor."""
    halves = []
    for end, inward in ((line[0], line[1]), (line[-1], line[-2])):
        azimuth_deg, _ = _course(end, inward)
        halves.append(
            sector(
                *end,
                to_m * 1.001 + 1.0,
                begins_deg=azimuth_deg + 90.0,
                ends_deg=azimuth_deg + 270.0,
                tolerance_m=tolerance_m,
            )
        )
    return halves


def _probes(line: Line, turn_deg: float) -> Floats:
    """A point close beside the middle of each segment."""
    spots = []
    for start, end in pairwise(line):
        azimuth_deg, length_m = _course(start, end)
        lon, lat, back_deg = WGS84.fwd(*start, azimuth_deg, length_m / 2.0)
        aside_m = min(_PROBE_M, distance_m(*start, *end) / 4.0)
        spots.append(WGS84.fwd(lon, lat, back_deg + 180.0 + turn_deg, aside_m)[:2])
    return np.array(spots)
