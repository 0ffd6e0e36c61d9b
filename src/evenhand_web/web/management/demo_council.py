"""What the desk of the council holds in the demo: records of the scenario, written through the services."""

from collections.abc import Mapping
from datetime import datetime

from evenhand.agreements.model import Agreement
from evenhand_web.accounts.access import Actor
from evenhand_web.council import services
from evenhand_web.web.management.demo_told import told_of


def settle(*, actors: Mapping[str, Actor], agreement: Agreement, now: datetime) -> str:
    """Write the records; gives a sentence for the terminal."""
    entries = told_of(agreement, "council.yaml").get("records", ())
    for entry in entries:
        draft = services.Draft(
            kind=entry["kind"],
            record_id=entry["id"],
            content=entry["content"],
            release=entry.get("release", True),
        )
        services.write(draft=draft, actor=actors["secretariat"], now=now)
    return f"{len(entries)} records"
