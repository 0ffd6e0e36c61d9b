import fcntl
import http.client
import json
import os
import signal
import threading
import time
from datetime import UTC, datetime, timedelta

import pytest

from evenhand.cli.follow import Follower, Teller
from evenhand.detection.alerts import ALERTS
from evenhand.detection.attribution import Cause, Reason
from evenhand.detection.changes import CHANGES, compare, rows
from evenhand.observations.lake import Lake
from evenhand.pipeline.following import State, Update
from evenhand.sources.agreement_files import load_agreement
from evenhand.sources.opening import open_source
from simulators.mosquitto import free_port
from unit.cli.command import BREACH, IDENTITIES, run, written_agreement, written_feeds
from unit.detection.answers import alert, answer

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)


@pytest.fixture
def agreement(tmp_path):
    return written_agreement(tmp_path / "coast")


@pytest.fixture
def feeds(tmp_path):
    return written_feeds(tmp_path / "feeds")


@pytest.fixture
def once(capsys, agreement, tmp_path):
    """Follow once, and end."""

    def follow(*words):
        return run(capsys, "watch", agreement, "--follow", *words, "--state", tmp_path / "state", "--once")

    return follow


def test_takes_a_folder_in_and_says_what_is_new(once, feeds):
    ran = once(feeds)

    assert ran.status == 0
    assert ran.out.startswith("raised  alert-")
    assert "2 files taken in, 4 rows kept, 1 set aside; 1 changes; 1 alerts now." in ran.err
    assert once(feeds).out == ""


def test_what_comes_later_says_only_what_it_changes(once, feeds):
    lines = BREACH.splitlines(keepends=True)
    (feeds / "flights.csv").write_text("".join(lines[:3]))
    first = once(feeds)
    (feeds / "later.csv").write_text(lines[0] + "north:transport,2026-03-02T04:20:00Z,15.41,31.57,aircraft\n")
    second = once(feeds, "--as-json-lines")

    assert first.out.startswith("raised")
    (change,) = [json.loads(line) for line in second.out.splitlines()]
    assert (change["change"], change["alert"]["object"]) == ("extended", "north:transport")
    assert change["fields"]["ended_at"]["to"] > change["fields"]["ended_at"]["from"]
    assert (change["as_of"] >= "2026", change["update"] > 1) == (True, True)
    assert change["reasons"] == ["new-fixes"]


def test_a_refused_file_is_said_and_has_a_status_of_its_own(once, feeds):
    (feeds / "broken.json").write_text('{"now": 1, "aircraft": [')
    ran = once(feeds)

    assert ran.status == 3
    assert "broken.json refused." in ran.err
    assert ran.out.startswith("raised")


def test_a_feed_that_does_not_answer_is_said_and_the_others_are_taken(once, feeds):
    ran = once(feeds, "http://127.0.0.1:9/aircraft.json")

    assert ran.status == 3
    assert "sources" not in ran.out
    assert "http://127.0.0.1:9/aircraft.json does not answer" in ran.err
    assert ran.out.startswith("raised")


def test_needs_a_folder_that_survives(capsys, agreement, feeds):
    ran = run(capsys, "watch", agreement, "--follow", feeds)

    assert ran.status == 1
    assert "cli.needs-state" in ran.err


@pytest.mark.parametrize(
    "words",
    [("--out", "x.json"), ("--as-of", "2026-03-02T00:00:00Z"), ("--quarantine", "x.csv"), ("--engine", "spark")],
)
def test_options_of_one_reading_are_refused(once, feeds, words):
    ran = once(feeds, *words)

    assert ran.status == 1
    assert f"cli.not-while-following: {words[0]}" in ran.err


def test_two_processes_do_not_share_a_state(once, feeds, tmp_path):
    (tmp_path / "state").mkdir()
    with (tmp_path / "state" / "follow.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        ran = once(feeds)

    assert ran.status == 1
    assert "cli.state-in-use" in ran.err


class TestUntilStopped:
    """Follows for real, in this process, until a signal comes."""

    @pytest.fixture
    def follow(self, capsys, agreement, tmp_path):
        def start(meanwhile, *words):
            def act():
                try:
                    meanwhile()
                finally:
                    os.kill(os.getpid(), signal.SIGINT)

            acting = threading.Timer(0.3, act)
            acting.start()
            fast = ("--every", "50 ms", "--roll", "50 ms", "--state", tmp_path / "state")
            try:
                return run(capsys, "watch", agreement, "--follow", *words, *fast)
            finally:
                acting.join()

        return start

    def test_a_file_that_is_written_slowly_is_taken_when_it_is_whole(self, follow, feeds, tmp_path):
        (feeds / "flights.csv").unlink()

        def write():
            with (feeds / "flights.csv").open("w") as slow:
                for character in BREACH:
                    slow.write(character)
                    slow.flush()
                    time.sleep(0.002)
            _until(lambda: len(Lake(tmp_path / "state" / "lake").catalogue()) == 2)

        ran = follow(write, feeds)
        entries = Lake(tmp_path / "state" / "lake").catalogue()

        assert ran.status == 0
        assert [entry.rows_read for entry in entries if entry.name == "flights.csv"] == [4]
        assert "Stopped. All that was acknowledged is in the lake." in ran.err

    def test_phones_are_answered_when_their_report_is_safe_and_their_breach_is_raised(self, follow, tmp_path):
        identities = tmp_path / "who.csv"
        identities.write_text(IDENTITIES.replace("north:transport", "device:7"))
        port = free_port()

        def report():
            for minute, (lon, lat) in enumerate([(15.25, 31.80), (15.40, 31.55), (15.41, 31.56)]):
                target = f"/?id=7&lat={lat}&lon={lon}&timestamp={1772424000 + 300 * minute}"
                assert _get(port, target) == 200

        ran = follow(report, identities, f"osmand://:{port}")

        assert f"listening on port {port}" in ran.err
        assert ran.status == 0
        assert "device:7 may have been in" in ran.out
        assert list((tmp_path / "state" / "journal").rglob("*.jsonl")) == []


class Feed:
    """Files that a test hands over."""

    name = "test"

    def __init__(self, *paths):
        self.paths = list(paths)

    def ready(self, *, everything):
        return list(self.paths)

    def taken(self, path):
        self.paths.remove(path)

    refused = taken


@pytest.fixture
def follower(tmp_path, agreement):
    """A follower with parts of one's own, and what it printed."""

    def make(*feeds, lake=None, state=None, clock=lambda: NOON):
        lake = lake or Lake(tmp_path / "state" / "lake")
        (tmp_path / "state").mkdir(exist_ok=True)
        printed = []
        made = Follower(
            feeds=feeds,
            lake=lake,
            state=state or State(tmp_path / "state" / "answer", lake, load_agreement(str(agreement))),
            opener=open_source,
            teller=Teller(
                tmp_path / "state", lambda number, change, as_of: printed.append((number, change.kind.value))
            ),
            clock=clock,
        )
        return made, printed

    return make


def test_a_lake_that_cannot_be_written_keeps_what_came_and_says_so_once(follower, feeds, capsys):
    feed = Feed(feeds / "flights.csv")
    made, _printed = follower(feed, lake=Lake(feeds / "flights.csv" / "no-folder"), state=Unsettled())
    made.round()
    made.round()

    assert feed.paths == [feeds / "flights.csv"]
    assert capsys.readouterr().err.count("cannot be taken in, and is kept") == 1


class Unsettled:
    """A state that notes when it was asked, and fails when told to."""

    def __init__(self):
        self.asked, self.done, self.fault = [], None, None

    def update(self, as_of, *, done):
        self.asked.append(as_of)
        self.done = done
        if self.fault is not None:
            raise self.fault
        return Update(
            generation=1, as_of=as_of, alerts=ALERTS.empty_table(), changes=CHANGES.empty_table(), causes=(),
            objects_read=0, fixes_read=0,
        )  # fmt: skip


def test_what_was_done_reaches_the_answer_and_must_be_owed(follower, once, feeds):
    state = Unsettled()
    made, _printed = follower(state=state)
    made.done = {"withdraw": NOON}
    made.round()

    assert state.done == {"withdraw": NOON}
    assert "cli.not-owed: --done names 'nothing'" in once(feeds, "--done", "nothing", "2021-01-20T12:00Z").err


def test_without_anything_new_the_answer_is_looked_at_once_a_minute(follower):
    moments = iter(NOON + timedelta(seconds=seconds) for seconds in (0, 10, 59, 60, 61))
    state = Unsettled()
    made, _printed = follower(state=state, clock=lambda: next(moments))
    for _round in range(5):
        made.round()

    assert state.asked == [NOON, NOON + timedelta(seconds=60)]


def test_files_of_days_that_ended_are_joined_once_a_day(follower, tmp_path, capsys):
    lines, paths = BREACH.splitlines(keepends=True), []
    for number, line in enumerate(lines[1:4]):
        paths.append(tmp_path / f"part-{number}.csv")
        paths[-1].write_text(lines[0] + line)
    lake = Lake(tmp_path / "state" / "lake")
    made, _printed = follower(Feed(*paths), lake=lake, state=Unsettled())
    made.round()
    made.tidy(NOON + timedelta(hours=11))
    assert len(lake.files("positions")) == 3
    for hours in (12, 13):
        made.tidy(NOON + timedelta(hours=hours))

    assert len(lake.files("positions")) == 1
    assert capsys.readouterr().err.count("3 files joined into one") == 1


def test_that_they_cannot_be_joined_is_said_and_nothing_else_stops(follower, feeds, capsys, monkeypatch):
    made, _printed = follower(Feed(feeds / "flights.csv"), state=Unsettled())

    def full(*_, **__):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("evenhand.cli.follow.join_files", full)
    made.round()
    made.tidy(NOON)

    assert "cannot be joined, and are read one by one. [Errno 28]" in capsys.readouterr().err
    assert not made.incomplete


def test_an_answer_that_fails_later_is_said_once_and_tried_again_while_feeds_go_on(follower, capsys):
    moments = iter(NOON + timedelta(minutes=minutes) for minutes in range(9))
    state = Unsettled()
    made, _printed = follower(state=state, clock=lambda: next(moments))
    state.fault = OSError(28, "No space left on device")
    with pytest.raises(OSError, match="No space"):
        made.round()
    state.fault = None
    made.round()
    state.fault = OSError(28, "No space left on device")
    made.round()
    made.round()
    state.fault = None
    made.round()
    said = capsys.readouterr().err

    assert said.count("cannot be taken in") == 1
    assert said.count("is taken in again") == 1


def test_a_change_that_was_not_printed_before_a_crash_is_printed_at_the_next_start(follower, feeds):
    paths = [feeds / "identities.csv", feeds / "flights.csv"]

    def crash(*_told):
        raise KeyboardInterrupt

    first, _printed = follower(Feed(*paths))
    first._teller._show = crash
    with pytest.raises(KeyboardInterrupt):
        first.round()
    again, printed = follower()
    again.catch_up()
    again.catch_up()
    again.round()

    assert printed == [(1, "raised")]


def test_that_a_silence_lasts_on_is_kept_and_not_printed(tmp_path):
    shown = []
    teller = Teller(tmp_path, lambda number, change, _as_of: shown.append((number, change.kind.value)))
    first, longer, ended = answer(alert("a", 0, 10)), answer(alert("a", 0, 20)), answer(alert("a", 0, 25))
    by_time, by_fixes = [Cause(reason=Reason.TIME)], [Cause(reason=Reason.NEW_FIXES)]

    for number, changes in enumerate(
        (compare(first, longer, causes=by_time), compare(longer, ended, causes=by_fixes)), 1
    ):
        assert changes.num_rows == 1
        teller.tell(number, rows(changes), NOON)

    assert shown == [(2, "extended")]
    assert teller.told == 2


def _get(port, target):
    deadline = time.monotonic() + 10
    while True:
        try:
            connection = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
            connection.request("GET", target)
            return connection.getresponse().status
        except ConnectionRefusedError:
            assert time.monotonic() < deadline
            time.sleep(0.05)
        finally:
            connection.close()


def _until(condition):
    deadline = time.monotonic() + 15
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.02)
