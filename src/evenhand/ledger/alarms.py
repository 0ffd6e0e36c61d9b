"""Alarms: what a witness found, signed with its key, with the evidence that shows it to anybody.

A signed note of two lines, so that it can never be taken for a checkpoint, which has three or more. Who sends it does
not matter: what its evidence shows is checked by whoever receives it.
Source: C2SP signed-note (form), tlog-cosignature v1.0.1 (a signature with a time).
"""

import base64
import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from evenhand.foundation.canonical import canonical_bytes
from evenhand.foundation.problems import Problem, ProblemKind
from evenhand.ledger.checkpoints import SignedCheckpoint
from evenhand.ledger.merkle import refutes
from evenhand.ledger.notes import Note, SigningKey, VerifierKey, from_base64, read_note, sign, verified
from evenhand.ledger.proofs import PROOF_HASHES, read_hashes
from evenhand.ledger.witness import Finding, Kind, Trust, log_time

NOT_AN_ALARM = ProblemKind(
    code="ledger.not-an-alarm",
    blame="caller",
    message="This is no alarm of a witness: {fault}. Get it again from the witness, byte for byte.",
)

FORMAT = "evenhand.alarm/1"
MOST_EVIDENCE = 4
_TEXT = 2000
"""So many characters of a detail are kept."""
_SIZES: Mapping[str, type] = {"size": int, "before": int}
_CLOCKS: Mapping[str, type] = {"now_s": int, "before_s": int}
DETAILS: Mapping[Kind, Mapping[str, type]] = {
    Kind.REWRITTEN: {"fault": str, **_SIZES},
    Kind.SPLIT_VIEW: {"size": int, "one": str, "other": str},
    Kind.TRUNCATED: _SIZES,
    Kind.OUTDATED: _SIZES,
    Kind.DAMAGED: {"fault": str, **_SIZES},
    Kind.FORGED: {"fault": str},
    Kind.STALLED: {"signed_s": int, "silent_s": int},
    Kind.LOG_CLOCK: _CLOCKS,
    Kind.OWN_CLOCK: _CLOCKS,
}
"""What each kind tells: an alarm comes from a stranger, and its words are made from these alone."""


class Weight(StrEnum):
    """What the evidence of an alarm shows by itself."""

    PROVED = "proved"
    """The notes with the log's own signature cannot both be true: nobody has to believe the witness."""
    SIGNED = "signed"
    """The log signed these notes; that something is wrong with them is the word of the witness."""
    WORD = "word"
    """Nothing that the log signed: the word of the witness alone."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Alarm:
    """A finding that a witness vouches for."""

    origin: str
    kind: Kind
    details: Mapping[str, Any]
    evidence: tuple[bytes, ...]
    proof: tuple[bytes, ...]

    def text(self) -> str:
        """What is signed."""
        facts = {
            "origin": self.origin,
            "kind": self.kind.value,
            "details": dict(self.details),
            "evidence": [base64.b64encode(note).decode() for note in self.evidence],
            "proof": [base64.b64encode(found).decode() for found in self.proof],
        }
        return f"{FORMAT}\n{canonical_bytes(facts).decode()}\n"

    def finding(self) -> Finding:
        """The finding, for its words."""
        return Finding(kind=self.kind, details=self.details, evidence=self.evidence, proof=self.proof)

    @property
    def id(self) -> str:
        """The same for the same finding, whoever sends it how often. SHA-256 in hex."""
        return hashlib.sha256(self.text().encode()).hexdigest()


@dataclass(frozen=True, slots=True, kw_only=True)
class SignedAlarm:
    """An alarm, whose it is, and when it was signed."""

    alarm: Alarm
    key: VerifierKey
    signed_s: int
    content: bytes


def alarm_of(finding: Finding, *, origin: str) -> Alarm:
    """A finding as an alarm: its details become what JSON holds, and are cut where they are long."""
    details = {name: _plain(value) for name, value in finding.details.items()}
    evidence = finding.evidence[:MOST_EVIDENCE]
    return Alarm(origin=origin, kind=finding.kind, details=details, evidence=evidence, proof=finding.proof)


def signed_alarm(alarm: Alarm, key: SigningKey, *, at_s: int) -> bytes:
    """The alarm as a file, signed with the key of a witness."""
    text = alarm.text()
    return Note(text=text, signatures=(sign(text, key, at_s=at_s),)).content()


def read_alarm(content: bytes, *, witnesses: Mapping[str, VerifierKey]) -> SignedAlarm:
    """An alarm that one of `witnesses` signed.

    Raises:
        NOTE_MALFORMED, NOT_AN_ALARM: it has another form.
        SIGNATURE_BAD, NOT_SIGNED: see `verified`.
    """
    alarm, note = said_in(content), read_note(content)
    signed = verified(note, witnesses.values())[0]
    return SignedAlarm(alarm=alarm, key=signed.key, signed_s=signed.signature.cosigned_at_s, content=content)


def said_in(content: bytes) -> Alarm:
    """What an alarm says, whoever signed it; nothing is verified.

    Raises:
        NOTE_MALFORMED, NOT_AN_ALARM: it has another form.
    """
    note = read_note(content)
    lines = note.text.split("\n")
    if len(lines) != 3 or lines[0] != FORMAT:
        raise NOT_AN_ALARM(fault=f"its text is not two lines that begin with {FORMAT}")
    alarm = _alarm_in(lines[1])
    try:
        canonical = alarm.text()
    except (ValueError, RecursionError) as fault:  # half a surrogate pair is JSON, and no text
        raise NOT_AN_ALARM(fault=f"{type(fault).__name__} in its JSON") from None
    if canonical != note.text:
        raise NOT_AN_ALARM(fault="its JSON is not in canonical form")
    return alarm


def weigh(alarm: Alarm, *, trust: Trust) -> Weight:
    """What the evidence shows to somebody who believes nobody and knows the log's key."""
    opened = []
    for note in alarm.evidence:
        try:
            opened.append(trust.open(note))
        except Problem:
            continue
    if len(opened) == 2 and _contradict(opened[0], opened[1], alarm.proof):
        return Weight.PROVED
    return Weight.SIGNED if opened else Weight.WORD


def _contradict(first: SignedCheckpoint, second: SignedCheckpoint, proof: tuple[bytes, ...]) -> bool:
    """Whether no honest log signs both."""
    one, other = first.checkpoint, second.checkpoint
    if one.origin != other.origin:
        return False
    old, new = sorted((one, other), key=lambda found: found.size)
    if old.size == new.size:
        return old.root != new.root
    if refutes(proof, old=old.size, old_root=old.root, size=new.size, root=new.root):
        return True
    # The log's own clock says that it signed the smaller tree after the larger one.
    before, after = (first, second) if one.size > other.size else (second, first)
    return 0 < log_time(before) < log_time(after)


def _alarm_in(text: str) -> Alarm:
    try:
        facts = json.loads(text)
        evidence = tuple(from_base64(note) for note in facts["evidence"])
        proof = read_hashes(facts["proof"])
        if proof is None or len(proof) > PROOF_HASHES or None in evidence or len(evidence) > MOST_EVIDENCE:
            raise NOT_AN_ALARM(fault="its evidence or its proof is not base64, or there is too much of it")
        kind, details = Kind(facts["kind"]), facts["details"]
        if {name: type(value) for name, value in details.items()} != DETAILS[kind]:
            raise NOT_AN_ALARM(fault=f"its details are not those of the kind {kind.value}")
        return Alarm(
            origin=str(facts["origin"]),
            kind=kind,
            details={name: _plain(value) for name, value in details.items()},
            evidence=tuple(note for note in evidence if note is not None),
            proof=proof,
        )
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as fault:
        raise NOT_AN_ALARM(fault=f"{type(fault).__name__} in its JSON") from None


def _plain(value: Any) -> str | int:
    return value if isinstance(value, int) and abs(value) < 1 << 53 else str(value)[:_TEXT]
