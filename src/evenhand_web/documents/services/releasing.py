"""Showing a document to an organisation or to all, and showing it no longer."""

from datetime import datetime

from django.db import transaction

from evenhand.foundation.problems import ProblemKind
from evenhand_web.accounts.access import Actor
from evenhand_web.accounts.models import Organisation
from evenhand_web.documents.access import kept_document
from evenhand_web.documents.models import DocumentRelease
from evenhand_web.ledger.services import record

NOT_RELEASABLE = ProblemKind(
    code="documents.not-releasable",
    blame="caller",
    message="The document cannot be released to {organisation!r}. Choose an organisation from the list.",
)


@transaction.atomic
def release(*, document_id: str, organisation: str, actor: Actor, now: datetime) -> None:
    """Show a document to an organisation, by its key. Twice is as once.

    Raises:
        NO_SUCH_DOCUMENT, NOT_PERMITTED, NOT_KEPT_BY_YOU, NOT_RELEASABLE.
    """
    document = kept_document(actor, document_id, for_update=True)
    target = _target(organisation, actor)
    if document.releases.filter(organisation=target).exists():
        return
    DocumentRelease.objects.create(document=document, organisation=target, released_at=now)
    details = {"organisation": target.key}
    record(action="documents.release", subject=document.pk, actor=actor, at=now, details=details)


@transaction.atomic
def recall(*, document_id: str, organisation: str, actor: Actor, now: datetime) -> None:
    """Show a document to an organisation no longer. That it was shown stays in the record.

    Raises:
        NO_SUCH_DOCUMENT, NOT_PERMITTED, NOT_KEPT_BY_YOU, NOT_RELEASABLE.
    """
    document = kept_document(actor, document_id, for_update=True)
    target = _target(organisation, actor)
    if document.releases.filter(organisation=target).delete()[0]:
        details = {"organisation": target.key}
        record(action="documents.recall", subject=document.pk, actor=actor, at=now, details=details)


@transaction.atomic
def open_to_all(*, document_id: str, actor: Actor, now: datetime) -> None:
    """Show a document to every organisation of the house, now and later: right for what has been published.

    Raises:
        NO_SUCH_DOCUMENT, NOT_PERMITTED, NOT_KEPT_BY_YOU.
    """
    _opened(document_id, opened=True, actor=actor, now=now)


@transaction.atomic
def close_to_others(*, document_id: str, actor: Actor, now: datetime) -> None:
    """Show a document only to its owner, the mission and those to whom it was released.

    Raises:
        NO_SUCH_DOCUMENT, NOT_PERMITTED, NOT_KEPT_BY_YOU.
    """
    _opened(document_id, opened=False, actor=actor, now=now)


def _opened(document_id: str, *, opened: bool, actor: Actor, now: datetime) -> None:
    document = kept_document(actor, document_id, for_update=True)
    if document.open_to_all == opened:
        return
    document.open_to_all = opened
    document.save(update_fields=["open_to_all"])
    action = "documents.open" if opened else "documents.close"
    record(action=action, subject=document.pk, actor=actor, at=now)


def _target(key: str, actor: Actor) -> Organisation:
    found = Organisation.objects.filter(key=key).exclude(pk=actor.organisation_id).first()
    if found is None:
        raise NOT_RELEASABLE(organisation=key[:64])
    return found
