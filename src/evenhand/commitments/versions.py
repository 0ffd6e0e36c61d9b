"""Versions of a commitment: an amended one supersedes the one before, and none is ever lost."""

import json
from collections.abc import Iterable
from dataclasses import dataclass, fields, replace
from datetime import datetime

from evenhand.commitments.model import Commitment
from evenhand.foundation.codec import to_json
from evenhand.foundation.problems import ProblemKind

ANOTHER_COMMITMENT = ProblemKind(
    code="commitments.another-commitment",
    blame="caller",
    message="{given!r} is no version of {known!r}. Amend {known!r}, or accept {given!r} as one of its own.",
)
NOTHING_CHANGED = ProblemKind(
    code="commitments.nothing-changed",
    blame="caller",
    message="The new version of {commitment!r} says what version {version} says. Change something, or leave it.",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Version:
    """One version, who made it, when and why."""

    commitment: Commitment
    at: datetime
    by: str
    reason: str = ""


History = tuple[Version, ...]
"""All versions of one commitment, oldest first; the number of each is `commitment.version`, from 1."""


def amend(history: History, commitment: Commitment, *, by: str, at: datetime, reason: str = "") -> History:
    """The history with one more version, numbered after the last; the first one begins it.

    Raises:
        ANOTHER_COMMITMENT: it has another id.
        NOTHING_CHANGED: it says what the last one says.
    """
    if history:
        last = history[-1].commitment
        if commitment.id != last.id:
            raise ANOTHER_COMMITMENT(given=commitment.id, known=last.id)
        if not changed_fields(last, commitment):
            raise NOTHING_CHANGED(commitment=last.id, version=last.version)
    numbered = replace(commitment, version=len(history) + 1)
    return (*history, Version(commitment=numbered, at=at, by=by, reason=reason))


def merged(*histories: History) -> History:
    """All versions of several copies of one history, each once, by when they were made; the numbers follow from that.

    Two people who amended the same version without knowing of each other made two versions; the later one is current.
    """
    seen: dict[tuple[datetime, str, str], Version] = {}
    for version in (one for history in histories for one in history):
        plain = to_json(replace(version.commitment, version=0)) | {"reason": version.reason}
        seen.setdefault((version.at, version.by, json.dumps(plain, sort_keys=True)), version)
    ordered = [seen[key] for key in sorted(seen)]
    return tuple(
        replace(one, commitment=replace(one.commitment, version=number)) for number, one in enumerate(ordered, start=1)
    )


def current(history: History) -> Commitment | None:
    """The last version; None: there is none.

    >>> current(()) is None
    True
    """
    return history[-1].commitment if history else None


def in_force(history: Iterable[Version], *, at: datetime) -> Commitment | None:
    """The version that was current at an instant."""
    known = [version.commitment for version in history if version.at <= at]
    return known[-1] if known else None


def changed_fields(before: Commitment, after: Commitment) -> tuple[str, ...]:
    """The names of the fields that differ, the number of the version apart."""
    return tuple(
        field.name
        for field in fields(Commitment)
        if field.name != "version" and getattr(before, field.name) != getattr(after, field.name)
    )
