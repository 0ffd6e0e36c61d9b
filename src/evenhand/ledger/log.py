"""The log: entries in, indices out, tiles and signed checkpoints for anybody to read.

An append lasts when it comes back. Tiles follow in bulk; a checkpoint is signed only once all that it speaks of lasts.
Sources: C2SP tlog-tiles v0.1.0; C2SP tlog-checkpoint v1.0.0.
"""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from evenhand.foundation.problems import Problem, ProblemKind
from evenhand.ledger.checkpoints import (
    Checkpoint,
    SignedCheckpoint,
    checkpoint_in,
    open_checkpoint,
    signed_note,
    with_signatures,
)
from evenhand.ledger.journal import FOLDER, Journal
from evenhand.ledger.merkle import HASH_BYTES, inclusion_proof, leaf_hashes
from evenhand.ledger.notes import Note, Signature, SigningKey, VerifierKey, verified
from evenhand.ledger.proofs import Proof
from evenhand.ledger.storage import Disk, Files
from evenhand.ledger.tiles import (
    ENTRY_BYTES,
    WIDTH,
    Edge,
    TileTree,
    bundle,
    edge_at,
    entries_path,
    tile_path,
    width_at,
)

LOG_DAMAGED = ProblemKind(
    code="ledger.log-damaged",
    blame="operator",
    message="The log on this disk does not hold what it signed: {fault}. Nothing more is signed; restore the "
    "disk, and let "
    "the witnesses say what they saw.",
)
STALE_COSIGNATURE = ProblemKind(
    code="ledger.stale-cosignature",
    blame="state",
    message="The cosignature is of a checkpoint that is no longer the newest ({size} entries now). Cosign the new one.",
)

LOG_STOPPED = ProblemKind(
    code="ledger.log-stopped",
    blame="operator",
    message="A write to the log of {origin} failed, and nobody knows what of it lasts. Open the log again: that "
    "finds out.",
)

CHECKPOINT = "checkpoint"
_STATE = "state/tree"
_GATHER = 1 << 16
"""So many entries are gathered at most before their tiles are written."""


class Sequencer(Protocol):
    """Gives entries their places, for good. A journal does it here; a database that several servers share can."""

    def since(self, first: int) -> Iterator[tuple[int, list[bytes]]]:
        """What was kept beyond entry `first`, in order, in pieces that each begin with the entry of that number."""

    def append(self, first: int, entries: Sequence[bytes]) -> None:
        """Keep entries from number `first` on; they last when this comes back."""

    def settled(self, size: int) -> None:
        """All up to `size` is in tiles that last, and need not be kept here any longer."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _State:
    """How far the tiles go."""

    size: int
    root: bytes

    def content(self) -> bytes:
        return Checkpoint(origin="tree", size=self.size, root=self.root).text().encode()


class Log:
    """A log on a disk of its own. One process at a time may have it; whoever opens it holds the disk's lock."""

    def __init__(
        self,
        disk: Disk,
        *,
        origin: str,
        keys: Sequence[SigningKey],
        former: Sequence[VerifierKey] = (),
        sequencer: Sequencer | None = None,
    ) -> None:
        """Open the log, or begin one, and take back what was acknowledged.

        Args:
            disk: where the log lies.
            origin: its name; the first line of its checkpoints.
            keys: the first signs texts; others may cosign, and so tell the time.
            former: keys with which it signed before the first was put in their place.
            sequencer: who gives entries their places; a journal on the same disk if nobody is named.

        Raises:
            LOG_DAMAGED, TILE_MISSING, TILE_DAMAGED, NOT_A_CHECKPOINT: the disk does not hold what was signed.
            JOURNAL_DAMAGED: see `Journal.since`.
        """
        self._disk, self._files = disk, Files(disk)
        self._sequencer = Journal(disk) if sequencer is None else sequencer
        self._origin, self._keys = origin, tuple(keys)
        self._known = (self._keys[0].verifier, *former)
        self._stopped = False
        self._files.make_folders({"state", FOLDER, "tile", "tile/entries"})
        self._edge, self._tail = self._settled()
        self._pending: list[bytes] = []
        self.catch_up()
        self._integrate()
        self._newest = self._published()

    @property
    def size(self) -> int:
        """How many entries were acknowledged."""
        return self._edge.size + len(self._pending)

    def catch_up(self) -> None:
        """Take from the sequencer what is not here yet: at opening, and where others append through it too."""
        for first, entries in self._sequencer.since(self.size):
            if first > self.size:
                raise LOG_DAMAGED(fault=f"the journal goes on at entry {first}, the log ends at {self.size}")
            self._pending.extend(entries[self.size - first :])

    def append(self, entries: Sequence[bytes]) -> range:
        """Take entries in, all or none; their indices. They last when this comes back.

        Raises:
            ENTRY_TOO_LONG: one has more than 65,535 bytes; nothing was taken in.
        """
        first = self.size
        if entries:
            if max(map(len, entries)) > ENTRY_BYTES:
                bundle(entries)  # refuses what is too long before anything is written
            with self._writing():
                self._sequencer.append(first, entries)
                self._pending.extend(entries)
                if len(self._pending) >= _GATHER:
                    self._integrate()
        return range(first, self.size)

    def publish(self, now: datetime) -> SignedCheckpoint:
        """Sign all that was taken in; the checkpoint lasts, and its tiles do, when this comes back."""
        with self._writing():
            self._integrate()
        found = Checkpoint(origin=self._origin, size=self._edge.size, root=self._edge.root())
        note = signed_note(found, self._keys, at_s=int(now.timestamp()))
        return self._publish(note)

    def add_cosignatures(self, signatures: Iterable[Signature], witnesses: Iterable[VerifierKey]) -> SignedCheckpoint:
        """Put cosignatures of known witnesses under the newest checkpoint; those of others are passed over.

        Raises:
            STALE_COSIGNATURE: nothing was published, or they are of another checkpoint.
        """
        newest, witnesses = self._newest, tuple(witnesses)
        known = {(key.name, key.id) for key in witnesses}
        wanted = [found for found in signatures if (found.name, found.key_id) in known]
        if newest is None or not wanted:
            raise STALE_COSIGNATURE(size=self.size)
        try:
            verified(Note(text=newest.note.text, signatures=tuple(wanted)), witnesses)
        except Problem as problem:
            raise STALE_COSIGNATURE(size=newest.checkpoint.size) from problem
        return self._publish(with_signatures(newest.note, wanted))

    def prove(self, index: int) -> Proof:
        """The proof that entry `index` is in the newest checkpoint.

        Raises:
            NOT_IN_TREE: it is not, or nothing was published yet.
        """
        size = 0 if self._newest is None else self._newest.checkpoint.size
        path = inclusion_proof(TileTree(self._files, size), index, size)
        content = b"" if self._newest is None else self._newest.note.content()
        return Proof(index=index, path=path, checkpoint=content)

    def _publish(self, note: Note) -> SignedCheckpoint:
        content = note.content()
        with self._writing():
            self._files.replace({CHECKPOINT: content})
        self._newest = open_checkpoint(content, logs=self._known)
        return self._newest

    def _integrate(self) -> None:
        """Write the tiles of what is pending: whole and partial ones first, then the state that says so."""
        if self._pending:
            edge, tail, files = self._edge.copy(), self._tail + self._pending, {}
            begin = edge.size - len(self._tail)
            for level, index, content in edge.extend(leaf_hashes(self._pending)):
                files[tile_path(level, index)] = content
            for level, index, content in edge.tiles():
                files[tile_path(level, index, len(content) // HASH_BYTES)] = content
            for at in range(0, len(tail), WIDTH):
                entries = tail[at : at + WIDTH]
                files[entries_path((begin + at) // WIDTH, len(entries))] = bundle(entries)
            self._files.replace(files)
            self._files.replace({_STATE: _State(size=edge.size, root=edge.root()).content()})
            self._edge, self._tail, self._pending = edge, tail[len(tail) - edge.size % WIDTH :], []
            self._forget_partial(files)
        self._sequencer.settled(self._edge.size)

    def _forget_partial(self, written: Iterable[str]) -> None:
        """Take away the partial forms of what is full now. Source: tlog-tiles, "Partial Tiles"."""
        for path in written:
            if ".p/" not in path:
                for name in self._disk.names(f"{path}.p"):
                    self._disk.remove(f"{path}.p/{name}")

    @contextmanager
    def _writing(self) -> Iterator[None]:
        """After a write that failed nothing is certain: a sync that failed once may succeed and keep nothing."""
        if self._stopped:
            raise LOG_STOPPED(origin=self._origin)
        self._stopped = True
        yield
        self._stopped = False

    def _settled(self) -> tuple[Edge, list[bytes]]:
        """The edge and the entries of the last bundle, as the state on disk says, checked against the tiles."""
        content = self._disk.read(_STATE)
        if content is None:
            return Edge(), []
        self._disk.sync_folders(["state"])  # the last rename may not last yet
        state = checkpoint_in(content.decode())
        edge = edge_at(self._files, state.size)
        if edge.root() != state.root:
            raise LOG_DAMAGED(fault=f"its tiles of {state.size} entries have another root")
        width = width_at(0, state.size // WIDTH, state.size)
        tail = TileTree(self._files, state.size).entries(state.size // WIDTH) if width else []
        if leaf_hashes(tail) != (edge.partial[0] if edge.partial else b""):
            raise LOG_DAMAGED(fault=f"its last bundle of {state.size} entries has another content")
        return edge, tail

    def _published(self) -> SignedCheckpoint | None:
        """The checkpoint on disk, which must be of a tree that this log holds."""
        content = self._disk.read(CHECKPOINT)
        if content is None:
            return None
        opened = open_checkpoint(content, logs=self._known)
        found = opened.checkpoint
        if found.size > self.size:
            raise LOG_DAMAGED(fault=f"{found.size} entries were signed, {self.size} are here")
        if edge_at(self._files, found.size).root() != found.root:
            raise LOG_DAMAGED(fault=f"its first {found.size} entries have another root than was signed")
        return opened
