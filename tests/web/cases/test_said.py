"""What an act says names nothing of other apps that its reader may not see."""

import pytest

from evenhand.cases import acts
from evenhand.cases.codes import Answer, Question
from evenhand.cases.file import CaseFile
from evenhand.reports.codes import Proof
from evenhand_web.cases.mapping import agreement_for
from evenhand_web.cases.models import Case
from evenhand_web.cases.queries.said import Link, lines_of
from evenhand_web.cases.words import Names
from evenhand_web.desk import services as desk
from evenhand_web.evidence import services as evidence
from evenhand_web.incidents.services import record_alerts
from evenhand_web.intake.models import Report
from evenhand_web.intake.services import receive
from unit.cases import stage
from web.alerts import alerts
from web.cases.conftest import a_finding
from web.conftest import NOW
from web.intake.samples import a_record, an_arrival

HIDDEN = Link(label="not released to you", url="")


@pytest.fixture
def pieces(people) -> dict[str, str]:
    """Ids of a report, an alert and a file; the report is shown to the south, and nothing else to anybody."""
    duty = people["duty"]
    report = receive(arrival=an_arrival(record=a_record("Shots")), actor=people["monitor"], now=NOW).report
    desk.release(report_ids=[report], organisation="south", actor=duty, now=NOW)
    record_alerts(alerts=alerts({"alert": "alert-a"}), actor=duty, now=NOW)
    claim = evidence.Claim(subject_kind="alert", subject="alert-a", name="road.txt", protection="open")
    file = evidence.attach(content=[b"A road."], claim=claim, actor=duty, now=NOW).evidence
    return {"report": report, "alert": "alert-a", "evidence": file}


@pytest.fixture
def told(story, pieces):
    """Draws what an act says: `told(content, "liaison-south")` gives all its links and all its plain text."""
    case = story()
    names = Names(agreement=agreement_for(Case.objects.get()))

    def draw(content: acts.Content, user: str) -> tuple[list[Link], str]:
        lines = lines_of(content, names, case.people[user])
        return [link for line in lines for link in line.links], " ".join(line.text for line in lines)

    return draw


def contents(ids: tuple[str, ...]) -> tuple[acts.Content, ...]:
    answer = acts.QuestionAnswered(
        question=Question.WHERE, answer=Answer.ESTABLISHED, text={"en": "So."}, standard=Proof("RGB"), evidence=ids
    )
    finding = a_finding(CaseFile(rules=stage.RULES), evidence=ids)
    report = acts.ResponseReported(response="r1", text="We left.", evidence=ids)
    return answer, finding, acts.Stepped(step="register", evidence=ids), report


def test_evidence_is_named_to_whoever_sees_it_and_to_nobody_else(told, pieces):
    for content in contents(tuple(pieces.values())):
        of_duty, plain = told(content, "duty")
        assert [link.label.split()[0] for link in of_duty] == ["Report", "Alert", "Evidence"]
        assert all(link.url for link in of_duty)
        of_south, plain = told(content, "liaison-south")
        assert of_south == [of_duty[0], HIDDEN, HIDDEN]
        assert told(content, "liaison-north")[0] == [HIDDEN] * 3
        assert not any(one in plain for one in pieces.values())


def test_what_is_not_released_looks_like_what_never_was(told, pieces):
    for known, made_up in zip(contents((pieces["alert"],)), contents(("alert-z",)), strict=True):
        assert told(known, "liaison-north") == told(made_up, "liaison-north")


@pytest.mark.parametrize("by", ["pk", "number"])
def test_reports_that_came_of_a_visit_are_named_as_far_as_one_sees_them(told, pieces, by):
    name = getattr(Report.objects.get(), by)
    visit = acts.VisitHeld(visit="v1", began_at=NOW, ended_at=NOW, reports=(name, "a note"))
    (known, note), _plain = told(visit, "duty")
    assert (bool(known.url), note) == (True, Link(label="a note", url=""))

    (seen, other), _plain = told(visit, "liaison-south")
    assert (seen, other.url, "a note" in other.label) == (known, "", False)
    (one, two), plain = told(visit, "liaison-north")
    assert one == two
    assert name not in plain + one.label
