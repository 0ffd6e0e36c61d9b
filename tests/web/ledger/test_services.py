import json

import pytest
from django.db import DatabaseError, transaction

from evenhand.foundation.problems import Problem
from evenhand.ledger.statements import require_shown
from evenhand_web.accounts.access import SYSTEM
from evenhand_web.accounts.models import Organisation
from evenhand_web.ledger import queries, services
from evenhand_web.ledger.models import Entry, Opening, RecordKey
from evenhand_web.ledger.services import record
from web.conftest import NOW


def write(count: int, actor=SYSTEM) -> None:
    with transaction.atomic():
        for n in range(count):
            record(action="tests.act", subject=f"subject-{n}", actor=actor, at=NOW, details={"n": n, "text": "سرت"})


class TestRecord:
    def test_numbers_entries_from_one(self, db):
        write(3)
        assert list(Entry.objects.values_list("sequence", flat=True)) == [1, 2, 3]

    def test_names_nobody_and_holds_no_value_in_the_entry(self, actor):
        write(1, actor("liaison", "south"))
        said = Entry.objects.get(action="tests.act").statement

        assert "liaison.south" not in said
        assert "سرت" not in said
        assert json.loads(said)["organisation"] == "south"

    def test_shows_who_did_what_to_those_who_may_read_it(self, actor):
        write(1, actor("liaison", "south"))
        told = queries.read_entry(Entry.objects.get(action="tests.act"))

        assert (told.actor, told.details) == ("liaison.south", '{"n":0,"text":"سرت"}')

    def test_what_is_kept_beside_an_entry_is_what_it_was_made_with(self, db):
        write(2)
        sealed = queries.sealed(2)

        require_shown(sealed.statement, sealed.shown)
        assert {one.field for one in sealed.shown} == {"author", "n", "text"}

    def test_falls_with_the_act(self, db):
        with transaction.atomic():
            record(action="tests.act", subject="s", actor=SYSTEM, at=NOW)
            transaction.set_rollback(True)  # as an error in the act would
        assert not Entry.objects.filter(action="tests.act").exists()
        assert not Opening.objects.exists()

    @pytest.mark.django_db(transaction=True)
    def test_refuses_to_stand_without_a_transaction(self):
        with pytest.raises(Problem) as caught:
            record(action="tests.act", subject="s", actor=SYSTEM, at=NOW)
        assert caught.value.code == "ledger.outside-transaction"

    @pytest.mark.parametrize("name", ["author", "signature", "row-digests"])
    def test_keeps_its_own_names_to_itself(self, db, name):
        with pytest.raises(Problem) as caught, transaction.atomic():
            record(action="tests.act", subject="s", actor=SYSTEM, at=NOW, details={name: "x"})
        assert caught.value.code == "ledger.reserved-field"


class TestDatabase:
    @pytest.mark.parametrize(("table", "change_of"), [(Entry, {"subject": "x"}), (Opening, {"sealed": b""})])
    @pytest.mark.parametrize("change", ["update", "delete", "save"])
    def test_refuses_to_change_or_remove(self, db, table, change_of, change):
        write(2)
        row = table.objects.order_by("pk").first()
        acts = {
            "update": lambda: table.objects.filter(pk=row.pk).update(**change_of),
            "delete": row.delete,
            "save": row.save,
        }
        with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
            acts[change]()


class TestErase:
    def erase(self, actor, **what):
        order = {"basis": "Article 17", "ordered_by": "Decision 4 of the commission"}
        return services.erase(**(order | what), actor=actor, now=NOW)

    def test_makes_a_person_unreadable_and_leaves_what_was_done(self, actor):
        write(2, actor("liaison", "south"))
        self.erase(actor("administrator"), persons=["liaison.south"])
        told = [queries.read_entry(entry) for entry in Entry.objects.filter(action="tests.act")]

        assert [(one.actor, one.details, one.erased) for one in told] == [
            ("", '{"n":0,"text":"سرت"}', True),
            ("", '{"n":1,"text":"سرت"}', True),
        ]

    def test_makes_a_subject_unreadable_in_all_entries_about_it(self, actor):
        write(2, actor("liaison", "south"))
        self.erase(actor("administrator"), subjects=["subject-1"])
        told = [queries.read_entry(entry) for entry in Entry.objects.filter(action="tests.act")]

        assert [(one.actor, one.details) for one in told] == [
            ("liaison.south", '{"n":0,"text":"سرت"}'),
            ("liaison.south", ""),
        ]

    def test_leaves_entries_as_they_are_and_tells_of_itself_without_a_name(self, actor):
        write(1, actor("liaison", "south"))
        before = list(Entry.objects.values_list("statement", flat=True))
        entry = self.erase(actor("administrator"), persons=["liaison.south"])

        assert list(Entry.objects.values_list("statement", flat=True))[: len(before)] == before
        told = queries.read_entry(entry)
        assert json.loads(told.details)["basis"] == "Article 17"
        assert "liaison" not in told.details + told.subject
        assert not RecordKey.objects.filter(owner__contains="liaison.south").exists()

    def test_needs_a_basis_and_an_order(self, actor):
        write(1, actor("liaison", "south"))
        with pytest.raises(Problem) as caught:
            self.erase(actor("administrator"), persons=["liaison.south"], basis=" ")
        assert caught.value.code == "ledger.without-basis"

    def test_refuses_a_name_that_it_does_not_know_and_erases_nothing(self, actor):
        write(1, actor("liaison", "south"))
        with pytest.raises(Problem) as caught:
            self.erase(actor("administrator"), persons=["liaison.south", "nobody"])
        assert caught.value.code == "ledger.nothing-to-erase"
        assert RecordKey.objects.filter(owner="person:liaison.south").exists()

    def test_is_for_the_administrator_alone(self, actor):
        write(1)
        with pytest.raises(Problem) as caught:
            self.erase(actor("duty-officer"), subjects=["subject-0"])
        assert caught.value.code == "accounts.not-permitted"


class TestRows:
    def test_are_entered_with_the_act(self, organisations):
        row = Organisation.objects.get(key="north")
        with transaction.atomic():
            entry = record(action="tests.act", subject="s", actor=SYSTEM, at=NOW, rows=[row])
        held = {one.field: one.value for one in queries.sealed(entry.sequence).shown}

        assert list(held["row-digests"]) == [f"accounts_organisation/{row.pk}"]
        assert queries.read_entry(entry).details == "{}"


def test_search_finds_actors_acts_and_subjects(actor):
    write(3, actor("liaison", "south"))
    officer = actor("duty-officer")

    assert [row.subject for row in queries.entries(officer, search="SUBJECT-1 tests").rows] == ["subject-1"]
    assert [row.subject for row in queries.entries(officer, search="ison.south tests").rows] == [
        "subject-2",
        "subject-1",
        "subject-0",
    ]


def test_asks_for_an_entry_that_is_there(db):
    with pytest.raises(Problem) as caught:
        queries.sealed(7)
    assert caught.value.code == "ledger.no-such-entry"
