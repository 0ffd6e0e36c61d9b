"""One report on its map: its shape, those of its items, what is near, and where several observers' sectors meet."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import numpy as np
import shapely
from django.db.models import Q
from shapely.geometry.base import BaseGeometry

from evenhand.agreements.model import Agreement
from evenhand.foundation.problems import Problem
from evenhand.reports import places as reported
from evenhand.reports import shapes
from evenhand.reports.overlaps import intersection_of
from evenhand.reports.places import ReportedPlace, SectorPlace
from evenhand_web.accounts.access import Actor
from evenhand_web.agreements import queries as agreements
from evenhand_web.desk import access
from evenhand_web.desk.models import ItemKind
from evenhand_web.desk.places import near
from evenhand_web.desk.templatetags.reports import language, report_kind
from evenhand_web.intake.access import report_for, versions_of
from evenhand_web.intake.models import Report, Version
from evenhand_web.intake.services.standing import shown_version
from evenhand_web.map.agreement_map import agreement_features
from evenhand_web.map.features import collection, feature, point

TOGETHER = timedelta(minutes=30)
"""Sectors of observations whose beginnings lie so near to each other may be of one event."""
MOST_SECTORS = 8
SECTORS_WITHIN_M = 40_000.0
_TOLERANCE_DEG = 0.00005


@dataclass(frozen=True, slots=True, kw_only=True)
class Meeting:
    """What the sectors of several observers have in common."""

    sentences: tuple[str, ...]
    reports: tuple[tuple[str, str], ...]
    """Id and number of each, the page's own first."""
    geometry: BaseGeometry
    agree: bool


def meeting(actor: Actor, report_id: str, *, now: datetime) -> Meeting | None:
    """What a report's sector has in common with those of other observers at about the same time; None: no others.

    Raises:
        NO_SUCH_REPORT: it is not there for this actor.
    """
    report = report_for(actor, report_id)
    place = _place(shown_version(report, list(versions_of(report))).reading.record)
    if not access.is_inside(actor) or not isinstance(place, SectorPlace) or report.lon is None or report.lat is None:
        return None
    others = _sectors_near(actor, report)
    if not others:
        return None
    numbers = {report.pk: report.number} | {pk: number for pk, (number, _place) in others.items()}
    agreement = next(iter(agreements.current(now)), None)
    try:
        common = intersection_of(
            {report.pk: place} | {pk: one for pk, (_n, one) in others.items()}, agreement=agreement
        )
    except Problem:
        return None
    isolated = {pk: f"\u2068{number}\u2069" for pk, number in numbers.items()}
    return Meeting(
        sentences=common.words(language=language(), names=isolated),
        reports=tuple(numbers.items()),
        geometry=common.geometry,
        agree=common.answer == "agree",
    )


def report_features(actor: Actor, report_id: str, *, now: datetime) -> dict[str, Any]:
    """What the map of a report draws, as a feature collection.

    Raises:
        NO_SUCH_REPORT: it is not there for this actor.
    """
    report = report_for(actor, report_id)
    agreement = next(iter(agreements.current(now)), None)
    record: Mapping[str, Any] = shown_version(report, list(versions_of(report))).reading.record or {}
    made = agreement_features(agreement, only=frozenset())["features"] if agreement else []
    place = _place(record)
    if place is not None:
        made += _drawn(place, agreement, kind="reported", text=report.number)
    for number, item in enumerate(record.get("items", ()), start=1):
        if item.get("place"):
            made += _drawn(reported.from_json(item["place"]), agreement, kind="item", text=str(number))
    route = (record.get("patrol") or {}).get("route")
    if route:
        made += _drawn(reported.from_json(route), agreement, kind="item", text="")
    if not access.may_see_observer(actor, report):
        made = [one for one in made if one["properties"].get("kind") != "observer"]
    if access.is_inside(actor):
        made += _near_features(actor, report)
        made += _meeting_features(actor, report, agreement, now=now)
    return collection(made, evenhand={"report": report.pk})


def _place(record: Mapping[str, Any] | None) -> ReportedPlace | None:
    place = (record or {}).get("place")
    return reported.from_json(place) if place else None


def _sectors_near(actor: Actor, report: Report) -> dict[str, tuple[str, SectorPlace]]:
    """Number and sector of the reports of others that speak of about the same time, nearest first."""
    if report.began_at is None or report.lon is None or report.lat is None:
        return {}
    items = access.items_for(actor).filter(
        kind=ItemKind.REPORT, timed=True, at__gte=report.began_at - TOGETHER, at__lte=report.began_at + TOGETHER
    )
    itself = Q(kind=ItemKind.REPORT, ref=report.pk)
    around = near(items, lon=report.lon, lat=report.lat, at=report.began_at, but=itself, radius_m=SECTORS_WITHIN_M)
    numbers = {one.item.ref: one.item.number for one in around}
    found: dict[str, tuple[str, SectorPlace]] = {}
    for ref, record in _records(numbers).items():
        place = _place(record)
        if isinstance(place, SectorPlace) and len(found) < MOST_SECTORS:
            found[ref] = (numbers[ref], place)
    return found


def _records(refs: Iterable[str]) -> dict[str, Mapping[str, Any] | None]:
    """What some reports say, in two queries and one more for each on which versions stand against each other."""
    keys = list(refs)
    reports = Report.objects.in_bulk(keys)
    parts = Report.objects.filter(joined__in=keys).values_list("pk", flat=True)
    known = Version.objects.filter(report__in=[*keys, *parts])
    versions: dict[str, list[Version]] = {key: [] for key in keys}
    for version in known.select_related("reading", "report").defer("original").order_by("received_at", "pk"):
        versions[version.report.joined_id or version.report_id].append(version)
    return {key: shown_version(reports[key], several).reading.record for key, several in versions.items() if several}


def _drawn(place: ReportedPlace, agreement: Agreement | None, *, kind: str, text: str) -> list[dict[str, Any]]:
    try:
        geometry = shapes.shape_of(place, agreement=agreement)
    except Problem:
        return []
    made = [feature(_geojson(geometry), kind=kind, text=text)]
    if isinstance(place, SectorPlace):
        made.append(feature(point(place.observer_lon, place.observer_lat), kind="observer", text=text))
    return made


def _near_features(actor: Actor, report: Report) -> list[dict[str, Any]]:
    if report.lon is None or report.lat is None:
        return []
    itself = Q(kind=ItemKind.REPORT, ref=report.pk)
    at = report.began_at or report.received_at
    found = near(access.items_for(actor), lon=report.lon, lat=report.lat, at=at, but=itself)
    return [
        feature(
            point(one.item.lon or 0.0, one.item.lat or 0.0),
            kind="near",
            symbol="report" if one.item.kind == ItemKind.REPORT else f"alert-{one.item.certainty or 'possible'}",
            text=report_kind(one.item.code) if one.item.kind == ItemKind.REPORT else "",
        )
        for one in found
    ]


def _meeting_features(
    actor: Actor, report: Report, agreement: Agreement | None, *, now: datetime
) -> list[dict[str, Any]]:
    met = meeting(actor, report.pk, now=now)
    if met is None:
        return []
    others = _sectors_near(actor, report)
    made = [
        one for number, place in others.values() for one in _drawn(place, agreement, kind="other-sector", text=number)
    ]
    return made + ([feature(_geojson(met.geometry), kind="common")] if met.agree else [])


def _geojson(geometry: BaseGeometry) -> dict[str, Any]:
    """For display: thinned to a few metres, six decimals."""
    thin = shapely.simplify(geometry, _TOLERANCE_DEG, preserve_topology=True)
    shown: dict[str, Any] = shapely.geometry.mapping(shapely.transform(thin, lambda points: np.round(points, 6)))
    return shown
