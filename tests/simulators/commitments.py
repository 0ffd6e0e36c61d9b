"""A small plan of three States and what is said of it, for the tests of commitments."""

from dataclasses import replace
from datetime import UTC, date, datetime

from evenhand.commitments.acts import Act, Capacity, Content, Evidence, StatusSaid
from evenhand.commitments.model import (
    Actor,
    Amount,
    Commitment,
    Condition,
    Due,
    Event,
    Gate,
    Indicator,
    Level,
    Plan,
    Qualifier,
    Reading,
    Recurrence,
    Risk,
    Source,
    Status,
    Strength,
    Term,
    Unit,
    Verb,
    Willing,
)
from evenhand.foundation.texts import Text

PROOF = (Evidence(kind="document", ref="S/2031/1", para="3"),)


def en(words: str) -> Text:
    """A text in English."""
    return Text({"en": words})


def on(day: str) -> date:
    """A day."""
    return date.fromisoformat(day)


def at(day: str, hour: int = 12) -> datetime:
    """An instant of a day."""
    return datetime.combine(on(day), datetime.min.time(), tzinfo=UTC).replace(hour=hour)


def act(content: Content, *, when: str = "2031-06-01", body: str = "host", name: str = "", **more) -> Act:
    """An act with evidence, by the host unless told otherwise."""
    given = {"capacity": Capacity.HOST, "evidence": PROOF, "author": "anna"} | more
    return Act(id=name or f"{body}-{when}", at=at(when), body=body, content=content, **given)


def said(status: Status, commitment: str = "sweep", *, state: str = "", when: str = "2031-06-01", **more) -> Act:
    """A body says where a commitment stands."""
    return act(StatusSaid(commitment=commitment, status=status, state=state), when=when, **more)


NINETY = Reading(id="ninety-days", due=Due(event="signature", count=90, unit=Unit.DAYS), basis=en("90 days"))
MONTHS = Reading(id="three-months", due=Due(event="signature", count=3, unit=Unit.MONTHS), basis=en("three months"))
SWEEP = Commitment(
    id="sweep",
    what=en("Clear the road of mines"),
    source=Source(document="S/2031/1", para="5"),
    verb=Verb.MUST,
    strength=Strength.BINDING,
    debtors=("all",),
    readings=(NINETY, MONTHS),
    term=Term.NEAR,
    theme="mines",
    indicators=(
        Indicator(
            id="km",
            name=en("Kilometres cleared"),
            unit="km",
            target=Amount(low=100, high=100, unit="km", qualifier=Qualifier.EXACT),
        ),
    ),
)
REPORTS = Commitment(
    id="reports",
    what=en("Report every 120 days"),
    source=Source(document="S/2031/1", para="6"),
    debtors=("north",),
    term=Term.MEDIUM_LONG,
    recurrence=Recurrence(every=120, unit=Unit.DAYS, event="signature"),
)
FUND = Commitment(
    id="fund",
    what=en("A fund of the willing"),
    source=Source(document="S/2031/1", para="7"),
    debtors=("all",),
    willing=Willing.WILLING_ONLY,
)
THREAT = Commitment(
    id="threat",
    what=en("Threat: smuggling"),
    source=Source(para="2"),
    verb=Verb.IDENTIFIES,
    strength=Strength.NONE,
)
PLAN = Plan(
    id="valley",
    title=en("Plan of the valley"),
    commitments=(SWEEP, REPORTS, FUND, THREAT),
    actors=(
        Actor(id="north", name=en("North"), state=True),
        Actor(id="south", name=en("South"), state=True),
        Actor(id="all", name=en("All States"), members=("north", "south")),
    ),
    events=(Event(id="signature", name=en("Signature"), on=on("2031-01-01")),),
    gates=(
        Gate(
            id="deploy",
            name=en("Ready to deploy"),
            opens="phase-1",
            conditions=(
                Condition(id="mandate", what=en("A mandate")),
                Condition(id="road", what=en("The road is clear"), commitment="sweep"),
                Condition(id="half", what=en("100 km cleared"), commitment="sweep", indicator="km"),
            ),
        ),
    ),
    risks=(
        Risk(id="spoilers", what=en("Spoilers"), threatens=("sweep",)),
        Risk(id="rain", what=en("Rain"), likelihood=Level.HIGH, impact=Level.LOW, owner="north", mitigation=en("Wait")),
    ),
)


def without_event(plan: Plan = PLAN) -> Plan:
    """The plan before anybody knows when the signature was."""
    return replace(plan, events=(replace(plan.events[0], on=None),))
