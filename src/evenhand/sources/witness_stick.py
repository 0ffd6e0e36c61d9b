"""A stick between a log and a witness that share no network: the log's files there, what the witness says back.

On the stick: `log/` (the log's published files), and of each witness `<name>.cosignature`, `<name>.seen.json` and
`<name>.<alarm>.alarm`. Several witnesses may use one stick, and so tell each other what they saw.
"""

import re
from dataclasses import dataclass
from pathlib import Path

from evenhand.foundation.problems import Problem, ProblemKind
from evenhand.ledger.checkpoints import Checkpoint, checkpoint_in
from evenhand.ledger.copying import copy
from evenhand.ledger.exchange import told
from evenhand.ledger.log import CHECKPOINT
from evenhand.ledger.merkle import consistency_proof, verify_consistency
from evenhand.ledger.notes import read_note
from evenhand.ledger.storage import Files
from evenhand.ledger.tiles import Blobs, TileTree
from evenhand.sources.ledger_address import Address, published_at
from evenhand.sources.ledger_files import Folder
from evenhand.sources.witness_home import Home
from evenhand.sources.witness_rounds import Round

NOTHING_PUBLISHED = ProblemKind(
    code="sources.nothing-published",
    blame="missing",
    message="There is no checkpoint at {place}. Name the folder or the address under which the log publishes "
    "its files.",
)

LOG = "log"
_COSIGNATURE, _SEEN, _ALARM = ".cosignature", ".seen.json", ".alarm"


@dataclass(frozen=True, slots=True, kw_only=True)
class Carried:
    """What a courier brought."""

    files: int
    """Of the log, to the stick."""
    size: int
    taken: tuple[str, ...]
    """Files of witnesses that the log took."""
    refused: tuple[tuple[str, str], ...]
    """Files that it did not take, and why."""


def carry(place: str, stick: Path) -> Carried:
    """Copy to the stick what is new in the log, and hand in to the log what witnesses left on the stick.

    Args:
        place: the log's folder or address; things can be handed in to an address only.
        stick: the folder.

    Raises:
        NOTHING_PUBLISHED, NOTE_MALFORMED, NOT_A_CHECKPOINT, TILE_MISSING, LOG_UNREACHABLE: the log cannot be copied.
    """
    taken, refused = _hand_in(place, stick) if place.startswith("http") else ((), ())
    blobs = published_at(place)
    content = blobs.read(CHECKPOINT)
    if content is None:
        raise NOTHING_PUBLISHED(place=place)
    found, files = checkpoint_in(read_note(content).text), Files(Folder(stick / LOG))
    since = _held(blobs, files, found)
    count = copy(
        blobs, lambda path, part: files.replace({path: part}), size=found.size, checkpoint=content, since=since
    )
    return Carried(files=count, size=found.size, taken=taken, refused=refused)


def others_on(stick: Path, home: Home) -> tuple[str, ...]:
    """The files in which other witnesses wrote what they saw."""
    own = _name(home) + _SEEN
    return tuple(str(path) for path in sorted(stick.glob(f"*{_SEEN}")) if path.name != own)


def leave(stick: Path, home: Home, found: Round) -> list[str]:
    """Leave on the stick what this witness has to say; the names of the files."""
    evidence = [note for kept in home.alarms() for note in kept.signed.alarm.evidence]
    contents = {_name(home) + _SEEN: told(home.origin, home.key.name, [*home.seen(), *evidence])}
    if found.cosignature is not None:
        contents[_name(home) + _COSIGNATURE] = found.note
    for kept in home.alarms():
        if not kept.settled:
            contents[f"{_name(home)}.{kept.slug}{_ALARM}"] = kept.signed.content
    Files(Folder(stick)).replace(contents)
    return sorted(contents)


def _hand_in(place: str, stick: Path) -> tuple[tuple[str, ...], tuple[tuple[str, str], ...]]:
    taken, refused = [], []
    for suffix, path in ((_ALARM, "alarms"), (_COSIGNATURE, "cosignatures")):
        for file in sorted(stick.glob(f"*{suffix}")):
            reply = Address(place).send(path, file.read_bytes())
            if reply.status < 300:
                taken.append(file.name)
            else:
                words = reply.content[:200].decode(errors="replace").strip()
                refused.append((file.name, f"HTTP {reply.status} {words}"))
    return tuple(taken), tuple(refused)


def _held(blobs: Blobs, files: Files, found: Checkpoint) -> int:
    """How many entries the copy on the stick has that the log still has; 0 where they part, to be copied anew."""
    content = files.read(CHECKPOINT)
    try:
        before = checkpoint_in(read_note(content or b"").text)
        proof = consistency_proof(TileTree(blobs, found.size), before.size, found.size)
        verify_consistency(proof, old=before.size, old_root=before.root, size=found.size, root=found.root)
    except Problem:
        return 0
    return before.size


def _name(home: Home) -> str:
    return re.sub(r"[^a-zA-Z0-9.-]+", "-", home.key.name).strip(".-") or "witness"
