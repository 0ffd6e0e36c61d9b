"""What people say of a document's head: append-only, a version each time, the reader's proposal never overwritten."""

import re
from collections.abc import Mapping
from datetime import date, datetime

from django.db import transaction

from evenhand.documents.classes import BODIES, KINDS
from evenhand.documents.tables import LANGUAGES
from evenhand.foundation.problems import ProblemKind
from evenhand_web.accounts.access import Actor
from evenhand_web.documents import heads
from evenhand_web.documents.access import kept_document
from evenhand_web.documents.models import Document, HeadVersion
from evenhand_web.ledger.services import record

NOT_READ_YET = ProblemKind(
    code="documents.not-read-yet",
    blame="state",
    message="{name} has not been read yet, so there is no head to confirm. Have it read first.",
)
CHANGED_MEANWHILE = ProblemKind(
    code="documents.head-changed-meanwhile",
    blame="state",
    message="The head of {name} was changed or read again since you opened it. Look at it, then write again.",
)
BAD_FIELD = ProblemKind(
    code="documents.bad-head-field",
    blame="caller",
    message="{field} is {value!r}, which it cannot be. Write it as {form}.",
)

_CHOICES: Mapping[str, tuple[str, ...]] = {
    "language": LANGUAGES,
    "kind": KINDS,
    "body": (*BODIES.values(), "other"),
}
_LONGEST = {"symbol": 120, "title": 2_000}


@transaction.atomic
def confirm(*, document_id: str, actor: Actor, now: datetime, based_on: str | None = None) -> int:
    """Say that the head is right as it stands; gives the number of the version.

    Raises:
        NO_SUCH_DOCUMENT, NOT_PERMITTED, NOT_KEPT_BY_YOU, NOT_READ_YET, CHANGED_MEANWHILE.
    """
    document = _read_document(document_id, actor)
    _unchanged(document, based_on)
    last = document.heads.order_by("-number").first()
    return _written(document, dict(last.values) if last else {}, reason="", actor=actor, now=now)


@transaction.atomic
def correct(
    *,
    document_id: str,
    values: Mapping[str, str],
    reason: str,
    actor: Actor,
    now: datetime,
    based_on: str | None = None,
) -> int:
    """Put some fields of the head right; gives the number of the version. What is as it was is not a correction.

    Args:
        document_id: of which document.
        values: by field of `heads.FIELDS`; others stay.
        reason: where it is seen; may be "".
        actor: who.
        now: when, UTC.
        based_on: what `heads.state` gave when the writer saw the head; None: the writer holds no older one.

    Raises:
        NO_SUCH_DOCUMENT, NOT_PERMITTED, NOT_KEPT_BY_YOU, NOT_READ_YET, BAD_FIELD, CHANGED_MEANWHILE.
    """
    document = _read_document(document_id, actor)
    _unchanged(document, based_on)
    last = document.heads.order_by("-number").first()
    said = dict(last.values) if last else {}
    current = heads.effective(document.reading.head, said)
    for field, value in values.items():
        if field in heads.FIELDS and value != current[field] and (checked := _checked(field, value)) != current[field]:
            said[field] = checked
    return _written(document, said, reason=reason.replace("\0", "").strip()[:1_000], actor=actor, now=now)


def _read_document(document_id: str, actor: Actor) -> Document:
    document = kept_document(actor, document_id, for_update=True)
    if document.reading is None:
        raise NOT_READ_YET(name=document.name)
    return document


def _unchanged(document: Document, based_on: str | None) -> None:
    if based_on is not None and based_on != heads.state(document):
        raise CHANGED_MEANWHILE(name=document.name)


def _written(document: Document, said: dict[str, str], *, reason: str, actor: Actor, now: datetime) -> int:
    number = document.heads.count() + 1
    version = HeadVersion.objects.create(
        document=document,
        number=number,
        at=now,
        author=actor.username,
        by_id=actor.organisation_id,
        values=said,
        reason=reason,
    )
    heads.apply(document, heads.effective(document.reading.head if document.reading else {}, said))
    document.reviewed_at = now
    document.save(update_fields=[*heads.COLUMNS, "reviewed_at"])
    details = {"version": number, "values": said, "reason": reason}
    record(action="documents.head", subject=document.pk, actor=actor, at=now, details=details, rows=[version])
    return number


def _checked(field: str, value: str) -> str:
    """The value as it is kept.

    Raises:
        BAD_FIELD: no date, or none of the choices.
    """
    plain = re.sub(r"\s+", " ", value.replace("\0", "")).strip()
    if field in _CHOICES and plain not in _CHOICES[field]:
        raise BAD_FIELD(field=field, value=plain[:80], form=", ".join(_CHOICES[field]))
    if field == "date" and plain:
        try:
            return date.fromisoformat(plain).isoformat()
        except ValueError:
            raise BAD_FIELD(field=field, value=plain[:80], form="2020-10-23") from None
    if len(plain) > _LONGEST.get(field, 2_000):
        raise BAD_FIELD(field=field, value=plain[:80], form=f"at most {_LONGEST[field]} signs")
    return plain
