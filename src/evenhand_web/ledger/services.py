"""Writing to the record: always in the transaction of the act itself."""

import secrets
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any, TypeVar

from django.db import connection, transaction
from django.db.models import Model

from evenhand.foundation.problems import ProblemKind
from evenhand.ledger.history import CHANGED, NOT_A_HISTORY, STEP_FIELD, read_history, read_step, verify_history
from evenhand.ledger.statements import Shown
from evenhand_web.accounts.access import Actor, Capability
from evenhand_web.accounts.models import Organisation
from evenhand_web.accounts.speaking import as_machine
from evenhand_web.ledger.keys import policy_text
from evenhand_web.ledger.mapping import (
    OF_PERSON,
    ROWS,
    SECRET_BYTES,
    entry_of,
    lock,
    name_of,
    opened,
    row_digest,
    rows_of,
    statement_of,
)
from evenhand_web.ledger.models import Entry, Opening, RecordKey
from evenhand_web.ledger.turns import take_turn

OUTSIDE_TRANSACTION = ProblemKind(
    code="ledger.outside-transaction",
    blame="operator",
    message="{action} on {subject} was recorded outside a transaction. Decorate the service with @transaction.atomic.",
)
RESERVED_FIELD = ProblemKind(
    code="ledger.reserved-field",
    blame="operator",
    message="{action} on {subject} has a detail named {field}, which the record itself writes. Give it another name.",
)
NOTHING_TO_ERASE = ProblemKind(
    code="ledger.nothing-to-erase",
    blame="missing",
    message="The record holds nothing that can still be read under {owner}. Check the name; it may have been "
    "erased before.",
)
WITHOUT_BASIS = ProblemKind(
    code="ledger.without-basis",
    blame="caller",
    message="An erasure needs its {field}. Write on which lawful basis it is done and who ordered it.",
)

STEP_TOO_LATE = ProblemKind(
    code="ledger.step-too-late",
    blame="state",
    message="The later policy would hold from {size} entries on, and this would be entry {number}. Make the step anew, "
    "from an entry that is still to come, and have it signed again.",
)

ERASED = "ledger.erased"
KEYS, UNHELD = "keys", "unheld"
"""Fields of the entry of an erasure: the keys with the entries that each opened, and rows whose digests it hid."""
Service = TypeVar("Service", bound=Callable[..., Any])


def record(
    *,
    action: str,
    subject: str,
    actor: Actor,
    at: datetime,
    details: Mapping[str, Any] | None = None,
    rows: Iterable[Model] = (),
) -> Entry:
    """Append one entry. It stands or falls with the transaction around it.

    The entry itself names no person and holds no value of `details`; they are kept beside it under keys of the person
    and of the subject, so that they can be erased while the entry and all proofs stay.

    Args:
        action: `package.verb`, e.g. "incidents.dismiss".
        subject: what it was done to by its opaque id, e.g. an alert's: everybody who reads the log reads it.
        actor: who did it.
        at: when, UTC.
        details: JSON values; each name is a field.
        rows: what was written with the act into append-only tables, as saved: their digests are entered, so that a
            later change of them shows.

    Raises:
        OUTSIDE_TRANSACTION: there is no transaction that could take the entry back with the act.
        RESERVED_FIELD: a detail has the name of a field that this function writes.
    """
    if not connection.in_atomic_block:
        raise OUTSIDE_TRANSACTION(action=action, subject=subject)
    fields = dict(details or {})
    for name in (ROWS, *OF_PERSON):
        if name in fields:
            raise RESERVED_FIELD(action=action, subject=subject, field=name)
    take_turn()
    with as_machine("whoever acts, the entry follows the last one, which they may not read"):
        digests = _digests(rows)
        return _appended(
            actor,
            action=action,
            subject=subject,
            at=at,
            details=fields | ({ROWS: digests} if digests else {}),
        )


def _appended(actor: Actor, *, action: str, subject: str, at: datetime, details: Mapping[str, Any]) -> Entry:
    sealed = statement_of(
        author=actor.username,
        organisation=_organisation_key(actor),
        at=at,
        action=action,
        subject=subject,
        details=details,
    )
    last = Entry.objects.order_by("-sequence").values_list("sequence", flat=True).first()
    entry = entry_of((last or 0) + 1, sealed)
    entry.save(force_insert=True)
    personal = [one for one in sealed.shown if one.field in OF_PERSON]
    others = [one for one in sealed.shown if one.field not in OF_PERSON]
    parts: list[tuple[str, Sequence[Shown]]] = [(f"person:{actor.username}", personal), (f"subject:{subject}", others)]
    keys = _keys([owner for owner, part in parts if part])
    Opening.objects.bulk_create([_opening(entry, keys[owner], part) for owner, part in parts if part])
    return entry


def _digests(rows: Iterable[Model]) -> dict[str, str]:
    """By name of the row, the digest of what the database holds of it now."""
    keys: dict[type[Model], list[Any]] = {}
    for row in rows:
        keys.setdefault(type(row), []).append(row.pk)
    return {name_of(row): row_digest(row) for model, held in keys.items() for row in rows_of(model).filter(pk__in=held)}


def _opening(entry: Entry, key: RecordKey, shown: Sequence[Shown]) -> Opening:
    return Opening(entry=entry, key=key, sealed=lock(shown, sequence=entry.sequence, secret=bytes(key.secret)))


@transaction.atomic
def erase(
    *,
    persons: Sequence[str] = (),
    subjects: Sequence[str] = (),
    basis: str,
    ordered_by: str,
    actor: Actor,
    now: datetime,
) -> Entry:
    """Make all that the record says of persons and of subjects unreadable, for good. Entries and proofs stay.

    Args:
        persons: usernames: that they were the authors of what they did.
        subjects: as `record` was told them: all details of the entries about them.
        basis: the lawful basis.
        ordered_by: who ordered it: an office or a decision, not the person erased.
        actor: who carries it out.
        now: when.

    Returns:
        The entry that says that this was done. It names keys and no person.

    Raises:
        NOT_PERMITTED: only who administers may.
        WITHOUT_BASIS: basis or order is empty.
        NOTHING_TO_ERASE: one of them has no key (any longer); nothing was erased.
    """
    actor.require(Capability.ADMINISTER)
    for name, value in (("basis", basis), ("ordered_by", ordered_by)):
        if not value.strip():
            raise WITHOUT_BASIS(field=name)
    take_turn()
    with as_machine("keys of the record are the machine's alone"):
        wanted = [*(f"person:{name}" for name in persons), *(f"subject:{name}" for name in subjects)]
        keys = {key.owner: key for key in RecordKey.objects.filter(owner__in=wanted)}
        missing = next((owner for owner in wanted if owner not in keys), None)
        if missing is not None or not wanted:
            raise NOTHING_TO_ERASE(owner=missing or "no name")
        gone = sorted(key.pk for key in keys.values())
        unheld, entries = _rows_under(keys.values()), _entries_under(gone)
        RecordKey.objects.filter(pk__in=gone).delete()
    details = {"basis": basis, "ordered_by": ordered_by, KEYS: entries, UNHELD: unheld}
    return record(action=ERASED, subject=f"erasure-{gone[0]}", actor=actor, at=now, details=details)


@transaction.atomic
def change_policy(*, history: bytes, actor: Actor, now: datetime) -> Entry:
    """Enter the last step of a history of policies: from which entry on the later policy holds, and who agreed.

    Args:
        history: the file, which leads from the policy that the server goes by to the new one.
        actor: who enters it: whoever runs the server; what makes it hold is the witnesses' signatures.
        now: when.

    Raises:
        STEP_TOO_LATE: the new policy would hold from an entry on that comes before this one.
        POLICY_NOT_IN_HISTORY: the history does not lead on from the policy that the server goes by.
        NOT_A_HISTORY, NOT_A_STEP, STEP_NOT_APPROVED: see `verify_history`; nothing is entered.
    """
    known = read_history(history)
    verify_history(known, trusted=policy_text())
    if not known.steps:
        raise NOT_A_HISTORY(fault="it holds one policy and no step to another")
    note = known.steps[-1]
    step = read_step(note.text)
    take_turn()
    with as_machine("how long the record is says nothing of what is in it"):
        number = Entry.objects.count() + 1
    if step.size < number:
        raise STEP_TOO_LATE(size=step.size, number=number)
    details = {STEP_FIELD: note.content().decode()}
    return record(action=CHANGED, subject=f"policy-{step.after}", actor=actor, at=now, details=details)


def _entries_under(keys: Iterable[int]) -> dict[str, list[int]]:
    """By key, the entries that it opens: once it is gone, a check takes no other entry for one that was erased."""
    found: dict[str, list[int]] = {str(key): [] for key in keys}
    for key, entry in Opening.objects.filter(key__in=list(keys)).order_by("entry").values_list("key_id", "entry_id"):
        found[str(key)].append(entry)
    return found


def _rows_under(keys: Iterable[RecordKey]) -> list[str]:
    """Names of the rows whose digests will be unreadable: a check must not take them for rows that nobody entered."""
    by_pk = {key.pk: key for key in keys}
    found: set[str] = set()
    for opening in Opening.objects.filter(key__in=list(by_pk)).iterator():
        for one in opened(opening, by_pk[opening.key_id]) or ():
            found.update(one.value if one.field == ROWS else ())
    return sorted(found)


def unrecorded(reason: str) -> Callable[[Service], Service]:
    """Mark a service that leaves no entry, and say why that is right."""

    def mark(service: Service) -> Service:
        service.unrecorded = reason  # type: ignore[attr-defined]
        return service

    return mark


def _keys(owners: Sequence[str]) -> dict[str, RecordKey]:
    """Their keys, made where there is none; whoever asks has the turn to write, so nobody else makes them."""
    found = {key.owner: key for key in RecordKey.objects.filter(owner__in=owners)}
    fresh = [RecordKey(owner=one, secret=secrets.token_bytes(SECRET_BYTES)) for one in owners if one not in found]
    return found | {key.owner: key for key in RecordKey.objects.bulk_create(fresh)}


def _organisation_key(actor: Actor) -> str:
    if actor.organisation_id is None:
        return ""
    return Organisation.objects.values_list("key", flat=True).get(pk=actor.organisation_id)
