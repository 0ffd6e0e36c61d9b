"""Reported places drawn on the ellipsoid, as polygons in WGS84 degrees.

Every vertex is computed with geodesics, and there are so many that the straight pieces between them stay within the
tolerance of the true edge. What a reporter did not state is taken from `Assumptions`, and each is named in the result.

Source: docs/methods/places.md; Karney, Algorithms for geodesics, J. Geodesy 87 (2013).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from math import ceil, cos, radians, tan
from typing import Any

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from evenhand.agreements.areas import area_geometry, shape_geometry
from evenhand.agreements.corridors import arc, disc, spacing_m, within
from evenhand.agreements.model import Agreement, Place, PolygonShape, Ring
from evenhand.foundation.geodesy import MEAN_RADIUS_M, WGS84, Floats
from evenhand.foundation.problems import ProblemKind
from evenhand.reports.places import (
    AreaPlace,
    NamedPlace,
    Offset,
    Point,
    PointPlace,
    ReportedPlace,
    RoutePlace,
    SectorPlace,
    to_json,
)

NO_SUCH_PLACE = ProblemKind(
    code="reports.no-such-place",
    blame="missing",
    message="The agreement {agreement} has no place {place!r}. Choose one of its gazetteer, or draw the place.",
)
NEEDS_AGREEMENT = ProblemKind(
    code="reports.needs-agreement",
    blame="caller",
    message="The place refers to {name!r}, which only an agreement can say. Give the agreement to which it belongs.",
)
OVER_THE_EDGE = ProblemKind(
    code="reports.over-the-edge",
    blame="caller",
    message="The place reaches the 180th meridian or a pole near longitude {lon:.3f}, latitude {lat:.3f}. "
    "Report the parts on either side of it as two places.",
)
RING_CROSSES_ITSELF = ProblemKind(
    code="reports.ring-crosses-itself",
    blame="caller",
    message="The line round the area crosses itself near longitude {lon:.5f}, latitude {lat:.5f}. "
    "Draw the corners in order around it.",
)

NO_SURFACE = ProblemKind(
    code="reports.place-without-surface",
    blame="caller",
    message="The {count} corners of the area near longitude {lon:.5f}, latitude {lat:.5f} lie in one line. "
    "Draw the corners around it, or report a route.",
)
TOO_LONG = ProblemKind(
    code="reports.place-too-long",
    blame="caller",
    message="The line of the place is {length_km:.0f} km long, and {longest_km:.0f} km is the most. "
    "Report parts of it.",
)

TOLERANCE_M = 0.1
"""Straight pieces stay so near to the true edge."""
_HIGHEST_DEG = 88.5
"""As far towards a pole as areas of agreements are drawn."""
_CLEAR_OF_POLES_M = (90.0 - _HIGHEST_DEG) * 111_700.0
_HALF_TURN = 180.0
_LONG_M = 100_000.0
_LOOKS = 15
"""On a piece of a route longer than that, so many points are looked at for how near to a pole it goes."""
_LONGEST_M = 20_000_000.0
"""Half round the Earth; a longer route or outline would only fill the memory with its points."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Assumptions:
    """What is taken for what a reporter did not state. Every use of one is named in `Drawn.assumed`."""

    gnss_accuracy_m: float = 50.0
    map_accuracy_m: float = 250.0
    told_accuracy_m: float = 5_000.0
    worked_out_accuracy_m: float = 1_000.0
    observer_accuracy_m: float = 50.0
    bearing_error_deg: float = 11.25
    """Half of one of sixteen winds: nobody who says no error can be held to a finer one."""
    greatest_range_m: float = 30_000.0
    """As far as a large explosion is commonly heard over land."""
    extent_m: float = 1_000.0
    width_m: float = 200.0
    source: str = "docs/methods/places.md, What is assumed"


DEFAULT_ASSUMPTIONS = Assumptions()


@dataclass(frozen=True, slots=True, kw_only=True)
class Drawn:
    """A place as drawn: its polygons and the fields that were assumed, in the order of the place."""

    geometry: BaseGeometry
    """A valid Polygon or MultiPolygon, (lon, lat) in WGS84 degrees, outer rings counter-clockwise."""
    assumed: tuple[str, ...]


def draw(
    place: ReportedPlace,
    *,
    agreement: Agreement | None = None,
    assumptions: Assumptions = DEFAULT_ASSUMPTIONS,
    tolerance_m: float = TOLERANCE_M,
) -> Drawn:
    """The set of points where what was reported may be, with what had to be assumed.

    Args:
        place: as reported.
        agreement: where its gazetteer ids and area ids are looked up; None: it has none.
        assumptions: values for what was not stated.
        tolerance_m: greatest distance of a drawn edge from the true one.

    Raises:
        NEEDS_AGREEMENT: the place refers to an id and there is no agreement.
        NO_SUCH_PLACE: the gazetteer does not have it; NO_SUCH_AREA (agreements): nor the areas.
        OVER_THE_EDGE: the shape reaches the 180th meridian or goes near a pole.
        RING_CROSSES_ITSELF, NO_SURFACE: an area drawn by hand is no area.
        TOO_LONG: a route or outline is longer than half round the Earth.
    """
    assumed: list[str] = []
    match place:
        case PointPlace():
            whole = _point(place, assumptions, assumed, tolerance_m)
        case SectorPlace():
            whole = _sector(place, assumptions, assumed, tolerance_m)
        case NamedPlace():
            whole = _named(place, agreement, assumptions, assumed, tolerance_m)
        case RoutePlace():
            width_m = _stated(place.width_m, "width_m", assumptions.width_m, assumed)
            whole = _route(place, width_m, tolerance_m)
        case AreaPlace():
            whole = _area(place, agreement, tolerance_m)
    return Drawn(geometry=_unbroken(whole), assumed=tuple(assumed))


def shape_of(
    place: ReportedPlace,
    *,
    agreement: Agreement | None = None,
    assumptions: Assumptions = DEFAULT_ASSUMPTIONS,
    tolerance_m: float = TOLERANCE_M,
) -> BaseGeometry:
    """The polygons of `draw` alone.

    >>> from evenhand.reports.places import PointPlace
    >>> round(area_m2(shape_of(PointPlace(lon=16.5, lat=31.0, accuracy_m=1000))) / 1e6, 3)
    3.141
    """
    return draw(place, agreement=agreement, assumptions=assumptions, tolerance_m=tolerance_m).geometry


def geojson(
    place: ReportedPlace,
    *,
    agreement: Agreement | None = None,
    assumptions: Assumptions = DEFAULT_ASSUMPTIONS,
    tolerance_m: float = TOLERANCE_M,
) -> dict[str, Any]:
    """The place as a GeoJSON feature (RFC 7946): its shape, its JSON form as properties, and what was assumed.

    Coordinates have seven decimals, a centimetre.

    Raises:
        As `draw`.
    """
    drawn = draw(place, agreement=agreement, assumptions=assumptions, tolerance_m=tolerance_m)
    return {
        "type": "Feature",
        "geometry": shapely.geometry.mapping(shapely.transform(drawn.geometry, lambda points: np.round(points, 7))),
        "properties": {"place": to_json(place), "assumed": list(drawn.assumed)},
    }


def area_m2(geometry: BaseGeometry) -> float:
    """Surface on the ellipsoid, square metres; 0.0 of nothing."""
    return 0.0 if geometry.is_empty else abs(float(WGS84.geometry_area_perimeter(shapely.orient_polygons(geometry))[0]))


def _stated(value: float | None, field: str, otherwise: float, assumed: list[str]) -> float:
    if value is not None:
        return value
    assumed.append(field)
    return otherwise


def _point(place: PointPlace, assumptions: Assumptions, assumed: list[str], tolerance_m: float) -> BaseGeometry:
    otherwise = {
        "gnss": assumptions.gnss_accuracy_m,
        "map": assumptions.map_accuracy_m,
        "report-only": assumptions.told_accuracy_m,
        "bearing-range": assumptions.worked_out_accuracy_m,
    }[place.method]
    radius_m = _stated(place.accuracy_m, "accuracy_m", otherwise, assumed)
    return disc_of(place.lon, place.lat, radius_m, tolerance_m=tolerance_m)


def _sector(place: SectorPlace, assumptions: Assumptions, assumed: list[str], tolerance_m: float) -> BaseGeometry:
    accuracy_m = _stated(place.observer_accuracy_m, "observer_accuracy_m", assumptions.observer_accuracy_m, assumed)
    error_deg = _HALF_TURN
    if place.bearing_deg is None:
        assumed.append("bearing_deg")
    else:
        error_deg = _stated(place.bearing_error_deg, "bearing_error_deg", assumptions.bearing_error_deg, assumed)
    low_m = place.range_low_m or 0.0
    farthest_m = assumptions.greatest_range_m if assumptions.greatest_range_m > low_m else 2.0 * low_m
    high_m = _stated(place.range_high_m, "range_high_m", farthest_m, assumed)
    return annular_sector(
        (place.observer_lon, place.observer_lat),
        accuracy_m,
        bearing_deg=place.bearing_deg or 0.0,
        error_deg=error_deg,
        range_m=(low_m, high_m),
        tolerance_m=tolerance_m,
    )


def _named(
    named: NamedPlace,
    agreement: Agreement | None,
    assumptions: Assumptions,
    assumed: list[str],
    tolerance_m: float,
) -> BaseGeometry:
    entry = _entry(named.place, agreement)
    whole = None if named.area is None else _area(AreaPlace(area=named.area), agreement, tolerance_m)
    if named.offset is None and whole is not None:
        return whole
    if whole is not None:
        lon, lat, extent_m = _circle_round(whole, entry)
    else:
        lon, lat = entry.lon, entry.lat
        extent_m = _stated(named.extent_m, "extent_m", assumptions.extent_m, assumed) + entry.accuracy_m
    if named.offset is None:
        return disc_of(lon, lat, extent_m, tolerance_m=tolerance_m)
    return _offset(named.offset, (lon, lat), extent_m, assumptions, assumed, tolerance_m)


def _offset(
    offset: Offset,
    origin: tuple[float, float],
    extent_m: float,
    assumptions: Assumptions,
    assumed: list[str],
    tolerance_m: float,
) -> BaseGeometry:
    """The sector from a place; the place's own extent is what an observer's accuracy is."""
    seen = SectorPlace(
        observer_lon=origin[0],
        observer_lat=origin[1],
        observer_accuracy_m=extent_m,
        bearing_deg=offset.bearing_deg,
        bearing_error_deg=offset.bearing_error_deg,
        range_low_m=offset.distance_low_m,
        range_high_m=offset.distance_high_m,
    )
    inner: list[str] = []
    whole = _sector(seen, assumptions, inner, tolerance_m)
    names = {"range_high_m": "distance_high_m"}
    assumed.extend(f"offset.{names.get(name, name)}" for name in inner)
    return whole


def _circle_round(whole: BaseGeometry, entry: Place) -> tuple[float, float, float]:
    """The gazetteer point of a place and the distance of its area's farthest corner from it."""
    corners = shapely.get_coordinates(whole)
    count = len(corners)
    _, _, lengths = WGS84.inv(np.full(count, entry.lon), np.full(count, entry.lat), corners[:, 0], corners[:, 1])
    return entry.lon, entry.lat, float(np.max(lengths))


def _entry(place_id: str, agreement: Agreement | None) -> Place:
    if agreement is None:
        raise NEEDS_AGREEMENT(name=place_id)
    entry = next((place for place in agreement.places if place.id == place_id), None)
    if entry is None:
        raise NO_SUCH_PLACE(agreement=agreement.id, place=place_id)
    return entry


def _route(place: RoutePlace, width_m: float, tolerance_m: float) -> BaseGeometry:
    reach_m = width_m / 2.0
    for start, end, length_m in zip(place.points, place.points[1:], _lengths(place.points), strict=False):
        if abs(start[0] - end[0]) >= _HALF_TURN:
            raise OVER_THE_EDGE(lon=start[0], lat=start[1])
        between = WGS84.npts(*start, *end, _LOOKS) if length_m > _LONG_M else ()
        for lon, lat in (start, *between, end):
            _keep_off_the_edge(lon, lat, reach_m)
    return within(place.points, reach_m, tolerance_m=tolerance_m)


def _lengths(points: Sequence[Point]) -> Floats:
    """Of the pieces between points, metres.

    Raises:
        TOO_LONG: all together are longer than anybody patrols.
    """
    lons, lats = np.array(points, dtype=float).T
    lengths = np.asarray(WGS84.inv(lons[:-1], lats[:-1], lons[1:], lats[1:])[2])
    if np.sum(lengths) > _LONGEST_M:
        raise TOO_LONG(length_km=float(np.sum(lengths)) / 1000.0, longest_km=_LONGEST_M / 1000.0)
    return lengths


def _area(place: AreaPlace, agreement: Agreement | None, tolerance_m: float) -> BaseGeometry:
    if place.area is not None:
        if agreement is None:
            raise NEEDS_AGREEMENT(name=place.area)
        return area_geometry(agreement, place.area, tolerance_m=tolerance_m)
    ring = place.ring or ()
    plain = shapely.LinearRing(ring)
    if not plain.is_simple:
        lon, lat = shapely.get_coordinates(shapely.union_all([plain]).representative_point())[0]
        raise RING_CROSSES_ITSELF(lon=float(lon), lat=float(lat))
    _lengths((*ring, ring[0]))
    if np.ptp(shapely.get_coordinates(plain)[:, 0]) >= _HALF_TURN:
        raise OVER_THE_EDGE(lon=ring[0][0], lat=ring[0][1])
    whole = shape_geometry(PolygonShape(outer=Ring(ring)), tolerance_m=tolerance_m)
    if whole.is_empty:
        raise NO_SURFACE(count=len(ring), lon=ring[0][0], lat=ring[0][1])
    return whole


@lru_cache(maxsize=512)
def annular_sector(
    observer: tuple[float, float],
    accuracy_m: float,
    *,
    bearing_deg: float,
    error_deg: float,
    range_m: tuple[float, float],
    tolerance_m: float,
) -> BaseGeometry:
    """All points that an observer within `accuracy_m` of a point may mean by a bearing and a distance range.

    The union of the sectors of all observers in the disc is, on a plane, the sector widened by the disc. On the
    ellipsoid north turns with the observer by accuracy tan(latitude) / R, which moves the far edge by range times
    that; the disc is taken larger by as much, so that no possible point is left out.

    Source: Gauss's lemma (a geodesic circle's parallel curves are geodesic circles about the same centre).
    """
    low_m, high_m = range_m
    lon, lat = observer
    near_deg = min(abs(lat) + (high_m + accuracy_m) / 110_574.0, _HIGHEST_DEG)
    # Rims and sides drawn to a tolerance must not cross, so that no sector is thinner than that.
    wide_m = max(accuracy_m * (1.0 + high_m * tan(radians(near_deg)) / MEAN_RADIUS_M), tolerance_m)
    _keep_off_the_edge(lon, lat, high_m + wide_m)
    inner_m, outer_m = max(low_m - wide_m, 0.0), high_m + wide_m
    if error_deg >= _HALF_TURN:
        return _annulus(lon, lat, inner_m, outer_m, tolerance_m)
    begins, ends = bearing_deg - error_deg, bearing_deg + error_deg
    main = _wedge(lon, lat, (inner_m, outer_m), begins, ends, tolerance_m)
    sides = [_capsule(lon, lat, (low_m, high_m), azimuth, wide_m, tolerance_m) for azimuth in (begins, ends)]
    whole = shapely.union_all([main, *sides])  # at times one polygon in a MultiPolygon
    parts = shapely.get_parts(whole)
    return shapely.orient_polygons(parts[0] if len(parts) == 1 else whole)


def disc_of(lon: float, lat: float, radius_m: float, *, tolerance_m: float = TOLERANCE_M) -> shapely.Polygon:
    """All points within `radius_m` of a point.

    Raises:
        OVER_THE_EDGE: it reaches the 180th meridian or goes near a pole.
    """
    _keep_off_the_edge(lon, lat, radius_m)
    return shapely.orient_polygons(disc(lon, lat, radius_m, tolerance_m=tolerance_m))


def _annulus(lon: float, lat: float, inner_m: float, outer_m: float, tolerance_m: float) -> BaseGeometry:
    outer = disc(lon, lat, outer_m, tolerance_m=tolerance_m)
    if inner_m <= 2.0 * tolerance_m:
        return shapely.orient_polygons(outer)
    hole = disc(lon, lat, inner_m, tolerance_m=tolerance_m)
    return shapely.orient_polygons(shapely.Polygon(outer.exterior, [hole.exterior]))


def _wedge(
    lon: float, lat: float, radii_m: tuple[float, float], begins: float, ends: float, tolerance_m: float
) -> shapely.Polygon:
    """The annular sector between two azimuths, clockwise; its sides are geodesics."""
    inner_m, outer_m = radii_m
    rim = arc(lon, lat, outer_m, begins_deg=begins, ends_deg=ends, tolerance_m=tolerance_m)
    if inner_m > 2.0 * tolerance_m:
        core = arc(lon, lat, inner_m, begins_deg=begins, ends_deg=ends, tolerance_m=tolerance_m)[::-1]
    else:
        core, inner_m = np.array([(lon, lat)]), 0.0
    out = _ray(lon, lat, begins, (inner_m, outer_m), tolerance_m)[1:-1]
    back = _ray(lon, lat, ends, (inner_m, outer_m), tolerance_m)[1:-1][::-1]
    return shapely.Polygon(np.vstack([out, rim, back, core]))


def _capsule(
    lon: float, lat: float, radii_m: tuple[float, float], azimuth: float, wide_m: float, tolerance_m: float
) -> shapely.Polygon:
    """All points within `wide_m` of the piece of a geodesic from a point, between two distances from it."""
    lengths = _steps(lat, radii_m, tolerance_m)
    lons, lats, ways = _along(lon, lat, azimuth, lengths)
    left = _beside(lons, lats, ways - 90.0, wide_m)
    right = _beside(lons, lats, ways + 90.0, wide_m)[::-1]
    head = arc(
        lons[-1], lats[-1], wide_m, begins_deg=ways[-1] - 90.0, ends_deg=ways[-1] + 90.0, tolerance_m=tolerance_m
    )
    tail = arc(lons[0], lats[0], wide_m, begins_deg=ways[0] + 90.0, ends_deg=ways[0] + 270.0, tolerance_m=tolerance_m)
    return shapely.Polygon(np.vstack([left, head[1:-1], right, tail[1:-1]]))


def _ray(lon: float, lat: float, azimuth: float, radii_m: tuple[float, float], tolerance_m: float) -> Floats:
    lons, lats, _ = _along(lon, lat, azimuth, _steps(lat, radii_m, tolerance_m))
    return np.column_stack([lons, lats])


def _steps(lat: float, radii_m: tuple[float, float], tolerance_m: float) -> Floats:
    """Distances from a point at which a geodesic is cut, so that the pieces may be drawn straight."""
    low_m, high_m = radii_m
    apart_m = spacing_m(tolerance_m, curvature=0.0, lat_deg=abs(lat) + high_m / 110_574.0)
    return np.linspace(low_m, high_m, max(1, ceil((high_m - low_m) / apart_m)) + 1)


def _along(lon: float, lat: float, azimuth: float, lengths: Floats) -> tuple[Floats, Floats, Floats]:
    """Points at distances from a point on one geodesic, with its azimuth at each."""
    count = len(lengths)
    lons, lats, backs = WGS84.fwd(np.full(count, lon), np.full(count, lat), np.full(count, azimuth), lengths)
    return np.asarray(lons), np.asarray(lats), np.asarray(backs) + _HALF_TURN


def _beside(lons: Floats, lats: Floats, azimuths: Floats, length_m: float) -> Floats:
    side_lons, side_lats, _ = WGS84.fwd(lons, lats, azimuths, np.full(len(lons), length_m))
    return np.column_stack([side_lons, side_lats])


def _keep_off_the_edge(lon: float, lat: float, reach_m: float) -> None:
    """Refuse what may reach a pole or the 180th meridian, before it is drawn."""
    to_pole_m = (90.0 - abs(lat)) * 110_574.0  # no degree of latitude is shorter
    to_meridian_deg = _HALF_TURN - abs(lon)
    degree_m = 111_320.0 * cos(radians(min(abs(lat) + reach_m / 110_574.0, _HIGHEST_DEG)))
    if to_pole_m - reach_m <= _CLEAR_OF_POLES_M or to_meridian_deg * degree_m <= reach_m:
        raise OVER_THE_EDGE(lon=lon, lat=lat)


def _unbroken(whole: BaseGeometry) -> BaseGeometry:
    """Refuse a shape whose vertices jump around the globe or lie too near to a pole."""
    corners = shapely.get_coordinates(whole)
    if np.ptp(corners[:, 0]) >= _HALF_TURN or np.abs(corners[:, 1]).max() > _HIGHEST_DEG:
        raise OVER_THE_EDGE(lon=float(corners[0, 0]), lat=float(corners[0, 1]))
    return whole
