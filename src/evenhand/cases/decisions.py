"""How bodies decide: quorum, votes, and when a body counts as unable to, so that a walk-out cannot hold up a case.

Source: docs/methods/procedure.md, "Decisions".
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from evenhand.agreements.procedure import DecisionRule, Function, Method
from evenhand.cases.acts import MeetingHeld, Presence, Voted
from evenhand.cases.codes import Choice, DecisionResult
from evenhand.cases.file import CaseFile
from evenhand.foundation.phrases import phrase

PHRASES = "evenhand.cases.phrases"
APART = timedelta(days=1)
"""Meetings nearer to each other than this count as one towards a body's being unable to decide."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """What came of one meeting."""

    meeting: MeetingHeld
    result: DecisionResult
    missing: tuple[str, ...] = ()
    """Sides without enough members present."""
    yes: int = 0
    no: int = 0
    abstained: int = 0
    silent: int = 0
    """Members present who have not voted."""


def rule_of(file: CaseFile, body: Function) -> DecisionRule:
    """How a body decides under the rules of the case."""
    return next((rule for rule in file.rules.procedure.decisions if rule.body is body), DecisionRule(body=body))


def decision_of(file: CaseFile, meeting: MeetingHeld) -> Decision:
    """What came of a meeting for the ruling that was last before its body."""
    rule = rule_of(file, meeting.body)
    present = [one for one in meeting.present if one.side not in meeting.walked_out]
    missing = tuple(side for side in file.rules.parties if sum(one.side == side for one in present) < rule.each_side)
    votes = _votes(file, meeting, present)
    counts = {choice: sum(vote.choice is choice for vote in votes) for choice in Choice}
    told: dict[str, Any] = {
        "yes": counts[Choice.YES],
        "no": counts[Choice.NO],
        "abstained": counts[Choice.ABSTAINS],
        "silent": len(present) - len(votes),
    }
    if missing or len(present) < rule.least:
        return Decision(meeting=meeting, result=DecisionResult.NO_QUORUM, missing=missing, **told)
    decided = _by_consensus if rule.method is Method.CONSENSUS else _by_majority
    return Decision(meeting=meeting, result=decided(file, votes, len(present)), **told)


def _votes(file: CaseFile, meeting: MeetingHeld, present: list[Presence]) -> list[Voted]:
    """The latest vote of each member present, on the latest text."""
    version = max((ruling.version for ruling in file.rulings if ruling.body is meeting.body), default=0)
    users = {one.user for one in present}
    by_user = {
        vote.user: vote
        for vote in file.votes
        if vote.meeting == meeting.meeting and vote.ruling == version and vote.user in users
    }
    return list(by_user.values())


def _by_consensus(file: CaseFile, votes: list[Voted], _present: int) -> DecisionResult:
    if any(vote.choice is Choice.NO for vote in votes):
        return DecisionResult.REJECTED
    agreed = {vote.side for vote in votes if vote.choice is Choice.YES}
    return DecisionResult.CARRIED if set(file.rules.parties) <= agreed else DecisionResult.UNDECIDED


def _by_majority(_file: CaseFile, votes: list[Voted], present: int) -> DecisionResult:
    yes = sum(vote.choice is Choice.YES for vote in votes)
    no = sum(vote.choice is Choice.NO for vote in votes)
    if yes * 2 > present:
        return DecisionResult.CARRIED
    if len(votes) < present:
        return DecisionResult.UNDECIDED
    return DecisionResult.CARRIED if yes > no else DecisionResult.REJECTED


def body_of(state: str) -> Function | None:
    """The body before which a case is in that state; None: no body."""
    return next((body for body in (Function.SUB_COMMITTEE, Function.COMMISSION) if body.value == state), None)


def decisions_now(file: CaseFile) -> tuple[Decision, ...]:
    """What came of each meeting since the case has come before the body where it is now."""
    body = body_of(file.state)
    if body is None or file.since is None:
        return ()
    since = file.since
    return tuple(
        decision_of(file, meeting) for meeting in file.meetings if meeting.body is body and meeting.at >= since
    )


def carried(file: CaseFile) -> bool:
    """Whether the body where the case is now has adopted the ruling before it.

    What was carried stands, whatever meetings follow, until another text is put forward.
    """
    return any(decision.result is DecisionResult.CARRIED for decision in decisions_now(file))


def failed(file: CaseFile) -> bool:
    """Whether that body counts as unable to decide: so many meetings without a decision, each on another day."""
    body = body_of(file.state)
    if body is None or carried(file):
        return False
    counted: list[datetime] = []
    for decision in sorted(decisions_now(file), key=lambda one: one.meeting.at):
        if not counted or decision.meeting.at - counted[-1] >= APART:
            counted.append(decision.meeting.at)
    return len(counted) >= rule_of(file, body).fails_after


def in_words(decision: Decision, *, language: str = "en") -> str:
    """What came of a meeting, in a sentence."""
    return phrase(
        PHRASES,
        f"decision.{decision.result.value}",
        language=language,
        yes=decision.yes,
        no=decision.no,
        abstained=decision.abstained,
        silent=decision.silent,
        missing=", ".join(decision.missing) or "–",
    )
