"""The risk register: what could go wrong, how likely and how grave, whose it is, and which commitments it hits.

A rating is a pair of levels; where one is unknown the rating is unknown and the risk stands first among those to rate.
Source: requirements, 000-L (risk register), design, section 1 ("likelihood ... five columns").
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from evenhand.commitments.acts import Act
from evenhand.commitments.model import Commitment, Level, Plan, Risk
from evenhand.commitments.standing import Standing, standings

_LEVELS: tuple[Level, ...] = tuple(Level)[:-1]
"""Lowest first, without unknown."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RatedRisk:
    """A risk with its rating and the commitments that it threatens, as they stand."""

    risk: Risk
    rating: int | None
    """Likelihood times impact, 1 to 25; null: one of them is unknown."""
    threatened: tuple[tuple[Commitment, Standing], ...]
    without_owner: bool
    without_mitigation: bool


def rating_of(risk: Risk) -> int | None:
    """Likelihood times impact, 1 to 25; None where either is unknown.

    >>> from evenhand.foundation.texts import Text
    >>> rating_of(Risk(id="r", what=Text({"en": "Spoilers"}), likelihood=Level.HIGH))
    """
    if Level.UNKNOWN in (risk.likelihood, risk.impact):
        return None
    return (_LEVELS.index(risk.likelihood) + 1) * (_LEVELS.index(risk.impact) + 1)


def register(plan: Plan, acts: Iterable[Act], *, at: datetime) -> tuple[RatedRisk, ...]:
    """The register of a plan at an instant: what nobody has rated first, then the gravest."""
    stand = standings(acts, at=at)
    rated = [
        RatedRisk(
            risk=risk,
            rating=rating_of(risk),
            threatened=tuple(
                (one, stand.get((one.id, "", None), Standing())) for one in plan.commitments if one.id in risk.threatens
            ),
            without_owner=not risk.owner,
            without_mitigation=not any(risk.mitigation),
        )
        for risk in plan.risks
    ]
    return tuple(sorted(rated, key=lambda one: (one.rating is not None, -(one.rating or 0), one.risk.id)))
