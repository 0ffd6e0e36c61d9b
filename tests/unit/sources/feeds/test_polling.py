import gzip
import http.server
import json
import threading
import time
from datetime import UTC, datetime

import pytest

from evenhand.foundation.problems import Problem
from evenhand.sources.feeds import polling
from evenhand.sources.feeds.files import SegmentFiles
from evenhand.sources.feeds.journal import Journal
from evenhand.sources.feeds.polling import NOT_A_FEED, UNREACHABLE, Poll
from evenhand.sources.feeds.records import MAX_BODY, message_of

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
# The shape of readsb's aircraft.json (README-json.md).
SNAPSHOT = {
    "now": 1772452800.0,
    "messages": 1,
    "aircraft": [{"hex": "4b43ac", "lat": 31.2, "lon": 16.5, "seen_pos": 1}],
}


class Station(http.server.BaseHTTPRequestHandler):
    """A receiver's web server, whose answer a test chooses."""

    def do_GET(self):
        self.server.asked.append(dict(self.headers))
        status, headers, body = self.server.answer(self.path)
        self.send_response(status)
        for name, value in {"Content-Length": str(len(body)), **headers}.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_arguments):
        pass


@pytest.fixture
def station():
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Station)
    server.asked = []
    server.answer = lambda _path: (200, {}, json.dumps(SNAPSHOT).encode())
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    yield server
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture
def journal(tmp_path):
    made = Journal(tmp_path / "feed", feed="http://station/aircraft.json", clock=lambda: NOON, files=SegmentFiles())
    yield made
    made.close()


@pytest.fixture
def told():
    return []


@pytest.fixture
def poll(station, journal, told):
    address = f"http://127.0.0.1:{station.server_port}/data/aircraft.json"
    return Poll(address, journal, every_s=0.02, clock=lambda: NOON, tell=told.append)


def kept(journal):
    journal.seal()
    lines = [line for path in journal.sealed() for line in path.read_bytes().splitlines()[1:]]
    return [json.loads(message_of(line).body) for line in lines]


def test_an_answer_goes_to_the_journal_and_the_same_answer_only_once(poll, journal):
    poll.receive_once()
    poll.receive_once()

    assert kept(journal) == [SNAPSHOT]


def test_a_packed_answer_is_unpacked(poll, journal, station):
    packed = gzip.compress(json.dumps(SNAPSHOT).encode())
    station.answer = lambda _path: (200, {"Content-Encoding": "gzip"}, packed)
    poll.receive_once()

    assert kept(journal) == [SNAPSHOT]
    assert station.asked[0]["Accept-Encoding"] == "gzip"


def refused(poll):
    with pytest.raises(Problem) as caught:
        poll.receive_once()
    return caught.value


@pytest.mark.parametrize(
    ("answer", "kind", "says"),
    [
        pytest.param((404, {}, b""), UNREACHABLE, "status 404", id="not-there"),
        pytest.param((200, {"Content-Length": "99"}, b'{"aircraft"'), UNREACHABLE, "IncompleteRead", id="cut"),
        pytest.param((200, {"Content-Encoding": "gzip"}, b"no gzip"), UNREACHABLE, "incorrect header", id="not-packed"),
        pytest.param(
            (200, {"Content-Encoding": "gzip"}, gzip.compress(b"x" * 9)[:-8]),
            UNREACHABLE,
            "Incomplete",
            id="packed-cut",
        ),
        pytest.param((200, {}, b"<html>"), NOT_A_FEED, "no list of aircraft", id="a-page"),
        pytest.param((200, {}, b" " * (MAX_BODY + 1)), NOT_A_FEED, "larger than", id="too-large"),
        pytest.param(
            (200, {"Content-Encoding": "gzip"}, gzip.compress(b" " * (MAX_BODY + 9))), NOT_A_FEED, "larger", id="a-bomb"
        ),
        pytest.param((302, {"Location": "file:///etc/passwd"}, b""), UNREACHABLE, "", id="another-scheme"),
        pytest.param(
            (302, {"Location": "http://127.0.0.2/x"}, b""), NOT_A_FEED, "points to http://127.0.0.2", id="host"
        ),
        pytest.param((302, {"Location": "ftp://127.0.0.1/x"}, b""), NOT_A_FEED, "points to ftp", id="ftp"),
    ],
)
def test_an_answer_that_is_none_is_refused_and_nothing_is_kept(poll, journal, station, answer, kind, says):
    station.answer = lambda _path: answer
    problem = refused(poll)

    assert problem.kind is kind
    assert says in str(problem)
    assert kept(journal) == []


def test_a_redirection_on_the_same_server_is_followed_and_one_without_end_is_not(poll, journal, station):
    body = json.dumps(SNAPSHOT).encode()
    station.answer = lambda path: (200, {}, body) if path == "/new" else (301, {"Location": "/new"}, b"")
    poll.receive_once()
    assert kept(journal) == [SNAPSHOT]
    station.answer = lambda _path: (301, {"Location": "/again"}, b"")

    assert refused(poll).kind is UNREACHABLE


def test_an_answer_that_drips_is_given_up(poll, station, monkeypatch):
    monkeypatch.setattr(polling, "DEADLINE_S", -1.0)

    assert "takes longer" in str(refused(poll))


def test_a_server_that_is_not_there_is_said_once_and_tried_until_it_is(poll, journal, station, told):
    station.answer = lambda _path: (503, {}, b"")
    poll.start()
    _until(lambda: len(told) == 1)
    station.answer = lambda _path: (200, {}, json.dumps(SNAPSHOT).encode())
    _until(lambda: len(told) == 2)
    poll.stop()

    assert [event.what for event in told] == ["failing", "back"]
    assert kept(journal) == [SNAPSHOT]


def test_a_token_is_sent_and_shown_nowhere(station, journal, told):
    address = f"http://127.0.0.1:{station.server_port}/aircraft.json"
    Poll(address, journal, every_s=1, clock=lambda: NOON, tell=told.append, token="sesame").receive_once()

    assert station.asked[0]["Authorization"] == "Bearer sesame"
    assert "sesame" not in json.dumps(kept(journal))


def _until(condition):
    deadline = time.monotonic() + 10
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.01)
