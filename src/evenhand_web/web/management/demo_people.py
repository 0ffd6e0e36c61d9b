"""The demo's organisations and users: one of each role, for whatever parties the agreement has."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from django.contrib.auth.hashers import get_hasher

from evenhand.agreements.model import Agreement
from evenhand_web.accounts import services
from evenhand_web.accounts.access import SYSTEM, Actor, actor_for
from evenhand_web.accounts.models import OrganisationKind, Role

MISSION = {"en": "Monitoring mission", "ar": "بعثة الرصد", "fr": "Mission de surveillance", "zh-hans": "监测特派团"}
HOST = {"en": "Host country", "ar": "البلد المضيف", "fr": "Pays hôte", "zh-hans": "东道国"}
COMMISSION = {"en": "Joint commission", "ar": "اللجنة المشتركة", "fr": "Commission conjointe", "zh-hans": "联合委员会"}
SUB_COMMITTEE = {
    "en": "Sub-committee on complaints",
    "ar": "اللجنة الفرعية للشكاوى",
    "fr": "Sous-comité des plaintes",
    "zh-hans": "投诉问题小组委员会",
}

_QUICK_ITERATIONS = 1000


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """A user of the demo."""

    username: str
    organisation: str
    role: str
    sees: str
    """What a visitor will find, in a few words for the terminal."""
    side: str = ""
    """In a body: the party for which they sit."""


def people(agreement: Agreement) -> tuple[Person, ...]:
    """One user of each role; for each party a liaison officer, an officer for teams, and a member of each body."""
    house = [
        Person(username="duty", organisation="mission", role=Role.DUTY_OFFICER, sees="everything; handles alerts"),
        Person(username="analyst", organisation="mission", role=Role.ANALYST, sees="everything; sends feeds"),
        Person(username="monitor", organisation="mission", role=Role.MONITOR, sees="everything; reads only"),
        Person(
            username="admin", organisation="mission", role=Role.ADMINISTRATOR, sees="feeds, people, record; no alerts"
        ),
        Person(
            username="registrar", organisation="mission", role=Role.ADMINISTRATOR, sees="as admin; erasing takes two"
        ),
        Person(
            username="commissioner", organisation="commission", role=Role.COMMISSIONER, sees="what was released to it"
        ),
        Person(
            username="secretariat", organisation="commission", role=Role.SECRETARIAT, sees="what was released to it"
        ),
    ]
    liaisons = [
        Person(username=f"liaison-{party.id}", organisation=party.id, role=Role.LIAISON, sees="what was released to it")
        for party in agreement.parties
    ]
    chair = Person(username="chair", organisation="commission", role=Role.COMMISSIONER, sees="cases before it; neutral")
    host = Person(
        username="host", organisation="host-country", role=Role.SECRETARIAT, sees="plans released to it; evaluates them"
    )
    return (*house, chair, host, *liaisons, *(one for party in agreement.parties for one in _of(party.id)))


def _of(party: str) -> tuple[Person, ...]:
    """Who besides the liaison officer works for a party: in the bodies and in joint teams."""
    member, docket = Role.COMMISSIONER, "cases before the body"
    return (
        Person(username=f"commissioner-{party}", organisation="commission", role=member, sees=docket, side=party),
        Person(username=f"member-{party}", organisation="sub-committee", role=member, sees=docket, side=party),
        Person(username=f"officer-{party}", organisation=party, role=Role.MONITOR, sees="cases of its joint teams"),
    )


def settle(agreement: Agreement, *, password: str, now: datetime) -> Mapping[str, Actor]:
    """Make (or find) the organisations and users; gives each user's actor by user name."""
    kinds = OrganisationKind
    # Everybody knows this password: hashing it slowly would only make people wait. At sign-in Django hashes it in full.
    hasher = get_hasher("pbkdf2_sha256")
    hasher.iterations = _QUICK_ITERATIONS
    services.ensure_organisation(key="mission", names=MISSION, kind=kinds.MISSION, actor=SYSTEM, now=now)
    services.ensure_organisation(key="commission", names=COMMISSION, kind=kinds.COMMISSION, actor=SYSTEM, now=now)
    services.ensure_organisation(
        key="sub-committee", names=SUB_COMMITTEE, kind=kinds.SUB_COMMITTEE, actor=SYSTEM, now=now
    )
    services.ensure_organisation(key="host-country", names=HOST, kind=kinds.OBSERVER_STATE, actor=SYSTEM, now=now)
    for party in agreement.parties:
        names = dict(party.name.by_language)
        services.ensure_organisation(key=party.id, names=names, kind=kinds.PARTY, party=party.id, actor=SYSTEM, now=now)
    accounts = (
        services.Account(
            username=person.username,
            organisation=person.organisation,
            role=person.role,
            password=password,
            side=person.side,
        )
        for person in people(agreement)
    )
    return {
        account.username: actor_for(services.ensure_member(account=account, actor=SYSTEM, now=now))
        for account in accounts
    }
