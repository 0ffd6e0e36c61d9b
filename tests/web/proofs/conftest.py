"""The world of both parties, built once for these tests, and its log, signed and cosigned."""

from collections.abc import Callable, Iterator

import pytest
from django.db import connection, transaction
from django.test import Client, override_settings

from evenhand.ledger.notes import sign
from evenhand_web.accounts.models import User
from evenhand_web.ledger import publishing
from evenhand_web.ledger.keys import clock_key, verifier
from simulators.logs import NORTH, SOUTH, UN
from web.conftest import NOW
from web.world import World, build


@pytest.fixture(scope="module")
def world(django_db_setup, django_db_blocker, tmp_path_factory) -> Iterator[World]:
    """Built once, and taken back."""
    folder = tmp_path_factory.mktemp("world")
    (folder / "lake").mkdir()
    kept = {"WORKSPACE": folder, "LAKE": folder / "lake", "EVIDENCE": str(folder / "evidence")}
    with django_db_blocker.unblock(), override_settings(**kept), transaction.atomic():
        yield build()
        transaction.set_rollback(True)
    assert connection.vendor == "sqlite"


@pytest.fixture
def policy_file(tmp_path):
    """The policy by which two parties and the UN make a checkpoint final."""
    path = tmp_path / "policy"
    path.write_text(
        f"log {verifier()}\nwitness clock {clock_key()}\nwitness north {NORTH.verifier}\nwitness south "
        f"{SOUTH.verifier}\nwitness un {UN.verifier}\ngroup all all north south un\nquorum all\n",
        encoding="utf-8",
    )
    return path


@pytest.fixture
def published(world, db, settings, policy_file) -> World:
    """The world with its log signed, and cosigned by all."""
    settings.LEDGER_POLICY = str(policy_file)
    note = publishing.publish(NOW).note
    lines = [sign(note.text, key, at_s=int(NOW.timestamp())) for key in (NORTH, SOUTH, UN)]
    content = note.content() + "".join(line.line() for line in lines).encode()
    publishing.take_cosignatures(content, NOW)
    return world


@pytest.fixture
def client_of(world, db) -> Callable[[str], Client]:
    """A signed-in client of somebody of the world."""

    def make(username: str) -> Client:
        client = Client()
        client.force_login(User.objects.get(username=username))
        return client

    return make
