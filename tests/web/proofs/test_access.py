"""Who gets a proof of what: through the door of the record, and of its fields what they may show."""

import pytest

from evenhand.foundation.problems import Problem
from evenhand_web.cases.models import Case
from evenhand_web.evidence.models import Evidence
from evenhand_web.incidents.models import Incident
from evenhand_web.ledger import queries as ledger
from evenhand_web.ledger.mapping import ROWS
from evenhand_web.ledger.models import Entry
from evenhand_web.proofs import queries
from evenhand_web.proofs.access import entries_about, entry_for, kind_of
from web.proofs.samples import take_copy

STRANGERS = ("liaison.north", "officer.north", "commissioner", "secretary", "observer")
pytestmark = pytest.mark.django_db


def actions(found):
    return [one.sealed.statement.kind for one in found]


def test_the_one_who_reads_the_record_proves_all_that_can_still_be_read(world):
    for entry in Entry.objects.order_by("sequence"):
        for reader in ("duty", "registrar"):
            seen = entry_for(world.actors[reader], entry.sequence)
            assert seen.fields == {one.field for one in ledger.sealed(entry.sequence).shown}


class TestAReport:
    def test_is_proved_by_the_party_that_filed_it_and_what_the_mission_did_with_it_is_not(self, world):
        found = entries_about(world.actors["liaison.south"], "report", world.south["report_id"])

        assert "intake.received" in actions(found)
        assert "desk.answered" in actions(found)
        assert not {"desk.graded", "intake.look-at-source", "desk.assigned"} & set(actions(found))
        assert {one.sealed.statement.organisation for one in found} == {"south"}

    def test_is_proved_without_the_author_by_their_colleagues(self, world):
        own = entries_about(world.actors["liaison.south"], "report", world.south["report_id"])
        others = entries_about(world.actors["officer.south"], "report", world.south["report_id"])

        assert {"author" in one.fields for one in own} == {True}
        assert {"author" in one.fields for one in others} == {False}
        assert {"sha256", "number"} <= others[0].fields

    @pytest.mark.parametrize("username", STRANGERS)
    def test_is_not_there_for_whom_it_is_not_there(self, world, username):
        assert entries_about(world.actors[username], "report", world.south["report_id"]) == ()

    def test_of_the_mission_that_was_released_proves_that_it_was(self, world):
        actor = world.actors["liaison.south"]
        released = Entry.objects.filter(action="desk.released")
        seen = [one for entry in released for one in entries_about(actor, "report", entry.subject)]

        shown = [one for one in seen if one.sealed.statement.kind == "desk.released"]
        assert shown
        assert all(one.fields == {"organisation"} for one in shown)
        assert {one.sealed.show(["organisation"])[0].value for one in shown} == {"south"}


def test_evidence_that_is_seen_whole_is_proved_by_its_digest_and_no_more(world):
    found = entries_about(world.actors["liaison.south"], "evidence", world.south["evidence_id"])
    received = next(one for one in found if one.sealed.statement.kind == "evidence.received")

    assert received.fields == {"digest", "act"}
    assert entries_about(world.actors["liaison.south"], "evidence", world.south["copied"]) == ()
    assert entries_about(world.actors["liaison.north"], "evidence", world.south["evidence_id"]) == ()


@pytest.mark.parametrize("reader", ["liaison.south", "officer.south"])
def test_what_was_done_with_a_copy_never_names_the_original(world, reader):
    """Neither to whoever did it nor to their colleagues, nor on the page, nor by writing the field into the form."""
    entry = take_copy(world)
    shown = entry_for(world.actors[reader], entry.sequence)

    assert shown.fields == {"author", "reason"} - ({"author"} if reader == "officer.south" else set())
    page = queries.proof_page(world.actors[reader], entry.sequence)
    original = Evidence.objects.get(pk=entry.subject).digest
    assert original not in repr(page)
    assert {"digest", "act", "details"} <= {one.name for one in page.fields if not one.allowed}
    with pytest.raises(Problem) as problem:
        queries.bundle(world.actors[reader], entry.sequence, frozenset({"digest"}))
    assert problem.value.code == "proofs.field-not-yours"


def test_rows_which_tell_how_many_acts_there_are_are_for_whoever_reads_the_whole_record(world):
    for username in (*STRANGERS, "liaison.south", "officer.south", "monitor"):
        for entry in Entry.objects.order_by("sequence"):
            try:
                seen = entry_for(world.actors[username], entry.sequence)
            except Problem:
                continue
            assert ROWS not in seen.fields
    assert any(ROWS in entry_for(world.actors["duty"], one.sequence).fields for one in Entry.objects.all())


class TestACase:
    def test_is_proved_act_by_act_as_far_as_it_is_shown(self, world):
        case = world.north["case_id"]
        north = entries_about(world.actors["liaison.north"], "case", case)
        duty = entries_about(world.actors["duty"], "case", case)

        assert 0 < len(north) < len(duty)
        assert "cases.commented" in actions(duty)
        assert all("act" not in one.fields for one in north)
        monitor = entries_about(world.actors["monitor"], "case", case)
        assert all("act" in one.fields for one in monitor if "digest" in one.fields)

    def test_of_the_other_side_is_not_there(self, world):
        assert entries_about(world.actors["liaison.north"], "case", world.south["case_id"]) == ()
        number = Case.objects.get(pk=world.south["case_id"]).number
        assert entries_about(world.actors["liaison.north"], "case", number) == ()


def test_an_incident_is_proved_as_far_as_it_is_shown(world):
    number = Incident.objects.get(pk=world.south["incident_id"]).number
    south = entries_about(world.actors["liaison.south"], "incident", number)

    assert "incidents.incident-released" in actions(south)
    assert all(one.fields == {"organisation"} for one in south if one.sealed.statement.organisation == "mission")
    assert entries_about(world.actors["liaison.north"], "incident", number) == ()


def test_an_alert_an_agreement_and_one_s_own_key_have_their_proofs(world):
    south = world.actors["liaison.south"]

    assert "incidents.released" in actions(entries_about(south, "alert", world.south["alert_id"]))
    (adopted,) = entries_about(south, "agreement", world.south["agreement_id"])
    assert adopted.fields == {"version", "digest", "files"}
    assert entries_about(south, "key", world.south["signing_key"])
    assert entries_about(world.actors["liaison.north"], "key", world.south["signing_key"]) == ()


@pytest.mark.parametrize("username", STRANGERS)
def test_an_entry_that_is_not_yours_looks_like_one_that_does_not_exist(world, username):
    actor, hidden = world.actors[username], []
    for entry in Entry.objects.order_by("sequence"):
        try:
            entry_for(actor, entry.sequence)
        except Problem as problem:
            hidden.append(problem.code)
    assert set(hidden) == {"ledger.no-such-entry"}
    assert len(hidden) > Entry.objects.count() / 2


@pytest.mark.parametrize(("kind", "ref"), [("nothing", "x"), ("report", "a\0b"), ("", ""), ("case", "x" * 300)])
def test_what_is_no_record_has_no_entries(world, kind, ref):
    assert queries.about(world.actors["duty"], kind, ref) == ()


@pytest.mark.parametrize(
    ("action", "kind"),
    [("evidence.upload", ""), ("evidence.checked", "evidence"), ("drafts.save", ""), ("agreements.adopt", "agreement")],
)
def test_an_act_is_about_what_its_name_says(action, kind):
    assert kind_of(action) == kind
