"""A case that goes on through the services, done by the people whom the pages know."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest
from django.test import Client

from evenhand.cases import acts
from evenhand.cases.codes import FindingOutcome, Position, Question
from evenhand.cases.findings import digest_of
from evenhand.cases.signing import Statement
from evenhand.foundation.instants import format_instant
from evenhand_web.accounts import services as accounts
from evenhand_web.accounts.access import SYSTEM, Actor, actor_for
from evenhand_web.accounts.models import User
from evenhand_web.agreements.services import adopt
from evenhand_web.cases import access, services, signatures
from unit.agreements import small
from unit.cases import stage
from web.conftest import NOW

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
PARTIES = ("north", "south")
PEOPLE = {
    "duty": ("duty-officer", "mission", ""),
    "monitor": ("monitor", "mission", ""),
    "analyst": ("analyst", "mission", ""),
    "chair": ("commissioner", "commission", ""),
    "secretariat": ("secretariat", "commission", ""),
    **{f"liaison-{one}": ("liaison", one, "") for one in PARTIES},
    **{f"officer-{one}": ("monitor", one, "") for one in PARTIES},
    **{f"member-{one}": ("commissioner", "sub-committee", one) for one in PARTIES},
    **{f"commissioner-{one}": ("commissioner", "commission", one) for one in PARTIES},
}
TEAM = acts.TeamSet(
    members=(
        acts.Member(user="monitor", organisation="mission"),
        acts.Member(user="officer-north", organisation="north", side="north"),
        acts.Member(user="officer-south", organisation="south", side="south"),
    ),
    lead="monitor",
)
COMPLAINT = replace(stage.COMPLAINT, subjects=(), provisions=("no-military-flights",))


@pytest.fixture
def agreement(db):
    """The small agreement, in force since March 2020."""
    files = small.files(agreement=("in_force: {from: 2026-03-01", "in_force: {from: 2020-03-01"))
    return adopt(files=files, actor=SYSTEM, now=NOW)


@pytest.fixture
def people(organisations, agreement) -> dict[str, Actor]:
    """Everybody who has to do with cases, by user name."""
    accounts.ensure_organisation(
        key="sub-committee", names={"en": "Sub-committee"}, kind="sub-committee", actor=SYSTEM, now=NOW
    )
    found = {}
    for username, (role, organisation, side) in PEOPLE.items():
        account = accounts.Account(username=username, organisation=organisation, role=role, side=side)
        found[username] = actor_for(accounts.ensure_member(account=account, actor=SYSTEM, now=NOW))
    return found


class Story:
    """A case through the services; each act comes an hour after the one before."""

    def __init__(self, people: dict[str, Actor], content: acts.Opened = COMPLAINT, by: str = "liaison-north") -> None:
        self.people, self.now = people, NOW - 30 * DAY
        case = services.open_case(agreement="coastal-example", content=content, actor=people[by], now=self.now)
        self.id, self.number = case.pk, case.number

    @property
    def file(self):
        return access.case_for(self.people["duty"], self.id).view

    def wait(self, time: timedelta) -> "Story":
        self.now += time
        return self

    def do(self, user: str, content: acts.Content) -> "Story":
        self.now += HOUR
        services.act(case_id=self.id, content=content, actor=self.people[user], now=self.now)
        return self

    def steps(self, *steps: str, by: str = "duty") -> "Story":
        for step in steps:
            self.do(by, acts.Stepped(step=step, reason="As agreed."))
        return self

    def to_fact_finding(self) -> "Story":
        return (
            self.steps("register", "acknowledge", "notify", "begin-triage").do("duty", TEAM).steps("open-fact-finding")
        )

    def visit(self) -> "Story":
        begins, ends = self.now + HOUR, self.now + 4 * HOUR
        plan = acts.VisitPlanned(
            visit="v1", begins_at=begins, ends_at=ends, route=("camp",), clearance="UNDSS 12", cleared_until=ends
        )
        self.do("duty", plan).wait(5 * HOUR)
        return self.do("monitor", acts.VisitHeld(visit="v1", began_at=begins, ended_at=ends))

    def finding(self, **more) -> "Story":
        for question in Question:
            answer = acts.QuestionAnswered(
                question=question, answer=stage.Answer.ESTABLISHED, text={"en": "Seen."}, standard=stage.Proof("RGB")
            )
            self.do("monitor", answer)
        return self.do("monitor", a_finding(self.file, **more))

    def to_comment(self) -> "Story":
        return self.to_fact_finding().visit().finding().steps("propose-finding", "send-for-comment")

    def position(self, user: str, position: Position = Position.SIGNED, text: str = "") -> "Story":
        return self.do(user, a_position(self, user, position, text))

    def absent(self, side: str) -> "Story":
        version = self.file.finding.version
        digest = digest_of(self.number, self.file.finding)
        content = acts.PositionTaken(
            version=version, digest=digest, position=Position.ABSENT, organisation=side, side=side
        )
        return self.do("duty", content)

    def to_sub_committee(self) -> "Story":
        self.to_comment()
        for user in ("duty", "liaison-north", "liaison-south"):
            self.position(user)
        return self.steps("submit")


def a_finding(file, **more) -> acts.FindingProposed:
    last = file.finding.version if file.finding else 0
    told = {
        "version": last + 1,
        "supersedes": last or None,
        "outcome": FindingOutcome.VIOLATION_CONFIRMED,
        "attribution": stage.Attribution.ATTRIBUTED,
        "parties": ("south",),
        "standard": stage.Proof.REASONABLE_GROUNDS,
        "basis": stage.Basis(independent=2, of_parties=1, visited=True),
        "text": {"en": "South attacked the camp."},
    }
    return acts.FindingProposed(**told | more)


def a_position(story: Story, user: str, position: Position, text: str) -> acts.PositionTaken:
    finding, seat = story.file.finding, access.seat_of(story.people[user])
    plain = acts.PositionTaken(
        version=finding.version,
        digest=digest_of(story.number, finding),
        position=position,
        organisation=seat.organisation,
        side=seat.side,
        text={"en": text} if text else {},
        signed_at=format_instant(story.now),
    )
    statement = Statement(case=story.number, user=user, position=plain)
    signature = signatures.signature_for(statement, {}, actor=story.people[user], now=story.now)
    return replace(plain, signature=signature)


@pytest.fixture
def story(people) -> Callable[..., Story]:
    """Begins a case: `story()`; with `content=` another complaint, with `by=` somebody else's."""
    return lambda **more: Story(people, **more)


@pytest.fixture
def browser(people) -> Callable[[str], Client]:
    """A signed-in client by user name."""

    def make(username: str) -> Client:
        client = Client()
        client.force_login(User.objects.get(username=username))
        return client

    return make
