import threading
import time
from datetime import UTC, datetime

import pytest
from paho.mqtt.client import Client
from paho.mqtt.enums import CallbackAPIVersion

from evenhand.foundation.problems import Problem
from evenhand.sources.feeds import journal as journal_module
from evenhand.sources.feeds.files import SegmentFiles
from evenhand.sources.feeds.journal import Journal
from evenhand.sources.feeds.mqtt import Broker, Subscription
from evenhand.sources.feeds.polling import UNREACHABLE
from evenhand.sources.feeds.records import message_of
from simulators import mosquitto

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)

pytestmark = pytest.mark.skipif(mosquitto.PROGRAM is None, reason=mosquitto.MISSING)


class Disk(SegmentFiles):
    free = 1 << 40

    def __init__(self):
        self.gate = threading.Event()
        self.gate.set()

    def free_bytes(self, folder):
        return self.free

    def sync(self, handle):
        self.gate.wait(10)
        super().sync(handle)


@pytest.fixture
def broker():
    with mosquitto.broker() as running:
        yield running


@pytest.fixture
def disk():
    return Disk()


@pytest.fixture
def journal(tmp_path, disk):
    made = Journal(tmp_path / "feed", feed="mqtt://broker/tracks/#", clock=lambda: NOON, files=disk)
    yield made
    disk.gate.set()
    made.close()


@pytest.fixture
def told():
    return []


@pytest.fixture
def subscribed(broker, journal, told):
    """Make subscriptions to the broker; they are stopped afterwards."""
    made = []

    def subscribe(**changes):
        address = {
            "host": "127.0.0.1",
            "port": broker.port,
            "topic": "tracks/#",
            "client_id": "evenhand-test",
        } | changes
        one = Subscription(Broker(**address), journal, clock=lambda: NOON, tell=told.append)
        made.append(one)
        return one

    yield subscribe
    for one in made:
        one.stop()


def publish(broker, *bodies, topic="tracks/7", qos=1, retain=False):
    sender = Client(CallbackAPIVersion.VERSION2)
    sender.connect("127.0.0.1", broker.port)
    sender.loop_start()
    for body in bodies:
        sender.publish(topic, body, qos=qos, retain=retain).wait_for_publish(10)
    sender.disconnect()
    sender.loop_stop()


def kept(journal):
    journal.seal()
    lines = [line for path in journal.sealed() for line in path.read_bytes().splitlines()[1:]]
    return [message_of(line).body for line in lines]


def until(condition):
    deadline = time.monotonic() + 30
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.02)


def test_messages_are_kept_with_their_topic_and_the_session_outlives_the_connection(subscribed, broker, journal):
    subscribed().receive_once()
    publish(broker, *(b"%d" % number for number in range(300)))
    publish(broker, b"elsewhere", topic="other")
    subscribed().receive_once()

    assert sorted(map(int, kept(journal))) == list(range(300))
    lines = [line for path in journal.sealed() for line in path.read_bytes().splitlines()[1:]]
    assert {message_of(line).topic for line in lines} == {"tracks/7"}


def test_what_was_acknowledged_does_not_come_again(subscribed, broker, journal):
    subscribed().receive_once()
    publish(broker, b"a", b"b")
    subscribed().receive_once()
    subscribed().receive_once()

    assert kept(journal) == [b"a", b"b"]


def test_nothing_is_acknowledged_while_the_disk_is_full_and_everything_comes_when_there_is_room(
    subscribed, broker, journal, disk
):
    subscribed().receive_once()
    publish(broker, *(b"%d" % number for number in range(50)))
    disk.free = journal_module.RESERVE
    with pytest.raises(Problem) as caught:
        subscribed().receive_once()
    assert caught.value.kind is journal_module.JOURNAL_FULL
    assert kept(journal) == []
    disk.free = 1 << 40
    subscribed().receive_once()

    assert sorted(map(int, kept(journal))) == list(range(50))


def test_a_message_is_not_acknowledged_before_it_is_on_the_disk(subscribed, broker, journal, disk, tmp_path, told):
    one = subscribed()
    one.start()
    until(lambda: one._subscribed)
    disk.gate.clear()
    publish(broker, b"a", b"b")
    time.sleep(0.3)
    # Another, as after a crash that took this disk with it, takes over the session.
    other = Journal(tmp_path / "other", feed="f", clock=lambda: NOON, files=SegmentFiles())
    address = Broker(host="127.0.0.1", port=broker.port, topic="tracks/#", client_id="evenhand-test")
    Subscription(address, other, clock=lambda: NOON, tell=told.append).receive_once()
    other.close()

    assert kept(other) == [b"a", b"b"]


def test_a_message_that_is_on_the_disk_but_was_not_acknowledged_counts_once(subscribed, broker, journal, disk):
    """The broker goes down between the disk and the acknowledgement, and sends again."""
    one = subscribed()
    one.start()
    until(lambda: one._subscribed)
    disk.gate.clear()
    publish(broker, b"timeless")
    until(lambda: not one._came and not disk.gate.is_set() and _in_hand(one))
    broker.stop()
    disk.gate.set()
    broker.start()
    until(lambda: not one._backoff.failing and one._subscribed)
    publish(broker, b"after")
    until(lambda: b"after" in kept(journal))

    assert kept(journal) == [b"timeless", b"after"]


def _in_hand(one):
    time.sleep(0.3)
    return True


def test_a_broker_that_comes_back_is_found_again_and_said(subscribed, broker, journal, told):
    one = subscribed()
    one.start()
    until(lambda: one._subscribed)
    publish(broker, b"before")
    until(lambda: kept(journal) == [b"before"])
    broker.stop()
    until(lambda: [event.what for event in told] == ["failing"])
    broker.start()
    publish(broker, b"after")
    until(lambda: kept(journal) == [b"before", b"after"])
    one.stop()

    assert [event.what for event in told] == ["failing", "back"]


def test_a_broker_that_is_not_there_is_a_problem(subscribed):
    with pytest.raises(Problem) as caught:
        subscribed(port=mosquitto.free_port()).receive_once()

    assert caught.value.kind is UNREACHABLE


def test_a_password_is_asked_for(journal, told):
    with mosquitto.broker(password="sesame") as guarded:
        address = {"host": "127.0.0.1", "port": guarded.port, "topic": "#", "client_id": "evenhand-test"}

        def attempt(**who):
            Subscription(Broker(**address, **who), journal, clock=lambda: NOON, tell=told.append).receive_once()

        with pytest.raises(Problem) as caught:
            attempt(user="monitor", password="wrong")
        assert "refuses" in str(caught.value)
        assert "wrong" not in str(caught.value)
        attempt(user="monitor", password="sesame")


def test_a_retained_message_is_taken_as_any_other(subscribed, broker, journal):
    publish(broker, b"last known", retain=True)
    subscribed().receive_once()

    assert kept(journal) == [b"last known"]
