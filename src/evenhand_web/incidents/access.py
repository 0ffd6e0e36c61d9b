"""The one door to alerts and incidents: the mission sees all, everybody else what was released to them."""

from collections.abc import Iterable
from copy import copy

from django.db.models import Q, QuerySet

from evenhand.foundation.problems import ProblemKind
from evenhand.reports.codes import Protection
from evenhand_web.accounts.access import Actor, Capability
from evenhand_web.accounts.speaking import as_machine
from evenhand_web.incidents.models import (
    Act,
    ActKind,
    Alert,
    Incident,
    IncidentAct,
    IncidentActKind,
    Statement,
    StatementKind,
)
from evenhand_web.intake.access import visible_reports
from evenhand_web.intake.models import Report
from evenhand_web.ledger.turns import take_turn

NO_SUCH_ALERT = ProblemKind(
    code="incidents.no-such-alert",
    blame="missing",
    message="There is no alert {alert!r}, or it has not been released to you. Check the address.",
)
NO_SUCH_INCIDENT = ProblemKind(
    code="incidents.no-such-incident",
    blame="missing",
    message="There is no incident {incident!r}, or it has not been released to you. Check the address.",
)
_AT_ONCE = 400


def visible_alerts(actor: Actor) -> QuerySet[Alert]:
    """All that this actor may see. Every list, count, search and export begins here."""
    if actor.can(Capability.SEE_ALERTS):
        return Alert.objects.all()
    if actor.can(Capability.SEE_RELEASED_ALERTS) and actor.organisation_id is not None:
        return Alert.objects.filter(releases__organisation_id=actor.organisation_id)
    return Alert.objects.none()


def alert_for(actor: Actor, alert_id: str, *, for_update: bool = False) -> Alert:
    """One alert. What is not released looks exactly like what does not exist.

    Raises:
        NO_SUCH_ALERT: it is not there for this actor.
    """
    alerts = visible_alerts(actor)
    found = (alerts.select_for_update(of=("self",)) if for_update else alerts).filter(alert=alert_id).first()
    if found is None:
        raise NO_SUCH_ALERT(alert=alert_id)
    return found


def worked_on(actor: Actor, alert_ids: Iterable[str]) -> set[str]:
    """Those of the given alerts on which this actor works: the mission's are the mission's. That an alert is released
    to somebody does not show them its evidence.
    """
    if not actor.can(Capability.SEE_ALERTS):
        return set()
    return set(Alert.objects.filter(alert__in=list(alert_ids)).values_list("alert", flat=True))


def may_read(actor: Actor, act: Act, *, shown_by: int | None) -> bool:
    """Whether this actor may read of that act. Outside the mission: releases to oneself, what changed the alert itself,
    one's own comments and those that the mission shares; never who works on it, nor what it thought before it released.

    Args:
        actor: who reads.
        act: what was done.
        shown_by: the act that first released the alert to the actor's organisation; None: never.
    """
    if actor.can(Capability.SEE_ALERTS):
        return True
    match act.kind:
        case ActKind.COMMENTED:
            allowed = act.shared or act.by_id == actor.organisation_id
        case ActKind.RELEASED | ActKind.RECALLED:
            allowed = act.organisation_id == actor.organisation_id
        case ActKind.UNDONE:
            allowed = act.undoes is not None and may_read(actor, act.undoes, shown_by=shown_by)
        case ActKind.DISMISSED | ActKind.REOPENED:
            allowed = shown_by is not None and act.pk > shown_by
        case _:
            allowed = act.kind != ActKind.ASSIGNED
    return allowed


def first_release(actor: Actor, acts: Iterable[Act]) -> int | None:
    """Which of these acts first showed the alert to the actor's organisation; None: never."""
    released = [act.pk for act in acts if act.kind == ActKind.RELEASED and act.organisation_id == actor.organisation_id]
    return min(released, default=None)


def may_read_text(actor: Actor, act: Act) -> bool:
    """Whether this actor may also read the words that go with the act: a dismissal's are the mission's own."""
    return (
        actor.can(Capability.SEE_ALERTS)
        or act.kind == ActKind.COMMENTED
        or act.organisation_id == actor.organisation_id
    )


def sees_all_incidents(actor: Actor) -> bool:
    """Whether this actor sees every incident and all that is in it."""
    return actor.can(Capability.SEE_ALERTS) and actor.can(Capability.SEE_REPORTS)


def visible_incidents(actor: Actor) -> QuerySet[Incident]:
    """All that this actor may see; one that is joined to another is found there. Lists, counts and links begin here."""
    incidents = Incident.objects.filter(into=None)
    if sees_all_incidents(actor):
        return incidents
    reads = actor.can(Capability.SEE_RELEASED_ALERTS) or actor.can(Capability.SEE_OWN_REPORTS)
    if reads and actor.organisation_id is not None:
        return incidents.filter(releases__organisation_id=actor.organisation_id)
    return incidents.none()


def incident_for(actor: Actor, incident_id: str, *, for_update: bool = False) -> Incident:
    """One incident; the id of one that is joined to another leads to that one, outside the mission only where it had
    been released, too.

    Raises:
        NO_SUCH_INCIDENT: it is not there for this actor; what is not released looks like what does not exist.
    """
    if for_update:
        take_turn()
    wanted = incident_id
    known = Incident.objects.filter(pk=wanted)
    if not sees_all_incidents(actor):
        known = known.filter(releases__organisation_id=actor.organisation_id)
    joined = known.values_list("into", flat=True).first()
    with as_machine("to which incident another was joined, by way of some that are not shown"):
        while joined is not None:
            wanted, joined = joined, Incident.objects.filter(pk=joined).values_list("into", flat=True).first()
    found: Incident | None = visible_incidents(actor).filter(pk=wanted).first()
    if found is None:
        raise NO_SUCH_INCIDENT(incident=incident_id[:64])
    return found


def visible_statements(actor: Actor) -> QuerySet[Statement]:
    """The statements that this actor may see because they may see the report or the alert anyway."""
    found = Statement.objects.filter(gone=False)
    if sees_all_incidents(actor):
        return found
    reports, alerts = visible_reports(actor).values("pk"), visible_alerts(actor).values("pk")
    return found.filter(Q(kind=StatementKind.REPORT, ref__in=reports) | Q(kind=StatementKind.ALERT, ref__in=alerts))


def as_told_to(actor: Actor, statements: Iterable[Statement]) -> list[Statement]:
    """Statements with the voices that this actor may know. Outside the mission and its owner nobody learns of a report
    whose protection is not open who speaks: it has no voice, and counts as a source of its own.
    """
    rows = list(statements)
    if sees_all_incidents(actor):
        return rows
    refs = [row.ref for row in rows if row.kind == StatementKind.REPORT]
    told: set[str] = set()
    for low in range(0, len(refs), _AT_ONCE):
        known = Q(protection=Protection.OPEN) | Q(owner=actor.organisation_id)
        told.update(Report.objects.filter(known, pk__in=refs[low : low + _AT_ONCE]).values_list("pk", flat=True))
    return [row if row.kind != StatementKind.REPORT or row.ref in told else _voiceless(row) for row in rows]


def _voiceless(row: Statement) -> Statement:
    found = copy(row)
    found.voice, found.voice_source, found.voice_party = "", row.statement, ""
    return found


def acts_about(actor: Actor, incidents: Iterable[str]) -> QuerySet[IncidentAct]:
    """The acts about an incident and those joined to it; outside the mission only about those of them that are shown to
    one, for a shared comment is for whoever saw what it was about. `may_read_incident_act` chooses among them.
    """
    found = IncidentAct.objects.filter(incident__in=list(incidents))
    if sees_all_incidents(actor):
        return found
    return found.filter(incident__releases__organisation_id=actor.organisation_id)


def may_read_incident_act(actor: Actor, act: IncidentAct) -> bool:
    """Whether this actor may read of that act. Outside the mission: releases to oneself, comments that are shared and
    one's own; never how the incident came to be, for that tells what else is in it.
    """
    if sees_all_incidents(actor):
        return True
    if act.kind == IncidentActKind.COMMENTED:
        return act.shared or act.by_id == actor.organisation_id
    released = act.kind in {IncidentActKind.RELEASED, IncidentActKind.RECALLED}
    return released and act.organisation_id == actor.organisation_id
