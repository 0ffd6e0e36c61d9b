"""The files of a log in a bucket: what is stored there is stored whole, and lasts once the service said so.

Source: a store gives every later reader the object that was put, or the one before it, never a part of one (Amazon S3,
"Data consistency model", since December 2020).
"""

from collections.abc import Sequence
from typing import Any

import fsspec

from evenhand.foundation.problems import ProblemKind

STORE_UNREADABLE = ProblemKind(
    code="sources.store-unreadable",
    blame="operator",
    message="The log's files at {address} cannot be reached: {fault}. Check the address, the permissions and that the "
    "file system's package is installed.",
)
NO_JOURNAL = ProblemKind(
    code="sources.no-journal",
    blame="operator",
    message="{size} bytes cannot be written at {offset} of {path}: a bucket holds no journal. Let a database give "
    "entries their places, or keep the log in a folder.",
)


class Objects:
    """A bucket of any service that fsspec knows (see evenhand.ledger.storage.Disk); also what is published in it.

    A file under a new name waits in memory until it is given its name: that is when it is put. A journal cannot lie
    here, for no object is written into; a log in a bucket needs another sequencer.
    """

    def __init__(self, address: str) -> None:
        """Name the place.

        Args:
            address: `s3://bucket/log` and the like.

        Raises:
            STORE_UNREADABLE: no file system has such addresses.
        """
        self.address = address
        self._waiting: dict[str, bytes] = {}
        try:
            self._system, self._root = fsspec.core.url_to_fs(address)
        except (OSError, ImportError, ValueError) as fault:
            raise STORE_UNREADABLE(address=address, fault=fault) from None

    def read(self, path: str) -> bytes | None:
        """The content of an object, or None where there is none.

        Raises:
            STORE_UNREADABLE: nobody answers.
        """
        if path in self._waiting:
            return self._waiting[path]
        try:
            return bytes(self._asked("cat_file", self._at(path)))
        except (FileNotFoundError, IsADirectoryError):
            return None

    def names(self, folder: str) -> list[str]:
        """What lies under a folder, sorted; nothing where there is none."""
        self._system.invalidate_cache()
        try:
            found = self._asked("ls", self._at(folder), detail=False)
        except (FileNotFoundError, NotADirectoryError):
            return []
        return sorted(str(name).rstrip("/").rpartition("/")[2] for name in found)

    def make_folder(self, folder: str) -> None:
        """Nothing to do: a bucket has no folders."""

    def write(self, path: str, content: bytes) -> None:
        """Keep content until it is given a name that is read."""
        self._waiting[path] = content

    def write_at(self, path: str, offset: int, content: bytes) -> None:
        """Never done: no object is written into.

        Raises:
            NO_JOURNAL: always.
        """
        raise NO_JOURNAL(path=path, offset=offset, size=len(content))

    def rename(self, old: str, new: str) -> None:
        """Put the content under the name that is read, in one step."""
        self._system.makedirs(self._at(new.rpartition("/")[0]), exist_ok=True)
        self._asked("pipe_file", self._at(new), self._waiting.pop(old))

    def remove(self, path: str) -> None:
        """Take an object away."""
        try:
            self._asked("rm_file", self._at(path))
        except FileNotFoundError:
            return

    def sync(self, paths: Sequence[str]) -> None:
        """Nothing to do: what is put lasts when the service said so."""

    def sync_folders(self, folders: Sequence[str]) -> None:
        """Nothing to do, likewise."""

    def close(self) -> None:
        """Forget what was never named."""
        self._waiting.clear()

    def _at(self, path: str) -> str:
        return f"{self._root}/{path}".rstrip("/")

    def _asked(self, verb: str, *about: Any, **more: Any) -> Any:
        try:
            return getattr(self._system, verb)(*about, **more)
        except (FileNotFoundError, IsADirectoryError, NotADirectoryError):
            raise
        except OSError as fault:
            raise STORE_UNREADABLE(address=self.address, fault=fault) from None
