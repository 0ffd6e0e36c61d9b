"""Organisations and people that every test of the pages may call on."""

import shutil
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from uuid import uuid4

import pytest
from django.test import Client
from django.utils import translation

from evenhand_web.accounts import services
from evenhand_web.accounts.access import SYSTEM, Actor, actor_for
from evenhand_web.accounts.models import User

NOW = datetime(2020, 12, 29, 12, tzinfo=UTC)

ORGANISATIONS = {
    "mission": {"kind": "mission", "names": {"en": "Monitoring mission"}},
    "north": {"kind": "party", "party": "north", "names": {"en": "Northern party"}},
    "south": {"kind": "party", "party": "south", "names": {"en": "Southern party"}},
    "commission": {"kind": "commission", "names": {"en": "Joint commission"}},
    "observer": {"kind": "observer-state", "names": {"en": "Observer State"}},
}

HOME = {
    "duty-officer": "mission",
    "monitor": "mission",
    "analyst": "mission",
    "administrator": "mission",
    "liaison": "north",
    "commissioner": "commission",
    "secretariat": "commission",
}
"""The organisation in which a role is usually found."""


@pytest.fixture(autouse=True)
def english_again() -> Iterator[None]:
    """A request in another language leaves it active in its thread; the next test begins in English."""
    yield
    translation.activate("en")


@pytest.fixture(autouse=True)
def log_of_its_own(settings, tmp_path_factory) -> Iterator[None]:
    """The record of a test is forgotten with it, and so is what was published of it."""
    folder = tmp_path_factory.getbasetemp() / f"log-{uuid4().hex}"
    settings.LEDGER_FOLDER = str(folder)
    yield
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture
def organisations(db) -> None:
    """One organisation of each kind, and a second party."""
    for key, facts in ORGANISATIONS.items():
        services.ensure_organisation(key=key, **facts, actor=SYSTEM, now=NOW)


@pytest.fixture
def person(organisations) -> Callable[..., User]:
    """Makes a person: `person("liaison", "south")`."""

    def make(role: str, organisation: str | None = None, *, username: str | None = None) -> User:
        home = organisation or HOME[role]
        account = services.Account(username=username or f"{role}.{home}", organisation=home, role=role)
        return services.ensure_member(account=account, actor=SYSTEM, now=NOW)

    return make


@pytest.fixture
def actor(person) -> Callable[..., Actor]:
    """The actor that such a person is: `actor("liaison", "south")`."""
    return lambda role, organisation=None, **more: actor_for(person(role, organisation, **more))


@pytest.fixture
def browser_of(person) -> Callable[..., Client]:
    """A signed-in client: `browser_of("liaison", "south")`."""

    def make(role: str, organisation: str | None = None, **more) -> Client:
        client = Client()
        client.force_login(person(role, organisation, **more))
        return client

    return make
