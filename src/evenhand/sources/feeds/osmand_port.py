"""A port to which phones and trackers report: the OsmAnd protocol, as OsmAnd and Traccar Client speak it.

A report is answered with 200 only once it is on the disk. Reports are small and senders are many and not all friendly:
what they may send is bounded in size, in time and in number.

| status | meaning |
|---|---|
| 200 | on the disk |
| 400 | no report, or none with a device's id: sending it again will not help |
| 401, 403 | the token is missing or wrong; the device is not on the list |
| 405, 411, 413, 431 | another method, a body without a length, one that is too long, a head that is too long |
| 408 | it took too long |
| 503 | the disk is full, or too many are connected: keep the report and come again |

Source: Traccar, OsmAnd protocol; RFC 9112 (HTTP/1.1 messages).
"""

import asyncio
import hmac
import json
import threading
from collections import Counter
from collections.abc import Callable, Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import parse_qsl, unquote, urlencode, urlsplit

from evenhand.foundation.problems import Problem, ProblemKind
from evenhand.sources.feeds.feed import FeedEvent, Tell
from evenhand.sources.feeds.journal import Journal
from evenhand.sources.feeds.records import Message

PORT_NOT_FREE = ProblemKind(
    code="sources.port-not-free",
    blame="operator",
    message="Nothing can listen on {host}:{port}: {fault}. Choose another port, or stop what listens there.",
)

MAX_HEAD, MAX_BODY = 16 << 10, 64 << 10
REQUEST_S = 10.0
"""From the first byte of a request to its last."""
IDLE_S = 30.0
MOST_CONNECTIONS, MOST_PER_ADDRESS = 512, 64
_LOCAL = ("127.0.0.1", "::1")
"""A proxy stands there, behind which everybody comes from one address."""
_MOST_PARAMETERS = 200
_REASONS = {
    200: "OK",
    400: "Bad Request",
    401: "Unauthorized",
    403: "Forbidden",
    405: "Method Not Allowed",
    408: "Request Timeout",
    411: "Length Required",
    413: "Content Too Large",
    431: "Request Header Fields Too Large",
    503: "Service Unavailable",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Door:
    """Where to listen, and whom to let in."""

    host: str = "127.0.0.1"
    port: int = 5055
    token: str | None = None
    """What every sender must show: as the path, as the parameter `token`, or as a bearer token."""
    devices: AbstractSet[str] | None = None
    """Ids that may report; None: any."""


class _Refusal(Exception):  # noqa: N818 - an answer, not an error of ours
    """A request that is answered with a status other than 200."""

    def __init__(self, status: int) -> None:
        super().__init__(status)
        self.status = status


class OsmandPort:
    """Listens, in a thread of its own."""

    def __init__(self, door: Door, journal: Journal, *, clock: Callable[[], datetime], tell: Tell) -> None:
        """A port whose reports go to the journal before they are answered."""
        self._door, self._journal, self._clock, self._tell = door, journal, clock, tell
        self._loop: asyncio.AbstractEventLoop | None = None
        self._thread: threading.Thread | None = None
        self._server: asyncio.Server | None = None
        self._connected: Counter[str] = Counter()
        self._tasks: set[asyncio.Task[Any]] = set()
        self._full = False

    @property
    def port(self) -> int:
        """The port that is listened on, also where 0 asked for any."""
        return self._door.port if self._server is None else int(self._server.sockets[0].getsockname()[1])

    def start(self) -> None:
        """Listen.

        Raises:
            PORT_NOT_FREE: somebody else does, or this account may not.
        """
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, name=f"osmand {self._door.port}", daemon=True)
        self._thread.start()
        try:
            asyncio.run_coroutine_threadsafe(self._listen(), self._loop).result()
        except OSError as fault:
            self._end()
            raise PORT_NOT_FREE(host=self._door.host, port=self._door.port, fault=fault.strerror or fault) from None
        self._tell(FeedEvent(feed=self._journal.feed, what="listening", details={"port": self.port}))

    def stop(self) -> None:
        """Close the port; requests that have come whole are still answered."""
        if self._loop is not None:
            asyncio.run_coroutine_threadsafe(self._close(), self._loop).result()
        self._end()

    def receive_once(self) -> None:
        """Nothing: senders come when they come, and a run that ends does not wait for them."""

    async def _listen(self) -> None:
        self._server = await asyncio.start_server(self._serve, self._door.host, self._door.port, limit=MAX_HEAD)

    async def _close(self) -> None:
        if self._server is not None:
            self._server.close()
        if self._tasks:
            _done, late = await asyncio.wait(self._tasks, timeout=1.0)
            for task in late:
                task.cancel()
            await asyncio.gather(*late, return_exceptions=True)
        await asyncio.sleep(0.01)  # the loop still has to close what was ended

    def _end(self) -> None:
        loop, thread, self._loop, self._thread = self._loop, self._thread, None, None
        if loop is not None and thread is not None:
            loop.call_soon_threadsafe(loop.stop)
            thread.join()
            loop.close()

    # One connection --------------------------------------------------------------------------------------------

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        peer = str((writer.get_extra_info("peername") or ("?",))[0])
        task = asyncio.current_task()
        if task is not None:
            self._tasks.add(task)
            task.add_done_callback(self._tasks.discard)
        self._connected[peer] += 1
        try:
            crowded = self._connected[peer] > MOST_PER_ADDRESS and peer not in _LOCAL
            if crowded or self._connected.total() > MOST_CONNECTIONS:
                await _answer(writer, 503, close=True)
                return
            while await self._serve_request(reader, writer):
                pass
        except (OSError, asyncio.IncompleteReadError, asyncio.CancelledError):
            pass  # the sender went away, or we do
        finally:
            self._connected[peer] -= 1
            self._connected += Counter()  # forget addresses that are gone
            writer.close()

    async def _serve_request(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> bool:
        """Answer one request; whether another may follow on this connection."""
        try:
            async with asyncio.timeout(IDLE_S):
                first = await reader.readexactly(1)
            async with asyncio.timeout(REQUEST_S):
                request = await _request(first, reader, writer)
        except TimeoutError:
            await _answer(writer, 408, close=True)
            return False
        except asyncio.LimitOverrunError:
            await _answer(writer, 431, close=True)
            return False
        except _Refusal as refusal:
            await _answer(writer, refusal.status, close=True)
            return False
        goes_on = request.keeps_open and self._server is not None and self._server.is_serving()
        try:
            message = Message(at=self._clock(), body=admitted(request, self._door))
            await asyncio.wrap_future(self._journal.append(message))
            status = 200
            self._wrote(None)
        except _Refusal as refusal:
            status = refusal.status
        except Problem as problem:  # the journal refuses
            status = 503
            self._wrote(problem)
        await _answer(writer, status, close=not goes_on)
        return goes_on

    def _wrote(self, problem: Problem | None) -> None:
        if problem is not None and not self._full:
            self._tell(FeedEvent(feed=self._journal.feed, what="failing", details={"reason": problem}))
        if problem is None and self._full:
            self._tell(FeedEvent(feed=self._journal.feed, what="back"))
        self._full = problem is not None


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """One HTTP request."""

    method: str
    target: str
    headers: Mapping[str, str]
    """By name in lower case."""
    body: bytes
    keeps_open: bool


async def _request(first: bytes, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> Request:
    head = (first + await reader.readuntil(b"\r\n\r\n")).decode("latin-1")
    begin, *lines = head.strip().split("\r\n")
    words = begin.split(" ")
    if len(words) != 3 or not words[2].startswith("HTTP/1."):
        raise _Refusal(400)
    headers = {name.strip().lower(): value.strip() for name, _, value in (line.partition(":") for line in lines)}
    if words[0] not in ("GET", "POST"):
        raise _Refusal(405)
    body = b""
    if "transfer-encoding" in headers:
        raise _Refusal(411)
    length = headers.get("content-length", "0")
    if not (length.isascii() and length.isdigit()):
        raise _Refusal(400)
    if len(length) > 9 or int(length) > MAX_BODY:
        raise _Refusal(413)
    if int(length):
        if headers.get("expect", "").lower() == "100-continue":
            writer.write(b"HTTP/1.1 100 Continue\r\n\r\n")
            await writer.drain()
        body = await reader.readexactly(int(length))
    connection = headers.get("connection", "").lower()
    keeps_open = connection != "close" and (words[2] != "HTTP/1.0" or connection == "keep-alive")
    return Request(method=words[0], target=words[1], headers=headers, body=body, keeps_open=keeps_open)


async def _answer(writer: asyncio.StreamWriter, status: int, *, close: bool) -> None:
    extra = "Retry-After: 30\r\n" if status == 503 else "WWW-Authenticate: Bearer\r\n" if status == 401 else ""
    connection = "close" if close else "keep-alive"
    head = f"HTTP/1.1 {status} {_REASONS[status]}\r\nContent-Length: 0\r\n{extra}Connection: {connection}\r\n\r\n"
    writer.write(head.encode("ascii"))
    async with asyncio.timeout(REQUEST_S):
        await writer.drain()


# What a request says -------------------------------------------------------------------------------------------


def admitted(request: Request, door: Door) -> bytes:
    """The report in a request, as it goes to the journal: its own members only, without the token.

    Raises:
        _Refusal: the sender shows no token, is not on the list, or names no device.
    """
    try:
        split = urlsplit(request.target)
        given = parse_qsl(split.query, keep_blank_values=True, max_num_fields=_MOST_PARAMETERS)
        reports = _reports(request.body)
        if reports is None and request.body:
            text = request.body.decode("utf-8").strip()
            given += parse_qsl(text, keep_blank_values=True, max_num_fields=_MOST_PARAMETERS)
    except (ValueError, RecursionError):
        raise _Refusal(400) from None
    _require_token(request, split.path, dict(given).get("token"), door)
    parameters = {name: value for name, value in given if name != "token"}
    if reports is None:
        named: list[Any] = [parameters.get("id") or parameters.get("deviceid")]
    else:
        named = [one["device_id"] for one in reports]
    if not all(isinstance(name, str | int) and str(name).strip() for name in named):
        raise _Refusal(400)
    if door.devices is not None and not {str(name).strip() for name in named} <= door.devices:
        raise _Refusal(403)
    return (urlencode(parameters) if reports is None else json.dumps(reports)).encode("utf-8", "backslashreplace")


def _reports(body: bytes) -> list[dict[str, Any]] | None:
    """The reports of a JSON body; None where it is none.

    Only what makes a report is kept: a device on the list could else slip in a document of another kind, and with it
    positions of somebody else.

    Raises:
        ValueError: broken JSON.
        _Refusal: JSON that is no report.
    """
    if not body.lstrip().startswith((b"{", b"[")):
        return None
    document = json.loads(body)
    found = document if isinstance(document, list) else [document]
    if not found or not all(isinstance(one, dict) and isinstance(one.get("location"), dict) for one in found):
        raise _Refusal(400)
    return [{"device_id": one.get("device_id"), "location": one["location"]} for one in found]


def _require_token(request: Request, path: str, parameter: str | None, door: Door) -> None:
    if door.token is None:
        return
    bearer = request.headers.get("authorization", "").removeprefix("Bearer ")
    shown = (parameter, unquote(path).strip("/"), bearer)
    # All are compared, in constant time each, so that answers tell nothing about the token.
    agrees = [hmac.compare_digest((one or "").encode(), door.token.encode()) for one in shown]
    if not any(agrees):
        raise _Refusal(401)
