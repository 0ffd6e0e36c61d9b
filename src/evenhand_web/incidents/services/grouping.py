"""Looking for links: what is new is read, its neighbourhood is grouped, and incidents follow. Only people decide.

Source: docs/methods/corroboration.md, "On the pages".
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Max

from evenhand.agreements.gazetteer import fold
from evenhand.agreements.model import Agreement
from evenhand.incidents.identity import heirs
from evenhand.reports.codes import Violation, said
from evenhand_web.accounts.access import SYSTEM, Actor, Capability
from evenhand_web.agreements import queries as agreements
from evenhand_web.incidents import grouping, witnesses
from evenhand_web.incidents.bulk import insert
from evenhand_web.incidents.models import (
    Incident,
    IncidentAct,
    IncidentActKind,
    IncidentCounter,
    IncidentState,
    Statement,
    StatementKind,
)
from evenhand_web.incidents.services.resting import acts_of_releases
from evenhand_web.incidents.weighing import Weighed, numbers_of, weigh
from evenhand_web.intake.models import Report
from evenhand_web.ledger.services import record, unrecorded
from evenhand_web.ledger.turns import take_turn
from evenhand_web.totals.indexing import follow_incidents

LANGUAGES = ("en", "ar", "fr", "zh-hans")
_AT_ONCE = 400


@dataclass(frozen=True, slots=True, kw_only=True)
class Looked:
    """What a look brought."""

    read: int = 0
    """Reports and alerts that were looked at."""
    left_out: int = 0
    """Those of them that say too little."""
    made: tuple[str, ...] = ()
    """Numbers of new incidents."""
    changed: tuple[str, ...] = ()
    joined: tuple[str, ...] = ()


@transaction.atomic
def look_for_links(*, actor: Actor, now: datetime) -> Looked:
    """Read reports and alerts that are new or changed, and group their neighbourhoods. Twice the same does nothing.

    Raises:
        NOT_PERMITTED: a person who may not handle reports; the machine may.
    """
    if actor is not SYSTEM:
        actor.require(Capability.HANDLE_REPORTS)
    take_turn()
    pending = (
        (StatementKind.REPORT, witnesses.pending_reports()),
        (StatementKind.ALERT, witnesses.pending_alerts()),
    )
    rows = [
        one.row
        for kind, found in pending
        for one in witnesses.read(kind, found.order_by("pk").values_list("pk", flat=True))
    ]
    if not rows:
        return Looked()
    _keep(rows)
    changes = regroup(keys=[row.statement for row in rows], actor=actor, now=now)
    left_out = sum(bool(row.left_out) for row in rows)
    details = {"read": len(rows), "left_out": left_out} | changes.told
    record(action="incidents.look", subject="incidents", actor=actor, at=now, details=details)
    told = {name: tuple(changes.told[name]) for name in ("made", "changed", "joined")}
    return Looked(read=len(rows), left_out=left_out, **told)


@dataclass(frozen=True, slots=True, kw_only=True)
class Changes:
    """What became of incidents: their numbers by what happened to them; with the organisation where a release of one
    rests from now on, or is in force again.
    """

    told: Mapping[str, list[str]]


@unrecorded("part of every verb about incidents, which leaves the entry")
def regroup(*, keys: Collection[str], actor: Actor, now: datetime) -> Changes:
    """Group the neighbourhood of some statements again and bring incidents after it.

    Raises:
        CONTRADICTORY: decisions contradict each other.
    """
    near = grouping.around(keys)
    return _Settling(near, keys, actor=actor, now=now).done()


@unrecorded("part of every verb about incidents, which leaves the entry")
def settle(incidents: Iterable[Incident], *, agreement: Agreement | None) -> None:
    """Bring the columns of incidents to what their statements say."""
    found = list(incidents)
    members: dict[str, list[Statement]] = {}
    for low in range(0, len(found), _AT_ONCE):
        some = [one.pk for one in found[low : low + _AT_ONCE]]
        for row in Statement.objects.filter(incident__in=some, gone=False, left_out=""):
            members.setdefault(row.incident_id, []).append(row)
    refs = [row.ref for rows in members.values() for row in rows if row.kind == StatementKind.REPORT]
    numbers = _numbers(refs)
    for incident in found:
        rows = members.get(incident.pk, [])
        if rows:
            _fill(incident, weigh(rows, agreement))
            named = numbers_of(rows, numbers).values()
            incident.search_text = _search_text(incident, named, agreement)
        incident.save()


def _fill(incident: Incident, weighed: Weighed) -> None:
    for name in ("began_at", "ended_at", "lon", "lat", "type", "party", "place", "reports", "alerts"):
        setattr(incident, name, getattr(weighed, name))
    incident.independent = weighed.independence.independent
    incident.of_parties = weighed.independence.of_parties
    incident.hearsay_only = weighed.independence.hearsay_only


def _search_text(incident: Incident, numbers: Iterable[str], agreement: Agreement | None) -> str:
    words = [incident.number, incident.type, *numbers]
    if incident.type in list(Violation):
        words += [said(Violation(incident.type), language=language) for language in LANGUAGES]
    for entries, wanted in (
        (agreement.places, incident.place) if agreement else ((), ""),
        (agreement.parties, incident.party) if agreement else ((), ""),
    ):
        words += [name for entry in entries if entry.id == wanted for name in entry.name]
    return fold(" ".join(words))


def _numbers(refs: Sequence[str]) -> dict[str, str]:
    found: dict[str, str] = {}
    for low in range(0, len(refs), _AT_ONCE):
        found |= dict(Report.objects.filter(pk__in=refs[low : low + _AT_ONCE]).values_list("pk", "number"))
    return found


def _keep(rows: Sequence[Statement]) -> None:
    """Write what was read; what people said of an origin, and where it belongs, stays."""
    changed = [
        one.name
        for one in Statement._meta.concrete_fields  # noqa: SLF001 - documented
        if not one.primary_key and one.name not in {"incident", "origin", "kind", "ref"}
    ]
    insert(Statement, rows, instead=changed)


class _Settling:
    """Incidents brought after a grouped neighbourhood."""

    def __init__(self, near: grouping.Neighbourhood, keys: Collection[str], *, actor: Actor, now: datetime) -> None:
        self._near, self._actor, self._now = near, actor, now
        self._told: dict[str, list[str]] = {"made": [], "changed": [], "joined": []}
        self._acts: list[IncidentAct] = []
        self._agreement = next(iter(agreements.current()), None)
        self._groups: dict[str, set[str]] = {}
        for statement in near.touched:
            self._groups.setdefault(near.decided.groups[statement], set()).add(statement)
        self._was = self._memberships({*keys, *near.touched})

    def done(self) -> Changes:
        """Write it, and say what changed."""
        known = self._known()
        before = self._before(known)
        found = heirs({pk: before[pk] for pk in sorted(before, key=lambda pk: known[pk].age)}, self._groups)
        incidents = {group: known[pk] for group, pk in found.kept.items()}
        for group in sorted(found.fresh, key=self._first):
            if len(self._groups[group]) > 1:
                incidents[group] = self._make(group)
        for pk, into in found.joined.items():
            self._join(known[pk], known[into], before[pk])
        for group, incident in incidents.items():
            if incident.into_id is not None:
                self._tell_releases(incident, None)
            if incident.into_id is not None or incident.state in {IncidentState.JOINED, IncidentState.ENDED}:
                incident.into, incident.state, incident.kept_statements = None, IncidentState.PROPOSED, []
            self._move(incident, self._groups[group])
        alone = [one for group in found.fresh if group not in incidents for one in self._groups[group]]
        gone = [one for one in self._was if one not in self._near.touched]
        self._write(Statement.objects, [*alone, *gone], None)
        for pk in found.ended:
            if known[pk].into_id is None:
                known[pk].state = IncidentState.ENDED
        IncidentAct.objects.bulk_create(self._acts)
        self._ask(incidents)
        settle({incident.pk: incident for incident in (*incidents.values(), *known.values())}.values(),
               agreement=self._agreement)  # fmt: skip
        now_in = self._memberships({*self._was, *self._near.touched})
        moved = {one for one in {*self._was, *now_in} if self._was.get(one) != now_in.get(one)}
        follow_incidents(moved)
        return Changes(told={name: sorted(set(several)) for name, several in self._told.items()})

    def _memberships(self, keys: Collection[str]) -> dict[str, str]:
        """By statement the incident to which it belongs now."""
        found: dict[str, str] = {}
        ordered = sorted(keys)
        for low in range(0, len(ordered), _AT_ONCE):
            rows = Statement.objects.filter(pk__in=ordered[low : low + _AT_ONCE], incident__isnull=False)
            found |= dict(rows.values_list("pk", "incident"))
        return found

    def _known(self) -> dict[str, Incident]:
        """The incidents that these statements were, and those that were joined to them."""
        found: dict[str, Incident] = {}
        waiting = sorted(set(self._was.values()))
        while waiting:
            some = {one.pk: one for one in Incident.objects.filter(pk__in=waiting[:_AT_ONCE])}
            rest, found = waiting[_AT_ONCE:], found | some
            absorbed = Incident.objects.filter(into__in=list(some)).values_list("pk", flat=True)
            waiting = [*rest, *(pk for pk in absorbed if pk not in found)]
        return found

    def _before(self, known: Mapping[str, Incident]) -> dict[str, set[str]]:
        """By incident its statements; of one that is joined to another those that it brought."""
        brought = {pk: set(one.kept_statements) for pk, one in known.items() if one.into_id is not None}
        before = dict(brought)
        for pk, one in known.items():
            if one.into_id is None:
                own = {statement for statement, incident in self._was.items() if incident == pk}
                others = {one for kept in brought.values() for one in kept}
                before[pk] = (own - others) or own
        return before

    def _first(self, group: str) -> tuple[datetime, str]:
        rows = (self._near.rows[one] for one in self._groups[group])
        return min((row.began_at, row.statement) for row in rows)

    def _make(self, group: str) -> Incident:
        began_at, _first = self._first(group)
        weighed = weigh((self._near.rows[one] for one in self._groups[group]), self._agreement)
        year, _made = IncidentCounter.objects.select_for_update().get_or_create(year=began_at.year)
        year.last += 1
        year.save()
        number = f"INC-{year.year}-{year.last:04d}"
        incident = Incident(
            incident=number.lower(), number=number, age=(Incident.objects.aggregate(n=Max("age"))["n"] or 0) + 1,
            made_at=self._now,
        )  # fmt: skip
        _fill(incident, weighed)
        incident.save(force_insert=True)
        self._told["made"].append(number)
        return incident

    def _join(self, incident: Incident, into: Incident, statements: set[str]) -> None:
        if incident.into_id == into.pk:
            return
        incident.into, incident.state, incident.kept_statements = into, IncidentState.JOINED, sorted(statements)
        incident.questions = []
        self._told["joined"].append(incident.number)
        self._tell_releases(incident, into)

    def _tell_releases(self, incident: Incident, into: Incident | None) -> None:
        """Write down to whom it is not shown any longer, or again."""
        for act in acts_of_releases(incident, into=into, now=self._now):
            self._acts.append(act)
            self._told.setdefault(str(act.kind), []).append(f"{incident.number} {act.organisation.key}")

    def _move(self, incident: Incident, statements: set[str]) -> None:
        was = {one for one, pk in self._was.items() if pk == incident.pk}
        added, lost = sorted(statements - was), sorted(was - statements)
        if not added and not lost:
            return
        if incident.number not in self._told["made"]:
            self._told["changed"].append(incident.number)
        self._acts.append(
            IncidentAct(
                incident=incident, kind=IncidentActKind.PROPOSED, at=self._now, actor=SYSTEM.username, ones=added,
                others=lost,
            )
        )  # fmt: skip
        self._write(Statement.objects, added, incident)

    def _write(self, rows: Any, keys: Sequence[str], incident: Incident | None) -> None:
        for low in range(0, len(keys), _AT_ONCE):
            rows.filter(pk__in=keys[low : low + _AT_ONCE]).update(incident=incident)

    def _ask(self, incidents: Mapping[str, Incident]) -> None:
        """Each question stands with every incident of its two statements."""
        asked: dict[str, list[dict[str, Any]]] = {incident.pk: [] for incident in incidents.values()}
        for question in self._near.decided.questions:
            told = {
                "act": int(question.decision.decision), "one": question.one, "other": question.other,
                "log_odds": round(question.log_odds, 3),
            }  # fmt: skip
            groups = {self._near.decided.groups[one] for one in (question.one, question.other)}
            for group in sorted(groups):
                if group in incidents:
                    asked[incidents[group].pk].append(told)
        for incident in incidents.values():
            incident.questions = asked[incident.pk]
