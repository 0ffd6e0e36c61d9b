"""Policies: whose cosignatures make a checkpoint final.

Source: C2SP tlog-policy (2026-07). Ours asks for both parties and one international witness.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Protocol

from evenhand.foundation.problems import Problem, ProblemKind
from evenhand.ledger.checkpoints import Checkpoint, SignedCheckpoint, checkpoint_in, open_checkpoint
from evenhand.ledger.notes import COSIGNING, ED25519, VerifierKey, read_key, read_note

BAD_POLICY = ProblemKind(
    code="ledger.bad-policy",
    blame="caller",
    message="Line {line} of the policy is {text!r}: {fault}. Put it right; docs/methods/ledger.md shows a policy.",
)
KEY_REVOKED = ProblemKind(
    code="ledger.key-revoked",
    blame="caller",
    message="The log {origin} signed its {size} entries with a key that was revoked before. Somebody else may hold "
    "that key: do not use this, keep it, and tell the witnesses.",
)

NONE = "none"
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f]")


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """Some of whose members have to cosign."""

    needed: int
    members: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Policy:
    """Known logs, known witnesses, and the quorum of witnesses that makes a checkpoint final."""

    logs: tuple[VerifierKey, ...]
    witnesses: Mapping[str, VerifierKey]
    """By their names in the policy."""
    groups: Mapping[str, Group]
    quorum: str
    addresses: Mapping[str, str] = field(default_factory=dict)
    """By the name of a log or witness in the policy, where it is reached."""
    revoked: frozenset[bytes] = frozenset()
    """The public keys whose signatures are worth nothing."""

    def holding(self, checkpoint: Checkpoint) -> "Policy":  # noqa: ARG002 - one policy for all
        """Itself (see Rules)."""
        return self

    def is_final(self, cosigners: Iterable[VerifierKey]) -> bool:
        """Whether these cosigners are a quorum."""
        return not self.lacking(cosigners)

    def lacking(self, cosigners: Iterable[VerifierKey]) -> tuple[str, ...]:
        """The witnesses that could still make the quorum, by name; none where it is one."""
        held = {key.public for key in cosigners} - self.revoked
        return () if self.quorum == NONE or self._holds(self.quorum, held) else self._missing(self.quorum, held)

    def _holds(self, name: str, held: set[bytes]) -> bool:
        group = self.groups.get(name)
        if group is None:
            return self.witnesses[name].public in held
        return sum(self._holds(member, held) for member in group.members) >= group.needed

    def _missing(self, name: str, held: set[bytes]) -> tuple[str, ...]:
        group = self.groups.get(name)
        if group is None:
            return (name,)
        parts = [self._missing(member, held) for member in group.members if not self._holds(member, held)]
        return tuple(name for part in parts for name in part)


class Rules(Protocol):
    """By which policy a checkpoint is judged: always the same, or the one that held at its size."""

    def holding(self, checkpoint: Checkpoint) -> Policy:
        """The policy for this checkpoint."""


def open_under(content: bytes, rules: Rules) -> tuple[SignedCheckpoint, Policy]:
    """A checkpoint with its signatures verified, and the policy that it is judged by.

    Raises:
        NOTE_MALFORMED, NOT_A_CHECKPOINT, SIGNATURE_BAD, NOT_SIGNED, NOT_FROM_LOG: see `open_checkpoint`.
        KEY_REVOKED: the log signed with a key that was worth nothing by then.
    """
    policy = rules.holding(checkpoint_in(read_note(content).text))
    opened = open_checkpoint(content, logs=policy.logs, witnesses=policy.witnesses.values())
    found = opened.checkpoint
    signed = {one.key.public for one in opened.signed if one.key in policy.logs and one.key.name == found.origin}
    if signed <= policy.revoked:
        raise KEY_REVOKED(origin=found.origin, size=found.size)
    return opened, policy


def read_policy(text: str) -> Policy:
    """A policy from its file.

    Raises:
        BAD_POLICY: a line has another form, names what no line before it names, or names something twice.
    """
    reader = _Reader()
    for number, line in enumerate(text.split("\n"), start=1):
        words = line.replace("\t", " ").split(" ")
        reader.take(number, line, [word for word in words if word])
    if reader.quorum is None:
        raise BAD_POLICY(line=0, text="", fault="no line says quorum")
    return Policy(
        logs=tuple(reader.logs),
        witnesses=reader.witnesses,
        groups=reader.groups,
        quorum=reader.quorum,
        addresses=reader.addresses,
    )


class _Reader:
    def __init__(self) -> None:
        self.logs: list[VerifierKey] = []
        self.witnesses: dict[str, VerifierKey] = {}
        self.groups: dict[str, Group] = {}
        self.addresses: dict[str, str] = {}
        self.quorum: str | None = None
        self._members: set[str] = set()

    def take(self, number: int, line: str, words: list[str]) -> None:
        """One line; comments and empty ones say nothing."""
        if not words or words[0].startswith("#"):
            return
        kinds = {"log": (2, 3), "witness": (3, 4), "group": (4, 1000), "quorum": (2, 2)}
        least, most = kinds.get(words[0], (1, 0))
        if not least <= len(words) <= most or _CONTROL.search(line):
            raise BAD_POLICY(line=number, text=line, fault="it has another form than the lines of a policy")
        try:
            fault = getattr(self, f"_{words[0]}")(*words[1:])
        except Problem as problem:
            fault = str(problem)
        if fault:
            raise BAD_POLICY(line=number, text=line, fault=fault)

    def _log(self, vkey: str, url: str = "") -> str:
        key = read_key(vkey)
        if key.kind != ED25519 or any(key.public == other.public for other in self.logs):
            return "a log is named once, with a key that signs texts"
        self.logs.append(key)
        if url:
            self.addresses[key.name] = url
        return ""

    def _witness(self, name: str, vkey: str, url: str = "") -> str:
        key = read_key(vkey)
        if key.kind not in COSIGNING or any(key.public == other.public for other in self.witnesses.values()):
            return "a witness is named once, with a key that cosigns"
        if self._is_taken(name):
            return "the name is taken"
        self.witnesses[name] = key
        if url:
            self.addresses[name] = url
        return ""

    def _group(self, name: str, needed: str, *members: str) -> str:
        words = {"any": 1, "all": len(members)}
        count = words.get(needed) or (int(needed) if re.fullmatch(r"[1-9][0-9]{0,3}", needed) else 0)
        unknown = [member for member in members if member not in self.witnesses and member not in self.groups]
        if unknown:
            return f"no line before names {unknown[0]}"
        if not 1 <= count <= len(members):
            return f"of {len(members)} members any, all or 1 to {len(members)} can be asked for"
        if len(set(members)) < len(members) or self._members & set(members):
            return "a member counts once, in one group"
        if self._is_taken(name):
            return "the name is taken"
        self._members.update(members)
        self.groups[name] = Group(needed=count, members=members)
        return ""

    def _quorum(self, name: str) -> str:
        if self.quorum is not None:
            return "a policy has one quorum"
        if name != NONE and name not in self.witnesses and name not in self.groups:
            return f"no line before names {name}"
        self.quorum = name
        return ""

    def _is_taken(self, name: str) -> bool:
        return name == NONE or name in self.witnesses or name in self.groups
