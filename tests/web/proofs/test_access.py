"""Who gets a proof of what: through the door of the record, and of its fields what they may show."""

import hashlib
import json

import pytest

from evenhand.foundation.problems import Problem
from evenhand.ledger.archives import names_digest
from evenhand_web.cases.models import Case
from evenhand_web.commitments import services as commitments
from evenhand_web.commitments.access import commitment_for, plan_acts, plan_for
from evenhand_web.commitments.models import Commitment
from evenhand_web.council.models import Version
from evenhand_web.documents.access import visible_documents
from evenhand_web.documents.models import Document
from evenhand_web.evidence.models import Evidence
from evenhand_web.incidents.models import Incident
from evenhand_web.ledger import publishing
from evenhand_web.ledger import queries as ledger
from evenhand_web.ledger.mapping import ROWS
from evenhand_web.ledger.models import Entry
from evenhand_web.proofs import queries
from evenhand_web.proofs.access import entries_about, entry_for, kind_of, words_for
from evenhand_web.proofs.services import showing
from evenhand_web.registers.models import Record
from web.commitments import samples
from web.conftest import NOW
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


def digests(found):
    """The digests that may be shown of entries."""
    return {one.sealed.show(["digest"])[0].value for one in found if "digest" in one.fields}


class TestACommitment:
    def test_is_proved_act_by_act_as_far_as_it_is_shown(self, world):
        commitment = world.south["commitment_id"]
        liaison, duty = world.actors["liaison.south"], world.actors["duty"]
        south = entries_about(liaison, "commitment", commitment)

        assert digests(south) == {act.digest for act in commitment_for(liaison, commitment).acts} & digests(south)
        assert {"commitments.commented", "commitments.taken-back"} <= set(actions(south))
        assert 0 < len(south) < len(entries_about(duty, "commitment", commitment))
        assert all("act" not in one.fields for one in south)
        assert any("act" in one.fields for one in entries_about(world.actors["monitor"], "commitment", commitment))

    def test_a_remark_that_the_mission_kept_to_itself_is_not_there(self, world):
        commitment = world.south["commitment_id"]
        hidden = [
            act.digest
            for act in commitment_for(world.actors["duty"], commitment).acts
            if act.kind == "commented" and act.organisation == "mission" and not act.shared
        ]

        assert hidden
        assert not set(hidden) & digests(entries_about(world.actors["liaison.south"], "commitment", commitment))
        assert set(hidden) <= digests(entries_about(world.actors["duty"], "commitment", commitment))

    def test_what_was_done_with_many_at_once_is_proved_to_who_sees_all_of_them(self, world):
        commitment, plan = world.south["commitment_id"], world.south["plan_key"]

        def at_once(username):
            found = entries_about(world.actors[username], "commitment", commitment)
            return [
                (one.sealed.statement.kind, set(one.fields)) for one in found if one.sealed.statement.subject == plan
            ]

        assert [kind for kind, _ in at_once("duty")] == ["commitments.version", "commitments.released"]
        assert at_once("monitor") == [("commitments.version", {"digests"}), ("commitments.released", {"digests"})]
        # Of one of the measures they were shown nothing any more, and so they do not learn how many there are.
        assert at_once("liaison.south") == []
        commitments.release(
            commitment_id=Commitment.objects.get(plan=plan, key="threat").pk,
            organisation="south", actor=world.actors["duty"], now=NOW,
        )  # fmt: skip
        assert ("commitments.version", {"digests"}) in at_once("liaison.south")
        south = world.actors["liaison.south"]
        kept, _released = [one for one in entries_about(south, "commitment", commitment) if "digests" in one.fields]
        words = queries.words(south, kept.sequence, kept.record)
        publishing.publish(NOW)
        (shown,) = queries.bundle(south, kept.sequence, frozenset({"digests"})).shown
        assert names_digest(shown.value, hashlib.sha256(words).hexdigest())  # as `evenhand verify --evidence` asks
        assert json.loads(words[16:]) == json.loads(commitment_for(south, commitment).acts[0].content)
        other = Commitment.objects.filter(plan=world.north["plan_key"]).first()
        assert other is not None
        for wrong in (other.pk, plan, "x", "\0"):
            assert words_of(south, kept.sequence, wrong) is None
        assert at_once("liaison.north") == []

    def test_an_entry_of_the_list_has_a_page_of_its_own(self, world):
        for username in ("duty", "monitor", "liaison.south", "liaison.north", "secretary"):
            for side in (world.north, world.south):
                for ref in (side["commitment_id"], side["plan_key"]):
                    for one in entries_about(world.actors[username], "commitment", ref):
                        assert entry_for(world.actors[username], one.sequence).fields == one.fields

    def test_a_plan_that_is_called_as_a_commitment_does_not_stand_in_its_place(self, world):
        commitment, duty = world.south["commitment_id"], world.actors["duty"]
        before = actions(entries_about(duty, "commitment", commitment))
        commitments.keep_plan(value=samples.a_plan(commitment), actor=world.actors["duty"], now=NOW)

        assert actions(entries_about(duty, "commitment", commitment))[: len(before)] == before
        assert any(words_for(duty, one) for one in entries_about(duty, "commitment", commitment))

    def test_nor_is_a_plan_of_the_other_side(self, world):
        for ref in (world.south["commitment_id"], world.south["plan_key"]):
            assert entries_about(world.actors["liaison.north"], "commitment", ref) == ()
            assert entries_about(world.actors["duty"], "commitment", ref)

    def test_a_plan_is_proved_as_far_as_it_is_shown(self, world):
        found = entries_about(world.actors["liaison.south"], "commitment", world.south["plan_key"])
        plan = plan_for(world.actors["liaison.south"], world.south["plan_key"])

        assert digests(found)
        assert digests(found) <= {act.digest for act in plan_acts(world.actors["liaison.south"], plan)}


class TestADocument:
    def test_that_one_reads_is_proved_by_the_digest_of_its_file(self, world):
        actor = world.actors["liaison.south"]
        shown = Document.objects.filter(releases__organisation=actor.organisation_id).exclude(
            owner=actor.organisation_id
        )
        found = [one for row in shown for one in entries_about(actor, "document", row.pk)]

        assert {"documents.receive", "documents.release"} <= set(actions(found))
        assert "documents.recall" not in actions(found)
        assert digests(found) == {row.digest for row in shown}
        assert {name for one in found for name in one.fields} == {"digest", "organisation"}
        received = next(one for one in found if "digest" in one.fields)
        assert queries.FILES["document"] == "digest"
        assert [one.is_file for one in queries.proof_page(actor, received.sequence).fields if one.name == "digest"] == [
            True
        ]

    def test_of_one_s_own_party_is_proved_whole(self, world):
        own = entries_about(world.actors["liaison.south"], "document", world.south["document_id"])

        assert {"author", "name", "size_bytes"} <= own[0].fields
        assert entries_about(world.actors["liaison.north"], "document", world.south["document_id"]) == ()

    def test_that_is_shown_no_longer_is_not_there(self, world):
        actor = world.actors["liaison.south"]
        gone = Document.objects.exclude(pk__in=visible_documents(actor).values("pk"))

        assert gone.exists()
        assert [entries_about(actor, "document", row.pk) for row in gone] == [()] * gone.count()


class TestARegister:
    def test_proves_what_one_s_own_party_said_and_not_what_others_did(self, world):
        key = world.south["entry_id"]
        south = entries_about(world.actors["liaison.south"], "register", key)
        duty = entries_about(world.actors["duty"], "register", key)

        assert actions(south) == ["registers.enter"]
        assert {"author", "register", "number", "version", "state"} == south[0].fields
        assert actions(duty) == ["registers.enter", "registers.say"]
        assert entries_about(world.actors["liaison.north"], "register", key) == ()
        subject = duty[0].sealed.statement.subject
        assert entries_about(world.actors["liaison.south"], "register", subject.removeprefix("register-")) == south

    def test_proves_that_it_was_released(self, world):
        actor = world.actors["liaison.south"]
        groups = Record.objects.filter(register="armed-groups")
        found = [entries_about(actor, "register", row.key) for row in groups]

        assert [(actions(one), one[0].fields) for one in found if one] == [(["registers.release"], {"organisation"})]

    @pytest.mark.parametrize("ref", ["0", "9" * 18, "9" * 32, "register-1", "-1", "١"])
    def test_another_name_is_no_record(self, world, ref):
        assert entries_about(world.actors["duty"], "register", ref) == ()


class TestTheCouncil:
    @pytest.mark.parametrize(
        ("name", "seen"),
        [("shown", 1), ("draft", 0), ("later-draft", 1), ("corrected", 2), ("back", 0), ("again", 1)],
    )
    def test_proves_the_versions_that_are_shown(self, world, name, seen):
        record = f"meeting-{name}"
        found = entries_about(world.actors["liaison.south"], "council", record)

        assert (len(found), len(digests(found))) == (seen, seen)
        assert {one.fields for one in found} <= {frozenset({"digest"})}
        assert len(entries_about(world.actors["secretary"], "council", record)) >= max(1, seen)
        assert digests(found) <= {one.digest for one in Version.objects.filter(record=record)}


def words_of(actor, sequence, record=""):
    """The words that the actor can take; None where the server refuses in one of two ways."""
    try:
        return queries.words(actor, sequence, record)
    except Problem as problem:
        if problem.code not in {"proofs.no-words", "ledger.no-such-entry"}:
            raise
        return None


class TestWords:
    """The file of which an entry holds the digest: what was said, after its salt."""

    @pytest.mark.parametrize("username", ["duty", "liaison.south", "liaison.north", "monitor", "secretary", "observer"])
    def test_of_every_entry_have_its_digest_or_are_not_there(self, world, username):
        actor, taken = world.actors[username], 0
        for entry in Entry.objects.order_by("sequence"):
            words = words_of(actor, entry.sequence)
            if words is None:
                continue
            seen = entry_for(actor, entry.sequence)
            assert hashlib.sha256(words).hexdigest() == seen.sealed.show(["digest"])[0].value
            assert json.loads(words[16:])
            taken += 1
        assert taken > 0

    def test_of_an_act_of_a_case_are_nobody_s_for_it_holds_more_than_is_shown(self, world):
        for username in ("duty", "monitor", "liaison.north", "liaison.south"):
            for side in (world.north, world.south):
                found = entries_about(world.actors[username], "case", side["case_id"])
                assert [words_for(world.actors[username], one) for one in found] == [None] * len(found)

    def test_that_name_other_acts_by_number_are_nobody_s(self, world):
        commitment = world.south["commitment_id"]
        for username in ("duty", "liaison.south"):
            actor = world.actors[username]
            found = entries_about(actor, "commitment", commitment)
            gone = [one for one in found if one.sealed.statement.kind == "commitments.taken-back"]
            assert gone
            assert [words_for(actor, one) for one in gone] == [None] * len(gone)
            assert any(words_for(actor, one) for one in found)

    def test_that_are_taken_are_an_entry(self, world):
        liaison, before = world.actors["liaison.south"], Entry.objects.count()
        entry = next(
            one for one in entries_about(liaison, "commitment", world.south["commitment_id"]) if words_for(liaison, one)
        )

        content = showing.give_words(sequence=entry.sequence, record_id="", actor=liaison, now=NOW)

        assert content == queries.words(liaison, entry.sequence)
        (given,) = Entry.objects.order_by("sequence")[before:]
        assert given.action == "proofs.given"
        shown = {one.field: one.value for one in ledger.sealed(given.sequence).shown}
        assert (shown["entry"], shown["fields"]) == (entry.sequence, ["words"])

    def test_that_are_hidden_are_in_no_file_that_the_other_side_can_take(self, world):
        every = (
            words_of(world.actors["liaison.north"], entry.sequence) for entry in Entry.objects.order_by("sequence")
        )
        text = b"\n".join(words[16:] for words in every if words is not None).decode()

        assert "Our remark" in text or "Remark 2 of north" in text
        assert "of south" not in text
        assert "The mission's own." not in text
        assert "Remark 1 of north" not in text  # the mission kept it to itself

    def test_are_a_file_that_the_proof_names(self, world):
        liaison = world.actors["liaison.south"]
        (entry, *_) = [
            one for one in entries_about(liaison, "commitment", world.south["commitment_id"]) if "digest" in one.fields
        ]
        publishing.publish(NOW)
        bundle = queries.bundle(liaison, entry.sequence, frozenset({"digest"}))

        assert [one.digest for one in bundle.evidence] == [
            hashlib.sha256(queries.words(liaison, entry.sequence)).hexdigest()
        ]
        assert queries.proof_page(liaison, entry.sequence).has_words
