"""A feed that is asked again and again over HTTP: aircraft.json of readsb, tar1090 or dump1090.

Source: readsb, README-json.md (aircraft.json is rewritten about once a second); RFC 9110 (HTTP).
"""

import hashlib
import http.client
import threading
import time
import urllib.error
import urllib.request
import zlib
from collections.abc import Callable
from datetime import datetime
from typing import IO, Any
from urllib.parse import urlsplit

from evenhand.foundation.problems import Problem, ProblemKind
from evenhand.sources.feeds.feed import Backoff, FeedEvent, Tell, outcome_of
from evenhand.sources.feeds.journal import Journal
from evenhand.sources.feeds.records import MAX_BODY, Message

UNREACHABLE = ProblemKind(
    code="sources.feed-unreachable",
    blame="operator",
    message="{feed} does not answer: {fault}. It is tried again; check the address, the network and the server.",
)
NOT_A_FEED = ProblemKind(
    code="sources.not-a-feed",
    blame="caller",
    message="{feed} answers, but not with {expected}: {fault}. Check the address.",
)

TIMEOUT_S = 10.0
"""For each wait on the network."""
DEADLINE_S = 60.0
"""For a whole answer, however slowly it drips."""
_CHUNK = 1 << 16


class Poll:
    """Asks an address at an interval and writes each new answer to the journal."""

    def __init__(
        self,
        address: str,
        journal: Journal,
        *,
        every_s: float,
        clock: Callable[[], datetime],
        tell: Tell,
        token: str | None = None,
    ) -> None:
        """A poll of `address` each `every_s` seconds; `token` is sent as a bearer token (RFC 6750)."""
        self._address, self._journal, self._token = address, journal, token
        self._every_s, self._clock, self._tell = every_s, clock, tell
        self._backoff = Backoff()
        self._stopped = threading.Event()
        self._thread = threading.Thread(target=self._run, name=f"poll {journal.feed}", daemon=True)
        self._last = b""
        self._opener = urllib.request.OpenerDirector()
        for handler in (
            urllib.request.ProxyHandler(),
            urllib.request.HTTPHandler(),
            urllib.request.HTTPSHandler(),  # verifies certificates and names against the system's authorities
            urllib.request.HTTPDefaultErrorHandler(),
            urllib.request.HTTPErrorProcessor(),
            _SamePlace(),
        ):
            self._opener.add_handler(handler)

    def start(self) -> None:
        """Begin to ask."""
        self._thread.start()

    def stop(self) -> None:
        """Ask no more. An answer that is still under way is given up: nobody was told that it was taken."""
        self._stopped.set()
        if self._thread.is_alive():
            self._thread.join(TIMEOUT_S / 4)

    def receive_once(self) -> None:
        """Ask once.

        Raises:
            UNREACHABLE, NOT_A_FEED, JOURNAL_FULL, JOURNAL_BROKEN.
        """
        body = self._fetched()
        digest = hashlib.sha256(body).digest()
        if digest == self._last:
            return
        fault = outcome_of(self._journal.append(Message(at=self._clock(), body=body)))
        if fault is not None:
            raise fault
        self._last = digest

    def _run(self) -> None:
        due = time.monotonic()
        while not self._stopped.is_set():
            try:
                self.receive_once()
            except Exception as fault:  # whatever it was, the feed must go on trying, and say so
                if not self._backoff.failing:
                    self._tell(FeedEvent(feed=self._journal.feed, what="failing", details={"reason": fault}))
                self._stopped.wait(max(self._every_s, self._backoff.failed()))
                due = time.monotonic()
                continue
            if self._backoff.failing:
                self._tell(FeedEvent(feed=self._journal.feed, what="back"))
            self._backoff.succeeded()
            due = max(due + self._every_s, time.monotonic() - self._every_s)
            self._stopped.wait(max(0.0, due - time.monotonic()))

    def _fetched(self) -> bytes:
        headers = {"Accept": "application/json", "Accept-Encoding": "gzip", "User-Agent": "evenhand"}
        if self._token is not None:
            headers["Authorization"] = f"Bearer {self._token}"
        request = urllib.request.Request(self._address, headers=headers)  # noqa: S310 - only handlers for HTTP are there
        try:
            with self._opener.open(request, timeout=TIMEOUT_S) as answer:
                body = _read(answer, packed=answer.headers.get("Content-Encoding") == "gzip")
        except urllib.error.HTTPError as refusal:
            with refusal:
                raise UNREACHABLE(feed=self._journal.feed, fault=f"status {refusal.code} {refusal.reason}") from None
        except urllib.error.URLError as fault:
            raise UNREACHABLE(feed=self._journal.feed, fault=fault.reason) from None
        except (OSError, http.client.HTTPException, zlib.error) as fault:
            raise UNREACHABLE(feed=self._journal.feed, fault=str(fault) or type(fault).__name__) from None
        if body is None:
            raise self._no_feed(f"it is larger than {MAX_BODY >> 20} MB or takes longer than {DEADLINE_S:.0f} s")
        if not body.lstrip().startswith(b"{") or b'"aircraft"' not in body:
            raise self._no_feed("it holds no list of aircraft")
        return body

    def _no_feed(self, fault: str) -> Problem:
        return NOT_A_FEED(feed=self._journal.feed, expected="aircraft.json", fault=fault)


def _read(answer: "http.client.HTTPResponse | Any", *, packed: bool) -> bytes | None:
    """The body, unpacked; None where it is too large or too slow."""
    unpack = zlib.decompressobj(wbits=31) if packed else None
    body, came, deadline = bytearray(), 0, time.monotonic() + DEADLINE_S
    while chunk := answer.read1(_CHUNK):
        came += len(chunk)
        while chunk:
            body += chunk if unpack is None else unpack.decompress(chunk, MAX_BODY + 1 - len(body))
            chunk = b"" if unpack is None else unpack.unconsumed_tail
            if len(body) > MAX_BODY:
                return None
        if time.monotonic() > deadline:
            return None
    announced = answer.headers.get("Content-Length")  # read1 says nothing of an answer that ends early
    if (unpack is not None and not unpack.eof) or (announced is not None and str(came) != announced.strip()):
        raise http.client.IncompleteRead(bytes(body))
    return bytes(body)


class _SamePlace(urllib.request.HTTPRedirectHandler):
    """Follows a redirection on the same server only: another scheme or host is for the operator to write down."""

    max_redirections = 3

    def redirect_request(
        self, req: urllib.request.Request, fp: IO[bytes], code: int, msg: str, headers: Any, newurl: str
    ) -> urllib.request.Request | None:
        """The request for the new address; a Problem where it lies elsewhere."""
        old, new = urlsplit(req.full_url), urlsplit(newurl)
        if (old.scheme, old.netloc) != (new.scheme, new.netloc):
            fp.close()
            elsewhere = f"it points to {new.scheme}://{new.netloc}"
            raise NOT_A_FEED(feed=req.full_url, expected="aircraft.json", fault=elsewhere)
        return super().redirect_request(req, fp, code, msg, headers, newurl)
