"""What the machine and the decisions make of a neighbourhood of statements. Reads only; services write."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from itertools import chain

import pyarrow as pa
from django.db.models import Count, Q, QuerySet

from evenhand.incidents.corroborate import Found
from evenhand.incidents.decisions import Decided, Decision, Verdict, decide, proposal_of
from evenhand.incidents.expert import expert
from evenhand.incidents.joining import Grouped, group
from evenhand.incidents.kernels.bins import WINDOW_H
from evenhand.incidents.scorecard import Scorecard
from evenhand.incidents.statements import STATEMENTS
from evenhand_web.incidents.models import IncidentAct, IncidentActKind, Statement

WINDOW = timedelta(hours=2 * WINDOW_H)
"""What lies within two windows of a statement may change who its neighbours are."""
DECIDING: Mapping[str, Verdict] = {
    IncidentActKind.ACCEPTED: Verdict.TOGETHER,
    IncidentActKind.JOINED: Verdict.TOGETHER,
    IncidentActKind.REFUSED: Verdict.APART,
    IncidentActKind.SPLIT: Verdict.APART,
}
_AT_ONCE = 400


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Neighbourhood:
    """Some statements, all that may have to do with them, and how these group."""

    rows: Mapping[str, Statement]
    decided: Decided
    touched: frozenset[str]
    """Statements whose groups are said anew; the others are here only to be counted."""


def usable() -> QuerySet[Statement]:
    """The statements that can be looked at."""
    return Statement.objects.filter(gone=False, left_out="")


def decisions_in_force() -> tuple[Decision, ...]:
    """All that people decided and did not take back."""
    acts = IncidentAct.objects.filter(kind__in=DECIDING, undone_by=None).order_by()
    return tuple(decision_of(act) for act in sorted(acts, key=lambda act: act.pk))


def decision_of(act: IncidentAct) -> Decision:
    """An act as the library has it."""
    return Decision(decision=str(act.pk), verdict=DECIDING[act.kind], ones=tuple(act.ones), others=tuple(act.others))


def around(keys: Collection[str]) -> Neighbourhood:
    """The neighbourhood of some statements, grouped under the decisions that are in force.

    Raises:
        CONTRADICTORY: decisions contradict each other.
    """
    told = decisions_in_force()
    inner = _tied(set(keys), told)
    rows: dict[str, Statement] = {}
    while True:
        inner |= _members_with(inner)
        rows = {row.statement: row for row in chain(_by_key(inner), usable().filter(_near(_by_key(inner))))}
        decided = decide(proposal_of(look_at(rows.values())), told)
        groups: dict[str, set[str]] = {}
        for statement, first in decided.groups.items():
            groups.setdefault(first, set()).add(statement)
        touched = set(chain.from_iterable(several for several in groups.values() if several & inner))
        whole = touched | _members_with(touched)
        if whole <= inner:
            break
        inner |= whole
    return Neighbourhood(rows=rows, decided=decided, touched=frozenset(touched))


def look_at(rows: Iterable[Statement]) -> Grouped:
    """Group statements by what the machine sees, with the shares of all that are kept."""
    table = table_of(rows)
    return group(table, card_for(table))


def found_among(rows: Iterable[Statement]) -> Found:
    """What the machine sees between statements, to be explained."""
    return look_at(rows).found


def surroundings(rows: Iterable[Statement]) -> list[Statement]:
    """The statements that may have to do with some, and these, where they can be looked at."""
    known = list(rows)
    return list(usable().filter(_near(known))) if known else []


def card_for(table: pa.Table) -> Scorecard:
    """The scorecard that needs no labels, with the shares of all statements that are kept."""
    return replace(expert(table), type_shares=_shares("type"), party_shares=_shares("party"))


def table_of(rows: Iterable[Statement]) -> pa.Table:
    """Rows as STATEMENTS, those that can be looked at."""
    return pa.Table.from_pylist(
        [
            {
                "statement": row.statement, "source": row.source, "origin": row.origin or None,
                "began_at": row.began_at, "ended_at": row.ended_at, "lon": row.lon, "lat": row.lat,
                "radius_m": row.radius_m, "type": row.type or None, "party": row.party or None, "killed": row.killed,
            }
            for row in rows
            if not row.gone and not row.left_out
        ],
        schema=STATEMENTS,
    )  # fmt: skip


def _shares(column: str) -> dict[str, float]:
    counted = usable().order_by().values_list(column).annotate(number=Count("*"))
    counts: dict[str, int] = {}
    levels: dict[int, int] = {}
    for word, number in ((word, number) for word, number in counted if word):
        parts = word.split("/") if column == "type" else [word]
        for level in range(len(parts)):
            path = "/".join(parts[: level + 1])
            counts[path] = counts.get(path, 0) + number
            levels[level] = levels.get(level, 0) + number
    return {path: count / levels[path.count("/") if column == "type" else 0] for path, count in counts.items()}


def _tied(keys: set[str], decisions: Sequence[Decision]) -> set[str]:
    """With those that decisions tie to them, in whatever way."""
    by_statement: dict[str, list[Decision]] = {}
    for decision in decisions:
        for one in (*decision.ones, *decision.others):
            by_statement.setdefault(one, []).append(decision)
    seen, waiting = set(keys), list(keys)
    while waiting:
        for decision in by_statement.get(waiting.pop(), ()):
            fresh = {*decision.ones, *decision.others} - seen
            seen |= fresh
            waiting.extend(fresh)
    return seen


def _members_with(keys: Collection[str]) -> set[str]:
    """The statements of all incidents to which one of them belongs."""
    incidents: set[str] = set()
    for some in _chunks(keys):
        found = Statement.objects.filter(pk__in=some, incident__isnull=False)
        incidents.update(found.values_list("incident", flat=True))
    members: set[str] = set()
    for some in _chunks(incidents):
        members.update(Statement.objects.filter(incident__in=some).values_list("pk", flat=True))
    return members


def _by_key(keys: Collection[str]) -> list[Statement]:
    return [row for some in _chunks(keys) for row in usable().filter(pk__in=some)]


def _near(rows: Iterable[Statement]) -> Q:
    """What lies within two windows of the time of any of them."""
    spans: list[tuple[datetime, datetime]] = []
    for row in sorted(rows, key=lambda row: row.began_at):
        low, high = row.began_at - WINDOW, row.ended_at + WINDOW
        if spans and low <= spans[-1][1]:
            spans[-1] = (spans[-1][0], max(high, spans[-1][1]))
        else:
            spans.append((low, high))
    if len(spans) > _AT_ONCE:
        spans = [(spans[0][0], spans[-1][1])]
    wanted = Q(pk__in=())
    for low, high in spans:
        wanted |= Q(began_at__lte=high, ended_at__gte=low)
    return wanted


def _chunks(keys: Collection[str]) -> Iterable[list[str]]:
    ordered = sorted(keys)
    return (ordered[low : low + _AT_ONCE] for low in range(0, len(ordered), _AT_ONCE))
