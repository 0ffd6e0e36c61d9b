"""Whether a shape can be drawn: vertices, crossings, holes, and the parts of the globe where degrees break."""

from collections.abc import Mapping
from itertools import pairwise
from math import cos, radians
from typing import Any

import shapely

from evenhand.agreements.nodes import Where
from evenhand.foundation.geodesy import densify, distance_m

Draft = Mapping[str, Any]
Points = Mapping[str, tuple[float, float]]
Vertex = tuple[float, float]

LONGEST_EDGE_M = 5_000_000.0
GREATEST_REACH_M = 2_000_000.0
HIGHEST_LATITUDE = 88.0
_METRES_PER_DEGREE = 110_574.0
"""The shortest degree of latitude on WGS84, at the equator."""
_COARSE_M = 5.0


def check_shape(shape: Draft, points: Points, where: Where) -> None:
    """Note what makes `shape` impossible to draw; parts with names that lead nowhere were noted before."""
    if "polygon" in shape:
        _check_polygon(shape, points, where)
    elif "circle" in shape:
        centre = _resolved((shape["circle"],), points)
        if centre and "radius" in shape:
            _check_reach(centre, shape["radius"], where.into("radius"))
    elif "corridor" in shape:
        _check_corridor(shape, points, where)
    elif "difference" in shape:
        cut, inner = shape["difference"], where.into("difference")
        if "of" in cut:
            check_shape(cut["of"], points, inner.into("of"))
        for number, part in enumerate(cut.get("less", ())):
            check_shape(part, points, inner.into("less").into(number))
    for key in ("union", "multipolygon"):
        for number, part in enumerate(shape.get(key, ())):
            check_shape(part, points, where.into(key).into(number))


def _resolved(vertices: tuple[Any, ...], points: Points) -> list[Vertex] | None:
    found = [points.get(vertex) if isinstance(vertex, str) else vertex for vertex in vertices]
    return None if None in found else [vertex for vertex in found if vertex is not None]


def _check_polygon(shape: Draft, points: Points, where: Where) -> None:
    along_parallel = shape.get("edges") == "parallel"
    outer = _ring(shape["polygon"], points, where.into("polygon"), along_parallel=along_parallel)
    whole = None if outer is None else shapely.Polygon(outer)
    holes: list[list[Vertex]] = []
    for number, vertices in enumerate(shape.get("holes", ())):
        inner = where.into("holes").into(number)
        hole = _ring(vertices, points, inner, along_parallel=along_parallel)
        if hole is None or whole is None:
            continue
        if not whole.covers(shapely.Polygon(hole)):
            inner.fault("hole-outside", value=number + 1)
        else:
            holes.append(hole)
    if outer is not None and holes and not shapely.Polygon(outer, holes).is_valid:
        where.into("holes").fault("holes-touch", value=len(holes))


def _ring(vertices: tuple[Any, ...], points: Points, where: Where, *, along_parallel: bool) -> list[Vertex] | None:
    """The closed ring, densified a little, or None if it is no ring."""
    found = _resolved(vertices, points)
    if found is None or not _check_edges([*found, *found[:1]], where):
        return None
    if len(found) < 3 or len(set(found)) < 3:
        where.fault("too-few-vertices", value=len(set(found)))
        return None
    ring = densify([*found, found[0]], tolerance_m=_COARSE_M, along_parallel=along_parallel)
    if not shapely.LinearRing(ring).is_simple:
        where.fault("crosses-itself", value=_crossing(ring))
        return None
    if shapely.Polygon(ring).area == 0.0:
        where.fault("no-surface", value=len(found))
        return None
    return ring


def _crossing(ring: list[Vertex]) -> str:
    """Where a ring crosses itself, as latitude and longitude."""
    reason = str(shapely.is_valid_reason(shapely.Polygon(ring)))
    inside = reason.partition("[")[2].rstrip("]").split()
    return f"{float(inside[1]):.4f},{float(inside[0]):.4f}" if len(inside) == 2 else reason


def _check_edges(line: list[Vertex], where: Where) -> bool:
    """Whether each edge of a line can be drawn in degrees; the last vertex may repeat the first."""
    before = len(where.book.faults)
    for number, (start, end) in enumerate(pairwise(line)):
        inner = where.into(number)
        if start == end:
            inner.fault("repeated-vertex", value=f"{start[1]:g},{start[0]:g}")
        elif abs(start[0] - end[0]) >= 180.0:
            inner.fault("antimeridian", value=f"{start[0]:g} - {end[0]:g}")
        elif max(abs(start[1]), abs(end[1])) > HIGHEST_LATITUDE:
            inner.fault("near-pole", value=f"{start[1]:g} - {end[1]:g}", limit=HIGHEST_LATITUDE)
        elif distance_m(*start, *end) > LONGEST_EDGE_M:
            inner.fault("edge-too-long", value=f"{distance_m(*start, *end) / 1000:.0f} km", limit=LONGEST_EDGE_M / 1000)
    return len(where.book.faults) == before


def _check_corridor(shape: Draft, points: Points, where: Where) -> None:
    line = _resolved(shape["corridor"], points)
    width, begins, ends = shape.get("width"), shape.get("from"), shape.get("to")
    if width is not None and (begins is not None or ends is not None):
        where.fault("two-widths", value="width, from, to")
    elif width is None and ends is None:
        where.fault("no-width", value="corridor")
    elif ends is not None and begins is not None and ends <= begins:
        where.into("to").fault("band-backwards", value=f"{begins:g} m - {ends:g} m")
    reach = width if width is not None else ends
    if line is not None and _check_edges(line, where.into("corridor")) and reach is not None:
        _check_reach(line, reach, where)


def _check_reach(vertices: list[Vertex], reach_m: float, where: Where) -> None:
    """Whether all within `reach_m` of the vertices stays clear of the poles and of the antimeridian."""
    if reach_m > GREATEST_REACH_M:
        where.fault("reach-too-far", value=f"{reach_m / 1000:g} km", limit=GREATEST_REACH_M / 1000)
        return
    for lon, lat in vertices:
        north = abs(lat) + reach_m / _METRES_PER_DEGREE
        if north > HIGHEST_LATITUDE:
            where.fault("near-pole", value=f"{north:.2f}", limit=HIGHEST_LATITUDE)
            return
        widest = reach_m / (_METRES_PER_DEGREE * cos(radians(north)))
        if abs(lon) + widest >= 180.0:
            where.fault("antimeridian", value=f"{lon:g} ± {widest:.2f}")
            return
