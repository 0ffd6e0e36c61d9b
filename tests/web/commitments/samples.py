"""A small plan of two States with a gate, a risk, two readings of one deadline, and something that recurs."""

from dataclasses import replace
from datetime import date
from typing import Any

from evenhand.commitments.acts import Evidence, StatusSaid
from evenhand.commitments.model import (
    Actor,
    Amount,
    Commitment,
    Condition,
    Due,
    Event,
    Gate,
    Indicator,
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
)
from evenhand.foundation.texts import Text

PAPER = (Evidence(kind="document", ref="S/2020/1309", para="20"),)


def a_commitment(name: str = "withdraw", **more: Any) -> Commitment:
    """One that both parties owe, due in January under two readings."""
    told: dict[str, Any] = {
        "id": name,
        "what": Text({"en": f"Leave the line ({name})", "ar": "الانسحاب", "fr": "Se retirer", "zh-hans": "撤离"}),
        "source": Source(document="S/2020/1043", para="2"),
        "strength": Strength.BINDING,
        "debtors": ("north", "south"),
        "theme": "withdrawal",
        "term": Term.NEAR,
        "readings": (
            Reading(id="ninety-days", due=Due(on=date(2021, 1, 21)), basis=Text({"en": "90 days"}), inferred=True),
            Reading(id="three-months", due=Due(on=date(2021, 1, 23)), basis=Text({"en": "3 months"})),
        ),
    }
    return Commitment(**told | more)


def a_plan(key: str = "border") -> Plan:
    """A plan with a measure of two States, an indicator, an event that nobody fixed, and a yearly report."""
    posts = Indicator(
        id="posts",
        name=Text({"en": "Posts with two officers"}),
        unit="posts",
        target=Amount(low=10, high=10, unit="posts", qualifier=Qualifier.EXACT),
    )
    after = Reading(id="after-d-day", due=Due(event="d-day", count=30), basis=Text({"en": "30 days after D-day"}))
    return Plan(
        id=key,
        title=Text({"en": "Border plan", "ar": "خطة الحدود"}),
        time_zone="Africa/Tripoli",
        evaluator="observer",
        commitments=(
            a_commitment(),
            a_commitment("posts", readings=(after,), indicators=(posts,), debtors=("states",), theme="border"),
            a_commitment("report", readings=(), recurrence=Recurrence(every=1, unit=Unit.MONTHS, event="adoption")),
            a_commitment("threat", readings=(), strength=Strength.NONE, term=Term.NONE),
        ),
        actors=(
            Actor(id="north", name=Text({"en": "North"}), state=True),
            Actor(id="south", name=Text({"en": "South"}), state=True),
            Actor(id="states", name=Text({"en": "Both States"}), members=("north", "south")),
        ),
        events=(
            Event(id="d-day", name=Text({"en": "D-day"})),
            Event(id="adoption", name=Text({"en": "Adoption"}), on=date(2020, 10, 31)),
        ),
        gates=(
            Gate(
                id="ready",
                name=Text({"en": "Ready"}),
                conditions=(
                    Condition(id="agreed", what=Text({"en": "All agree"})),
                    Condition(id="left", what=Text({"en": "The line is left"}), commitment="withdraw"),
                ),
                opens="phase-1",
            ),
        ),
        risks=(Risk(id="spoilers", what=Text({"en": "Spoilers"}), threatens=("withdraw",)),),
    )


def status(to: Status = Status.UNDER_WAY, **more: Any) -> StatusSaid:
    """A word on a status; of which commitment, the service says."""
    return replace(StatusSaid(commitment="-", status=to), **more)
