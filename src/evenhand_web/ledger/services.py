"""Writing to the record: always in the transaction of the act itself."""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any, TypeVar

from django.db import connection

from evenhand.foundation.canonical import canonical_bytes
from evenhand.foundation.problems import ProblemKind
from evenhand_web.accounts.access import Actor
from evenhand_web.accounts.models import Organisation
from evenhand_web.accounts.speaking import as_machine
from evenhand_web.ledger.mapping import NOTHING, entry_hash
from evenhand_web.ledger.models import Entry
from evenhand_web.ledger.turns import take_turn

OUTSIDE_TRANSACTION = ProblemKind(
    code="ledger.outside-transaction",
    blame="operator",
    message="{action} on {subject} was recorded outside a transaction. Decorate the service with @transaction.atomic.",
)

Service = TypeVar("Service", bound=Callable[..., Any])


def record(*, action: str, subject: str, actor: Actor, at: datetime, details: Mapping[str, Any] | None = None) -> Entry:
    """Append one entry. It stands or falls with the transaction around it.

    Args:
        action: `package.verb`, e.g. "incidents.dismiss".
        subject: what it was done to, e.g. an alert's id.
        actor: who did it.
        at: when, UTC.
        details: JSON values.

    Raises:
        OUTSIDE_TRANSACTION: there is no transaction that could take the entry back with the act.
    """
    if not connection.in_atomic_block:
        raise OUTSIDE_TRANSACTION(action=action, subject=subject)
    take_turn()
    with as_machine("whoever acts, the entry follows the last one, which they may not read"):
        return _appended(action=action, subject=subject, actor=actor, at=at, details=details)


def _appended(*, action: str, subject: str, actor: Actor, at: datetime, details: Mapping[str, Any] | None) -> Entry:
    last = Entry.objects.order_by("-sequence").first()
    entry = Entry(
        sequence=last.sequence + 1 if last else 1,
        at=at,
        actor=actor.username,
        organisation=_organisation_key(actor),
        action=action,
        subject=subject,
        details=canonical_bytes(dict(details or {})).decode(),
        previous=last.hash if last else NOTHING,
    )
    entry.hash = entry_hash(entry)
    entry.save(force_insert=True)
    return entry


def unrecorded(reason: str) -> Callable[[Service], Service]:
    """Mark a service that leaves no entry, and say why that is right."""

    def mark(service: Service) -> Service:
        service.unrecorded = reason  # type: ignore[attr-defined]
        return service

    return mark


def _organisation_key(actor: Actor) -> str:
    if actor.organisation_id is None:
        return ""
    return Organisation.objects.values_list("key", flat=True).get(pk=actor.organisation_id)
