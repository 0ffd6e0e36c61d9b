"""What people do about alerts. Every verb: one transaction, an act, an entry of the record."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction

from evenhand.foundation.problems import ProblemKind
from evenhand_web.accounts.access import Actor, Capability
from evenhand_web.accounts.models import Organisation, OrganisationKind
from evenhand_web.accounts.queries import people_with
from evenhand_web.incidents.access import alert_for, first_release, may_read
from evenhand_web.incidents.models import Act, ActKind, Alert, AlertState, DismissalReason, Release
from evenhand_web.incidents.services.writing import write

NOT_POSSIBLE = ProblemKind(
    code="incidents.not-possible",
    blame="state",
    message="Alert {alert} is {state}; from there you cannot {verb} it. You can: {possible}.",
)
TEXT_MISSING = ProblemKind(
    code="incidents.text-missing", blame="caller", message="{field} is empty. Say in a sentence what you know."
)
UNKNOWN_REASON = ProblemKind(
    code="incidents.unknown-reason", blame="caller", message="{reason!r} is not a reason. Choose one of: {reasons}."
)
NOT_ASSIGNABLE = ProblemKind(
    code="incidents.not-assignable",
    blame="caller",
    message="{username!r} cannot work on alerts. Choose a person of the mission from the list.",
)
NOT_RELEASABLE = ProblemKind(
    code="incidents.not-releasable",
    blame="caller",
    message="Alerts cannot be released to {organisation!r}. Choose an organisation from the list.",
)
NOTHING_CHOSEN = ProblemKind(
    code="incidents.nothing-chosen", blame="caller", message="No alert is chosen for {verb!r}. Tick at least one row."
)
NOT_UNDOABLE = ProblemKind(
    code="incidents.not-undoable",
    blame="state",
    message="Alert {alert} has no act of yours from the last {minutes} minutes as its latest. Do the opposite instead.",
)

UNDO_WINDOW = timedelta(minutes=15)
UNDOABLE = {
    ActKind.ASSIGNED,
    ActKind.DISMISSED,
    ActKind.REOPENED,
    ActKind.RELEASED,
    ActKind.RECALLED,
    ActKind.COMMENTED,
}

ACTS = {
    "assign": ActKind.ASSIGNED,
    "dismiss": ActKind.DISMISSED,
    "reopen": ActKind.REOPENED,
    "release": ActKind.RELEASED,
    "recall": ActKind.RECALLED,
}

POSSIBLE: dict[str, frozenset[str]] = {
    AlertState.NEW: frozenset({"assign", "dismiss", "release", "recall"}),
    AlertState.ASSIGNED: frozenset({"assign", "dismiss", "release", "recall"}),
    AlertState.DISMISSED: frozenset({"reopen", "release", "recall"}),
    AlertState.WITHDRAWN: frozenset({"release", "recall"}),
}
"""What can be done from each state. Comments always can."""


@transaction.atomic
def assign(*, alert_ids: Sequence[str], assignee: str, actor: Actor, now: datetime) -> None:
    """Give alerts to a person of the mission, by user name; to nobody with "".

    Raises:
        NOT_PERMITTED, NOTHING_CHOSEN, NO_SUCH_ALERT, NOT_POSSIBLE.
        NOT_ASSIGNABLE: no active person of that name may handle or see all alerts.
    """
    actor.require(Capability.HANDLE_ALERTS)
    if assignee and assignee not in {person.username for person in people_with(Capability.SEE_ALERTS)}:
        raise NOT_ASSIGNABLE(username=assignee)
    _do("assign", alert_ids, {"assignee": assignee}, actor=actor, now=now)


@transaction.atomic
def dismiss(*, alert_ids: Sequence[str], reason: str, text: str, actor: Actor, now: datetime) -> None:
    """Say that alerts are not to be pursued, and why: a reason of DismissalReason and a sentence.

    Raises:
        NOT_PERMITTED, NOTHING_CHOSEN, NO_SUCH_ALERT, NOT_POSSIBLE.
        UNKNOWN_REASON, TEXT_MISSING.
    """
    actor.require(Capability.HANDLE_ALERTS)
    if reason not in DismissalReason.values:
        raise UNKNOWN_REASON(reason=reason, reasons=", ".join(DismissalReason.values))
    fields = {"reason": reason, "text": _said(text, "reason")}
    _do("dismiss", alert_ids, fields, actor=actor, now=now)


@transaction.atomic
def reopen(*, alert_ids: Sequence[str], text: str, actor: Actor, now: datetime) -> None:
    """Take up dismissed alerts again.

    Raises:
        NOT_PERMITTED, NOTHING_CHOSEN, NO_SUCH_ALERT, NOT_POSSIBLE, TEXT_MISSING.
    """
    actor.require(Capability.HANDLE_ALERTS)
    fields = {"text": _said(text, "reason")}
    _do("reopen", alert_ids, fields, actor=actor, now=now)


@transaction.atomic
def release(*, alert_ids: Sequence[str], organisation: str, text: str = "", actor: Actor, now: datetime) -> None:
    """Show alerts to an organisation, by its key. Those already shown to it stay as they are.

    Raises:
        NOT_PERMITTED, NOTHING_CHOSEN, NO_SUCH_ALERT.
        NOT_RELEASABLE: no such organisation, or the mission itself.
    """
    actor.require(Capability.HANDLE_ALERTS)
    target = _other_organisation(organisation)
    fields = {"organisation": target, "text": text.strip()}
    shown = set(Release.objects.filter(organisation=target, alert__in=alert_ids).values_list("alert_id", flat=True))
    fresh = [alert_id for alert_id in alert_ids if alert_id not in shown]
    if fresh or not alert_ids:
        _do("release", fresh, fields, actor=actor, now=now)


@transaction.atomic
def recall(*, alert_ids: Sequence[str], organisation: str, text: str, actor: Actor, now: datetime) -> None:
    """Show alerts to an organisation no longer. That it saw them stays on the record.

    Raises:
        NOT_PERMITTED, NOTHING_CHOSEN, NO_SUCH_ALERT, TEXT_MISSING.
        NOT_RELEASABLE: no such organisation, or the mission itself.
    """
    actor.require(Capability.HANDLE_ALERTS)
    fields = {"organisation": _other_organisation(organisation), "text": _said(text, "reason")}
    _do("recall", alert_ids, fields, actor=actor, now=now)


@transaction.atomic
def comment(*, alert_id: str, text: str, shared: bool = False, actor: Actor, now: datetime) -> None:
    """Add a remark. The mission's are its own unless `shared`; a party's are read by the party and the mission.

    Raises:
        NOT_PERMITTED, NO_SUCH_ALERT, TEXT_MISSING.
    """
    actor.require(Capability.COMMENT_ON_ALERTS)
    alert = alert_for(actor, alert_id, for_update=True)
    fields = {"text": _said(text, "comment"), "shared": shared and actor.can(Capability.SEE_ALERTS)}
    write(alert, ActKind.COMMENTED, fields, actor=actor, now=now)


@transaction.atomic
def undo(*, alert_id: str, actor: Actor, now: datetime) -> None:
    """Take back one's own latest act, by another act that says so. Nothing is removed.

    Raises:
        NO_SUCH_ALERT.
        NOT_UNDOABLE: the latest act is somebody else's, too old, or not of a kind that can be taken back.
    """
    alert = alert_for(actor, alert_id, for_update=True)
    last = undoable_act(alert, actor=actor, now=now)
    if last is None:
        raise NOT_UNDOABLE(alert=alert_id, minutes=int(UNDO_WINDOW / timedelta(minutes=1)))
    write(alert, ActKind.UNDONE, {"undoes": last}, actor=actor, now=now)


def undoable_act(alert: Alert, *, actor: Actor, now: datetime) -> Act | None:
    """The act that `undo` would take back, or None.

    The latest is the latest that the actor may read of: else an offer that ends would tell of an act that is not shown.
    """
    acts = list(alert.acts.select_related("undoes").order_by("pk"))
    since = first_release(actor, acts)
    last = next((act for act in reversed(acts) if may_read(actor, act, shown_by=since)), None)
    own = last is not None and last.actor == actor.username and last.by_id == actor.organisation_id
    if last is None or not own or last.kind not in UNDOABLE or now - last.at > UNDO_WINDOW:
        return None
    return last


def _do(verb: str, alert_ids: Sequence[str], fields: Mapping[str, Any], *, actor: Actor, now: datetime) -> None:
    """The same act on each alert, all or none."""
    if not alert_ids:
        raise NOTHING_CHOSEN(verb=verb)
    # In the order of their ids, so that two people who act on overlapping choices wait for each other, not in a ring.
    for alert_id in sorted(set(alert_ids)):
        alert = alert_for(actor, alert_id, for_update=True)
        possible = POSSIBLE[alert.state]
        if verb not in possible:
            told = ", ".join(sorted(possible))
            raise NOT_POSSIBLE(alert=alert_id, state=alert.state, verb=verb, possible=told)
        write(alert, ACTS[verb], fields, actor=actor, now=now)


def _said(text: str, field: str) -> str:
    told = text.strip()
    if not told:
        raise TEXT_MISSING(field=field)
    return told


def _other_organisation(key: str) -> Organisation:
    found = Organisation.objects.exclude(kind=OrganisationKind.MISSION).filter(key=key).first()
    if found is None:
        raise NOT_RELEASABLE(organisation=key)
    return found
