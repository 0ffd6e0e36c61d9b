"""GeoJSON (RFC 7946) of what the map shows. Pure: values in, mappings out; instants are whole seconds since 1970."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from functools import lru_cache
from typing import Any

import shapely

from evenhand.agreements.areas import area_geometry, area_in_force
from evenhand.agreements.model import Agreement, Area
from evenhand.foundation.geodesy import WGS84
from evenhand.foundation.problems import Problem

DISPLAY_TOLERANCE_DEG = 0.0005
"""About 50 m, and less for small areas: a fraction of a pixel where the area fills the screen.
Detection never sees this outline."""
PIXELS_ACROSS = 4000
DECIMALS = 5


def epoch(moment: datetime | None) -> int | None:
    """Whole seconds since 1970; None stays None."""
    return None if moment is None else int(moment.timestamp())


def feature(geometry: Mapping[str, Any] | None, **properties: Any) -> dict[str, Any]:
    """One GeoJSON feature."""
    return {"type": "Feature", "geometry": geometry, "properties": properties}


def collection(features: Iterable[Mapping[str, Any]], **more: Any) -> dict[str, Any]:
    """A GeoJSON feature collection; `more` are members of ours beside the standard's (RFC 7946, 6.1)."""
    return {"type": "FeatureCollection", "features": list(features), **more}


def point(lon: float, lat: float) -> dict[str, Any]:
    """A GeoJSON point with at most seven decimals (1 cm)."""
    return {"type": "Point", "coordinates": [round(lon, 7), round(lat, 7)]}


class _ByDigest:
    """An agreement as a cache key: two with the same digest are the same text."""

    __slots__ = ("agreement",)

    def __init__(self, agreement: Agreement) -> None:
        self.agreement = agreement

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _ByDigest) and other.agreement.digest == self.agreement.digest

    def __hash__(self) -> int:
        return hash(self.agreement.digest)


@lru_cache(maxsize=256)
def _outline(area: str, agreement: _ByDigest) -> tuple[dict[str, Any], tuple[float, float], float]:
    whole = area_geometry(agreement.agreement, area)
    west, south, east, north = whole.bounds
    tolerance_deg = min(DISPLAY_TOLERANCE_DEG, max(east - west, north - south) / PIXELS_ACROSS)
    drawn = shapely.simplify(whole, tolerance_deg, preserve_topology=True)
    inside = shapely.point_on_surface(whole)
    size_m2 = abs(WGS84.geometry_area_perimeter(whole)[0])
    return _geojson(drawn), (round(inside.x, 4), round(inside.y, 4)), size_m2


def outline(agreement: Agreement, area: str) -> dict[str, Any] | None:
    """The area as GeoJSON for display, None where it cannot be drawn (nothing is left of it)."""
    try:
        return _outline(area, _ByDigest(agreement))[0]
    except Problem:
        return None


def middle(agreement: Agreement, area: str) -> tuple[float, float] | None:
    """A point inside the area, (lon, lat); None where it cannot be drawn."""
    try:
        return _outline(area, _ByDigest(agreement))[1]
    except Problem:
        return None


def size_km2(agreement: Agreement, area: str) -> float | None:
    """Its surface on the ellipsoid in km2; None where it cannot be drawn."""
    try:
        return _outline(area, _ByDigest(agreement))[2] / 1e6
    except Problem:
        return None


def span(agreement: Agreement, area: Area) -> tuple[bool, int | None, int | None]:
    """Whether the area counts at any time, and from when until when (None: open)."""
    interval = area_in_force(agreement, area)
    if interval is None:
        return False, None, None
    return True, epoch(interval.begins_at), epoch(interval.ends_at)


def bounds(agreement: Agreement) -> tuple[float, float, float, float] | None:
    """West, south, east, north of what the agreement's areas cover; of its places where it draws none; else None."""
    boxes = [shapely.geometry.shape(shape).bounds for area in agreement.areas if (shape := outline(agreement, area.id))]
    if not boxes:
        boxes = [(place.lon, place.lat, place.lon, place.lat) for place in agreement.places]
    if not boxes:
        return None
    west, south, east, north = zip(*boxes, strict=True)
    return min(west), min(south), max(east), max(north)


def _geojson(shape: shapely.Geometry) -> dict[str, Any]:
    def ring(line: shapely.LinearRing) -> list[list[float]]:
        return [[round(x, DECIMALS), round(y, DECIMALS)] for x, y in line.coords]

    parts = shapely.get_parts(shapely.orient_polygons(shape))
    polygons = [
        [ring(part.exterior), *map(ring, part.interiors)] for part in parts if isinstance(part, shapely.Polygon)
    ]
    return {"type": "MultiPolygon", "coordinates": polygons}
