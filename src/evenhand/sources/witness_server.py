"""A witness as a server: what a log posts to it, what monitors and other witnesses read, and a page for people.

Anybody may connect. A request has seconds to come in whole, a limited size, and there are only so many at a time; what
is asked for is looked up by pattern and never becomes a path of the disk.
Source: C2SP tlog-witness v1.0.0.
"""

import re
import socket
import threading
from collections.abc import Callable
from contextlib import suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

from evenhand.foundation.canonical import canonical_bytes
from evenhand.foundation.problems import Problem, ProblemKind
from evenhand.ledger.checkpoints import checkpoint_in
from evenhand.ledger.exchange import told
from evenhand.ledger.notes import read_note
from evenhand.ledger.protocol import Answer, answer, monitoring_path
from evenhand.sources.witness_home import Home
from evenhand.sources.witness_page import STYLE, colour_of, language_of, page

PORT_TAKEN = ProblemKind(
    code="sources.port-taken",
    blame="operator",
    message="Nobody can be answered at {address}: {fault}. Choose another address with --listen.",
)

MOST_BODY_BYTES = 128 * 1024
"""A request holds 63 hashes and a note of at most a hundred signatures."""
MOST_AT_ONCE = 64
WHOLE_REQUEST_S = 10.0
_ALARM = re.compile(r"alarms/([a-z-]{1,30}-[0-9a-f]{16})\.(alarm|[1-9]\.checkpoint)")
_NOTE_TYPE = "application/octet-stream"
_HTML, _CSS, _JSON = "text/html; charset=utf-8", "text/css; charset=utf-8", "application/json"
_GUARDS = {
    "Content-Security-Policy": "default-src 'none'; style-src 'self'; frame-ancestors 'none'; base-uri 'none'; "
    "form-action 'none'",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cache-Control": "no-store",
}


class Witness:
    """What this witness answers, apart from sockets."""

    def __init__(self, home: Home, *, clock: Callable[[], int]) -> None:
        """`clock` gives seconds since 1970."""
        self.home, self._clock = home, clock
        self._checkpoint = monitoring_path(home.origin)
        self._base = self._checkpoint.removesuffix("checkpoint")

    def post(self, path: str, body: bytes) -> Answer:
        """The answer to a POST; what it says is remembered, and lasts, before this comes back."""
        if path != "add-checkpoint":
            return Answer(status=404)
        try:
            with self.home.locked():
                if self.home.holds_back():
                    return Answer(status=503, content=b"Nothing is cosigned until an alarm is settled.\n")
                found = answer(body, self.home.memory(), trust=self.home.trust, key=self.home.key, now_s=self._clock())
                if found.memory is not None:
                    size = checkpoint_in(read_note(found.memory.note).text).size
                    self.home.keep(found.memory, size=size)
                self.home.raise_alarms(found.findings, now_s=self._clock())
        except (Problem, OSError) as fault:  # no cosignature leaves where it cannot be remembered
            return Answer(status=503, content=f"{fault}\n".encode())
        return found

    def get(self, path: str, *, query: str = "", accepted: str = "") -> Answer:
        """The answer to a GET."""
        if path == "":
            language = language_of(parse_qs(query), accepted)
            text = page(self.home, language=language, now_s=self._clock())
            return Answer(status=200, content=text.encode(), content_type=_HTML)
        if path == "style.css":
            return Answer(status=200, content=STYLE.encode(), content_type=_CSS)
        if path == "state.json":
            return Answer(status=200, content=self._state(), content_type=_JSON)
        if path == self._checkpoint:
            memory = self.home.memory()
            return Answer(status=404) if memory is None else Answer(status=200, content=memory.note)
        if path == f"{self._base}seen":
            content = told(self.home.origin, self.home.key.name, self._notes())
            return Answer(status=200, content=content, content_type=_JSON)
        return self._file(path.removeprefix(self._base)) if path.startswith(self._base) else Answer(status=404)

    def _notes(self) -> list[bytes]:
        """What was cosigned, and what alarms show besides."""
        evidence = [note for kept in self.home.alarms() for note in kept.signed.alarm.evidence]
        return [*self.home.seen(), *evidence]

    def _state(self) -> bytes:
        state, alarms = self.home.state(), self.home.alarms()
        colour = colour_of(state, alarms, now_s=self._clock())
        facts = {
            "witness": str(self.home.key.verifier),
            "origin": self.home.origin,
            "state": colour,
            "looked_s": state.looked_s,
            "size": state.size,
            "cosigned_s": state.cosigned_s,
            "fault": state.fault,
            "notices": list(state.notices),
            "alarms": [
                {"alarm": kept.slug, "kind": kept.signed.alarm.kind.value} for kept in alarms if not kept.settled
            ],
        }
        return canonical_bytes(facts) + b"\n"

    def _file(self, name: str) -> Answer:
        found = _ALARM.fullmatch(name)
        try:
            kept = self.home.alarm(found[1]) if found else None
        except Problem:
            kept = None
        if kept is None or found is None:
            return Answer(status=404)
        if found[2] == "alarm":
            return Answer(status=200, content=kept.signed.content, content_type=_NOTE_TYPE)
        number, evidence = int(found[2][0]), kept.signed.alarm.evidence
        if number > len(evidence):
            return Answer(status=404)
        return Answer(status=200, content=evidence[number - 1], content_type=_NOTE_TYPE)


def served(witness: Witness, *, host: str, port: int) -> ThreadingHTTPServer:
    """A server that listens at `host` and `port` (0: any free one); whoever has it calls `serve_forever`.

    Raises:
        PORT_TAKEN: it cannot listen there.
    """
    try:
        return _Server(witness, host, port)
    except OSError as fault:
        raise PORT_TAKEN(address=f"{host}:{port}", fault=fault.strerror or fault) from None


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 128

    def __init__(self, witness: Witness, host: str, port: int) -> None:
        self.witness = witness
        self.address_family = socket.AF_INET6 if ":" in host else socket.AF_INET
        self._room = threading.BoundedSemaphore(MOST_AT_ONCE)
        super().__init__((host, port), _Handler)

    def server_bind(self) -> None:
        """Bind without asking the name service who we are, as the base class would."""
        self.socket.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        self.socket.bind(self.server_address)
        self.server_address = self.socket.getsockname()
        self.server_name, self.server_port = str(self.server_address[0]), self.server_address[1]

    def process_request(self, request: Any, client_address: Any) -> None:
        """Serve in a thread if there is room; else close at once, so that nobody takes all there is."""
        if not self._room.acquire(blocking=False):
            self.shutdown_request(request)
            return
        super().process_request(request, client_address)

    def process_request_thread(self, request: Any, client_address: Any) -> None:
        """As the base class, and make room again."""
        cut = threading.Timer(WHOLE_REQUEST_S, _cut, [request])
        cut.daemon = True
        cut.start()
        try:
            super().process_request_thread(request, client_address)
        finally:
            cut.cancel()
            self._room.release()

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A client that breaks off is no news."""


def _cut(request: socket.socket) -> None:
    """End a request that takes too long, whatever it is at."""
    with suppress(OSError):
        request.shutdown(socket.SHUT_RDWR)


class _Handler(BaseHTTPRequestHandler):
    server: _Server
    protocol_version = "HTTP/1.0"  # one request a connection: there is nothing to keep open
    server_version, sys_version = "evenhand", ""
    timeout = WHOLE_REQUEST_S

    def do_GET(self) -> None:
        """Answer a GET."""
        self._reply(self._got())

    def do_HEAD(self) -> None:
        """Answer with the headers of a GET."""
        self._reply(self._got(), with_body=False)

    def do_POST(self) -> None:
        """Answer a POST, once its whole body came."""
        length = self.headers.get("Content-Length", "")
        if self.headers.get("Transfer-Encoding") or not re.fullmatch(r"[0-9]{1,9}", length):
            self._reply(Answer(status=411, content=b"Say how long the body is, and send it whole.\n"))
        elif int(length) > MOST_BODY_BYTES:
            self._reply(Answer(status=413, content=f"A request has {MOST_BODY_BYTES} bytes at most.\n".encode()))
        else:
            body = self.rfile.read(int(length))
            if len(body) == int(length):
                self._reply(self.server.witness.post(self.path.removeprefix("/"), body))

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - the name of the base class
        """What anybody asks for does not fill anybody's terminal."""

    def _got(self) -> Answer:
        try:
            address = urlsplit(self.path)
            return self.server.witness.get(
                address.path.removeprefix("/"), query=address.query, accepted=self.headers.get("Accept-Language", "")
            )
        except ValueError:
            return Answer(status=400)
        except (Problem, OSError) as fault:
            return Answer(status=500, content=f"{fault}\n".encode())

    def _reply(self, found: Answer, *, with_body: bool = True) -> None:
        self.send_response(found.status)
        self.send_header("Content-Type", found.content_type)
        self.send_header("Content-Length", str(len(found.content)))
        for name, value in _GUARDS.items():
            self.send_header(name, value)
        self.end_headers()
        if with_body:
            self.wfile.write(found.content)
