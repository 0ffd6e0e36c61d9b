"""Reads for the situation map: what moved, happened and was raised in a stretch of time, as the actor may see it."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from django.core.cache import cache
from django.urls import reverse

from evenhand.agreements.model import Agreement
from evenhand_web.accounts.access import Actor, Capability
from evenhand_web.agreements import queries as agreements
from evenhand_web.incidents import queries as incidents
from evenhand_web.incidents.wording import held_against
from evenhand_web.map import words
from evenhand_web.map.features import collection, epoch, feature, middle, point
from evenhand_web.observations import access as observations_access
from evenhand_web.observations import queries as observations

MAX_POINTS = 5000
BINS = 240
_WITHOUT_DATA = timedelta(days=28)


@dataclass(frozen=True, slots=True, kw_only=True)
class Period:
    """The time that the slider spans, half-open, in whole hours."""

    begins_at: datetime
    ends_at: datetime


def period(actor: Actor, *, now: datetime) -> Period:
    """From the first to the last thing that the actor may see; the four weeks up to now where there is nothing."""
    spans: list[tuple[datetime, datetime]] = []
    if actor.can(Capability.SEE_TRACKS):
        catalogue = observations_access.lake_for_tracks(actor).catalogue()
        spans += [(entry.begins_at, entry.ends_at) for entry in catalogue if entry.begins_at and entry.ends_at]
    if not spans:
        raised = incidents.span(actor)
        spans += [raised] if raised else []
    if not spans:
        spans = [(now - _WITHOUT_DATA, now)]
    begins_at, ends_at = min(span[0] for span in spans), max(span[1] for span in spans)
    return Period(
        begins_at=begins_at.replace(minute=0, second=0, microsecond=0),
        ends_at=ends_at.replace(minute=0, second=0, microsecond=0) + timedelta(hours=1),
    )


def situation(actor: Actor, *, begins_at: datetime, ends_at: datetime) -> dict[str, Any]:
    """Tracks, events and alerts of a half-open time as GeoJSON.

    A track is a MultiPoint, for fixes are what was observed; `times`, `accuracies`, `integrities` and `sources` run
    parallel to its coordinates. The member `evenhand` says how many fixes there are and how many of them are here.
    Without SEE_TRACKS there are only the alerts that the actor may see.

    Raises:
        NOT_PERMITTED: the role may not see the map.
    """
    actor.require(Capability.SEE_MAP)
    current = agreements.current()
    agreement = current[0] if current else None
    made = _alerts(actor, begins_at, ends_at)
    shown = total = 0
    every = 1
    if actor.can(Capability.SEE_TRACKS):
        tracks = observations.tracks(actor, begins_at=begins_at, ends_at=ends_at, max_points=MAX_POINTS)
        made += [_track(track, agreement) for track in tracks.tracks]
        made += [_event(event, agreement) for event in observations.events(actor, begins_at=begins_at, ends_at=ends_at)]
        shown, total, every = tracks.shown, tracks.total, tracks.every
    told = {"begins_at": epoch(begins_at), "ends_at": epoch(ends_at), "shown": shown, "total": total, "every": every}
    return collection(made, evenhand=told)


def timeline(actor: Actor, *, now: datetime) -> dict[str, Any]:
    """How much was seen and raised in each piece of the whole period, and when each alert began.

    Raises:
        NOT_PERMITTED: the role may not see the map.
    """
    actor.require(Capability.SEE_MAP)
    whole = period(actor, now=now)
    width = (whole.ends_at - whole.begins_at) / BINS
    bins = [
        {"begins_at": epoch(whole.begins_at + n * width), "ends_at": epoch(whole.begins_at + (n + 1) * width)}
        | {"fixes": fixes, "certain": 0, "possible": 0}
        for n, fixes in enumerate(_fixes_by_bin(actor, whole))
    ]
    marks = []
    for alert in incidents.alerts_for_map(actor, begins_at=whole.begins_at, ends_at=whole.ends_at):
        marks.append(epoch(alert.began_at))
        n = min(max(int((alert.began_at - whole.begins_at) / width), 0), BINS - 1)
        if alert.state not in {"dismissed", "withdrawn"}:
            bins[n][alert.certainty] = int(bins[n].get(alert.certainty) or 0) + 1
    return {"bins": bins, "marks": sorted(set(marks))}


def _fixes_by_bin(actor: Actor, whole: Period) -> list[int]:
    """Fixes in each bin; kept until another file comes in, since it reads every instant there is."""
    if not actor.can(Capability.SEE_TRACKS):
        return [0] * BINS
    digests = sorted(entry.digest for entry in observations_access.lake_for_tracks(actor).catalogue())
    known = hashlib.sha256(f"{whole.begins_at}{whole.ends_at}{BINS}{digests}".encode()).hexdigest()
    kept: list[int] | None = cache.get(f"map.timeline.{known}")
    if kept is None:
        counted = observations.histogram(actor, begins_at=whole.begins_at, ends_at=whole.ends_at, bins=BINS)
        kept = [one.fixes for one in counted]
        cache.set(f"map.timeline.{known}", kept, timeout=86400)
    return kept


def _track(track: observations.Track, agreement: Agreement | None) -> dict[str, Any]:
    fixes = track.fixes
    return feature(
        {"type": "MultiPoint", "coordinates": [[round(fix.lon, 6), round(fix.lat, 6)] for fix in fixes]},
        kind="track",
        object=track.object,
        label=track.label or track.object,
        category=track.category,
        category_name=words.category_name(agreement, track.category),
        shape=words.shape_of(agreement, track.category),
        party=track.party,
        party_name=words.party_name(agreement, track.party),
        times=[epoch(fix.seen_at) for fix in fixes],
        accuracies=[None if fix.accuracy_m is None else round(fix.accuracy_m, 1) for fix in fixes],
        integrities=[fix.integrity for fix in fixes],
        sources=[fix.source for fix in fixes],
    )


def _event(event: observations.Event, agreement: Agreement | None) -> dict[str, Any]:
    return feature(
        point(event.lon, event.lat),
        kind="event",
        event=event.event,
        event_kind=event.kind,
        kind_name=words.in_words(words.EVENTS, event.kind),
        began_at=epoch(event.began_at),
        ended_at=epoch(event.ended_at),
        accuracy_m=event.accuracy_m,
        party_name=words.party_name(agreement, event.party),
        nuisance=event.nuisance,
        nuisance_name=words.in_words(words.NUISANCES, event.nuisance),
        text=event.text,
        source=event.source,
    )


def _alerts(actor: Actor, begins_at: datetime, ends_at: datetime) -> list[dict[str, Any]]:
    named: dict[tuple[str, str], Agreement | None] = {}
    made = []
    for alert in incidents.alerts_for_map(actor, begins_at=begins_at, ends_at=ends_at):
        key = (alert.agreement, alert.agreement_version)
        if key not in named:
            named[key] = held_against(*key)
        made.append(_alert(alert, named[key]))
    return made


def _alert(alert: incidents.MapAlert, agreement: Agreement | None) -> dict[str, Any]:
    areas = agreement.areas if agreement else ()
    area = next((area for area in areas if area.id == alert.area), None)
    place = _place_of(alert, agreement)
    return feature(
        point(*place) if place else None,
        kind="alert",
        alert=alert.alert,
        agreement=alert.agreement,
        title=words.local(alert.title),
        certainty=alert.certainty,
        state=alert.state,
        began_at=epoch(alert.began_at),
        ended_at=epoch(alert.ended_at),
        object=alert.object,
        object_label=" · ".join(one for one in (alert.label, alert.object) if one),
        area=alert.area,
        area_name=words.local(area.name) if area else "",
        url=reverse("incidents:alert", args=[alert.alert]),
    )


def _place_of(alert: incidents.MapAlert, agreement: Agreement | None) -> tuple[float, float] | None:
    """Where the alert's mark stands: where it began, else where it ended, else in the middle of its area."""
    for lon, lat in ((alert.entry_lon, alert.entry_lat), (alert.exit_lon, alert.exit_lat)):
        if lon is not None and lat is not None:
            return lon, lat
    return middle(agreement, alert.area) if agreement and alert.area else None


def lists(answer: Mapping[str, Any]) -> dict[str, list[dict[str, Any]]]:
    """The features of an answer as the rows of the page's tables, for readers without scripts."""
    told: dict[str, list[dict[str, Any]]] = {"alerts": [], "objects": [], "events": []}
    states, sure = words.script_words()["states"], words.script_words()
    for one in answer["features"]:
        facts = dict(one["properties"])
        if facts["kind"] == "track":
            told["objects"].append({**facts, "last_at": datetime.fromtimestamp(facts["times"][-1], tz=UTC)})
            continue
        facts["began_at"] = datetime.fromtimestamp(facts["began_at"], tz=UTC)
        if facts["kind"] == "alert":
            about = " · ".join(part for part in (facts["object_label"], facts["area_name"]) if part)
            facts |= {"about": about, "state": states.get(facts["state"], facts["state"])}
            facts["certainty"] = sure[facts["certainty"]]
        told[f"{facts['kind']}s"].append(facts)
    return told
