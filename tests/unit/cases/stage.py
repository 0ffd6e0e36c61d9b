"""A case on a stage: two parties, a mechanism, a team, two bodies, and the shortest ways through the procedure."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from evenhand.agreements.procedure import Function
from evenhand.agreements.procedure_layout import standard
from evenhand.cases import acts
from evenhand.cases.codes import Answer, Choice, FindingOutcome, Measure, Position, Question, Result, SubjectKind
from evenhand.cases.file import CaseFile
from evenhand.cases.findings import digest_of
from evenhand.cases.proof import Basis
from evenhand.cases.rules import Rules
from evenhand.cases.signing import Statement, sign
from evenhand.cases.workflow import opened, take
from evenhand.reports.codes import Attribution, Proof, ReportKind

CASE = "CASE-2020-00001"
BEGAN = datetime(2020, 12, 6, 9, tzinfo=UTC)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
RULES = Rules(procedure=standard()[0], clocks=standard()[1], parties=("north", "south"), time_zone="Africa/Tripoli")
KEY = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))

DUTY = acts.Seat(user="duty", organisation="mission", functions=(Function.MECHANISM,))
MONITOR = acts.Seat(user="monitor", organisation="mission")
NORTH = acts.Seat(user="north-liaison", organisation="north", side="north", functions=(Function.PARTY,))
SOUTH = acts.Seat(user="south-liaison", organisation="south", side="south", functions=(Function.PARTY,))
NORTH_OFFICER = replace(NORTH, user="north-officer")
SOUTH_OFFICER = replace(SOUTH, user="south-officer")
SITTING = {
    body: {
        side: acts.Seat(user=f"{body.value}-{side}", organisation=body.value, side=side, functions=(body,))
        for side in RULES.parties
    }
    for body in (Function.SUB_COMMITTEE, Function.COMMISSION)
}

COMPLAINT = acts.Opened(
    kind=ReportKind.COMPLAINT,
    allegation={"en": "The camp was attacked."},
    subjects=(acts.Subject(kind=SubjectKind.REPORT, ref="report-1"),),
    alleged=("south",),
    provisions=("no-fire",),
    reporter="north",
    reporter_side="north",
    reporter_user="north-liaison",
)
TEAM = acts.TeamSet(
    members=(
        acts.Member(user="monitor", organisation="mission"),
        acts.Member(user="north-officer", organisation="north", side="north"),
        acts.Member(user="south-officer", organisation="south", side="south"),
    ),
    lead="monitor",
)
ALONE = acts.TeamSet(members=(acts.Member(user="monitor", organisation="mission"),), lead="monitor")


class Stage:
    """A case that goes on; each act comes an hour after the one before unless told otherwise."""

    def __init__(self, complaint: acts.Opened = COMPLAINT, *, rules: Rules = RULES, seat: acts.Seat = NORTH):
        self.now = BEGAN
        self.file: CaseFile = opened(rules, seat, complaint, at=BEGAN, case=CASE)

    def wait(self, time: timedelta) -> "Stage":
        self.now += time
        return self

    def do(self, seat: acts.Seat, content: acts.Content) -> "Stage":
        self.now += HOUR
        self.file = take(self.file, seat, content, at=self.now, case=CASE)
        return self

    def step(self, step: str, seat: acts.Seat = DUTY, **more) -> "Stage":
        return self.do(seat, acts.Stepped(step=step, **{"reason": "As agreed.", **more}))

    def steps(self, *steps: str) -> "Stage":
        for step in steps:
            self.step(step)
        return self

    def to_triage(self) -> "Stage":
        return self.steps("register", "acknowledge", "notify", "begin-triage")

    def to_fact_finding(self) -> "Stage":
        return self.to_triage().do(DUTY, TEAM).step("open-fact-finding")

    def visit(self) -> "Stage":
        begins, ends = self.now + HOUR, self.now + 4 * HOUR
        plan = acts.VisitPlanned(
            visit="v1", begins_at=begins, ends_at=ends, route=("camp",), clearance="UNDSS 12", cleared_until=ends
        )
        self.do(DUTY, plan).wait(5 * HOUR)
        return self.do(MONITOR, acts.VisitHeld(visit="v1", began_at=begins, ended_at=ends))

    def answer(self) -> "Stage":
        for question in Question:
            self.do(
                MONITOR,
                acts.QuestionAnswered(
                    question=question,
                    answer=Answer.ESTABLISHED,
                    text={"en": "Seen on the spot."},
                    standard=Proof.REASONABLE_GROUNDS,
                ),
            )
        return self

    def finding(self, **more) -> "Stage":
        last = self.file.finding.version if self.file.finding else 0
        finding = acts.FindingProposed(
            **{
                "version": last + 1,
                "supersedes": last or None,
                "outcome": FindingOutcome.VIOLATION_CONFIRMED,
                "attribution": Attribution.ATTRIBUTED,
                "parties": ("south",),
                "standard": Proof.REASONABLE_GROUNDS,
                "basis": Basis(independent=2, of_parties=1, visited=True),
                "text": {"en": "South attacked the camp."},
                **more,
            }
        )
        return self.do(MONITOR, finding)

    def to_comment(self) -> "Stage":
        return self.to_fact_finding().visit().answer().finding().steps("propose-finding", "send-for-comment")

    def position(self, seat: acts.Seat, position: Position = Position.SIGNED, text: str = "") -> "Stage":
        finding = self.file.finding
        plain = acts.PositionTaken(
            version=finding.version,
            digest=digest_of(CASE, finding),
            position=position,
            organisation=seat.organisation,
            side=seat.side,
            text={"en": text} if text else {},
            signed_at="2020-12-12T00:00:00Z",
        )
        signature = sign(Statement(case=CASE, user=seat.user, position=plain), KEY, held="browser")
        return self.do(seat, replace(plain, signature=signature))

    def absent(self, side: str) -> "Stage":
        finding = self.file.finding
        return self.do(
            DUTY,
            acts.PositionTaken(
                version=finding.version,
                digest=digest_of(CASE, finding),
                position=Position.ABSENT,
                organisation=side,
                side=side,
            ),
        )

    def to_sub_committee(self) -> "Stage":
        self.to_comment()
        for seat in (DUTY, NORTH, SOUTH):
            self.position(seat)
        return self.step("submit")

    def meet(self, body: Function, *sides: str, walked_out: tuple[str, ...] = ()) -> "Stage":
        number = len(self.file.meetings) + 1
        present = tuple(acts.Presence(user=SITTING[body][side].user, side=side) for side in sides)
        meeting = acts.MeetingHeld(meeting=f"m{number}", body=body, at=self.now, present=present, walked_out=walked_out)
        return self.do(DUTY, meeting)

    def draft(self, body: Function) -> "Stage":
        last = self.file.ruling.version if self.file.ruling else 0
        ruling = acts.RulingGiven(
            version=last + 1,
            supersedes=last or None,
            body=body,
            outcome=FindingOutcome.VIOLATION_CONFIRMED,
            text={"en": "A violation."},
            finding=self.file.finding.version,
        )
        return self.do(DUTY, ruling)

    def vote(self, body: Function, **choices: Choice) -> "Stage":
        for side, choice in choices.items():
            seat = SITTING[body][side]
            self.do(
                seat,
                acts.Voted(
                    meeting=self.file.meetings[-1].meeting,
                    ruling=self.file.ruling.version,
                    choice=choice,
                    side=side,
                    user=seat.user,
                ),
            )
        return self

    def to_ruling(self) -> "Stage":
        body = Function.SUB_COMMITTEE
        self.to_sub_committee().draft(body).meet(body, "north", "south")
        return self.vote(body, north=Choice.YES, south=Choice.YES).step("rule")

    def to_closed(self) -> "Stage":
        response = acts.ResponseAssigned(
            response="r1",
            measure=Measure.WITHDRAWAL,
            owner="south",
            side="south",
            due_at=self.now + 90 * DAY,
            text="Leave.",
        )
        self.to_ruling().do(DUTY, response).step("begin-response")
        self.do(SOUTH, acts.ResponseReported(response="r1", text="We left."))
        self.do(MONITOR, acts.ResponseVerified(response="r1", result=Result.MET, text="They left."))
        return self.steps("verify", "close")
