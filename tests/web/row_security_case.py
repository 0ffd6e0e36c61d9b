"""A case and an incident through the pages as the web role, for row_security_walk.py."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.urls import reverse

from evenhand.cases.file import CaseFile
from evenhand.cases.findings import digest_of
from evenhand_web.accounts.access import actor_for
from evenhand_web.accounts.models import User
from evenhand_web.accounts.speaking import speaking_for
from evenhand_web.cases import access
from evenhand_web.cases.access import visible_cases, visible_notices
from evenhand_web.commitments.access import visible_commitments, visible_proposals
from evenhand_web.incidents.access import visible_incidents
from web.cases.test_walk import Walk
from web.conftest import NOW
from web.incidents.stories import filed

SIDES = ("north", "south")
PEOPLE = ("duty", "monitor", "commissioner", *(f"{who}.{side}" for who in ("liaison", "officer") for side in SIDES))


def asked_for(username: str, ask: Callable[[Any], Any]) -> Any:
    """What a door gives to somebody, as the web role."""
    actor = actor_for(User.objects.get(username=username))
    with speaking_for(actor):
        return ask(actor)


class CaseWalk(Walk):
    """The walk of the pages of cases, by those who signed in."""

    def __init__(self, walkers: dict[str, Any]) -> None:
        self.walkers = walkers
        super().__init__(lambda user: walkers[user.replace("-", ".")].client, {}, settings)
        self.at = NOW - timedelta(days=40)

    @property
    def file(self) -> CaseFile:
        file: CaseFile = asked_for("duty", lambda actor: access.case_for(actor, self.id).view)
        return file

    def open(self, user: str = "liaison.north", **form: Any) -> "CaseWalk":
        told = {"kind": "complaint", "allegation.en": "The camp was attacked.", "alleged": ["south"]}
        more = {"protection": "open", "provisions": ["no-military-flights"]}
        before = self.cases_of(user)
        self.go(user, reverse("cases:new"), told | more | form)
        (self.id,) = self.cases_of(user) - before
        return self

    def to_fact_finding(self) -> "CaseWalk":
        team = {"members": ["monitor", "officer.north", "officer.south"], "lead": "monitor"}
        self.open().steps("register", "acknowledge", "notify", "begin-triage")
        return self.act("duty", "team-set", **team).steps("open-fact-finding")

    def position(self, user: str, position: str = "signed", **more: Any) -> "CaseWalk":
        finding = self.file.finding
        number = asked_for("duty", lambda actor: access.case_for(actor, self.id).case.number)
        form = {"version": finding.version, "digest": digest_of(number, finding)}
        return self.act(user, "position-taken", position=position, **form, **more)

    @staticmethod
    def cases_of(user: str) -> set[str]:
        return asked_for(user, lambda actor: set(visible_cases(actor).values_list("case_id", flat=True)))


def walk_a_case(walkers: dict[str, Any]) -> None:
    """From the complaint to the signatures of all sides, and nobody on the way reads what is not theirs."""
    walk = CaseWalk(walkers)
    walk.open().steps("register", "acknowledge")
    walkers["liaison.south"].get("cases:case", 404, case_id=walk.id)
    walk.to_fact_finding()
    heard = {"at": walk.clock(), "alias": "W1", "text": "I saw it.", "identity": "Salma, the baker"}
    walk.act("officer.north", "interview-held", **heard)
    walkers["duty"].post("cases:source", {"reason": "To protect her."}, 200, case_id=walk.id, interview="i1")
    for user in ("liaison.north", "liaison.south", "officer.north", "commissioner"):
        walkers[user].get("cases:source", 403, case_id=walk.id, interview="i1")
    walk.visit().finding().steps("propose-finding", "send-for-comment")
    walk.position("duty").position("liaison.north").position("liaison.south", "dissents", text__en="Not there.")
    walk.steps("submit")
    walk.act("liaison.north", "commented", text="Not so.")
    walkers["liaison.north"].post("cases:take-back", {}, case_id=walk.id)
    for user in ("duty", "monitor", "liaison.north", "liaison.south", "officer.north"):
        shown = walkers[user].get("cases:case", case_id=walk.id)
        assert "Salma" not in shown, user
        walkers[user].get("cases:print", case_id=walk.id)
    for user in PEOPLE:
        for page in ("cases:board", "cases:planner", "cases:notices"):
            walkers[user].get(page)
        walkers[user].get("cases:export", as_format="csv")
    _notices(walkers)
    settings.CLOCK = None


def _notices(walkers: dict[str, Any]) -> None:
    """Whoever was told reads it, and then it is read."""
    told = asked_for("liaison.south", lambda actor: list(visible_notices(actor).values_list("pk", flat=True)))
    assert told, "nobody was told of a clock"
    walkers["liaison.south"].post("cases:notices", {"notice": [str(one) for one in told]})
    left = asked_for("liaison.south", lambda actor: visible_notices(actor).filter(read_at=None).count())
    assert left == 0, left


def walk_commitments(walkers: dict[str, Any]) -> None:
    """A plan that one side was shown: each body says its own, keepers correct, fix a day, show and take back."""
    duty, party, other, keeper = (walkers[name] for name in ("duty", "liaison.south", "liaison.north", "secretary"))
    found = asked_for("liaison.south", lambda actor: visible_commitments(actor).get(commitment__key="withdraw"))
    one: dict[str, Any] = {"commitment_id": found.commitment_id}
    said = {"status": "met", "evidence.0.ref": "S/2020/1", "shared": "yes"}
    for who in (duty, party):
        who.post("commitments:do", said, verb="status", **one)
        who.post("commitments:do", {"text": "Ours."}, verb="comment", **one)
    duty.post("commitments:do", {"version": "1", "what.en": "Leave it all", "debtors": "south"}, verb="correct", **one)
    assert "Leave it all" in party.get("commitments:commitment", **one)
    other.get("commitments:commitment", 404, **one)
    plan = {"plan_key": found.plan}
    duty.post("commitments:plan-say", {"kind": "occurred", "event": "d-day", "on": "2020-12-20"}, **plan)
    held = {"kind": "condition-said", "gate": "ready", "condition": "agreed", "held": "no"}
    party.post("commitments:plan-say", held, **plan)
    party.post("commitments:follow", {"kind": "plan", "what": found.plan})
    for page in ("matrix", "evaluation", "gates", "risks"):
        party.get(f"commitments:{page}", **plan)
        other.get(f"commitments:{page}", 404, **plan)
    duty.post("commitments:plan-release", {"organisation": "commission"}, **plan)
    keeper.get("commitments:commitment", **one)
    duty.post("commitments:do", {"organisation": "commission"}, verb="recall", **one)
    keeper.get("commitments:commitment", 404, **one)
    proposal = asked_for("secretary", lambda actor: visible_proposals(actor).get().pk)
    keeper.post("commitments:proposal", {"decision": "accept"}, proposal_id=proposal)
    for user in (duty, party, other, keeper):
        for page in ("board", "timeline", "calendar", "due", "plans"):
            user.get(f"commitments:{page}")
        user.get("commitments:export", as_format="json")


def walk_an_incident(walkers: dict[str, Any]) -> None:
    """Looked for, accepted, released; the party sees it once it is released, and of it only what is its own."""
    duty, party, other = (walkers[name] for name in ("duty", "liaison.south", "liaison.north"))
    one = asked_for("liaison.south", lambda actor: filed("a party of the walk", actor, hours=300))
    asked_for("monitor", lambda actor: filed("a patrol of the walk", actor, hours=300))
    strange = asked_for("monitor", lambda actor: filed("a patrol later", actor, hours=420))
    duty.post("incident:look", {})
    duty.get("incident:list")
    number = asked_for("duty", lambda actor: visible_incidents(actor).get(statements=one).pk)
    told = {"incident": number, "next": reverse("incident:list")}
    duty.post("incident:act", told | {"verb": "accept", "pair": f"{one} {strange}", "text": "The same."})
    duty.get("incident:incident", incident_id=number)
    for who in (party, other):
        who.get("incident:incident", 404, incident_id=number)
    duty.post("incident:act", told | {"verb": "release", "organisation": "south"})
    duty.post("incident:act", told | {"verb": "comment", "text": "Ours."})
    party.post("incident:act", told | {"verb": "comment", "text": "We answer."})
    shown = party.get("incident:incident", incident_id=number)
    assert "We answer." in shown
    assert "Ours." not in shown
    party.get("incident:map-data", incident_id=number)
    party.get("incident:list")
    other.get("incident:incident", 404, incident_id=number)
    decided = asked_for("duty", lambda actor: visible_incidents(actor).get(pk=number).acts.get(kind="accepted").pk)
    duty.post("incident:act", told | {"verb": "undo", "act": str(decided)})
