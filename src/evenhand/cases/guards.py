"""What the contents of acts must fulfil besides being allowed: the rules that keep a procedure fair.

A verifier is never the reporter, nor of one party alone; no team goes without clearance; no finding claims more than
its evidence carries; nobody speaks for another side. Source: docs/methods/procedure.md, "What is refused".
"""

from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from typing import Any

from evenhand.agreements.procedure import Function
from evenhand.cases.acts import (
    AccessRefused,
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
    TeamSet,
    Texts,
    VisitHeld,
    VisitPlanned,
    Voted,
)
from evenhand.cases.clocks import latest, runs_of
from evenhand.cases.codes import FindingOutcome, Position, Question, Result
from evenhand.cases.decisions import body_of
from evenhand.cases.file import CaseFile
from evenhand.cases.findings import digest_of, positions_on
from evenhand.cases.proof import require_within
from evenhand.cases.signing import Statement, require_good
from evenhand.foundation.problems import ProblemKind
from evenhand.reports.codes import Attribution

NO_TEXT = ProblemKind(
    code="cases.no-text", blame="caller", message="{what} says nothing: {value!r}. Write it in one language at least."
)
UNKNOWN_PARTY = ProblemKind(
    code="cases.unknown-party",
    blame="caller",
    message="{party!r} is no party of the agreement. Parties are: {parties}.",
)
VERIFIER_REPORTED = ProblemKind(
    code="cases.verifier-reported",
    blame="permission",
    message="{user} brought this matter and cannot verify it. Choose somebody else.",
)
ONE_SIDED = ProblemKind(
    code="cases.one-sided",
    blame="caller",
    message="{what} would be of {side} alone. Add an international monitor, or a member of another side.",
)
LEAD_NOT_IN_TEAM = ProblemKind(
    code="cases.lead-not-in-team",
    blame="caller",
    message="{lead!r} is to lead the team and is not in it. Members are: {members}.",
)
NOT_CLEARED = ProblemKind(
    code="cases.not-cleared",
    blame="caller",
    message="The visit {visit} ends at {ends_at}, its clearance is {clearance!r} until {until}. Have it cleared first.",
)
TIMES = ProblemKind(
    code="cases.times",
    blame="caller",
    message="{what} is from {begins_at} to {ends_at}; now it is {now}. Correct the order, or what lies ahead.",
)
NO_SUCH = ProblemKind(
    code="cases.no-such", blame="missing", message="The case has no {noun} {value!r}. It has: {known}."
)
NOT_LATEST = ProblemKind(
    code="cases.not-latest",
    blame="state",
    message="This is about version {given} of the {noun}; the latest is {latest}. Read that one, then do it again.",
)
UNANSWERED = ProblemKind(
    code="cases.unanswered",
    blame="state",
    message="The finding says {outcome}; not answered: {questions}. Answer them, if only with undetermined.",
)
ATTRIBUTION = ProblemKind(
    code="cases.attribution",
    blame="caller",
    message="The attribution {attribution} goes with {expected}, and {parties!r} is named. Make them agree.",
)
NOT_VISITED = ProblemKind(
    code="cases.not-visited",
    blame="caller",
    message="The basis says that a team was there; no visit of {visits} was held. Enter the visit, or take it out.",
)
OTHER_FINDING = ProblemKind(
    code="cases.other-finding",
    blame="state",
    message="The position is on a finding with the digest {given}; version {version} has {digest}. Read it again.",
)
NOT_YOUR_SIDE = ProblemKind(
    code="cases.not-your-side",
    blame="permission",
    message="You sit for {own} and this would speak for {side}. Leave it to them.",
)
NOT_ABSENT_YET = ProblemKind(
    code="cases.not-absent-yet",
    blame="state",
    message="{side} has until {due} to comment. It can be recorded as absent after that.",
)
HAS_SPOKEN = ProblemKind(
    code="cases.has-spoken",
    blame="state",
    message="{side} has spoken on version {version}, and what it said stays. It cannot be recorded as absent.",
)
NOT_SIGNED = ProblemKind(
    code="cases.not-signed",
    blame="caller",
    message="The position {position} carries no signature. Sign it in the browser, or let the server attest it.",
)
NOT_BEFORE_IT = ProblemKind(
    code="cases.not-before-it",
    blame="state",
    message="The case is {state}, and this would be an act of {body}. Wait until it is before that body.",
)
ID_TAKEN = ProblemKind(
    code="cases.id-taken",
    blame="state",
    message="The case has a {noun} {value!r} already. Look at it, and give yours another id.",
)
NOT_THEIR_MINUTES = ProblemKind(
    code="cases.not-their-minutes",
    blame="permission",
    message="{user} is not entered as present at meeting {meeting}. Minutes are for who was there, or the mechanism.",
)
NOT_SHOWN = ProblemKind(
    code="cases.not-shown",
    blame="state",
    message="Of acts {acts}, {missing} are not released to {to!r}. Recall what was shown to them.",
)
SAME_CASE = ProblemKind(
    code="cases.same-case",
    blame="caller",
    message="{case} would be joined to itself. Name the other case.",
)
NOT_PRESENT = ProblemKind(
    code="cases.not-present",
    blame="state",
    message="{user} is not entered as present at meeting {meeting}. Only who is present votes.",
)
OWN_RESPONSE = ProblemKind(
    code="cases.own-response",
    blame="permission",
    message="{organisation} owns the response {response}. Its verification is for somebody else.",
)
NOT_OWNER = ProblemKind(
    code="cases.not-owner",
    blame="permission",
    message="The response {response} is owned by {owner}, not by {organisation}. Leave the report on it to them.",
)
NOT_REPORTED = ProblemKind(
    code="cases.not-reported",
    blame="state",
    message="Nobody has reported on the response {response}. It can be found {allowed} only, once it is due at {due}.",
)
CLOCK_STANDS = ProblemKind(
    code="cases.clock-stands",
    blame="state",
    message="The clock {clock!r} is not running, or {until} is not after what is due ({due}). Running are: {running}.",
)

_UNANSWERABLE = frozenset(
    {
        FindingOutcome.INCONCLUSIVE_ACCESS_DENIED,
        FindingOutcome.INCONCLUSIVE_EVIDENCE,
        FindingOutcome.OUTSIDE_MANDATE,
    }
)


def guard(file: CaseFile, seat: Seat, content: Content, *, at: datetime, case: str) -> None:
    """Stop what does not fit, each with its Problem; what has no rule of its own passes."""
    verifies = isinstance(content, _VERIFYING) or (isinstance(content, PositionTaken) and content.side is None)
    if verifies and seat.user in _reporters(file):
        raise VERIFIER_REPORTED(user=seat.user)
    of_team_alone = Function.TEAM in seat.functions and Function.MECHANISM not in seat.functions
    if isinstance(content, QuestionAnswered | FindingProposed) and of_team_alone and seat.side is not None:
        raise ONE_SIDED(what="what the team establishes", side=seat.side)
    if isinstance(content, Stepped) and content.other_case and content.other_case == case:
        raise SAME_CASE(case=case)
    check = _GUARDS.get(type(content))
    if check is not None:
        check(file, seat, content, at, case)


_VERIFYING = (
    VisitHeld, AccessRefused, InterviewHeld, EvidenceListed, QuestionAnswered, FindingProposed, ResponseVerified
)  # fmt: skip


def _reporters(file: CaseFile) -> set[str]:
    """Who brought the matter or reported what it is about."""
    if file.opened is None:
        return set()
    return {file.opened.reporter_user, *file.opened.reporter_users} - {""}


def _said(texts: Texts | str, what: str) -> None:
    told = texts if isinstance(texts, str) else "".join(str(text) for text in texts.values())
    if not told.strip():
        raise NO_TEXT(what=what, value=texts if isinstance(texts, str) else dict(texts))


def _parties(file: CaseFile, parties: tuple[str, ...]) -> None:
    for party in parties:
        if party not in file.rules.parties:
            raise UNKNOWN_PARTY(party=party, parties=", ".join(file.rules.parties))


def _opened(file: CaseFile, _seat: Seat, content: Opened, _at: datetime, _case: str) -> None:
    _said(content.allegation, "allegation")
    _parties(file, content.alleged)


def _reframed(file: CaseFile, _seat: Seat, content: Reframed, _at: datetime, _case: str) -> None:
    _said(content.reason, "reason")
    _parties(file, content.alleged or ())


def _team(file: CaseFile, _seat: Seat, content: TeamSet, _at: datetime, _case: str) -> None:
    users = [member.user for member in content.members]
    if content.lead not in users:
        raise LEAD_NOT_IN_TEAM(lead=content.lead, members=", ".join(users) or "–")
    for user in sorted(_reporters(file) & set(users)):
        raise VERIFIER_REPORTED(user=user)
    sides = {member.side for member in content.members}
    _parties(file, tuple(side for side in sides if side is not None))
    if len(sides) == 1 and None not in sides:
        raise ONE_SIDED(what="the team", side=", ".join(side for side in sides if side))


def _visit_planned(_file: CaseFile, _seat: Seat, content: VisitPlanned, at: datetime, _case: str) -> None:
    if content.ends_at <= content.begins_at:
        raise TIMES(what=content.visit, begins_at=content.begins_at, ends_at=content.ends_at, now=at)
    until = content.cleared_until
    if not content.clearance.strip() or until is None or until < content.ends_at:
        raise NOT_CLEARED(visit=content.visit, ends_at=content.ends_at, clearance=content.clearance, until=until)


def _visit_held(file: CaseFile, _seat: Seat, content: VisitHeld, at: datetime, _case: str) -> None:
    if content.visit not in file.visits:
        raise NO_SUCH(noun="visit", value=content.visit, known=", ".join(file.visits) or "–")
    if not content.began_at < content.ended_at <= at:
        raise TIMES(what=content.visit, begins_at=content.began_at, ends_at=content.ended_at, now=at)


def _refused(file: CaseFile, _seat: Seat, content: AccessRefused, at: datetime, _case: str) -> None:
    _said(content.text, "refusal")
    if content.at > at:
        raise TIMES(what="refusal", begins_at=content.at, ends_at=content.at, now=at)
    _parties(file, (content.side,) if content.side is not None else ())


def _finding(file: CaseFile, _seat: Seat, content: FindingProposed, _at: datetime, _case: str) -> None:
    _said(content.text, "finding")
    last = file.finding.version if file.finding is not None else 0
    if content.version != last + 1 or content.supersedes != (last or None):
        raise NOT_LATEST(given=content.version, noun="finding", latest=last)
    _parties(file, content.parties)
    _attributed(content)
    missing = [question for question in Question if question not in file.answers]
    if missing and content.outcome not in _UNANSWERABLE:
        raise UNANSWERED(outcome=content.outcome, questions=", ".join(missing))
    if content.basis.visited and not any(visit.held for visit in file.visits.values()):
        raise NOT_VISITED(visits=", ".join(file.visits) or "–")
    require_within(content.standard, content.basis)


def _attributed(content: FindingProposed) -> None:
    wanted = {Attribution.ATTRIBUTED: 1, Attribution.ATTRIBUTED_BOTH: 2}.get(content.attribution, 0)
    named = len(set(content.parties))
    if (named == 0) != (wanted == 0) or named < wanted:
        expected = {0: "no party", 1: "a party", 2: "two parties or more"}[wanted]
        raise ATTRIBUTION(attribution=content.attribution, expected=expected, parties=", ".join(content.parties))


def _answered(_file: CaseFile, _seat: Seat, content: QuestionAnswered, _at: datetime, _case: str) -> None:
    _said(content.text, "answer")


def _position(file: CaseFile, seat: Seat, content: PositionTaken, at: datetime, case: str) -> None:
    finding = file.finding
    if finding is None or content.version != finding.version:
        raise NOT_LATEST(given=content.version, noun="finding", latest=finding.version if finding else 0)
    digest = digest_of(case, finding)
    if content.digest != digest:
        raise OTHER_FINDING(given=content.digest[:12], version=finding.version, digest=digest[:12])
    if content.position is Position.ABSENT:
        _absent(file, seat, content, at)
        return
    if content.side != seat.side or content.organisation != seat.organisation:
        raise NOT_YOUR_SIDE(own=seat.side or seat.organisation, side=content.side or content.organisation)
    if content.position is Position.DISSENTS:
        _said(content.text, "dissent")
    if content.position is not Position.REFUSES and content.signature is None:
        raise NOT_SIGNED(position=content.position)
    if content.signature is not None:
        require_good(Statement(case=case, user=seat.user, position=content), content.signature)


def _absent(file: CaseFile, seat: Seat, content: PositionTaken, at: datetime) -> None:
    """Only the mechanism says of a party that it stayed away, and only when its time has run out."""
    if seat.side is not None or content.side is None:
        raise NOT_YOUR_SIDE(own=seat.side or seat.organisation, side=content.side or "international")
    _parties(file, (content.side,))
    if any(one.side == content.side for one in positions_on(file, content.version).values()):
        raise HAS_SPOKEN(side=content.side, version=content.version)
    run = latest(runs_of(file, now=at), "party-comment")
    if run is not None and not run.ran_out(at):
        raise NOT_ABSENT_YET(side=content.side, due=run.due_at)


def _meeting(file: CaseFile, seat: Seat, content: MeetingHeld, at: datetime, _case: str) -> None:
    _before_body(file, content.body)
    _free("meeting", content.meeting, {one.meeting for one in file.meetings})
    there = Function.MECHANISM in seat.functions or seat.user in {one.user for one in content.present}
    if not there:
        raise NOT_THEIR_MINUTES(user=seat.user, meeting=content.meeting)
    if content.at > at:
        raise TIMES(what=content.meeting, begins_at=content.at, ends_at=content.at, now=at)
    sides = {one.side for one in content.present if one.side is not None} | set(content.walked_out)
    _parties(file, tuple(sorted(sides)))


def _before_body(file: CaseFile, body: Function) -> None:
    if body_of(file.state) is not body:
        raise NOT_BEFORE_IT(state=file.state, body=body)


def _ruling(file: CaseFile, _seat: Seat, content: RulingGiven, _at: datetime, _case: str) -> None:
    _said(content.text, "ruling")
    _before_body(file, content.body)
    last = file.ruling.version if file.ruling is not None else 0
    if content.version != last + 1 or content.supersedes != (last or None):
        raise NOT_LATEST(given=content.version, noun="ruling", latest=last)
    if content.finding not in {finding.version for finding in file.findings}:
        known = ", ".join(str(finding.version) for finding in file.findings) or "–"
        raise NO_SUCH(noun="finding", value=content.finding, known=known)


def _voted(file: CaseFile, seat: Seat, content: Voted, _at: datetime, _case: str) -> None:
    meeting = file.meetings[-1] if file.meetings else None
    if meeting is None or meeting.meeting != content.meeting:
        known = ", ".join(one.meeting for one in file.meetings[-1:]) or "–"
        raise NO_SUCH(noun="current meeting", value=content.meeting, known=known)
    _before_body(file, meeting.body)
    if content.user != seat.user or content.side != seat.side:
        raise NOT_YOUR_SIDE(own=seat.side or seat.user, side=content.side or content.user)
    if seat.user not in {one.user for one in meeting.present if one.side not in meeting.walked_out}:
        raise NOT_PRESENT(user=seat.user, meeting=meeting.meeting)
    latest_text = max((one.version for one in file.rulings if one.body is meeting.body), default=0)
    if content.ruling != latest_text or not latest_text:
        raise NOT_LATEST(given=content.ruling, noun="ruling", latest=latest_text)


def _free(noun: str, value: str, taken: Iterable[str]) -> None:
    if value in taken:
        raise ID_TAKEN(noun=noun, value=value)


def _assigned(file: CaseFile, _seat: Seat, content: ResponseAssigned, at: datetime, _case: str) -> None:
    _said(content.text, "response")
    _free("response", content.response, file.responses)
    if content.due_at <= at:
        raise TIMES(what=content.response, begins_at=at, ends_at=content.due_at, now=at)


def _response(file: CaseFile, response: str) -> Any:
    if response not in file.responses:
        raise NO_SUCH(noun="response", value=response, known=", ".join(file.responses) or "–")
    return file.responses[response]


def _reported(file: CaseFile, seat: Seat, content: ResponseReported, _at: datetime, _case: str) -> None:
    _said(content.text, "report")
    assigned = _response(file, content.response).assigned
    if seat.organisation != assigned.owner:
        raise NOT_OWNER(response=content.response, owner=assigned.owner, organisation=seat.organisation)


def _verified(file: CaseFile, seat: Seat, content: ResponseVerified, at: datetime, _case: str) -> None:
    _said(content.text, "verification")
    response = _response(file, content.response)
    if seat.organisation == response.assigned.owner:
        raise OWN_RESPONSE(organisation=seat.organisation, response=content.response)
    if seat.side is not None:
        raise ONE_SIDED(what="the verification", side=seat.side)
    unreported = not response.reported and (content.result is not Result.NOT_MET or at < response.assigned.due_at)
    if unreported:
        due = response.assigned.due_at
        raise NOT_REPORTED(response=content.response, allowed=Result.NOT_MET, due=due)


def _heard(file: CaseFile, _seat: Seat, content: InterviewHeld, _at: datetime, _case: str) -> None:
    _said(content.text, "interview")
    _free("interview", content.interview, {one.interview for one in file.interviews})


def _recalled(file: CaseFile, seat: Seat, content: Recalled, at: datetime, case: str) -> None:
    """Nothing is taken back that was not shown: the recall itself would show the case."""
    _released(file, seat, content, at, case)
    missing = set(content.acts) - file.released.get(content.to, frozenset())
    if missing:
        raise NOT_SHOWN(acts=_numbers(content.acts), missing=_numbers(missing), to=content.to)


def _numbers(numbers: Iterable[int]) -> str:
    return ", ".join(map(str, sorted(numbers)))


def _released(file: CaseFile, _seat: Seat, content: Released | Recalled, _at: datetime, _case: str) -> None:
    known = {act.number for act in file.acts}
    for number in content.acts:
        if number not in known:
            raise NO_SUCH(noun="act", value=number, known=f"1–{len(known)}")
    if not content.to or not content.acts:
        raise NO_SUCH(noun="act", value="–", known=f"1–{len(known)}")


def _extended(file: CaseFile, _seat: Seat, content: Extended, at: datetime, _case: str) -> None:
    _said(content.reason, "reason")
    runs = runs_of(file, now=at)
    running = [run for run in runs if run.stopped_at is None]
    run = latest(running, content.clock)
    if run is None or content.until <= run.due_at:
        known = ", ".join(sorted({one.clock.id for one in running})) or "–"
        raise CLOCK_STANDS(clock=content.clock, until=content.until, due=run.due_at if run else "–", running=known)


def _late(_file: CaseFile, _seat: Seat, content: LateEvidence, _at: datetime, _case: str) -> None:
    _said(content.text, "late evidence")


_GUARDS: Mapping[type, Callable[[CaseFile, Seat, Any, datetime, str], None]] = {
    Opened: _opened,
    Reframed: _reframed,
    TeamSet: _team,
    VisitPlanned: _visit_planned,
    VisitHeld: _visit_held,
    AccessRefused: _refused,
    QuestionAnswered: _answered,
    FindingProposed: _finding,
    PositionTaken: _position,
    MeetingHeld: _meeting,
    RulingGiven: _ruling,
    Voted: _voted,
    ResponseAssigned: _assigned,
    ResponseReported: _reported,
    ResponseVerified: _verified,
    Released: _released,
    Recalled: _recalled,
    InterviewHeld: _heard,
    Extended: _extended,
    LateEvidence: _late,
}
