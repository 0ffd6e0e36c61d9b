"""Where a case stands: its acts, folded. Pure and total, so that it works over all acts or over those that one may see.

Nothing here asks whether an act was allowed; `evenhand.cases.workflow` does, before it is made.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from evenhand.agreements.procedure import Function, StateKind
from evenhand.cases.acts import (
    AccessRefused,
    Act,
    Content,
    EvidenceListed,
    Extended,
    FindingProposed,
    InterviewHeld,
    LateEvidence,
    MeetingHeld,
    Opened,
    PositionTaken,
    QuestionAnswered,
    Recalled,
    Reframed,
    Released,
    ResponseAssigned,
    ResponseReported,
    ResponseVerified,
    RulingGiven,
    Seat,
    Stepped,
    Subject,
    TeamSet,
    VisitHeld,
    VisitPlanned,
    Voted,
    kind_of,
)
from evenhand.cases.codes import Question
from evenhand.cases.rules import Rules

ENDS = "ends:"
"""Before the id of a clock: an event that ends it without its having been met."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """Something that clocks hear."""

    name: str
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Stay:
    """A stretch of time in one state; `until` null: it is there now."""

    state: str
    since: datetime
    until: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Visit:
    """A visit with what came of it."""

    planned: VisitPlanned | None = None
    held: VisitHeld | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Response:
    """A response with what its owner says and what verification showed."""

    assigned: ResponseAssigned
    assigned_at: datetime
    reported: tuple[ResponseReported, ...] = ()
    verified: ResponseVerified | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseFile:
    """A case as it stands after its acts."""

    rules: Rules
    seen_by: frozenset[Function] | None = None
    """In which functions somebody sees these acts; None: these are all."""
    acts: tuple[Act, ...] = ()
    stays: tuple[Stay, ...] = ()
    events: tuple[Event, ...] = ()
    opened: Opened | None = None
    alleged: tuple[str, ...] = ()
    provisions: tuple[str, ...] = ()
    subjects: tuple[Subject, ...] = ()
    urgent: bool = False
    team: TeamSet | None = None
    visits: Mapping[str, Visit] = field(default_factory=dict)
    refusals: tuple[AccessRefused, ...] = ()
    interviews: tuple[InterviewHeld, ...] = ()
    evidence: tuple[EvidenceListed, ...] = ()
    answers: Mapping[Question, QuestionAnswered] = field(default_factory=dict)
    findings: tuple[FindingProposed, ...] = ()
    positions: tuple[PositionTaken, ...] = ()
    meetings: tuple[MeetingHeld, ...] = ()
    votes: tuple[Voted, ...] = ()
    rulings: tuple[RulingGiven, ...] = ()
    responses: Mapping[str, Response] = field(default_factory=dict)
    extensions: tuple[Act, ...] = ()
    released: Mapping[str, frozenset[int]] = field(default_factory=dict)
    late: tuple[LateEvidence, ...] = ()
    other_case: str = ""

    @property
    def state(self) -> str:
        """The id of the state it is in; the first one before anything has happened."""
        return self.stays[-1].state if self.stays else self.rules.procedure.first

    @property
    def since(self) -> datetime | None:
        """Since when it is in that state."""
        return self.stays[-1].since if self.stays else None

    @property
    def state_kind(self) -> StateKind:
        """Open, suspended or closed."""
        return self.rules.procedure.state(self.state).kind

    @property
    def finding(self) -> FindingProposed | None:
        """The finding in its latest version."""
        return self.findings[-1] if self.findings else None

    @property
    def ruling(self) -> RulingGiven | None:
        """The ruling in its latest version; whether it was carried, `decisions` says."""
        return self.rulings[-1] if self.rulings else None


def fold(rules: Rules, acts: Iterable[Act]) -> CaseFile:
    """The case after these acts, in their order."""
    file = CaseFile(rules=rules)
    for act in acts:
        file = after(file, act)
    return file


def after(file: CaseFile, act: Act) -> CaseFile:
    """The case after one more act."""
    changed = _CHANGES.get(type(act.content))
    file = file if changed is None else changed(file, act, act.content)
    heard = tuple(Event(name=name, at=act.at) for name in _events(file.rules, act.content))
    return replace(file, acts=(*file.acts, act), events=(*file.events, *heard))


def seat_of(file: CaseFile, seat: Seat) -> Seat:
    """The same seat with the functions that it has in this case besides those that it has everywhere."""
    functions = set(seat.functions)
    # Of a party, only who speaks for it; its members of a joint team do not withdraw its complaints.
    speaks = Function.PARTY in functions or seat.side is None
    if file.opened is not None and file.opened.reporter and seat.organisation == file.opened.reporter and speaks:
        functions.add(Function.REPORTER)
    if Function.PARTY in functions and seat.side in file.alleged:
        functions.add(Function.RESPONDENT)
    if file.team is not None and any(member.user == seat.user for member in file.team.members):
        functions.add(Function.TEAM)
    return replace(seat, functions=tuple(one for one in Function if one in functions))


def _events(rules: Rules, content: Content) -> tuple[str, ...]:
    if isinstance(content, Opened):
        return ("complaint-received",)
    if isinstance(content, Stepped):
        step = rules.procedure.step(content.step)
        return (*step.events, *(f"{ENDS}{clock}" for clock in step.ends)) if step is not None else ()
    kind = kind_of(content)
    return next((rule.events for rule in rules.procedure.acts if rule.act == kind and rule.events), ())


def _opened(file: CaseFile, act: Act, content: Opened) -> CaseFile:
    return replace(
        file,
        opened=content,
        alleged=content.alleged,
        provisions=content.provisions,
        subjects=content.subjects,
        urgent=content.urgent,
        stays=file.stays or (Stay(state=file.rules.procedure.first, since=act.at),),
    )


def _reframed(file: CaseFile, _act: Act, content: Reframed) -> CaseFile:
    told = {
        name: getattr(content, name)
        for name in ("alleged", "provisions", "subjects", "urgent")
        if getattr(content, name) is not None
    }
    return replace(file, **told | ({"alleged": ()} if content.nobody else {}))


def _stepped(file: CaseFile, act: Act, content: Stepped) -> CaseFile:
    step = file.rules.procedure.step(content.step)
    if step is None:
        return file
    before = (*file.stays[:-1], replace(file.stays[-1], until=act.at)) if file.stays else ()
    return replace(
        file,
        stays=(*before, Stay(state=step.to, since=act.at)),
        other_case=content.other_case or file.other_case,
    )


def _visit_planned(file: CaseFile, _act: Act, content: VisitPlanned) -> CaseFile:
    visit = replace(file.visits.get(content.visit, Visit()), planned=content)
    return replace(file, visits={**file.visits, content.visit: visit})


def _visit_held(file: CaseFile, _act: Act, content: VisitHeld) -> CaseFile:
    visit = replace(file.visits.get(content.visit, Visit()), held=content)
    return replace(file, visits={**file.visits, content.visit: visit})


def _answered(file: CaseFile, _act: Act, content: QuestionAnswered) -> CaseFile:
    return replace(file, answers={**file.answers, content.question: content})


def _assigned(file: CaseFile, act: Act, content: ResponseAssigned) -> CaseFile:
    response = Response(assigned=content, assigned_at=act.at)
    return replace(file, responses={**file.responses, content.response: response})


def _reported(file: CaseFile, _act: Act, content: ResponseReported) -> CaseFile:
    response = file.responses.get(content.response)
    if response is None:
        return file
    response = replace(response, reported=(*response.reported, content), verified=None)
    return replace(file, responses={**file.responses, content.response: response})


def _verified(file: CaseFile, _act: Act, content: ResponseVerified) -> CaseFile:
    response = file.responses.get(content.response)
    if response is None:
        return file
    return replace(file, responses={**file.responses, content.response: replace(response, verified=content)})


def _released(file: CaseFile, _act: Act, content: Released) -> CaseFile:
    shown = file.released.get(content.to, frozenset()) | set(content.acts)
    return replace(file, released={**file.released, content.to: shown})


def _recalled(file: CaseFile, _act: Act, content: Recalled) -> CaseFile:
    shown = file.released.get(content.to, frozenset()) - set(content.acts)
    return replace(file, released={**file.released, content.to: shown})


def _appends(name: str) -> Callable[[CaseFile, Act, Any], CaseFile]:
    """What is only kept beside the others of its kind."""

    def change(file: CaseFile, _act: Act, content: Any) -> CaseFile:
        kept: dict[str, Any] = {name: (*getattr(file, name), content)}
        return replace(file, **kept)

    return change


_CHANGES: Mapping[type, Callable[[CaseFile, Act, Any], CaseFile]] = {
    Opened: _opened,
    Reframed: _reframed,
    Stepped: _stepped,
    TeamSet: lambda file, _act, content: replace(file, team=content),
    VisitPlanned: _visit_planned,
    VisitHeld: _visit_held,
    AccessRefused: _appends("refusals"),
    InterviewHeld: _appends("interviews"),
    EvidenceListed: _appends("evidence"),
    QuestionAnswered: _answered,
    FindingProposed: _appends("findings"),
    PositionTaken: _appends("positions"),
    MeetingHeld: _appends("meetings"),
    Voted: _appends("votes"),
    RulingGiven: _appends("rulings"),
    ResponseAssigned: _assigned,
    ResponseReported: _reported,
    ResponseVerified: _verified,
    Released: _released,
    Recalled: _recalled,
    Extended: lambda file, act, _content: replace(file, extensions=(*file.extensions, act)),
    LateEvidence: _appends("late"),
}
