import pytest

from evenhand.foundation.problems import Problem
from evenhand.ledger.log import Log
from evenhand.ledger.tiles import Edge
from evenhand.ledger.witness import Trust, look
from evenhand.sources.ledger_files import Folder
from evenhand.sources.ledger_objects import Objects
from simulators.logs import CLOCK_KEY, LOG_KEY, NOON, NORTH, ORIGIN, entry


class Given:
    """Entries that somebody else has put in order."""

    def __init__(self, count):
        self.count = count

    def since(self, first):
        if first < self.count:
            yield first, [entry(number) for number in range(first, self.count)]

    def append(self, first, entries):
        raise AssertionError((first, entries))

    def settled(self, size):
        assert size <= self.count


@pytest.fixture
def bucket(tmp_path):
    """A place in memory that no other test uses."""
    return f"memory://{tmp_path.name}/log"


def publish(disk, count):
    return Log(disk, origin=ORIGIN, keys=[LOG_KEY, CLOCK_KEY], sequencer=Given(count)).publish(NOON)


@pytest.mark.parametrize("sizes", [(1, 3), (255, 256, 257), (300, 70_000)])
def test_a_log_in_a_bucket_is_the_log_in_a_folder(bucket, tmp_path, sizes):
    folder = Folder(tmp_path)
    for size in sizes:
        assert publish(Objects(bucket), size).checkpoint == publish(folder, size).checkpoint
    files = sorted(path.relative_to(tmp_path).as_posix() for path in tmp_path.rglob("*") if path.is_file())
    held = Objects(bucket)
    assert all(held.read(path) == folder.read(path) for path in files if path.startswith("tile/"))
    assert held.names("tile") == folder.names("tile")


def test_a_witness_follows_it(bucket):
    trust = Trust(logs=(LOG_KEY.verifier,), clocks=(CLOCK_KEY.verifier,))
    now_s = int(NOON.timestamp())
    publish(Objects(bucket), 300)
    first = look(Objects(bucket), None, trust=trust, key=NORTH, now_s=now_s, stalled_after_s=99)
    publish(Objects(bucket), 700)
    second = look(Objects(bucket), first.memory, trust=trust, key=NORTH, now_s=now_s, stalled_after_s=99)

    assert (first.findings, second.findings) == ((), ())
    assert isinstance(second.memory.edge, Edge)
    assert second.memory.edge.size == 700


def test_what_is_not_there_is_nothing(bucket):
    disk = Objects(bucket)
    disk.remove("checkpoint")
    assert (disk.read("checkpoint"), disk.names("tile")) == (None, [])


def test_what_has_no_name_yet_is_seen_by_nobody_else(bucket):
    disk = Objects(bucket)
    disk.write("checkpoint.new", b"half")
    assert Objects(bucket).names("") == []
    disk.close()
    assert disk.read("checkpoint.new") is None


def test_it_holds_no_journal(bucket):
    with pytest.raises(Problem) as caught:
        Objects(bucket).write_at("journal/0", 0, b"x")
    assert caught.value.code == "sources.no-journal"


def test_an_address_that_no_file_system_has_is_a_problem():
    with pytest.raises(Problem) as caught:
        Objects("nowhere://bucket/log")
    assert caught.value.code == "sources.store-unreadable"
