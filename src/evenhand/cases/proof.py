"""Standards of proof: what a finding may claim is capped by what corroborates it.

Sources: standards, section 1.7 (ordered list and rule); docs/methods/procedure.md, "Proof".
"""

from collections.abc import Mapping
from dataclasses import dataclass

from evenhand.foundation.phrases import phrase
from evenhand.foundation.problems import ProblemKind
from evenhand.reports.codes import Proof

ABOVE_CAP = ProblemKind(
    code="cases.above-cap",
    blame="caller",
    message="The standard of proof {claimed} is above {allowed}: {reason} State {allowed} at most, or add evidence.",
)

PHRASES = "evenhand.cases.phrases"


RANK: Mapping[Proof, int] = {standard: rank for rank, standard in enumerate(Proof, start=1)}
"""Beyond reasonable doubt is for criminal courts only; no finding of ours claims it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Basis:
    """What a finding rests on, counted as corroboration counts it (`evenhand.incidents.independence`)."""

    independent: int = 0
    """Independent sources; echoes of one origin and several statements of one source are one."""
    of_parties: int = 0
    """Of these, sources of a party to the matter."""
    hearsay_only: bool = False
    """Nobody saw or measured it, and there is no object to look at."""
    visited: bool = False
    """A team was on the spot."""
    physical: bool = False
    """There is an object, a trace or a recording."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Cap:
    """The highest standard that a basis carries, and why not a higher one."""

    standard: Proof
    reason: str


def cap_of(basis: Basis, *, language: str = "en") -> Cap:
    """The highest standard that may be claimed.

    Hearsay alone carries suspicion. Belief takes two independent sources, one of them of no party. A balance of
    probabilities takes besides that a team was there, or something physical; clear and convincing, both, and three
    sources.
    Beyond reasonable doubt is not for this mechanism.

    >>> cap_of(Basis(independent=1)).standard.value
    'RS'
    >>> cap_of(Basis(independent=3, visited=True, physical=True)).standard.value
    'CC'
    """
    standard, key = _capped(basis)
    said = phrase(PHRASES, f"proof.{key}", language=language, independent=basis.independent, parties=basis.of_parties)
    return Cap(standard=standard, reason=said)


def _capped(basis: Basis) -> tuple[Proof, str]:
    neutral = basis.independent - basis.of_parties
    checks = (
        (Proof.REASONABLE_SUSPICION, "hearsay", not basis.hearsay_only),
        (Proof.REASONABLE_SUSPICION, "one-source", basis.independent >= 2),
        (Proof.REASONABLE_SUSPICION, "parties-only", neutral >= 1),
        (Proof.REASONABLE_GROUNDS, "nobody-there", basis.visited or basis.physical),
        (Proof.BALANCE, "not-both", basis.visited and basis.physical and basis.independent >= 3),
    )
    for standard, key, met in checks:
        if not met:
            return standard, key
    return Proof.CLEAR_AND_CONVINCING, "courts"


def require_within(claimed: Proof, basis: Basis) -> None:
    """Stop a claim above what its basis carries.

    Raises:
        ABOVE_CAP.
    """
    cap = cap_of(basis)
    if RANK[claimed] > RANK[cap.standard]:
        raise ABOVE_CAP(claimed=claimed.value, allowed=cap.standard.value, reason=cap.reason)
