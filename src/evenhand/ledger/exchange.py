"""What witnesses tell each other without the server: the checkpoints that each saw, and what they show together."""

import base64
import json
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

from evenhand.foundation.canonical import canonical_bytes
from evenhand.foundation.problems import Problem, ProblemKind
from evenhand.ledger.checkpoints import Checkpoint, checkpoint_in
from evenhand.ledger.notes import from_base64, read_note
from evenhand.ledger.tiles import TILE_DAMAGED, TILE_MISSING, Blobs
from evenhand.ledger.witness import Finding, Trust, compare

NOT_WHAT_WAS_SEEN = ProblemKind(
    code="ledger.not-what-was-seen",
    blame="caller",
    message="This is not what a witness saw: {fault}. Ask the other witness to write it again.",
)

FORMAT = "evenhand.seen/1"
MOST_NOTES = 512
"""The newest ones are told; an older difference shows in them too, for each tree holds all that was before."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Held:
    """What came of holding what two witnesses saw against each other."""

    findings: tuple[Finding, ...]
    pairs: int
    ahead: int | None
    """The size of a tree that the other one saw and this log has not shown here; None if there is none."""
    passed_over: int
    """So many of its notes the log did not sign."""


def told(origin: str, witness: str, notes: Iterable[bytes]) -> bytes:
    """What a witness saw, as a file for others: no more than what the log signed, so it needs no signature."""
    packed = [base64.b64encode(note).decode() for note in list(notes)[-MOST_NOTES:]]
    return canonical_bytes({"format": FORMAT, "origin": origin, "witness": witness, "checkpoints": packed}) + b"\n"


def read_told(content: bytes) -> tuple[str, tuple[bytes, ...]]:
    """The name of the other witness, by its own word, and the notes that it saw; nothing is verified.

    Raises:
        NOT_WHAT_WAS_SEEN: it has another form.
    """
    try:
        facts = json.loads(content)
        notes = tuple(from_base64(note) for note in facts["checkpoints"])
        if facts["format"] != FORMAT or len(notes) > MOST_NOTES or None in notes:
            raise NOT_WHAT_WAS_SEEN(fault=f"it is not in the form {FORMAT}")
        name = str(facts["witness"])[:200]
        name.encode()  # half a surrogate pair is JSON, and no text that can be kept
        return name, tuple(note for note in notes if note is not None)
    except (ValueError, KeyError, TypeError, RecursionError) as fault:
        raise NOT_WHAT_WAS_SEEN(fault=f"{type(fault).__name__} in its JSON") from None


def sizes_said(notes: Iterable[bytes]) -> frozenset[int]:
    """The sizes that the notes speak of, whoever signed them; what is no checkpoint says none."""
    return frozenset(size for size in map(_size_said, notes) if size is not None)


def hold(mine: Iterable[bytes], theirs: Iterable[bytes], *, trust: Trust, blobs: Blobs | None) -> Held:
    """Hold what another witness saw against what this one did.

    Args:
        mine: signed notes that this witness kept. Only the newest, and those of a size that the other one speaks of,
            are verified: a memory of years costs no more than one of a day.
        theirs: those of the other; what the log did not sign is passed over, for anybody can write it.
        trust: the keys of the log.
        blobs: the log as it shows itself here, for trees of different sizes; None to compare equal sizes only.

    Raises:
        What `blobs` raises where the log cannot be reached.
    """
    others, passed_over = _opened(theirs, trust)
    ours = _needed(mine, {found.size for found in others}, trust)
    newest = max((found.size for found in ours), default=0)
    within = {found: note for found, note in others.items() if found.size <= newest}
    findings, pairs = compare(list(ours.values()), list(within.values()), trust=trust)
    if blobs is not None and ours and within and not findings:
        try:
            findings, more = compare([_last(ours)], [_last(within)], trust=trust, blobs=blobs)
            pairs += more
        except Problem as problem:
            if problem.kind not in {TILE_MISSING, TILE_DAMAGED}:
                raise  # what the log lacks is found, and told, by looking at it
    ahead = max((found.size for found in others if found.size > newest), default=None)
    return Held(findings=findings, pairs=pairs, ahead=ahead, passed_over=passed_over)


def _opened(notes: Iterable[bytes], trust: Trust) -> tuple[dict[Checkpoint, bytes], int]:
    found, passed_over = {}, 0
    for note in notes:
        try:
            found[trust.open(note).checkpoint] = note
        except Problem:
            passed_over += 1
    return found, passed_over


def _needed(notes: Iterable[bytes], sizes: Collection[int], trust: Trust) -> dict[Checkpoint, bytes]:
    """Those of `sizes` and the newest, verified."""
    by_size = [(size, note) for note in notes if (size := _size_said(note)) is not None]
    found: dict[Checkpoint, bytes] = {}
    for size, note in sorted(by_size, reverse=True):
        if not found or size in sizes:
            found |= _opened([note], trust)[0]
    return found


def _size_said(note: bytes) -> int | None:
    try:
        return checkpoint_in(read_note(note).text).size
    except Problem:
        return None


def _last(notes: Mapping[Checkpoint, bytes]) -> bytes:
    return notes[max(notes, key=lambda found: found.size)]
