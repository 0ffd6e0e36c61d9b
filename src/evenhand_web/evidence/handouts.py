"""What the views of files need to know: which file, of what size, under which name."""

from dataclasses import dataclass
from datetime import datetime

from evenhand_web.accounts.access import Actor
from evenhand_web.evidence import access
from evenhand_web.evidence.models import Derivative
from evenhand_web.evidence.records import texts_of
from evenhand_web.evidence.services import ensure_examined
from evenhand_web.evidence.tickets import BAD_TICKET, Ticket

Picture = Derivative
"""What a view shows needs no more of it than its digest."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Handout:
    """A file of the storage, as somebody takes it away."""

    digest: str
    size_bytes: int
    name: str
    media_type: str
    texts: tuple[tuple[str, str], ...] = ()


def handout(actor: Actor, evidence_id: str, ticket: Ticket) -> Handout:
    """The file that a ticket was given out for, if it may still be seen.

    Raises:
        NO_SUCH_EVIDENCE, NO_SUCH_COPY.
        BAD_TICKET: it is for other evidence.
    """
    if ticket.evidence != evidence_id:
        raise BAD_TICKET(who=actor.username)
    if ticket.what == "copy":
        copy = access.copy_for(actor, access.glimpse(actor, evidence_id), ticket.copy or 0)
        return Handout(digest=copy.digest, size_bytes=copy.size_bytes, name=copy.name, media_type=copy.media_type)
    found = access.evidence_for(actor, evidence_id)
    return Handout(
        digest=found.digest,
        size_bytes=found.size_bytes,
        name=found.name,
        media_type=found.media_type,
        texts=texts_of(found),
    )


def picture(actor: Actor, evidence_id: str, kind: str, *, now: datetime) -> Derivative | None:
    """The preview or thumbnail of evidence that this actor sees whole; None where there is none.

    Raises:
        NO_SUCH_EVIDENCE.
    """
    evidence = ensure_examined(evidence=access.evidence_for(actor, evidence_id), now=now)
    found: Derivative | None = evidence.derivatives.filter(kind=kind, of=None).last()
    return found


def copy_picture(actor: Actor, evidence_id: str, copy_id: int, kind: str) -> Derivative | None:
    """The preview or thumbnail of a redacted copy that this actor may see; None where there is none.

    Raises:
        NO_SUCH_EVIDENCE, NO_SUCH_COPY.
    """
    copy = access.copy_for(actor, access.glimpse(actor, evidence_id), copy_id)
    found: Derivative | None = copy.pictures.filter(kind=kind).last()
    return found


def examined(actor: Actor, evidence_id: str, *, now: datetime) -> None:
    """Have evidence looked into before its page is shown, where that has not been done.

    Raises:
        NO_SUCH_EVIDENCE.
    """
    evidence = access.glimpse(actor, evidence_id)
    if access.sight_of(actor, evidence).whole:
        ensure_examined(evidence=evidence, now=now)
