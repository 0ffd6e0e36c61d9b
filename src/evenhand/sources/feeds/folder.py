"""A folder (or a file) that is looked at again and again: what has come to rest is taken into the lake as it lies.

A file counts as written when it has looked the same for a while and, where the system can tell (Linux, files of one's
own), when nobody has it open for writing. Files stay where they are, unless they are to be moved once taken.
"""

import fcntl
import os
import shutil
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from evenhand.sources.feeds.feed import FeedEvent, Tell

SETTLED_S = 2.0
"""A file that was not touched for this long is taken to be whole."""
_UNFINISHED = (".part", ".tmp", ".temp", ".crdownload", ".partial", ".filepart", ".swp", "~")


@dataclass(frozen=True, slots=True)
class _Look:
    """What tells that a file is the same as at the last look."""

    inode: int
    size: int
    modified_ns: int


class FolderFeed:
    """The files of a folder and of the folders in it."""

    def __init__(self, path: Path, *, tell: Tell, move_to: Path | None = None, monotonic: Callable[[], float]) -> None:
        """A feed of `path`; files that are in the lake are moved to `move_to`, where that is given."""
        self._path, self._tell, self._move_to, self._monotonic = path, tell, move_to, monotonic
        self._seen: dict[Path, tuple[_Look, float]] = {}
        self._done: dict[Path, _Look] = {}
        self._gone = False
        self._outside: set[Path] = set()

    @property
    def name(self) -> str:
        """The folder."""
        return str(self._path)

    def start(self) -> None:
        """Nothing to start: the folder is looked at when asked."""

    def stop(self) -> None:
        """Nothing to stop."""

    def receive_once(self) -> None:
        """Nothing to do: the files are there."""

    def ready(self, *, everything: bool) -> Sequence[Path]:
        """Files that have come to rest and were not taken yet, oldest first.

        Args:
            everything: also those that were touched a moment ago, if nobody writes to them.
        """
        now, found = self._monotonic(), self._looks()
        self._seen = {path: kept for path, kept in self._seen.items() if path in found}
        self._done = {path: look for path, look in self._done.items() if path in found}
        resting = []
        for path, look in found.items():
            if self._done.get(path) == look:
                continue
            before = self._seen.get(path)
            if before is None or before[0] != look:
                self._seen[path] = before = (look, now)
            rests = everything or now - before[1] >= SETTLED_S or _age_s(look) >= 10 * SETTLED_S
            if rests and not _is_being_written(path):
                resting.append((look.modified_ns, path))
        return [path for _modified, path in sorted(resting)]

    def taken(self, path: Path) -> None:
        """A file is in the lake."""
        self._remember(path)
        if self._move_to is not None:
            with suppress(OSError):
                self._move_to.mkdir(parents=True, exist_ok=True)
                shutil.move(path, _free_name(self._move_to / path.name))

    def refused(self, path: Path) -> None:
        """A file can be read by nobody: it is left alone until it changes."""
        self._remember(path)

    def _remember(self, path: Path) -> None:
        """As it was when it was handed out: what somebody wrote to it since makes it another file."""
        self._done[path] = self._seen[path][0]

    def _looks(self) -> dict[Path, _Look]:
        """All files by name; not hidden ones, those that say that they are not finished, and links out of the folder.

        Who may write to a folder could else have any file of this machine read, and moved.
        """
        if not self._path.exists():
            if not self._gone:
                self._tell(FeedEvent(feed=self.name, what="gone"))
            self._gone = True
            return {}
        self._gone = False
        root = self._path.resolve()
        candidates = sorted(self._path.rglob("*")) if self._path.is_dir() else [self._path]
        looks = {}
        for path in candidates:
            hidden = any(part.startswith(".") for part in path.relative_to(self._path).parts)
            if hidden or path.name.lower().endswith(_UNFINISHED) or not path.is_file():
                continue
            if self._move_to is not None and path.is_relative_to(self._move_to):
                continue
            with suppress(OSError):
                if path.resolve().is_relative_to(root):
                    looks[path] = _look(path)
                elif path not in self._outside:
                    self._outside.add(path)
                    self._tell(FeedEvent(feed=self.name, what="outside", details={"name": path.name}))
        return looks


def _look(path: Path) -> _Look:
    found = path.stat()
    return _Look(found.st_ino, found.st_size, found.st_mtime_ns)


def _age_s(look: _Look) -> float:
    """How long ago the file says it was touched; a file from before the start need not be looked at twice."""
    return time.time() - look.modified_ns / 1e9


def _is_being_written(path: Path) -> bool:
    """Whether some process has the file open for writing; False where the system does not tell.

    Source: fcntl(2), F_SETLEASE: a read lease is refused while the file is open for writing.
    """
    if not hasattr(fcntl, "F_SETLEASE"):
        return False
    try:
        handle = os.open(path, os.O_RDONLY)
    except OSError:
        return False
    try:
        fcntl.fcntl(handle, fcntl.F_SETLEASE, fcntl.F_RDLCK)
        fcntl.fcntl(handle, fcntl.F_SETLEASE, fcntl.F_UNLCK)
    except BlockingIOError:
        return True
    except OSError:  # a file of somebody else, or a file system without leases
        return False
    finally:
        os.close(handle)
    return False


def _free_name(path: Path) -> Path:
    number, free = 1, path
    while free.exists():
        number += 1
        free = path.with_name(f"{path.stem}-{number}{path.suffix}")
    return free
