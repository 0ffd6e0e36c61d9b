"""Notices: made anew where clocks began or ran out since, sent by mail, read."""

from datetime import datetime

from django.conf import settings
from django.core.mail import send_mail
from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _

from evenhand_web.accounts.access import Actor, actor_for
from evenhand_web.cases import access
from evenhand_web.cases.mapping import acts_of, agreement_for
from evenhand_web.cases.models import Case, Notice, NoticeKind
from evenhand_web.cases.projection import views_of
from evenhand_web.cases.telling import tell
from evenhand_web.ledger.services import record, unrecorded


@transaction.atomic
def remind(*, actor: Actor, now: datetime) -> tuple[int, int]:
    """Tell everybody whose clock ran out, once of each run, and mail all notices; gives how many were told and mailed.

    Mail goes to those who have an address and sees the case at that moment; it names the case and what is due, and
    nothing of what the case says.
    """
    told = 0
    # Of clocks that began, people are told with the act that began them; left are those that ran out since.
    for case in Case.objects.filter(due_at__lte=now).order_by("pk").iterator():
        told += tell(case, views_of(case, acts_of(case)), now=now)
    mailed = sum(_mail(notice, now) for notice in Notice.objects.filter(mailed_at=None, read_at=None).order_by("pk"))
    if told or mailed:
        record(action="cases.remind", subject="cases", actor=actor, at=now, details={"told": told, "mailed": mailed})
    return told, mailed


@transaction.atomic
@unrecorded("that somebody has read a notice is no formal act")
def mark_read(*, notices: list[int], actor: Actor, now: datetime) -> None:
    """Mark one's own notices as read."""
    own = access.visible_notices(actor).filter(pk__in=notices, read_at=None).values_list("pk", flat=True)
    Notice.objects.filter(pk__in=list(own)).update(read_at=now)


def _mail(notice: Notice, now: datetime) -> bool:
    user = notice.user
    membership = user.memberships.filter(organisation=notice.organisation_id).first()
    if membership is None or not user.email or not user.is_active or not settings.EMAIL_HOST:
        return False
    actor = actor_for(user, chosen=membership.pk)
    if not access.visible_notices(actor).filter(pk=notice.pk).exists():
        return False
    case = notice.case
    clock = next((one for one in access.case_for(actor, case.pk).view.rules.clocks if one.id == notice.clock), None)
    with translation.override(user.language or "en"):
        name = clock.name.in_language(user.language or "en") if clock is not None else notice.clock
        subject = _("%(number)s: %(kind)s") % {"number": case.number, "kind": NoticeKind(notice.kind).label}
        due = f"{notice.due_at:%Y-%m-%d %H:%M} UTC"
        body = _("“%(clock)s” is due on %(due)s. Sign in to see the case.") % {"clock": name, "due": due}
        send_mail(
            subject, f"{body}\n\n{agreement_for(case).title.in_language(user.language or 'en')}\n", None, [user.email]
        )
    Notice.objects.filter(pk=notice.pk).update(mailed_at=now)
    return True
