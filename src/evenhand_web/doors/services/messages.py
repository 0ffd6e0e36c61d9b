"""Letters and text messages into the inbox. Whoever hands one over is told so only when it is on the disk."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Model

from evenhand.agreements.gazetteer import fold
from evenhand.foundation.canonical import canonical_bytes
from evenhand.reports.letters import Letter, read_letter
from evenhand_web.accounts.access import Actor
from evenhand_web.accounts.speaking import as_machine
from evenhand_web.doors import store
from evenhand_web.doors.models import Channel, Gateway, Message, MessageAct, MessageActKind, MessageFile
from evenhand_web.ledger.services import record

_JOINED_WITHIN = timedelta(hours=24)
"""Parts that come later than this after the first belong to another message, for references are used again."""
_SEARCHED = 8000


@dataclass(frozen=True, slots=True, kw_only=True)
class Taken:
    """What became of a message."""

    message: int
    is_new: bool
    """False: it was here already."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Text:
    """A text message as a gateway hands it over."""

    external: str
    """The gateway's id of it."""
    sender: str
    text: str
    sent_at: datetime | None = None
    reference: str = ""
    """Of a long message that comes in parts; "": it is whole."""
    part: int = 1
    total: int = 1


def take_letter(*, content: bytes, actor: Actor, now: datetime) -> Taken:
    """Take a letter in, whole, with what could be read of it; the same letter twice is one.

    Args:
        content: as the mailbox has it.
        actor: the machine.
        now: when, UTC.
    """
    original, size = store.keep([content])
    letter = read_letter(content)
    kept = [(part, *store.keep([part.content])) for part in letter.files]
    copy = _digest([letter.sender, letter.subject, letter.text, sorted(digest for _part, digest, _size in kept)])
    facts = {
        "sender": letter.sender[:320],
        "sender_name": letter.sender_name[:200],
        "subject": letter.subject,
        "text": letter.text,
        "sent_at": letter.sent_at,
        "original": original,
        "size_bytes": size,
        "faults": list(letter.faults),
        "search_text": _searched(letter.subject, letter.text, *(part.name for part in letter.files)),
    }
    key = {"channel": Channel.MAIL, "gateway": None, "external": _shown_id(letter), "copy": copy}
    files = [
        {"name": part.name[:255] or "file", "media_type": part.media_type[:120], "digest": digest, "size_bytes": length}
        for part, digest, length in kept
    ]
    return _entered(key=key, facts=facts, files=files, actor=actor, now=now)


def take_text(*, text: Text, gateway: Gateway, actor: Actor, now: datetime) -> Taken:
    """Take a text message in; parts of a long one are put together as they come, in any order.

    Args:
        text: what the gateway says.
        gateway: which one.
        actor: the machine.
        now: when, UTC.
    """
    said = {"external": text.external, "from": text.sender, "text": text.text, "sent_at": text.sent_at,
            "reference": text.reference, "part": text.part, "total": text.total}  # fmt: skip
    original, size = store.keep([canonical_bytes(said)])
    external = text.external or f"sha256-{_digest([text.sender, text.text, str(text.sent_at)])}"
    long = text.total > 1
    facts = {
        "sender": text.sender[:320],
        "text": text.text,
        "sent_at": text.sent_at,
        "original": original,
        "size_bytes": size,
        "parts": _parts(text) if long else {},
        "search_text": _searched(text.text),
    }
    copy = _digest([text.sender, text.text])
    key = {"channel": Channel.SMS, "gateway": gateway, "external": external[:500], "copy": copy}
    # One transaction, so that the gateway is held until the first part is there for the second to find.
    with transaction.atomic(), as_machine("a gateway is nobody; what it brings is for those who handle reports"):
        found = _joined(text, gateway=gateway, actor=actor, now=now) if long and text.reference else None
        return found or _entered(key=key, facts=facts, files=[], actor=actor, now=now)


@transaction.atomic
def _entered(
    *, key: Mapping[str, Any], facts: Mapping[str, Any], files: list[dict[str, Any]], actor: Actor, now: datetime
) -> Taken:
    """The row of a message, made unless it is there."""
    try:
        with transaction.atomic():
            message, made = Message.objects.get_or_create(**key, defaults={**facts, "received_at": now})
    except IntegrityError:  # another one was first
        message, made = Message.objects.get(**key), False
    if made:
        rows: list[Model] = [*MessageFile.objects.bulk_create([MessageFile(message=message, **file) for file in files])]
        rows.append(MessageAct.objects.create(message=message, kind=MessageActKind.CAME, at=now, actor=actor.username))
        details = {"channel": message.channel, "sha256": message.original, "files": len(files)}
        about = f"message-{message.pk}"
        record(action="doors.message-came", subject=about, actor=actor, at=now, details=details, rows=rows)
    return Taken(message=message.pk, is_new=made)


@transaction.atomic
def _joined(text: Text, *, gateway: Gateway, actor: Actor, now: datetime) -> Taken | None:
    """The long message to which a part belongs, with the part in it; None where it is the first of its message."""
    Gateway.objects.select_for_update().get(pk=gateway.pk)  # one part at a time
    since = now - _JOINED_WITHIN
    waiting = Message.objects.filter(gateway=gateway, sender=text.sender[:320], received_at__gte=since)
    for message in waiting.exclude(parts={}):
        parts = message.parts
        if parts["reference"] != text.reference or parts["total"] != text.total:
            continue
        if parts["have"].get(str(text.part)) == text.text:
            return Taken(message=message.pk, is_new=False)
        if str(text.part) in parts["have"]:
            continue  # another long message under the same reference
        parts["have"][str(text.part)] = text.text
        message.text = _whole(parts)
        message.search_text = _searched(message.text)
        message.save(update_fields=["parts", "text", "search_text"])
        act = MessageAct.objects.create(message=message, kind=MessageActKind.PART, at=now, actor=actor.username)
        details = {"part": text.part, "total": text.total}
        about = f"message-{message.pk}"
        record(action="doors.message-part", subject=about, actor=actor, at=now, details=details, rows=[act])
        return Taken(message=message.pk, is_new=True)
    return None


def _parts(text: Text) -> dict[str, Any]:
    return {"reference": text.reference, "total": text.total, "have": {str(text.part): text.text}}


def _whole(parts: Mapping[str, Any]) -> str:
    """The text of a long message as far as it came; what is missing is shown as such."""
    return "".join(parts["have"].get(str(number), "[…]") for number in range(1, parts["total"] + 1))


def _shown_id(letter: Letter) -> str:
    return letter.message_id.encode("utf-8", errors="replace").decode()[:500]


def _digest(value: Any) -> str:
    return hashlib.sha256(canonical_bytes(value)).hexdigest()


def _searched(*texts: str) -> str:
    return fold(" ".join(texts))[:_SEARCHED]
