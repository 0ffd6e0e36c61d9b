"""A corrupt administrator of a demo: the server's own check finds nothing, and every witness does."""

from datetime import timedelta

import pytest
from django.conf import settings as house
from django.db import IntegrityError, connection, transaction
from django.test import Client

from evenhand.foundation.problems import Problem
from evenhand.ledger.alarms import Weight, alarm_of, weigh
from evenhand.ledger.exchange import hold
from evenhand.ledger.witness import Kind
from evenhand.sources.ledger_files import Folder
from evenhand_web.ledger import publishing
from evenhand_web.ledger.checking import check
from evenhand_web.ledger.models import Entry
from evenhand_web.web import clock
from evenhand_web.witnesses import corruption, demo
from simulators.logs import SOUTH
from web.witnesses.conftest import published, seen, trust, write


@pytest.fixture
def in_a_demo(settings, tmp_path, monkeypatch):
    settings.DEMO, settings.WORKSPACE = True, tmp_path
    (tmp_path / "demo.json").write_text("{}")
    # The database of a test is in memory, where there is no file to copy; the browser's tests put a real one back.
    monkeypatch.setattr(corruption, "_save", lambda: None)


def found_after(change, *, later=0):
    write(30)
    publishing.publish(clock.real() - timedelta(minutes=1))
    memory = seen().memory
    change()
    write(later)
    publishing.publish(clock.real())
    [finding] = seen(memory).findings
    return finding


@pytest.mark.parametrize(
    ("change", "later", "kind"),
    [
        pytest.param(corruption.delete, 0, {Kind.TRUNCATED}, id="delete"),
        pytest.param(corruption.delete, 5, {Kind.REWRITTEN}, id="delete-and-go-on"),
        pytest.param(corruption.back_date, 0, {Kind.SPLIT_VIEW}, id="back-date"),
        pytest.param(corruption.back_date, 5, {Kind.REWRITTEN}, id="back-date-and-go-on"),
        pytest.param(corruption.rewind, 9, {Kind.REWRITTEN}, id="rewind-and-go-on"),
    ],
)
def test_the_check_of_the_server_finds_nothing_and_a_witness_proves_it(in_a_demo, change, later, kind):
    finding = found_after(change, later=later)

    assert finding.kind in kind
    assert check().faults == ()
    assert weigh(alarm_of(finding, origin="x"), trust=trust()) == Weight.PROVED


def test_afterwards_nobody_can_tell_from_the_database(in_a_demo):
    published(30)
    before = {row[0] for row in triggers()}
    corruption.delete()

    assert {row[0] for row in triggers()} == before
    assert list(Entry.objects.values_list("pk", flat=True)) == list(range(1, Entry.objects.count() + 1))
    with pytest.raises(IntegrityError), transaction.atomic():
        Entry.objects.all().delete()


def triggers():
    with connection.cursor() as cursor:
        cursor.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'")
        return cursor.fetchall()


def test_a_split_view_is_seen_by_no_witness_alone_and_by_any_two_together(in_a_demo):
    published(30)
    north, south = seen().memory, seen(key=SOUTH).memory
    corruption.split()
    one = seen(north)
    other = seen(south, key=SOUTH, folder=Folder(demo.other_log()))

    assert (one.findings, other.findings) == ((), ())
    held = hold([one.memory.note], [other.memory.note], trust=trust(), blobs=publishing.files())
    assert [finding.kind for finding in held.findings] == [Kind.SPLIT_VIEW]


def test_the_other_log_is_shown_under_one_name_only(in_a_demo):
    published(30)
    corruption.split()
    shown = {host: Client(headers={"host": host}).get("/log/checkpoint").content for host in ("localhost", "127.0.0.1")}

    assert shown["localhost"].split(b"\n")[2] != shown["127.0.0.1"].split(b"\n")[2]
    assert Client(headers={"host": "localhost"}).post("/log/cosignatures", b"x", "text/plain").status_code == 204


def test_too_short_a_record_is_left_alone(in_a_demo):
    with pytest.raises(Problem) as problem:
        corruption.delete()
    assert problem.value.kind == corruption.NOTHING_TO_REWRITE


@pytest.mark.parametrize("act", [*corruption.WAYS.values(), corruption.reset])
def test_outside_a_demo_nothing_is_rewritten(act, settings):
    published(30)
    settings.DEMO = True  # the setting alone is not enough: there is no demo's workspace
    with pytest.raises(Problem) as problem:
        act()
    assert problem.value.kind == corruption.NO_DEMO
    assert house.DEMO


def test_the_buttons_are_on_the_page_of_a_demo_alone(in_a_demo, person, organisations, settings):
    published(30)
    client = Client()
    client.force_login(person("liaison", "north"))
    assert client.get("/witnesses/").content.decode().count('name="way"') == 4
    assert client.post("/witnesses/demo/", {"way": "back-date"}).status_code == 302

    settings.DEMO = False
    assert 'name="way"' not in client.get("/witnesses/").content.decode()
    assert client.post("/witnesses/demo/", {"way": "delete"}).status_code == 404
