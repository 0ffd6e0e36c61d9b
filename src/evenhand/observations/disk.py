"""The few things that the lake asks of a file system, each safe against a crash: the only place where it touches one.

A file appears under its name whole or not at all: it is written under a name of its own, forced to the disk, renamed
(POSIX rename is atomic), and its folder forced to the disk too.
"""

import fcntl
import hashlib
import os
import threading
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from evenhand.observations.footers import read_footer
from evenhand.observations.words import only_used

ROW_GROUP = 65_536


def write_groups(content: pa.Table | Iterable[pa.Table], path: Path) -> None:
    """Rows as the lake keeps them: Parquet in row groups of 65,536 rows, each with the words that its rows say.

    Args:
        content: a table, or at least one of the same schema, of which no two are held at once.
        path: the file.
    """
    writer = None
    try:
        for table in [content] if isinstance(content, pa.Table) else content:
            if writer is None:
                writer = pq.ParquetWriter(path, table.schema, compression="zstd", write_page_checksum=True)
            for begin in range(0, max(1, table.num_rows), ROW_GROUP):
                writer.write_table(only_used(table.slice(begin, ROW_GROUP)), row_group_size=ROW_GROUP)
            del table
    finally:
        if writer is not None:
            writer.close()


class Disk:
    """The file system. Tests put one in its place that fails at a chosen step."""

    def make_folder(self, folder: Path) -> None:
        """The folder and those above it; nothing happens if they are there."""
        folder.mkdir(parents=True, exist_ok=True)

    def draft_of(self, final: Path) -> Path:
        """The name under which a file is written until it is whole; no two writers share one."""
        return final.with_name(f".{final.name}.{os.getpid()}-{threading.get_ident():x}.draft")

    def write_whole(self, content: pa.Table | str | Iterable[pa.Table], final: Path) -> None:
        """A table, some of one schema, or a text under its name, whole or not at all, also across a power cut."""
        self.make_folder(final.parent)
        draft = self.draft_of(final)
        try:
            if isinstance(content, str):
                self.write_text(content, draft)
            else:
                self.write_table(content, draft)
            self.sync(draft)
            self.rename(draft, final)
            self.sync(final.parent)
        except BaseException:
            self.remove(draft)
            raise

    def write_table(self, content: pa.Table | Iterable[pa.Table], path: Path) -> None:
        """A Parquet file under a temporary name; statistics let readers skip what they do not need."""
        write_groups(content, path)

    def write_text(self, text: str, path: Path) -> None:
        """A text file under a temporary name."""
        path.write_text(text, encoding="utf-8")

    def sync(self, path: Path) -> None:
        """Force a file or a folder to the disk."""
        handle = os.open(path, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)

    def rename(self, path: Path, final: Path) -> None:
        """Give a written file its name, in place of one that had it."""
        os.replace(path, final)

    def remove(self, path: Path) -> None:
        """A temporary file that is not needed any more; nothing happens if it is gone."""
        path.unlink(missing_ok=True)

    def read_table(self, path: Path) -> pa.Table:
        """A Parquet file that `write_table` wrote, its checksums verified."""
        return pq.read_table(path, page_checksum_verification=True)

    def read_footer(self, path: Path) -> bytes:
        """The footer of a Parquet file; see `footers`."""
        with path.open("rb") as file:
            return read_footer(file)

    def digest(self, path: Path) -> str:
        """SHA-256 of a file, hex."""
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()

    def read_text(self, path: Path) -> str:
        """A text file."""
        return path.read_text(encoding="utf-8")

    def stamp(self, path: Path) -> tuple[int, int, int]:
        """What changes when a file is written anew: its inode, size and time."""
        found = path.stat()
        return found.st_ino, found.st_size, found.st_mtime_ns

    def names(self, folder: Path, ending: str) -> tuple[str, ...]:
        """Names of the files in a folder that have this ending, sorted; none if the folder is not there."""
        if not folder.is_dir():
            return ()
        return tuple(sorted(entry.name for entry in folder.iterdir() if entry.name.endswith(ending)))

    @contextmanager
    def locked(self, path: Path, *, wait: bool) -> Iterator[bool]:
        """Hold the lock file at `path`; whether it was got. It is free again when the process ends, however it ends.

        Args:
            path: the lock file; its folder must be there.
            wait: until whoever holds it lets go; else give up at once.
        """
        handle = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
        try:
            try:
                fcntl.flock(handle, fcntl.LOCK_EX | (0 if wait else fcntl.LOCK_NB))
                got = True
            except BlockingIOError:
                got = False
            yield got
        finally:
            os.close(handle)
