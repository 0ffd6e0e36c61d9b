"""The one door to documents: the mission sees all, others what is theirs, was released to them or is open to all."""

from django.db.models import Exists, OuterRef, Q, QuerySet

from evenhand.foundation.problems import ProblemKind
from evenhand_web.accounts.access import Actor, Capability
from evenhand_web.documents.models import Document, DocumentRelease, Paragraph, State

NO_SUCH_DOCUMENT = ProblemKind(
    code="documents.no-such-document",
    blame="missing",
    message="There is no document {document!r}, or it has not been released to you. Check the address.",
)
NO_SUCH_PARAGRAPH = ProblemKind(
    code="documents.no-such-paragraph",
    blame="missing",
    message="This document has no paragraph {para!r}. It may have been read again; look for it in the text.",
)
NOT_KEPT_BY_YOU = ProblemKind(
    code="documents.not-kept-by-you",
    blame="permission",
    message="{who} may not change this document: it is kept by {owner}. Ask there.",
)


def visible_documents(actor: Actor) -> QuerySet[Document]:
    """All that this actor may read. Lists, counts and searches begin here."""
    if actor.organisation_id is None:
        return Document.objects.none()
    if actor.can(Capability.SEE_DOCUMENTS):
        return Document.objects.all()
    if not actor.can(Capability.SEE_RELEASED_DOCUMENTS):
        return Document.objects.none()
    released = DocumentRelease.objects.filter(document=OuterRef("pk"), organisation=actor.organisation_id)
    shown = Q(state=State.READ) & (Q(open_to_all=True) | Q(Exists(released)))
    return Document.objects.filter(Q(owner_id=actor.organisation_id) | shown)


def document_for(actor: Actor, document_id: str) -> Document:
    """One document that this actor may read.

    Raises:
        NO_SUCH_DOCUMENT: it is not there for this actor. What may not be seen looks like what does not exist.
    """
    found = visible_documents(actor).select_related("owner", "reading").filter(pk=document_id[:64]).first()
    if found is None:
        raise NO_SUCH_DOCUMENT(document=document_id[:64])
    return found


def paragraph_for(actor: Actor, document_id: str, para: str) -> Paragraph:
    """One passage of a document that this actor may read.

    Raises:
        NO_SUCH_DOCUMENT, NO_SUCH_PARAGRAPH.
    """
    document = document_for(actor, document_id)
    found: Paragraph | None = document.paragraphs.filter(key=para[:80]).first()
    if found is None:
        raise NO_SUCH_PARAGRAPH(para=para[:80])
    return found


def keeps(actor: Actor, document: Document) -> bool:
    """Whether this actor may change what is held of a document: its owner's people who keep documents."""
    return actor.can(Capability.KEEP_DOCUMENTS) and document.owner_id == actor.organisation_id


def kept_documents(actor: Actor) -> QuerySet[Document]:
    """The documents that this actor may change."""
    if not actor.can(Capability.KEEP_DOCUMENTS):
        return Document.objects.none()
    return visible_documents(actor).filter(owner_id=actor.organisation_id)


def kept_document(actor: Actor, document_id: str, *, for_update: bool = False) -> Document:
    """One document that this actor may change.

    Raises:
        NO_SUCH_DOCUMENT: it is not there for this actor.
        NOT_PERMITTED, NOT_KEPT_BY_YOU: it may be read, and no more.
    """
    document = document_for(actor, document_id)
    actor.require(Capability.KEEP_DOCUMENTS)
    if not keeps(actor, document):
        raise NOT_KEPT_BY_YOU(who=actor.username, owner=str(document.owner))
    if for_update:
        return Document.objects.select_for_update(of=("self",)).get(pk=document.pk)
    return document
