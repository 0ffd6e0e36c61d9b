"""What steps need besides somebody who may take them, and how one can see whether it is there."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime

from evenhand.agreements.procedure import Function, Need, StepRule
from evenhand.cases.acts import Stepped
from evenhand.cases.clocks import Run, latest, runs_of
from evenhand.cases.codes import Position
from evenhand.cases.decisions import body_of, carried, failed
from evenhand.cases.file import CaseFile
from evenhand.cases.findings import standing_of
from evenhand.foundation.phrases import phrase

PHRASES = "evenhand.cases.phrases"

GIVEN_WITH_THE_STEP = frozenset({Need.REASON, Need.OTHER_CASE})
"""What is written when the step is taken, and cannot be there before."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Missing:
    """What a step still lacks."""

    need: Need | None = None
    clock: Run | None = None
    """The clock that has not run out; null with `need` null: it has not even begun."""
    clock_id: str = ""


def missing_for(file: CaseFile, step: StepRule, *, now: datetime, given: Stepped | None = None) -> tuple[Missing, ...]:
    """What a step lacks now.

    Args:
        file: the case.
        step: a step of its procedure.
        now: the instant of the question.
        given: the step as somebody wants to take it; null: what is written with it is taken for given.
    """
    found = [Missing(need=need) for need in step.needs if not _met(need, file, given)]
    if step.after is not None:
        run = latest(runs_of(file, now=now), step.after)
        if run is None or not run.ran_out(now):
            found.append(Missing(clock=run, clock_id=step.after))
    return tuple(found)


def need_in_words(missing: Missing, *, language: str = "en") -> str:
    """What is missing, in words."""
    if missing.need is not None:
        return phrase(PHRASES, f"need.{missing.need.value}", language=language)
    if missing.clock is None:
        return phrase(PHRASES, "need.clock-not-begun", language=language, clock=missing.clock_id)
    name = missing.clock.clock.name.in_language(language)
    due = f"{missing.clock.due_at:%Y-%m-%d %H:%M}Z"
    return phrase(PHRASES, "need.clock", language=language, clock=name, due=due)


def _met(need: Need, file: CaseFile, given: Stepped | None) -> bool:
    if need in GIVEN_WITH_THE_STEP:
        if given is None:
            return True
        return bool((given.reason if need is Need.REASON else given.other_case).strip())
    return _CHECKS[need](file)


def _team_joint(file: CaseFile) -> bool:
    """At least one member of each party, and one international monitor (requirements, 000-E)."""
    return file.team is not None and {None, *file.rules.parties} <= {member.side for member in file.team.members}


def _team_international(file: CaseFile) -> bool:
    return file.team is not None and any(member.side is None for member in file.team.members)


def _since(file: CaseFile, kind: str) -> bool:
    """Whether an act of that kind was done since the case came into the state in which it is."""
    return any(act.kind == kind and (file.since is None or act.at >= file.since) for act in file.acts)


def _finding_proposed(file: CaseFile) -> bool:
    """A finding made since the case last came into fact-finding: a new look needs a new version."""
    began = max((stay.since for stay in file.stays if stay.state == "fact-finding"), default=None)
    return any(act.kind == "finding-proposed" and (began is None or act.at >= began) for act in file.acts)


def _positions_complete(file: CaseFile) -> bool:
    standing = standing_of(file)
    return standing is not None and not standing.waiting_for


def _international_position(file: CaseFile) -> bool:
    standing = standing_of(file)
    own = None if standing is None else standing.positions.get(None)
    return own is not None and own.position is not Position.ABSENT


def _ruling_given(file: CaseFile) -> bool:
    body = body_of(file.state)
    return any(ruling.body is body for ruling in file.rulings)


def _responses_verified(file: CaseFile) -> bool:
    return bool(file.responses) and all(response.verified is not None for response in file.responses.values())


_CHECKS: Mapping[Need, Callable[[CaseFile], bool]] = {
    Need.RESPONDENT_KNOWN: lambda file: bool(file.alleged),
    Need.RESPONDENT_UNKNOWN: lambda file: not file.alleged,
    Need.PROVISION_NAMED: lambda file: bool(file.provisions),
    Need.TEAM_JOINT: _team_joint,
    Need.TEAM_INTERNATIONAL: _team_international,
    Need.ACCESS_REFUSED: lambda file: _since(file, "access-refused"),
    Need.FINDING_PROPOSED: _finding_proposed,
    Need.FINDING_RELEASED: lambda file: file.finding is not None,
    Need.POSITIONS_COMPLETE: _positions_complete,
    Need.INTERNATIONAL_POSITION: _international_position,
    Need.DECISION_CARRIED: carried,
    Need.DECISION_FAILED: failed,
    Need.RULING_GIVEN: _ruling_given,
    Need.RESPONSE_ASSIGNED: lambda file: any(one.verified is None for one in file.responses.values()),
    Need.RESPONSES_VERIFIED: _responses_verified,
    Need.LATE_EVIDENCE: lambda file: _since(file, "late-evidence"),
}


def takers(step: StepRule, functions: tuple[Function, ...]) -> bool:
    """Whether somebody with these functions may take the step."""
    return bool(set(step.by) & set(functions))
