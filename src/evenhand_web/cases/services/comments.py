"""Taking back one's own comment. Formal acts are never taken back, but answered by another act."""

from datetime import datetime, timedelta

from django.db import transaction

from evenhand.foundation.problems import ProblemKind
from evenhand_web.accounts.access import Actor
from evenhand_web.cases import access
from evenhand_web.cases.models import Act, Case, Struck
from evenhand_web.ledger.services import record, unrecorded

NOT_TAKEN_BACK = ProblemKind(
    code="cases.not-taken-back",
    blame="state",
    message="You have made no comment in case {case} in the last {minutes} minutes. Add another one that corrects it.",
)

WINDOW = timedelta(minutes=15)


@transaction.atomic
def take_back(*, case_id: str, actor: Actor, now: datetime) -> None:
    """Strike out one's own latest comment of the last minutes. It stays in the file, and that it was struck out too.

    Raises:
        NO_SUCH_CASE, NOT_TAKEN_BACK.
    """
    case = access.case_for(actor, case_id, for_update=True).case
    last = last_comment(case=case, actor=actor, now=now)
    if last is None:
        raise NOT_TAKEN_BACK(case=case.number, minutes=int(WINDOW / timedelta(minutes=1)))
    struck = Struck.objects.create(act=last, at=now, user=actor.username)
    details = {"act": last.number, "digest": last.digest}
    record(action="cases.taken-back", subject=case.number, actor=actor, at=now, details=details, rows=[struck])


@unrecorded("reads only")
def last_comment(*, case: Case, actor: Actor, now: datetime) -> Act | None:
    """The comment that `take_back` would take back, or None."""
    own = Act.objects.filter(case=case, kind="commented", user=actor.username, organisation=access.key_of(actor))
    found: Act | None = own.filter(struck=None, at__gt=now - WINDOW).order_by("-number").first()
    return found
