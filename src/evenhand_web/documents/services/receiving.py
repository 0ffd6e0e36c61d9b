"""Taking documents in: hashed at the door, kept bit for bit, told by their content. Reading them comes afterwards."""

import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from evenhand.agreements.gazetteer import fold
from evenhand.evidence.hashing import Fingerprint
from evenhand.evidence.names import safe_name
from evenhand.evidence.recognition import recognise
from evenhand.foundation.problems import ProblemKind
from evenhand_web.accounts.access import Actor, Capability
from evenhand_web.documents.access import visible_documents
from evenhand_web.documents.models import Document
from evenhand_web.evidence import services as evidence
from evenhand_web.evidence.storage import storage
from evenhand_web.ledger.services import record

TOO_LARGE = ProblemKind(
    code="documents.file-too-large",
    blame="caller",
    message="{name} has more than {limit_mb} megabytes. Split it, or leave its pictures out, and add it again.",
)
NOT_A_DOCUMENT = ProblemKind(
    code="documents.not-a-document",
    blame="caller",
    message="{name} is {media_type} by its content. What can be read here is PDF, DOCX, HTML and plain text.",
)
EMPTY = ProblemKind(
    code="documents.empty-file", blame="caller", message="{name} is empty. Choose the file again and send it whole."
)

LIMIT_BYTES = 100_000_000
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
ACCEPTED = frozenset({"application/pdf", DOCX, "text/html", "text/plain", "text/xml", "text/csv"})
"""By content. What is plain text may look like a table or like XML to who only sees its first lines."""
_TEXT_ENDINGS = (".txt", ".md", ".text")


@dataclass(frozen=True, slots=True, kw_only=True)
class Received:
    """What became of a file."""

    document: str
    is_new: bool
    """False: the same bytes are this organisation's document already, and nothing changed."""


def receive(*, content: Iterable[bytes], name: str, actor: Actor, now: datetime) -> Received:
    """Take a file in as a document of the actor's organisation; it waits to be read. The same bytes are the same one.

    Raises:
        NOT_PERMITTED: a role that keeps no documents.
        TOO_LARGE, EMPTY, NOT_A_DOCUMENT: nothing is entered.
    """
    actor.require(Capability.KEEP_DOCUMENTS)
    safe = safe_name(name, otherwise="document").safe
    kept = evidence.keep(content=_bounded(content, safe), name=safe)
    if not kept.size_bytes:
        raise EMPTY(name=safe)
    with storage().open(kept.digest) as file:
        media_type = recognise(file, name=safe).media_type
    if media_type not in ACCEPTED and not (media_type == "application/octet-stream" and safe.endswith(_TEXT_ENDINGS)):
        raise NOT_A_DOCUMENT(name=safe, media_type=media_type)
    return _entered(kept, name=safe, media_type=media_type, actor=actor, now=now)


@transaction.atomic
def _entered(kept: Fingerprint, *, name: str, media_type: str, actor: Actor, now: datetime) -> Received:
    key = f"doc-{hashlib.sha256(f'{actor.organisation_id} {kept.digest}'.encode()).hexdigest()[:24]}"
    if visible_documents(actor).filter(pk=key).exists():
        return Received(document=key, is_new=False)
    row = Document(
        document=key,
        owner_id=actor.organisation_id,
        digest=kept.digest,
        size_bytes=kept.size_bytes,
        name=name,
        media_type=media_type,
        received_at=now,
        received_from=actor.username,
        work=key,
        search_text=fold(name),
    )
    # Two may come at once: the second one waits for the first and adds nothing.
    Document.objects.bulk_create([row], ignore_conflicts=True)
    details = {"digest": kept.digest, "size_bytes": kept.size_bytes, "name": name, "media_type": media_type}
    record(action="documents.receive", subject=key, actor=actor, at=now, details=details)
    return Received(document=key, is_new=True)


def _bounded(parts: Iterable[bytes], name: str) -> Iterator[bytes]:
    total = 0
    for part in parts:
        total += len(part)
        if total > LIMIT_BYTES:
            raise TOO_LARGE(name=name, limit_mb=LIMIT_BYTES // 1_000_000)
        yield part
