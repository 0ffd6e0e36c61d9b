"""The inbox of letters and text messages."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from evenhand.agreements.gazetteer import fold
from evenhand.reports.codes import said
from evenhand.reports.messages import Proposal, proposal
from evenhand.reports.record import Item, Record
from evenhand.reports.tables.cells import zone_of
from evenhand_web.accounts.access import Actor, Capability
from evenhand_web.doors import access, store
from evenhand_web.doors.models import Channel, Message, MessageAct, MessageFile, MessageState
from evenhand_web.web.paging import Page, page_of

TABS = (MessageState.NEW, MessageState.REPORT, MessageState.ATTACHED, MessageState.ASIDE)
_BEGINNING = 160
_ARABIC, _HAN = (0x0600, 0x06FF), (0x4E00, 0x9FFF)


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One line of the inbox."""

    id: int
    channel: str
    channel_name: str
    who: str
    """The gateway; "" for letters. Never the sender, not even the domain of an address, which may be one person's."""
    subject: str
    beginning: str
    received_at: datetime
    files: int
    state: str
    state_name: str
    report: str
    number: str
    incomplete: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Opened:
    """One message with what may be done with it."""

    row: Row
    text: str
    language: str
    sent_at: datetime | None
    faults: tuple[str, ...]
    files: tuple[MessageFile, ...]
    acts: tuple[MessageAct, ...]
    digest: str
    size_bytes: int
    proposed: Proposal
    fields: Mapping[str, str]
    """What the form begins with."""
    may_see_sender: bool
    previous: int | None
    next: int | None


def inbox(actor: Actor, *, state: str, search: str, channel: str, page: str | None) -> Page[Row]:
    """The messages in a state ("" for all), newest first; `search` looks in their words.

    Raises:
        NOT_PERMITTED.
    """
    found = access.messages(actor).select_related("gateway", "report")
    if state:
        found = found.filter(state=state)
    if channel:
        found = found.filter(channel=channel)
    for word in fold(search).split()[:8]:
        found = found.filter(search_text__contains=word)
    return page_of(found.prefetch_related("files"), page, row)


def counts(actor: Actor) -> dict[str, int]:
    """How many messages are in each state.

    Raises:
        NOT_PERMITTED.
    """
    found = access.messages(actor)
    return {state.value: found.filter(state=state).count() for state in TABS}


def opened(actor: Actor, message_id: int) -> Opened:
    """One message.

    Raises:
        NOT_PERMITTED, NO_SUCH_MESSAGE.
    """
    message = access.message_for(actor, message_id)
    language = language_of(f"{message.subject} {message.text}", message.gateway.language if message.gateway else "en")
    proposed = proposed_by(message, language)
    waiting = access.messages(actor).filter(state=MessageState.NEW).order_by("-received_at", "-pk")
    ids = list(waiting.values_list("pk", flat=True)[:500])
    place = ids.index(message.pk) if message.pk in ids else None
    return Opened(
        row=row(message),
        text=message.text,
        language=language,
        sent_at=message.sent_at,
        faults=tuple(message.faults),
        files=tuple(message.files.all()),
        acts=tuple(message.acts.select_related("report")),
        digest=message.original,
        size_bytes=message.size_bytes,
        proposed=proposed,
        fields=fields_of(proposed.record, message),
        may_see_sender=actor.can(Capability.SEE_SOURCES),
        previous=ids[place - 1] if place else None,
        next=ids[place + 1] if place is not None and place + 1 < len(ids) else None,
    )


def items_proposed(actor: Actor, message_id: int, chosen: list[str]) -> tuple[Item, ...]:
    """The counted items of the proposal that a person left ticked.

    Raises:
        NOT_PERMITTED, NO_SUCH_MESSAGE.
    """
    message = access.message_for(actor, message_id)
    items = proposed_by(message, "en").record.items
    return tuple(item for number, item in enumerate(items) if str(number) in chosen)


def file_of(actor: Actor, message_id: int, number: int) -> tuple[MessageFile, Any]:
    """A file of a message with its content, piece by piece.

    Raises:
        NOT_PERMITTED, NO_SUCH_MESSAGE: also where it has no such file.
    """
    message = access.message_for(actor, message_id)
    found = message.files.filter(pk=number).first()
    if found is None:
        raise access.NO_SUCH_MESSAGE(message=f"{message_id}/{number}")
    return found, store.content(found.digest)


def proposed_by(message: Message, language: str) -> Proposal:
    """What a message may mean: the short notation of a text message, or its words."""
    if message.channel == Channel.SMS:
        zone = zone_of(message.gateway.zone) if message.gateway else None
        at = message.sent_at or message.received_at
        return proposal(message.text, received_at=at, zone=zone or UTC, language=language)
    text = "\n\n".join(part for part in (message.subject, message.text) if part)
    return proposal(text, received_at=message.received_at, language=language)


def fields_of(record: Record, message: Message) -> dict[str, str]:  # noqa: ARG001
    """A proposed report as the fields of the form."""
    found = {"kind": record.kind.value, "text": (record.text or "")[:20_000], "zone": "UTC"}
    if record.when is not None:
        found["date"] = f"{record.when.begins_at:%Y-%m-%d}"
        found["time"] = f"{record.when.begins_at:%H:%M}"
    place = record.place or {}
    if place.get("kind") == "point":
        found |= {"lat": _degrees(place["lat"]), "lon": _degrees(place["lon"])}
    elif place.get("kind") == "sector":
        found |= {"lat": _degrees(place["observer_lat"]), "lon": _degrees(place["observer_lon"])}
        found["bearing"] = str(place.get("said") or "")
        for field, name in (("distance_min_m", "range_low_m"), ("distance_max_m", "range_high_m")):
            found[field] = "" if place.get(name) is None else f"{place[name]:.0f}"
    return found


def said_item(item: Item, *, language: str) -> str:
    """A counted item in words."""
    count = "" if item.count is None or item.count.low is None else str(item.count.low)
    if item.count is not None and item.count.high not in (None, item.count.low):
        count += f"–{item.count.high}"
    words = [said(item.observed, language=language), count]
    words += [said(code, language=language) for code in (item.weapon, item.means, item.phase) if code is not None]
    return " · ".join(word for word in words if word)


def row(message: Message) -> Row:
    """A message as the inbox shows it."""
    parts = message.parts
    return Row(
        id=message.pk,
        channel=message.channel,
        channel_name=message.get_channel_display(),
        who=message.gateway.label if message.gateway else "",
        subject=message.subject[:200],
        beginning=" ".join(message.text.split())[:_BEGINNING],
        received_at=message.received_at,
        files=len(message.files.all()),
        state=message.state,
        state_name=message.get_state_display(),
        report=message.report_id or "",
        number=message.report.number if message.report else "",
        incomplete=bool(parts) and len(parts["have"]) < parts["total"],
    )


def language_of(text: str, otherwise: str) -> str:
    """The language that the script of a text speaks for; of Latin script, the one that is expected."""
    letters = [ord(sign) for sign in text if sign.isalpha()]
    if not letters:
        return otherwise
    for language, (first, last) in (("ar", _ARABIC), ("zh-hans", _HAN)):
        if sum(first <= letter <= last for letter in letters) * 3 > len(letters):
            return language
    return otherwise if otherwise in ("en", "fr") else "en"


def _degrees(value: float) -> str:
    return f"{value:.6f}".rstrip("0").rstrip(".")
