"""Whoever runs the database can change any row of it: each change shows, and the finding names the place."""

from datetime import UTC, datetime

import pytest
from django.core.management import call_command
from django.db import connection, transaction

from evenhand_web.accounts.access import SYSTEM
from evenhand_web.agreements.models import AgreementVersion
from evenhand_web.ledger import publishing, services
from evenhand_web.ledger.checking import Fault, check
from evenhand_web.ledger.models import Entry, Opening, RecordKey
from evenhand_web.ledger.services import record
from evenhand_web.ledger.wording import in_words
from web.conftest import NOW

AT = datetime(2026, 3, 1, 12, tzinfo=UTC)


@pytest.fixture
def open_tables(db):
    """The guards are gone, as they are for whoever owns the database."""
    with connection.cursor() as cursor:
        for table in ("ledger_entry", "ledger_opening"):
            for verb in ("update", "delete"):
                cursor.execute(f"DROP TRIGGER {table}_no_{verb}")
        cursor.execute("PRAGMA defer_foreign_keys=ON")


def write(count, **more):
    with transaction.atomic():
        for n in range(count):
            record(action="tests.act", subject=f"s{n}", actor=SYSTEM, at=NOW, details={"n": n}, **more)


def faults(**more):
    return [(one.kind, one.where) for one in check(**more).faults]


def agreement_row():
    return AgreementVersion.objects.create(
        agreement="a", version="1", digest="d", files={}, begins_at=NOW, adopted_at=NOW, adopted_by="x"
    )


def flipped(content, at):
    """One bit of one byte."""
    return content[:at] + bytes([content[at] ^ 1]) + content[at + 1 :]


class TestSound:
    def test_is_an_empty_record(self, db):
        assert check().holds

    def test_is_what_was_written_signed_and_erased(self, actor):
        write(3)
        publishing.publish(AT)
        write(2, rows=[agreement_row()])
        order = {"basis": "Article 17", "ordered_by": "Decision 4"}
        services.erase(subjects=["s1"], **order, actor=actor("administrator"), now=NOW)
        found = check()

        assert found.faults == ()
        assert (found.entries - found.signed, found.rows, found.erased) == (4, 1, 1)


class TestEveryByte:
    def test_of_a_statement_shows(self, open_tables):
        write(2)
        publishing.publish(AT)
        whole = Entry.objects.get(sequence=1).statement.encode()
        for at in range(len(whole)):
            Entry.objects.filter(sequence=1).update(statement=flipped(whole, at).decode("latin-1"))
            assert ("changed", "1") in faults(), at

    def test_of_a_statement_that_is_not_signed_yet_shows_or_makes_another_statement(self, open_tables):
        """Before the first checkpoint only what lies beside an entry holds it; a witness holds it after that."""
        write(1)
        whole = Entry.objects.get(sequence=1).statement.encode()
        for at in range(len(whole)):
            Entry.objects.filter(sequence=1).update(statement=flipped(whole, at).decode("latin-1"))
            assert {kind for kind, _where in faults()} <= {"changed", "column", "unsealed"}
            assert faults(), at

    def test_of_what_is_beside_it_shows(self, open_tables):
        write(1)
        for opening in Opening.objects.all():
            whole = bytes(opening.sealed)
            for at in range(len(whole)):
                Opening.objects.filter(pk=opening.pk).update(sealed=flipped(whole, at))
                assert ("unsealed", "1") in faults(), at
            Opening.objects.filter(pk=opening.pk).update(sealed=whole)
        assert faults() == []

    def test_of_a_key_shows(self, open_tables):
        write(1)
        for key in RecordKey.objects.all():
            for at in range(32):
                RecordKey.objects.filter(pk=key.pk).update(secret=flipped(bytes(key.secret), at))
                assert ("unsealed", "1") in faults(), at
            RecordKey.objects.filter(pk=key.pk).update(secret=bytes(key.secret))

    def test_of_a_published_file_shows(self, db):
        write(3)
        publishing.publish(AT)
        for path in sorted(publishing.folder().rglob("*")):
            if not path.is_file() or "tile" not in path.as_posix():
                continue
            whole = path.read_bytes()
            for at in range(len(whole)):
                path.write_bytes(flipped(whole, at))
                assert faults(), (path, at)
            path.write_bytes(whole)
        assert faults() == []


class TestRows:
    @pytest.mark.parametrize("sequence", [1, 2, 3])
    def test_that_are_removed_show(self, open_tables, sequence):
        write(3)
        publishing.publish(AT)
        Opening.objects.filter(entry=sequence).delete()
        Entry.objects.filter(sequence=sequence).delete()
        assert ("gap", str(sequence)) in faults()

    def test_that_change_places_show(self, open_tables):
        write(3)
        publishing.publish(AT)
        first, second = (Entry.objects.get(sequence=n).statement for n in (1, 2))
        Entry.objects.filter(sequence=1).update(statement=second)
        Entry.objects.filter(sequence=2).update(statement=first)
        assert {("changed", "1"), ("changed", "2")} <= set(faults())

    @pytest.mark.parametrize("column", ["at", "organisation", "action", "subject"])
    def test_whose_columns_tell_something_else_show(self, open_tables, column):
        write(2)
        Entry.objects.filter(sequence=2).update(**{column: AT if column == "at" else "another"})
        assert faults() == [("column", "2")]

    def test_that_are_put_in_show_as_soon_as_it_was_signed(self, open_tables):
        write(2)
        publishing.publish(AT)
        Opening.objects.filter(entry=2).update(entry=1)
        assert ("unsealed", "2") in faults()

    def test_of_other_tables_are_held_against_their_entries(self, db):
        row = agreement_row()
        write(1, rows=[row])
        assert faults() == []
        AgreementVersion.objects.filter(pk=row.pk).update(digest="other")
        assert faults() == [("row-changed", f"agreements_agreementversion/{row.pk}")]
        AgreementVersion.objects.filter(pk=row.pk).delete()
        assert faults() == [("row-gone", f"agreements_agreementversion/{row.pk}")]

    def test_that_are_entered_once_more_with_another_digest_show(self, db):
        row = agreement_row()
        write(1, rows=[row])
        AgreementVersion.objects.filter(pk=row.pk).update(digest="other")
        write(1, rows=[row])
        assert ("row-changed", f"agreements_agreementversion/{row.pk}") in faults()

    def test_of_other_tables_that_nobody_entered_show(self, db):
        row = agreement_row()
        assert faults() == [("row-foreign", f"agreements_agreementversion/{row.pk}")]


class TestKeys:
    def erased(self, actor, **what):
        order = {"basis": "Article 17", "ordered_by": "Decision 4"}
        return services.erase(**what, **order, actor=actor("administrator"), now=NOW)

    def test_that_were_erased_hide_nothing_but_what_they_opened(self, open_tables, actor):
        write(3)
        gone = RecordKey.objects.get(owner="subject:s1").pk
        self.erased(actor, subjects=["s1"])
        assert faults() == []
        other = Opening.objects.get(key__owner="subject:s2")
        Opening.objects.filter(pk=other.pk).update(key=gone)
        assert ("key-lost", str(other.entry_id)) in faults()

    def test_a_lawful_erasure_of_an_author_covers_no_other_part(self, open_tables, actor):
        write(2)
        self.erased(actor, persons=[SYSTEM.username])
        assert faults() == []
        other = Opening.objects.get(key__owner="subject:s1")
        Opening.objects.filter(pk=other.pk).delete()
        assert ("unsealed", str(other.entry_id)) in faults()

    def test_that_are_gone_without_an_erasure_show(self, db):
        write(2)
        RecordKey.objects.filter(owner="subject:s1").delete()
        assert faults() == [("key-lost", "2")]

    def test_of_an_erasure_that_was_itself_made_unreadable_show(self, actor):
        write(2)
        order = {"basis": "Article 17", "ordered_by": "Decision 4"}
        entry = services.erase(subjects=["s1"], **order, actor=actor("administrator"), now=NOW)
        RecordKey.objects.filter(owner=f"subject:{entry.subject}").delete()
        assert ("key-lost", str(entry.sequence)) in faults()


def test_an_older_copy_of_the_database_shows(open_tables):
    write(3)
    publishing.publish(AT)
    Opening.objects.filter(entry__gt=1).delete()
    Entry.objects.filter(sequence__gt=1).delete()
    assert ("gap", "2") in faults()


def test_tells_no_more_than_is_asked_for(db):
    write(5)
    RecordKey.objects.all().delete()
    assert len(faults(most=2)) == 2


def test_the_command_says_what_and_where(db, capsys):
    write(2)
    call_command("check_ledger")
    RecordKey.objects.filter(owner="subject:s1").delete()
    with pytest.raises(SystemExit) as status:
        call_command("check_ledger")
    assert status.value.code == 1
    assert "entry 2" in capsys.readouterr().err


def test_every_kind_of_fault_has_its_words():
    kinds = ["gap", "changed", "column", "unsealed", "key-lost", "row-changed", "row-gone", "row-foreign", "log"]
    assert all("7" in in_words(Fault(kind=kind, where="7")) for kind in kinds)
