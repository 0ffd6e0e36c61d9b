import contextlib
import http.client
import json
import socket
import threading
import time
from datetime import UTC, datetime
from urllib.parse import urlencode

import pytest

from evenhand.foundation.problems import Problem
from evenhand.sources.feeds import journal as journal_module
from evenhand.sources.feeds import osmand_port
from evenhand.sources.feeds.files import SegmentFiles
from evenhand.sources.feeds.journal import Journal
from evenhand.sources.feeds.osmand_port import PORT_NOT_FREE, Door, OsmandPort
from evenhand.sources.opening import open_source
from unit.sources.conftest import read_all

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
# The parameters and members of Traccar's OsmAnd protocol page.
REPORT = {"id": "7", "lat": "31.5", "lon": "15.3", "timestamp": "1772452800", "speed": "1.5"}
BODY = {
    "device_id": "7", "location": {"timestamp": "2026-03-02T12:00:00Z", "coords": {"latitude": 31.5, "longitude": 15.3}}
}  # fmt: skip


class Full(SegmentFiles):
    free = 1 << 40

    def __init__(self):
        self.gate = threading.Event()
        self.gate.set()

    def sync(self, handle):
        self.gate.wait(10)
        super().sync(handle)

    def free_bytes(self, folder):
        return self.free


@pytest.fixture
def disk():
    return Full()


@pytest.fixture
def told():
    return []


@pytest.fixture
def journal(tmp_path, disk):
    made = Journal(tmp_path / "feed", feed="osmand://127.0.0.1", clock=lambda: NOON, files=disk)
    yield made
    made.close()


@pytest.fixture
def listening(journal, told):
    """Open a port; it is closed afterwards."""
    opened = []

    def listen(**door):
        port = OsmandPort(Door(port=0, **door), journal, clock=lambda: NOON, tell=told.append)
        port.start()
        opened.append(port)
        return port

    yield listen
    for port in opened:
        port.stop()


def send(port, method="GET", target=None, body=None, headers=None):
    connection = http.client.HTTPConnection("127.0.0.1", port.port, timeout=5)
    try:
        connection.request(
            method, f"/?{urlencode(REPORT)}" if target is None else target, body=body, headers=headers or {}
        )
        return connection.getresponse().status
    finally:
        connection.close()


def kept(journal):
    journal.seal()
    return [row for path in journal.sealed() for row in read_all(open_source(path)).rows]


@pytest.mark.parametrize(
    ("method", "target", "body"),
    [
        pytest.param("GET", None, None, id="query"),
        pytest.param("POST", None, None, id="query-by-post"),
        pytest.param("POST", "/", urlencode(REPORT), id="form"),
        pytest.param("POST", "/?id=7", urlencode({**REPORT, "id": ""} | {"id": "7"}), id="both"),
        pytest.param("POST", "/", json.dumps(BODY), id="json"),
        pytest.param("POST", "/", json.dumps([BODY, BODY], indent=1), id="json-list"),
    ],
)
def test_each_form_of_a_report_is_on_the_disk_when_it_is_answered(listening, journal, method, target, body):
    port = listening()
    assert send(port, method, target, body) == 200
    rows = kept(journal)

    assert {(row["object"], row["lon"], row["lat"], row["seen_at"]) for row in rows} == {("device:7", 15.3, 31.5, NOON)}
    assert {row["received_at"] for row in rows} == {NOON}


def test_nobody_is_answered_before_the_report_is_on_the_disk(listening, disk):
    port = listening()
    disk.gate.clear()
    with socket.create_connection(("127.0.0.1", port.port), timeout=0.4) as sender:
        sender.sendall(f"GET /?{urlencode(REPORT)} HTTP/1.1\r\n\r\n".encode())
        with pytest.raises(TimeoutError):
            sender.recv(100)
        disk.gate.set()
        sender.settimeout(5)
        assert sender.recv(100).startswith(b"HTTP/1.1 200 ")


def test_several_reports_come_over_one_connection(listening, journal):
    port = listening()
    connection = http.client.HTTPConnection("127.0.0.1", port.port, timeout=5)
    for number in range(20):
        connection.request("GET", f"/?{urlencode(REPORT | {'id': str(number)})}")
        assert connection.getresponse().read() == b""
    connection.close()

    assert len(kept(journal)) == 20


@pytest.mark.parametrize(
    ("method", "target", "body", "headers", "status"),
    [
        pytest.param("GET", "/?timestamp=1377177267&lat=60.0&lon=30.0", None, {}, 400, id="no-id"),
        pytest.param("GET", "/", None, {}, 400, id="nothing"),
        pytest.param("GET", "/?" + "&".join(f"a{n}=1" for n in range(300)), None, {}, 400, id="too-many-parameters"),
        pytest.param("POST", "/", '{"device_id": "7", "location"', {}, 400, id="broken-json"),
        pytest.param("POST", "/", '{"device_id": "7"}', {}, 400, id="no-location"),
        pytest.param("POST", "/", '{"location": {}}', {}, 400, id="json-without-id"),
        pytest.param("POST", "/", "[" * 60_000, {}, 400, id="deep-json"),
        pytest.param("POST", "/", b"\xff\xfe", {}, 400, id="no-text"),
        pytest.param("GET", "//[/?id=7&lat=1&lon=2", None, {}, 400, id="bad-target"),
        pytest.param("DELETE", None, None, {}, 405, id="method"),
        pytest.param("POST", "/", iter([b"id=7"]), {"Transfer-Encoding": "chunked"}, 411, id="chunked"),
        pytest.param("POST", "/", None, {"Content-Length": "-1"}, 400, id="bad-length"),
        pytest.param("POST", "/", "x" * 65_537, {}, 413, id="too-long"),
        pytest.param("GET", "/?id=" + "7" * 20_000, None, {}, 431, id="head-too-long"),
    ],
)
def test_what_is_no_report_is_refused_and_not_kept(listening, journal, method, target, body, headers, status):
    assert send(listening(), method, target, body, headers) == status
    assert kept(journal) == []


class TestWhoMayReport:
    @pytest.mark.parametrize(
        ("target", "headers", "status"),
        [
            (f"/sesame?{urlencode(REPORT)}", {}, 200),
            (f"/?{urlencode(REPORT)}&token=sesame", {}, 200),
            (f"/?{urlencode(REPORT)}", {"Authorization": "Bearer sesame"}, 200),
            (f"/?{urlencode(REPORT)}", {}, 401),
            (f"/open?{urlencode(REPORT)}&token=", {"Authorization": "Bearer no"}, 401),
        ],
    )
    def test_a_token_is_asked_for_and_never_kept(self, listening, journal, target, headers, status):
        assert send(listening(token="sesame"), target=target, headers=headers) == status
        assert len(kept(journal)) == (status == 200)
        assert all(b"sesame" not in path.read_bytes() for path in journal.sealed())

    @pytest.mark.parametrize(
        ("target", "body", "status"),
        [
            (None, None, 200),
            (f"/?{urlencode(REPORT | {'id': '8'})}", None, 403),
            ("/", json.dumps(BODY), 200),
            ("/", json.dumps(BODY | {"device_id": 7}), 200),
            ("/", json.dumps([BODY, BODY | {"device_id": "8"}]), 403),
        ],
    )
    def test_only_devices_on_the_list_may_report(self, listening, journal, target, body, status):
        port = listening(devices=frozenset({"7"}))
        assert send(port, "GET" if body is None else "POST", target, body) == status
        assert {row["object"] for row in kept(journal)} <= {"device:7"}

    def test_a_device_on_the_list_cannot_slip_in_what_another_kind_of_source_would_say(self, listening, journal):
        forged = BODY | {"_type": "location", "tid": "9", "tst": 1772452800, "lat": 1, "lon": 2, "object": "mmsi:1",
                         "now": 1772452800, "aircraft": [{"hex": "4b43ac", "lat": 1, "lon": 2}]}  # fmt: skip
        assert send(listening(devices=frozenset({"7"})), "POST", "/", json.dumps(forged)) == 200

        assert [row["object"] for row in kept(journal)] == ["device:7"]


def test_a_full_disk_answers_503_until_there_is_room_and_says_so_once(listening, journal, disk, told):
    port = listening()
    disk.free = journal_module.RESERVE
    assert [send(port), send(port)] == [503, 503]
    disk.free = 1 << 40

    assert send(port) == 200
    assert [event.what for event in told] == ["listening", "failing", "back"]


def test_a_sender_that_dawdles_is_sent_away(listening, journal, monkeypatch):
    monkeypatch.setattr(osmand_port, "REQUEST_S", 0.3)
    port = listening()
    with socket.create_connection(("127.0.0.1", port.port), timeout=5) as slow:
        begun = time.monotonic()
        with contextlib.suppress(BrokenPipeError):  # on a busy machine it is sent away before it has said all
            for byte in b"GET /?id=7":  # a byte at a time, each well within any limit for one wait
                slow.sendall(bytes([byte]))
                time.sleep(0.02)
        answer = slow.recv(1000)

    assert answer.startswith(b"HTTP/1.1 408 ")
    assert time.monotonic() - begun < 3
    assert kept(journal) == []


def test_more_connections_than_are_served_are_turned_away_and_the_others_go_on(listening, journal, monkeypatch):
    monkeypatch.setattr(osmand_port, "MOST_CONNECTIONS", 3)
    port = listening()
    idle = [socket.create_connection(("127.0.0.1", port.port), timeout=5) for _number in range(3)]
    time.sleep(0.1)
    assert send(port) == 503
    idle.pop().close()
    time.sleep(0.1)

    assert send(port) == 200
    for one in idle:
        one.close()


def test_a_large_body_that_asks_first_is_told_to_come(listening, journal):
    body = urlencode(REPORT).encode()
    with socket.create_connection(("127.0.0.1", listening().port), timeout=5) as sender:
        sender.sendall(b"POST / HTTP/1.1\r\nExpect: 100-continue\r\nContent-Length: %d\r\n\r\n" % len(body))
        assert sender.recv(100).startswith(b"HTTP/1.1 100 ")
        sender.sendall(body)
        assert sender.recv(100).startswith(b"HTTP/1.1 200 ")


def test_a_port_that_is_taken_is_said(listening, journal, told):
    taken = listening().port
    second = OsmandPort(Door(port=taken), journal, clock=lambda: NOON, tell=told.append)
    with pytest.raises(Problem) as caught:
        second.start()

    assert caught.value.kind is PORT_NOT_FREE
    assert str(taken) in str(caught.value)


def test_closing_ends_connections_that_wait_for_nothing(listening):
    port = listening()
    with socket.create_connection(("127.0.0.1", port.port), timeout=5) as idle:
        time.sleep(0.1)
        port.receive_once()
        port.stop()
        assert idle.recv(1) == b""
