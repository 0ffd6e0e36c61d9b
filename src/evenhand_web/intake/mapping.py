"""From what a report says to the columns that lists, maps and searches need."""

from collections.abc import Mapping
from dataclasses import fields
from datetime import datetime
from typing import Any

from evenhand.agreements.gazetteer import fold
from evenhand.agreements.model import Agreement
from evenhand.foundation.canonical import content_id
from evenhand.foundation.problems import Problem
from evenhand.foundation.texts import LANGUAGES
from evenhand.reports import places, shapes
from evenhand.reports.codes import Protection, RestrictionType, said
from evenhand.reports.record import Record

HEADLINE = 300
_SEARCHED = 4000
THREATS = frozenset(
    {
        RestrictionType.THREAT,
        RestrictionType.GUNFIRE_NEAR,
        RestrictionType.SEIZURE,
        RestrictionType.UAV_SHOT_AT,
    }
)
"""Restrictions of movement that nobody can leave until the morning."""
_LONGEST_PARTY = 100
"""Of the column; what was said stands whole in the reading."""


def report_id(*, organisation: str, instance: str) -> str:
    """The id of the report whose first version an organisation's client called `instance`."""
    return content_id("report", {"organisation": organisation, "instance": instance})


def columns_of(record: Record, *, agreement: Agreement | None) -> dict[str, Any]:
    """The columns of a report that follow from what its current version says."""
    return {
        "kind": record.kind.value,
        "reporter_type": record.reporter_type.value,
        "protection": record.protection.value,
        "began_at": record.when.begins_at if record.when else None,
        "ended_at": record.when.ends_at if record.when else None,
        "alleged_party": record.alleged_party[:_LONGEST_PARTY] if record.alleged_party else None,
        "violations": [code.value for code in record.violations],
        "urgent": is_urgent(record),
        "headline": " ".join((record.text or "").split())[:HEADLINE],
        "search_text": search_text(record, agreement),
        **where(record.place, agreement),
    }


def unread_columns(*, protection: str = Protection.CONFIDENTIAL) -> dict[str, Any]:
    """The columns of a report that could not be read: nothing is known, and nobody is shown to be its source."""
    return {
        "kind": "",
        "reporter_type": "",
        "protection": protection,
        "urgent": False,
        "headline": "",
        "search_text": "",
    }


def is_urgent(record: Record) -> bool:
    """Whether a report says that somebody was hurt, or that monitors were threatened or shot at."""
    hurt = record.casualties
    counts = [getattr(hurt, field.name) for field in fields(hurt)] if hurt else []
    harmed = any((count.low or 0) > 0 or (count.high or 0) > 0 for count in counts if count)
    return harmed or (record.restriction is not None and record.restriction.type in THREATS)


def where(place: Mapping[str, Any] | None, agreement: Agreement | None) -> dict[str, float | None]:
    """Bounds and a point of a reported place; all null where it has none that can be drawn."""
    nowhere = dict.fromkeys(("west", "south", "east", "north", "lon", "lat"))
    if place is None:
        return nowhere
    try:
        shape = shapes.shape_of(places.from_json(place), agreement=agreement)
    except Problem:  # a place of another agreement, or one that nobody drew: the words are still there
        return nowhere
    west, south, east, north = shape.bounds
    point = shape.representative_point()
    return {"west": west, "south": south, "east": east, "north": north, "lon": point.x, "lat": point.y}


def search_text(record: Record, agreement: Agreement | None) -> str:
    """The words by which people may look for a report, folded; never its source."""
    words = [record.text, record.place_text, record.alleged_unit, record.about]
    words += [item.text for item in record.items]
    words += [said(record.kind, language=language) for language in LANGUAGES]
    words += [said(code, language=language) for code in record.violations for language in LANGUAGES]
    words += [code.value for code in record.violations]
    party = next((one for one in agreement.parties if one.id == record.alleged_party), None) if agreement else None
    words += list(party.name) if party else [record.alleged_party]
    named = (record.place or {}).get("place")
    spot = next((one for one in agreement.places if one.id == named), None) if agreement else None
    words += [*spot.name, *spot.variants] if spot else []
    return fold(" ".join(word for word in words if word))[:_SEARCHED]


def number_of(year: int, count: int) -> str:
    """The number by which people call a report.

    >>> number_of(2020, 42)
    'CFV-2020-0042'
    """
    return f"CFV-{year}-{count:04d}"


def year_of(moment: datetime) -> int:
    """The year of a number: UTC, so that two offices count alike."""
    return moment.year
