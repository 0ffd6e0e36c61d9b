"""What keepers enter and bodies say: versions, views, taking back, proposals, and that each leaves its entry."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from evenhand.commitments.acts import ConditionSaid, Evidence, Measured, Occurred, Paused, WillingnessSaid
from evenhand.commitments.evaluating import Movement
from evenhand.commitments.model import Amount, Held, Qualifier, Status
from evenhand.commitments.versions import NOTHING_CHANGED
from evenhand.foundation.problems import Problem
from evenhand.foundation.texts import Text
from evenhand_web.commitments import access, mapping, services
from evenhand_web.commitments.models import Act, Commitment, Due, Proposal, Shown
from evenhand_web.commitments.projection import rebuild
from evenhand_web.commitments.queries import plan as queries
from evenhand_web.commitments.queries.said import act_rows
from evenhand_web.commitments.words import Names
from evenhand_web.ledger.models import Entry
from evenhand_web.ledger.queries import read_entry
from web.commitments.samples import PAPER, a_commitment, a_plan, status
from web.conftest import NOW

DAY = timedelta(days=1)


def refused(code: str, act) -> None:
    with pytest.raises(Problem) as caught:
        act()
    assert caught.value.code == code


class TestEntering:
    def test_a_plan_read_again_adds_nothing_and_a_changed_measure_is_a_new_version(self, stage):
        before = Act.objects.count()
        services.keep_plan(value=a_plan(), actor=stage.people["duty"], now=NOW + DAY)
        assert Act.objects.count() == before
        first, *rest = a_plan().commitments
        changed = replace(a_plan(), commitments=(replace(first, theme="line"), *rest))
        services.keep_plan(value=changed, actor=stage.people["duty"], now=NOW + DAY)
        assert Act.objects.count() == before + 1
        assert Shown.objects.get(commitment=stage.ids["withdraw"], audience="all").theme == "line"

    def test_a_plan_entered_again_leaves_corrections_until_its_source_says_something_new(self, stage):
        told = {"actor": stage.people["duty"], "now": NOW + DAY}
        value = replace(a_commitment(), theme="corrected")
        services.correct(commitment_id=stage.ids["withdraw"], value=value, based_on=1, **told)
        shown = Shown.objects.filter(commitment=stage.ids["withdraw"], audience="all")
        services.keep_plan(value=a_plan(), **told)
        services.add(value=a_commitment(), plan="border", **told)
        assert shown.get().theme == "corrected"
        first, *rest = a_plan().commitments
        services.keep_plan(value=replace(a_plan(), commitments=(replace(first, theme="line"), *rest)), **told)
        assert shown.get().theme == "line"

    def test_nobody_takes_the_key_of_another_s_plan_or_enters_without_the_right(self, stage):
        refused("commitments.kept-by-another", lambda: keep(stage, "keeper"))
        refused("accounts.not-permitted", lambda: keep(stage, "north"))

    def test_a_commitment_of_its_own_is_entered_once(self, stage):
        made = [services.add(value=a_commitment("own"), actor=stage.people["keeper"], now=NOW) for _ in range(2)]
        assert made[0].pk == made[1].pk
        assert made[0].owner.key == "commission"

    def test_both_readings_of_a_deadline_and_the_times_of_what_recurs_stand_in_the_calendar(self, stage):
        withdraw = Due.objects.filter(commitment=stage.ids["withdraw"]).values_list("day", flat=True)
        assert list(withdraw) == [date(2021, 1, 21), date(2021, 1, 23)]
        report = Due.objects.filter(commitment=stage.ids["report"]).values_list("day", flat=True)
        assert list(report)[:3] == [date(2020, 11, 30), date(2020, 12, 31), date(2021, 1, 31)]


class TestVersions:
    def test_a_correction_keeps_the_version_before(self, stage):
        value = replace(a_commitment(), debtors=("north",))
        say = {"commitment_id": stage.ids["withdraw"], "actor": stage.people["duty"], "now": NOW}
        services.correct(value=value, based_on=1, reason="Only North signed.", **say)
        seen = access.commitment_for(stage.people["north"], stage.ids["withdraw"])
        versions = [value.debtors for _act, value in mapping.versions_of(seen.commitment, seen.acts)]
        assert versions == [("north", "south"), ("north",)]
        refused("commitments.stale-version", lambda: services.correct(value=a_commitment(), based_on=1, **say))
        refused(NOTHING_CHANGED.code, lambda: services.correct(value=value, based_on=2, **say))

    def test_only_keepers_of_its_owner_or_the_mission_correct(self, stage):
        value = replace(a_commitment(), theme="x")
        for name, code in (("north", "accounts.not-permitted"), ("host", "accounts.not-permitted")):
            told = {"commitment_id": stage.ids["withdraw"], "value": value, "based_on": 1}
            refused(code, lambda name=name, told=told: services.correct(**told, actor=stage.people[name], now=NOW))


class TestSaying:
    def test_each_body_writes_its_own_view_and_they_stand_side_by_side(self, stage):
        say(stage, "north", status(Status.MET))
        say(stage, "duty", status(Status.DELAYED))
        say(stage, "host", status(Status.UNDER_WAY))
        kept = {(act.organisation, act.capacity) for act in Act.objects.filter(kind="status-said")}
        assert kept == {("north", "party"), ("mission", "monitor"), ("observer", "host")}
        row = Shown.objects.get(commitment=stage.ids["withdraw"], audience="all")
        assert (row.status, row.differs, row.phase) == ("", True, "open")
        assert row.statuses == "|delayed|met|under-way|"

    def test_a_status_needs_evidence_and_follows_on_what_the_same_body_said(self, stage):
        told = {"commitment_id": stage.ids["withdraw"], "actor": stage.people["north"], "now": NOW}
        refused("commitments.change-needs", lambda: services.say(content=status(), **told))
        say(stage, "north", status(Status.MISSED))
        refused("commitments.not-allowed", lambda: say(stage, "north", status(Status.DELAYED)))

    def test_a_button_pressed_twice_says_it_once(self, stage):
        numbers = {say(stage, "north", status()).number for _ in range(2)}
        assert len(numbers) == 1

    def test_what_is_taken_back_stays_in_the_history_and_counts_no_more(self, stage):
        say(stage, "north", status(Status.MET))
        place = len(access.commitment_for(stage.people["north"], stage.ids["withdraw"]).acts)
        told = {"commitment_id": stage.ids["withdraw"], "number": place, "now": NOW}
        refused("commitments.not-taken-back", lambda: services.take_back(actor=stage.people["duty"], **told))
        services.take_back(actor=stage.people["north"], **told)
        refused("commitments.not-taken-back", lambda: services.take_back(actor=stage.people["north"], **told))
        row = Shown.objects.get(commitment=stage.ids["withdraw"], audience="all")
        assert (row.status, row.evidence) == ("agreed", 0)
        assert Act.objects.filter(kind="status-said").exists()

    def test_what_the_commitment_does_not_have_is_refused(self, stage):
        for content in (
            Measured(commitment="-", indicator="none"),
            status(state="mars"),
            WillingnessSaid(commitment="-", state="mars"),
            Occurred(event="d-day"),
        ):
            refused("commitments.not-of-it", lambda content=content: say(stage, "duty", content))

    def test_an_indicator_is_measured_and_its_evidence_counted(self, stage):
        value = Amount(low=4, high=6, unit="posts", qualifier=Qualifier.RANGE)
        say(stage, "duty", Measured(commitment="-", indicator="posts", value=value), of="posts")
        assert Shown.objects.get(commitment=stage.ids["posts"], audience="all").evidence == 1

    def test_empty_remarks_and_evidence_are_none(self, stage):
        told = {"commitment_id": stage.ids["withdraw"], "actor": stage.people["north"], "now": NOW}
        refused("commitments.nothing-said", lambda: services.comment(text=" ", **told))
        refused("commitments.nothing-said", lambda: services.attach(evidence=Evidence(kind="file", ref=""), **told))

    def test_only_keepers_let_a_deadline_stand_still(self, stage):
        pause = Paused(commitment="-", begins_on=date(2020, 12, 1), authority="Decision 3")
        refused("accounts.not-permitted", lambda: say(stage, "north", pause))
        say(stage, "duty", pause)
        row = Shown.objects.get(commitment=stage.ids["withdraw"], audience="organisation:north")
        assert (row.due_at, row.waits) == (None, "standing-still")

    def test_what_keepers_alone_write_they_alone_take_back(self, stage):
        say(stage, "duty", Paused(commitment="-", begins_on=date(2020, 12, 1), authority="Decision 3"))
        seen = access.commitment_for(stage.people["monitor"], stage.ids["withdraw"])
        told = {"commitment_id": stage.ids["withdraw"], "number": len(seen.acts), "now": NOW}
        refused("accounts.not-permitted", lambda: services.take_back(actor=stage.people["monitor"], **told))
        rows = {keeps: act_rows(seen.acts, Names(), stage.people["monitor"], keeps=keeps)[0] for keeps in (True, False)}
        assert (rows[True].may_undo, rows[False].may_undo) == (True, False)
        services.take_back(actor=stage.people["duty"], **told)
        day = Occurred(event="d-day", on=date(2020, 12, 20))
        services.say_of_plan(plan="border", content=day, actor=stage.people["duty"], now=NOW)
        told = {"plan": "border", "number": 1, "now": NOW}
        refused("accounts.not-permitted", lambda: services.take_back_of_plan(actor=stage.people["monitor"], **told))


class TestDaysAndGates:
    def test_the_day_that_is_fixed_moves_all_deadlines_that_count_from_it(self, stage):
        posts = {"commitment": stage.ids["posts"], "audience": "organisation:north"}
        assert Shown.objects.get(**posts).waits == "not-started d-day"
        told = {"plan": "border", "content": Occurred(event="d-day", on=date(2020, 12, 20)), "now": NOW}
        refused("accounts.not-permitted", lambda: services.say_of_plan(actor=stage.people["host"], **told))
        services.say_of_plan(actor=stage.people["duty"], **told)
        assert Due.objects.get(commitment=stage.ids["posts"]).day == date(2021, 1, 19)
        assert Shown.objects.get(**posts).waits == ""

    def test_a_condition_that_the_gate_does_not_have_is_refused(self, stage):
        for content in (ConditionSaid(gate="ready", condition="x", held=Held.YES), Occurred(event="x")):
            told = {"plan": "border", "content": content, "actor": stage.people["duty"], "now": NOW}
            refused("commitments.not-of-it", lambda told=told: services.say_of_plan(**told))

    def test_what_was_said_of_a_plan_is_taken_back_by_who_said_it(self, stage):
        content = ConditionSaid(gate="ready", condition="agreed", held=Held.YES)
        services.say_of_plan(plan="border", content=content, actor=stage.people["north"], now=NOW)
        told = {"plan": "border", "number": 1, "now": NOW}
        refused("commitments.not-taken-back", lambda: services.take_back_of_plan(actor=stage.people["duty"], **told))
        services.take_back_of_plan(actor=stage.people["north"], **told)


class TestProposals:
    def test_a_reading_again_proposes_nothing_twice_and_what_was_decided_stays(self, stage):
        duty = stage.people["duty"]
        first, second, third = propose(stage)
        assert propose(stage) == []
        made = services.accept(proposal_id=first, actor=duty, now=NOW)
        assert made.document == "S/2020/1043"
        other = replace(a_commitment("two"), what=Text({"en": "In other words"}))
        services.amend(proposal_id=second, value=other, actor=duty, now=NOW)
        services.reject(proposal_id=third, reason="A threat.", actor=duty, now=NOW)
        assert dict(Proposal.objects.values_list("pk", "state")) == {
            first: "accepted",
            second: "amended",
            third: "rejected",
        }
        refused("commitments.decided", lambda: services.accept(proposal_id=first, actor=duty, now=NOW))

    def test_a_rejection_says_why(self, stage):
        first, *_rest = propose(stage)
        told = {"proposal_id": first, "reason": " ", "actor": stage.people["duty"], "now": NOW}
        refused("commitments.reason-missing", lambda: services.reject(**told))

    def test_what_the_mission_accepts_is_still_its_owner_s_and_a_reading_is_not_put_over_an_amendment(self, stage):
        keeper, duty = stage.people["keeper"], stage.people["duty"]
        values = [a_commitment("one")]
        (theirs,) = services.propose(values=values, actor=keeper, now=NOW)
        (ours,) = services.propose(values=values, actor=duty, now=NOW)
        services.amend(proposal_id=ours, value=replace(values[0], theme="amended"), actor=duty, now=NOW)
        made = services.accept(proposal_id=theirs, actor=duty, now=NOW)
        assert made.owner.key == "commission"
        assert set(Shown.objects.filter(audience="all", plan="").values_list("theme", flat=True)) == {
            *("amended", "withdrawal")
        }

    def test_a_reading_of_what_was_entered_before_is_led_to_it(self, stage):
        duty = stage.people["duty"]
        (made,) = services.propose(values=[a_commitment("one")], actor=duty, now=NOW)
        key = Proposal.objects.get(pk=made).key
        before = services.add(value=a_commitment(key, theme="by hand"), actor=duty, now=NOW)
        assert services.accept(proposal_id=made, actor=duty, now=NOW).pk == before.pk
        assert Shown.objects.get(commitment=before, audience="all").theme == "by hand"

    def test_two_documents_may_call_different_things_the_same(self, stage):
        one, other = (a_commitment("c1", source=replace(a_commitment().source, document=name)) for name in "AB")
        made = services.propose(values=[one, other], actor=stage.people["duty"], now=NOW)
        kept = {services.accept(proposal_id=one, actor=stage.people["duty"], now=NOW).pk for one in made}
        assert len(kept) == 2


class TestTheYear:
    def test_what_is_corrected_or_taken_back_later_is_not_undone_in_an_evaluation_of_before(self, stage):
        duty, ids = stage.people["duty"], stage.ids
        say(stage, "duty", status(Status.MET))
        then = NOW + 30 * DAY
        place = len(access.commitment_for(duty, ids["withdraw"]).acts)
        services.take_back(commitment_id=ids["withdraw"], number=place, actor=duty, now=then)
        value = replace(a_commitment(), theme="later")
        services.correct(commitment_id=ids["withdraw"], value=value, based_on=1, actor=duty, now=then)
        told = {(now - NOW).days: yearly_row(duty, now) for now in (NOW + DAY, then)}
        assert told == {1: ("withdrawal", Status.MET), 30: ("later", Status.AGREED)}
        compared = queries.yearly(duty, "border", before="2021-01-05", after="2021-01-15", now=then + 30 * DAY)
        assert (queries.movement_words(Movement.SETTLED), 1) in compared.counted


class TestTheRecord:
    def test_it_holds_salted_digests_and_nothing_of_what_was_said(self, stage):
        services.comment(commitment_id=stage.ids["withdraw"], text="Quietly so.", actor=stage.people["north"], now=NOW)
        told = " ".join(read_entry(entry).details for entry in Entry.objects.all())
        assert "Quietly" not in told
        assert Act.objects.get(kind="commented").digest in told

    def test_rows_made_again_are_the_same(self, stage):
        say(stage, "north", status(Status.MET), shared=False)
        before = rows()
        assert rebuild(now=NOW) == Commitment.objects.count()
        assert rows() == before


def yearly_row(actor, at) -> tuple[str, Status | None]:
    found = queries.evaluated(queries.gathered(actor, "border", at=at), at=at)
    (row,) = (row for row in found.rows if row.commitment.id == "withdraw")
    return row.commitment.theme, row.cells[0].standing.status


def rows() -> list[tuple]:
    told = [field.name for field in Shown._meta.fields if field.name != "id"]
    return sorted(Shown.objects.values_list(*told), key=repr)


def keep(stage, name: str):
    return services.keep_plan(value=a_plan(), actor=stage.people[name], now=NOW)


def say(stage, name: str, content, *, of: str = "withdraw", shared: bool = True) -> Act:
    return services.say(
        commitment_id=stage.ids[of],
        content=content,
        evidence=PAPER,
        reason="Seen.",
        shared=shared,
        actor=stage.people[name],
        now=NOW,
    )


def propose(stage) -> list[str]:
    values = [a_commitment(name) for name in ("one", "two", "three")]
    return services.propose(values=values, actor=stage.people["duty"], now=NOW)
