"""Giving a proof away: that a field was opened, and by whom, is an act itself."""

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction

from evenhand_web.accounts.access import Actor
from evenhand_web.ledger.services import record
from evenhand_web.proofs.queries import bundle


@transaction.atomic
def give_proof(*, sequence: int, fields: Iterable[str], actor: Actor, now: datetime) -> bytes:
    """The bundle of an entry with these fields in the open, as a file.

    Raises:
        NO_SUCH_ENTRY: it is not there for this actor.
        FIELD_NOT_YOURS: a field is not there, was erased, or is not the actor's to show.
        NOT_PUBLISHED: no checkpoint covers it yet.
    """
    names = frozenset(fields)
    content = bundle(actor, sequence, names).content()
    details = {"entry": sequence, "fields": sorted(names)}
    record(action="proofs.given", subject=f"proof-{sequence}", actor=actor, at=now, details=details)
    return content
