"""Everything on the page of one case, as one reader sees it: made from the acts that they see and from nothing else."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext_lazy as _

from evenhand.agreements.procedure import Function, StateKind
from evenhand.cases import decisions, findings
from evenhand.cases.acts import Act, FindingProposed, PositionTaken, Released, RulingGiven, Stepped, content_to
from evenhand.cases.clocks import Run, basis_of, runs_of
from evenhand.cases.codes import Position, Question
from evenhand.cases.file import CaseFile, Response, seat_of
from evenhand.cases.needs import need_in_words
from evenhand.cases.proof import Cap, cap_of
from evenhand.cases.signing import Statement
from evenhand.cases.workflow import possible_acts, possible_steps
from evenhand.foundation.canonical import canonical_bytes
from evenhand.foundation.texts import Text
from evenhand_web.accounts.access import Actor, Capability
from evenhand_web.cases import access
from evenhand_web.cases.access import Seen
from evenhand_web.cases.mapping import agreement_for
from evenhand_web.cases.models import Struck
from evenhand_web.cases.projection import phase_of
from evenhand_web.cases.queries.said import Line, Link, lines_of, link_to
from evenhand_web.cases.services.comments import last_comment
from evenhand_web.cases.words import (
    ACTS,
    FUNCTIONS,
    INTERNATIONAL,
    MARKS,
    PHASES,
    VERBS,
    Names,
    Word,
    reader_language,
    said,
)
from evenhand_web.signing.queries import ShownSignature, shown


@dataclass(frozen=True, slots=True, kw_only=True)
class Stop:
    """A state of the procedure as a stop on its path."""

    id: str
    name: Text
    mark: str
    """passed, current or ahead."""
    since: datetime | None = None
    kind: str = "open"


@dataclass(frozen=True, slots=True, kw_only=True)
class StepChoice:
    """A step from here."""

    id: str
    name: Text
    to: Text
    ready: bool
    missing: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ClockRow:
    """One run of a clock."""

    name: Text
    article: str
    started_at: datetime
    due_at: datetime
    stopped_at: datetime | None
    mark: str
    label: Word
    basis: tuple[str, ...]
    owed_by: tuple[Word, ...]
    runs: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class ActRow:
    """One act in the file."""

    number: int
    at: datetime
    kind: str
    title: str
    by: str
    user: str
    for_whom: str
    lines: tuple[Line, ...]
    shown_to: tuple[str, ...] = ()
    """To whom it is released; the mission's own to know."""
    struck: bool = False
    """A comment that its writer took back."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PositionRow:
    """What one side says of the finding."""

    side: str
    position: str
    label: str
    mark: str
    text: Text
    held: str
    """"browser", "server", or "" for no signature."""
    key: str
    signature: ShownSignature | None
    """With all that it takes to check it; None: there is none, or the reader may not know who signed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FindingRow:
    """One version of the finding."""

    finding: FindingProposed
    outcome: str
    attribution: str
    parties: tuple[str, ...]
    standard: str
    gravity: str
    text: Text
    cap: Cap
    kind: str
    kind_words: str
    positions: tuple[PositionRow, ...]
    digest: str
    latest: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class MeetingRow:
    """A meeting and what came of it."""

    id: str
    at: datetime
    body: Word
    result: str
    words: str
    present: tuple[str, ...]
    walked_out: tuple[str, ...]
    votes: tuple[tuple[str, str, str], ...]
    """Who, which vote, explanation."""
    note: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CasePage:
    """The whole page."""

    id: str
    number: str
    agreement: Text
    agreement_id: str
    agreement_version: str
    file: CaseFile
    state: Text
    phase: str
    phase_label: Word
    mark: str
    whole: bool
    """Whether the reader sees the whole case."""
    functions: tuple[Word, ...]
    path: tuple[Stop, ...]
    steps: tuple[StepChoice, ...]
    verbs: tuple[tuple[str, Word], ...]
    clocks: tuple[ClockRow, ...]
    acts: tuple[ActRow, ...]
    kinds: tuple[tuple[str, Word], ...]
    allegation: Text
    reporter: str
    alleged: tuple[str, ...]
    provisions: tuple[str, ...]
    subjects: tuple[Link, ...]
    team: tuple[tuple[str, str, bool], ...]
    """Name, for whom, whether they lead."""
    answers: tuple[tuple[str, Any], ...]
    evidence: tuple[tuple[Link, Any], ...]
    findings: tuple[FindingRow, ...]
    meetings: tuple[MeetingRow, ...]
    rulings: tuple[tuple[RulingGiven, str, Text, Word], ...]
    responses: tuple[tuple[str, Response, str, str, bool], ...]
    """Id, response, measure, owner, whether it is late."""
    audiences: tuple[tuple[str, tuple[int, ...]], ...]
    """To whom which acts are released; the mechanism's own."""
    sources: tuple[str, ...]
    """Interviews of which the source is kept; for whoever is trusted with them."""
    may_take_back: bool
    """Whether the reader's own latest comment can be struck out."""
    now: datetime


def case_page(actor: Actor, case_id: str, *, now: datetime) -> CasePage:
    """One case as this actor sees it.

    Raises:
        NO_SUCH_CASE: it is not there for this actor.
    """
    seen = access.case_for(actor, case_id)
    names = Names(agreement=agreement_for(seen.case))
    struck = frozenset(Struck.objects.filter(act__case=seen.case).values_list("act__at", "act__content"))
    runs = runs_of(seen.view, now=now)
    return CasePage(
        **_head(seen, names, actor),
        **_possible(actor, seen, now),
        **_alleged(seen.view, names, actor),
        **_looked_into(seen, names, actor),
        **_decided(seen, names, now),
        path=tuple(_path(seen.view)),
        clocks=tuple(_clock(run, seen.view, now) for run in reversed(runs)),
        acts=tuple(act_row(act, names, actor, seen, struck=struck) for act in reversed(seen.view.acts)),
        kinds=tuple((kind, ACTS[kind]) for kind in ACTS if any(act.kind == kind for act in seen.view.acts)),
        audiences=tuple(_audiences(seen, names)) if actor.can(Capability.HANDLE_CASES) else (),
        may_take_back=last_comment(case=seen.case, actor=actor, now=now) is not None,
        now=now,
    )


def act_row(
    act: Act, names: Names, actor: Actor, seen: Seen, *, struck: frozenset[tuple[datetime, str]] = frozenset()
) -> ActRow:
    """One act for this reader. `struck`: instants and contents of comments that were taken back."""
    title = str(ACTS[act.kind])
    if isinstance(act.content, Stepped):
        title = names.step(act.content.step)
    return ActRow(
        number=act.number,
        at=act.at,
        kind=act.kind,
        title=title,
        by=names.organisation(act.seat.organisation),
        user=names.person(act.seat.user) if act.seat.user else "",
        for_whom=names.party(act.seat.side) if act.seat.side else "",
        lines=lines_of(act.content, names, actor),
        shown_to=tuple(names.organisation(to) for to, acts in seen.view.released.items() if act.number in acts)
        if seen.viewer.everything
        else (),
        struck=act.kind == "commented" and (act.at, canonical_bytes(content_to(act.content)).decode()) in struck,
    )


def _head(seen: Seen, names: Names, actor: Actor) -> dict[str, Any]:
    phase = phase_of(seen.view)
    trusted = actor.can(Capability.SEE_SOURCES)
    return {
        "id": seen.case.pk,
        "number": seen.case.number,
        "agreement": names.agreement.title,
        "agreement_id": seen.case.agreement,
        "agreement_version": seen.case.agreement_version,
        "file": seen.view,
        "state": names.state_text(seen.view.state),
        "phase": phase,
        "phase_label": PHASES[phase],
        "mark": MARKS[phase],
        "whole": seen.viewer.everything,
        "functions": tuple(FUNCTIONS[one] for one in seat_of(seen.view, seen.seat).functions),
        "sources": tuple(seen.case.interview_sources.values_list("interview", flat=True)) if trusted else (),
    }


def _possible(actor: Actor, seen: Seen, now: datetime) -> dict[str, Any]:
    if not access.may_act(actor, seen):
        return {"steps": (), "verbs": ()}
    view, language = seen.view, reader_language()
    steps = tuple(
        StepChoice(
            id=one.step.id,
            name=one.step.name,
            to=view.rules.procedure.state(one.step.to).name,
            ready=not one.missing,
            missing=tuple(need_in_words(missing, language=language) for missing in one.missing),
        )
        for one in possible_steps(view, seen.seat, now=now)
    )
    able = {rule.act for rule in possible_acts(view, seen.seat)} & _fitting(view)
    ordered = sorted(steps, key=lambda step: not step.ready)
    return {"steps": tuple(ordered), "verbs": tuple((kind, word) for kind, word in VERBS.items() if kind in able)}


def _fitting(view: CaseFile) -> set[str]:
    """The kinds of acts for which there is something to do them about."""
    lacking = {
        "visit-held": not any(visit.planned and not visit.held for visit in view.visits.values()),
        "position-taken": view.finding is None,
        "voted": not view.meetings or view.ruling is None,
        "ruling-given": view.finding is None,
        "response-reported": not view.responses,
        "response-verified": not view.responses,
    }
    return {kind for kind in VERBS if not lacking.get(kind, False)}


def _path(view: CaseFile) -> Iterator[Stop]:
    """The states in their order: those that a case passes through, and those where this one was or is."""
    been = {stay.state: stay.since for stay in view.stays}
    for state in view.rules.procedure.states:
        current = state.id == view.state and bool(view.stays)
        detour = state.kind is not StateKind.OPEN and state.id != _last_of(view)
        if detour and state.id not in been:
            continue
        mark = "current" if current else "passed" if state.id in been else "ahead"
        yield Stop(id=state.id, name=state.name, mark=mark, since=been.get(state.id), kind=state.kind.value)


def _last_of(view: CaseFile) -> str:
    """The first closed state of the table: where a case ends that goes all its way."""
    return next((one.id for one in view.rules.procedure.states if one.kind is StateKind.CLOSED), "")


def _clock(run: Run, view: CaseFile, now: datetime) -> ClockRow:
    rules = view.rules
    mark, label = _standing(run, now)
    basis = basis_of(run, week=rules.working_week, zone=rules.time_zone, language=reader_language())
    return ClockRow(
        name=run.clock.name,
        article=run.clock.article,
        started_at=run.started_at,
        due_at=run.due_at,
        stopped_at=run.stopped_at,
        mark=mark,
        label=label,
        basis=basis,
        owed_by=tuple(FUNCTIONS.get(one, one) for one in run.clock.owed_by),
        runs=run.stopped_at is None,
    )


def _standing(run: Run, now: datetime) -> tuple[str, Word]:
    if run.overdue(now):
        return "bad", _("Overdue")
    if run.stopped_at is None:
        return ("idle", _("Stands still")) if run.standing_still else ("info", _("Running"))
    if run.by_closing:
        return "idle", _("Ended with the case")
    return ("warn", _("Met late")) if run.ran_out(now) else ("good", _("Met"))


def _alleged(view: CaseFile, names: Names, actor: Actor) -> dict[str, Any]:
    opened = view.opened
    return {
        "allegation": Text(opened.allegation) if opened is not None else Text(),
        "reporter": names.organisation(opened.reporter) if opened is not None and opened.reporter else "",
        "alleged": tuple(names.party(one) for one in view.alleged),
        "provisions": tuple(names.provision(one) for one in view.provisions),
        "subjects": tuple(link_to(one, actor) for one in view.subjects),
    }


def _looked_into(seen: Seen, names: Names, actor: Actor) -> dict[str, Any]:
    view = seen.view
    team = view.team
    return {
        "team": tuple((names.person(one.user), names.party(one.side), one.user == team.lead) for one in team.members)
        if team is not None
        else (),
        "answers": tuple((said(one), view.answers.get(one)) for one in Question) if view.answers else (),
        "evidence": tuple((link_to(one.subject, actor), one) for one in view.evidence),
        "findings": tuple(_finding(view, seen.case.number, one, names) for one in reversed(view.findings)),
    }


def _finding(view: CaseFile, number: str, finding: FindingProposed, names: Names) -> FindingRow:
    standing = findings.standing_of(view, finding.version)
    language = reader_language()
    sides: tuple[str | None, ...] = (None, *view.rules.parties)
    positions: Mapping[str | None, PositionTaken] = standing.positions if standing is not None else {}
    return FindingRow(
        finding=finding,
        outcome=said(finding.outcome),
        attribution=said(finding.attribution),
        parties=tuple(names.party(one) for one in finding.parties),
        standard=said(finding.standard),
        gravity=said(finding.gravity) if finding.gravity is not None else "",
        text=Text(finding.text),
        cap=cap_of(finding.basis, language=language),
        kind=said(standing.kind) if standing is not None else "",
        kind_words=findings.in_words(standing.kind, language=language) if standing is not None else "",
        positions=tuple(
            _position(side, positions.get(side), names, _signed(view, number, positions.get(side))) for side in sides
        ),
        digest=findings.digest_of(number, finding),
        latest=finding is view.finding,
    )


_POSITION_MARKS = {
    Position.SIGNED: "good",
    Position.DISSENTS: "bad",
    Position.REFUSES: "warn",
    Position.ABSENT: "idle",
}


def _signed(view: CaseFile, number: str, taken: PositionTaken | None) -> ShownSignature | None:
    """The signature under a position on the latest version, which alone is drawn, with what was signed."""
    if taken is None or taken.signature is None or view.finding is None or taken.version != view.finding.version:
        return None
    user = next((act.seat.user for act in reversed(view.acts) if act.content == taken), "")
    if not user:
        return None
    return shown(statement=Statement(case=number, user=user, position=taken), signature=taken.signature)


def _position(
    side: str | None, taken: PositionTaken | None, names: Names, signed: ShownSignature | None
) -> PositionRow:
    signature = taken.signature if taken is not None else None
    return PositionRow(
        side=names.party(side) if side is not None else str(INTERNATIONAL),
        position=taken.position.value if taken is not None else "",
        label=said(taken.position) if taken is not None else "",
        mark=_POSITION_MARKS[taken.position] if taken is not None else "",
        text=Text(taken.text) if taken is not None else Text(),
        held=signature.held if signature is not None else "",
        key=signature.key if signature is not None else "",
        signature=signed,
    )


def _decided(seen: Seen, names: Names, now: datetime) -> dict[str, Any]:
    view = seen.view
    return {
        "meetings": tuple(_meeting(view, one, names) for one in reversed(view.meetings)),
        "rulings": tuple(
            (one, said(one.outcome), Text(one.text), FUNCTIONS[one.body]) for one in reversed(view.rulings)
        ),
        "responses": tuple(
            (
                key,
                one,
                said(one.assigned.measure),
                names.organisation(one.assigned.owner),
                one.verified is None and one.assigned.due_at <= now,
            )
            for key, one in view.responses.items()
        ),
    }


def _meeting(view: CaseFile, meeting: Any, names: Names) -> MeetingRow:
    decision = decisions.decision_of(view, meeting)

    def who(user: str, side: str | None) -> str:
        return f"{names.person(user)} ({names.party(side)})" if side else names.person(user)

    votes = (vote for vote in view.votes if vote.meeting == meeting.meeting)
    return MeetingRow(
        id=meeting.meeting,
        at=meeting.at,
        body=FUNCTIONS[meeting.body],
        result=said(decision.result),
        words=decisions.in_words(decision, language=reader_language()),
        present=tuple(who(one.user, one.side) for one in meeting.present),
        walked_out=tuple(names.party(one) for one in meeting.walked_out),
        votes=tuple((who(vote.user, vote.side), said(vote.choice), vote.text) for vote in votes),
        note=meeting.note,
    )


def _audiences(seen: Seen, names: Names) -> Iterable[tuple[str, tuple[int, ...]]]:
    """To whom what was released: the mechanism sees who sees what."""
    formal = {act.number for act in seen.acts if not isinstance(act.content, Released) and act.kind != "recalled"}
    for key in (*Function, *sorted(set(seen.view.released) - {one.value for one in Function})):
        numbers = seen.view.released.get(str(key), frozenset()) & formal
        if numbers:
            yield names.organisation(str(key)), tuple(sorted(numbers))
