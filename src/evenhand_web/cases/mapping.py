"""Rows and the values of `evenhand.cases`, both ways."""

import hashlib
import json
import secrets
from collections.abc import Iterator
from datetime import datetime
from functools import lru_cache

from evenhand.agreements.model import Agreement
from evenhand.agreements.procedure import Function
from evenhand.cases.acts import Act as DomainAct
from evenhand.cases.acts import Seat, content_from, content_to
from evenhand.cases.rules import Rules, rules_of
from evenhand.foundation.canonical import canonical_bytes
from evenhand_web.agreements.mapping import agreement_of
from evenhand_web.cases.models import Act, Case

NEW = "new"
"""Stands in an act for an id that nobody has chosen; the service gives one that the case has not used."""

_FIRST_DIGITS, _TRIES = 5, 20


@lru_cache(maxsize=32)
def rules_for(digest: str) -> Rules:
    """The rules of the agreement with that digest, which fixes them."""
    return rules_of(agreement_of(digest))


def agreement_for(case: Case) -> Agreement:
    """The agreement in the version that is pinned to a case."""
    return agreement_of(case.agreement_digest)


def acts_of(case: Case) -> tuple[DomainAct, ...]:
    """All acts of a case, in order."""
    return tuple(act_of(row) for row in Act.objects.filter(case=case).order_by("number"))


def act_of(row: Act) -> DomainAct:
    """A row as an act."""
    seat = Seat(
        user=row.user,
        organisation=row.organisation,
        side=row.side or None,
        functions=tuple(Function(one) for one in row.functions),
    )
    return DomainAct(number=row.number, at=row.at, seat=seat, content=content_from(row.kind, json.loads(row.content)))


def row_of(case: Case, act: DomainAct) -> Act:
    """An act as a row; what it says as canonical JSON with its digest."""
    content = canonical_bytes(content_to(act.content))
    return Act(
        case=case,
        number=act.number,
        at=act.at,
        user=act.seat.user,
        organisation=act.seat.organisation,
        side=act.seat.side or "",
        functions=[one.value for one in act.seat.functions],
        kind=act.kind,
        content=content.decode(),
        digest=hashlib.sha256(content).hexdigest(),
    )


def case_ids() -> Iterator[str]:
    """Ids for a case; the first that is free is its own.

    Drawn by chance: one that followed from who opened the case would tell them to whoever tries all names.
    """
    while True:
        yield secrets.token_hex(12)


def case_numbers(case_id: str, at: datetime) -> Iterator[str]:
    """Numbers for a case, which follow from its id; a full year gets longer ones.

    >>> from datetime import UTC
    >>> next(case_numbers("00ff", datetime(2020, 12, 6, tzinfo=UTC)))
    'CASE-2020-24637'
    """
    digits = _FIRST_DIGITS
    while True:
        for attempt in range(_TRIES):
            drawn = int(hashlib.sha256(f"{case_id}:{digits}:{attempt}".encode()).hexdigest(), 16)
            yield f"CASE-{at.year}-{drawn % 10**digits:0{digits}d}"
        digits += 1
