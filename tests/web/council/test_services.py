from dataclasses import replace

import pytest
from django.db import DatabaseError, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from evenhand.council.codec import NO_SUCH_KIND, NOT_READABLE
from evenhand.council.proof import CLOSED_CONTENT
from evenhand.foundation.problems import Problem
from evenhand_web.accounts.access import NOT_PERMITTED, SYSTEM
from evenhand_web.council import access
from evenhand_web.council.access import NO_SUCH_RECORD
from evenhand_web.council.models import Record, Version
from evenhand_web.council.services import BAD_ID, CHANGED_MEANWHILE, NO_REASON, Draft, withdraw, write
from evenhand_web.ledger.models import Entry
from evenhand_web.ledger.queries import read_entry
from web.conftest import NOW
from web.council.conftest import MEETING

DRAFT = Draft(kind="meeting", record_id="meeting-one", content=MEETING)
CLOSED = {"day": "2020-02-11", "format": "consultations", "points": [{"text": {"en": "Said."}}]}


class TestWrite:
    def test_a_correction_is_a_new_version_beside_the_old_one(self, written, keeper):
        written("meeting", "meeting-one", MEETING)
        written("meeting", "meeting-one", MEETING | {"number": "8717"}, based_on=1, reason="Number added.")

        told = access.history(keeper, "meeting-one")
        assert [(one.number, one.value.number, one.reason) for one in told] == [
            (2, "8717", "Number added."),
            (1, "", ""),
        ]
        assert [entry.action for entry in Entry.objects.filter(subject="meeting-one")] == ["council.release"] * 2

    def test_sending_twice_changes_nothing(self, written):
        written("meeting", "meeting-one", MEETING)
        written("meeting", "meeting-one", MEETING)

        assert Version.objects.count() == 1
        assert Entry.objects.filter(subject="meeting-one").count() == 1

    def test_the_ledger_does_not_hold_what_a_draft_says(self, written):
        written("meeting", "meeting-one", MEETING | {"number": "secret"}, release=False)

        entry = Entry.objects.get(subject="meeting-one")
        assert entry.action == "council.draft"
        assert "secret" not in read_entry(entry).details

    @pytest.mark.parametrize(
        ("more", "kind"),
        [
            pytest.param({"record_id": "../etc"}, BAD_ID, id="an-id-of-other-signs"),
            pytest.param({"kind": "party"}, NO_SUCH_KIND, id="a-kind-that-there-is-not"),
            pytest.param({"content": {"day": "x", "format": "briefing"}}, NOT_READABLE, id="content"),
            pytest.param({"content": CLOSED}, CLOSED_CONTENT, id="said-behind-closed-doors"),
            pytest.param({"based_on": 3}, CHANGED_MEANWHILE, id="written-on-a-version-that-there-is-not"),
        ],
    )
    def test_what_cannot_be_written_leaves_nothing(self, keeper, more, kind):
        with pytest.raises(Problem) as raised, transaction.atomic():
            write(draft=replace(DRAFT, **more), actor=keeper, now=NOW)

        assert raised.value.kind is kind
        assert (Record.objects.count(), Version.objects.count()) == (0, 0)

    def test_what_was_said_behind_closed_doors_can_stay_with_the_desk(self, written):
        written("meeting", "meeting-one", CLOSED, release=False)

        assert Record.objects.get().shown is None

    def test_two_who_write_on_the_same_version_are_told(self, written):
        written("meeting", "meeting-one", MEETING)
        written("meeting", "meeting-one", MEETING | {"number": "2"}, based_on=1, reason="Why.")
        with pytest.raises(Problem) as raised:
            written("meeting", "meeting-one", MEETING | {"number": "3"}, based_on=1, reason="Why.")

        assert raised.value.kind is CHANGED_MEANWHILE

    def test_a_correction_of_what_was_shown_says_why(self, written):
        written("meeting", "meeting-one", MEETING)
        with pytest.raises(Problem) as raised:
            written("meeting", "meeting-one", MEETING | {"number": "2"}, based_on=1)

        assert raised.value.kind is NO_REASON

    def test_versions_can_be_neither_changed_nor_removed(self, written):
        written("meeting", "meeting-one", MEETING)
        for act in (lambda: Version.objects.update(reason="x"), lambda: Version.objects.all().delete()):
            with pytest.raises(DatabaseError), transaction.atomic():
                act()

    def test_the_machine_may_write(self, db):
        assert write(draft=DRAFT, actor=SYSTEM, now=NOW).shown == 1


class TestWithdraw:
    def test_others_see_neither_the_record_nor_its_earlier_versions(self, written, keeper, actor):
        written("meeting", "meeting-one", MEETING)
        withdraw(record_id="meeting-one", reason="A mistake.", actor=keeper, now=NOW)
        reader = actor("liaison")

        assert access.records(reader, "meeting") == access.records(keeper, "meeting") == ()
        assert access.history(reader, "meeting-one") == ()
        assert access.record(keeper, "meeting-one").withdrawn
        written("meeting", "meeting-one", MEETING | {"number": "2"}, based_on=2, reason="Again.")
        assert [one.number for one in access.history(reader, "meeting-one")] == [1]

    def test_it_needs_a_record_and_a_reason_and_twice_is_once(self, written, keeper):
        with pytest.raises(Problem) as raised:
            withdraw(record_id="meeting-one", reason="x", actor=keeper, now=NOW)
        assert raised.value.kind is NO_SUCH_RECORD
        written("meeting", "meeting-one", MEETING)
        with pytest.raises(Problem) as raised:
            withdraw(record_id="meeting-one", reason=" ", actor=keeper, now=NOW)
        assert raised.value.kind is NO_REASON
        for _ in range(2):
            withdraw(record_id="meeting-one", reason="x", actor=keeper, now=NOW)
        assert Version.objects.count() == 2


class TestAccess:
    @pytest.mark.parametrize(
        ("role", "organisation"),
        [("liaison", "north"), ("monitor", "mission"), ("duty-officer", "mission"), ("secretariat", "north")],
    )
    def test_only_those_who_keep_them_write_and_see_drafts(self, written, actor, role, organisation):
        written("meeting", "draft", MEETING, release=False)
        reader = actor(role, organisation)

        for act in (
            lambda: write(draft=DRAFT, actor=reader, now=NOW),
            lambda: withdraw(record_id="draft", reason="x", actor=reader, now=NOW),
        ):
            with pytest.raises(Problem) as raised:
                act()
            assert raised.value.kind is NOT_PERMITTED
        with pytest.raises(Problem) as raised:
            access.record(reader, "draft")
        assert raised.value.kind is NO_SUCH_RECORD

    def test_nobody_without_a_role_sees_anything(self, written, actor):
        written("meeting", "meeting-one", MEETING)

        assert access.records(SYSTEM, "meeting") == access.history(SYSTEM, "meeting-one") == ()


@given(st.lists(st.sampled_from(["release", "draft", "withdraw"]), max_size=7))
@settings(max_examples=12, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_what_others_see_is_the_fold_of_all_versions(keeper, actor, steps):
    """By brute force: the last release after the last withdrawal, and all releases since then as its history."""
    reader, seen, number = actor("liaison"), [], 0
    with transaction.atomic():
        for step in steps:
            if step == "withdraw" and number and not access.record(keeper, "r").withdrawn:
                withdraw(record_id="r", reason="x", actor=keeper, now=NOW)
                number, seen = number + 1, []
            elif step != "withdraw":
                content = MEETING | {"number": str(number + 1)}
                draft = replace(DRAFT, record_id="r", content=content, based_on=number, reason="x")
                write(draft=replace(draft, release=step == "release"), actor=keeper, now=NOW)
                number += 1
                seen = [number, *seen] if step == "release" else seen
        places, told = list(range(len(seen), 0, -1)), access.history(reader, "r")
        assert [(one.number, one.value.number) for one in told] == list(zip(places, map(str, seen), strict=True))
        assert [(one.number, one.shown, one.since) for one in access.records(reader, "meeting")] == [
            (place, place, 1) for place in places[:1]
        ]
        assert [one.number for one in access.history(keeper, "r") if one.open] == seen
        assert len(access.history(keeper, "r")) == number
        transaction.set_rollback(True)
