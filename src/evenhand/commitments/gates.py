"""Gates: conditions that must all hold before a phase begins; which lack, and which nobody knows of.

Three-valued: unknown is not held, and a condition on which bodies differ is unknown and said to be in dispute. A gate
that holds opens nothing; people decide.
Source: requirements, 000-F (readiness check: "gate met / not met with reasons"), 000-E ("never automatic").
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from evenhand.commitments.acts import Act
from evenhand.commitments.indicators import progress_of
from evenhand.commitments.indicators import reached as all_reached
from evenhand.commitments.model import Condition, Gate, Held, Plan, Status
from evenhand.commitments.standing import conditions_said, standing_of


@dataclass(frozen=True, slots=True, kw_only=True)
class ConditionStanding:
    """Whether a condition holds, and who says what."""

    condition: Condition
    held: Held
    said: tuple[tuple[Act, Held], ...] = ()
    disputed: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class GateStanding:
    """Whether all conditions hold."""

    gate: Gate
    held: Held
    conditions: tuple[ConditionStanding, ...]

    @property
    def lacking(self) -> tuple[ConditionStanding, ...]:
        """Those that are not known to hold; first those that do not."""
        return tuple(one for held in (Held.NO, Held.UNKNOWN) for one in self.conditions if one.held is held)


def gate_standing(gate: Gate, plan: Plan, acts: Iterable[Act], *, at: datetime) -> GateStanding:
    """How a gate stands at an instant.

    A condition that a commitment holds follows from how that one stands (or how its indicator does), unless people
    have said otherwise of the condition itself: then both count, and if they differ it is in dispute.
    """
    known = tuple(acts)
    said = conditions_said(gate.id, known, at=at)
    found = tuple(_condition(one, plan, known, said.get(one.id, ()), at) for one in gate.conditions)
    held = {one.held for one in found}
    whole = Held.NO if Held.NO in held else Held.YES if held == {Held.YES} else Held.UNKNOWN
    return GateStanding(gate=gate, held=whole, conditions=found)


def _condition(
    one: Condition, plan: Plan, acts: tuple[Act, ...], said: tuple[tuple[Act, Held], ...], at: datetime
) -> ConditionStanding:
    words = {held for _, held in said if held is not Held.UNKNOWN}
    shown, in_dispute = _shown(one, plan, acts, at)
    if shown is not Held.UNKNOWN:
        words.add(shown)
    held = words.pop() if len(words) == 1 and not in_dispute else Held.UNKNOWN
    return ConditionStanding(condition=one, held=held, said=said, disputed=in_dispute or len(words) > 1)


def _shown(one: Condition, plan: Plan, acts: tuple[Act, ...], at: datetime) -> tuple[Held, bool]:
    """What the commitment behind a condition shows, and whether that is in dispute."""
    commitment = plan.commitment(one.commitment) if one.commitment else None
    if commitment is None:
        return Held.UNKNOWN, False
    indicator = next((found for found in commitment.indicators if found.id == one.indicator), None)
    if indicator is not None:
        progress = progress_of(indicator, commitment.id, acts, at=at)
        known = {found.reached for found in progress if found.reached is not Held.UNKNOWN}
        return (all_reached(progress), False) if len(known) < 2 else (Held.UNKNOWN, True)
    standing = standing_of(commitment.id, acts, at=at)
    if not standing.views or standing.disputed:
        return Held.UNKNOWN, standing.disputed
    return (Held.YES if standing.status is Status.MET else Held.NO), False
