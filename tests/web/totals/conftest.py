"""Reports with counted lines of two parties and the mission, under an agreement with counting rules."""

from collections.abc import Callable
from datetime import timedelta
from itertools import count
from typing import Any

import pytest

from evenhand.reports.codes import Cause, Observed
from evenhand.reports.record import Count, Fidelity, Item, When
from evenhand.sources.agreement_files import agreement_files, find_agreement
from evenhand_web.accounts.access import SYSTEM, Actor
from evenhand_web.agreements.services import adopt
from evenhand_web.intake.models import Report
from evenhand_web.intake.services import receive
from web.conftest import NOW
from web.intake.samples import NOON, a_record, an_arrival

SIRTE = {"format": 1, "kind": "named", "place": "sirte"}


def line(observed: str = "explosion", low: int | None = 1, high: int | None = None, **more: Any) -> Item:
    number = None if low is None else Count(low=low, high=low if high is None else high)
    return Item(observed=Observed(observed), count=number, **more)


def when(minutes: float, until: float | None = None, fidelity: Fidelity = Fidelity.MINUTE) -> When:
    begins_at = NOON + timedelta(minutes=minutes)
    ends_at = NOON + timedelta(minutes=minutes if until is None else until)
    return When(begins_at=begins_at, ends_at=ends_at, fidelity=fidelity)


DEMINING = Cause.DEMINING


@pytest.fixture(autouse=True)
def libya(db, settings, tmp_path):
    """The agreement in force, and a workspace of the test's own."""
    settings.WORKSPACE = tmp_path
    settings.LAKE = tmp_path / "lake"
    settings.LAKE.mkdir()
    settings.AGREEMENT = "libya-2020"
    adopt(files=agreement_files(find_agreement("libya-2020")), actor=SYSTEM, now=NOW)


@pytest.fixture
def duty(actor) -> Actor:
    return actor("duty-officer")


@pytest.fixture
def north(actor) -> Actor:
    return actor("liaison")


@pytest.fixture
def south(actor) -> Actor:
    return actor("liaison", "south")


@pytest.fixture
def filed(db) -> Callable[..., Report]:
    """Files a report: `filed(north, line(), when=when(5))`."""
    numbers = count(1)

    def file(by: Actor, *items: Item, replaces: str = "", instance: str = "", **more: Any) -> Report:
        instance = instance or f"uuid:totals-{next(numbers)}"
        record = a_record(items=items, **({"place": SIRTE} | more))
        receipt = receive(arrival=an_arrival(instance, record=record, replaces=replaces), actor=by, now=NOW)
        return Report.objects.get(pk=receipt.report)

    return file
