"""The journal of a feed: every message is on the disk before its sender is told so.

    journal/<feed>/<name>.open    being written: records are appended, and forced to the disk many at a time
                   <name>.jsonl   sealed: an ordinary source file, taken into the lake and then removed (or kept)

What is acknowledged survives a crash at any point: `append` answers after fsync. A crash leaves an `.open` segment,
which the next start cuts at its last whole record and seals. Taking a segment into the lake is idempotent by its
hash, so a crash between that and its removal costs nothing.

Source: group commit as databases do it (Gray & Reuter, Transaction Processing, 9.4.7); POSIX fsync and rename.
"""

import queue
import threading
from collections.abc import Callable, Sequence
from concurrent.futures import Future
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import IO

from evenhand.foundation.problems import ProblemKind
from evenhand.sources.feeds.files import SegmentFiles
from evenhand.sources.feeds.records import Heading, Message, line_of, whole_part

JOURNAL_FULL = ProblemKind(
    code="sources.journal-full",
    blame="operator",
    message="{folder} has {free} MB left, less than the {reserve} MB kept for the lake. Nothing more is acknowledged "
    "until there is room; senders keep what they have. Make room on the disk.",
)
JOURNAL_BROKEN = ProblemKind(
    code="sources.journal-broken",
    blame="operator",
    message="The journal in {folder} cannot be written: {fault}. Nothing more is acknowledged until it can; senders "
    "keep what they have. Look at the disk.",
)

RESERVE = 64 << 20
"""Bytes of the disk that are left to the lake and the state, so that journals can still be taken in and removed."""
ROLL_BYTES = 64 << 20
_OPEN, _SEALED = ".open", ".jsonl"


@dataclass(slots=True)
class _Segment:
    """The segment that is being written."""

    path: Path
    handle: IO[bytes]
    opened_at: datetime
    length: int = 0
    """Bytes that are known to be on the disk."""


@dataclass(frozen=True, slots=True)
class _Waiting:
    line: bytes
    done: "Future[None]" = field(default_factory=Future)


class Journal:
    """A folder with the messages of one feed. One process writes it at a time; its threads may append at once."""

    def __init__(self, folder: Path, *, feed: str, clock: Callable[[], datetime], files: SegmentFiles) -> None:
        """The journal in `folder`, which is made; segments that a crash left open are cut and sealed.

        Args:
            folder: where it lies; nobody else writes there.
            feed: the address of the feed without secrets, as the segments will name it.
            clock: the time.
            files: the file system.
        """
        self.folder = folder
        self.feed = feed
        self.cut_bytes = 0
        """Bytes of half-written records that the start found and cut."""
        self._clock, self._files = clock, files
        self._number = 0
        self._segment: _Segment | None = None
        self._writing = threading.Lock()
        self._queue: queue.SimpleQueue[_Waiting | None] = queue.SimpleQueue()
        files.make_folder(folder)
        self._recover()
        self._thread = threading.Thread(target=self._write_on, name=f"journal {folder.name}", daemon=True)
        self._thread.start()

    # Writing ---------------------------------------------------------------------------------------------------

    def append(self, message: Message) -> "Future[None]":
        """Write a message; the future is done once it is on the disk, and only then may it be acknowledged.

        The future raises JOURNAL_FULL or JOURNAL_BROKEN where that failed: then the message is not in the journal.
        """
        waiting = _Waiting(line_of(message))
        self._queue.put(waiting)
        return waiting.done

    def close(self) -> None:
        """Write what waits, and seal. Nothing may be appended afterwards."""
        self._queue.put(None)
        self._thread.join()
        self.seal()

    def _write_on(self) -> None:
        """The thread that writes: everything that came while the last commit ran goes into the next."""
        while (first := self._queue.get()) is not None:
            group, ended = [first], False
            while not self._queue.empty():
                one = self._queue.get()
                if one is None:
                    ended = True
                    break
                group.append(one)
            self._commit(group)
            if ended:
                return

    def _commit(self, group: Sequence[_Waiting]) -> None:
        wanted = [one for one in group if one.done.set_running_or_notify_cancel()]
        problem: Exception | None = None
        with self._writing:
            try:
                self._require_room(sum(len(one.line) for one in wanted))
                self._write(b"".join(one.line for one in wanted))
            except OSError as fault:
                self._abandon()
                problem = JOURNAL_BROKEN(folder=self.folder, fault=fault.strerror or str(fault))
            except Exception as other:  # whoever waits must be told, whatever it was
                problem = other
        for one in wanted:
            if problem is None:
                one.done.set_result(None)
            else:
                one.done.set_exception(problem)

    def _write(self, data: bytes) -> None:
        if self._segment is None:
            self._segment = self._opened()
        segment = self._segment
        self._files.write(segment.handle, data)
        self._files.sync(segment.handle)
        segment.length += len(data)
        if segment.length >= ROLL_BYTES:
            self._seal(segment)

    def _opened(self) -> _Segment:
        now = self._clock()
        path = self._new_path(now)
        handle = self._files.create(path)
        heading = line_of(Heading(feed=self.feed, opened_at=now, number=self._number))
        segment = _Segment(path=path, handle=handle, opened_at=now)
        try:
            self._files.write(handle, heading)
            self._files.sync(handle)
            self._files.sync_folder(self.folder)
        except OSError:
            handle.close()
            raise
        segment.length = len(heading)
        return segment

    def _new_path(self, now: datetime) -> Path:
        """A name that no segment has, open or sealed: a clock may stand still or be set back."""
        while True:
            self._number += 1
            name = f"{self.folder.name}-{now:%Y%m%dT%H%M%S}{now.microsecond:06d}Z-{self._number:06d}{_OPEN}"
            path = self.folder / name
            if not path.exists() and not path.with_suffix(_SEALED).exists():
                return path

    def _require_room(self, needed: int) -> None:
        free = self._files.free_bytes(self.folder)
        if free < RESERVE + needed:
            raise JOURNAL_FULL(folder=self.folder, free=free >> 20, reserve=RESERVE >> 20)

    def _abandon(self) -> None:
        """After a fault nobody knows what the disk holds beyond the last commit: cut there, and go on in a new file.

        An fsync that failed once must not be tried again on the same file: it may then succeed without having written.
        Source: Rebello et al., Can Applications Recover from fsync Failures?, USENIX ATC 2020.
        """
        segment, self._segment = self._segment, None
        if segment is None:
            return
        with suppress(OSError):  # `_recover` comes to it all the same
            self._files.close(segment.handle)
            self._files.truncate(segment.path, segment.length)

    # Segments --------------------------------------------------------------------------------------------------

    def seal(self, *, older_than: timedelta = timedelta(0)) -> None:
        """Close the segment that is being written, if it has been open for at least `older_than`.

        Raises:
            OSError: the disk refuses; the segment stays as it is for the next time.
        """
        with self._writing:
            segment = self._segment
            if segment is not None and not timedelta(0) <= self._clock() - segment.opened_at < older_than:
                self._seal(segment)
            self._recover()

    def sealed(self) -> tuple[Path, ...]:
        """The segments that can be taken in, oldest first."""
        return self._files.names(self.folder, _SEALED)

    def remove(self, segment: Path) -> None:
        """A segment that is in the lake."""
        self._files.remove(segment)

    def put_aside(self, segment: Path, folder: str) -> Path:
        """Move a sealed segment into a folder beside: kept by request, or refused."""
        aside = self.folder / folder
        self._files.make_folder(aside)
        self._files.rename(segment, aside / segment.name)
        return aside / segment.name

    def _seal(self, segment: _Segment) -> None:
        self._segment = None
        self._files.close(segment.handle)
        self._give_name(segment.path)

    def _give_name(self, path: Path) -> None:
        self._files.rename(path, path.with_suffix(_SEALED))
        self._files.sync_folder(self.folder)

    def _recover(self) -> None:
        """Segments that were left open, by a crash or a fault of the disk: cut what is torn, and seal."""
        for path in self._files.names(self.folder, _OPEN):
            if self._segment is not None and path == self._segment.path:
                continue
            whole, size = whole_part(path), path.stat().st_size
            self.cut_bytes += size - whole.length
            if not whole.messages:
                self._files.remove(path)
                continue
            if whole.length < size:
                self._files.truncate(path, whole.length)
            self._give_name(path)
