"""Files that survive: whole or not at all, on a disk that may lose power between any two steps.

A disk is a protocol of single steps, so that a test can cut the power after each of them. Source: POSIX fsync and
rename; a name lasts only once its folder was synced.
"""

from collections.abc import Mapping, Sequence
from typing import Protocol


class Disk(Protocol):
    """Single steps on a folder; paths are relative and use slashes. Nothing lasts before it was synced."""

    def read(self, path: str) -> bytes | None:
        """The content of a file, or None where there is none."""

    def names(self, folder: str) -> list[str]:
        """What lies in a folder, sorted; nothing where there is none."""

    def make_folder(self, folder: str) -> None:
        """Make a folder whose parent is there; all right if it is there itself."""

    def write(self, path: str, content: bytes) -> None:
        """Make a file anew with this content."""

    def write_at(self, path: str, offset: int, content: bytes) -> None:
        """Write into a file that is there."""

    def rename(self, old: str, new: str) -> None:
        """Give a file a new name, in place of any file that has it, in one step."""

    def remove(self, path: str) -> None:
        """Take a file away."""

    def sync(self, paths: Sequence[str]) -> None:
        """Come back when the contents of these files last."""

    def sync_folders(self, folders: Sequence[str]) -> None:
        """Come back when the names in these folders last."""


ROOT = ""
_NEW = ".new"


class Files:
    """Files that are replaced whole, many at a time."""

    def __init__(self, disk: Disk) -> None:
        self._disk = disk
        self._lasting: set[str] = set()

    def read(self, path: str) -> bytes | None:
        """The content of a file, or None where there is none."""
        return self._disk.read(path)

    def replace(self, contents: Mapping[str, bytes]) -> None:
        """Write files; when this comes back all of them last, and each is never seen half-written."""
        self.make_folders({_folder(path) for path in contents})
        for path, content in contents.items():
            self._disk.write(path + _NEW, content)
        self._disk.sync([path + _NEW for path in contents])
        for path in contents:
            self._disk.rename(path + _NEW, path)
        self._disk.sync_folders(sorted({_folder(path) for path in contents}))

    def make_folders(self, folders: set[str]) -> None:
        """Folders with all that they lie in, lasting; made once, or made sure of once where they are there."""
        made = {parent for folder in folders for parent in _lineage(folder)} - self._lasting
        for folder in sorted(made):
            self._disk.make_folder(folder)
        if made:
            self._disk.sync_folders(sorted({_folder(folder) for folder in made}))
        self._lasting |= made


def _folder(path: str) -> str:
    return path.rpartition("/")[0]


def _lineage(folder: str) -> list[str]:
    """A folder and all that it lies in, without the root."""
    parts = folder.split("/") if folder else []
    return ["/".join(parts[: count + 1]) for count in range(len(parts))]
