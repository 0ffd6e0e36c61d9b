from concurrent.futures import Future
from datetime import UTC, datetime, timedelta

from evenhand.sources.feeds.feed import Backoff, JournalFeed, outcome_of
from evenhand.sources.feeds.files import SegmentFiles
from evenhand.sources.feeds.journal import Journal
from evenhand.sources.feeds.records import Message

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)


class Nobody:
    """A receiver that only notes what it was asked."""

    def __init__(self):
        self.asked = []

    def start(self):
        self.asked.append("start")

    def stop(self):
        self.asked.append("stop")

    def receive_once(self):
        self.asked.append("receive_once")


def fed(folder, *, keep):
    journal = Journal(folder / "feed", feed="https://host/aircraft.json", clock=lambda: NOON, files=SegmentFiles())
    journal.append(Message(at=NOON, body=b"a")).result(5)
    receiver = Nobody()
    return JournalFeed(journal, receiver, roll=timedelta(minutes=1), keep=keep), receiver


def test_a_feed_hands_on_its_journal_when_it_is_old_enough_or_ends(tmp_path):
    feed, receiver = fed(tmp_path, keep=False)
    feed.start()
    feed.receive_once()
    assert feed.name == "https://host/aircraft.json"
    assert feed.ready(everything=False) == ()
    feed.stop()
    (path,) = feed.ready(everything=False)
    feed.taken(path)

    assert feed.ready(everything=True) == ()
    assert receiver.asked == ["start", "receive_once", "stop"]
    assert list((tmp_path / "feed").rglob("*")) == []


def test_segments_are_kept_where_that_is_wanted_and_refused_ones_always(tmp_path):
    for keep, folder in ((True, "taken"), (False, "refused")):
        feed, _receiver = fed(tmp_path / folder, keep=keep)
        (path,) = feed.ready(everything=True)
        (feed.taken if keep else feed.refused)(path)
        feed.stop()

        assert (tmp_path / folder / "feed" / folder / path.name).exists()


def test_waits_grow_to_a_minute_are_not_all_the_same_and_begin_anew():
    backoff = Backoff()
    waits = [backoff.failed() for _attempt in range(20)]

    assert 0.5 <= waits[0] <= 1
    assert all(30 <= wait <= 60 for wait in waits[8:])
    assert len(set(waits)) > 10
    assert backoff.failing
    backoff.succeeded()
    assert not backoff.failing
    assert backoff.failed() <= 1


def test_the_outcome_of_a_writing_is_none_or_its_fault():
    good, bad = Future(), Future()
    good.set_result(None)
    bad.set_exception(OSError("x"))

    assert outcome_of(good) is None
    assert isinstance(outcome_of(bad), OSError)
