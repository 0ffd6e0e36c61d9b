"""What people do about incidents. Every verb: one transaction, an act, an entry of the record; incidents follow."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db import transaction

from evenhand.foundation.problems import Problem, ProblemKind
from evenhand.incidents.decisions import CONTRADICTORY
from evenhand_web.accounts.access import Actor, Capability
from evenhand_web.accounts.models import Organisation, OrganisationKind
from evenhand_web.accounts.speaking import as_machine
from evenhand_web.incidents import grouping
from evenhand_web.incidents.access import incident_for, sees_all_incidents
from evenhand_web.incidents.models import (
    Incident,
    IncidentAct,
    IncidentActKind,
    IncidentRelease,
    IncidentState,
    Statement,
)
from evenhand_web.incidents.services.acts import NOT_RELEASABLE, TEXT_MISSING
from evenhand_web.incidents.services.grouping import regroup
from evenhand_web.incidents.weighing import numbers_of
from evenhand_web.intake.models import Report
from evenhand_web.ledger.services import record, unrecorded

NOT_IN_INCIDENT = ProblemKind(
    code="incidents.not-in-incident",
    blame="caller",
    message="{statement} does not belong to incident {incident}. Choose from its list.",
)
NOT_TWO = ProblemKind(
    code="incidents.not-two",
    blame="caller",
    message="{count} of the {whole} statements of {incident} are chosen. Choose at least one and leave at least one.",
)
LIST_CHANGED = ProblemKind(
    code="incidents.list-changed",
    blame="state",
    message="Since the page was drawn, the statements of {incident} have changed: {statements}. "
    "Look at its list again before you split some off.",
)
SAME_INCIDENT = ProblemKind(
    code="incidents.same-incident",
    blame="caller",
    message="{incident} cannot be joined to itself. Choose another incident.",
)
NOTHING_TO_UNDO = ProblemKind(
    code="incidents.nothing-to-undo",
    blame="state",
    message="Incident {incident} has no decision {act} that is in force. Reload the page and choose one.",
)

UNDOABLE = frozenset({*grouping.DECIDING, IncidentActKind.ECHOED})
"""Decisions may be taken back at any time; whoever handles incidents may, for others' too, and it is written down."""
MOST_NAMED = 5
"""Of statements that came or went since a page was drawn, so many are named."""


@transaction.atomic
def accept(*, incident_id: str, one: str, other: str, text: str = "", actor: Actor, now: datetime) -> None:
    """Two statements tell of one event, a person says; one of them at least belongs to the incident.

    Raises:
        NOT_PERMITTED, NO_SUCH_INCIDENT, NOT_IN_INCIDENT, CONTRADICTORY.
    """
    incident = _handled(incident_id, actor)
    _known(incident, one, other)
    fields = {"ones": [one], "others": [other], "text": text.strip()}
    _decide(incident, IncidentActKind.ACCEPTED, fields, actor=actor, now=now)


@transaction.atomic
def refuse(*, incident_id: str, one: str, other: str, text: str = "", actor: Actor, now: datetime) -> None:
    """Two statements tell of two events, a person says.

    Raises:
        NOT_PERMITTED, NO_SUCH_INCIDENT, NOT_IN_INCIDENT, CONTRADICTORY.
    """
    incident = _handled(incident_id, actor)
    _known(incident, one, other)
    fields = {"ones": [one], "others": [other], "text": text.strip()}
    _decide(incident, IncidentActKind.REFUSED, fields, actor=actor, now=now)


@transaction.atomic
def split(
    *, incident_id: str, chosen: Sequence[str], shown: Sequence[str], text: str, actor: Actor, now: datetime
) -> None:
    """The chosen statements tell of another event than the rest of the incident.

    Args:
        incident_id: the incident.
        chosen: what tells of another event.
        shown: all statements of the incident as the person saw them: nothing that came later is held apart in their
            name.
        text: why.
        actor: who decides.
        now: when.

    Raises:
        NOT_PERMITTED, NO_SUCH_INCIDENT, NOT_IN_INCIDENT, TEXT_MISSING, CONTRADICTORY.
        LIST_CHANGED: the incident has other statements than those that were shown.
        NOT_TWO: none or all are chosen.
    """
    incident = _handled(incident_id, actor)
    whole = _members(incident)
    changed = sorted(set(whole) ^ set(shown))
    if changed:
        raise LIST_CHANGED(incident=incident.number, statements=", ".join(_called(changed[:MOST_NAMED])))
    picked = sorted(set(chosen))
    _belong(incident, picked, whole)
    if not 0 < len(picked) < len(whole):
        raise NOT_TWO(count=len(picked), whole=len(whole), incident=incident.number)
    fields = {"ones": picked, "others": sorted(set(whole) - set(picked)), "text": _said(text)}
    _decide(incident, IncidentActKind.SPLIT, fields, actor=actor, now=now)


@transaction.atomic
def join(*, incident_id: str, other_id: str, text: str, actor: Actor, now: datetime) -> None:
    """Two incidents are one event. The older number remains; the other leads to it.

    Raises:
        NOT_PERMITTED, NO_SUCH_INCIDENT, TEXT_MISSING, CONTRADICTORY.
        SAME_INCIDENT.
    """
    incident = _handled(incident_id, actor)
    other = _handled(other_id.strip().lower(), actor)
    if other.pk == incident.pk:
        raise SAME_INCIDENT(incident=incident.number)
    fields = {"ones": _members(incident), "others": _members(other), "text": _said(text)}
    older = min(incident, other, key=lambda one: one.age)
    _decide(older, IncidentActKind.JOINED, fields, actor=actor, now=now)


@transaction.atomic
def echo(*, incident_id: str, statement: str, origin: str, text: str = "", actor: Actor, now: datetime) -> None:
    """A statement only passes on what another one of the incident says: both count once.

    Raises:
        NOT_PERMITTED, NO_SUCH_INCIDENT, NOT_IN_INCIDENT.
        NOT_TWO: a statement is its own origin.
    """
    incident = _handled(incident_id, actor)
    whole = _members(incident)
    _belong(incident, [statement, origin], whole)
    if statement == origin:
        raise NOT_TWO(count=1, whole=len(whole), incident=incident.number)
    fields = {"ones": [statement], "others": [origin], "text": text.strip()}
    _decide(incident, IncidentActKind.ECHOED, fields, actor=actor, now=now)


@transaction.atomic
def undo(*, incident_id: str, act_id: str, text: str = "", actor: Actor, now: datetime) -> None:
    """Take a decision back, by another act that says so. The groups are as if it had never been made.

    Raises:
        NOT_PERMITTED, NO_SUCH_INCIDENT.
        NOTHING_TO_UNDO: no such decision, or it was taken back.
    """
    incident = _handled(incident_id, actor)
    number = int(act_id) if act_id.isascii() and act_id.isdigit() and len(act_id) < 18 else 0
    found = IncidentAct.objects.filter(pk=number, kind__in=UNDOABLE, undone_by=None).first()
    if found is None or found.incident_id not in family(incident):
        raise NOTHING_TO_UNDO(incident=incident.number, act=act_id[:20])
    fields = {"undoes": found, "text": text.strip()}
    act = _act(incident, IncidentActKind.UNDONE, fields, actor=actor, now=now)
    _follow(incident, act, [*found.ones, *found.others], actor=actor, now=now)


@transaction.atomic
def comment_incident(*, incident_id: str, text: str, shared: bool = False, actor: Actor, now: datetime) -> None:
    """Add a remark. The mission's are its own unless `shared`; those of others are read by them and the mission.

    Raises:
        NOT_PERMITTED, NO_SUCH_INCIDENT, TEXT_MISSING.
    """
    actor.require(Capability.COMMENT_ON_ALERTS)
    incident = incident_for(actor, incident_id, for_update=True)
    fields = {"text": _said(text), "shared": shared and sees_all_incidents(actor)}
    act = _act(incident, IncidentActKind.COMMENTED, fields, actor=actor, now=now)
    _record(incident, act, actor=actor, now=now)


@transaction.atomic
def release_incident(*, incident_id: str, organisation: str, text: str = "", actor: Actor, now: datetime) -> None:
    """Show an incident to an organisation; of what is in it, it sees what was released to it by itself.

    Raises:
        NOT_PERMITTED, NO_SUCH_INCIDENT, NOT_RELEASABLE.
    """
    incident, target = _handled(incident_id, actor), _other_organisation(organisation)
    _row, made = IncidentRelease.objects.get_or_create(
        incident=incident, organisation=target, defaults={"released_at": now}
    )
    if made:
        fields = {"organisation": target, "text": text.strip()}
        act = _act(incident, IncidentActKind.RELEASED, fields, actor=actor, now=now)
        _record(incident, act, actor=actor, now=now)


@transaction.atomic
def recall_incident(*, incident_id: str, organisation: str, text: str, actor: Actor, now: datetime) -> None:
    """Show an incident to an organisation no longer, nor what was joined to it, should that part from it again. That it
    saw it stays on the record.

    Raises:
        NOT_PERMITTED, NO_SUCH_INCIDENT, NOT_RELEASABLE, TEXT_MISSING.
    """
    incident, target = _handled(incident_id, actor), _other_organisation(organisation)
    fields = {"organisation": target, "text": _said(text)}
    removed, _rows = IncidentRelease.objects.filter(incident__in=family(incident), organisation=target).delete()
    if removed:
        act = _act(incident, IncidentActKind.RECALLED, fields, actor=actor, now=now)
        _record(incident, act, actor=actor, now=now)


@unrecorded("reads only")
@as_machine("which incidents were joined to one, by way of some that are not shown")
def family(incident: Incident) -> list[str]:
    """The incident and those joined to it: their history is its own."""
    found, waiting = [incident.pk], [incident.pk]
    while waiting:
        # Sorted here: in the database the order would be looked for first, and every incident with it.
        known = Incident.objects.filter(into__in=waiting).values_list("age", "pk")
        waiting = [pk for _age, pk in sorted(known)]
        found += waiting
    return found


def _handled(incident_id: str, actor: Actor) -> Incident:
    actor.require(Capability.HANDLE_REPORTS)
    return incident_for(actor, incident_id, for_update=True)


def _decide(
    incident: Incident, kind: IncidentActKind, fields: Mapping[str, Any], *, actor: Actor, now: datetime
) -> None:
    act = _act(incident, kind, fields, actor=actor, now=now)
    _follow(incident, act, [*act.ones, *act.others], actor=actor, now=now)


def _follow(incident: Incident, act: IncidentAct, keys: Sequence[str], *, actor: Actor, now: datetime) -> None:
    """Bring incidents after a decision, mark the one as looked at, and write it down."""
    if act.kind in {IncidentActKind.ECHOED, IncidentActKind.UNDONE}:
        _set_origins(keys)
    try:
        changes = regroup(keys=keys, actor=actor, now=now)
    except Problem as problem:
        raise _for_people(problem) from None
    decided = IncidentAct.objects.filter(incident__in=family(incident), kind__in=UNDOABLE, undone_by=None).exists()
    state = IncidentState.REVIEWED if decided else IncidentState.PROPOSED
    Incident.objects.filter(pk=incident.pk, into=None).exclude(state=IncidentState.ENDED).update(state=state)
    _record(incident, act, actor=actor, now=now, changes=changes.told)


def _for_people(problem: Problem) -> Problem:
    """A contradiction with statements as people call them, and decisions by their numbers in the history."""
    if problem.kind is not CONTRADICTORY:
        return problem
    told = problem.details
    one, other = _called([str(told["one"]), str(told["other"])])
    return CONTRADICTORY(
        apart=f"#{told['apart']}",
        one=one,
        other=other,
        chain=", ".join(f"#{one}" for one in str(told["chain"]).split(", ")),
    )


def _called(keys: Sequence[str]) -> list[str]:
    """Statements as people call them; one that is not there by what was given."""
    rows = list(Statement.objects.filter(pk__in=keys))
    numbers = dict(Report.objects.filter(pk__in=[row.ref for row in rows]).values_list("pk", "number"))
    names = numbers_of(rows, numbers)
    return [names.get(key, key[:80]) for key in keys]


def _set_origins(keys: Sequence[str]) -> None:
    """Bring what statements pass on to what people say of them, the last one first."""
    said = IncidentAct.objects.filter(kind=IncidentActKind.ECHOED, undone_by=None).order_by("pk")
    origins = {act.ones[0]: act.others[0] for act in said if act.ones[0] in keys}
    for key in keys:
        Statement.objects.filter(pk=key).update(origin=origins.get(key, ""))


def _act(
    incident: Incident, kind: IncidentActKind, fields: Mapping[str, Any], *, actor: Actor, now: datetime
) -> IncidentAct:
    return IncidentAct.objects.create(
        incident=incident, kind=kind, at=now, actor=actor.username, by_id=actor.organisation_id, **fields
    )


def _record(
    incident: Incident, act: IncidentAct, *, actor: Actor, now: datetime, changes: Mapping[str, Any] | None = None
) -> None:
    details: dict[str, Any] = {"text": act.text}
    if act.ones:
        details |= {"ones": act.ones, "others": act.others}
    if act.organisation is not None:
        details["organisation"] = act.organisation.key
    if act.undoes is not None:
        details["undoes"] = {"kind": act.undoes.kind, "at": act.undoes.at}
    if changes is not None:
        details["changes"] = dict(changes)
    action = f"incidents.incident-{act.kind}"
    record(action=action, subject=incident.number, actor=actor, at=now, details=details, rows=[act])


def _members(incident: Incident) -> list[str]:
    found = Statement.objects.filter(incident=incident, gone=False)
    return sorted(found.values_list("pk", flat=True))


def _known(incident: Incident, one: str, other: str) -> None:
    """Both are statements that can be looked at, and one at least belongs to the incident."""
    usable = set(grouping.usable().filter(pk__in=[one, other]).values_list("pk", flat=True))
    members = _members(incident)
    for statement in (one, other):
        if statement not in usable or not {one, other} & set(members):
            raise NOT_IN_INCIDENT(statement=statement[:80], incident=incident.number)
    if one == other:
        raise NOT_TWO(count=1, whole=len(members), incident=incident.number)


def _belong(incident: Incident, chosen: Sequence[str], whole: Sequence[str]) -> None:
    strange = next((one for one in chosen if one not in whole), None)
    if strange is not None:
        raise NOT_IN_INCIDENT(statement=strange[:80], incident=incident.number)


def _said(text: str) -> str:
    told = text.strip()
    if not told:
        raise TEXT_MISSING(field="text")
    return told


def _other_organisation(key: str) -> Organisation:
    found = Organisation.objects.exclude(kind=OrganisationKind.MISSION).filter(key=key).first()
    if found is None:
        raise NOT_RELEASABLE(organisation=key)
    return found
