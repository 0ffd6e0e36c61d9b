"""Routes as people write them: "lat,lon; lat,lon" or WKT.

Source: OGC 06-103r4, 7.2 (well-known text); ISO 6709 for the order of latitude and longitude in plain text.
"""

import re

from evenhand.foundation.problems import ProblemKind

BAD_ROUTE = ProblemKind(
    code="foundation.bad-route",
    blame="caller",
    message="{value!r} is no route: {fault}. Write 31.21,16.59; 31.43,15.25 (latitude first) "
    "or LINESTRING (16.59 31.21, 15.25 31.43).",
)

Route = tuple[tuple[float, float], ...]
_WKT = re.compile(r"\s*(?:SRID=4326;)?\s*(?:LINESTRING|POINT)\s*Z?M?\s*\((?P<points>[^()]*)\)\s*", re.IGNORECASE)
_MOST_POINTS = 10_000


def parse_route(text: str, *, least: int = 2) -> Route:
    """Points of a route as (lon, lat) in degrees, at least two; or one, where `least` says so: a point.

    Raises:
        BAD_ROUTE: not so many points or more, or one that is nowhere on Earth.

    >>> parse_route("31.21,16.59; 31.43,15.25") == parse_route("LINESTRING (16.59 31.21, 15.25 31.43)")
    True
    """
    wkt = _WKT.fullmatch(text)
    pieces = (wkt["points"].split(",") if wkt else text.strip().rstrip(";").split(";"))[: _MOST_POINTS + 1]
    if not least <= len(pieces) <= _MOST_POINTS:
        raise BAD_ROUTE(value=text[:80], fault=f"it has {len(pieces)} point{'s' * (len(pieces) != 1)}")
    points = []
    for piece in pieces:
        try:
            figures = [float(one) for one in (piece.split() if wkt else re.split(r"[,\s]+", piece.strip()))]
        except ValueError:
            raise BAD_ROUTE(value=text[:80], fault=f"{piece.strip()[:40]!r} is no point") from None
        if len(figures) < 2 or (len(figures) > 2 and wkt is None):
            raise BAD_ROUTE(value=text[:80], fault=f"{piece.strip()[:40]!r} is no point")
        lon, lat = figures[:2] if wkt else figures[1::-1]
        if not (abs(lon) <= 180.0 and abs(lat) <= 90.0):
            raise BAD_ROUTE(value=text[:80], fault=f"latitude {lat:g}, longitude {lon:g} is no place on Earth")
        points.append((lon, lat))
    return tuple(points)
