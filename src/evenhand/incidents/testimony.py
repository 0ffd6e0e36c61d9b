"""Statements from our own records: what a report or an alert says, with the shape that is shown and the circle that
covers it, by which the machine looks for others.

Source: docs/methods/corroboration.md, "Our own records".
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from evenhand.agreements.areas import area_geometry
from evenhand.agreements.model import Agreement
from evenhand.foundation.geodesy import WGS84
from evenhand.foundation.phrases import phrase
from evenhand.foundation.problems import Problem
from evenhand.incidents.statements import MOST_HALF_H
from evenhand.reports import places
from evenhand.reports.codes import Means
from evenhand.reports.overlaps import centre
from evenhand.reports.record import Casualties, Fidelity, Record, When
from evenhand.reports.shapes import disc_of, shape_of

PHRASES = "evenhand.incidents.phrases"
FIX_M = 1_000.0
"""Half the width of the strip along which an alert's object is taken to have gone, and how far off an event may lie."""
NEAR_DEG = 0.001
_UNITS: Mapping[Fidelity, timedelta] = {
    Fidelity.SECOND: timedelta(seconds=1),
    Fidelity.MINUTE: timedelta(minutes=1),
    Fidelity.HOUR: timedelta(hours=1),
    Fidelity.DAY: timedelta(days=1),
    Fidelity.MONTH: timedelta(days=31),
    Fidelity.YEAR: timedelta(days=366),
}


class Missing(StrEnum):
    """Why a record cannot be looked at."""

    TIME = "time"
    PLACE = "place"
    SHAPE = "shape"
    LONG = "long"
    WIDE = "wide"


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Told:
    """What a record says."""

    row: Mapping[str, Any]
    """Of STATEMENTS."""
    shape: BaseGeometry
    """Where the truth may be, as it is shown; the row's point and radius only cover it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LeftOut:
    """A record that cannot be looked at; it stays as it is."""

    statement: str
    why: Missing

    def words(self, *, language: str = "en") -> str:
        """The reason, in one sentence."""
        return phrase(PHRASES, f"left-out.{self.why}", language=language)


def of_report(
    record: Record, *, statement: str, source: str, origin: str | None = None, agreement: Agreement | None
) -> Told | LeftOut:
    """What a report says happened.

    Args:
        record: the report.
        statement: the id that it has here.
        source: who says so.
        origin: whose words it passes on; None: its own.
        agreement: whose places and areas it may name.
    """
    if record.when is None:
        return LeftOut(statement=statement, why=Missing.TIME)
    if record.place is None:
        return LeftOut(statement=statement, why=Missing.PLACE)
    try:
        shape = shape_of(places.from_json(record.place), agreement=agreement)
    except Problem:
        return LeftOut(statement=statement, why=Missing.SHAPE)
    facts = {
        "type": type_path(record.violations[0] if record.violations else None),
        "party": None if record.alleged_party in {None, "", "unknown"} else record.alleged_party,
        "killed": killed_of(record.casualties),
    }
    return _told(shape, span_of(record.when), {"statement": statement, "source": source, "origin": origin} | facts)


def of_alert(row: Mapping[str, Any], *, statement: str, source: str, agreement: Agreement | None) -> Told | LeftOut:
    """What an alert, a row of ALERTS, says happened; where it has no point, the area of its rule is its place."""
    try:
        shape = _alert_shape(row, agreement)
    except Problem:
        return LeftOut(statement=statement, why=Missing.SHAPE)
    if shape is None:
        return LeftOut(statement=statement, why=Missing.PLACE)
    facts = {"type": type_path(row["violation_code"]), "party": row["party"], "killed": None}
    span = (row["began_at"], max(row["ended_at"], row["began_at"] + _UNITS[Fidelity.MINUTE]))
    return _told(shape, span, {"statement": statement, "source": source, "origin": None} | facts)


def type_path(code: str | None) -> str | None:
    """A violation code as a path, coarse to fine.

    >>> type_path("KIN.MOR"), type_path("FOM"), type_path(None)
    ('KIN/KIN.MOR', 'FOM', None)
    """
    if not code:
        return None
    head = str(code).split(".", maxsplit=1)[0]
    return head if head == code else f"{head}/{code}"


def span_of(when: When) -> tuple[datetime, datetime]:
    """The stretch in which it happened; what is known to the hour may lie anywhere in that hour."""
    return when.begins_at, max(when.ends_at, when.begins_at + _UNITS[when.fidelity])


def killed_of(casualties: Casualties | None) -> int | None:
    """The best estimate of people killed: the middle of each range; None where nobody said."""
    if casualties is None:
        return None
    counts = [one for one in (casualties.civilians_killed, casualties.military_killed) if one is not None]
    known = [[value for value in (one.low, one.high) if value is not None] for one in counts]
    known = [values for values in known if values]
    return round(sum(sum(values) / len(values) for values in known)) if known else None


def is_hearsay(record: Record) -> bool:
    """Whether all that it counts was told to its reporter; a report that counts nothing says nothing of that."""
    return bool(record.items) and all(item.means is Means.TOLD for item in record.items)


def covering(shape: BaseGeometry) -> tuple[float, float, float]:
    """A point of the shape, longitude and latitude, and the radius in metres that covers the shape from there."""
    lon, lat = centre(shape)
    corners = shapely.get_coordinates(shape)
    count = len(corners)
    _, _, lengths = WGS84.inv(np.full(count, lon), np.full(count, lat), corners[:, 0], corners[:, 1])
    return lon, lat, float(np.max(lengths))


def _told(shape: BaseGeometry, span: tuple[datetime, datetime], facts: Mapping[str, Any]) -> Told | LeftOut:
    lon, lat, radius_m = covering(shape)
    if span[1] - span[0] > timedelta(hours=2 * MOST_HALF_H):
        return LeftOut(statement=facts["statement"], why=Missing.LONG)
    if not 0.0 < radius_m <= 1e6:
        return LeftOut(statement=facts["statement"], why=Missing.WIDE)
    where = {"lon": lon, "lat": lat, "radius_m": radius_m}
    return Told(row={**facts, "began_at": span[0], "ended_at": span[1], **where}, shape=shape)


def _alert_shape(row: Mapping[str, Any], agreement: Agreement | None) -> BaseGeometry | None:
    points = [
        (row[f"{way}_lon"], row[f"{way}_lat"])
        for way in ("entry", "exit")
        if row[f"{way}_lon"] is not None and row[f"{way}_lat"] is not None
    ]
    if len(points) == 2 and max(abs(one - other) for one, other in zip(*points, strict=True)) > NEAR_DEG:
        return shape_of(places.RoutePlace(points=tuple(points), width_m=2.0 * FIX_M), agreement=agreement)
    if points:
        return disc_of(*points[0], FIX_M)
    if row["area"] and agreement is not None:
        return area_geometry(agreement, row["area"])
    return None
