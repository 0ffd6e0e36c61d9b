"""The folder in which a table lies while people look at it: rows, groups and outcomes as lines of JSON.

Nothing in it is the truth of anything: the reports are in the database once they are taken in. Only one step works in
it at a time, told by a lock of the system that ends with its process.
"""

import fcntl
import json
import shutil
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, BinaryIO

from django.conf import settings

from evenhand.reports.tables.reading import Row

ROWS, GROUPS, OUTCOMES = "rows.jsonl", "groups.jsonl", "outcomes.jsonl"
_LATE = "refused-"


def folder_of(key: str) -> Path:
    """The folder of one table; keys are made here and hold letters and digits only."""
    return Path(settings.WORKSPACE) / "doors" / "tables" / key


def make(key: str) -> Path:
    """An empty folder that only its owner may enter."""
    path = folder_of(key)
    path.mkdir(mode=0o700, parents=True)
    return path


def remove(key: str) -> None:
    """Forget the rows of a table."""
    shutil.rmtree(folder_of(key), ignore_errors=True)


@contextmanager
def locked(key: str) -> Iterator[bool]:
    """Whether nobody else works in the folder; it is ours until the end of the block."""
    path = folder_of(key) / "lock"
    if not path.parent.is_dir():
        yield False
        return
    with path.open("a") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            yield False
            return
        yield True


def write_rows(key: str, rows: Iterable[Row]) -> int:
    """Keep the rows of a table; gives how many."""
    count = 0
    with (folder_of(key) / ROWS).open("wb") as out:
        for line, cells in rows:
            out.write(as_line([line, cells]))
            count += 1
    return count


def rows_with_offsets(key: str) -> Iterator[tuple[int, Row]]:
    """Every row with the place in the file where it begins."""
    with (folder_of(key) / ROWS).open("rb") as file:
        offset = 0
        for text in file:
            line, cells = json.loads(text)
            yield offset, (line, tuple(cells))
            offset += len(text)


def rows_at(file: BinaryIO, offsets: Iterable[int]) -> list[Row]:
    """The rows that begin at some places of an open file of rows."""
    found = []
    for offset in offsets:
        file.seek(offset)
        line, cells = json.loads(file.readline())
        found.append((line, tuple(cells)))
    return found


def lines(key: str, name: str, *, begin: int = 0, end: int | None = None) -> Iterator[Any]:
    """The lines of one of the files, from one number to another."""
    path = folder_of(key) / name
    if not path.exists():
        return
    with path.open("rb") as file:
        for number, text in enumerate(file):
            if end is not None and number >= end:
                return
            if number >= begin:
                yield json.loads(text)


def write_late(key: str, refused: Iterable[Any], *, step: int) -> None:
    """Keep what a step of taking in refused; a step that is done again replaces what it wrote before.

    Args:
        key: the table.
        refused: as lines of OUTCOMES.
        step: number of the group at which the step began.
    """
    path = folder_of(key) / f"{_LATE}{step}.jsonl"
    content = b"".join(as_line(entry) for entry in refused)
    if content:
        path.write_bytes(content)
    else:
        path.unlink(missing_ok=True)


def late(key: str, *, loaded: int) -> Iterator[Any]:
    """What was refused while it was taken in, by the steps that were done: those that began before `loaded` groups."""
    found = (int(path.stem.removeprefix(_LATE)) for path in folder_of(key).glob(f"{_LATE}*.jsonl"))
    for step in sorted(found):
        if step < loaded:
            yield from lines(key, f"{_LATE}{step}.jsonl")


def as_line(value: Any) -> bytes:
    """JSON on one line."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode("utf-8", errors="replace") + b"\n"
