"""A reported place in one line of words, in the reader's language: what was said, and what was not."""

from itertools import pairwise

from evenhand.agreements.gazetteer import say_distance
from evenhand.agreements.model import Agreement
from evenhand.foundation.geodesy import distance_m
from evenhand.reports.places import AreaPlace, NamedPlace, PointPlace, ReportedPlace, RoutePlace, SectorPlace
from evenhand.reports.shapes import area_m2, shape_of
from evenhand.reports.wording import say, say_area


def say_place(place: ReportedPlace, *, agreement: Agreement | None = None, language: str = "en") -> str:
    """The place in words; ids that the agreement does not have stay ids.

    Raises:
        As `shapes.draw`, of an area drawn by hand that cannot be drawn.

    >>> say_place(PointPlace(lon=16.5, lat=31.0, accuracy_m=30))
    '31.00000, 16.50000, within 30 m'
    >>> say_place(SectorPlace(observer_lon=16.5, observer_lat=31.0, bearing_deg=337.5, range_high_m=5000))
    'from 31.00000, 16.50000: bearing 337.5°, error not stated, up to 5.0 km away'
    """
    match place:
        case PointPlace():
            return _point(place, language)
        case SectorPlace():
            bearing = _bearing(place.bearing_deg, place.bearing_error_deg, language)
            away = _range(place.range_low_m, place.range_high_m, language)
            position = _position(place.observer_lon, place.observer_lat)
            return say("place.sector", language=language, position=position, bearing=bearing, range=away)
        case NamedPlace():
            return _named(place, agreement, language)
        case RoutePlace():
            length = say_distance(
                sum(distance_m(*one, *other) for one, other in pairwise(place.points)), language=language
            )
            return say("place.route", language=language, distance=length, count=len(place.points))
        case AreaPlace():
            if place.area is None:
                area = say_area(area_m2(shape_of(place)), language=language)
                return say("place.outline", language=language, area=area)
            return _name_of_area(place.area, agreement, language)


def _point(place: PointPlace, language: str) -> str:
    position = _position(place.lon, place.lat)
    if place.accuracy_m is None:
        return say("place.point-unstated", language=language, position=position)
    distance = say_distance(place.accuracy_m, language=language)
    return say("place.point", language=language, position=position, distance=distance)


def _named(place: NamedPlace, agreement: Agreement | None, language: str) -> str:
    entries = () if agreement is None else agreement.places
    name = next((entry.name.in_language(language) for entry in entries if entry.id == place.place), place.place)
    offset = place.offset
    if offset is None:
        return name
    bearing = _bearing(offset.bearing_deg, offset.bearing_error_deg, language)
    away = _range(offset.distance_low_m, offset.distance_high_m, language)
    return say("place.offset", language=language, place=name, bearing=bearing, range=away)


def _name_of_area(area: str, agreement: Agreement | None, language: str) -> str:
    areas = () if agreement is None else agreement.areas
    return next((entry.name.in_language(language) for entry in areas if entry.id == area), area)


def _position(lon: float, lat: float) -> str:
    """Latitude first, as people write it; five decimals are a metre."""
    return f"{lat:.5f}, {lon:.5f}"


def _bearing(bearing_deg: float | None, error_deg: float | None, language: str) -> str:
    if bearing_deg is None:
        return say("place.bearing-unknown", language=language)
    degrees = f"{bearing_deg:.4g}"
    if error_deg is None:
        return say("place.bearing-unstated", language=language, degrees=degrees)
    return say("place.bearing", language=language, degrees=degrees, error=f"{error_deg:.4g}")


def _range(low_m: float | None, high_m: float | None, language: str) -> str:
    low = None if not low_m else say_distance(low_m, language=language)
    high = None if high_m is None else say_distance(high_m, language=language)
    if low is None and high is None:
        return say("place.range-unstated", language=language)
    if low is None:
        return say("place.range-to", language=language, high=high)
    if high is None:
        return say("place.range-from", language=language, low=low)
    return say("place.range", language=language, low=low, high=high)
