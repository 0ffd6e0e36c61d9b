"""Findings: which version counts, who holds what position on it, and whose finding it came to be.

Source: docs/methods/procedure.md, "Findings"; design, section 3 ("nothing overwritten").
"""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass

from evenhand.cases.acts import FindingProposed, PositionTaken, content_to
from evenhand.cases.codes import FindingKind, FindingOutcome, Position
from evenhand.cases.file import CaseFile
from evenhand.foundation.canonical import canonical_bytes
from evenhand.foundation.phrases import phrase

PHRASES = "evenhand.cases.phrases"
FORMAT = "evenhand.finding/1"


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """Where a finding stands."""

    kind: FindingKind
    positions: Mapping[str | None, PositionTaken]
    """By side; None is the international one. Who has said nothing is not in it."""
    waiting_for: tuple[str | None, ...]

    @property
    def dissent(self) -> tuple[PositionTaken, ...]:
        """The positions that dissent, which stay with the finding for ever."""
        return tuple(one for one in self.positions.values() if one.position is Position.DISSENTS)


def digest_of(case: str, finding: FindingProposed) -> str:
    """SHA-256 of a finding in its version, hex: what is signed.

    Args:
        case: the number of the case.
        finding: the version.
    """
    return hashlib.sha256(canonical_bytes({"format": FORMAT, "case": case, "finding": content_to(finding)})).hexdigest()


def positions_on(file: CaseFile, version: int) -> dict[str | None, PositionTaken]:
    """The latest position of each side on a version."""
    return {one.side: one for one in file.positions if one.version == version}


def standing_of(file: CaseFile, version: int | None = None) -> Standing | None:
    """Where a version of the finding stands (null: the latest); None where there is none."""
    finding = next((one for one in reversed(file.findings) if version in (None, one.version)), None)
    if finding is None:
        return None
    positions = positions_on(file, finding.version)
    sides = (None, *file.rules.parties)
    return Standing(
        kind=_kind(file, finding, positions),
        positions=positions,
        waiting_for=tuple(side for side in sides if side not in positions),
    )


def _kind(file: CaseFile, finding: FindingProposed, positions: Mapping[str | None, PositionTaken]) -> FindingKind:
    signed = {side for side, one in positions.items() if one.position is Position.SIGNED}
    if finding.outcome is FindingOutcome.INCONCLUSIVE_ACCESS_DENIED:
        return FindingKind.NO_ACCESS
    if None not in signed:
        return FindingKind.NO_CONSENSUS
    parties = signed - {None}
    if parties == set(file.rules.parties):
        return FindingKind.JOINT
    return FindingKind.ONE_PARTY_AND_INTERNATIONAL if parties else FindingKind.INTERNATIONAL_ONLY


def in_words(kind: FindingKind, *, language: str = "en") -> str:
    """What a kind of finding means, in a sentence."""
    return phrase(PHRASES, f"finding.{kind.value}", language=language)
