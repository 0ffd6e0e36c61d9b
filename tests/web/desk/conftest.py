"""A small desk: reports of two organisations, and an alert."""

from collections.abc import Callable
from datetime import timedelta
from itertools import count
from typing import Any

import pytest

from evenhand_web.accounts.access import SYSTEM, Actor
from evenhand_web.incidents import services as incidents
from evenhand_web.intake.models import Report
from evenhand_web.intake.services import receive
from web.alerts import alerts
from web.conftest import NOW
from web.intake.samples import a_record, an_arrival


@pytest.fixture
def duty(actor) -> Actor:
    return actor("duty-officer")


@pytest.fixture
def liaison(actor) -> Actor:
    return actor("liaison")


@pytest.fixture
def filed(db) -> Callable[..., Report]:
    """Files a report: `filed(liaison, "Shots at night", place=...)`."""
    numbers = count(1)

    def file(by: Actor, text: str = "Two explosions north of the town", **more: Any) -> Report:
        number = next(numbers)
        arrival = an_arrival(f"uuid:desk-{number}", record=a_record(text, **more))
        receipt = receive(arrival=arrival, actor=by, now=NOW - timedelta(minutes=60 - number))
        return Report.objects.get(pk=receipt.report)

    return file


@pytest.fixture
def an_alert(organisations) -> str:
    incidents.record_alerts(alerts=alerts({}), actor=SYSTEM, now=NOW)
    return "alert-a"
