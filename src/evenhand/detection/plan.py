"""The plan: binds the rules of an agreement to kernels and makes alerts of what they find.

Alerts are candidates: people decide. Source: design, section 3; docs/methods has a page for each kernel.
"""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from evenhand.agreements.model import Agreement, Rule, RuleKind
from evenhand.detection.alerts import ALERTS
from evenhand.detection.binding import micros, notice_fits
from evenhand.detection.fires import Fires
from evenhand.detection.kernels.intervals import ENTRIES, EXITS
from evenhand.detection.kernels.notices import Movement, Notice, match_notices
from evenhand.detection.kernels.occupancy import Excess, Stay, find_excess
from evenhand.detection.movements import Movements, Part
from evenhand.foundation.canonical import content_id
from evenhand.foundation.instants import NAIVE_INSTANT
from evenhand.observations.schemas import EVENTS, IDENTITIES, NOTICES, POSITIONS, require

RUNNING_KINDS = frozenset(
    {RuleKind.EXCLUSION, RuleKind.PRIOR_NOTIFICATION, RuleKind.LIMITATION_OF_FORCES, RuleKind.CESSATION}
)
"""Kinds of rule that run; the others are carried, checked and shown."""

_PRESENCE_KINDS = RUNNING_KINDS - {RuleKind.CESSATION}
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)

Row = dict[str, Any]


def detect(
    agreement: Agreement,
    *,
    positions: pa.Table,
    events: pa.Table,
    identities: pa.Table,
    notices: pa.Table,
    as_of: datetime,
) -> pa.Table:
    """Hold an agreement against what was observed.

    Args:
        agreement: in one version; its rules of RUNNING_KINDS run, the others are left out.
        positions: POSITIONS, any order, repeats allowed.
        events: EVENTS; of several rows with the same source and id the one received last counts.
        identities: IDENTITIES.
        notices: NOTICES.
        as_of: what was seen or given later than this instant is not looked at.

    Returns:
        ALERTS ordered by beginning, rule, object; the same rows whatever the order of the input.

    Raises:
        SCHEMA_MISMATCH: a table is not of its schema.
        NAIVE_INSTANT: `as_of` has no time zone.
        BAD_COORDINATES: a position that is nowhere on Earth.

    Source: docs/methods.
    """
    if as_of.tzinfo is None:
        raise NAIVE_INSTANT(field="as_of", value=as_of)
    for table, schema in ((positions, POSITIONS), (events, EVENTS), (identities, IDENTITIES), (notices, NOTICES)):
        require(table, schema, what="detect")
    rules = [rule for rule in agreement.rules if rule.kind in RUNNING_KINDS]
    rows = list(_fires(agreement, rules, _until(events, "began_at", as_of)))
    about_movement = [rule for rule in rules if rule.kind in _PRESENCE_KINDS and rule.areas]
    if about_movement and positions.num_rows:
        movements = Movements(
            agreement,
            about_movement,
            positions=_until(positions, "seen_at", as_of),
            identities=identities,
            notices=_until(notices, "given_at", as_of),
        )
        for rule in about_movement:
            rows.extend(_alerts(agreement, rule, movements))
    rows = _told_apart(rows)
    rows.sort(key=_order)
    return pa.Table.from_pylist(rows, schema=ALERTS)


_SPAN = ("ended_at", "entry_lon", "entry_lat", "exit_lon", "exit_lat", "entry", "exit", "max_depth_m", "n_fixes")
"""What tells two alerts apart that are about the same and begin together."""


def _until(table: pa.Table, column: str, as_of: datetime) -> pa.Table:
    """The rows not later than an instant; the table itself where that is all of them."""
    if table.num_rows == 0 or pc.max(table[column]).as_py() <= as_of:
        return table
    return table.filter(pc.less_equal(table[column], pa.scalar(as_of, table.schema.field(column).type)))


def _order(row: Row) -> tuple[Any, ...]:
    """Beginning, rule, object; then what is left, so that the order is total."""
    return (row["began_at"], row["rule"], row["object"] or "", row["event"] or "", row["area"] or "", row["alert"])


def _told_apart(rows: list[Row]) -> list[Row]:
    """Each alert under an id of its own, in whatever order the rows come.

    Fixes of one instant in several places (a false position, two receivers) make several presences that begin
    together: the first to end keeps the id, the others are numbered.
    """
    by_id: dict[str, list[Row]] = {}
    for row in rows:
        by_id.setdefault(row["alert"], []).append(row)
    told: list[Row] = []
    for alert, alike in by_id.items():
        if len(alike) > 1:
            alike.sort(key=lambda row: [str(row.get(name)) for name in _SPAN])
        told.append(alike[0])
        told += [
            {**row, "alert": content_id("alert", {"alert": alert, "number": n})} for n, row in enumerate(alike[1:], 2)
        ]
    return told


def _alerts(agreement: Agreement, rule: Rule, movements: Movements) -> Iterable[Row]:
    """The alerts of one rule about movement."""
    parts = movements.parts(rule)
    if rule.kind is RuleKind.EXCLUSION:
        return [_of_part(agreement, rule, part, movements) for part in parts]
    if rule.kind is RuleKind.PRIOR_NOTIFICATION:
        return _unannounced(agreement, rule, parts, movements)
    return _too_many(agreement, rule, parts, movements)


def _base(agreement: Agreement, rule: Rule, about: Mapping[str, Any], began_us: int, ended_us: int) -> Row:
    """What every alert says, its id included; `about` names the subject: area, object, event, source."""
    identity = {
        "agreement": agreement.id,
        "rule": rule.id,
        "began_at_ms": began_us // 1000,
        **{key: value for key, value in about.items() if value is not None},
    }
    return {
        "alert": content_id("alert", identity),
        "agreement": agreement.id,
        "agreement_version": agreement.version,
        "agreement_digest": agreement.digest,
        "rule": rule.id,
        "rule_kind": rule.kind.value,
        "article": rule.article,
        "violation_code": rule.violation_code,
        "area": about.get("area"),
        "object": about.get("object"),
        "event": about.get("event"),
        "began_at": _instant(began_us),
        "ended_at": _instant(ended_us),
        "dwell_s": (ended_us - began_us) / 1e6,
        "n_fixes": 0,
        "related": [],
        "files": [],
    }


def _instant(us: int) -> datetime:
    return _EPOCH + timedelta(microseconds=us)


def _certainty(doubts: Iterable[str]) -> Row:
    """Certainty and doubts, each doubt once, in a fixed order."""
    listed = sorted(set(doubts))
    return {"certainty": "possible" if listed else "certain", "doubts": listed}


def _of_part(agreement: Agreement, rule: Rule, part: Part, movements: Movements) -> Row:
    """The alert about one presence."""
    one = part.interval
    about = {"area": part.area, "object": part.subject.name}
    return {
        **_base(agreement, rule, about, one["began_us"], one["ended_us"]),
        **_certainty(part.doubts),
        "category": part.subject.category,
        "party": part.subject.party,
        "presence": "observed" if one["n_fixes"] else "crossed",
        "entry": ENTRIES[one["entry"]],
        "exit": EXITS[one["exit"]],
        "n_fixes": one["n_fixes"],
        "max_depth_m": round(one["depth_m"], 1) if one["depth_m"] >= 0.0 else None,
        **{name: round(one[name], 7) for name in ("entry_lon", "entry_lat", "exit_lon", "exit_lat")},
        "related": [part.subject.name],
        "files": movements.files_of(one),
    }


def _unannounced(agreement: Agreement, rule: Rule, parts: list[Part], movements: Movements) -> Iterable[Row]:
    """Prior notification: presences that no notice covers.

    Matched twice: once with the notices that are surely about the object, once with those that may be. What only the
    second covers stays a possible breach.
    """
    notices = [
        Notice(
            given_us=micros(one["given_at"]),
            begins_us=micros(one["begins_at"]),
            ends_us=micros(one["ends_at"]),
            max_count=one["max_count"],
        )
        for one in movements.notices
    ]
    outcomes = []
    for accepted in ({"yes"}, {"yes", "unknown"}):
        asked = [
            Movement(
                object=part.subject.name,
                began_us=part.interval["began_us"],
                ended_us=part.interval["ended_us"],
                notices=frozenset(
                    number
                    for number, one in enumerate(movements.notices)
                    if notice_fits(agreement, one, part.subject, part.area) in accepted
                ),
            )
            for part in parts
        ]
        lead_us = (rule.notice or timedelta(0)) // timedelta(microseconds=1)
        tolerance_us = rule.notice_tolerance // timedelta(microseconds=1)
        outcomes.append(match_notices(asked, notices, lead_us=lead_us, tolerance_us=tolerance_us))
    for part, strict, lenient in zip(parts, *outcomes, strict=True):
        if strict.reason is None:
            continue
        doubts = (*part.doubts, "notice-unclear") if lenient.reason is None else part.doubts
        shown = strict if strict.notice is not None else lenient
        named = [] if shown.notice is None else [movements.notices[shown.notice]["notice"]]
        row = _of_part(agreement, rule, replace(part, doubts=doubts), movements)
        yield {**row, "reason": strict.reason, "related": [part.subject.name, *named]}


def _too_many(agreement: Agreement, rule: Rule, parts: list[Part], movements: Movements) -> Iterable[Row]:
    """Limitation of forces: times at which more than the limit are, certainly or possibly, in an area at once."""
    limit = rule.max_count or 0
    for area in rule.areas:
        here = [part for part in parts if part.area == area]
        stays = [
            Stay(
                began_us=part.interval["began_us"],
                ended_us=part.interval["ended_us"],
                low=0 if part.doubts else part.subject.count,
                high=part.subject.count,
            )
            for part in here
        ]
        for excess in find_excess(stays, limit=limit):
            if excess.ended_us - excess.began_us >= rule.min_dwell // timedelta(microseconds=1):
                members = [here[number] for number in excess.members]
                yield _of_excess(agreement, rule, excess, members, movements)


def _of_excess(agreement: Agreement, rule: Rule, excess: Excess, members: list[Part], movements: Movements) -> Row:
    """The alert about too many at once."""
    limit = rule.max_count or 0
    doubts = [] if excess.low > limit else [doubt for part in members for doubt in part.doubts]
    return {
        **_base(agreement, rule, {"area": members[0].area}, excess.began_us, excess.ended_us),
        **_certainty(doubts),
        "category": _only({part.subject.category for part in members}),
        "party": _only({part.subject.party for part in members}),
        "n_fixes": sum(part.interval["n_fixes"] for part in members),
        "count_low": excess.low,
        "count_high": excess.high,
        "limit": limit,
        "related": sorted({part.subject.name for part in members}),
        "files": sorted({name for part in members for name in movements.files_of(part.interval)}),
    }


def _only(values: set[str | None]) -> str | None:
    """The one value that all share, else null."""
    return next(iter(values)) if len(values) == 1 else None


def _fires(agreement: Agreement, rules: list[Rule], events: pa.Table) -> Iterable[Row]:
    """Cessation: events of the forbidden kinds at the forbidden time and place."""
    ceased = [rule for rule in rules if rule.kind is RuleKind.CESSATION]
    if not ceased or not events.num_rows:
        return
    fires = Fires(agreement, ceased, events)
    for rule in ceased:
        for fire in fires.of(rule):
            event, lon, lat = fire.event, fire.event["lon"], fire.event["lat"]
            about = {"area": fire.area, "event": event["event"], "source": event["source"]}
            yield {
                **_base(agreement, rule, about, fire.began_us, fire.ended_us),
                **_certainty(fire.doubts),
                "category": event["category"],
                "party": event["party"],
                "max_depth_m": fire.depth_m,
                "entry_lon": lon,
                "entry_lat": lat,
                "nuisance": event["nuisance"],
                "related": [event["event"]],
                "files": [event["file"]],
            }
