"""A case goes on through the services, and everything beside it goes with it."""

from dataclasses import replace
from itertools import islice

import pytest
from django.core.management import call_command
from django.db import DatabaseError, transaction
from django.urls import reverse

from evenhand.cases import acts
from evenhand.cases.codes import SubjectKind
from evenhand.cases.file import Visit
from evenhand.foundation.instants import format_instant
from evenhand.foundation.problems import Problem
from evenhand_web.accounts.access import SYSTEM
from evenhand_web.cases import access, forms, services
from evenhand_web.cases.mapping import NEW, case_numbers
from evenhand_web.cases.models import Act, Case, InterviewSource, Shown
from evenhand_web.cases.projection import COLUMNS
from evenhand_web.cases.queries.setting import setting_of
from evenhand_web.cases.services.acting import with_id
from evenhand_web.incidents.services import record_alerts
from evenhand_web.ledger.models import Entry
from evenhand_web.ledger.queries import read_entry
from web.alerts import alerts
from web.cases.conftest import COMPLAINT, DAY, HOUR
from web.conftest import NOW


def test_a_complaint_becomes_a_case_with_a_number_that_counts_nothing(story):
    first, second = story(), story(by="liaison-south")

    assert first.number.startswith("CASE-2020-")
    assert len(first.number) == len("CASE-2020-00000")
    assert first.number in islice(case_numbers(first.id, first.now), 3)
    assert first.number != second.number


def test_the_id_does_not_follow_from_what_one_may_know_of_a_case(people):
    """The same person, instant and words, with no case before: whoever tries all names finds nobody by them."""
    told = {"agreement": "coastal-example", "content": COMPLAINT, "actor": people["liaison-north"], "now": NOW}

    def opened_and_undone() -> Case:
        with transaction.atomic():
            case = services.open_case(**told)
            transaction.set_rollback(True)
        return case

    assert opened_and_undone().pk != opened_and_undone().pk


def test_a_case_goes_from_the_complaint_to_the_sub_committee(story):
    told = story().to_sub_committee()

    assert told.file.state == "sub-committee"
    assert Case.objects.get().state == "sub-committee"


def test_the_record_holds_a_digest_of_each_act_and_not_what_it_says(story):
    told = story().to_fact_finding()
    entries = [entry for entry in Entry.objects.all() if entry.action.startswith("cases.")]

    assert len(entries) == Act.objects.count()
    details = [read_entry(entry).details for entry in entries]
    assert all(Act.objects.get(number=n, case=told.id).digest in said for n, said in enumerate(details, 1))
    assert not any("attacked" in read_entry(entry).details for entry in entries)


def test_each_audience_has_a_row_of_what_it_sees(story):
    told = story().to_fact_finding()

    assert set(Shown.objects.values_list("audience", "state")) == {
        ("all", "fact-finding"),
        ("organisation:north", "fact-finding"),
        ("organisation:south", "fact-finding"),
        ("person:officer-north@north", "fact-finding"),
        ("person:officer-south@south", "fact-finding"),
    }
    assert {row.number for row in access.visible_cases(told.people["officer-north"])} == {told.number}


class TestOpening:
    @pytest.fixture
    def alert(self, people) -> str:
        record_alerts(alerts=alerts({"rule": "no-flights"}), actor=SYSTEM, now=NOW)
        return "alert-a"

    def test_a_case_begins_with_what_its_alert_says(self, alert, browser):
        answer = browser("duty").get(reverse("cases:new"), {"alert": alert})
        chosen = {
            (field.name, choice.value)
            for group in answer.context["groups"]
            for field in group.fields
            for choice in field.choices
            if choice.chosen
        }

        assert {("alleged", "north"), ("provisions", "no-flights"), ("subjects", "alert:alert-a")} <= chosen

    def test_a_party_cannot_name_what_it_does_not_see(self, alert, people, browser):
        told = {"accept": "application/json"}
        texts = [
            browser("liaison-north").get(reverse("cases:new"), {"alert": one}, headers=told) for one in (alert, "x")
        ]
        assert {answer.json()["problem"]["code"] for answer in texts} == {"incidents.no-such-alert"}

        subject = acts.Subject(kind=SubjectKind.ALERT, ref=alert)
        content = replace(COMPLAINT, subjects=(subject,))
        with pytest.raises(Problem) as problem:
            services.open_case(agreement="coastal-example", content=content, actor=people["liaison-north"], now=NOW)
        assert problem.value.code == "incidents.no-such-alert"

    def test_a_party_brings_it_in_its_own_name_whatever_it_sends(self, story):
        told = story(content=replace(COMPLAINT, reporter="south", reporter_user="somebody"))

        opened = told.file.opened
        assert (opened.reporter, opened.reporter_side, opened.reporter_user) == ("north", "north", "liaison-north")

    def test_a_subject_of_a_kind_that_nobody_knows_here_is_none(self, people):
        subject = acts.Subject(kind=SubjectKind.REPORT, ref="a\0b")
        with pytest.raises(Problem) as problem:
            services.open_case(
                agreement="coastal-example",
                content=replace(COMPLAINT, subjects=(subject,)),
                actor=people["duty"],
                now=NOW,
            )
        assert problem.value.code == "cases.no-such-subject"


@pytest.mark.parametrize(
    ("member", "code"),
    [
        (acts.Member(user="liaison-south", organisation="north", side="north"), "cases.not-of-it"),
        (acts.Member(user="officer-north", organisation="north", side="south"), "cases.not-of-it"),
        (acts.Member(user="nobody", organisation="mission"), "cases.not-of-it"),
    ],
)
def test_a_team_has_people_of_the_organisations_that_it_says(story, member, code):
    told = story().steps("register", "acknowledge", "notify", "begin-triage")
    content = acts.TeamSet(members=(acts.Member(user="monitor", organisation="mission"), member), lead="monitor")

    with pytest.raises(Problem) as problem:
        told.do("duty", content)
    assert problem.value.code == code


def test_what_was_done_can_be_neither_changed_nor_removed(story):
    story()
    for change in (lambda: Act.objects.update(content="{}"), lambda: Act.objects.all().delete()):
        with pytest.raises(DatabaseError), transaction.atomic():
            change()


def test_an_interview_without_a_source_is_none(story):
    told = story().to_fact_finding()
    with pytest.raises(Problem) as problem:
        access.interview_source_for(told.people["duty"], told.id, "i1")
    assert problem.value.code == "cases.no-such-interview"


@pytest.mark.parametrize(("identity", "reason", "code"), [("", "x", "identity"), ("Salma", " ", "reason")])
def test_who_was_heard_is_said_and_looked_at_for_a_reason(story, identity, reason, code):
    told = story().to_fact_finding()
    heard = acts.InterviewHeld(interview="i1", at=told.now, alias="W1", text="I saw it.")
    duty = told.people["duty"]

    def hear_and_look() -> None:
        services.hear(case_id=told.id, content=heard, identity=identity, actor=duty, now=told.now)
        services.look(case_id=told.id, interview="i1", reason=reason, actor=duty, now=told.now)

    with pytest.raises(Problem) as problem:
        hear_and_look()
    assert problem.value.code == f"cases.{code}-missing"


def test_a_wrong_position_names_an_organisation_that_is_not_there(story):
    told = story()
    with pytest.raises(Problem) as problem:
        told.do("duty", acts.Released(to="nobody", acts=(1,)))
    assert problem.value.code == "accounts.no-such-organisation"


class TestAtOnce:
    """Two people whose forms were drawn before either of them sent it."""

    @staticmethod
    def sent(told, kind: str, setting, **data) -> None:
        """The form of somebody who has not seen what came since."""
        content = acts.content_from(kind, forms.completed(kind, setting, data))
        more = {"case_id": told.id, "content": content, "actor": told.people["duty"], "now": told.now}
        if kind == "interview-held":
            services.hear(identity="Salma", **more)
        else:
            services.act(**more)

    @staticmethod
    def drawn(told):
        duty = told.people["duty"]
        return setting_of(duty, access.case_for(duty, told.id), now=told.now)

    def test_two_visits_are_two_and_one_planned_anew_stays_one(self, story):
        told = story().to_fact_finding()
        setting, ends = self.drawn(told), format_instant(told.now + 2 * HOUR)
        plan = {"begins_at": format_instant(told.now + HOUR), "ends_at": ends, "route": ["camp"]}
        plan |= {"clearance": "UNDSS 12", "cleared_until": ends}
        for more in ({"note": "First."}, {"note": "Second."}, {"visit": "v1", "note": "First, later."}):
            self.sent(told, "visit-planned", setting, **plan, **more)

        found = {key: visit.planned.note for key, visit in told.file.visits.items()}
        assert found == {"v1": "First, later.", "v2": "Second."}

    def test_two_interviews_are_two_with_a_source_each(self, story):
        told = story().to_fact_finding()
        setting, at = self.drawn(told), format_instant(told.now)
        for alias in ("W1", "W2"):
            self.sent(told, "interview-held", setting, at=at, alias=alias, text="I saw it.")

        assert [(one.interview, one.alias) for one in told.file.interviews] == [("i1", "W1"), ("i2", "W2")]
        assert set(InterviewSource.objects.values_list("interview", flat=True)) == {"i1", "i2"}

    def test_two_meetings_are_two(self, story):
        told = story().to_sub_committee()
        setting = self.drawn(told)
        for at in (told.now - HOUR, told.now):
            self.sent(told, "meeting-held", setting, body="sub-committee", at=format_instant(at))

        assert [one.meeting for one in told.file.meetings] == ["sub-committee-1", "sub-committee-2"]

    def test_the_ids_of_responses_tell_nobody_how_many_there_are(self, story):
        file, due = story().file, NOW + DAY
        new = acts.ResponseAssigned(response=NEW, measure="withdrawal", owner="south", due_at=due, text="Leave.")
        first, second = (with_id(file, new).response for _ in range(2))

        assert first != second
        assert not {first, second} & {NEW, "", "r1", "r2"}
        assert with_id(file, replace(new, response="camp-r1")).response == "camp-r1"

    def test_an_id_that_is_used_already_is_passed_over(self, story):
        told = story().to_fact_finding()
        ends = told.now + 2 * HOUR
        plan = acts.VisitPlanned(visit="v2", begins_at=told.now + HOUR, ends_at=ends, route=("camp",))
        file = replace(told.file, visits={"v2": Visit(planned=plan)})

        assert with_id(file, replace(plan, visit="")).visit == "v3"


def test_what_lists_know_follows_from_the_acts_alone(story):
    told = story().to_sub_committee()
    columns = ("audience", "number", *COLUMNS)
    before = list(Shown.objects.order_by("audience").values(*columns))
    Shown.objects.filter(audience="all").update(state="received", phase="closed")
    Shown.objects.exclude(audience="all").delete()
    call_command("cases_index")

    after = list(Shown.objects.order_by("audience").values(*columns))
    assert after == before
    assert told.file.state == "sub-committee"
