"""The simulated world: a scenario played through once, with what sensors delivered and what was really there.

Pure: the same scenario and the same generator state give the same bytes. Nothing is written here.
"""

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Any

import numpy as np

from evenhand.simulation.feeds import (
    Heard,
    HeatPixel,
    adsb_history,
    ais_log,
    as_bytes,
    damaged,
    firms_csv,
    gpx,
    osmand_log,
    table_csv,
    track_table,
)
from evenhand.simulation.movers import Floats, Motion, Path, walk
from evenhand.simulation.scenario import Breach, Certainty, Mover, Network, NoticePlan, Scenario, Trip
from evenhand.simulation.sensors import Fixes, Span, heard, seen_heat, transmit

_MARGIN = timedelta(minutes=15)
_PIXEL_M = 375.0
_DEGREE_M = 111_195.0

EVENT_COLUMNS = (
    "event", "kind", "began_at", "ended_at", "lon", "lat", "accuracy_m", "party", "category", "count_low",
    "count_high", "confidence", "nuisance", "text", "received_at",
)  # fmt: skip
IDENTITY_COLUMNS = ("object", "category", "party", "count", "label", "basis")
NOTICE_COLUMNS = (
    "notice", "given_at", "party", "object", "category", "area", "begins_at", "ends_at", "max_count",
)  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Feed:
    """One file as it was delivered."""

    name: str
    source: str
    kind: str
    """positions | events | identities | notices"""
    data: bytes
    received_at: datetime
    expected: timedelta | None
    """The longest silence of the source that is normal; null: silence says nothing."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Expected:
    """An alert that the author of the scenario says must follow, and when at the earliest and latest it happens."""

    rule: str
    area: str | None
    object: str | None
    event: str | None
    certainty: Certainty
    earliest_at: datetime
    latest_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class World:
    """All feeds, and the truth to hold findings against."""

    scenario: Scenario
    feeds: tuple[Feed, ...]
    truth: tuple[Expected, ...]
    paths: Mapping[str, tuple[Path, ...]]
    """Where each object really was."""

    def files(self) -> dict[str, bytes]:
        """The feeds as files, by name."""
        return {feed.name: feed.data for feed in self.feeds}


@dataclass(frozen=True, slots=True)
class _Made:
    """One trip as it was made."""

    mover: Mover
    trip: Trip
    departed_at: datetime
    path: Path


def simulate(scenario: Scenario, *, generator: np.random.Generator) -> World:
    """Play a scenario.

    Args:
        scenario: who moves, who listens, what happens.
        generator: the only source of chance.

    Returns:
        Feeds in order of network and time, and the truth in order of time.
    """
    mover_rngs = generator.spawn(len(scenario.movers))
    made = [one for mover, rng in zip(scenario.movers, mover_rngs, strict=True) for one in _trips(mover, scenario, rng)]
    catalogue = _listen(scenario, made, mover_rngs)
    feeds = [
        feed
        for network, rng in zip(scenario.networks, generator.spawn(len(scenario.networks)), strict=True)
        for feed in _deliver(scenario, network, catalogue.get(network.id, []), rng)
    ]
    paths: dict[str, tuple[Path, ...]] = {}
    for one in made:
        paths[one.mover.object] = (*paths.get(one.mover.object, ()), one.path)
    return World(
        scenario=scenario,
        feeds=(*feeds, _identities(scenario, feeds), _notices(scenario, made)),
        truth=tuple(sorted(_truth(scenario, made), key=lambda one: (one.earliest_at, one.rule, one.object or ""))),
        paths=paths,
    )


def _trips(mover: Mover, scenario: Scenario, rng: np.random.Generator) -> Iterator[_Made]:
    for trip in mover.trips:
        for planned_at in trip.departs:
            late_s = rng.uniform(0.0, 1.0) * trip.jitter.total_seconds()
            departed_at = planned_at + timedelta(seconds=round(late_s))
            if departed_at >= scenario.ends_at:
                continue
            path = walk(trip.steps, start=trip.start, departs_s=departed_at.timestamp(), profile=mover.profile, rng=rng)
            yield _Made(mover, trip, departed_at, path)


def _listen(scenario: Scenario, made: list[_Made], rngs: list[np.random.Generator]) -> dict[str, list[Heard]]:
    """What each network heard of each object, in order of movers.

    Networks with the same pace and accuracy hear the same transmissions, as two receivers of one aircraft do.
    """
    rng_of = {mover.object: rng for mover, rng in zip(scenario.movers, rngs, strict=True)}
    catalogue: dict[str, list[Heard]] = {network.id: [] for network in scenario.networks}
    for one in made:
        rng = rng_of[one.mover.object]
        networks = [scenario.network(name) for name in one.mover.networks]
        for kind in dict.fromkeys((network.every, network.accuracy_m) for network in networks):
            sent = _sent(scenario, one, kind[0], kind[1], rng)
            for network in networks:
                if (network.every, network.accuracy_m) != kind:
                    continue
                fixes = heard(sent, receivers=network.receivers, outages=network.outages, loss=network.loss, rng=rng)
                if len(fixes):
                    catalogue[network.id].append(_heard(one.mover, fixes))
    return catalogue


def _sent(scenario: Scenario, one: _Made, every: timedelta, accuracy_m: float, rng: np.random.Generator) -> Fixes:
    whole = Span(begins_s=scenario.begins_at.timestamp(), ends_s=scenario.ends_at.timestamp())
    sent = transmit(
        one.path,
        every_s=every.total_seconds(),
        accuracy_m=accuracy_m,
        jammers=scenario.jammers,
        silent=one.mover.silent,
        rng=rng,
    )
    return sent.where(whole.holds(sent.motion.at_s))


def _heard(mover: Mover, fixes: Fixes) -> Heard:
    return Heard(object=mover.object, label=mover.label, emitter=mover.emitter, ship=mover.ship, fixes=fixes)


def _deliver(scenario: Scenario, network: Network, known: list[Heard], rng: np.random.Generator) -> Iterator[Feed]:
    if network.kind == "reports":
        yield from _report_feeds(scenario, network)
        return
    for span in _windows(scenario, network):
        ends_at = datetime.fromtimestamp(span.ends_s, tz=UTC)
        stem = f"{network.id}-{datetime.fromtimestamp(span.begins_s, tz=UTC):%Y-%m-%d}"
        part = [_within(one, span) for one in known]
        part = [one for one in part if len(one.fixes)]
        for suffix, source, lines, zipped in _encoded(scenario, network, part, span, rng):
            yield Feed(
                name=f"{stem}{suffix}",
                source=source,
                kind="events" if network.kind == "fires" else "positions",
                data=as_bytes(lines, zipped=zipped),
                received_at=ends_at + network.late,
                expected=network.expected,
            )


def _encoded(
    scenario: Scenario, network: Network, part: list[Heard], span: Span, rng: np.random.Generator
) -> Iterator[tuple[str, str, list[str], bool]]:
    """File name ending, source, lines, and whether to zip, of each file of a network in one span."""
    spoil = {"faults": network.faults, "rng": rng}
    if network.kind == "fires":
        pixels = _pixels(scenario, network, span, rng)
        yield ".csv", network.id, damaged(firms_csv(pixels), **spoil), False  # type: ignore[arg-type]
    elif not part:
        return
    elif network.kind == "adsb":
        lines = adsb_history(part, every_s=network.every.total_seconds())
        yield ".jsonl.gz", network.id, damaged(lines, **spoil), True  # type: ignore[arg-type]
    elif network.kind == "ais":
        yield ".nmea", network.id, damaged(ais_log(part, station=network.id), **spoil), False  # type: ignore[arg-type]
    elif network.kind == "table":
        yield ".csv", network.id, damaged(track_table(part), **spoil), False  # type: ignore[arg-type]
    elif network.kind == "osmand":
        yield ".log", network.id, damaged(osmand_log(part), **spoil), False  # type: ignore[arg-type]
    else:
        for name, merged in _by_object(part).items():
            yield f"-{name}.gpx", f"gpx:{name}", gpx(merged), False


def _windows(scenario: Scenario, network: Network) -> Iterator[Span]:
    begins_at, last_at = scenario.begins_at, scenario.ends_at - network.late
    while begins_at < last_at:
        ends_at = min(begins_at + network.files_of, last_at)
        yield Span(begins_s=begins_at.timestamp(), ends_s=ends_at.timestamp())
        begins_at = ends_at


def _within(one: Heard, span: Span) -> Heard:
    return replace(one, fixes=one.fixes.where(span.holds(one.fixes.motion.at_s)))


def _by_object(part: list[Heard]) -> dict[str, Heard]:
    """Trips of one device in one log, in order of time."""
    groups: dict[str, list[Heard]] = {}
    for one in part:
        groups.setdefault(one.number, []).append(one)
    merged = {}
    for name, trips in groups.items():
        trips.sort(key=lambda one: float(one.fixes.motion.at_s[0]))
        motion = {
            column: np.concatenate([getattr(one.fixes.motion, column) for one in trips])
            for column in ("at_s", "lon", "lat", "altitude_m", "speed_kn", "course_deg", "on_ground")
        }
        quality = {
            column: np.concatenate([getattr(one.fixes, column) for one in trips])
            for column in ("accuracy_m", "nic", "nac_p", "jammed")
        }
        merged[name] = replace(trips[0], fixes=Fixes(motion=Motion(**motion), **quality))
    return merged


def _pass_times(network: Network, span: Span) -> Floats:
    days = np.arange(np.floor(span.begins_s / 86400.0), np.ceil(span.ends_s / 86400.0)) * 86400.0
    offsets = np.array([each.total_seconds() for each in network.passes])
    # The ground track of a sun-synchronous orbit shifts from day to day, and with it the minute of the pass.
    shift_s = 1500.0 * np.sin(np.arange(len(days)) * 2.0 * np.pi / 16.0)
    times = (days[:, None] + offsets[None, :] + shift_s[:, None]).ravel()
    return np.asarray(np.sort(times[span.holds(times)]))


def _pixels(scenario: Scenario, network: Network, span: Span, rng: np.random.Generator) -> Iterator[HeatPixel]:
    passes_s = _pass_times(network, span)
    night = (passes_s % 86400.0 < 5 * 3600.0) | (passes_s % 86400.0 > 17 * 3600.0)
    for heat in scenario.heat:
        burning = heat.span
        for at_s in seen_heat(
            burning=burning,
            passes_s=passes_s,
            chance_night=0.8 if heat.known_site else 1.0,
            chance_day=0.2 if heat.known_site else 1.0,
            night=night,
            rng=rng,
        ).tolist():
            east_m, north_m = rng.uniform(-_PIXEL_M / 2.0, _PIXEL_M / 2.0, 2)
            yield HeatPixel(
                at_s=round(at_s / 60.0) * 60.0,
                lon=heat.lon + east_m / (_DEGREE_M * np.cos(np.radians(heat.lat))),
                lat=heat.lat + north_m / _DEGREE_M,
                power_mw=float(heat.power_mw * rng.lognormal(0.0, 0.3)),
                night=bool(at_s % 86400.0 < 5 * 3600.0 or at_s % 86400.0 > 17 * 3600.0),
                static=heat.known_site,
            )


def _report_feeds(scenario: Scenario, network: Network) -> Iterator[Feed]:
    rows: list[dict[str, Any]] = []
    for report in scenario.reports:
        if report.network != network.id:
            continue
        happened = report.happened
        row = {column: getattr(report, column, None) for column in EVENT_COLUMNS}
        told_at = (happened.ends_at or scenario.ends_at) + report.told_after
        if told_at > scenario.ends_at:
            continue
        rows.append(row | {"began_at": happened.begins_at, "ended_at": happened.ends_at, "received_at": told_at})
    if rows:
        rows.sort(key=lambda row: row["received_at"])
        yield Feed(
            name=f"{network.id}.csv",
            source=network.id,
            kind="events",
            data=as_bytes(table_csv(EVENT_COLUMNS, rows)),
            received_at=scenario.ends_at,
            expected=network.expected,
        )


def _identities(scenario: Scenario, feeds: list[Feed]) -> Feed:
    """What the monitors know of each object. A logger's file says nothing of whose it is, so that it is listed too,
    under the name that the reader gives to a log of unknown origin: the beginning of its hash.
    """
    known = [(mover.object, mover, mover.identity) for mover in scenario.movers if mover.identity is not None]
    for mover in scenario.movers:
        for feed in feeds:
            if feed.source == f"gpx:{mover.number}" and mover.identity is not None:
                handed_in = replace(mover.identity, basis=f"Log handed in by {mover.label}")
                known.append((f"gpx:{hashlib.sha256(feed.data).hexdigest()[:12]}", mover, handed_in))
    rows = [
        {
            "object": name,
            "category": identity.category,
            "party": identity.party,
            "count": identity.count,
            "label": mover.label,
            "basis": identity.basis,
        }
        for name, mover, identity in known
    ]
    return _table(scenario, "identities", IDENTITY_COLUMNS, rows)


def _notices(scenario: Scenario, made: list[_Made]) -> Feed:
    rows = [_notice(one, one.trip.notice) for one in made if one.trip.notice is not None]
    rows.sort(key=lambda row: row["given_at"])
    numbered = [row | {"notice": f"notice-{number:03d}"} for number, row in enumerate(rows, start=1)]
    return _table(scenario, "notices", NOTICE_COLUMNS, numbered)


def _table(scenario: Scenario, kind: str, columns: tuple[str, ...], rows: list[dict[str, Any]]) -> Feed:
    return Feed(
        name=f"{kind}.csv",
        source="secretariat",
        kind=kind,
        data=as_bytes(table_csv(columns, rows)),
        received_at=scenario.ends_at,
        expected=None,
    )


def _notice(one: _Made, plan: NoticePlan) -> dict[str, Any]:
    return {
        "given_at": one.departed_at - plan.before,
        "party": plan.party,
        "object": one.mover.object if plan.for_object else None,
        "category": plan.category,
        "area": plan.area,
        "begins_at": one.departed_at + plan.begins,
        "ends_at": one.departed_at + plan.ends,
        "max_count": plan.max_count,
    }


def _truth(scenario: Scenario, made: list[_Made]) -> Iterator[Expected]:
    for one in made:
        begins_at = datetime.fromtimestamp(one.path.at_s[0], tz=UTC)
        ends_at = datetime.fromtimestamp(one.path.at_s[-1], tz=UTC)
        for breach in one.trip.breaks:
            yield _expected(breach, one.mover.object, None, begins_at, min(ends_at, scenario.ends_at))
    for report in scenario.reports:
        begins_at = report.happened.begins_at or scenario.begins_at
        for breach in report.breaks:
            yield _expected(breach, None, report.event, begins_at, report.happened.ends_at or scenario.ends_at)
    for heat in scenario.heat:
        begins_at, ends_at = (
            datetime.fromtimestamp(moment_s, tz=UTC) for moment_s in (heat.span.begins_s, heat.span.ends_s)
        )
        for breach in heat.breaks:
            yield _expected(breach, None, None, begins_at, ends_at)


def _expected(breach: Breach, mover: str | None, event: str | None, begins_at: datetime, ends_at: datetime) -> Expected:
    return Expected(
        rule=breach.rule,
        area=breach.area,
        object=mover,
        event=event,
        certainty=breach.certainty,
        earliest_at=begins_at - _MARGIN,
        latest_at=ends_at + _MARGIN,
    )
