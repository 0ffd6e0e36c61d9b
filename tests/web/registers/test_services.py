import pytest
from django.db import DatabaseError, transaction

from evenhand.foundation.problems import Problem
from evenhand_web.ledger.checking import check
from evenhand_web.ledger.models import Entry
from evenhand_web.registers import access, queries, services
from evenhand_web.registers.models import Record, Version
from web.conftest import NOW

ROAD = {"route": "Coastal road", "kind": "road", "length": "132"}


@pytest.fixture
def duty(actor):
    return actor("duty-officer")


@pytest.fixture
def north(actor):
    return actor("liaison", "north")


def enter(by, key="a", **written):
    said = services.Said(written=ROAD | written, key=key * 32)
    return services.enter(register="routes", said=said, actor=by, now=NOW)


def say(record, by, *, seen=0, **written):
    said = services.Said(written=ROAD | written, seen=seen)
    return services.say(register="routes", record_id=record.key, said=said, actor=by, now=NOW)


def release(record, by, organisation="north"):
    services.release(register="routes", record_id=record.key, organisation=organisation, actor=by, now=NOW)


def recall(record, by, organisation="north"):
    services.recall(register="routes", record_id=record.key, organisation=organisation, actor=by, now=NOW)


def code(act, *about, **more):
    with pytest.raises(Problem) as caught, transaction.atomic():
        act(*about, **more)
    return caught.value.code


class TestEnter:
    def test_numbers_the_records_of_an_organisation_and_enters_the_act(self, duty, north):
        enter(duty), enter(north, "b")
        second = enter(duty, "c")

        assert [one.number for one in Record.objects.order_by("pk")] == [1, 1, 2]
        assert Entry.objects.get(subject=f"register-{second.pk}").action == "registers.enter"
        assert check().holds

    def test_the_same_form_twice_is_one_record(self, duty):
        assert enter(duty).pk == enter(duty).pk
        assert Version.objects.count() == 1

    def test_a_form_with_faults_saves_nothing_and_names_them(self, duty):
        assert code(enter, duty, length="far", kind="canal") == "registers.not-saved"
        assert not Record.objects.exists()

    def test_a_state_that_there_is_not_is_refused(self, duty):
        said = services.Said(written=ROAD, state="flooded", key="a" * 32)
        wrong = code(services.enter, register="routes", said=said, actor=duty, now=NOW)
        assert wrong == "registers.no-such-state"

    def test_a_register_that_there_is_not_is_refused(self, duty):
        said = services.Said(written=ROAD, key="a" * 32)
        assert code(services.enter, register="x", said=said, actor=duty, now=NOW) == "registers.no-such-register"

    def test_is_for_those_who_may(self, actor):
        assert code(enter, actor("analyst")) == "accounts.not-permitted"


class TestSay:
    def test_what_each_says_stands_beside_what_others_say(self, duty, north):
        record = enter(north)
        say(record, duty, length="90-110")
        shown = queries.record_page(duty, "routes", record.key)

        assert [(one.organisation.key, one.owns) for one in shown.views] == [("north", True), ("mission", False)]
        assert [field.id for field in shown.disputed] == ["length"]

    def test_a_new_version_takes_nothing_away(self, duty):
        record = enter(duty)
        say(record, duty, seen=1, length="140")
        steps = queries.record_page(duty, "routes", record.key).steps

        assert [one.changes[0][1:] for one in steps if len(one.changes) == 1] == [("132", "140")]
        assert [one.version.number for one in steps] == [2, 1]

    def test_two_of_one_organisation_do_not_overwrite_each_other(self, duty):
        record = enter(duty)
        say(record, duty, seen=1, length="140")
        assert code(say, record, duty, seen=1, length="150") == "registers.changed-meanwhile"

    def test_what_was_said_already_is_not_said_again(self, duty):
        assert code(say, enter(duty), duty, seen=1) == "registers.nothing-new"

    def test_what_was_said_cannot_be_changed_in_the_database(self, duty):
        enter(duty)
        with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
            Version.objects.update(note="x")


class TestRelease:
    def test_shows_a_record_and_what_its_owner_says_and_not_what_others_say(self, duty, north, actor):
        record = enter(actor("liaison", "south"))
        say(record, duty, length="1")
        assert list(access.records(north)) == []
        release(record, actor("liaison", "south"))

        assert list(access.records(north)) == [record]
        assert {one.organisation.key for one in access.versions(north)} == {"south"}

    def test_taken_back_it_is_not_there(self, duty, north):
        record = enter(duty)
        release(record, duty), release(record, duty)
        recall(record, duty), recall(record, duty)

        assert code(say, record, north) == "registers.no-such-record"
        actions = Entry.objects.filter(subject=f"register-{record.pk}").order_by("sequence")
        assert [one.action for one in actions] == ["registers.enter", "registers.release", "registers.recall"]

    def test_is_its_owner_s_alone(self, duty, north):
        record = enter(north)
        assert code(release, record, duty, "south") == "registers.not-yours-to-show"

    @pytest.mark.parametrize("organisation", ["nobody", "mission"])
    def test_to_nobody_or_to_oneself_is_refused(self, duty, organisation):
        assert code(release, enter(duty), duty, organisation) == "registers.no-such-receiver"
