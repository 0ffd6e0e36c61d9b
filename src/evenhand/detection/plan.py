"""The plan: binds the rules of an agreement to kernels and makes alerts of what they find.

Detection has two stages. `sight` looks at the fixes of complete objects and gives small tables; `conclude` joins those
of all objects with everything else. Whoever divides the objects (over time, threads or machines) uses the same two, so
the answer is the same. Alerts are candidates: people decide. Source: design, section 3; docs/methods/one-answer.md.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from evenhand.agreements.model import Agreement, Rule, RuleKind
from evenhand.detection.alerts import ALERTS
from evenhand.detection.announcements import marked, of_movements
from evenhand.detection.rules import (
    cessation,
    deadline,
    exclusion,
    freedom_of_movement,
    limitation_of_forces,
    prior_notification,
    rendezvous,
    separation_distance,
    silence,
    stop,
    withdrawal_line,
)
from evenhand.detection.sightings import PARTS, TALLIES, Row, Sightings, joined
from evenhand.detection.stages import Finding, Looking, RuleWork
from evenhand.foundation.canonical import content_id
from evenhand.foundation.instants import NAIVE_INSTANT
from evenhand.observations.schemas import EVENTS, IDENTITIES, NOTICES, POSITIONS, require

WORKS: Mapping[RuleKind, RuleWork] = {
    RuleKind.CESSATION: cessation.WORK,
    RuleKind.DEADLINE: deadline.WORK,
    RuleKind.EXCLUSION: exclusion.WORK,
    RuleKind.FREEDOM_OF_MOVEMENT: freedom_of_movement.WORK,
    RuleKind.LIMITATION_OF_FORCES: limitation_of_forces.WORK,
    RuleKind.PRIOR_NOTIFICATION: prior_notification.WORK,
    RuleKind.RENDEZVOUS: rendezvous.WORK,
    RuleKind.SEPARATION_DISTANCE: separation_distance.WORK,
    RuleKind.SILENCE: silence.WORK,
    RuleKind.STOP: stop.WORK,
    RuleKind.WITHDRAWAL_LINE: withdrawal_line.WORK,
}
RUNNING_KINDS = frozenset(WORKS)
"""Kinds of rule that run; the others are carried, checked and shown."""


def detect(
    agreement: Agreement,
    *,
    positions: pa.Table,
    events: pa.Table,
    identities: pa.Table,
    notices: pa.Table,
    as_of: datetime,
    done: Mapping[str, datetime] | None = None,
) -> pa.Table:
    """Hold an agreement against what was observed.

    Args:
        agreement: in one version; its rules of RUNNING_KINDS run, the others are left out.
        positions: POSITIONS, any order, repeats allowed.
        events: EVENTS; of several rows with the same source and id the one received last counts.
        identities: IDENTITIES.
        notices: NOTICES.
        as_of: what was seen or given later than this instant is not looked at.
        done: by commitment, when it was met.

    Returns:
        ALERTS ordered by beginning, rule, object; the same rows whatever the order of the input.

    Raises:
        SCHEMA_MISMATCH: a table is not of its schema.
        NAIVE_INSTANT: `as_of` has no time zone.
        BAD_COORDINATES: a position that is nowhere on Earth.

    Source: docs/methods.
    """
    seen = sight(agreement, positions=positions, identities=identities, notices=notices, as_of=as_of)
    return conclude(
        agreement, [seen], events=events, identities=identities, notices=notices, done=done or {}, as_of=as_of
    )


def sight(
    agreement: Agreement, *, positions: pa.Table, identities: pa.Table, notices: pa.Table, as_of: datetime
) -> Sightings:
    """Stage one: what each object did, as far as rules look at it.

    Args:
        agreement: in one version.
        positions: POSITIONS of complete objects: all fixes of each of them; any order, repeats allowed.
        identities: IDENTITIES, at least of these objects.
        notices: NOTICES, all of them.
        as_of: what was seen or given later is not looked at.

    Returns:
        Small tables; those of several sets of objects are joined by `conclude`.

    Raises:
        SCHEMA_MISMATCH, NAIVE_INSTANT, BAD_COORDINATES: see `detect`.

    Source: docs/methods/one-answer.md.
    """
    _check(as_of, (positions, POSITIONS), (identities, IDENTITIES), (notices, NOTICES))
    rules = [rule for rule in agreement.rules if rule.kind in WORKS and WORKS[rule.kind].moves(rule)]
    if not rules or not positions.num_rows:
        return Sightings(parts=PARTS.empty_table())
    looking = Looking(
        agreement,
        [rule for rule in rules if WORKS[rule.kind].needs_areas(rule)],
        positions=_until(positions, "seen_at", as_of),
        identities=identities,
        notices=of_movements(_each_once(_until(notices, "given_at", as_of))),
    )
    parts = [row for rule in rules if WORKS[rule.kind].presence for row in looking.movements.parts(rule)]
    looks = {rule.id: _look(rule, looking) for rule in rules} | {TALLIES: looking.scored.tally()}
    return Sightings(
        parts=pa.Table.from_pylist(parts, schema=PARTS),
        looks={rule: table for rule, table in looks.items() if table is not None and table.num_rows},
    )


def conclude(
    agreement: Agreement,
    sightings: Sequence[Sightings],
    *,
    events: pa.Table,
    identities: pa.Table,
    notices: pa.Table,
    done: Mapping[str, datetime],
    as_of: datetime,
) -> pa.Table:
    """Stage two: from what was seen of all objects, and everything else, to alerts.

    Args:
        agreement: in the version that `sightings` were made with.
        sightings: of sets of objects that share none; made with the same `as_of`.
        events: EVENTS.
        identities: IDENTITIES.
        notices: NOTICES.
        done: by commitment, when it was met.
        as_of: what began or was given later is not looked at.

    Returns:
        ALERTS; see `detect`.

    Raises:
        SCHEMA_MISMATCH, NAIVE_INSTANT: see `detect`.

    Source: docs/methods/one-answer.md.
    """
    _check(as_of, (events, EVENTS), (identities, IDENTITIES), (notices, NOTICES))
    finding = Finding(
        agreement=agreement,
        sightings=joined(sightings),
        events=_until(events, "began_at", as_of),
        identities=identities,
        notices=_each_once(_until(notices, "given_at", as_of)),
        done=done,
        as_of=as_of,
    )
    running = [rule for rule in agreement.rules if rule.kind in WORKS]
    rows = [row for rule in running for row in WORKS[rule.kind].find(finding, rule)]
    rows = _told_apart(marked(finding.announcements, rows))
    rows.sort(key=_order)
    return pa.Table.from_pylist(rows, schema=ALERTS)


_SPAN = ("ended_at", "entry_lon", "entry_lat", "exit_lon", "exit_lat", "entry", "exit", "max_depth_m", "n_fixes")
"""What tells two alerts apart that are about the same and begin together."""


def _check(as_of: datetime, *tables: tuple[pa.Table, pa.Schema]) -> None:
    if as_of.tzinfo is None:
        raise NAIVE_INSTANT(field="as_of", value=as_of)
    for table, schema in tables:
        require(table, schema, what="detect")


def _look(rule: Rule, looking: Looking) -> pa.Table | None:
    look = WORKS[rule.kind].look
    return None if look is None or not WORKS[rule.kind].asks(rule) else look(looking, rule)


def _until(table: pa.Table, column: str, as_of: datetime) -> pa.Table:
    """The rows not later than an instant; the table itself where that is all of them."""
    if table.num_rows == 0 or pc.max(table[column]).as_py() <= as_of:
        return table
    return table.filter(pc.less_equal(table[column], pa.scalar(as_of, table.schema.field(column).type)))


def _each_once(notices: pa.Table) -> pa.Table:
    """Notices in an order of their own, each once: a list that is handed in again announces nothing more.

    Of several of one party under one id the one given last counts, for it corrects the others; of several given at one
    instant the last in the order of what they say. Nobody corrects the notice of another party.
    """
    names = notices.schema.names
    once = (
        notices.group_by(names, use_threads=False)
        .aggregate([])
        .sort_by([(name, "ascending") for name in dict.fromkeys(("notice", "party", "given_at", *names))])
    )
    last = [True] * once.num_rows
    told = list(zip(*(once[name].to_pylist() for name in ("notice", "party")), strict=True))
    for number in range(len(told) - 1):
        last[number] = told[number] != told[number + 1]
    return once.filter(pa.array(last, pa.bool_())).sort_by([(name, "ascending") for name in names])


def _order(row: Row) -> tuple[Any, ...]:
    """Beginning, rule, object; then what is left, so that the order is total."""
    rest = (row["object"], row["other"], row["event"], row["area"], row["commitment"], row["alert"])
    return (row["began_at"], row["rule"], *(value or "" for value in rest))


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
