"""Observations and rules for the tests of counting."""

from datetime import UTC, datetime, timedelta

import pyarrow as pa

from evenhand.agreements.model import CountingRule
from evenhand.cases.counting.observations import observations_from
from evenhand.cases.counting.rules import Rule
from evenhand.foundation.texts import Text

MIDNIGHT = datetime(2020, 12, 6, tzinfo=UTC)


def at(minutes: float, until: float | None = None, **more) -> dict:
    """An observation so many minutes after midnight; one explosion at the camp unless said otherwise."""
    begins_at = MIDNIGHT + timedelta(minutes=minutes)
    ends_at = MIDNIGHT + timedelta(minutes=minutes if until is None else until)
    facts = {"kind": "explosion", "low": 1, "best": 1, "high": 1, "place": "camp", "fidelity": "minute", "ref": "r"}
    return facts | {"begins_at": begins_at, "ends_at": ends_at} | more


def unnumbered(minutes: float, until: float | None = None, **more) -> dict:
    return at(minutes, until, **({"low": None, "best": None, "high": None} | more))


def table(*rows: dict) -> pa.Table:
    return observations_from({"observation": f"o{number}"} | row for number, row in enumerate(rows))


def rule(counts: str = "each", *, time_zone: str = "UTC", **says) -> Rule:
    if counts == "engagement":
        says = {"gap": timedelta(hours=1), "per": ("place",)} | says
    made = CountingRule(id=counts, name=Text(), article="4", text=Text(), unit="shot", counts=counts, **says)
    return Rule(agreement="small", version="1", digest="0" * 64, time_zone=time_zone, says=made)
