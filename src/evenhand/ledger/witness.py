"""A witness: it remembers what a log signed, and says when the log says something else later.

One look at a log gives a new memory and a cosignature, or findings. Nothing here keeps a file or knows the time:
whoever runs a witness keeps the memory before handing the cosignature on.
Sources: C2SP tlog-witness v1.0.0; C2SP tlog-cosignature v1.0.1.
"""

import base64
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, Literal

from evenhand.foundation.canonical import canonical_bytes
from evenhand.foundation.problems import Problem, ProblemKind
from evenhand.ledger.audit import audit
from evenhand.ledger.checkpoints import Checkpoint, SignedCheckpoint, open_checkpoint, with_signatures
from evenhand.ledger.log import CHECKPOINT
from evenhand.ledger.merkle import NOT_CONSISTENT, consistency_proof, refutation, refutes, verify_consistency
from evenhand.ledger.notes import Signature, SigningKey, VerifierKey, sign
from evenhand.ledger.policy import Rules, open_under
from evenhand.ledger.tiles import Blobs, Edge, TileTree

BAD_MEMORY = ProblemKind(
    code="ledger.bad-memory",
    blame="operator",
    message="What this witness remembers of {origin} cannot be read: {fault}. Restore it from a copy; without "
    "it, it must "
    "begin anew and cannot vouch for what came before.",
)

CLOCK_SLACK_S = 300
"""Clocks of honest machines differ; more than this is told."""
_FORMAT = "evenhand.memory/1"
_OURS = "ledger."
Depth = Literal["light", "new", "whole"]


class Kind(StrEnum):
    """What a witness finds."""

    REWRITTEN = "rewritten"
    """The log signed a tree that does not hold what it signed before."""
    SPLIT_VIEW = "split-view"
    """The log signed two trees of one size: it showed somebody something else."""
    TRUNCATED = "truncated"
    """The log signed a smaller tree after a larger one."""
    OUTDATED = "outdated"
    """This copy is older than what was seen before."""
    DAMAGED = "damaged"
    """A file of the log is missing, or is not what was signed."""
    FORGED = "forged"
    """The checkpoint is not one that the log signed."""
    STALLED = "stalled"
    """The log signed nothing for too long."""
    LOG_CLOCK = "log-clock"
    """The log's clock was set back, or runs ahead."""
    OWN_CLOCK = "own-clock"
    """The witness's own clock was set back."""


SERIOUS = frozenset(Kind) - {Kind.STALLED, Kind.OUTDATED}
"""What no honest log and no honest clock brings about."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """Something that a person must hear of."""

    kind: Kind
    details: Mapping[str, Any]
    evidence: tuple[bytes, ...] = ()
    """Signed notes that show it to anybody who knows the log's key; of two, the earlier comes first."""
    proof: tuple[bytes, ...] = ()
    """Hashes of the later tree that show that it cannot hold the earlier one (see merkle.refutes); none otherwise."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Memory:
    """What a witness last saw of a log, and when."""

    note: bytes
    """The checkpoint with the log's and the witness's own signature."""
    edge: Edge | None = field(default=None)
    """The right edge of that tree, where the witness hashed all its entries."""
    log_at_s: int = 0
    """What the log's own clock said, 0 where it said nothing."""
    cosigned_at_s: int = 0

    def content(self) -> bytes:
        """The memory as a file."""
        edge = None if self.edge is None else [base64.b64encode(part).decode() for part in self.edge.partial]
        return canonical_bytes(
            {
                "format": _FORMAT,
                "checkpoint": self.note.decode(),
                "edge": edge,
                "log_at_s": self.log_at_s,
                "cosigned_at_s": self.cosigned_at_s,
            }
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Trust:
    """Whose signatures a witness knows."""

    logs: tuple[VerifierKey, ...]
    clocks: tuple[VerifierKey, ...] = ()
    """Keys with which logs cosign their own checkpoints, to tell the time."""
    rules: Rules | None = None
    """Which of the keys hold at which size; None where all do always."""

    def open(self, content: bytes) -> SignedCheckpoint:
        """A checkpoint that a known log signed, once, whatever became of its key (Problems: see `open_checkpoint`)."""
        return open_checkpoint(content, logs=self.logs, witnesses=self.clocks)

    def open_now(self, content: bytes) -> SignedCheckpoint:
        """A checkpoint that a log signed with a key that held at its size (Problems: see `open_under`)."""
        if self.rules is not None:
            open_under(content, self.rules)
        return self.open(content)


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """What came of one look at a log."""

    findings: tuple[Finding, ...]
    memory: Memory | None
    """To be kept before the cosignature is handed on; None where nothing new was vouched for."""
    cosignature: Signature | None
    checkpoint: Checkpoint | None


def read_memory(content: bytes, *, trust: Trust) -> Memory:
    """A memory from its file.

    Raises:
        BAD_MEMORY: it has another form, or its edge is not that of its checkpoint.
    """
    try:
        data = json.loads(content)
        parts = None if data["edge"] is None else [base64.b64decode(part) for part in data["edge"]]
        note = str(data["checkpoint"]).encode()
        found = trust.open(note).checkpoint
        edge = None if parts is None else Edge(found.size, parts)
        memory = Memory(note=note, edge=edge, log_at_s=data["log_at_s"], cosigned_at_s=data["cosigned_at_s"])
    except (ValueError, KeyError, TypeError, Problem) as fault:
        raise BAD_MEMORY(origin=", ".join(key.name for key in trust.logs), fault=fault) from None
    if edge is not None and (not edge.is_whole() or edge.root() != found.root):
        raise BAD_MEMORY(origin=found.origin, fault="its hashes do not make the root that it remembers")
    return memory


def look(
    blobs: Blobs,
    memory: Memory | None,
    *,
    trust: Trust,
    key: SigningKey,
    now_s: int,
    stalled_after_s: int,
    depth: Depth = "new",
) -> Look:
    """Look at a log once.

    Args:
        blobs: its published files.
        memory: what was seen before; None at the first look.
        trust: the keys of the log.
        key: what the witness cosigns with.
        now_s: the witness's clock, seconds since 1970.
        stalled_after_s: how long the log may sign nothing.
        depth: how much is read: no entries ("light"), the new ones, or all of them from the first ("whole").

    Raises:
        What `blobs` raises where the log cannot be reached: that says nothing about the log.
    """
    content = blobs.read(CHECKPOINT)
    if content is None:
        before = 0 if memory is None else _size_of(memory)
        return _alarm(Kind.DAMAGED, fault=f"there is no {CHECKPOINT}", size=0, before=before)
    try:
        opened = trust.open_now(content)
    except Problem as problem:
        return _alarm(Kind.FORGED, evidence=(content,), fault=problem)
    seen = None if memory is None else trust.open(memory.note).checkpoint
    findings = [*_clocks(opened, memory, now_s, stalled_after_s)]
    order = None if seen is None or memory is None else _order(seen, memory, opened)
    if order is not None:
        findings.append(order)
        return Look(findings=tuple(findings), memory=None, cosignature=None, checkpoint=opened.checkpoint)
    try:
        edge = _check(blobs, opened.checkpoint, seen, None if memory is None else memory.edge, depth)
    except Problem as problem:
        if not problem.code.startswith(_OURS):  # the network's or the disk's: no word about the log
            raise
        kind = Kind.REWRITTEN if problem.kind == NOT_CONSISTENT else Kind.DAMAGED
        evidence = (content,) if memory is None else (memory.note, content)
        proof = () if seen is None or kind is Kind.DAMAGED else _refuted(blobs, seen, opened.checkpoint)
        before = 0 if seen is None else seen.size
        details = {"fault": problem, "size": opened.checkpoint.size, "before": before}
        findings.append(Finding(kind=kind, details=details, evidence=evidence, proof=proof))
    if any(found.kind in SERIOUS for found in findings):
        return Look(findings=tuple(findings), memory=None, cosignature=None, checkpoint=opened.checkpoint)
    at_s = cosigning_time(memory, now_s)
    cosignature = sign(opened.note.text, key, at_s=at_s)
    kept = Memory(
        note=with_signatures(opened.note, [cosignature]).content(),
        edge=edge,
        log_at_s=max(log_time(opened), 0 if memory is None else memory.log_at_s),
        cosigned_at_s=at_s,
    )
    return Look(findings=tuple(findings), memory=kept, cosignature=cosignature, checkpoint=opened.checkpoint)


def was_set_back(memory: Memory | None, now_s: int) -> bool:
    """Whether the witness's clock is further behind its last cosignature than honest clocks are put right."""
    return memory is not None and now_s < memory.cosigned_at_s - CLOCK_SLACK_S


def cosigning_time(memory: Memory | None, now_s: int) -> int:
    """What a cosignature says: never less than the one before."""
    return now_s if memory is None else max(now_s, memory.cosigned_at_s)


def compare(
    mine: Sequence[bytes], theirs: Sequence[bytes], *, trust: Trust, blobs: Blobs | None = None
) -> tuple[tuple[Finding, ...], int]:
    """Hold the checkpoints that two witnesses kept against each other, without the server.

    Args:
        mine: signed notes, in any order.
        theirs: likewise.
        trust: the keys of the log.
        blobs: a copy of the log, with which trees of different sizes can be held against each other.

    Returns:
        What was found, and how many pairs could be held against each other.

    Raises:
        NOTE_MALFORMED, SIGNATURE_BAD, NOT_SIGNED, NOT_FROM_LOG, NOT_A_CHECKPOINT: a note is none of the log's.
        TILE_MISSING, TILE_DAMAGED, and what `blobs` raises: the copy of the log cannot be read.
    """
    left, right = ({trust.open(note).checkpoint: note for note in notes} for notes in (mine, theirs))
    by_size = {(found.origin, found.size): (found, note) for found, note in left.items()}
    findings, held = [], 0
    for found, note in right.items():
        other = by_size.get((found.origin, found.size))
        if other is None:
            continue
        held += 1
        if other[0].root != found.root:
            details = {"size": found.size, "one": other[0].root.hex(), "other": found.root.hex()}
            findings.append(Finding(kind=Kind.SPLIT_VIEW, details=details, evidence=(other[1], note)))
    if blobs is not None and left and right:
        newest = [max(notes, key=lambda found: found.size) for notes in (left, right)]
        old, new = sorted(newest, key=lambda found: found.size)
        held += 1
        try:
            _consistent(blobs, old, new)
        except Problem as problem:
            if problem.kind != NOT_CONSISTENT:  # what cannot be read says nothing about what they saw
                raise
            evidence, proof = ((left | right)[old], (left | right)[new]), _refuted(blobs, old, new)
            details = {"fault": problem, "size": new.size, "before": old.size}
            findings.append(Finding(kind=Kind.REWRITTEN, details=details, evidence=evidence, proof=proof))
    return tuple(findings), held


def _alarm(kind: Kind, *, evidence: tuple[bytes, ...] = (), **details: Any) -> Look:
    finding = Finding(kind=kind, details=details, evidence=evidence)
    return Look(findings=(finding,), memory=None, cosignature=None, checkpoint=None)


def log_time(opened: SignedCheckpoint) -> int:
    """What the log's own clock says in a checkpoint, seconds since 1970; 0 where it says nothing."""
    return max((at for key, at in opened.cosigned().items() if key.name == opened.checkpoint.origin), default=0)


def _clocks(opened: SignedCheckpoint, memory: Memory | None, now_s: int, stalled_after_s: int) -> Iterable[Finding]:
    at_s = log_time(opened)
    if memory is not None and was_set_back(memory, now_s):
        yield Finding(kind=Kind.OWN_CLOCK, details={"now_s": now_s, "before_s": memory.cosigned_at_s})
        return  # a wrong clock judges no other
    if not at_s:
        return
    if at_s > now_s + CLOCK_SLACK_S:
        yield Finding(kind=Kind.LOG_CLOCK, details={"now_s": at_s, "before_s": now_s})
    elif memory is not None and at_s < memory.log_at_s - CLOCK_SLACK_S and opened.checkpoint.size >= _size_of(memory):
        yield Finding(kind=Kind.LOG_CLOCK, details={"now_s": at_s, "before_s": memory.log_at_s})
    elif now_s - at_s > stalled_after_s:
        yield Finding(kind=Kind.STALLED, details={"signed_s": at_s, "silent_s": now_s - at_s})


def _size_of(memory: Memory) -> int:
    return int(memory.note.split(b"\n", 2)[1])


def _order(seen: Checkpoint, memory: Memory, opened: SignedCheckpoint) -> Finding | None:
    """What the sizes alone tell."""
    found, evidence = opened.checkpoint, (memory.note, opened.note.content())
    if found.origin != seen.origin:
        return Finding(
            kind=Kind.FORGED, details={"fault": f"this is {found.origin}, not {seen.origin}"}, evidence=evidence
        )
    if found.size == seen.size and found.root != seen.root:
        details = {"size": found.size, "one": seen.root.hex(), "other": found.root.hex()}
        return Finding(kind=Kind.SPLIT_VIEW, details=details, evidence=evidence)
    if found.size < seen.size:
        # A copy from before is older by the log's own clock. What was signed later is no copy from before.
        later = not memory.log_at_s or log_time(opened) > memory.log_at_s
        kind = Kind.TRUNCATED if later else Kind.OUTDATED
        return Finding(kind=kind, details={"size": found.size, "before": seen.size}, evidence=evidence)
    return None


def _check(blobs: Blobs, found: Checkpoint, seen: Checkpoint | None, edge: Edge | None, depth: Depth) -> Edge | None:
    """The edge of the tree where its entries were read, once the tree holds what was seen before."""
    if seen is not None:
        _consistent(blobs, seen, found)
    if depth == "light":
        return None
    *_, last = audit(blobs, found, Edge() if edge is None or depth == "whole" else edge)
    return last


def _refuted(blobs: Blobs, old: Checkpoint, new: Checkpoint) -> tuple[bytes, ...]:
    """What proves to anybody that `new` does not hold `old`; nothing where the log's files are not those of `new`."""
    try:
        proof = refutation(TileTree(blobs, new.size), old.size, new.size)
    except Problem:
        return ()
    sound = refutes(proof, old=old.size, old_root=old.root, size=new.size, root=new.root)
    return proof if sound else ()


def _consistent(blobs: Blobs, old: Checkpoint, new: Checkpoint) -> None:
    proof = consistency_proof(TileTree(blobs, new.size), old.size, new.size)
    verify_consistency(proof, old=old.size, old_root=old.root, size=new.size, root=new.root)
