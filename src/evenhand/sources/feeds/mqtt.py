"""A subscription to an MQTT broker that acknowledges a message only once it is on the disk.

The session is persistent (the same client id, clean session off), the quality of service is 1, and the PUBACK is sent
after the journal has synced. What the broker sends while we are away it keeps, as far as it is set up to; what it sent
and we did not acknowledge it sends again.

Everything runs on one thread, which also does the network's work. So an acknowledgement can never reach a later
connection, where the same number would mean another message.

Source: MQTT 3.1.1, 3.1.2.4 (clean session), 3.3.1.1 (DUP), 4.3.2 (at least once), 4.4 (delivery again).
"""

import hashlib
import select
import threading
import time
from collections import OrderedDict
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from paho.mqtt.client import Client, MQTTMessage
from paho.mqtt.enums import CallbackAPIVersion, MQTTErrorCode, MQTTProtocolVersion

from evenhand.foundation.problems import Problem
from evenhand.sources.feeds.feed import Backoff, FeedEvent, Tell, outcome_of
from evenhand.sources.feeds.journal import Journal
from evenhand.sources.feeds.polling import UNREACHABLE
from evenhand.sources.feeds.records import MAX_BODY, Message, message_of

_KEEPALIVE_S = 30
_GROUP = 1000
"""Messages that are written and acknowledged together at most."""
_CONNECT_S = 10.0
_QUIET_S = 1.0
"""A run that ends does so when nothing has come for this long."""
_REMEMBERED = 10_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Broker:
    """Where to subscribe, and as whom."""

    host: str
    port: int
    topic: str
    client_id: str
    user: str | None = None
    password: str | None = None
    tls: bool = False


class Subscription:
    """Receives the messages of one topic filter."""

    def __init__(self, broker: Broker, journal: Journal, *, clock: Callable[[], datetime], tell: Tell) -> None:
        """A subscription whose messages go to the journal before they are acknowledged."""
        self._broker, self._journal, self._clock, self._tell = broker, journal, clock, tell
        self._backoff = Backoff()
        self._stopped = threading.Event()
        self._thread = threading.Thread(target=self._run, name=f"mqtt {broker.host}", daemon=True)
        self._came: list[tuple[MQTTMessage, Message]] = []
        self._known = _Known(journal)
        self._subscribed = False
        self._last_came = 0.0
        self._refusal: str | None = None
        self._was_here = False

    def start(self) -> None:
        """Connect, and go on connecting."""
        self._thread.start()

    def stop(self) -> None:
        """Leave; the broker keeps the session."""
        self._stopped.set()
        if self._thread.is_alive():
            self._thread.join(_CONNECT_S)

    def receive_once(self) -> None:
        """Take what the broker has kept for us, until nothing comes for a moment.

        Raises:
            UNREACHABLE: no connection, or no subscription.
            JOURNAL_FULL, JOURNAL_BROKEN.
        """
        begun = time.monotonic()

        def enough() -> bool:
            quiet_since = max(begun, self._last_came)
            limit = _QUIET_S if self._subscribed else _CONNECT_S
            return self._stopped.is_set() or time.monotonic() - quiet_since > limit

        fault = self._connected_until(enough)
        if fault is not None or not self._subscribed:
            raise fault or UNREACHABLE(feed=self._journal.feed, fault="the broker does not answer the subscription")

    def _run(self) -> None:
        while not self._stopped.is_set():
            fault = self._connected_until(self._stopped.is_set)
            if fault is None:
                continue
            if not self._backoff.failing:
                self._tell(FeedEvent(feed=self._journal.feed, what="failing", details={"reason": fault}))
            self._stopped.wait(self._backoff.failed())

    # One connection --------------------------------------------------------------------------------------------

    def _connected_until(self, enough: Callable[[], bool]) -> Problem | None:
        """One connection, until it is enough (None) or breaks (why)."""
        self._came.clear()
        self._subscribed, self._refusal = False, None
        client = self._client()
        try:
            client.connect(self._broker.host, self._broker.port, keepalive=_KEEPALIVE_S)
            return self._served(client, enough)
        except Problem as problem:  # the journal refuses: let go, so that the broker keeps the messages
            return problem
        except Exception as fault:  # whatever it was, the feed must go on trying, and say so
            return self._unreachable(str(fault) or type(fault).__name__)
        finally:
            # Without a DISCONNECT where something is left unacknowledged; the broker keeps the session either way.
            client.disconnect()
            client.loop_write()
            self._drop(client)

    def _served(self, client: Client, enough: Callable[[], bool]) -> Problem | None:
        begun = time.monotonic()
        while not enough():
            state = self._step(client)
            self._keep(client)
            if self._refusal is not None:
                return self._unreachable(self._refusal)
            if state != MQTTErrorCode.MQTT_ERR_SUCCESS:
                return self._unreachable(f"the connection broke ({state.name})")
            if not self._subscribed and time.monotonic() - begun > _CONNECT_S:
                return self._unreachable("the broker does not answer the subscription")
        return None

    def _step(self, client: Client) -> MQTTErrorCode:
        """Do what the network asks for now: read packets until there are none or enough, write what waits."""
        connection: Any = client.socket()
        if connection is None:
            return MQTTErrorCode.MQTT_ERR_CONN_LOST
        writers = [connection] if client.want_write() else []
        ready, writable, _ = select.select([connection], writers, [], 0.0 if _pending(connection) else 0.1)
        state = MQTTErrorCode.MQTT_ERR_SUCCESS
        while state == MQTTErrorCode.MQTT_ERR_SUCCESS and (ready or _pending(connection)):
            state = client.loop_read()
            if len(self._came) >= _GROUP or client.socket() is None:
                break
            ready = select.select([connection], [], [], 0.0)[0]
        if state == MQTTErrorCode.MQTT_ERR_SUCCESS and writable:
            state = client.loop_write()
        return client.loop_misc() if state == MQTTErrorCode.MQTT_ERR_SUCCESS else state

    def _keep(self, client: Client) -> None:
        """Write what came, wait until it is on the disk, acknowledge.

        Raises:
            JOURNAL_FULL, JOURNAL_BROKEN: nothing is acknowledged.
        """
        group, self._came = self._came, []
        if not group:
            return
        written = [(one, self._journal.append(kept)) for one, kept in group if not self._known.repeats(one, kept)]
        faults = [outcome_of(done) for _one, done in written]
        for fault in faults:
            if fault is not None:
                raise fault
        for one, kept in group:
            self._known.add(kept)
            if one.qos:
                client.ack(one.mid, one.qos)
        self._last_came = time.monotonic()

    # What the broker says --------------------------------------------------------------------------------------

    def _client(self) -> Client:
        client = Client(
            CallbackAPIVersion.VERSION2,
            client_id=self._broker.client_id,
            clean_session=False,
            protocol=MQTTProtocolVersion.MQTTv311,
            reconnect_on_failure=False,
            manual_ack=True,
        )
        client.connect_timeout = _CONNECT_S
        if self._broker.user is not None:
            client.username_pw_set(self._broker.user, self._broker.password)
        if self._broker.tls:
            client.tls_set()
        client.on_connect = self._on_connect
        client.on_subscribe = self._on_subscribe
        client.on_message = self._on_message
        return client

    def _on_connect(self, client: Client, _data: Any, flags: Any, reason: Any, _properties: Any) -> None:
        if reason.is_failure:
            self._refusal = f"the broker refuses us: {reason}"
            return
        if not flags.session_present and self._was_here:
            self._tell(FeedEvent(feed=self._journal.feed, what="forgotten"))
        client.subscribe(self._broker.topic, qos=1)

    def _on_subscribe(self, _client: Client, _data: Any, _mid: int, reasons: Any, _properties: Any) -> None:
        if any(reason.is_failure for reason in reasons):
            self._refusal = f"the broker refuses the topic {self._broker.topic}"
            return
        if any(reason.value < 1 for reason in reasons):
            self._tell(FeedEvent(feed=self._journal.feed, what="weak"))
        self._subscribed, self._was_here = True, True
        if self._backoff.failing:
            self._tell(FeedEvent(feed=self._journal.feed, what="back"))
        self._backoff.succeeded()

    def _on_message(self, _client: Client, _data: Any, message: MQTTMessage) -> None:
        try:
            topic = message.topic
        except UnicodeDecodeError:
            topic = ""
        # What is too large keeps its beginning, so that the reader sets it aside in sight of people.
        body = bytes(message.payload[:MAX_BODY])
        packet = message.mid if message.qos else None
        self._came.append((message, Message(at=self._clock(), topic=topic, packet=packet, body=body)))

    def _unreachable(self, fault: str) -> Problem:
        return UNREACHABLE(feed=self._journal.feed, fault=fault)

    def _drop(self, client: Client) -> None:
        connection = client.socket()
        if connection is not None:
            connection.close()


class _Known:
    """Messages that are in the journal already, should the broker send them again because it missed our answer.

    A message that says itself when it was would be told apart by the lake; one that does not (an AIS sentence) would
    count a second time, at the time of its second coming.
    """

    def __init__(self, journal: Journal) -> None:
        """Those of the segments that are still there: a broker sends again what came last."""
        self._digests: OrderedDict[bytes, None] = OrderedDict()
        for message in _messages(journal.sealed()):
            self.add(message)

    def add(self, message: Message) -> None:
        """One more; the oldest is forgotten."""
        self._digests[_digest(message)] = None
        if len(self._digests) > _REMEMBERED:
            self._digests.popitem(last=False)

    def repeats(self, packet: MQTTMessage, message: Message) -> bool:
        """Whether a packet is one that the broker marks as sent again, and that is in the journal."""
        return packet.dup and _digest(message) in self._digests


def _digest(message: Message) -> bytes:
    """Of number, topic and body: a broker that sends again keeps all three."""
    told = f"{message.packet}\0{message.topic}\0".encode("utf-8", "backslashreplace")
    return hashlib.sha256(told + message.body).digest()


def _messages(segments: tuple[Path, ...]) -> Iterator[Message]:
    for path in segments:
        with path.open("rb") as lines:
            for line in lines:
                message = message_of(line)
                if message is not None:
                    yield message


def _pending(connection: Any) -> bool:
    """Whether TLS holds bytes that the system no longer shows."""
    pending = getattr(connection, "pending", None)
    return pending is not None and pending() > 0
