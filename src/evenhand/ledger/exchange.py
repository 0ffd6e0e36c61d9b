"""What witnesses tell each other without the server: the checkpoints that each saw, and what they show together."""

import base64
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from evenhand.foundation.canonical import canonical_bytes
from evenhand.foundation.problems import Problem, ProblemKind
from evenhand.ledger.checkpoints import Checkpoint
from evenhand.ledger.notes import from_base64
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


def hold(mine: Iterable[bytes], theirs: Iterable[bytes], *, trust: Trust, blobs: Blobs | None) -> Held:
    """Hold what another witness saw against what this one did.

    Args:
        mine: signed notes that this witness kept.
        theirs: those of the other; what the log did not sign is passed over, for anybody can write it.
        trust: the keys of the log.
        blobs: the log as it shows itself here, for trees of different sizes; None to compare equal sizes only.

    Raises:
        What `blobs` raises where the log cannot be reached.
    """
    ours, (others, passed_over) = _opened(mine, trust)[0], _opened(theirs, trust)
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


def _last(notes: Mapping[Checkpoint, bytes]) -> bytes:
    return notes[max(notes, key=lambda found: found.size)]
