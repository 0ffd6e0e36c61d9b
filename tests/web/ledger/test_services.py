import hashlib

import pytest
from django.db import DatabaseError, transaction

from evenhand.foundation.canonical import canonical_bytes
from evenhand.foundation.problems import Problem
from evenhand_web.accounts.access import SYSTEM
from evenhand_web.ledger import queries
from evenhand_web.ledger.mapping import NOTHING
from evenhand_web.ledger.models import Entry
from evenhand_web.ledger.services import record
from web.conftest import NOW


def write(count: int) -> None:
    with transaction.atomic():
        for n in range(count):
            record(action="tests.act", subject=f"subject-{n}", actor=SYSTEM, at=NOW, details={"n": n, "text": "سرت"})


class TestRecord:
    def test_numbers_entries_from_one_and_chains_them(self, db):
        write(3)
        entries = list(Entry.objects.all())

        assert [entry.sequence for entry in entries] == [1, 2, 3]
        assert [entry.previous for entry in entries] == [NOTHING, entries[0].hash, entries[1].hash]

    def test_hash_can_be_computed_by_anybody_from_the_export(self, actor):
        write(1)
        told = next(entry for entry in queries.export(actor("duty-officer")) if entry["action"] == "tests.act")
        facts = {name: value for name, value in told.items() if name != "hash"}

        digest = hashlib.sha256(canonical_bytes({"domain": "evenhand ledger entry v1", **facts})).hexdigest()
        assert digest == told["hash"]

    def test_falls_with_the_act(self, db):
        with transaction.atomic():
            record(action="tests.act", subject="s", actor=SYSTEM, at=NOW)
            transaction.set_rollback(True)  # as an error in the act would
        assert not Entry.objects.filter(action="tests.act").exists()

    def test_keeps_the_organisation_of_the_actor(self, actor):
        with transaction.atomic():
            record(action="tests.act", subject="s", actor=actor("liaison", "south"), at=NOW)
        assert Entry.objects.get(action="tests.act").organisation == "south"

    @pytest.mark.django_db(transaction=True)
    def test_refuses_to_stand_without_a_transaction(self):
        with pytest.raises(Problem) as caught:
            record(action="tests.act", subject="s", actor=SYSTEM, at=NOW)
        assert caught.value.code == "ledger.outside-transaction"


class TestDatabase:
    @pytest.mark.parametrize("change", ["update", "delete", "save"])
    def test_refuses_to_change_or_remove_an_entry(self, db, change):
        write(2)
        entry = Entry.objects.get(sequence=1)
        entry.actor = "somebody else"
        acts = {
            "update": lambda: Entry.objects.filter(sequence=1).update(actor="somebody else"),
            "delete": entry.delete,
            "save": entry.save,
        }
        with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
            acts[change]()


class TestCheck:
    def test_finds_a_sound_chain_sound(self, db):
        write(3)
        found = queries.check()

        assert (found.entries, found.broken_at, found.head) == (3, None, Entry.objects.get(sequence=3).hash)

    def test_of_an_empty_record_is_sound(self, db):
        assert queries.check() == queries.Chain(entries=0, head=NOTHING, broken_at=None)

    @pytest.mark.parametrize(
        ("fault", "broken_at"),
        [
            ({"sequence": 3, "previous": "0" * 64}, 3),
            ({"sequence": 5}, 5),
            ({"sequence": 3, "hash": "f" * 64}, 3),
        ],
        ids=["another predecessor", "a gap", "another hash"],
    )
    def test_names_the_first_entry_that_does_not_follow(self, db, fault, broken_at):
        write(2)
        last = Entry.objects.get(sequence=2)
        facts = {"at": NOW, "actor": "x", "action": "x", "subject": "x", "details": "{}", "previous": last.hash}
        Entry.objects.create(**({"hash": "e" * 64} | facts | fault))

        assert queries.check().broken_at == broken_at


def test_search_finds_actors_acts_and_subjects(actor):
    write(3)

    assert [row.subject for row in queries.entries(actor("duty-officer"), search="SUBJECT-1 tests").rows] == [
        "subject-1"
    ]
