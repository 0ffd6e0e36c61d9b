"""The lines of a rule's cases, as a lawyer writes them, into values: fixes, events and expectations.

2026-03-02T04:00Z 40 km N of harbour ± 300 m
2026-03-02T04:10Z 31.43,15.25
2026-03-02T04:10Z shelling at 2 km 135° of harbour by north
possibly blip in coastal-zone
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from evenhand.agreements.model import Agreement
from evenhand.foundation.geodesy import destination
from evenhand.foundation.instants import parse_instant
from evenhand.foundation.problems import Problem, ProblemKind
from evenhand.foundation.units import parse_distance_m

BAD_CASE_LINE = ProblemKind(
    code="agreements.bad-case-line",
    blame="caller",
    message="The line {line!r} of a case cannot be read at {part!r}. Write it as: {form}.",
)
UNKNOWN_CASE_PLACE = ProblemKind(
    code="agreements.unknown-case-place",
    blame="caller",
    message="The line {line!r} of a case names {place!r}, which is no place of the agreement. Add it to places.yaml.",
)

FIX_FORM = (
    "INSTANT PLACE | INSTANT DISTANCE DIRECTION of PLACE | INSTANT LAT,LON, and ± DISTANCE if its accuracy matters"
)
EVENT_FORM = "INSTANT KIND at PLACE [by PARTY]"
EXPECTATION_FORM = (
    "[possibly] OBJECT in AREA | KIND in AREA | KIND anywhere | N of M in AREA"
    " | A within DISTANCE of B | COMMITMENT missed | COMMITMENT late"
)

DIRECTIONS = (
    "N", "NNE", "NE", "ENE", "E", "ESE", "SE", "SSE", "S", "SSW", "SW", "WSW", "W", "WNW", "NW", "NNW",
)  # fmt: skip
"""The sixteen winds, clockwise from north, 22.5 degrees apart."""

_NUMBER = r"\d{1,9}(?:\.\d{1,9})?"
_FIX = re.compile(r"(?P<at>\S+)\s+(?P<where>[^±]+?)(?:\s*±\s*(?P<accuracy>[^±]+))?")
_EVENT = re.compile(
    r"(?P<at>\S+)\s+(?P<kind>\S+)\s+at\s+(?P<where>[^±]+?)(?:\s*±\s*(?P<accuracy>[^±]+?))?(?:\s+by\s+(?P<party>\S+))?"
)
_AWAY = re.compile(rf"(?P<length>{_NUMBER}\s*[a-z]+)\s+(?P<way>[NESW]{{1,3}}|{_NUMBER}°)\s+of\s+(?P<place>\S.*)")
_LAT_LON = re.compile(rf"(?P<lat>-?{_NUMBER})\s*,\s*(?P<lon>-?{_NUMBER})")
_EXPECTATION = re.compile(
    r"(?P<possibly>possibly\s+)?(?:"
    r"(?P<low>\d{1,9})(?:-(?P<high>\d{1,9}))?\s+of\s+(?P<limit>\d{1,9})\s+in\s+(?P<counted_in>\S+)"
    r"|(?P<near>\S+)\s+within\s+(?P<distance>[\d.]+\s*[a-z]+)\s+of\s+(?P<other>\S+)"
    r"|(?P<missed>\S+)\s+(?:missed|late)"
    r"|(?P<anywhere>\S+)\s+anywhere"
    r"|(?P<subject>\S+)\s+in\s+(?P<area>\S+))"
)

Places = Mapping[str, tuple[float, float]]
"""(lon, lat) in degrees by place id."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseFix:
    """Where an object was; WGS84 degrees; `accuracy_m` None: the line says nothing."""

    at: datetime
    lon: float
    lat: float
    accuracy_m: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseEvent:
    """What happened where; `party` None: nobody is named."""

    at: datetime
    kind: str
    lon: float
    lat: float
    party: str | None = None
    accuracy_m: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Expectation:
    """One breach that a case expects; `subject` is an object, a kind of event or a commitment, None for a count."""

    line: str
    possible: bool
    subject: str | None = None
    area: str | None = None
    count_low: int | None = None
    count_high: int | None = None
    limit: int | None = None
    other: str | None = None
    distance_m: float | None = None


def parse_fix(agreement: Agreement, line: str) -> CaseFix:
    """One fix of a track.

    Raises:
        BAD_CASE_LINE: not of the form of a fix.
        UNKNOWN_CASE_PLACE: a place that the agreement does not have.
    """
    return fix_at(points_of(agreement), line)


def parse_event(agreement: Agreement, line: str) -> CaseEvent:
    """One event.

    Raises:
        BAD_CASE_LINE: not of the form of an event.
        UNKNOWN_CASE_PLACE: a place that the agreement does not have.
    """
    return event_at(points_of(agreement), line)


def parse_expectation(line: str) -> Expectation:
    """One expected breach.

    Raises:
        BAD_CASE_LINE: of none of the forms.

    >>> parse_expectation("possibly blip in coastal-zone").possible
    True
    """
    match = _EXPECTATION.fullmatch(line.strip())
    if match is None:
        raise BAD_CASE_LINE(line=line, part=line, form=EXPECTATION_FORM)
    low, high, limit = match["low"], match["high"], match["limit"]
    return Expectation(
        line=" ".join(line.split()),
        possible=match["possibly"] is not None,
        subject=match["near"] or match["missed"] or match["anywhere"] or match["subject"],
        area=match["counted_in"] or match["area"],
        count_low=None if low is None else int(low),
        count_high=None if low is None else int(high or low),
        limit=None if limit is None else int(limit),
        other=match["other"],
        distance_m=_metres_or_none(match["distance"], line, EXPECTATION_FORM),
    )


def points_of(agreement: Agreement) -> Places:
    """Every place of the agreement as a point."""
    return {place.id: (place.lon, place.lat) for place in agreement.places}


def fix_at(places: Places, line: str) -> CaseFix:
    """`parse_fix` over bare points."""
    match = _FIX.fullmatch(line.strip())
    if match is None:
        raise BAD_CASE_LINE(line=line, part=line, form=FIX_FORM)
    at = _instant(match["at"], line, FIX_FORM)
    lon, lat = _point(places, match["where"], line, FIX_FORM)
    return CaseFix(at=at, lon=lon, lat=lat, accuracy_m=_metres_or_none(match["accuracy"], line, FIX_FORM))


def event_at(places: Places, line: str) -> CaseEvent:
    """`parse_event` over bare points."""
    match = _EVENT.fullmatch(line.strip())
    if match is None:
        raise BAD_CASE_LINE(line=line, part=line, form=EVENT_FORM)
    at = _instant(match["at"], line, EVENT_FORM)
    lon, lat = _point(places, match["where"], line, EVENT_FORM)
    accuracy_m = _metres_or_none(match["accuracy"], line, EVENT_FORM)
    return CaseEvent(at=at, kind=match["kind"], lon=lon, lat=lat, party=match["party"], accuracy_m=accuracy_m)


def _instant(text: str, line: str, form: str) -> datetime:
    try:
        return parse_instant(text, field="at")
    except Problem:
        raise BAD_CASE_LINE(line=line, part=text, form=form) from None


def _metres_or_none(text: str | None, line: str, form: str) -> float | None:
    return None if text is None else _metres(text.strip(), line, form)


def _metres(text: str, line: str, form: str) -> float:
    try:
        return parse_distance_m(text, field="distance")
    except Problem:
        raise BAD_CASE_LINE(line=line, part=text, form=form) from None


def _point(places: Places, text: str, line: str, form: str) -> tuple[float, float]:
    away = _AWAY.fullmatch(text.strip())
    if away is None:
        return _spot(places, text.strip(), line, form)
    lon, lat = _spot(places, away["place"].strip(), line, form)
    way = away["way"]
    if way not in DIRECTIONS and not way.endswith("°"):
        raise BAD_CASE_LINE(line=line, part=way, form=form)
    azimuth_deg = float(way[:-1]) if way.endswith("°") else DIRECTIONS.index(way) * 22.5
    return destination(lon, lat, azimuth_deg, _metres(away["length"], line, form))


def _spot(places: Places, text: str, line: str, form: str) -> tuple[float, float]:
    pair = _LAT_LON.fullmatch(text)
    if pair is None:
        if text not in places:
            raise UNKNOWN_CASE_PLACE(line=line, place=text)
        return places[text]
    lat, lon = float(pair["lat"]), float(pair["lon"])
    if abs(lat) > 90 or abs(lon) > 180:
        raise BAD_CASE_LINE(line=line, part=text, form=form)
    return lon, lat
