"""What a journal asks of the file system: the only place where it touches one."""

import os
import shutil
from pathlib import Path
from typing import IO


class SegmentFiles:
    """The file system. Tests put one in its place that fails at a chosen step."""

    def make_folder(self, folder: Path) -> None:
        """The folder and those above it, closed to other users; nothing happens if they are there."""
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)

    def create(self, path: Path) -> IO[bytes]:
        """A new file, unbuffered; one that is there is a mistake."""
        return path.open("xb", buffering=0)

    def write(self, handle: IO[bytes], data: bytes) -> None:
        """All of the data, however few bytes the system takes at a time."""
        rest = memoryview(data)
        while rest:
            rest = rest[handle.write(rest) :]

    def sync(self, handle: IO[bytes]) -> None:
        """Force a file to the disk."""
        os.fsync(handle.fileno())

    def sync_folder(self, folder: Path) -> None:
        """Force the names in a folder to the disk."""
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)

    def close(self, handle: IO[bytes]) -> None:
        """Close a file."""
        handle.close()

    def truncate(self, path: Path, length: int) -> None:
        """Cut a file, and force that to the disk."""
        with path.open("r+b") as file:
            file.truncate(length)
            os.fsync(file.fileno())

    def rename(self, path: Path, final: Path) -> None:
        """Another name for a file, whole or not at all."""
        os.replace(path, final)

    def remove(self, path: Path) -> None:
        """A file that is not needed any more; nothing happens if it is gone."""
        path.unlink(missing_ok=True)

    def names(self, folder: Path, ending: str) -> tuple[Path, ...]:
        """The files in a folder with this ending, by name."""
        return tuple(sorted(path for path in folder.iterdir() if path.suffix == ending and path.is_file()))

    def free_bytes(self, folder: Path) -> int:
        """Room on the disk for this account."""
        return shutil.disk_usage(folder).free
