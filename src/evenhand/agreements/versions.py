"""Versions of one agreement side by side: which of them is in force at an instant.

A later version replaces the one that it names under `supersedes` from the instant at which it begins.
"""

from collections.abc import Sequence
from datetime import datetime

from evenhand.agreements.model import Agreement
from evenhand.foundation.instants import Interval
from evenhand.foundation.problems import ProblemKind

NOT_ONE_AGREEMENT = ProblemKind(
    code="agreements.not-one-agreement",
    blame="caller",
    message="The versions belong to different agreements: {agreements}. Pass versions of one agreement.",
)
VERSION_TWICE = ProblemKind(
    code="agreements.version-twice",
    blame="caller",
    message="Version {version!r} of {agreement} is there twice with different content. Give one of them a new number.",
)


def in_order(versions: Sequence[Agreement]) -> tuple[Agreement, ...]:
    """The versions without repetition, earliest in force first; of two that begin together, the replaced one first.

    Raises:
        NOT_ONE_AGREEMENT: ids differ.
        VERSION_TWICE: one version number with two contents.
    """
    ids = sorted({version.id for version in versions})
    if len(ids) > 1:
        raise NOT_ONE_AGREEMENT(agreements=", ".join(ids))
    by_number: dict[str, Agreement] = {}
    for version in versions:
        if by_number.setdefault(version.version, version).digest != version.digest:
            raise VERSION_TWICE(version=version.version, agreement=version.id)

    def rank(version: Agreement) -> tuple[datetime, int]:
        return version.in_force.begins_at or version.signed_at, _depth(version, by_number)

    return tuple(sorted(by_number.values(), key=rank))


def in_force_during(version: Agreement, versions: Sequence[Agreement]) -> Interval | None:
    """When `version` is the one in force: until its own end, or until a version that replaces it begins.

    None: it never is, for its successor begins no later than it does.
    """
    begins_at, ends_at = version.in_force.begins_at, version.in_force.ends_at
    for other in versions:
        if other.supersedes == version.version and other.version != version.version:
            replaced_at = other.in_force.begins_at or other.signed_at
            ends_at = replaced_at if ends_at is None else min(ends_at, replaced_at)
    if begins_at is not None and ends_at is not None and ends_at <= begins_at:
        return None
    return Interval(begins_at=begins_at, ends_at=ends_at)


def in_force_at(versions: Sequence[Agreement], at: datetime) -> Agreement | None:
    """The version in force at `at`, or None before the first and after the last.

    Where two overlap without one replacing the other, the one that began later counts.

    Raises:
        NOT_ONE_AGREEMENT: ids differ.
        VERSION_TWICE: one version number with two contents.

    >>> from datetime import UTC
    >>> in_force_at([], datetime(2026, 1, 1, tzinfo=UTC)) is None
    True
    """
    ordered = in_order(versions)
    spans = ((version, in_force_during(version, ordered)) for version in ordered)
    holding = [version for version, span in spans if span is not None and span.holds(at)]
    return holding[-1] if holding else None


def _depth(version: Agreement, by_number: dict[str, Agreement]) -> int:
    """How many versions stand behind this one."""
    seen: set[str] = set()
    while version.supersedes in by_number and version.supersedes not in seen:
        seen.add(str(version.supersedes))
        version = by_number[str(version.supersedes)]
    return len(seen)
