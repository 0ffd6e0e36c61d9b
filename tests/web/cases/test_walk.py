"""A whole case through the pages, by everybody who has a part in it."""

from datetime import timedelta

import pytest
from django.urls import reverse

from evenhand.cases.codes import FindingKind, Question
from evenhand.cases.findings import digest_of, standing_of
from evenhand_web.accounts.models import User
from evenhand_web.cases import access
from evenhand_web.cases.models import Case
from web.conftest import NOW


class Walk:
    """Fills in forms as people do; each an hour after the one before."""

    def __init__(self, browser, people, settings) -> None:
        self.browser, self.people, self.settings = browser, people, settings
        self.at = NOW - timedelta(days=60)
        self.id = ""

    @property
    def file(self):
        return access.case_for(self.people["duty"], self.id).view

    def go(self, user: str, url: str, form: dict) -> "Walk":
        self.at += timedelta(hours=1)
        self.settings.CLOCK = self.at
        answer = self.browser(user).post(url, form)
        assert answer.status_code == 302, faults_in(answer)
        return self

    def open(self, user: str = "liaison-north", **form) -> "Walk":
        told = {
            "kind": "complaint",
            "allegation.en": "The camp was attacked.",
            "alleged": ["south"],
            "protection": "open",
        }
        self.go(user, reverse("cases:new"), told | {"provisions": ["no-military-flights"]} | form)
        self.id = Case.objects.get().pk
        return self

    def steps(self, *steps: str, user: str = "duty") -> "Walk":
        for step in steps:
            self.go(user, reverse("cases:step", args=[self.id, step]), {"step": step, "reason": "As agreed."})
        return self

    def act(self, user: str, kind: str, **form) -> "Walk":
        form = {name.replace("__", "."): value for name, value in form.items()}
        return self.go(user, reverse("cases:act", args=[self.id, kind]), form)

    def clock(self, **more: int) -> str:
        return (self.at + timedelta(**more)).strftime("%Y-%m-%dT%H:%M")

    def to_fact_finding(self) -> "Walk":
        team = {"members": ["monitor", "officer-north", "officer-south"], "lead": "monitor"}
        self.open().steps("register", "acknowledge", "notify", "begin-triage")
        return self.act("duty", "team-set", **team).steps("open-fact-finding")

    def visit(self) -> "Walk":
        times = {"begins_at": self.clock(hours=2), "ends_at": self.clock(hours=3), "cleared_until": self.clock(hours=3)}
        self.act("duty", "visit-planned", route="camp\nairfield", clearance="UNDSS 12", notified=["south"], **times)
        self.at += timedelta(hours=6)
        return self.act("monitor", "visit-held", visit="v1", began_at=times["begins_at"], ended_at=times["ends_at"])

    def finding(self, user: str = "monitor", **more) -> "Walk":
        for question in Question:
            told = {"question": question.value, "answer": "established", "standard": "RGB", "text.en": "Seen there."}
            self.act("monitor", "question-answered", **told)
        last = self.file.finding.version if self.file.finding else 0
        form = {
            "version": last + 1,
            "supersedes": last or "",
            "outcome": "violation-confirmed",
            "text.en": "South attacked the camp.",
            "attribution": "attributed",
            "parties": ["south"],
            "standard": "RGB",
            "basis.independent": 2,
            "basis.of_parties": 1,
            "basis.visited": "yes",
        }
        return self.act(user, "finding-proposed", **form | more)

    def to_comment(self) -> "Walk":
        return self.to_fact_finding().visit().finding().steps("propose-finding", "send-for-comment")

    def position(self, user: str, position: str = "signed", **more) -> "Walk":
        finding = self.file.finding
        form = {"version": finding.version, "digest": digest_of(Case.objects.get().number, finding)}
        return self.act(user, "position-taken", position=position, **form, **more)

    def meet(self, user: str = "duty", **form) -> "Walk":
        return self.act(user, "meeting-held", body=self.file.state, at=self.clock(), **form)

    def draft(self) -> "Walk":
        last = self.file.ruling.version if self.file.ruling else 0
        form = {"version": last + 1, "supersedes": last or "", "body": self.file.state, "finding": 1}
        return self.act("duty", "ruling-given", outcome="violation-confirmed", text__en="A violation.", **form)

    def vote(self, user: str, choice: str) -> "Walk":
        meeting, ruling = self.file.meetings[-1].meeting, self.file.ruling.version
        return self.act(user, "voted", meeting=meeting, ruling=ruling, choice=choice)


def faults_in(answer) -> str:
    context = getattr(answer, "context", None) or {}
    beside = [(f.name, f.errors) for group in context.get("groups", ()) for f in group.fields if f.errors]
    return f"{answer.status_code}: {context.get('errors')} {context.get('message')} {beside}"


@pytest.fixture
def walk(browser, people, settings) -> Walk:
    return Walk(browser, people, settings)


def test_a_case_goes_from_the_complaint_to_its_end(walk):
    walk.to_comment().position("duty").position("liaison-north")
    walk.position("liaison-south", "dissents", text__ar="لم نكن هناك.", text__en="We were not there.")
    walk.steps("submit").draft().meet(present=["member-north", "member-south"])
    walk.vote("member-north", "yes").vote("member-south", "yes").steps("rule", user="member-north")
    due = walk.clock(days=10)
    walk.act("duty", "response-assigned", measure="withdrawal", owner="south", due_at=due, text="Leave the camp.")
    walk.steps("begin-response")
    response = next(iter(walk.file.responses))
    walk.act("liaison-south", "response-reported", response=response, text="We left.")
    walk.act("monitor", "response-verified", response=response, result="met", text="They left.")
    walk.steps("verify", "close")

    assert walk.file.state == "closed"
    assert standing_of(walk.file).kind is FindingKind.ONE_PARTY_AND_INTERNATIONAL
    assert standing_of(walk.file).dissent[0].text == {"ar": "لم نكن هناك.", "en": "We were not there."}


def test_a_party_that_stays_away_cannot_hold_up_the_case(walk):
    walk.open().steps("register", "acknowledge", "notify", "begin-triage")
    walk.act("duty", "team-set", members=["monitor"], lead="monitor")
    walk.at += timedelta(days=3)
    walk.steps("open-without-party").visit()
    walk.people["officer-north"] = walk.people["monitor"]
    for question in Question:
        told = {"question": question.value, "answer": "established", "standard": "RGB", "text.en": "Seen there."}
        walk.act("monitor", "question-answered", **told)
    form = {"version": 1, "outcome": "violation-confirmed", "text.en": "It was South.", "attribution": "attributed"}
    form |= {"parties": ["south"], "standard": "RGB", "basis.independent": 2, "basis.visited": "yes"}
    walk.act("monitor", "finding-proposed", **form).steps("propose-finding", "send-for-comment")
    walk.position("duty")
    walk.at += timedelta(days=6)
    walk.position("duty", "absent", side="south").position("duty", "absent", side="north").steps("submit")

    assert walk.file.state == "sub-committee"
    assert standing_of(walk.file).kind is FindingKind.INTERNATIONAL_ONLY


def test_a_walk_out_at_the_sub_committee_leads_to_the_commission(walk):
    walk.to_comment().position("duty").position("liaison-north").position("liaison-south", "refuses")
    walk.steps("submit").draft()
    walk.meet(present=["member-north"], walked_out=["south"])
    walk.at += timedelta(days=1)
    walk.meet(present=["member-north"], walked_out=["south"]).steps("refer", user="member-north")
    walk.meet(present=["chair", "commissioner-north"])
    walk.at += timedelta(days=1)
    walk.meet(present=["commissioner-north"])
    walk.steps("record-no-consensus", user="chair")

    assert walk.file.state == "no-consensus"


def test_a_case_without_access_is_concluded_from_outside(walk):
    walk.to_fact_finding()
    walk.act("officer-north", "access-refused", at=walk.clock(), by="A checkpoint", side="south", text="Turned back.")
    walk.steps("suspend-access", user="monitor")
    walk.at += timedelta(days=4)
    form = {"version": 1, "outcome": "inconclusive-access-denied", "attribution": "undetermined", "standard": "RS"}
    walk.act("monitor", "finding-proposed", text__en="Nobody was let in.", **form).steps("conclude-without-access")

    assert walk.file.state == "finding-proposed"
    assert standing_of(walk.file).kind is FindingKind.NO_ACCESS


def test_late_evidence_reopens_a_closed_case(walk):
    walk.open().steps("register", "acknowledge", "notify", "begin-triage", "set-aside")
    walk.act("liaison-north", "late-evidence", text="A recording turned up.").steps("reopen")

    assert walk.file.state == "reopened"


def test_an_interview_keeps_who_was_heard_behind_a_door(walk):
    walk.to_fact_finding()
    walk.act("monitor", "interview-held", at=walk.clock(), alias="W1", text="I saw it.", identity="Salma, the baker")
    url = reverse("cases:source", args=[walk.id, "i1"])

    assert "Salma" not in walk.browser("duty").get(reverse("cases:case", args=[walk.id])).content.decode()
    assert walk.browser("monitor").get(url).status_code == 403
    assert walk.browser("duty").post(url, {"reason": " "}).status_code == 400
    assert "Salma" in walk.browser("duty").post(url, {"reason": "She asks for protection."}).content.decode()
    assert User.objects.count() == len(walk.people)


def test_a_comment_is_taken_back_and_stays_struck_out(walk):
    walk.open().act("liaison-north", "commented", text="Wrong camp, sorry.")
    walk.browser("liaison-north").post(reverse("cases:take-back", args=[walk.id]))
    page = walk.browser("duty").get(reverse("cases:case", args=[walk.id])).context["case"]

    assert [(act.kind, act.struck) for act in page.acts] == [("commented", True), ("opened", False)]
    url = reverse("cases:take-back", args=[walk.id])
    answer = walk.browser("liaison-north").post(url, headers={"accept": "application/json"})
    assert answer.json()["problem"]["code"] == "cases.not-taken-back"


def test_a_case_about_what_nobody_sees_is_none(walk):
    from_nothing = walk.browser("duty").get(reverse("cases:new"))
    assert from_nothing.status_code == 200
    told = {"alert": "never-was"}
    answer = walk.browser("duty").get(reverse("cases:new"), told, headers={"accept": "application/json"})
    assert answer.json()["problem"]["code"] == "incidents.no-such-alert"


def test_nobody_is_named_any_longer_where_the_mechanism_says_so(walk):
    walk.open().act("duty", "reframed", reason="It is not known who it was.", provisions=["no-military-flights"])
    walk.steps("register", "acknowledge", "go-on-without-respondent")

    assert (walk.file.alleged, walk.file.state) == ((), "triage")


class TestForms:
    def test_a_fault_stands_beside_its_field_and_nothing_is_lost(self, walk):
        walk.to_fact_finding()
        form = {"begins_at": walk.clock(hours=2), "ends_at": walk.clock(hours=9), "cleared_until": walk.clock(hours=3)}
        form |= {"route": "camp\nairfield", "clearance": "UNDSS 12", "note": "Bring water."}
        answer = walk.browser("duty").post(reverse("cases:act", args=[walk.id, "visit-planned"]), form)
        shown = {field.name: field for group in answer.context["groups"] for field in group.fields}

        assert answer.status_code == 400
        assert "cleared" in shown["clearance"].errors[0]
        assert (shown["note"].value, shown["route"].value) == ("Bring water.", "camp\nairfield")

    def test_what_is_missing_is_said_at_each_field(self, walk):
        walk.to_fact_finding()
        answer = walk.browser("monitor").post(reverse("cases:act", args=[walk.id, "finding-proposed"]), {})
        shown = {field.name: field for group in answer.context["groups"] for field in group.fields}

        assert shown["outcome"].errors == ("Fill this in.",)
        assert shown["attribution"].errors == ("Fill this in.",)

    @pytest.mark.parametrize("kind", ["visit-planned", "finding-proposed", "position-taken", "released", "nonsense"])
    def test_a_form_that_is_not_for_now_says_so(self, walk, kind):
        walk.open()

        assert walk.browser("liaison-north").get(reverse("cases:act", args=[walk.id, kind])).status_code in {400, 409}
