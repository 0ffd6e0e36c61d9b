"""At which place an observation counts: one of the gazetteer that is near enough, else a square of a tenth of a degree.

Source: docs/methods/counting.md, "Places".
"""

from collections.abc import Mapping
from typing import Any, NamedTuple

import numpy as np
import shapely

from evenhand.agreements.areas import area_geometry
from evenhand.agreements.model import Agreement
from evenhand.foundation.geodesy import WGS84
from evenhand.foundation.problems import Problem
from evenhand.reports import places
from evenhand_web.intake.mapping import where

NEAR_M = 10_000.0
"""Farther from every place of the gazetteer than this, a point is at none of them."""
_TOLERANCE_M = 100.0


class Spot(NamedTuple):
    """Where something counts."""

    place: str | None
    lon: float | None
    lat: float | None
    area: str | None


def spot_of(place: Mapping[str, Any] | None, agreement: Agreement | None) -> Spot:
    """The spot of a reported place; nothing is known where nobody said, or where it cannot be drawn."""
    if place is None:
        return Spot(None, None, None, None)
    told = places.from_json(place)
    drawn = where(place, agreement)
    lon, lat = drawn["lon"], drawn["lat"]
    if isinstance(told, places.AreaPlace) and told.area is not None:
        return Spot(told.area, lon, lat, told.area)
    if isinstance(told, places.NamedPlace) and told.offset is None:
        return Spot(told.place, lon, lat, _area_at(lon, lat, agreement))
    return at_point(lon, lat, agreement)


def at_point(lon: float | None, lat: float | None, agreement: Agreement | None) -> Spot:
    """The spot of a point."""
    if lon is None or lat is None:
        return Spot(None, None, None, None)
    return Spot(_place_at(lon, lat, agreement), lon, lat, _area_at(lon, lat, agreement))


def _place_at(lon: float, lat: float, agreement: Agreement | None) -> str:
    if agreement is not None and agreement.places:
        lons = np.array([one.lon for one in agreement.places])
        lats = np.array([one.lat for one in agreement.places])
        close = np.flatnonzero((abs(lats - lat) < 0.2) & (abs(lons - lon) < 2.0))  # before anything is measured
        if close.size:
            many = np.ones(close.size)
            away_m = WGS84.inv(lon * many, lat * many, lons[close], lats[close])[2]
            nearest = int(np.argmin(away_m))
            if away_m[nearest] <= NEAR_M:
                return agreement.places[close[nearest]].id
    return f"{lat:.1f}, {lon:.1f}"


def _area_at(lon: float | None, lat: float | None, agreement: Agreement | None) -> str | None:
    if lon is None or lat is None or agreement is None:
        return None
    point = shapely.Point(lon, lat)
    return next((area for area, outline in _outlines(agreement) if outline.covers(point)), None)


_KEPT: dict[str, tuple[tuple[str, Any], ...]] = {}
"""Outlines by digest of the agreement: the digest fixes every byte, so they never grow stale."""


def _outlines(agreement: Agreement) -> tuple[tuple[str, Any], ...]:
    """The areas of an agreement with their outlines, the smallest first."""
    if agreement.digest not in _KEPT:
        found = []
        for area in agreement.areas:
            try:
                outline = area_geometry(agreement, area.id, tolerance_m=_TOLERANCE_M)
            except Problem:  # an area that nobody can draw holds nothing
                continue
            shapely.prepare(outline)
            found.append((outline.area, area.id, outline))
        _KEPT[agreement.digest] = tuple((name, outline) for _, name, outline in sorted(found, key=lambda one: one[:2]))
    return _KEPT[agreement.digest]
