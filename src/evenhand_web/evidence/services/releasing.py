"""Showing evidence to an organisation, or one redacted copy of it alone, and showing it no longer."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from evenhand.evidence.custody import ActKind
from evenhand.foundation.problems import ProblemKind
from evenhand_web.accounts.access import Actor, Capability
from evenhand_web.accounts.models import Organisation, OrganisationKind
from evenhand_web.accounts.speaking import as_machine
from evenhand_web.evidence.access import copy_for, evidence_for
from evenhand_web.evidence.models import Derivative, Evidence, Protection, Release
from evenhand_web.evidence.reasons import said
from evenhand_web.evidence.services.custody import write
from evenhand_web.ledger.services import record

NOT_RELEASABLE = ProblemKind(
    code="evidence.not-releasable",
    blame="caller",
    message="Evidence cannot be released to {organisation!r}. Choose an organisation from the list.",
)


@transaction.atomic
@as_machine("a report that asks for protection has it for all its files, whosesoever they are")
def restrict(*, subject_kind: str, subjects: Sequence[str], actor: Actor, now: datetime) -> int:
    """Leave the evidence on some subjects to those alone who handle evidence; gives how much was open till now."""
    open_to_all = Evidence.objects.filter(
        subject_kind=subject_kind, subject__in=list(subjects), protection=Protection.OPEN
    )
    found = list(open_to_all.values_list("pk", flat=True))
    open_to_all.update(protection=Protection.RESTRICTED)
    for evidence in found:
        record(action="evidence.restrict", subject=evidence, actor=actor, at=now)
    return len(found)


@transaction.atomic
def release(
    *, evidence_id: str, organisation: str, copy_id: int | None = None, reason: str, actor: Actor, now: datetime
) -> None:
    """Show evidence to an organisation, by its key. What it sees already stays as it is.

    Args:
        evidence_id: of which evidence.
        organisation: to whom.
        copy_id: the redacted copy that alone is shown; None: all.
        reason: why, for the custody record.
        actor: who.
        now: when, UTC.

    Raises:
        NOT_PERMITTED, NO_SUCH_EVIDENCE, NO_SUCH_COPY, NOT_RELEASABLE, REASON_MISSING.
    """
    actor.require(Capability.HANDLE_EVIDENCE)
    target, why = _target(organisation), said(reason, "reason")
    evidence = evidence_for(actor, evidence_id, for_update=True)
    copy: Derivative | None = copy_for(actor, evidence, copy_id) if copy_id is not None else None
    if evidence.releases.filter(organisation=target, copy=copy).exists():
        return
    Release.objects.create(evidence=evidence, organisation=target, copy=copy, released_at=now)
    details = {"organisation": target.key} | ({"copy": copy.digest} if copy else {})
    write(evidence=evidence, kind=ActKind.RELEASED, reason=why, details=details, actor=actor, now=now)


@transaction.atomic
def recall(*, evidence_id: str, organisation: str, reason: str, actor: Actor, now: datetime) -> None:
    """Show evidence and its copies to an organisation no longer. That it saw them stays in the custody record.

    Raises:
        NOT_PERMITTED, NO_SUCH_EVIDENCE, NOT_RELEASABLE, REASON_MISSING.
    """
    actor.require(Capability.HANDLE_EVIDENCE)
    target, why = _target(organisation), said(reason, "reason")
    evidence = evidence_for(actor, evidence_id, for_update=True)
    shown = evidence.releases.filter(organisation=target)
    if shown.exists():
        shown.delete()
        details = {"organisation": target.key}
        write(evidence=evidence, kind=ActKind.RECALLED, reason=why, details=details, actor=actor, now=now)


def _target(key: str) -> Organisation:
    found = Organisation.objects.exclude(kind=OrganisationKind.MISSION).filter(key=key).first()
    if found is None:
        raise NOT_RELEASABLE(organisation=key[:64])
    return found
