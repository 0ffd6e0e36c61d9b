"""Who was heard: written down beside an interview, apart from it; and looking at that, with a reason."""

from datetime import datetime

from django.db import transaction

from evenhand.cases.acts import InterviewHeld
from evenhand.cases.file import fold
from evenhand.foundation.problems import ProblemKind
from evenhand_web.accounts.access import Actor
from evenhand_web.accounts.speaking import as_machine
from evenhand_web.cases import access
from evenhand_web.cases.models import InterviewLook, InterviewSource
from evenhand_web.cases.services.acting import act, with_id
from evenhand_web.cases.twins import said_just_now
from evenhand_web.ledger.services import record

IDENTITY_MISSING = ProblemKind(
    code="cases.identity-missing",
    blame="caller",
    message="It does not say who was heard ({value!r}). Write the name, or how the person can be found again.",
)
REASON_MISSING = ProblemKind(
    code="cases.reason-missing",
    blame="caller",
    message="The reason for looking at the source of {interview} is {value!r}. Say why; it is written down.",
)


@transaction.atomic
def hear(*, case_id: str, content: InterviewHeld, identity: str, actor: Actor, now: datetime) -> None:
    """An interview, with who was heard kept behind a door of its own.

    Raises:
        What `act` raises, IDENTITY_MISSING.
    """
    if not identity.strip():
        raise IDENTITY_MISSING(value=identity)
    held = access.case_for(actor, case_id, for_update=True)
    if said_just_now(held.case, held.acts, content, actor=actor, now=now):
        with as_machine("who was heard is kept apart, also from whoever writes it down"):
            if InterviewSource.objects.filter(case=held.case, identity=identity.strip()).exists():
                return
    case, content = held.case, with_id(fold(held.view.rules, held.acts), content)
    act(case_id=case_id, content=content, actor=actor, now=now, again=True)
    kept = {"protection": content.protection.value, "identity": identity.strip(), "kept_at": now}
    with as_machine("who was heard is kept apart, also from whoever writes it down"):
        row = InterviewSource.objects.create(case=case, interview=content.interview, **kept)
    details = {"of": content.interview}
    record(action="cases.source-kept", subject=case.number, actor=actor, at=now, details=details, rows=[row])


@transaction.atomic
def look(*, case_id: str, interview: str, reason: str, actor: Actor, now: datetime) -> str:
    """Who was heard, for one who is trusted with sources; the look is written down with its reason.

    Raises:
        NO_SUCH_CASE, NO_SUCH_INTERVIEW, NOT_PERMITTED, REASON_MISSING.
    """
    source = access.interview_source_for(actor, case_id, interview)
    if not reason.strip():
        raise REASON_MISSING(interview=interview, value=reason)
    row = InterviewLook.objects.create(
        source=source, at=now, actor=actor.username, by_id=actor.organisation_id, reason=reason.strip()
    )
    details = {"of": source.interview, "reason": reason.strip()}
    about = source.case.number
    record(action="cases.source-looked-at", subject=about, actor=actor, at=now, details=details, rows=[row])
    return source.identity
