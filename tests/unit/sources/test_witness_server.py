"""A witness on the network: every status of the protocol, what others read, and clients that mean no good."""

import http.client
import json
import socket
import threading
import time
from contextlib import contextmanager

import pytest

from evenhand.foundation.problems import Problem
from evenhand.ledger.exchange import read_told
from evenhand.ledger.notes import read_signature
from evenhand.ledger.protocol import SIZE_TYPE, Request, monitoring_path
from evenhand.sources import witness_server
from evenhand.sources.witness_server import PORT_TAKEN, Witness, served
from simulators.logs import NORTH, ORIGIN
from unit.ledger.test_protocol import FIRST, FOREIGN, NEXT, PROOF, UNSIGNED
from unit.ledger.test_witness import GROWN, MEMORY, NOON_S, other_log, see
from unit.sources.witnessing import Clock, home

HASH = monitoring_path(ORIGIN).removesuffix("/checkpoint")


@contextmanager
def running(witness):
    server = served(witness, host="127.0.0.1", port=0)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


@pytest.fixture
def witness(tmp_path):
    return Witness(home(tmp_path), clock=Clock(NOON_S + 5))


@pytest.fixture
def port(witness):
    with running(witness) as address:
        yield int(address.rpartition(":")[2])


def ask(port, method, path, body=None, headers=None):
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
    connection.request(method, path, body, headers or {})
    answer = connection.getresponse()
    found = answer.status, answer.headers, answer.read()
    connection.close()
    return found


def post(port, request):
    content = request if isinstance(request, bytes) else request.content()
    return ask(port, "POST", "/add-checkpoint", content)


def test_a_checkpoint_is_cosigned_and_remembered_before_the_answer(port, witness):
    status, _headers, content = post(port, FIRST)
    then, _headers, _content = post(port, NEXT)

    assert (status, then) == (200, 200)
    assert read_signature(content.decode()[:-1]).key_id == NORTH.verifier.id
    assert witness.home.memory().note.split(b"\n")[1] == b"300"
    assert ask(port, "GET", f"/{HASH}/checkpoint")[2] == witness.home.memory().note


@pytest.mark.parametrize(
    ("request_", "status"),
    [
        pytest.param(b"nothing", 400, id="no-request"),
        pytest.param(Request(old=301, proof=(), checkpoint=GROWN["checkpoint"]), 400, id="old-is-larger"),
        pytest.param(Request(old=0, proof=(), checkpoint=FOREIGN), 404, id="another-log"),
        pytest.param(Request(old=0, proof=(), checkpoint=UNSIGNED), 403, id="not-signed-by-it"),
        pytest.param(FIRST, 409, id="another-old-size"),
        pytest.param(Request(old=10, proof=PROOF[1:], checkpoint=GROWN["checkpoint"]), 422, id="bad-proof"),
    ],
)
def test_what_cannot_be_cosigned_gets_its_status_and_changes_nothing(port, witness, request_, status):
    post(port, FIRST)
    before = witness.home.memory()
    found, headers, content = post(port, request_)

    assert found == status
    assert witness.home.memory() == before
    assert status != 409 or (headers["Content-Type"], content) == (SIZE_TYPE, b"10\n")


def test_another_tree_of_one_size_is_an_alarm_that_anybody_can_fetch(port, witness):
    post(port, FIRST)
    assert post(port, Request(old=10, proof=(), checkpoint=other_log(10)["checkpoint"]))[0] == 409

    [alarm] = witness.home.alarms()
    assert ask(port, "GET", f"/{HASH}/alarms/{alarm.slug}.alarm")[2] == alarm.signed.content
    assert ask(port, "GET", f"/{HASH}/alarms/{alarm.slug}.2.checkpoint")[2] == other_log(10)["checkpoint"]
    assert ask(port, "GET", f"/{HASH}/alarms/{alarm.slug}.3.checkpoint")[0] == 404
    name, notes = read_told(ask(port, "GET", f"/{HASH}/seen")[2])
    assert (name, len(notes)) == (NORTH.name, 3)


def test_after_a_fork_nothing_is_cosigned_over_http_either(port, witness):
    post(port, FIRST)
    post(port, Request(old=10, proof=(), checkpoint=other_log(10)["checkpoint"]))
    assert post(port, NEXT)[0] == 503

    witness.home.mark(witness.home.alarms()[0].slug, settled="looked into")
    assert post(port, NEXT)[0] == 200


def test_of_many_at_once_each_old_size_is_answered_once(port):
    with_answers = []
    threads = [threading.Thread(target=lambda: with_answers.append(post(port, NEXT)[0])) for _ in range(8)]
    post(port, FIRST)
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(with_answers) == [200] + [409] * 7


def test_what_cannot_be_kept_is_not_cosigned(port, witness):
    post(port, FIRST)
    witness.home.put("newest.json", b"{}")

    assert post(port, NEXT)[0] == 503
    assert ask(port, "GET", f"/{HASH}/checkpoint")[0] == 500


def test_the_state_is_there_for_programs(port, witness):
    witness.home.raise_alarms(see(other_log(12), MEMORY).findings, now_s=NOON_S)
    facts = json.loads(ask(port, "GET", "/state.json")[2])

    assert (facts["state"], [one["kind"] for one in facts["alarms"]]) == ("bad", ["rewritten"])


@pytest.mark.parametrize(
    "path",
    [
        "/x",
        "/checkpoint",
        f"/{HASH}/",
        f"/{HASH}/../newest.json",
        f"/{HASH}/alarms/x.alarm",
        "/%2e%2e/etc/passwd",
        "//[",
    ],
)
def test_nothing_else_is_there(port, path):
    assert ask(port, "GET", path)[0] in {400, 404}


def test_a_page_comes_with_its_guards(port):
    status, headers, content = ask(port, "GET", "/", headers={"Accept-Language": "ar"})

    assert (status, b'dir="rtl"' in content) == (200, True)
    assert "default-src 'none'" in headers["Content-Security-Policy"]
    assert ask(port, "GET", "/style.css")[1]["Content-Type"] == "text/css; charset=utf-8"
    assert ask(port, "HEAD", "/")[2] == b""
    assert ask(port, "POST", "/", b"x")[0] == 404


class TestHostileClients:
    @pytest.mark.parametrize(
        ("headers", "status"),
        [
            ({"Content-Length": "999999999"}, 413),
            ({"Content-Length": "-1"}, 411),
            ({"Content-Length": "x"}, 411),
            ({"Transfer-Encoding": "chunked"}, 411),
        ],
    )
    def test_a_body_without_a_length_or_with_too_much_of_it_is_not_read(self, port, headers, status):
        with socket.create_connection(("127.0.0.1", port), timeout=10) as client:
            lines = "".join(f"{name}: {value}\r\n" for name, value in headers.items())
            client.sendall(f"POST /add-checkpoint HTTP/1.1\r\n{lines}\r\n".encode())
            assert client.recv(100).split()[1] == str(status).encode()

    @pytest.mark.parametrize("sent", [b"", b"GET / HT", b"POST /add-checkpoint HTTP/1.1\r\nContent-Length: 9\r\n\r\nx"])
    def test_whoever_is_slow_is_cut_off(self, witness, monkeypatch, sent):
        monkeypatch.setattr(witness_server, "WHOLE_REQUEST_S", 0.3)
        began = time.monotonic()
        with running(witness) as address, socket.create_connection(("127.0.0.1", int(address[17:])), 10) as client:
            client.sendall(sent)
            assert client.recv(100) == b""
        assert time.monotonic() - began < 8

    def test_whoever_takes_all_connections_takes_no_more_than_there_are(self, witness, monkeypatch):
        monkeypatch.setattr(witness_server, "MOST_AT_ONCE", 2)
        with running(witness) as address:
            port = int(address[17:])
            idle = [socket.create_connection(("127.0.0.1", port), 10) for _ in range(3)]
            assert idle[2].recv(100) == b""
            for client in idle:
                client.close()
            time.sleep(0.1)
            assert ask(port, "GET", "/style.css")[0] == 200

    def test_junk_of_every_kind_is_answered_and_the_next_one_is_served(self, port):
        for junk in (b"\x00" * 500, b"A" * 70_000, b"GET /" + b"a" * 70_000 + b" HTTP/1.1\r\n\r\n", b"X: \xff\r\n\r\n"):
            with socket.create_connection(("127.0.0.1", port), timeout=10) as client:
                client.sendall(junk)
                client.shutdown(socket.SHUT_WR)
                client.recv(100)
        assert post(port, FIRST)[0] == 200


def test_a_port_that_is_taken_is_told(witness, port):
    with pytest.raises(Problem) as problem:
        served(witness, host="127.0.0.1", port=port)
    assert problem.value.kind == PORT_TAKEN
