"""Giving a proof away: that a field was opened, and by whom, is an act itself."""

import secrets
from collections.abc import Iterable
from datetime import datetime

from django.db import transaction

from evenhand_web.accounts.access import SYSTEM, Actor
from evenhand_web.ledger.services import record
from evenhand_web.proofs.queries import bundle, taker, words


@transaction.atomic
def give_proof(*, sequence: int, fields: Iterable[str], actor: Actor, now: datetime) -> bytes:
    """The bundle of an entry with these fields in the open, as a file.

    Whoever reads the log learns that somebody took a proof, and neither who nor of what: both are hidden fields.

    Raises:
        NO_SUCH_ENTRY: it is not there for this actor.
        FIELD_NOT_YOURS: a field is not there, was erased, or is not the actor's to show.
        NOT_PUBLISHED: no checkpoint covers it yet.
    """
    names = frozenset(fields)
    content = bundle(actor, sequence, names).content()
    _enter(sequence, sorted(names), actor, now)
    return content


@transaction.atomic
def give_words(*, sequence: int, record_id: str, actor: Actor, now: datetime) -> bytes:
    """What was said by the act that an entry is about, as a file; entered like a proof, for it proves as much.

    Raises:
        NO_SUCH_ENTRY, NO_WORDS: see `queries.words`.
    """
    content = words(actor, sequence, record_id)
    _enter(sequence, ["words"], actor, now)
    return content


def _enter(sequence: int, what: list[str], actor: Actor, now: datetime) -> None:
    details = {"entry": sequence, "fields": what, **taker(actor)}
    record(action="proofs.given", subject=f"proof-{secrets.token_hex(16)}", actor=SYSTEM, at=now, details=details)
