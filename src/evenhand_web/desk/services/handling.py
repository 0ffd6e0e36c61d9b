"""Who works on a report, where it goes, and when the desk is done with it."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from django.db import transaction

from evenhand.foundation.problems import ProblemKind
from evenhand_web.accounts.access import Actor, Capability
from evenhand_web.accounts.models import Organisation, OrganisationKind
from evenhand_web.accounts.queries import people_with
from evenhand_web.agreements import queries as agreements
from evenhand_web.desk.acting import UNDO_WINDOW, hold_all, one_of, short, told, undoable_act, write
from evenhand_web.desk.codes import SettledReason
from evenhand_web.intake.access import report_for
from evenhand_web.intake.models import ActKind, ReportRelease
from evenhand_web.intake.services.standing import settle as bring_up

NOT_ASSIGNABLE = ProblemKind(
    code="desk.not-assignable",
    blame="caller",
    message="{username!r} cannot work on reports. Choose a person of the mission from the list.",
)
NOT_RELEASABLE = ProblemKind(
    code="desk.not-releasable",
    blame="caller",
    message="Reports cannot be released to {organisation!r}. Choose an organisation from the list.",
)
NOT_UNDOABLE = ProblemKind(
    code="desk.not-undoable",
    blame="state",
    message="Report {report} has no act of yours from the last {minutes} minutes as its latest. "
    "Do the opposite instead.",
)


@transaction.atomic
def assign(*, report_ids: Sequence[str], assignee: str, actor: Actor, now: datetime) -> None:
    """Give reports to a person of the mission, by user name; to nobody with "".

    Raises:
        NOT_PERMITTED, NOTHING_CHOSEN, NO_SUCH_REPORT, NOT_POSSIBLE.
        NOT_ASSIGNABLE: no active person of that name may see all reports.
    """
    actor.require(Capability.HANDLE_REPORTS)
    if assignee and assignee not in {person.username for person in people_with(Capability.SEE_REPORTS)}:
        raise NOT_ASSIGNABLE(username=assignee[:100])
    for report in hold_all(report_ids, "assign", actor=actor):
        write(report, ActKind.ASSIGNED, {"assignee": assignee}, actor=actor, now=now)


@transaction.atomic
def route(
    *, report_ids: Sequence[str], to: str, text: str = "", organisation: str = "", actor: Actor, now: datetime
) -> None:
    """Pass reports on to a team or body by its name; where an organisation is named, they are released to it too.

    Raises:
        NOT_PERMITTED, NOTHING_CHOSEN, NO_SUCH_REPORT, NOT_POSSIBLE, TEXT_MISSING, NOT_RELEASABLE.
    """
    actor.require(Capability.HANDLE_REPORTS)
    target = _other_organisation(organisation) if organisation else None
    content = {"to": told(to or (target.key if target else ""), "to"), "text": short(text, "text")}
    for report in hold_all(report_ids, "route", actor=actor):
        write(report, ActKind.ROUTED, content, actor=actor, now=now, organisation=target)
        if target is not None and not ReportRelease.objects.filter(report=report, organisation=target).exists():
            write(report, ActKind.RELEASED, {}, actor=actor, now=now, organisation=target)


@transaction.atomic
def settle(*, report_ids: Sequence[str], reason: str, text: str, actor: Actor, now: datetime) -> None:
    """Say that the desk is done with reports, and why: a reason of SettledReason and a sentence.

    Raises:
        NOT_PERMITTED, NOTHING_CHOSEN, NO_SUCH_REPORT, NOT_POSSIBLE, NOT_ON_OFFER, TEXT_MISSING.
    """
    actor.require(Capability.HANDLE_REPORTS)
    content = {"reason": one_of(reason, SettledReason.values, "reason"), "text": told(text, "text")}
    for report in hold_all(report_ids, "settle", actor=actor):
        write(report, ActKind.SETTLED, content, actor=actor, now=now)


@transaction.atomic
def reopen(*, report_ids: Sequence[str], text: str, actor: Actor, now: datetime) -> None:
    """Take settled reports up again.

    Raises:
        NOT_PERMITTED, NOTHING_CHOSEN, NO_SUCH_REPORT, NOT_POSSIBLE, TEXT_MISSING.
    """
    actor.require(Capability.HANDLE_REPORTS)
    content = {"text": told(text, "text")}
    for report in hold_all(report_ids, "reopen", actor=actor):
        write(report, ActKind.REOPENED, content, actor=actor, now=now)


@transaction.atomic
def release(*, report_ids: Sequence[str], organisation: str, text: str = "", actor: Actor, now: datetime) -> None:
    """Show reports, without their source, to an organisation by its key. Those it sees already stay as they are.

    Raises:
        NOT_PERMITTED, NOTHING_CHOSEN, NO_SUCH_REPORT, NOT_RELEASABLE.
    """
    actor.require(Capability.HANDLE_REPORTS)
    target = _other_organisation(organisation)
    for report in hold_all(report_ids, "release", actor=actor):
        if not ReportRelease.objects.filter(report=report, organisation=target).exists():
            content = {"text": short(text, "text")}
            write(report, ActKind.RELEASED, content, actor=actor, now=now, organisation=target)


@transaction.atomic
def recall(*, report_ids: Sequence[str], organisation: str, text: str, actor: Actor, now: datetime) -> None:
    """Show reports to an organisation no longer. That it saw them stays on the record.

    Raises:
        NOT_PERMITTED, NOTHING_CHOSEN, NO_SUCH_REPORT, TEXT_MISSING, NOT_RELEASABLE.
    """
    actor.require(Capability.HANDLE_REPORTS)
    target, content = _other_organisation(organisation), {"text": told(text, "text")}
    for report in hold_all(report_ids, "recall", actor=actor):
        write(report, ActKind.RECALLED, content, actor=actor, now=now, organisation=target)


@transaction.atomic
def comment(*, report_id: str, text: str, shared: bool = False, actor: Actor, now: datetime) -> None:
    """Add a remark. The mission's are its own unless `shared`; those of others are read by them and the mission.

    Raises:
        NO_SUCH_REPORT, TEXT_MISSING.
    """
    report = report_for(actor, report_id, for_update=True)
    content = {"text": told(text, "comment"), "shared": shared and actor.can(Capability.SEE_REPORTS)}
    write(report, ActKind.COMMENTED, content, actor=actor, now=now)


@transaction.atomic
def undo(*, report_id: str, actor: Actor, now: datetime) -> None:
    """Take back one's own latest act, by another act that says so. Nothing is removed.

    Raises:
        NO_SUCH_REPORT.
        NOT_UNDOABLE: the latest act is somebody else's, too old, or not of a kind that can be taken back.
    """
    report = report_for(actor, report_id, for_update=True)
    last = undoable_act(report, actor=actor, now=now)
    if last is None:
        raise NOT_UNDOABLE(report=report.number, minutes=int(UNDO_WINDOW / timedelta(minutes=1)))
    write(report, ActKind.UNDONE, {}, actor=actor, now=now, organisation=last.organisation, undoes=last)
    if last.kind == ActKind.PREFERRED:
        bring_up(report, agreement=next(iter(agreements.current(now)), None))


def _other_organisation(key: str) -> Organisation:
    found = Organisation.objects.exclude(kind=OrganisationKind.MISSION).filter(key=key).first()
    if found is None:
        raise NOT_RELEASABLE(organisation=key[:100])
    return found
