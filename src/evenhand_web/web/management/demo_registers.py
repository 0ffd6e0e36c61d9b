"""The demo's registers: what the mission, a party and the commission enter, and where they do not agree."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from evenhand.agreements.model import Agreement
from evenhand_web.accounts.access import Actor
from evenhand_web.registers import services
from evenhand_web.registers.models import Record
from evenhand_web.web.management.demo_told import told_of


def settle(*, actors: Mapping[str, Actor], agreement: Agreement, now: datetime) -> str:
    """Enter the records of the scenario once; gives a sentence for the terminal."""
    party = agreement.parties[0].id
    people = {**actors, "party": actors[f"liaison-{party}"]}
    entries = told_of(agreement, "registers.yaml").get("records", ())
    for place, entry in enumerate(entries):
        said = services.Said(written=entry["values"], state=entry["state"], key=f"{place:032x}")
        made = services.enter(register=entry["register"], said=said, actor=people[entry["as"]], now=now)
        if "release_to" in entry:
            _share(made, entry, people, party, now)
    return f"{len(entries)} records"


def _share(made: Record, entry: Mapping[str, Any], people: Mapping[str, Actor], party: str, now: datetime) -> None:
    """Show a record to the party, and enter what it says of it."""
    about: dict[str, Any] = {"register": made.register, "record_id": made.key, "now": now}
    services.release(organisation=party, actor=people[entry["as"]], **about)
    for other in entry["also"]:
        actor = people[other["as"]]
        if not made.versions.filter(organisation=actor.organisation_id).exists():
            said = services.Said(written=other["values"], note=other["note"])
            services.say(said=said, actor=actor, **about)
