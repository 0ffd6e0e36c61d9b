import os
import threading
from concurrent.futures import wait
from datetime import UTC, datetime, timedelta

import pytest

from evenhand.foundation.problems import Problem
from evenhand.observations.lake import Lake
from evenhand.sources.feeds import journal as module
from evenhand.sources.feeds.files import SegmentFiles
from evenhand.sources.feeds.journal import JOURNAL_BROKEN, JOURNAL_FULL, Journal
from evenhand.sources.feeds.records import Message, heading_of, message_of
from unit.sources.feeds.dying import NOW, REPORTS, die_at_each, report, take_in


class Clock:
    def __init__(self):
        self.now = datetime(2026, 3, 2, 12, tzinfo=UTC)

    def __call__(self):
        return self.now


class Faulty(SegmentFiles):
    """A disk that refuses what it is told to refuse."""

    def __init__(self):
        self.refuses = set()
        self.free = 1 << 40
        self.synced = 0
        self.gate = threading.Event()
        self.gate.set()

    def write(self, handle, data):
        if "write" in self.refuses:
            super().write(handle, data[: len(data) // 2])
            raise OSError(28, "No space left on device")
        super().write(handle, data)

    def sync(self, handle):
        self.gate.wait(5)
        if "sync" in self.refuses:
            raise OSError(5, "Input/output error")
        self.synced += 1
        super().sync(handle)

    def free_bytes(self, folder):
        return self.free


@pytest.fixture
def clock():
    return Clock()


@pytest.fixture
def disk():
    return Faulty()


@pytest.fixture
def journal(tmp_path, clock, disk):
    made = Journal(tmp_path / "feed", feed="mqtt://broker/tracks", clock=clock, files=disk)
    yield made
    made.close()


def bodies(path):
    lines = path.read_bytes().splitlines()
    return [message_of(line).body for line in lines[1:]]


def message(body):
    return Message(at=NOW, body=body)


class TestAppend:
    def test_answers_once_the_message_is_on_the_disk(self, journal, tmp_path):
        journal.append(message(b"a")).result(5)

        (path,) = (tmp_path / "feed").glob("*.open")
        assert bodies(path) == [b"a"]
        assert heading_of(path.read_bytes().splitlines()[0]).feed == "mqtt://broker/tracks"

    def test_what_comes_while_the_disk_is_busy_is_written_together(self, journal, disk):
        journal.append(message(b"first")).result(5)
        disk.gate.clear()
        waiting = [journal.append(message(b"%d" % number)) for number in range(100)]
        assert not any(done.done() for done in waiting)
        before = disk.synced
        disk.gate.set()
        wait(waiting, 5)

        assert disk.synced - before <= 2

    def test_several_threads_lose_nothing(self, journal):
        def send(name):
            for number in range(50):
                journal.append(message(b"%s-%d" % (name, number))).result(5)

        threads = [threading.Thread(target=send, args=(name,)) for name in (b"a", b"b", b"c")]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        journal.seal()

        assert len(set(bodies(journal.sealed()[0]))) == 150

    def test_a_sender_that_gave_up_waiting_stops_nobody_else(self, journal, disk):
        disk.gate.clear()
        journal.append(message(b"first"))
        given_up = journal.append(message(b"given up"))
        given_up.cancel()
        disk.gate.set()

        assert journal.append(message(b"last")).result(5) is None


class TestSeal:
    def test_a_segment_is_sealed_when_it_is_old_enough_and_named_by_its_time(self, journal, clock):
        journal.append(message(b"a")).result(5)
        journal.seal(older_than=timedelta(minutes=1))
        assert journal.sealed() == ()
        clock.now += timedelta(minutes=1)
        journal.seal(older_than=timedelta(minutes=1))

        (path,) = journal.sealed()
        assert path.name == "feed-20260302T120000000000Z-000001.jsonl"

    def test_a_clock_that_is_set_back_does_not_hold_a_segment_for_ever(self, journal, clock):
        journal.append(message(b"a")).result(5)
        clock.now -= timedelta(days=1)
        journal.seal(older_than=timedelta(minutes=1))

        assert len(journal.sealed()) == 1

    def test_segments_of_one_instant_differ(self, journal):
        for _time in range(2):
            journal.append(message(b"a")).result(5)
            journal.seal()

        first, second = journal.sealed()
        assert first.read_bytes() != second.read_bytes()

    def test_nothing_came_nothing_is_sealed(self, journal):
        journal.seal()

        assert journal.sealed() == ()

    def test_a_large_segment_is_sealed_at_once(self, journal):
        journal.append(message(b"x" * module.ROLL_BYTES)).result(10)

        assert len(journal.sealed()) == 1

    def test_what_is_taken_goes_or_is_put_aside(self, journal):
        journal.append(message(b"a")).result(5)
        journal.seal()
        aside = journal.put_aside(journal.sealed()[0], "taken")
        assert (bodies(aside), journal.sealed()) == ([b"a"], ())
        journal.append(message(b"b")).result(5)
        journal.seal()
        journal.remove(journal.sealed()[0])

        assert journal.sealed() == ()


class TestAFaultOfTheDisk:
    def test_a_full_disk_stops_acknowledging_and_goes_on_when_there_is_room(self, journal, disk):
        disk.free = module.RESERVE
        with pytest.raises(Problem) as caught:
            journal.append(message(b"a")).result(5)
        assert caught.value.kind is JOURNAL_FULL
        disk.free = 1 << 40
        journal.append(message(b"b")).result(5)
        journal.seal()

        assert bodies(journal.sealed()[0]) == [b"b"]

    @pytest.mark.parametrize("step", ["write", "sync"])
    def test_a_failed_write_is_not_acknowledged_and_leaves_what_was(self, journal, disk, step):
        journal.append(message(b"before")).result(5)
        disk.refuses.add(step)
        with pytest.raises(Problem) as caught:
            journal.append(message(b"lost")).result(5)
        assert caught.value.kind is JOURNAL_BROKEN
        disk.refuses.clear()
        journal.append(message(b"after")).result(5)
        journal.seal()

        assert sorted(body for path in journal.sealed() for body in bodies(path)) == [b"after", b"before"]


class TestAfterACrash:
    def test_a_torn_record_is_cut_and_said(self, tmp_path, clock):
        first = Journal(tmp_path / "feed", feed="f", clock=clock, files=SegmentFiles())
        first.append(message(b"whole")).result(5)
        (path,) = (tmp_path / "feed").glob("*.open")
        with path.open("ab") as file:
            file.write(b'{"crc":"0000')
        again = Journal(tmp_path / "feed", feed="f", clock=clock, files=SegmentFiles())

        assert again.cut_bytes == 12
        assert bodies(again.sealed()[0]) == [b"whole"]

    def test_a_segment_without_a_message_is_no_segment(self, tmp_path, clock):
        (tmp_path / "feed").mkdir()
        (tmp_path / "feed" / "a.open").write_bytes(b'{"crc":"00')
        again = Journal(tmp_path / "feed", feed="f", clock=clock, files=SegmentFiles())

        assert again.sealed() == ()
        assert list((tmp_path / "feed").iterdir()) == []

    def test_killed_at_any_step_nothing_acknowledged_is_lost_and_nothing_counts_twice(self, tmp_path):
        """The process kills itself at one step after another, half-way through writes too; then another goes on."""
        steps = list(range(1, 140, 3))
        ended = die_at_each(tmp_path, steps)
        assert set(ended) == {0, -9}
        assert ended.count(-9) > 30
        for dies_at in steps:
            folder = tmp_path / str(dies_at)
            noted = folder / "acknowledged"
            acknowledged = set(map(int, noted.read_text().split())) if noted.exists() else set()
            again = Journal(folder / "journal", feed="osmand://test", clock=lambda: NOW, files=SegmentFiles())
            lake = Lake(folder / "lake")
            for number in sorted(set(range(REPORTS)) - acknowledged):  # senders repeat what nobody confirmed
                again.append(Message(at=NOW, body=report(number))).result(5)
            again.close()
            take_in(again, lake)

            assert lake.positions()["object"].to_pylist() == [f"device:{number}" for number in range(REPORTS)], dies_at
            assert os.listdir(folder / "journal") == []
