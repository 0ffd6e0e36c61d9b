"""The commitments of an encoded agreement as commitments of a plan, with how the encoding says that they stand."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime

from evenhand.agreements.calendar import last_day_before
from evenhand.agreements.model import Agreement
from evenhand.agreements.model import Commitment as Encoded
from evenhand.commitments.acts import Act, Capacity, Evidence, StatusSaid
from evenhand.commitments.model import Actor, Commitment, Due, Plan, Reading, Source, Status, Strength, Verb

ENCODING = "encoding"
"""The body in whose name the encoding of an agreement says how something stands."""


def of_agreement(agreement: Agreement) -> tuple[Commitment, ...]:
    """Each commitment of an agreement, in its order; what parties agreed binds.

    The document is the first of the agreement's sources; which paragraph, the article says.
    """
    return tuple(_commitment(one, agreement) for one in agreement.commitments)


def actors_of(agreement: Agreement) -> tuple[Actor, ...]:
    """The parties and bodies, so that who owes something has a name."""
    return tuple(Actor(id=one.id, name=one.name) for one in (*agreement.parties, *agreement.bodies))


def said_by_encoding(agreement: Agreement, *, at: datetime) -> tuple[Act, ...]:
    """What the encoding says of where each commitment stands, as the view of whoever encoded it.

    Args:
        agreement: the agreement.
        at: when it was encoded.
    """
    return tuple(
        Act(
            id=f"{ENCODING}-{agreement.id}-{one.id}",
            at=at,
            author=ENCODING,
            body=ENCODING,
            capacity=Capacity.SECRETARIAT,
            content=StatusSaid(commitment=one.id, status=Status(one.status)),
            evidence=(Evidence(kind="document", ref=_symbol(agreement), para=one.article),),
            reason=one.status_basis.in_language("en"),
        )
        for one in agreement.commitments
        if one.status != Status.AGREED
    )


def with_agreements(plan: Plan, agreements: Iterable[Agreement]) -> Plan:
    """The plan with the commitments and actors of these agreements behind its own; what has an id already stays."""
    for agreement in agreements:
        known = {one.id for one in plan.commitments}
        named = {one.id for one in plan.actors}
        plan = replace(
            plan,
            commitments=(*plan.commitments, *(one for one in of_agreement(agreement) if one.id not in known)),
            actors=(*plan.actors, *(one for one in actors_of(agreement) if one.id not in named)),
        )
    return plan


def _commitment(one: Encoded, agreement: Agreement) -> Commitment:
    source = Source(document=_symbol(agreement), para=one.article, agreement=agreement.id, article=one.article)
    return Commitment(
        id=one.id,
        what=one.name,
        source=source,
        verb=Verb.AGREES,
        strength=Strength.BINDING,
        debtors=one.owed_by,
        object=one.text,
        theme=one.kind,
        readings=tuple(
            Reading(
                id=reading.id,
                due=Due(on=last_day_before(reading.due_at, agreement.time_zone)),
                basis=reading.basis,
                source=Source(document=source.document, agreement=agreement.id, article=reading.article),
                inferred=reading.derived,
            )
            for reading in one.readings
        ),
        inferred=("verb",),
        note=one.note,
    )


def _symbol(agreement: Agreement) -> str:
    return next((source.symbol for source in agreement.sources if source.symbol), "")
