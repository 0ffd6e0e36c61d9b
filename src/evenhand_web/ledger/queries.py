"""Reading the record, and checking its chain."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q

from evenhand_web.accounts.access import Actor, Capability
from evenhand_web.ledger.mapping import NOTHING, entry_hash
from evenhand_web.ledger.models import Entry
from evenhand_web.web.paging import Page, page_of


@dataclass(frozen=True, slots=True, kw_only=True)
class EntryRow:
    """An entry as the page shows it."""

    sequence: int
    at: datetime
    actor: str
    organisation: str
    action: str
    subject: str
    details: str
    hash: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Chain:
    """What a check of the whole chain found."""

    entries: int
    head: str
    """Hash of the last entry; NOTHING for an empty record."""
    broken_at: int | None
    """Sequence of the first entry that does not follow from the one before; None: all do."""


def entries(actor: Actor, *, search: str = "", page: str | int | None = 1) -> Page[EntryRow]:
    """The newest entries first, those whose actor, action or subject holds `search`.

    Raises:
        NOT_PERMITTED: the role may not read the record.
    """
    actor.require(Capability.SEE_LEDGER)
    found = Entry.objects.order_by("-sequence")
    for word in search.split():
        holds = Q(subject__icontains=word) | Q(actor__icontains=word) | Q(action__icontains=word)
        found = found.filter(holds)
    return page_of(found, page, _row)


def export(actor: Actor) -> Iterator[dict[str, object]]:
    """Every entry from the first, with all that is hashed.

    Raises:
        NOT_PERMITTED: the role may not read the record.
    """
    actor.require(Capability.SEE_LEDGER)
    columns = ("sequence", "at", "actor", "organisation", "action", "subject", "details", "previous", "hash")
    return ({name: getattr(entry, name) for name in columns} for entry in Entry.objects.order_by("sequence"))


def check() -> Chain:
    """Recompute every hash from the first entry on."""
    expected, previous, broken_at = 0, NOTHING, None
    for entry in Entry.objects.order_by("sequence").iterator():
        expected += 1
        sound = entry.sequence == expected and entry.previous == previous and entry.hash == entry_hash(entry)
        if not sound and broken_at is None:
            broken_at = entry.sequence
        previous = entry.hash
    return Chain(entries=expected, head=previous, broken_at=broken_at)


def _row(entry: Entry) -> EntryRow:
    return EntryRow(
        sequence=entry.sequence,
        at=entry.at,
        actor=entry.actor,
        organisation=entry.organisation,
        action=entry.action,
        subject=entry.subject,
        details=entry.details,
        hash=entry.hash,
    )
