"""The demo's registers: what the mission, the parties and the commission enter, and where they do not agree."""

from collections.abc import Mapping
from datetime import datetime

from evenhand.agreements.model import Agreement
from evenhand_web.accounts.access import Actor
from evenhand_web.registers import services
from evenhand_web.registers.models import Record

_ENTERED: tuple[tuple[str, str, str, Mapping[str, str]], ...] = (
    ("routes", "duty", "partly", {
        "route": "Coastal road, Abu Qurayn – Sirte", "kind": "road", "length": "132", "since": "2020-12-03",
        "conditions": "Joint police deployed, road cleared of explosives, foreign forces gone.",
        "review": "2021-01-05"}),
    ("routes", "duty", "open", {"route": "Tripoli – Benghazi, flights", "kind": "air", "since": "2020-10-16"}),
    ("routes", "duty", "closed", {"route": "Sirte – Jufra", "kind": "road", "length": "~228",
                                  "incidents": "A patrol was turned back on 6 December."}),
    ("foreign-fighters", "duty", "claimed", {
        "group": "Fighters at the airbase", "area": "Jufra", "event": "present", "people": ">=200",
        "source": "Two patrols, from a distance."}),
    ("foreign-fighters", "liaison", "claimed", {
        "group": "Company that left Sirte", "area": "Sirte", "event": "departed", "people": "100-150",
        "day": "2020-12-10", "route": "By road to the south"}),
    ("foreign-fighters", "duty", "not-verified", {
        "group": "Arrivals by night flights", "area": "Misrata", "event": "arrived",
        "source": "Reported in the press; no monitor saw it."}),
    ("redeployment", "duty", "claimed", {
        "unit": "Battalion at Abu Qurayn", "from": "Abu Qurayn", "to": "Misrata, barracks", "strength": "~450",
        "due": "2021-01-23", "done": "2020-12-20"}),
    ("redeployment", "duty", "planned", {"unit": "Air defence north of Jufra", "from": "Jufra", "due": "2021-01-23"}),
    ("armed-groups", "duty", "proposed", {
        "group": "Guards of the western gate", "members": "80-120", "place": "Sirte", "category": "local",
        "outcome": "integration"}),
    ("proposals", "commissioner", "reported", {
        "proposal": "Joint police posts every 40 km of the coastal road", "theme": "police", "tabled": "2020-12-08",
        "reported": "2020-12-15"}),
    ("monitoring-tasks", "duty", "under-way", {
        "task": "See the withdrawal along the coastal road", "kind": "withdrawal", "where": "Abu Qurayn – Sirte",
        "who": "Joint team 1", "begins": "2020-12-05", "share": "40-60"}),
    ("monitoring-tasks", "duty", "not-accessible", {
        "task": "Look at works north of the airbase", "kind": "actions", "where": "Jufra", "who": "Joint team 2",
        "begins": "2020-12-12"}),
    ("joint-teams", "duty", "deployed", {
        "team": "Joint team 1", "asked": "2020-11-28", "mandate": "Withdrawal and police along the coastal road.",
        "first-party": "3", "second-party": "3", "monitors": "4", "women": "3", "begins": "2020-12-05"}),
    ("adjudication", "commissioner", "agreed", {
        "area": "Triangle around Sirte", "rule": "The joint team’s finding goes to the sub-committee within 72 hours.",
        "panel": "Sub-committee on redeployment", "agreed": "2020-11-12"}),
    ("enforcement", "commissioner", "proposed", {
        "option": "Unit named before the commission, its commander heard", "level": "national"}),
    ("duty-log", "duty", "handed-over", {
        "what": "Column reported on the coastal road", "day": "2020-12-28", "time": "21:40", "place": "Abu Qurayn",
        "heard-from": "Joint team 1", "done": "Both liaison officers called; column had been announced.",
        "handed-to": "Morning watch"}),
    ("pledges", "secretariat", "offered", {
        "donor": "A neighbouring State", "kind": "equipment", "what": "Field radios", "amount": "60", "unit": "sets",
        "day": "2020-12-01"}),
)  # fmt: skip
"""Register, who enters it, state, values."""


def settle(*, actors: Mapping[str, Actor], agreement: Agreement, now: datetime) -> str:
    """Enter them once; a record is shown to a party, which says otherwise."""
    party = f"liaison-{agreement.parties[0].id}"
    for place, (register, who, state, values) in enumerate(_ENTERED):
        said = services.Said(written=values, state=state, key=_key(place))
        services.enter(register=register, said=said, actor=actors[party if who == "liaison" else who], now=now)
    _dispute(actors, party, now)
    return f"{Record.objects.count()} records"


def _dispute(actors: Mapping[str, Actor], party: str, now: datetime) -> None:
    record = Record.objects.get(key=_key(3))
    if record.versions.exclude(organisation=record.owner).exists():
        return
    keys = Record.objects.get(key=_key(4)).owner.key
    services.release(register=record.register, record_id=record.key, organisation=keys, actor=actors["duty"], now=now)
    said = services.Said(
        written={"group": "Fighters at the airbase", "area": "Jufra", "event": "present", "people": "350-500"},
        note="By our own count in November.",
    )
    services.say(register=record.register, record_id=record.key, said=said, actor=actors[party], now=now)


def _key(place: int) -> str:
    """The id of a record of the demo: the same in every build."""
    return f"{place:032x}"
