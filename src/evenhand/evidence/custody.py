"""The chain of custody: who did what with a piece of evidence, when and why. It only grows.

Each act carries the hash of the content as it was and the hash of the act before it, so that neither an act nor the
content can be changed without the chain showing where. Anybody can check an exported chain with these functions alone.

Source: ISO/IEC 27037:2012, 6.1 (chain of custody: identifier, who, when, where, why); RFC 8785 for the bytes.
"""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any

from evenhand.foundation.canonical import canonical_bytes
from evenhand.foundation.instants import parse_instant
from evenhand.foundation.problems import ProblemKind

NOTHING = "0" * 64
"""What the first act names as its predecessor."""
DOMAIN = "evenhand custody act v1"
"""Keeps these hashes apart from any other hash over JSON."""

BAD_ACT = ProblemKind(
    code="evidence.bad-act",
    blame="caller",
    message="Act {number} of the custody record cannot be read: {fault}. Export the record again.",
)


class ActKind(StrEnum):
    """The verbs of custody."""

    RECEIVED = "received"
    EXAMINED = "examined"
    """Looked into by the machine: its metadata read, a preview made."""
    DOWNLOADED = "downloaded"
    PACKAGED = "packaged"
    """Taken away together with this record."""
    REDACTED = "redacted"
    """A copy with parts left out was added; the original is as it was."""
    TRANSCRIBED = "transcribed"
    TRANSLATED = "translated"
    DESCRIBED = "described"
    CHECKED = "checked"
    """Hashed again and found as it was received."""
    ALTERED = "altered"
    """Hashed again and found changed or gone."""
    RELEASED = "released"
    RECALLED = "recalled"


@dataclass(frozen=True, slots=True, kw_only=True)
class Act:
    """One act. `previous` and `digest` tie it to the one before."""

    sequence: int
    """From 1, without gaps."""
    kind: ActKind
    at: datetime
    actor: str
    organisation: str
    """Key of the organisation for which the actor acted; "" for the machine itself."""
    reason: str
    """Why, in the actor's words."""
    content: str
    """SHA-256 of the content as this act found or handed it on."""
    details: Mapping[str, Any] = field(default_factory=dict)
    """JSON values."""
    previous: str = NOTHING
    digest: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Check:
    """What a check of a chain found."""

    acts: int
    head: str
    """Digest of the last act; NOTHING for an empty chain."""
    broken_at: int | None = None
    """Sequence of the first act that does not follow; None: all do."""
    fault: str = ""
    """Key of a phrase: "chain.sequence", "chain.previous", "chain.digest", "chain.content"."""

    @property
    def holds(self) -> bool:
        """Whether every act follows from the one before."""
        return self.broken_at is None


def act_digest(evidence: str, act: Act) -> str:
    """SHA-256, hex, over the RFC 8785 JSON of the act and of what it belongs to, without the digest itself."""
    body = asdict(act) | {"kind": act.kind.value, "details": dict(act.details)}
    del body["digest"]
    return hashlib.sha256(canonical_bytes({"domain": DOMAIN, "evidence": evidence, **body})).hexdigest()


def following(evidence: str, last: Act | None, act: Act) -> Act:
    """`act` as the next of the chain whose last act is `last` (None: it is the first); its place and hashes are set."""
    placed = _with(act, sequence=last.sequence + 1 if last else 1, previous=last.digest if last else NOTHING)
    return _with(placed, digest=act_digest(evidence, placed))


def check(evidence: str, acts: Sequence[Act], *, content: str) -> Check:
    """Recompute every digest and say where the chain first breaks.

    An act that found the content changed (`altered`) says so itself and does not break the chain: it is the chain's
    testimony. Acts about copies and texts name the digest of the original. Clocks of several machines differ, so the
    order of acts is that of their sequence, not of their times.

    Args:
        evidence: id of what the chain belongs to.
        acts: in order.
        content: SHA-256 of the original as it was received.

    >>> check("evidence-a", [], content="")
    Check(acts=0, head='0000000000000000000000000000000000000000000000000000000000000000', broken_at=None, fault='')
    """
    previous: Act | None = None
    for number, act in enumerate(acts, start=1):
        fault = _fault(evidence, previous, act, number=number, content=content)
        if fault:
            return Check(acts=len(acts), head=acts[-1].digest, broken_at=number, fault=fault)
        previous = act
    return Check(acts=len(acts), head=previous.digest if previous else NOTHING)


def _fault(evidence: str, previous: Act | None, act: Act, *, number: int, content: str) -> str:
    if act.sequence != number:
        return "chain.sequence"
    if act.previous != (previous.digest if previous else NOTHING):
        return "chain.previous"
    if act.digest != act_digest(evidence, act):
        return "chain.digest"
    if act.content != content and act.kind is not ActKind.ALTERED:
        return "chain.content"
    return ""


def to_json(acts: Sequence[Act]) -> list[dict[str, Any]]:
    """A chain as JSON values, for `canonical_bytes`."""
    return [asdict(act) | {"kind": act.kind.value, "details": dict(act.details)} for act in acts]


def from_json(values: Sequence[Mapping[str, Any]]) -> tuple[Act, ...]:
    """A chain from an exported record.

    Raises:
        BAD_ACT: an act lacks a field, or one is of the wrong kind.
    """
    return tuple(_act(value, number) for number, value in enumerate(values, start=1))


def _act(value: Mapping[str, Any], number: int) -> Act:
    try:
        texts = {
            name: str(value[name]) for name in ("actor", "organisation", "reason", "content", "previous", "digest")
        }
        return Act(
            sequence=int(value["sequence"]),
            kind=ActKind(value["kind"]),
            at=parse_instant(value["at"], field="at"),
            details=dict(value["details"]),
            **texts,
        )
    except (KeyError, TypeError, ValueError) as fault:
        raise BAD_ACT(number=number, fault=f"{type(fault).__name__} {fault}") from None


def _with(act: Act, **changes: Any) -> Act:
    held = {name: getattr(act, name) for name in Act.__slots__}
    return Act(**(held | changes))
