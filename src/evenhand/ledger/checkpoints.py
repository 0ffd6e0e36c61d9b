"""Checkpoints: what a log says it held, signed by the log and cosigned by its witnesses.

Sources: C2SP tlog-checkpoint v1.0.0; C2SP tlog-cosignature v1.0.1.
"""

import base64
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from evenhand.foundation.problems import ProblemKind
from evenhand.ledger.merkle import HASH_BYTES
from evenhand.ledger.notes import (
    COSIGNING,
    Note,
    Signature,
    Signed,
    SigningKey,
    VerifierKey,
    from_base64,
    read_note,
    sign,
    verified,
)

NOT_A_CHECKPOINT = ProblemKind(
    code="ledger.not-a-checkpoint",
    blame="caller",
    message="This is no checkpoint of a log: {fault}. Get it again from its source, byte for byte.",
)
NOT_FROM_LOG = ProblemKind(
    code="ledger.not-from-log",
    blame="caller",
    message="The log {origin} did not sign this checkpoint with a key that is known ({known}). Check the log's "
    "key with "
    "whoever runs it, by another way than this file.",
)

_DECIMAL = re.compile(r"0|[1-9][0-9]{0,18}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Checkpoint:
    """The size and the root of a log at one time."""

    origin: str
    size: int
    root: bytes
    extensions: tuple[str, ...] = ()

    def text(self) -> str:
        """What is signed. Source: tlog-checkpoint, "Note text"."""
        lines = (self.origin, str(self.size), base64.b64encode(self.root).decode(), *self.extensions)
        return "".join(f"{line}\n" for line in lines)


@dataclass(frozen=True, slots=True, kw_only=True)
class SignedCheckpoint:
    """A checkpoint that its log signed, the note that it stands in, and the signatures of known keys."""

    checkpoint: Checkpoint
    note: Note
    signed: tuple[Signed, ...]

    def cosigned(self) -> dict[VerifierKey, int]:
        """When each known cosigner signed, in seconds since 1970; its latest where it did so more than once."""
        times: dict[VerifierKey, int] = {}
        for found in self.signed:
            if found.key.kind in COSIGNING:
                times[found.key] = max(times.get(found.key, 0), found.signature.cosigned_at_s)
        return times


def read_number(text: str) -> int | None:
    """A decimal without leading zeroes, or None."""
    return int(text) if _DECIMAL.fullmatch(text) else None


def checkpoint_in(text: str) -> Checkpoint:
    """The checkpoint that a note's text is.

    Raises:
        NOT_A_CHECKPOINT: it has another form.
    """
    lines = text.split("\n")
    if len(lines) < 4 or lines.pop() or not all(lines):
        raise NOT_A_CHECKPOINT(fault="it needs three lines, origin, size and root, and no empty one")
    size, root = read_number(lines[1]), from_base64(lines[2])
    if size is None:
        raise NOT_A_CHECKPOINT(fault=f"{lines[1][:30]!r} is no size")
    if root is None or len(root) != HASH_BYTES:
        raise NOT_A_CHECKPOINT(fault=f"{lines[2][:60]!r} is no root")
    return Checkpoint(origin=lines[0], size=size, root=root, extensions=tuple(lines[3:]))


def open_checkpoint(
    content: bytes, *, logs: Iterable[VerifierKey], witnesses: Iterable[VerifierKey] = ()
) -> SignedCheckpoint:
    """A checkpoint with its signatures verified; one of `logs` must have signed, and be named as the origin.

    Raises:
        NOTE_MALFORMED, NOT_A_CHECKPOINT: it has another form.
        SIGNATURE_BAD, NOT_SIGNED: see `verified`.
        NOT_FROM_LOG: only others than the log signed it.
    """
    note, logs = read_note(content), tuple(logs)
    checkpoint = checkpoint_in(note.text)
    signed = verified(note, (*logs, *witnesses))
    if not any(found.key in logs and found.key.name == checkpoint.origin for found in signed):
        raise NOT_FROM_LOG(origin=checkpoint.origin, known=", ".join(sorted(key.name for key in logs)))
    return SignedCheckpoint(checkpoint=checkpoint, note=note, signed=signed)


def signed_note(checkpoint: Checkpoint, keys: Sequence[SigningKey], *, at_s: int) -> Note:
    """The note that a log publishes, with a signature of each key; `at_s` is what keys that tell the time say."""
    text = checkpoint.text()
    return Note(text=text, signatures=tuple(sign(text, key, at_s=at_s) for key in keys))


def with_signatures(note: Note, added: Iterable[Signature]) -> Note:
    """The note with more signatures; a later one of the same key takes the place of the earlier."""
    kept = {(signature.name, signature.key_id): signature for signature in note.signatures}
    kept.update({(signature.name, signature.key_id): signature for signature in added})
    return Note(text=note.text, signatures=tuple(kept.values()))
