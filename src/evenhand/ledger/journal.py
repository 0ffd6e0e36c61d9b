"""The journal: where entries last until their tiles do.

One record an append, one sync a record: that is what an append costs. Records lie one after another in a file of
zeroes that was made before, so that a sync need not write a new length.
"""

import hashlib
import struct
from collections.abc import Iterator, Sequence

from evenhand.foundation.problems import ProblemKind
from evenhand.ledger.storage import Disk
from evenhand.ledger.tiles import bundle, entries_in

JOURNAL_DAMAGED = ProblemKind(
    code="ledger.journal-damaged",
    blame="operator",
    message="The journal {path} is damaged at byte {at}: {fault}. Entries that were acknowledged may be lost; "
    "restore the "
    "disk, and let the witnesses say what they saw.",
)

FOLDER = "journal"
ROOM_BYTES = 1 << 20
FULL_BYTES = 1 << 23
"""A journal longer than this is followed by a new one as soon as its entries are in tiles."""
_MAGIC = b"EHJ1"
_HEAD = struct.Struct(">4sQII")
_DIGEST_BYTES = 32


class Journal:
    """Appends of entries that last when they come back; a Sequencer (see `evenhand.ledger.log`)."""

    def __init__(self, disk: Disk, *, room: int = ROOM_BYTES, full: int = FULL_BYTES) -> None:
        self._disk, self._room, self._full = disk, room, full
        self._path, self._end = "", 0

    def since(self, first: int) -> Iterator[tuple[int, list[bytes]]]:
        """The records that reach beyond entry `first`, in order.

        What is read may not last yet; a log puts it into tiles that do before it acknowledges anything more.

        Raises:
            JOURNAL_DAMAGED: a record is broken and whole ones follow it: that was no power cut.
        """
        for path in self._paths():
            for begin, entries in _records(path, self._disk.read(path) or b""):
                if begin + len(entries) > first:
                    yield begin, entries

    def append(self, first: int, entries: Sequence[bytes]) -> None:
        """Write one record; when this comes back it lasts.

        Raises:
            ENTRY_TOO_LONG: see `bundle`; nothing was written.
        """
        content = bundle(entries)
        record = _HEAD.pack(_MAGIC, first, len(entries), len(content)) + content
        record += hashlib.sha256(record).digest()
        self._disk.write_at(self._path, self._end, record)
        self._disk.sync([self._path])
        self._end += len(record)

    def settled(self, size: int) -> None:
        """All up to `size` is in tiles: a new journal follows one that is full, and whatever an earlier run left."""
        if self._path and self._end <= self._full:
            return
        before = self._paths()
        count = max((int(path.rpartition(".")[2]) for path in before), default=-1) + 1
        path = f"{FOLDER}/{size:020d}.{count:06d}"
        self._disk.write(path, bytes(self._room))
        self._disk.sync([path])
        self._disk.sync_folders([FOLDER])
        for old in before:
            self._disk.remove(old)
        self._path, self._end = path, 0

    def _paths(self) -> list[str]:
        return [f"{FOLDER}/{name}" for name in self._disk.names(FOLDER)]


def _records(path: str, content: bytes) -> Iterator[tuple[int, list[bytes]]]:
    at = 0
    while (record := _record(content, at, path)) is not None:
        first, entries, at = record
        yield first, entries
    # A record that was cut off at the end was never acknowledged. One that others follow was damaged.
    later = content.find(_MAGIC, at + 1)
    while later >= 0:
        if _record(content, later, path) is not None:
            raise JOURNAL_DAMAGED(path=path, at=at, fault=f"a whole record follows at byte {later}")
        later = content.find(_MAGIC, later + 1)


def _record(content: bytes, at: int, path: str) -> tuple[int, list[bytes], int] | None:
    """First index, entries and end of the whole record at `at`; None where there is none."""
    head = content[at : at + _HEAD.size]
    if len(head) < _HEAD.size:
        return None
    magic, first, count, length = _HEAD.unpack(head)
    end = at + _HEAD.size + length
    if magic != _MAGIC or hashlib.sha256(content[at:end]).digest() != content[end : end + _DIGEST_BYTES]:
        return None
    return first, entries_in(content[at + _HEAD.size : end], path=path, count=count), end + _DIGEST_BYTES
