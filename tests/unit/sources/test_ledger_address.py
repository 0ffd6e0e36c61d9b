"""A log read from a folder and from an address."""

import threading
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer

import pytest

from evenhand.foundation.problems import Problem
from evenhand.sources.ledger_address import LOG_UNREACHABLE, Address, published_at, together


class Quiet(SimpleHTTPRequestHandler):
    def log_message(self, *_words):
        pass

    def do_GET(self):
        if self.path == "/broken":
            self.send_error(500)
        else:
            super().do_GET()


@pytest.fixture
def served(tmp_path):
    (tmp_path / "tile").mkdir()
    (tmp_path / "tile" / "000").write_bytes(b"hashes")
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=tmp_path))
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield tmp_path, f"http://127.0.0.1:{server.server_port}/"
    server.shutdown()
    server.server_close()
    thread.join()


def test_files_are_the_same_from_both(served):
    folder, address = served
    for place in (str(folder), address):
        log = published_at(place)
        assert (log.read("tile/000"), log.read("tile/001"), log.read("tile/000/1")) == (b"hashes", None, None)


def test_many_files_are_read_at_once_from_both(served):
    folder, address = served
    for place in (str(folder), address):
        with together(published_at(place)) as log:
            assert log.read("tile/000") == b"hashes"
            assert list(log.spread(abs, range(-3, 0))) == [3, 2, 1]


def test_a_server_that_fails_is_no_log_without_files(served):
    _folder, address = served
    with pytest.raises(Problem) as problem:
        published_at(address).read("broken")
    assert problem.value.kind == LOG_UNREACHABLE


@pytest.mark.parametrize("place", ["http://127.0.0.1:1/", "https://[", "/no/such/folder"])
def test_nobody_there_is_told(place):
    with pytest.raises(Problem) as problem:
        published_at(place).read("checkpoint")
    assert problem.value.kind == LOG_UNREACHABLE


def test_what_is_answered_to_a_post_is_told_whatever_it_is(served):
    _folder, address = served  # it takes no POST
    assert Address(address).send("alarms", b"x").status == 501

    with pytest.raises(Problem) as problem:
        Address("http://127.0.0.1:1", timeout_s=1).send("", b"x")
    assert problem.value.kind == LOG_UNREACHABLE
