"""Writing the records of the desk: a new record, a correction, a record taken back. Nothing is overwritten."""

import re
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction

from evenhand.council.codec import record_from
from evenhand.council.proof import prove, prove_public
from evenhand.foundation.problems import ProblemKind
from evenhand_web.accounts.access import SYSTEM, Actor, Capability
from evenhand_web.council.access import NO_SUCH_RECORD
from evenhand_web.council.mapping import content_of
from evenhand_web.council.models import Record, Version
from evenhand_web.ledger.services import record as enter

CHANGED_MEANWHILE = ProblemKind(
    code="council.changed-meanwhile",
    blame="state",
    message="{record} has version {number} by now, and you wrote on version {based_on}. Look at it, then write again.",
)
BAD_ID = ProblemKind(
    code="council.bad-id",
    blame="caller",
    message="{record!r} cannot be the id of a record. Use up to 80 of a to z, 0 to 9 and hyphens.",
)
NO_REASON = ProblemKind(
    code="council.no-reason",
    blame="caller",
    message="{record} is corrected or taken back, and no reason is given. Say in a sentence why.",
)

_ID = re.compile(r"[a-z0-9][a-z0-9-]{0,79}", re.ASCII)


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """What is to be written."""

    kind: str
    record_id: str
    content: Mapping[str, Any]
    based_on: int = 0
    """Number of the version that the writer saw; 0: a new record."""
    reason: str = ""
    """Why it is corrected; shown with the version."""
    release: bool = True
    """Show it to all, or keep it within the desk."""


@transaction.atomic
def write(*, draft: Draft, actor: Actor, now: datetime) -> Record:
    """Write a record or its next version; the same sent twice changes nothing.

    Raises:
        NOT_PERMITTED: the role may not keep records of the council.
        BAD_ID: the id has other characters.
        NO_SUCH_KIND, NOT_READABLE, MISSING_VALUE, UNKNOWN_FIELD, BAD_MONTH, UNKNOWN_KEY, ENDS_BEFORE,
        NO_DISCLAIMER: the content.
        CLOSED_CONTENT: it would show what was said behind closed doors.
        NO_REASON: a correction of what was released gives no reason.
        CHANGED_MEANWHILE: somebody else wrote a version since, or has taken the id.
    """
    _require(actor)
    if not _ID.fullmatch(draft.record_id):
        raise BAD_ID(record=draft.record_id[:100])
    value = record_from(draft.kind, draft.content)
    prove(value)
    if draft.release:
        prove_public(value)
    content = content_of(value)
    row, _made = Record.objects.select_for_update().get_or_create(id=draft.record_id, defaults={"kind": draft.kind})
    last = row.versions.order_by("-number").first()
    if last is not None and (row.kind, last.content) == (draft.kind, content) and _stands(last, draft):
        return row
    if row.kind != draft.kind or draft.based_on != (last.number if last else 0):
        raise CHANGED_MEANWHILE(record=row.pk, number=last.number if last else 0, based_on=draft.based_on)
    if last is not None and row.shown is not None and draft.release and not draft.reason.strip():
        raise NO_REASON(record=row.pk)
    _append(row, last, actor=actor, now=now, content=content, reason=draft.reason, released=draft.release)
    return row


@transaction.atomic
def withdraw(*, record_id: str, reason: str, actor: Actor, now: datetime) -> Record:
    """Take a record back: nobody outside the desk sees it any more, nor that it was there.

    Raises:
        NOT_PERMITTED: the role may not keep records of the council.
        NO_SUCH_RECORD: there is none.
        NO_REASON: no reason is given.
    """
    _require(actor)
    row = Record.objects.select_for_update().filter(pk=record_id).first()
    last = row.versions.order_by("-number").first() if row else None
    if row is None or last is None:
        raise NO_SUCH_RECORD(record=record_id)
    if last.withdrawn:
        return row
    if not reason.strip():
        raise NO_REASON(record=row.pk)
    _append(row, last, actor=actor, now=now, content=last.content, reason=reason, withdrawn=True)
    return row


def _require(actor: Actor) -> None:
    if actor != SYSTEM:
        actor.require(Capability.KEEP_COUNCIL)


def _stands(last: Version, draft: Draft) -> bool:
    """Whether what is to be written is there already."""
    return not last.withdrawn and (last.released or not draft.release)


def _append(row: Record, last: Version | None, *, actor: Actor, now: datetime, **columns: Any) -> None:
    """The version, what others see from now on, and the entry of the record, together.

    The ledger holds a salted digest: it is read by people who may not read drafts.
    """
    facts = {"released": False, "withdrawn": False} | columns
    number = last.number + 1 if last else 1
    salt = secrets.token_hex(16)
    version = row.versions.create(number=number, at=now, user=actor.username, salt=salt, **facts)
    if facts["withdrawn"]:
        row.shown, row.since = None, number + 1
    elif facts["released"]:
        row.shown = number
    row.save(update_fields=["shown", "since"])
    action = "council.withdraw" if facts["withdrawn"] else "council.release" if facts["released"] else "council.draft"
    details = {"version": number, "digest": version.digest}
    enter(action=action, subject=row.pk, actor=actor, at=now, details=details, rows=[version])
