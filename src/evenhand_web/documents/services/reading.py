"""Having a document read by the closed-off worker, and keeping what it found; what cannot be read is set aside."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction

from evenhand.documents.fulltext import kept as words_kept
from evenhand.foundation.problems import Problem
from evenhand_web.accounts.access import Actor
from evenhand_web.documents import heads, reader
from evenhand_web.documents.access import kept_document
from evenhand_web.documents.changes import changes_between
from evenhand_web.documents.models import Document, Paragraph, Reading, State
from evenhand_web.documents.passages import Result, parsed, passages_of, result_of
from evenhand_web.evidence.storage import as_file, storage
from evenhand_web.ledger.services import record


def read(*, document_id: str, actor: Actor, now: datetime) -> Document:
    """Read a document, for the first time or again. What people put right in its head stays.

    A file that cannot be read is set aside with its problem; one that was read before stays as it was, and says so.
    The same result once more adds no reading; a problem of an attempt before it is cleared.

    Raises:
        NO_SUCH_DOCUMENT, NOT_PERMITTED, NOT_KEPT_BY_YOU.
        BUSY: no worker came free, and nothing changed.
        ORIGINAL_MISSING, STORAGE_UNREADABLE.
    """
    document = kept_document(actor, document_id)
    try:
        with as_file(document.digest) as file:
            raw, answer = reader.read(file, name=document.name)
    except Problem as problem:
        if problem.kind in {reader.STOPPED, reader.FAILED}:
            return _set_aside(document_id, _told(problem.code, problem.details), actor=actor, now=now)
        raise
    if "problem" in answer:
        problem_told = _told(answer["problem"]["code"], answer["problem"]["details"])
        return _set_aside(document_id, problem_told, actor=actor, now=now)
    digest = storage().keep([raw]).digest
    return _entered(document_id, digest, parsed(answer), actor=actor, now=now)


@transaction.atomic
def _entered(document_id: str, digest: str, result: Result, *, actor: Actor, now: datetime) -> Document:
    document = kept_document(actor, document_id, for_update=True)
    last = document.readings.order_by("-number").first()
    if last is not None and last.result == digest and document.state == State.READ:
        if document.problem:
            document.problem = {}
            document.save(update_fields=["problem"])
            details = {"reading": last.number, "result": digest, "digest": document.digest}
            record(action="documents.read", subject=document.pk, actor=actor, at=now, details=details)
        return document
    head = heads.proposed(result.document)
    changes = changes_between(result_of(last.result), result, (last.head, head)) if last is not None else {}
    document.reading = Reading.objects.create(
        document=document,
        number=last.number + 1 if last else 1,
        at=now,
        by=actor.username,
        result=digest,
        head=head,
        counts=_counts(result.document),
        changes=changes,
    )
    document.state, document.problem = State.READ, {}
    said = document.heads.order_by("-number").first()
    heads.apply(document, heads.effective(head, said.values if said else {}))
    document.save(update_fields=["reading", "state", "problem", *heads.COLUMNS])
    _fill(document, result)
    details = {"reading": document.reading.number, "result": digest, "digest": document.digest}
    rows = [document.reading]
    record(action="documents.read", subject=document.pk, actor=actor, at=now, details=details, rows=rows)
    return document


@transaction.atomic
def _set_aside(document_id: str, problem: Mapping[str, Any], *, actor: Actor, now: datetime) -> Document:
    document = kept_document(actor, document_id, for_update=True)
    document.problem = dict(problem)
    if document.reading_id is None:
        document.state = State.ASIDE
    document.save(update_fields=["state", "problem"])
    record(action="documents.set-aside", subject=document.pk, actor=actor, at=now, details={"code": problem["code"]})
    return document


def _fill(document: Document, result: Result) -> None:
    """What is searched of the document, made again."""
    document.paragraphs.all().delete()
    Paragraph.objects.bulk_create(
        (
            Paragraph(
                document=document,
                place=place,
                key=one.key,
                kind=one.kind,
                number=one.number[:40],
                text=one.text,
                search=words_kept(f"{one.number} {one.text}"),
            )
            for place, one in enumerate(passages_of(result))
        ),
        batch_size=500,
    )


def _counts(document: Mapping[str, Any]) -> dict[str, int]:
    names = {"paragraphs": "paragraphs", "duties": "commitments", "anomalies": "anomalies", "footnotes": "footnotes"}
    return {name: len(document[key]) for name, key in names.items()}


def _told(code: str, details: Mapping[str, Any]) -> dict[str, Any]:
    return {"code": code, "details": {name: str(value)[:500] for name, value in details.items()}}
