"""Notices: made anew where clocks began or ran out since, sent by mail, read."""

import logging
from datetime import datetime
from smtplib import SMTPException

from django.conf import settings
from django.core.mail import EmailMessage
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
from evenhand_web.ledger.turns import take_turn

log = logging.getLogger(__name__)


def remind(*, actor: Actor, now: datetime) -> tuple[int, int]:
    """Tell everybody whose clock ran out, once of each run, and mail all notices; gives how many were told and mailed.

    Mail goes to those who have an address and sees the case at that moment; it names the case and what is due, and
    nothing of what the case says. Notices are made in one transaction; mail goes after it, so that nobody waits for a
    mail server, one by one: what one refuses is logged and tried again the next time.
    """
    told = _tell_all(actor, now)
    waiting = Notice.objects.filter(mailed_at=None, read_at=None).select_related("case", "user").order_by("pk")
    mailed = sum([_mail(notice, now) for notice in list(waiting)])
    if mailed:
        with transaction.atomic():
            record(action="cases.remind", subject="cases", actor=actor, at=now, details={"mailed": mailed})
    return told, mailed


@transaction.atomic
def _tell_all(actor: Actor, now: datetime) -> int:
    take_turn()
    # Of clocks that began, people are told with the act that began them; left are those that ran out since.
    due = Case.objects.filter(due_at__lte=now).order_by("pk")
    told = sum(tell(case, views_of(case, acts_of(case)), now=now) for case in due.iterator())
    if told:
        record(action="cases.remind", subject="cases", actor=actor, at=now, details={"told": told})
    return told


@transaction.atomic
@unrecorded("that somebody has read a notice is no formal act")
def mark_read(*, notices: list[int], actor: Actor, now: datetime) -> None:
    """Mark one's own notices as read."""
    own = access.visible_notices(actor).filter(pk__in=notices, read_at=None).values_list("pk", flat=True)
    Notice.objects.filter(pk__in=list(own)).update(read_at=now)


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
    """What is mailed of a notice; None: nothing, for they have no address or no longer see the case."""
    user = notice.user
    membership = user.memberships.filter(organisation=notice.organisation_id).first()
    if membership is None or not user.email or not user.is_active or not settings.EMAIL_HOST:
        return None
    actor = actor_for(user, chosen=membership.pk)
    if not access.visible_notices(actor).filter(pk=notice.pk).exists():
        return None
    case, language = notice.case, user.language or "en"
    clock = next((one for one in access.case_for(actor, case.pk).view.rules.clocks if one.id == notice.clock), None)
    with translation.override(language):
        name = clock.name.in_language(language) if clock is not None else notice.clock
        subject = _("%(number)s: %(kind)s") % {"number": case.number, "kind": NoticeKind(notice.kind).label}
        due = f"{notice.due_at:%Y-%m-%d %H:%M} UTC"
        body = _("“%(clock)s” is due on %(due)s. Sign in to see the case.") % {"clock": name, "due": due}
    return EmailMessage(subject, f"{body}\n\n{agreement_for(case).title.in_language(language)}\n", None, [user.email])
