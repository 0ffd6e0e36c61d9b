"""What a log and a witness say to each other over HTTP: bodies and answers, no sockets.

Source: C2SP tlog-witness v1.0.0, "add-checkpoint". The numbers are its HTTP statuses.
"""

import base64
import hashlib
from dataclasses import dataclass

from evenhand.foundation.problems import Problem, ProblemKind
from evenhand.ledger.checkpoints import Checkpoint, SignedCheckpoint, checkpoint_in, read_number, with_signatures
from evenhand.ledger.merkle import EMPTY_ROOT, verify_consistency
from evenhand.ledger.notes import SigningKey, read_note, sign
from evenhand.ledger.proofs import read_hashes
from evenhand.ledger.witness import Finding, Kind, Memory, Trust, cosigning_time, log_time, was_set_back

NOT_A_REQUEST = ProblemKind(
    code="ledger.not-a-request",
    blame="caller",
    message="This is no request to a witness: {fault}. Write it as C2SP tlog-witness says.",
)

PROOF_LINES = 63
SIZE_TYPE = "text/x.tlog.size"
TEXT_TYPE = "text/plain; charset=utf-8"


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """A checkpoint to be cosigned, and the proof from the one that was cosigned before."""

    old: int
    proof: tuple[bytes, ...]
    checkpoint: bytes

    def content(self) -> bytes:
        """The body of the request."""
        lines = [f"old {self.old}", *(base64.b64encode(found).decode() for found in self.proof)]
        return "".join(f"{line}\n" for line in [*lines, ""]).encode() + self.checkpoint


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What a witness answers, and what it has to remember before it does."""

    status: int
    content: bytes = b""
    content_type: str = TEXT_TYPE
    memory: Memory | None = None
    findings: tuple[Finding, ...] = ()
    """What the request itself shows: to be kept, and told to people."""


def read_request(content: bytes) -> Request:
    """The body of a request.

    Raises:
        NOT_A_REQUEST: it has another form.
    """
    head, found, checkpoint = content.partition(b"\n\n")
    lines = head.decode(errors="replace").split("\n")
    old = read_number(lines[0].removeprefix("old ")) if lines[0].startswith("old ") else None
    proof = read_hashes(lines[1:])
    if not found or old is None:
        raise NOT_A_REQUEST(fault="its first line says no old size, or no blank line follows the proof")
    if proof is None or len(proof) > PROOF_LINES:
        raise NOT_A_REQUEST(fault="a line of its proof is no hash, or there are too many")
    return Request(old=old, proof=proof, checkpoint=checkpoint)


def answer(content: bytes, memory: Memory | None, *, trust: Trust, key: SigningKey, now_s: int) -> Answer:
    """What a witness that remembers `memory` of this log answers to add-checkpoint.

    The caller keeps `Answer.memory` before it answers, and lets no other request come between.
    """
    try:
        request = read_request(content)
        claimed = checkpoint_in(read_note(request.checkpoint).text)
    except Problem as problem:
        return Answer(status=400, content=f"{problem}\n".encode())
    if not any(log.name == claimed.origin for log in trust.logs):
        return Answer(status=404)
    try:
        opened = trust.open_now(request.checkpoint)
    except Problem as problem:
        return Answer(status=403, content=f"{problem}\n".encode())
    return _judge(request, opened, memory, trust=trust, key=key, now_s=now_s)


def _judge(
    request: Request, opened: SignedCheckpoint, memory: Memory | None, *, trust: Trust, key: SigningKey, now_s: int
) -> Answer:
    found = opened.checkpoint
    if request.old > found.size:
        return Answer(status=400, content=b"The old size is larger than the checkpoint's.\n")
    nothing = Checkpoint(origin=found.origin, size=0, root=EMPTY_ROOT)
    seen = nothing if memory is None else trust.open(memory.note).checkpoint
    if memory is not None and found.size == seen.size and found.root != seen.root:
        details = {"size": found.size, "one": seen.root.hex(), "other": found.root.hex()}
        finding = Finding(kind=Kind.SPLIT_VIEW, details=details, evidence=(memory.note, request.checkpoint))
        return Answer(status=409, content=f"{seen.size}\n".encode(), content_type=SIZE_TYPE, findings=(finding,))
    if request.old != seen.size:
        return Answer(status=409, content=f"{seen.size}\n".encode(), content_type=SIZE_TYPE)
    try:
        verify_consistency(request.proof, old=seen.size, old_root=seen.root, size=found.size, root=found.root)
    except Problem as problem:
        return Answer(status=422, content=f"{problem}\n".encode())
    if was_set_back(memory, now_s):
        return Answer(status=500, content=b"The witness's clock was set back.\n")
    at_s = cosigning_time(memory, now_s)
    cosignature = sign(opened.note.text, key, at_s=at_s)
    note = with_signatures(opened.note, [cosignature]).content()
    log_at_s = max(log_time(opened), 0 if memory is None else memory.log_at_s)
    kept = Memory(note=note, log_at_s=log_at_s, cosigned_at_s=at_s)
    return Answer(status=200, content=cosignature.line().encode(), memory=kept)


def monitoring_path(origin: str) -> str:
    """Where a witness shows what it last cosigned of a log. Source: tlog-witness, "Monitor Retrieval"."""
    return f"{hashlib.sha256(origin.encode()).hexdigest()}/checkpoint"
