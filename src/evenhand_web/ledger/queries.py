"""Reading the record."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from django.db.models import Q

from evenhand.foundation.canonical import canonical_bytes
from evenhand.foundation.problems import ProblemKind
from evenhand.ledger.merkle import HASH_BYTES, leaf_hash
from evenhand.ledger.proofs import Proof
from evenhand.ledger.statements import AUTHOR, Sealed
from evenhand.ledger.tiles import WIDTH, TileTree
from evenhand_web.accounts.access import Actor, Capability
from evenhand_web.accounts.speaking import as_machine
from evenhand_web.ledger import publishing
from evenhand_web.ledger.mapping import OF_PERSON, ROWS, sealed_of
from evenhand_web.ledger.models import Entry, Opening, RecordKey
from evenhand_web.web.paging import Page, page_of

NO_SUCH_ENTRY = ProblemKind(
    code="ledger.no-such-entry", blame="missing", message="The record has no entry {sequence}. Check the number."
)

_AT_A_TIME = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class EntryRow:
    """An entry as the page shows it."""

    sequence: int
    at: datetime
    actor: str
    """Empty where it was erased."""
    organisation: str
    action: str
    subject: str
    details: str
    """RFC 8785 JSON of what can still be read; empty where it was erased."""
    erased: bool
    """Whether something of it was erased."""
    hash: str
    """The leaf of the log, hex."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """How far the log goes."""

    entries: int
    signed: int
    """How many of them the newest checkpoint covers."""
    root: str
    """Its root, hex; empty before the first checkpoint."""
    signed_at: datetime | None
    """What the log's clock says."""
    sound: bool
    """Whether the rows of the page are those that were published."""


def entries(actor: Actor, *, search: str = "", page: str | int | None = 1) -> Page[EntryRow]:
    """The newest entries first, those whose actor, action or subject holds `search`.

    Raises:
        NOT_PERMITTED: the role may not read the record.
    """
    actor.require(Capability.SEE_LEDGER)
    found = Entry.objects.order_by("-sequence")
    for word in search.split():
        found = found.filter(Q(subject__icontains=word) | Q(action__icontains=word) | Q(pk__in=_by_author(word)))
    chosen: Page[Entry] = page_of(found, page, lambda entry: entry)
    told_by = _rows_of(chosen.rows)
    return replace(chosen, rows=tuple(told_by[entry] for entry in chosen.rows))  # type: ignore[arg-type, return-value]


def export(actor: Actor) -> Iterator[dict[str, object]]:
    """Every entry from the first: its bytes as the log holds them, and what can still be read of it with its salts.

    Raises:
        NOT_PERMITTED: the role may not read the record.
    """
    actor.require(Capability.SEE_LEDGER)
    return _exported()


def standing(rows: Iterable[EntryRow]) -> Standing:
    """How far the log goes, and whether these rows are what it holds."""
    newest = publishing.newest()
    with as_machine("how long the record is says nothing of what is in it"):
        last = Entry.objects.order_by("-sequence").values_list("sequence", flat=True).first() or 0
    if newest is None:
        return Standing(entries=last, signed=0, root="", signed_at=None, sound=True)
    size = newest.checkpoint.size
    return Standing(
        entries=last,
        signed=size,
        root=newest.checkpoint.root.hex(),
        signed_at=publishing.signed_at(newest),
        sound=size <= last and _are_published(rows, TileTree(publishing.files(), size)),
    )


def sealed(sequence: int) -> Sealed:
    """An entry with all that can still be read of it. Whoever calls this has made sure who may see what of it.

    Raises:
        NO_SUCH_ENTRY: there is none of that number.
    """
    with as_machine("salts and values lie behind keys that only the machine reads"):
        entry = Entry.objects.filter(pk=sequence).first()
        if entry is None:
            raise NO_SUCH_ENTRY(sequence=sequence)
        return _sealed_by_sequence([entry])[sequence]


def all_sealed(size: int) -> Iterator[tuple[int, Sealed]]:
    """The first `size` entries in order, each with all that can still be read of it. Whoever calls this chooses who may
    see what of them; little is held at a time.
    """
    for first in range(0, size, _AT_A_TIME):
        with as_machine("salts and values lie behind keys that only the machine reads"):
            end = min(first + _AT_A_TIME, size)
            found = list(Entry.objects.filter(sequence__gt=first, sequence__lte=end).order_by("sequence"))
            sealed_by = _sealed_by_sequence(found)
        yield from sealed_by.items()


def about(subject: str) -> list[int]:
    """Numbers of the entries about a subject, oldest first. Whoever calls this has made sure who may see it."""
    with as_machine("that something was done to what somebody may see"):
        return list(Entry.objects.filter(subject=subject).order_by("sequence").values_list("sequence", flat=True))


def proof(sequence: int) -> Proof:
    """The proof of an entry (see `publishing.proof`)."""
    return publishing.proof(sequence)


def read_entry(entry: Entry) -> EntryRow:
    """One entry as the page shows it."""
    return _rows_of([entry])[entry]


def _by_author(word: str) -> Any:
    keys = RecordKey.objects.filter(owner__startswith="person:", owner__icontains=word)
    with as_machine("an author's key tells only which entries are theirs"):
        chosen = [key.pk for key in keys if word.casefold() in key.owner.removeprefix("person:").casefold()]
    return Opening.objects.filter(key__in=chosen).values("entry")


def _sealed_by_sequence(found: Iterable[Entry]) -> dict[int, Sealed]:
    entries = list(found)
    openings: dict[int, list[Opening]] = {entry.sequence: [] for entry in entries}
    for opening in Opening.objects.filter(entry__in=list(openings)).order_by("pk"):
        openings[opening.entry_id].append(opening)
    keys = RecordKey.objects.in_bulk({one.key_id for several in openings.values() for one in several})
    return {entry.sequence: sealed_of(entry, openings[entry.sequence], keys) for entry in entries}


def _rows_of(found: Iterable[Entry]) -> Mapping[Entry, EntryRow]:
    entries = list(found)
    with as_machine("salts and values lie behind keys that only the machine reads"):
        sealed_by = _sealed_by_sequence(entries)
    return {entry: _row(entry, sealed_by[entry.sequence]) for entry in entries}


def _row(entry: Entry, sealed: Sealed) -> EntryRow:
    values = {one.field: one.value for one in sealed.shown}
    fields = set(sealed.statement.fields)
    details = {name: value for name, value in values.items() if name not in OF_PERSON | {ROWS}}
    gone = not fields <= set(values)
    return EntryRow(
        sequence=entry.sequence,
        at=entry.at,
        actor=str(values.get(AUTHOR, "")),
        organisation=entry.organisation,
        action=entry.action,
        subject=entry.subject,
        details="" if gone and not details else canonical_bytes(details).decode(),
        erased=gone,
        hash=leaf_hash(entry.statement.encode()).hex(),
    )


def _are_published(rows: Iterable[EntryRow], tree: TileTree) -> bool:
    shown = [row for row in rows if row.sequence <= tree.size]
    bundles = {index: tree.tile(0, index) for index in {(row.sequence - 1) // WIDTH for row in shown}}
    for row in shown:
        index, at = divmod(row.sequence - 1, WIDTH)
        if bundles[index][at * HASH_BYTES : (at + 1) * HASH_BYTES].hex() != row.hash:
            return False
    return True


def _exported() -> Iterator[dict[str, object]]:
    first = 0
    while True:
        with as_machine("salts and values lie behind keys that only the machine reads"):
            found = list(Entry.objects.filter(sequence__gt=first).order_by("sequence")[:_AT_A_TIME])
            sealed_by = _sealed_by_sequence(found)
        if not found:
            return
        for entry in found:
            yield {
                "sequence": entry.sequence,
                "entry": entry.statement,
                "shown": [
                    {"field": one.field, "salt": one.salt.hex(), "value": one.value}
                    for one in sealed_by[entry.sequence].shown
                    if one.field != ROWS
                ],
            }
        first = found[-1].sequence
