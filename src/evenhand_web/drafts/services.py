"""Keeping a draft: the only thing of a trial that is stored, and that only when a person asks for it."""

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction

from evenhand.agreements.reading import read_agreement
from evenhand.foundation.problems import ProblemKind
from evenhand_web.accounts.access import Actor, Capability
from evenhand_web.agreements.mapping import files_to_text
from evenhand_web.agreements.models import AgreementVersion
from evenhand_web.drafts.models import Draft
from evenhand_web.ledger.services import record

NUMBER_TAKEN = ProblemKind(
    code="drafts.number-taken",
    blame="state",
    message="Version {version!r} of {agreement} was adopted already. Give the draft another number.",
)
NOTE_MISSING = ProblemKind(
    code="drafts.note-missing",
    blame="caller",
    message="The draft {version!r} does not say why it is made. Say in a sentence what it is for.",
)


@transaction.atomic
def save(*, files: Mapping[str, bytes], based_on: str, note: str, actor: Actor, now: datetime) -> Draft:
    """Keep a draft version; the same files again change nothing. Adopting it stays a separate act.

    Args:
        files: content by path, as `edited` gives them.
        based_on: digest of the adopted version that it changes.
        note: why, in a sentence.
        actor: who saves it.
        now: when, UTC.

    Raises:
        NOT_PERMITTED: the role may not try changes.
        FAULTY: the files are not an agreement.
        NUMBER_TAKEN: a version of that number was adopted.
        NOTE_MISSING: it does not say why.
    """
    actor.require(Capability.TRY_CHANGES)
    agreement = read_agreement(files, origin="draft")
    if AgreementVersion.objects.filter(agreement=agreement.id, version=agreement.version).exists():
        raise NUMBER_TAKEN(version=agreement.version, agreement=agreement.id)
    if not note.strip():
        raise NOTE_MISSING(version=agreement.version)
    known = Draft.objects.filter(digest=agreement.digest).first()
    if known is not None:
        return known
    row = Draft.objects.create(
        agreement=agreement.id,
        version=agreement.version,
        based_on=based_on,
        digest=agreement.digest,
        files=files_to_text(files),
        note=note.strip()[:2000],
        saved_at=now,
        saved_by=actor.username,
    )
    details = {"version": agreement.version, "digest": agreement.digest, "based_on": based_on}
    record(action="drafts.save", subject=agreement.id, actor=actor, at=now, details=details)
    return row
