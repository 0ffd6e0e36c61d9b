"""A plan of the mission that was shown to North, and the people who have to do with it."""

from dataclasses import dataclass

import pytest
from django.test import Client

from evenhand_web.accounts import services as accounts
from evenhand_web.accounts.access import SYSTEM, Actor, actor_for
from evenhand_web.accounts.models import User
from evenhand_web.commitments import services
from evenhand_web.commitments.models import Commitment
from web.commitments.samples import a_plan
from web.conftest import NOW

PEOPLE = {
    "duty": ("duty-officer", "mission"),
    "monitor": ("monitor", "mission"),
    "north": ("liaison", "north"),
    "south": ("liaison", "south"),
    "keeper": ("secretariat", "commission"),
    "host": ("secretariat", "observer"),
}


@dataclass(frozen=True, kw_only=True)
class Stage:
    """People by name, and ids of the commitments by what the plan calls them."""

    people: dict[str, Actor]
    ids: dict[str, str]

    def browser(self, name: str) -> Client:
        client = Client()
        client.force_login(User.objects.get(username=name))
        return client


@pytest.fixture
def stage(organisations) -> Stage:
    """The mission's plan, shown to North and to the host with all its commitments; nothing to South."""
    people = {}
    for username, (role, organisation) in PEOPLE.items():
        account = accounts.Account(username=username, organisation=organisation, role=role)
        people[username] = actor_for(accounts.ensure_member(account=account, actor=SYSTEM, now=NOW))
    services.keep_plan(value=a_plan(), actor=people["duty"], now=NOW)
    services.release_plan(plan="border", organisations=("north", "observer"), actor=people["duty"], now=NOW)
    return Stage(people=people, ids=dict(Commitment.objects.values_list("key", "pk")))
