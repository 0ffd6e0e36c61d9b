"""What the pages of proofs show."""

import json
from dataclasses import dataclass
from datetime import datetime

from django.utils import timezone

from evenhand.ledger.archives import is_digest
from evenhand.ledger.bundles import Bundle, Evidence
from evenhand.ledger.checkpoints import SignedCheckpoint
from evenhand.ledger.statements import AUTHOR
from evenhand_web.accounts.access import Actor, Capability
from evenhand_web.accounts.models import Organisation, User
from evenhand_web.accounts.speaking import as_machine
from evenhand_web.ledger import publishing
from evenhand_web.ledger.keys import rules
from evenhand_web.ledger.models import Opening
from evenhand_web.proofs.access import (
    CASE,
    COMMITMENT,
    COUNCIL,
    FIELD_NOT_YOURS,
    NO_WORDS,
    Seen,
    entries_about,
    entry_for,
    ref_of,
    words_for,
)  # fmt: skip
from evenhand_web.proofs.models import ErasureOrder

FILES = {"evidence": "digest", "report": "sha256", "document": "digest"}
WORDS = {COMMITMENT: "digest", COUNCIL: "digest"}
"""By what an entry is about, the field that holds the SHA-256 of a file that somebody may have in hand; and of a file
that its page gives to those who read what was said."""


@dataclass(frozen=True, slots=True, kw_only=True)
class EntryRow:
    """An entry in a list."""

    sequence: int
    at: datetime
    organisation: str
    action: str
    act: str
    """Number of the act of a case or a commitment; "" where it is none, or may not be told."""
    state: str
    """final, signed or waiting."""
    record: str
    """Of an entry about many records at once, the one whose words can be taken; else ""."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FieldRow:
    """A field of an entry."""

    name: str
    value: str
    allowed: bool
    """Whether the reader may show it; where not, it is hidden from them, or was erased."""
    is_file: bool
    """Whether it is the SHA-256 of a file."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Cosigner:
    """A witness that vouched for the checkpoint."""

    name: str
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class ProofPage:
    """An entry and its proof, for people."""

    sequence: int
    at: datetime
    organisation: str
    action: str
    subject: str
    kind: str
    fields: tuple[FieldRow, ...]
    state: str
    origin: str
    size: int
    root: str
    signed_at: datetime | None
    cosigners: tuple[Cosigner, ...]
    lacking: tuple[str, ...]
    has_policy: bool
    has_words: bool
    """Whether what was said can be taken as a file that has the digest of the entry."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Loss:
    """What an erasure would make unreadable."""

    account: int
    username: str
    name: str
    entries: int
    """So many entries would no longer tell who did them."""
    about: int
    """So many entries about the account would no longer tell their details."""


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderRow:
    """An order to erase, as the page shows it."""

    id: int
    account: int
    basis: str
    ordered_by: str
    proposed_by: str
    proposed_at: datetime
    settled_by: str
    settled_at: datetime | None
    carried_out: bool
    may_carry_out: bool
    loss: Loss | None


def about(actor: Actor, kind: str, ref: str) -> tuple[EntryRow, ...]:
    """The entries about a record of which the actor may have a proof, newest first."""
    newest, final = publishing.newest(), publishing.final_for(1)
    return tuple(_row(seen, newest, final) for seen in reversed(entries_about(actor, kind, ref)))


def about_entry(actor: Actor, sequence: int) -> tuple[EntryRow, ...]:
    """The entries about the same record as this one, as far as the actor may have a proof of them, newest first.

    Raises:
        NO_SUCH_ENTRY: it is not there for this actor.
    """
    seen = entry_for(actor, sequence)
    found = about(actor, seen.kind, ref_of(seen.kind, seen.sealed.statement.subject)) if seen.kind else ()
    return tuple(row for row in found if row.sequence != sequence)


def proof_page(actor: Actor, sequence: int) -> ProofPage:
    """One entry with its proof.

    Raises:
        NO_SUCH_ENTRY: it is not there for this actor.
    """
    seen = entry_for(actor, sequence)
    said, by = seen.sealed.statement, rules()
    found = publishing.final_for(sequence) or publishing.newest()
    known = None if by is None or found is None else by.holding(found.checkpoint)
    covered = found is not None and found.checkpoint.size >= sequence
    times = found.cosigned() if found is not None and covered else {}
    names = {} if known is None else {key.public: name for name, key in known.witnesses.items()}
    origin = "" if found is None else found.checkpoint.origin
    witnesses = [(names[key.public], at) for key, at in times.items() if key.public in names and key.name != origin]
    is_final = covered and known is not None and known.is_final(times)
    return ProofPage(
        sequence=sequence,
        at=said.at,
        organisation=said.organisation,
        action=said.kind,
        subject=said.subject,
        kind=seen.kind,
        fields=_fields(seen),
        state="final" if is_final else "signed" if covered else "waiting",
        origin=origin,
        size=found.checkpoint.size if found is not None and covered else 0,
        root=found.checkpoint.root.hex() if found is not None and covered else "",
        signed_at=publishing.signed_at(found) if found is not None and covered else None,
        cosigners=tuple(Cosigner(name=name, at=_instant(at)) for name, at in sorted(witnesses)),
        lacking=known.lacking(times) if known is not None and covered else (),
        has_policy=known is not None,
        has_words=words_for(actor, seen) is not None,
    )


def words(actor: Actor, sequence: int, record: str = "") -> bytes:
    """What was said by the act that an entry is about, after its salt; its SHA-256 is the digest in the entry.

    Args:
        actor: who asks.
        sequence: number of the entry.
        record: of an entry about many records at once, the one that is meant.

    Raises:
        NO_SUCH_ENTRY: it is not there for this actor.
        NO_WORDS: it holds no digest of words, or the actor does not read all of them.
    """
    found = words_for(actor, entry_for(actor, sequence), record)
    if found is None:
        raise NO_WORDS(sequence=sequence)
    return found


def bundle(actor: Actor, sequence: int, fields: frozenset[str]) -> Bundle:
    """The proof of an entry with these fields in the open.

    Raises:
        NO_SUCH_ENTRY: it is not there for this actor.
        FIELD_NOT_YOURS: a field is not there, was erased, or is not the actor's to show: these look the same.
        NOT_PUBLISHED: see `publishing.proof`.
    """
    seen = entry_for(actor, sequence)
    for name in sorted(fields - seen.fields):
        raise FIELD_NOT_YOURS(sequence=sequence, field=name[:100])
    shown = seen.sealed.show(sorted(fields))
    file = _file_of(seen)
    evidence = [
        Evidence(field=one.field, digest=one.value) for one in shown if one.field == file and is_digest(one.value)
    ]
    proof = publishing.proof(sequence)
    return Bundle(entry=seen.sealed.statement.entry(), proof=proof, shown=shown, evidence=tuple(evidence))


def loss(actor: Actor, username: str) -> Loss | None:
    """What erasing a person would make unreadable; None where there is no such account.

    Raises:
        NOT_PERMITTED: only who administers may know.
    """
    actor.require(Capability.ADMINISTER)
    user = User.objects.filter(username=username).first()
    return None if user is None else _loss(user)


def orders(actor: Actor) -> tuple[OrderRow, ...]:
    """The orders to erase, open ones first, newest first.

    Raises:
        NOT_PERMITTED: only who administers may know.
    """
    actor.require(Capability.ADMINISTER)
    rows = ErasureOrder.objects.select_related("proposed_by", "settled_by").order_by("-settled_at", "-pk")
    return tuple(_order(actor, row) for row in sorted(rows, key=lambda row: (row.settled_at is not None, -row.pk)))


def receivers() -> tuple[tuple[str, str], ...]:
    """The organisations to which the record can be handed over: keys and names."""
    return tuple((one.key, str(one)) for one in Organisation.objects.order_by("key"))


def _row(seen: Seen, newest: SignedCheckpoint | None, final: SignedCheckpoint | None) -> EntryRow:
    said = seen.sealed.statement
    values = {one.field: one.value for one in seen.sealed.shown if one.field in seen.fields}
    state = "signed" if newest is not None and seen.sequence <= newest.checkpoint.size else "waiting"
    if final is not None and seen.sequence <= final.checkpoint.size:
        state = "final"
    return EntryRow(
        sequence=seen.sequence,
        at=said.at,
        organisation=said.organisation,
        action=said.kind,
        act=str(values["act"]) if seen.kind in (CASE, COMMITMENT) and "act" in values else "",
        state=state,
        record=seen.record,
    )


def _fields(seen: Seen) -> tuple[FieldRow, ...]:
    values = {one.field: one.value for one in seen.sealed.shown if one.field in seen.fields}
    file = _file_of(seen)
    return tuple(
        FieldRow(
            name=name,
            value=_text(values[name]) if name in values else "",
            allowed=name in values,
            is_file=name == file and is_digest(values.get(name)),
        )
        for name in sorted(seen.sealed.statement.fields, key=lambda name: (name == AUTHOR, name))
    )


def _file_of(seen: Seen) -> str | None:
    """The field that holds the SHA-256 of a file."""
    return FILES.get(seen.kind) or WORDS.get(seen.kind)


def _text(value: object) -> str:
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


def _instant(at_s: int) -> datetime:
    return datetime.fromtimestamp(at_s, timezone.get_default_timezone())


def _loss(user: User) -> Loss:
    with as_machine("how much would be erased, told to those who decide it"):
        person = Opening.objects.filter(key__owner=f"person:{user.username}").count()
        subject = Opening.objects.filter(key__owner=f"subject:{account_subject(user)}").count()
    return Loss(account=user.pk, username=user.username, name=user.get_full_name(), entries=person, about=subject)


def taker(actor: Actor) -> dict[str, str]:
    """Who took something away, for the hidden fields of its entry; the person by their account, never by name."""
    key = ""
    if actor.organisation_id is not None:
        key = Organisation.objects.values_list("key", flat=True).get(pk=actor.organisation_id)
    return {"organisation": key, "account": "" if actor.user_id is None else f"account-{actor.user_id}"}


def account_subject(user: User) -> str:
    """What the record calls an account."""
    return f"account-{user.pk}"


def _order(actor: Actor, row: ErasureOrder) -> OrderRow:
    user = User.objects.filter(pk=row.account).first() if row.settled_at is None else None
    return OrderRow(
        id=row.pk,
        account=row.account,
        basis=row.basis,
        ordered_by=row.ordered_by,
        proposed_by=row.proposed_by.username,
        proposed_at=row.proposed_at,
        settled_by=row.settled_by.username if row.settled_by else "",
        settled_at=row.settled_at,
        carried_out=row.carried_out,
        may_carry_out=row.settled_at is None and actor.user_id not in {row.proposed_by_id, row.account},
        loss=None if user is None else _loss(user),
    )
