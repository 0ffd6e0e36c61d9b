"""The joint procedure of an agreement, as data: states, steps, who may take them, what they need, how bodies decide.

What it means stands in `evenhand.cases`; here it is only written down, so that an agreement can bring its own.
Source: standards, section 1.2 (life cycle of a complaint); design, section 3 ("people decide").
"""

from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from evenhand.foundation.texts import Text


class Function(StrEnum):
    """In which function somebody acts in a case."""

    REPORTER = "reporter"
    """The organisation that brought the matter."""
    RESPONDENT = "respondent"
    """The party of which it is said."""
    PARTY = "party"
    """Any party."""
    MECHANISM = "mechanism"
    """The desk of the monitoring mechanism."""
    TEAM = "team"
    """The joint team of this case."""
    SUB_COMMITTEE = "sub-committee"
    COMMISSION = "commission"


OF_A_PARTY = frozenset({Function.REPORTER, Function.RESPONDENT, Function.PARTY})
"""Functions that stay empty when a party stays away."""


class StateKind(StrEnum):
    """What a state is to clocks and boards."""

    OPEN = "open"
    SUSPENDED = "suspended"
    CLOSED = "closed"


class Need(StrEnum):
    """What a step needs besides somebody who may take it; `evenhand.cases.needs` says when each is met."""

    REASON = "reason"
    RESPONDENT_KNOWN = "respondent-known"
    RESPONDENT_UNKNOWN = "respondent-unknown"
    PROVISION_NAMED = "provision-named"
    TEAM_JOINT = "team-joint"
    TEAM_INTERNATIONAL = "team-international"
    ACCESS_REFUSED = "access-refused"
    FINDING_PROPOSED = "finding-proposed"
    FINDING_RELEASED = "finding-released"
    POSITIONS_COMPLETE = "positions-complete"
    INTERNATIONAL_POSITION = "international-position"
    DECISION_CARRIED = "decision-carried"
    DECISION_FAILED = "decision-failed"
    RULING_GIVEN = "ruling-given"
    RESPONSE_ASSIGNED = "response-assigned"
    RESPONSES_VERIFIED = "responses-verified"
    OTHER_CASE = "other-case"
    LATE_EVIDENCE = "late-evidence"


class Method(StrEnum):
    """How a body decides."""

    CONSENSUS = "consensus"
    """Nobody present is against, and each side has said yes."""
    MAJORITY = "majority"
    """More yes than no, once there is a quorum."""


@dataclass(frozen=True, slots=True, kw_only=True)
class State:
    """Where a case can stand."""

    id: str
    name: Text
    kind: StateKind = StateKind.OPEN


@dataclass(frozen=True, slots=True, kw_only=True)
class StepRule:
    """One step: from which states, to which, by whom, and what it needs."""

    id: str
    name: Text
    origin: tuple[str, ...]
    """States from which it can be taken."""
    to: str
    by: tuple[Function, ...]
    needs: tuple[Need, ...] = ()
    after: str | None = None
    """A clock that must have run out first: how a case goes on when somebody stays away."""
    events: tuple[str, ...] = ()
    """What clocks hear of it."""
    ends: tuple[str, ...] = ()
    """Clocks that it ends without their having been met: what they measured is no longer waited for."""
    shows_to: tuple[Function, ...] = ()
    """To whom the step releases itself, and what `shows` names."""
    shows: tuple[str, ...] = ()
    """Kinds of acts that it releases besides itself."""
    note: Text = field(default_factory=Text)


@dataclass(frozen=True, slots=True, kw_only=True)
class ActRule:
    """Which other acts can be done in which states, and by whom."""

    act: str
    states: tuple[str, ...]
    """Empty: in every state."""
    by: tuple[Function, ...]
    events: tuple[str, ...] = ()
    shows_to: tuple[Function, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class DecisionRule:
    """How a body decides, and when it counts as unable to."""

    body: Function
    method: Method = Method.CONSENSUS
    each_side: int = 1
    """Least members present of each party."""
    least: int = 2
    """Least members present in all."""
    fails_after: int = 2
    """Meetings without a decision after which it counts as failed: a party that walks out cannot hold up the case."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Procedure:
    """The whole table."""

    article: str
    first: str
    """The state in which a case begins."""
    states: tuple[State, ...]
    steps: tuple[StepRule, ...]
    acts: tuple[ActRule, ...]
    decisions: tuple[DecisionRule, ...]
    confidence: str = "secondary"
    note: Text = field(default_factory=Text)

    def state(self, state_id: str) -> State:
        """A state by its id; KeyError where there is none, which reading has excluded."""
        return next(state for state in self.states if state.id == state_id)

    def step(self, step_id: str) -> StepRule | None:
        """A step by its id, or None."""
        return next((step for step in self.steps if step.id == step_id), None)


@dataclass(frozen=True, slots=True, kw_only=True)
class WorkingWeek:
    """Which days do not count where only working days do."""

    weekend: tuple[int, ...] = (4, 5)
    """Days of the week, Monday is 0. Friday and Saturday unless the agreement says otherwise."""
    holidays: tuple[date, ...] = ()
