"""Proofs that stand alone: an index, its path, and the checkpoint that it leads to.

Source: C2SP tlog-proof (2026-07).
"""

import base64
from collections.abc import Iterable
from dataclasses import dataclass

from evenhand.foundation.problems import ProblemKind
from evenhand.ledger.checkpoints import SignedCheckpoint, open_checkpoint, read_number
from evenhand.ledger.merkle import HASH_BYTES, leaf_hash, verify_inclusion
from evenhand.ledger.notes import VerifierKey, from_base64

NOT_A_PROOF = ProblemKind(
    code="ledger.not-a-proof",
    blame="caller",
    message="This is no proof of a log: {fault}. Ask the log for the proof again.",
)

HEADER = "c2sp.org/tlog-proof@v1"
PROOF_HASHES = 64
"""More steps than a tree of 2**63 entries has."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Proof:
    """That an entry is number `index` of the log that `checkpoint` speaks of."""

    index: int
    path: tuple[bytes, ...]
    checkpoint: bytes
    """The signed note, as the log and its witnesses published it."""
    extra: bytes | None = None
    """Whatever came along. Nobody signed it."""

    def content(self) -> bytes:
        """The proof as a file."""
        lines = [HEADER]
        if self.extra is not None:
            lines.append(f"extra {base64.b64encode(self.extra).decode()}")
        lines.append(f"index {self.index}")
        lines.extend(base64.b64encode(found).decode() for found in self.path)
        return "\n".join([*lines, "", ""]).encode() + self.checkpoint


def read_proof(content: bytes) -> Proof:
    """A proof taken apart; nothing is verified.

    Raises:
        NOT_A_PROOF: it has another form.
    """
    head, _, checkpoint = content.partition(b"\n\n")
    try:
        lines = head.decode().split("\n")
    except UnicodeDecodeError:
        raise NOT_A_PROOF(fault="it is not UTF-8") from None
    if lines.pop(0) != HEADER:
        raise NOT_A_PROOF(fault=f"its first line is not {HEADER}")
    extra = None
    if lines and lines[0].startswith("extra "):
        extra = from_base64(lines.pop(0).removeprefix("extra "))
        if extra is None:
            raise NOT_A_PROOF(fault="what follows the word extra is not base64")
    index = read_number(lines.pop(0).removeprefix("index ")) if lines and lines[0].startswith("index ") else None
    if index is None:
        raise NOT_A_PROOF(fault="it does not say which entry it is of")
    path = read_hashes(lines)
    if path is None or len(path) > PROOF_HASHES:
        raise NOT_A_PROOF(fault="a line of its path is no hash, or there are too many")
    return Proof(index=index, path=path, checkpoint=checkpoint, extra=extra)


def read_hashes(lines: Iterable[str]) -> tuple[bytes, ...] | None:
    """Hashes from their lines in base64; None if one is none."""
    found = []
    for line in lines:
        value = from_base64(line)
        if value is None or len(value) != HASH_BYTES:
            return None
        found.append(value)
    return tuple(found)


def verify_proof(
    proof: Proof, entry: bytes, *, logs: Iterable[VerifierKey], witnesses: Iterable[VerifierKey] = ()
) -> SignedCheckpoint:
    """The checkpoint of a proof, once the entry was proved to be in its tree.

    Raises:
        NOTE_MALFORMED, NOT_A_CHECKPOINT, SIGNATURE_BAD, NOT_SIGNED, NOT_FROM_LOG: see `open_checkpoint`.
        NOT_INCLUDED: see `verify_inclusion`.
    """
    opened = open_checkpoint(proof.checkpoint, logs=logs, witnesses=witnesses)
    found = opened.checkpoint
    verify_inclusion(leaf_hash(entry), proof.path, index=proof.index, size=found.size, root=found.root)
    return opened
