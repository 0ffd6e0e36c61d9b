"""The files of a log: a folder that syncs, and what is published read from a folder or an address."""

import fcntl
import os
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from io import TextIOWrapper
from pathlib import Path

from evenhand.foundation.problems import ProblemKind

LOG_IN_USE = ProblemKind(
    code="sources.log-in-use",
    blame="state",
    message="{folder} is in use by another process. Wait for it to end, or end it.",
)

_LOCK = ".lock"
_PIECE_BYTES = 1 << 16
_AGAIN_S = 0.02
_TOGETHER = 16
"""So many syncs wait at a time: the file system makes one commit of theirs."""


def read_file(path: str, most: int = 1 << 40) -> bytes | None:
    """The content of a file, `most` bytes of it at most; None where there is none."""
    try:
        handle = os.open(path, os.O_RDONLY | os.O_CLOEXEC)
    except (FileNotFoundError, NotADirectoryError):
        return None
    try:
        content = os.read(handle, min(most, os.fstat(handle).st_size))
        while len(content) < most and (part := os.read(handle, min(most - len(content), _PIECE_BYTES))):
            content += part
        return content
    except IsADirectoryError:
        return None
    finally:
        os.close(handle)


class Folder:
    """A folder on a disk of this machine (see evenhand.ledger.storage.Disk); also what is published in it."""

    def __init__(self, root: Path) -> None:
        self.root = root
        root.mkdir(parents=True, exist_ok=True)
        self._open: dict[str, int] = {}

    def read(self, path: str) -> bytes | None:
        """The content of a file, or None where there is none."""
        return read_file(f"{self.root}/{path}")

    def names(self, folder: str) -> list[str]:
        """What lies in a folder, sorted; nothing where there is none."""
        try:
            return sorted(os.listdir(self.root / folder))
        except FileNotFoundError:
            return []

    def make_folder(self, folder: str) -> None:
        """Make a folder whose parent is there; all right if it is there itself."""
        (self.root / folder).mkdir(exist_ok=True)

    def write(self, path: str, content: bytes) -> None:
        """Make a file anew with this content."""
        self._forget(path)
        with (self.root / path).open("wb", buffering=0) as file:
            _write_all(file.fileno(), content, None)

    def write_at(self, path: str, offset: int, content: bytes) -> None:
        """Write into a file that is there."""
        if path not in self._open:
            self._open[path] = os.open(self.root / path, os.O_RDWR)
        _write_all(self._open[path], content, offset)

    def rename(self, old: str, new: str) -> None:
        """Give a file a new name, in place of any file that has it, in one step."""
        self._forget(old)
        self._forget(new)
        (self.root / old).replace(self.root / new)

    def remove(self, path: str) -> None:
        """Take a file away."""
        self._forget(path)
        (self.root / path).unlink(missing_ok=True)

    def sync(self, paths: Sequence[str]) -> None:
        """Come back when the contents of these files last."""
        if len(paths) == 1 and paths[0] in self._open:
            os.fdatasync(self._open[paths[0]])  # the length is written too where it grew. Source: POSIX fdatasync
        else:
            _together([self.root / path for path in paths])

    def sync_folders(self, folders: Sequence[str]) -> None:
        """Come back when the names in these folders last."""
        _together([self.root / folder for folder in folders])

    @contextmanager
    def locked(self, *, wait_s: float = 0) -> Iterator[None]:
        """Hold the folder against other processes and threads, for as long as it is worked with.

        Raises:
            LOG_IN_USE: another one holds it, and still does after `wait_s` seconds.
        """
        until = time.monotonic() + wait_s
        with (self.root / _LOCK).open("a") as file:
            while not _is_taken(file):
                if time.monotonic() >= until:
                    raise LOG_IN_USE(folder=self.root)
                time.sleep(_AGAIN_S)
            yield

    def close(self) -> None:
        """Close what is open."""
        for path in list(self._open):
            self._forget(path)

    def _forget(self, path: str) -> None:
        handle = self._open.pop(path, None)
        if handle is not None:
            os.close(handle)


def _is_taken(file: TextIOWrapper) -> bool:
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _write_all(handle: int, content: bytes, offset: int | None) -> None:
    rest = memoryview(content)
    while rest:
        done = os.write(handle, rest) if offset is None else os.pwrite(handle, rest, offset)
        offset = None if offset is None else offset + done
        rest = rest[done:]


def _together(paths: Sequence[Path]) -> None:
    if len(paths) < 3:
        for path in paths:
            _sync(path)
        return
    with ThreadPoolExecutor(_TOGETHER) as pool:
        list(pool.map(_sync, paths))


def _sync(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
