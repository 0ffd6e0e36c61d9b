"""A case that begins with a report tells nobody from whom the report came."""

from collections.abc import Callable
from dataclasses import replace

import pytest
from django.urls import reverse

from evenhand.cases import acts
from evenhand.cases.codes import SubjectKind
from evenhand.foundation.problems import Problem
from evenhand.reports.codes import Protection
from evenhand_web.cases import access, services, subjects
from evenhand_web.cases.models import Case
from evenhand_web.desk import services as desk
from evenhand_web.intake.services import receive
from web.cases.conftest import COMPLAINT
from web.conftest import NOW
from web.intake.samples import a_record, an_arrival

ANONYMOUS, CONFIDENTIAL, OPEN = Protection.ANONYMOUS, Protection.CONFIDENTIAL, Protection.OPEN


@pytest.fixture
def filed(people) -> Callable[..., str]:
    """Files a report and gives its id: `filed("liaison-north", CONFIDENTIAL, "south")` shows it to the south."""

    def make(by: str, protection: Protection, *shown_to: str, **more) -> str:
        record = a_record("Shots at the camp", protection=protection)
        arrival = an_arrival(f"uuid:{by}-{protection}", record=record, **more)
        report = receive(arrival=arrival, actor=people[by], now=NOW).report
        for organisation in shown_to:
            desk.release(report_ids=[report], organisation=organisation, actor=people["duty"], now=NOW)
        return report

    return make


@pytest.fixture
def form(browser) -> Callable[..., dict]:
    """What the form of a new case about a report begins with."""

    def draw(user: str, report: str) -> dict:
        page = browser(user).get(reverse("cases:new"), {"report": report})
        fields = [field for group in page.context["groups"] for field in group.fields if field.name != "subjects"]
        return {f.name: [one.value for one in f.choices if one.chosen] or f.value for f in fields}

    return draw


def about(*reports: str, **more) -> acts.Opened:
    named = tuple(acts.Subject(kind=SubjectKind.REPORT, ref=one) for one in reports)
    return replace(COMPLAINT, subjects=named, **more)


def test_a_case_begins_as_protected_as_its_report(filed, form):
    for protection in Protection:
        found = form("duty", filed("liaison-north", protection))
        assert (found["kind"], found["reporter"], found["protection"]) == (["complaint"], ["north"], [protection])

    found = form("duty", filed("monitor", CONFIDENTIAL))
    assert (found["kind"], found["reporter"], found["protection"]) == (["own-observation"], "", [CONFIDENTIAL])


def test_what_was_protected_in_any_version_is(filed, form, people):
    report = filed("liaison-north", ANONYMOUS)
    record = a_record("Shots, after all", protection=OPEN)
    later = an_arrival("uuid:later", record=record, replaces="uuid:liaison-north-anonymous")
    assert receive(arrival=later, actor=people["liaison-north"], now=NOW).report == report

    assert form("duty", report)["protection"] == [ANONYMOUS]


@pytest.mark.parametrize("protection", [CONFIDENTIAL, ANONYMOUS])
def test_the_form_of_a_party_does_not_tell_who_filed_what_it_was_shown(filed, form, protection):
    theirs, of_the_mission = (
        form("liaison-south", filed(by, protection, "south")) for by in ("officer-north", "monitor")
    )

    assert theirs == of_the_mission
    assert (theirs["kind"], theirs["protection"]) == (["complaint"], [protection])
    assert "north" not in {str(value) for value in theirs.values()}


def test_nor_does_what_the_form_is_made_from(filed, people):
    south = people["liaison-south"]
    for by in ("liaison-north", "monitor"):
        subject = acts.Subject(kind=SubjectKind.REPORT, ref=filed(by, CONFIDENTIAL, "south"))
        assert subjects.glimpse(south, subject).brought_by == "south"


@pytest.mark.parametrize(("given", "stands"), [(OPEN, False), (CONFIDENTIAL, True), (ANONYMOUS, True)])
def test_a_case_protects_its_reporter_no_less_than_its_strictest_report(filed, people, given, stands):
    reports = filed("liaison-north", OPEN), filed("liaison-north", CONFIDENTIAL)
    told = {"agreement": "coastal-example", "actor": people["duty"], "now": NOW}
    if stands:
        assert services.open_case(content=about(*reports, reporter="north", protection=given), **told).pk
        return

    with pytest.raises(Problem) as problem:
        services.open_case(content=about(*reports, reporter="north", protection=given), **told)
    assert problem.value.code == "cases.weaker-protection"
    assert not Case.objects.exists()


class TestWhoFiledIt:
    @staticmethod
    def opened(people, content: acts.Opened, by: str = "duty") -> acts.Opened:
        case = services.open_case(agreement="coastal-example", content=content, actor=people[by], now=NOW)
        return access.case_for(people["duty"], case.pk).view.opened

    def test_stays_with_the_case_whoever_opens_it(self, filed, people):
        report = filed("monitor", OPEN)
        edit = an_arrival("uuid:edit", record=a_record("Shots, again"), replaces="uuid:monitor-open")
        assert receive(arrival=edit, actor=people["analyst"], now=NOW).report == report
        desk.release(report_ids=[report], organisation="north", actor=people["duty"], now=NOW)
        for by in ("duty", "liaison-north"):
            assert self.opened(people, about(report), by).reporter_users == ("analyst", "monitor")

    def test_follows_from_the_reports_whatever_is_sent(self, filed, people):
        other = filed("officer-north", OPEN)
        assert self.opened(people, about(other, reporter_users=("monitor",))).reporter_users == ("officer-north",)
        assert self.opened(people, about(reporter_users=("monitor",))).reporter_users == ()

    def test_leaves_numbers_of_telephones_behind_their_door(self, filed, people):
        report = filed("monitor", OPEN, sender="+218 91 555 0199")

        assert self.opened(people, about(report)).reporter_users == ()


def test_that_it_is_weaker_stands_beside_its_field(filed, browser):
    form = {"kind": "complaint", "allegation.en": "Shots.", "protection": "open", "alleged": ["south"]}
    form["subjects"] = [f"report:{filed('liaison-north', CONFIDENTIAL)}"]
    answer = browser("liaison-north").post(reverse("cases:new"), form)
    shown = {field.name: field for group in answer.context["groups"] for field in group.fields}

    assert answer.status_code == 400
    assert "weaker" in shown["protection"].errors[0]
