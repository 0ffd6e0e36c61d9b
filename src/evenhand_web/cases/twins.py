"""The same act sent twice: a button pressed twice, an answer that was lost. Sending twice is harmless."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from evenhand.cases.acts import (
    Act,
    Content,
    InterviewHeld,
    MeetingHeld,
    Opened,
    PositionTaken,
    Released,
    ResponseAssigned,
    VisitPlanned,
)
from evenhand_web.accounts.access import Actor
from evenhand_web.cases.mapping import act_of
from evenhand_web.cases.models import Act as Row
from evenhand_web.cases.models import Case, Struck

NEAR = timedelta(minutes=1)


def said_just_now(case: Case, acts: Sequence[Act], content: Content, *, actor: Actor, now: datetime) -> bool:
    """Whether the last thing that this person did in the case, a minute ago at most, was exactly this.

    A comment that was taken back since may be made again.
    """
    own = (
        act
        for act in reversed(acts)
        if act.seat.user == actor.username and (isinstance(content, Released) or not isinstance(act.content, Released))
    )
    last = next(own, None)
    if last is None or now - last.at > NEAR or _bare(last.content) != _bare(content):
        return False
    return not Struck.objects.filter(act__case=case, act__number=last.number).exists()


def opened_just_now(content: Opened, actor: Actor, now: datetime) -> Case | None:
    """The case that this person opened with exactly these words a minute ago at most; None: there is none."""
    rows = Row.objects.filter(number=1, user=actor.username, case__opened_at__gte=now - NEAR).select_related("case")
    return next((row.case for row in rows.order_by("-pk")[:5] if act_of(row).content == content), None)


def _bare(content: Content) -> Content:
    """What was said, without ids that are given at the door and without the time and value of a signature."""
    match content:
        case PositionTaken():
            return replace(content, signature=None, signed_at="")
        case VisitPlanned():
            return replace(content, visit="")
        case InterviewHeld():
            return replace(content, interview="")
        case MeetingHeld():
            return replace(content, meeting="")
        case ResponseAssigned():
            return replace(content, response="")
    return content
