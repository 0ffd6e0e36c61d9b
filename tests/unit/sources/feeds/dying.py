"""A follower's disk work in a process of its own that kills itself at a chosen step, as `kill -9` would.

Run as a program it forks one such process for each step that it is given: everything is imported once.
"""

import os
import signal
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

from evenhand.observations.disk import Disk
from evenhand.observations.lake import Lake
from evenhand.sources.feeds.files import SegmentFiles
from evenhand.sources.feeds.journal import Journal
from evenhand.sources.feeds.records import Message
from evenhand.sources.opening import open_source

NOW = datetime(2026, 3, 2, 12, tzinfo=UTC)
REPORTS = 8


def report(number: int) -> bytes:
    return b"id=%d&lat=31.5&lon=15.%d&timestamp=%d" % (number, number + 1, 1772424000 + number)


class _Counted:
    """Steps of the disk until the end."""

    def __init__(self, left: int) -> None:
        self.left = left

    def step(self) -> None:
        self.left -= 1
        if self.left == 0:
            os.kill(os.getpid(), signal.SIGKILL)


class DyingFiles(SegmentFiles):
    def __init__(self, counted: _Counted) -> None:
        self.counted = counted

    def write(self, handle, data):
        self.counted.step()
        half = len(data) // 2
        super().write(handle, data[:half])
        self.counted.step()
        super().write(handle, data[half:])


class DyingDisk(Disk):
    def __init__(self, counted: _Counted) -> None:
        self.counted = counted


def _dying(name: str):
    def method(self, *arguments):
        self.counted.step()
        answer = getattr(super(type(self), self), name)(*arguments)
        self.counted.step()
        return answer

    return method


for _name in ("create", "sync", "sync_folder", "close", "truncate", "rename", "remove"):
    setattr(DyingFiles, _name, _dying(_name))
for _name in ("write_table", "write_text", "sync", "rename"):
    setattr(DyingDisk, _name, _dying(_name))


def work(folder: Path, dies_at: int) -> None:
    """Append reports, note each that was acknowledged, seal every third, take in what is sealed."""
    folder.mkdir()
    counted = _Counted(dies_at)
    journal = Journal(folder / "journal", feed="osmand://test", clock=lambda: NOW, files=DyingFiles(counted))
    lake = Lake(folder / "lake", disk=DyingDisk(counted))
    note = os.open(folder / "acknowledged", os.O_WRONLY | os.O_CREAT | os.O_APPEND)
    for number in range(REPORTS):
        journal.append(Message(at=NOW, body=report(number))).result()
        os.write(note, b"%d\n" % number)
        if number % 3 == 2:
            journal.seal()
            take_in(journal, lake)
    journal.close()
    take_in(journal, lake)


def take_in(journal: Journal, lake: Lake) -> None:
    for path in journal.sealed():
        lake.ingest(open_source(path), now=NOW)
        journal.remove(path)


def die_at_each(folder: Path, steps: list[int]) -> list[int]:
    """How each process ended: -9 where it was killed, 0 where its work was done before."""
    paths = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
    ran = subprocess.run(
        [sys.executable, __file__, folder, *map(str, steps)], env=paths, check=True, capture_output=True, text=True
    )
    return [int(word) for word in ran.stdout.split()]


if __name__ == "__main__":
    for step in map(int, sys.argv[2:]):
        child = os.fork()
        if child == 0:
            work(Path(sys.argv[1]) / str(step), step)
            os._exit(0)
        sys.stdout.write(f"{os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])}\n")
        sys.stdout.flush()
