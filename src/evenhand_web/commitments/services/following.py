"""Who follows what, and telling people of what falls due: once of each deadline, by mail where mail is set up."""

import logging
from collections.abc import Iterator
from datetime import datetime, timedelta
from smtplib import SMTPException

from django.conf import settings
from django.core.mail import EmailMessage
from django.db import transaction
from django.db.models import QuerySet
from django.utils import translation
from django.utils.translation import gettext as _

from evenhand.foundation.problems import ProblemKind
from evenhand_web.accounts.access import Actor, Capability, actor_for, capabilities_of
from evenhand_web.accounts.models import Membership
from evenhand_web.commitments import access
from evenhand_web.commitments.models import Notice, NoticeKind, Shown, Subscription, SubscriptionKind
from evenhand_web.commitments.projection import roll
from evenhand_web.ledger.services import record, unrecorded
from evenhand_web.ledger.turns import take_turn

log = logging.getLogger(__name__)

NOT_TO_FOLLOW = ProblemKind(
    code="commitments.not-to-follow",
    blame="caller",
    message="There is no {kind} {what!r} among what you see. Follow something of the list.",
)
AHEAD = timedelta(days=14)
_TOO_LATE = timedelta(days=60)
"""What has been overdue longer tells nobody anew."""


@transaction.atomic
@unrecorded("that somebody follows something is no formal act")
def follow(*, kind: str, what: str, actor: Actor, now: datetime) -> None:
    """Be told of what falls due of one commitment, or all that a body owes, of a theme, of a plan.

    Raises:
        NOT_TO_FOLLOW: nothing of that is among what this actor sees.
    """
    wanted = _about(access.visible_commitments(actor), kind, what)
    if actor.user_id is None or wanted is None or not wanted.exists():
        raise NOT_TO_FOLLOW(kind=kind[:20], what=what[:100])
    Subscription.objects.get_or_create(
        user_id=actor.user_id,
        organisation_id=actor.organisation_id,
        kind=kind,
        what=what,
        defaults={"made_at": now},
    )


@transaction.atomic
@unrecorded("that somebody follows something no longer is no formal act")
def unfollow(*, kind: str, what: str, actor: Actor) -> None:
    """Follow it no longer; what is not followed stays so."""
    access.subscriptions(actor).filter(kind=kind[:20], what=what[:100]).delete()


@unrecorded("reads only")
def followed(actor: Actor) -> QuerySet[Shown]:
    """What this actor sees of what they follow."""
    visible = access.visible_commitments(actor)
    found = visible.none()
    for one in access.subscriptions(actor):
        part = _about(visible, one.kind, one.what)
        found = found | part if part is not None else found
    return found


@unrecorded("reads only")
def owed(actor: Actor) -> QuerySet[Shown]:
    """What this actor's own organisation owes, by its key or as the party that it is."""
    visible = access.visible_commitments(actor)
    keys = {access.key_of(actor), actor.party or ""} - {""}
    found = visible.none()
    for key in sorted(keys):
        found = found | visible.filter(bodies__contains=f"|{key}|")
    return found


def remind(*, actor: Actor, now: datetime) -> tuple[int, int]:
    """Tell people of what falls due within two weeks or is overdue, once of each deadline, and mail it.

    Told are those who follow it, and those of an organisation that owes it who can say how it stands. Mail goes to who
    has an address and sees the commitment at that moment; it says when something falls due and nothing of what it is.
    Notices are made in one transaction; mail goes after it, one by one: what one server refuses is logged and tried
    again the next time.
    """
    told = _tell_all(actor, now)
    waiting = Notice.objects.filter(mailed_at=None, read_at=None).select_related("user").order_by("pk")
    mailed = sum([_mail(notice, now) for notice in list(waiting)])
    if mailed:
        with transaction.atomic():
            record(action="commitments.remind", subject="commitments", actor=actor, at=now, details={"mailed": mailed})
    return told, mailed


@transaction.atomic
@unrecorded("that somebody has read a notice is no formal act")
def mark_read(*, notices: list[int], actor: Actor, now: datetime) -> None:
    """Mark one's own notices as read."""
    own = access.visible_notices(actor).filter(pk__in=notices, read_at=None).values_list("pk", flat=True)
    Notice.objects.filter(pk__in=list(own)).update(read_at=now)


@transaction.atomic
def _tell_all(actor: Actor, now: datetime) -> int:
    take_turn()
    roll(now=now)
    before = Notice.objects.count()
    members = Membership.objects.filter(user__is_active=True).select_related("user", "organisation").order_by("pk")
    for member in members:
        Notice.objects.bulk_create(_notices(member, now), ignore_conflicts=True)
    told = Notice.objects.count() - before
    if told:
        record(action="commitments.remind", subject="commitments", actor=actor, at=now, details={"told": told})
    return told


def _notices(member: Membership, now: datetime) -> Iterator[Notice]:
    whose = actor_for(member.user, chosen=member.pk)
    wanted = followed(whose)
    if Capability.REPORT_ON_COMMITMENTS in capabilities_of(member.role, member.organisation.kind):
        wanted = wanted | owed(whose)
    due = wanted.filter(phase="open", due_at__gt=now - _TOO_LATE, due_at__lte=now + AHEAD)
    for row in due.distinct():
        yield Notice(
            commitment_id=row.commitment_id,
            user_id=member.user_id,
            organisation_id=member.organisation_id,
            kind=NoticeKind.OVERDUE if row.due_at <= now else NoticeKind.SOON,
            due_at=row.due_at,
            made_at=now,
        )


def _about(rows: QuerySet[Shown], kind: str, what: str) -> QuerySet[Shown] | None:
    if not what or "\0" in what or "|" in what:
        return None
    match kind:
        case SubscriptionKind.COMMITMENT:
            return rows.filter(commitment=what[:64])
        case SubscriptionKind.BODY:
            return rows.filter(bodies__contains=f"|{what}|")
        case SubscriptionKind.THEME:
            return rows.filter(theme=what)
        case SubscriptionKind.PLAN:
            return rows.filter(plan=what)
    return None


def _mail(notice: Notice, now: datetime) -> bool:
    letter = _letter(notice)
    if letter is None:
        return False
    # Marked before it goes: another run at the same time does not send it too.
    own = Notice.objects.filter(pk=notice.pk)
    if not own.filter(mailed_at=None).update(mailed_at=now):
        return False
    try:
        letter.send()
    except (SMTPException, OSError, ValueError) as error:
        # What the server answered may hold the address, which is nobody's business who reads logs.
        said = "Notice %s was not mailed: %s. It is tried again the next time."
        log.log(logging.ERROR, said, notice.pk, type(error).__name__)
        own.update(mailed_at=None)
        return False
    return True


def _letter(notice: Notice) -> EmailMessage | None:
    """What is mailed of a notice; None: nothing, for they have no address or no longer see the commitment."""
    user = notice.user
    membership = user.memberships.filter(organisation=notice.organisation_id).first()
    if membership is None or not user.email or not user.is_active or not settings.EMAIL_HOST:
        return None
    whose = actor_for(user, chosen=membership.pk)
    if not access.visible_notices(whose).filter(pk=notice.pk).exists():
        return None
    row = access.visible_commitments(whose).get(commitment=notice.commitment_id)
    with translation.override(user.language or "en"):
        where = f"{row.document} {row.paragraph}".strip()
        subject = _("%(kind)s: %(where)s") % {"kind": NoticeKind(notice.kind).label, "where": where}
        due = f"{notice.due_at:%Y-%m-%d %H:%M} UTC"
        body = _("A commitment is due by %(due)s. Sign in to see it.") % {"due": due}
    return EmailMessage(subject, f"{body}\n", None, [user.email])
