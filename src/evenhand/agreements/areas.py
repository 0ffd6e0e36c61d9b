"""Areas of an agreement as polygons in degrees; straight pieces stay within a tolerance of the true geodesic edges.

Source: docs/reference/agreement-format.md, "Shapes".
"""

from datetime import datetime
from functools import lru_cache
from itertools import pairwise
from math import ceil

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from evenhand.agreements.corridors import corridor, disc
from evenhand.agreements.model import (
    Agreement,
    Area,
    AreaShape,
    CircleShape,
    CorridorShape,
    DifferenceShape,
    PolygonShape,
    Ring,
    Shape,
    UnionShape,
)
from evenhand.foundation.geodesy import WGS84, densify, distance_m
from evenhand.foundation.instants import Interval
from evenhand.foundation.problems import ProblemKind

NO_SUCH_AREA = ProblemKind(
    code="agreements.no-such-area",
    blame="missing",
    message="The agreement {agreement} has no area {area!r}. It has: {known}.",
)
AREA_IN_CIRCLE = ProblemKind(
    code="agreements.area-in-circle",
    blame="caller",
    message="The area {area!r} is drawn from itself. Break the circle of references.",
)
ANTIMERIDIAN = ProblemKind(
    code="agreements.antimeridian",
    blame="caller",
    message="A shape reaches or crosses the 180th meridian or a pole near longitude {lon:.3f}. "
    "Split it there into two shapes.",
)
EMPTY_AREA = ProblemKind(
    code="agreements.empty-area",
    blame="caller",
    message="The area {area!r} has no surface left. Look at what its difference cuts away.",
)

DEFAULT_TOLERANCE_M = 0.02
_STRETCH_M = 200_000.0
"""Edges are first cut into such lengths, over which latitude changes little."""
_METRES_PER_DEGREE = 111_320.0
_MARGIN = 0.9
"""What `densify` leaves out in the second order is less than a tenth."""


def area_geometry(
    agreement: Agreement, area_id: str, *, tolerance_m: float = DEFAULT_TOLERANCE_M
) -> shapely.MultiPolygon:
    """The area as a valid MultiPolygon in WGS84 degrees (lon, lat), outer rings counter-clockwise.

    Straight pieces between its vertices lie within `tolerance_m` of the true edge on the ellipsoid. Kept in memory, by
    shape and tolerance, once drawn.

    Raises:
        NO_SUCH_AREA: the agreement does not have it.
        AREA_IN_CIRCLE: the area refers to itself.
        ANTIMERIDIAN: the shape reaches the 180th meridian or a pole.
        EMPTY_AREA: nothing is left of it.
    """
    drawn = _drawn(_resolved(agreement, AreaShape(area_id), ()), tolerance_m)
    if drawn.is_empty:
        raise EMPTY_AREA(area=area_id)
    return drawn


def shape_geometry(shape: Shape, *, tolerance_m: float = DEFAULT_TOLERANCE_M) -> shapely.MultiPolygon:
    """A shape that refers to no other area, as `area_geometry` draws it; empty if nothing is left of it."""
    return _drawn(shape, tolerance_m)


def lines_of(
    agreement: Agreement, area_id: str, *, tolerance_m: float = DEFAULT_TOLERANCE_M
) -> tuple[tuple[tuple[float, float], ...], ...]:
    """The lines along which an area, or what it is made of, is drawn: (lon, lat) in degrees; none: it has no corridor.

    Straight pieces between the points lie within `tolerance_m` of the true line. What a difference cuts away is left
    out.

    Raises:
        NO_SUCH_AREA, AREA_IN_CIRCLE: see `area_geometry`.
    """
    found: dict[tuple[tuple[float, float], ...], None] = {}
    waiting = [_resolved(agreement, AreaShape(area_id), ())]
    while waiting:
        match waiting.pop(0):
            case CorridorShape(line):
                found[tuple(densify(line, tolerance_m=tolerance_m))] = None
            case UnionShape(parts):
                waiting += parts
            case DifferenceShape(base):
                waiting.append(base)
    return tuple(found)


def area_in_force(agreement: Agreement, area: Area) -> Interval | None:
    """When an area counts: its own validity, from the beginning of its phase, while the agreement holds.

    None: never (its phase has not begun, or the times do not meet).
    """
    span = agreement.in_force.overlap(area.valid)
    if area.phase is None or span is None:
        return span
    phase = next((phase for phase in agreement.phases if phase.id == area.phase), None)
    if phase is None or phase.in_force is None:
        return None
    return span.overlap(Interval(begins_at=phase.in_force.begins_at))


def areas_in_force(agreement: Agreement, at: datetime) -> tuple[Area, ...]:
    """The areas that count at an instant, in the order of the agreement."""
    spans = ((area, area_in_force(agreement, area)) for area in agreement.areas)
    return tuple(area for area, span in spans if span is not None and span.holds(at))


def _resolved(agreement: Agreement, shape: Shape, above: tuple[str, ...]) -> Shape:
    """The shape with every reference to an area replaced by that area's shape."""
    match shape:
        case AreaShape(area):
            if area in above:
                raise AREA_IN_CIRCLE(area=area)
            shapes = {entry.id: entry.shape for entry in agreement.areas}
            if area not in shapes:
                raise NO_SUCH_AREA(agreement=agreement.id, area=area, known=", ".join(shapes))
            return _resolved(agreement, shapes[area], (*above, area))
        case UnionShape(parts):
            return UnionShape(tuple(_resolved(agreement, part, above) for part in parts))
        case DifferenceShape(base, less):
            cut = tuple(_resolved(agreement, part, above) for part in less)
            return DifferenceShape(_resolved(agreement, base, above), cut)
        case _:
            return shape


@lru_cache(maxsize=1024)
def _drawn(shape: Shape, tolerance_m: float) -> shapely.MultiPolygon:
    polygons = [
        polygon
        for polygon in shapely.get_parts(shapely.make_valid(_outline(shape, tolerance_m)))
        if isinstance(polygon, shapely.Polygon) and not _is_sliver(polygon, tolerance_m)
    ]
    whole = shapely.union_all(polygons) if len(polygons) > 1 else shapely.MultiPolygon(polygons)
    if isinstance(whole, shapely.Polygon):
        whole = shapely.MultiPolygon([whole])
    drawn: shapely.MultiPolygon = shapely.orient_polygons(_without_cracks(whole, tolerance_m))
    shapely.prepare(drawn)
    return drawn


def _without_cracks(whole: shapely.MultiPolygon, tolerance_m: float) -> shapely.MultiPolygon:
    """Close holes narrower than the tolerance: rounding leaves them where the strips and sectors of a corridor meet.

    An open one would put the end of a line on a boundary, and so take all depth from the fixes near it.
    """
    return shapely.MultiPolygon(
        [
            shapely.Polygon(
                part.exterior, [hole for hole in part.interiors if not _is_sliver(shapely.Polygon(hole), tolerance_m)]
            )
            for part in whole.geoms
        ]
    )


def _is_sliver(polygon: shapely.Polygon, tolerance_m: float) -> bool:
    """Whether a polygon is narrower than the tolerance, as the set operations leave them where edges nearly meet."""
    return bool(polygon.area <= tolerance_m / _METRES_PER_DEGREE * polygon.length / 2.0)


def _outline(shape: Shape, tolerance_m: float) -> BaseGeometry:
    match shape:
        case PolygonShape(outer, holes):
            rings = [_ring(ring, tolerance_m) for ring in (outer, *holes)]
            return shapely.Polygon(rings[0], rings[1:])
        case CircleShape(lon, lat, radius_m):
            return _unbroken(disc(lon, lat, radius_m, tolerance_m=tolerance_m))
        case CorridorShape(line, to_m, from_m, side):
            return _unbroken(corridor(line, from_m=from_m, to_m=to_m, side=side, tolerance_m=tolerance_m))
        case UnionShape(parts):
            return shapely.union_all([_drawn(part, tolerance_m) for part in parts])
        case DifferenceShape(base, less):
            cut = shapely.union_all([_drawn(part, tolerance_m) for part in less])
            return _drawn(base, tolerance_m).difference(cut)
        case AreaShape(area):
            raise NO_SUCH_AREA(agreement="none", area=area, known="none")


def _ring(ring: Ring, tolerance_m: float) -> list[tuple[float, float]]:
    path = [ring.vertices[0]]
    for start, end in pairwise([*ring.vertices, ring.vertices[0]]):
        if abs(start[0] - end[0]) >= 180.0:
            raise ANTIMERIDIAN(lon=start[0])
        along_parallel = ring.along_parallel and start[1] == end[1]
        stretches = 1 if along_parallel else max(1, ceil(distance_m(*start, *end) / _STRETCH_M))
        stops = WGS84.npts(*start, *end, stretches - 1) if stretches > 1 else []
        edge = [start, *((float(lon), float(lat)) for lon, lat in stops), end]
        path += densify(edge, tolerance_m=tolerance_m * _MARGIN, along_parallel=along_parallel)[1:]
    return path


def _unbroken(whole: BaseGeometry) -> BaseGeometry:
    """Refuse a shape whose vertices jump around the globe.

    A ring that passes the antimeridian or goes round a pole has a piece that is half the globe long.
    """
    coordinates = shapely.get_coordinates(whole)
    lon_span = np.ptp(coordinates[:, 0]) if len(coordinates) else 0.0
    if lon_span >= 180.0 or (len(coordinates) and np.abs(coordinates[:, 1]).max() > 88.5):
        raise ANTIMERIDIAN(lon=float(coordinates[0, 0]))
    return whole
