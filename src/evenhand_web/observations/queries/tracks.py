"""Tracks and events for the map and the alert page."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
import shapely

from evenhand.agreements.areas import area_geometry
from evenhand.foundation.geodesy import distance_m
from evenhand_web.accounts.access import Actor, Capability
from evenhand_web.agreements import queries as agreements
from evenhand_web.observations import access
from evenhand_web.observations.mapping import rows

_AROUND_ALERT = timedelta(minutes=30)


@dataclass(frozen=True, slots=True, kw_only=True)
class Fix:
    """One position of one object."""

    seen_at: datetime
    lon: float
    lat: float
    accuracy_m: float | None
    altitude_m: float | None
    speed_kn: float | None
    course_deg: float | None
    integrity: str | None
    source: str
    file: str
    row: int
    inside: bool | None = None
    """Whether it lies in the area asked about; None: no area was, or it is nearer to the edge than its accuracy."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Track:
    """The fixes of one object, in order of time, and what is known of it."""

    object: str
    label: str | None
    category: str | None
    party: str | None
    fixes: tuple[Fix, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Tracks:
    """Tracks, thinned to what a screen can show: `shown` of `total` fixes, about every `every`th of each object."""

    tracks: tuple[Track, ...]
    total: int
    shown: int
    every: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """Something that happened, as its source tells it."""

    event: str
    kind: str
    began_at: datetime
    ended_at: datetime
    lon: float
    lat: float
    accuracy_m: float | None
    party: str | None
    category: str | None
    count_low: int | None
    count_high: int | None
    confidence: str | None
    nuisance: str | None
    text: str | None
    source: str
    file: str
    row: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Bin:
    """A piece of time and how much was seen in it."""

    begins_at: datetime
    ends_at: datetime
    fixes: int
    events: int


_FIX_COLUMNS = [
    "object", "seen_at", "lon", "lat", "accuracy_m", "altitude_m", "speed_kn", "course_deg", "integrity", "category",
    "label", "source", "file", "row",
]  # fmt: skip


def tracks(
    actor: Actor,
    *,
    begins_at: datetime,
    ends_at: datetime,
    objects: tuple[str, ...] | None = None,
    max_points: int = 5000,
) -> Tracks:
    """Where things moved in a half-open time, thinned evenly; first and last fix of each object are always kept.

    Args:
        actor: on whose behalf.
        begins_at: from here, included.
        ends_at: until here, excluded.
        objects: only these; None: all.
        max_points: about how many fixes at most; two of each object are kept whatever it says.

    Raises:
        NOT_PERMITTED: the role may not see tracks.
    """
    lake = access.lake_for_tracks(actor)
    table = _ordered(lake.positions(begins_at=begins_at, ends_at=ends_at, objects=objects, columns=_FIX_COLUMNS))
    every = max(1, -(-table.num_rows // max(1, max_points)))
    known = {one["object"]: one for one in rows(lake.identities())}
    grouped: dict[str, list[dict[str, Any]]] = {}
    for one in rows(_thinned(table, every)):
        grouped.setdefault(one["object"], []).append(one)
    found = tuple(_track(name, fixes, known.get(name)) for name, fixes in grouped.items())
    return Tracks(tracks=found, total=table.num_rows, shown=sum(len(track.fixes) for track in found), every=every)


def events(actor: Actor, *, begins_at: datetime, ends_at: datetime) -> tuple[Event, ...]:
    """What happened in a half-open time, in order of time.

    Raises:
        NOT_PERMITTED: the role may not see tracks.
    """
    table = access.lake_for_tracks(actor).events(begins_at=begins_at, ends_at=ends_at).sort_by("began_at")
    fields = Event.__dataclass_fields__
    return tuple(Event(**{name: one[name] for name in fields}) for one in rows(table))


def histogram(actor: Actor, *, begins_at: datetime, ends_at: datetime, bins: int) -> tuple[Bin, ...]:
    """How many fixes and events fall into each of `bins` equal pieces of a half-open time.

    Raises:
        NOT_PERMITTED: the role may not see tracks.
    """
    lake = access.lake_for_tracks(actor)
    fixes = lake.positions(begins_at=begins_at, ends_at=ends_at, columns=["seen_at"])["seen_at"]
    happened = lake.events(begins_at=begins_at, ends_at=ends_at)["began_at"]
    width = (ends_at - begins_at) / max(1, bins)
    counted = [_binned(column, begins_at, width) for column in (fixes, happened)]
    return tuple(
        Bin(
            begins_at=begins_at + number * width,
            ends_at=begins_at + (number + 1) * width,
            fixes=counted[0][number],
            events=counted[1][number],
        )
        for number in range(max(1, bins))
    )


def fixes_for_alert(actor: Actor, alert: Mapping[str, Any]) -> tuple[Fix, ...]:
    """The fixes an alert rests on, from half an hour before it to half an hour after, each inside its area or not.

    Args:
        actor: on whose behalf; those who were shown the alert (incidents.access) see the fixes it rests on.
        alert: `object`, `area`, `agreement`, `agreement_version`, `began_at`, `ended_at`, `related`.

    Returns:
        In order of time; none for an alert about an event.

    Raises:
        NOT_PERMITTED: the role may see neither tracks nor released alerts.
    """
    if not actor.can(Capability.SEE_TRACKS):
        actor.require(Capability.SEE_RELEASED_ALERTS)
    objects = (alert["object"],) if alert["object"] else tuple(alert.get("related") or ())
    if not objects:
        return ()
    table = access.lake().positions(
        begins_at=alert["began_at"] - _AROUND_ALERT,
        ends_at=alert["ended_at"] + _AROUND_ALERT,
        objects=objects,
        columns=_FIX_COLUMNS,
    )
    ordered = _ordered(table).sort_by("seen_at")
    return tuple(_fix(one, inside=inside) for one, inside in zip(rows(ordered), _inside(ordered, alert), strict=True))


def _inside(table: pa.Table, alert: Mapping[str, Any]) -> list[bool | None]:
    if not alert["area"]:
        return [None] * table.num_rows
    agreement = agreements.agreement(alert["agreement"], alert["agreement_version"])
    area = area_geometry(agreement, alert["area"])
    shapely.prepare(area)
    lon, lat = table["lon"].to_numpy(), table["lat"].to_numpy()
    edge = area.boundary
    told: list[bool | None] = []
    for x, y, inside, accuracy_m in zip(
        lon, lat, shapely.contains_xy(area, lon, lat), table["accuracy_m"].to_pylist(), strict=True
    ):
        # Nearest in degrees is near enough to the nearest in metres to tell whether an error circle reaches the edge.
        nearest = edge.interpolate(edge.project(shapely.Point(x, y)))
        unsure = accuracy_m is not None and distance_m(x, y, nearest.x, nearest.y) <= accuracy_m
        told.append(None if unsure else bool(inside))
    return told


def _ordered(table: pa.Table) -> pa.Table:
    # Arrow sorts no dictionaries.
    table = table.set_column(table.schema.get_field_index("object"), "object", pc.cast(table["object"], pa.string()))
    return table.sort_by([("object", "ascending"), ("seen_at", "ascending")])


def _thinned(table: pa.Table, every: int) -> pa.Table:
    """Every nth row of each object of an ordered table, and each object's first and last."""
    if every == 1 or table.num_rows == 0:
        return table
    names = table["object"].combine_chunks()
    changes = pc.not_equal(names.slice(1), names.slice(0, len(names) - 1)).to_numpy(zero_copy_only=False)
    keep = [number % every == 0 for number in range(len(names))]
    keep[0] = keep[-1] = True
    for number in changes.nonzero()[0].tolist():
        keep[number] = keep[number + 1] = True
    return table.filter(pa.array(keep))


def _track(name: str, fixes: list[dict[str, Any]], identity: Mapping[str, Any] | None) -> Track:
    known = identity or {}
    labels = [one["label"] for one in fixes if one["label"]]
    categories = [one["category"] for one in fixes if one["category"]]
    return Track(
        object=name,
        label=known.get("label") or (labels[-1] if labels else None),
        category=known.get("category") or (categories[-1] if categories else None),
        party=known.get("party"),
        fixes=tuple(_fix(one) for one in fixes),
    )


def _fix(one: Mapping[str, Any], *, inside: bool | None = None) -> Fix:
    return Fix(**{name: one[name] for name in Fix.__dataclass_fields__ if name != "inside"}, inside=inside)


def _binned(column: Any, begins_at: datetime, width: timedelta) -> Counter[int]:
    return Counter((moment - begins_at) // width for moment in column.to_pylist())
