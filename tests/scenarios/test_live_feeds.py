"""Feeds of every kind at once, followed by a process that is killed again and again: nothing is lost or doubled."""

import http.client
import http.server
import json
import random
import signal
import threading
import time
from datetime import UTC, datetime
from urllib.parse import urlencode

import pytest
from paho.mqtt.client import Client
from paho.mqtt.enums import CallbackAPIVersion

from evenhand.detection.plan import detect
from evenhand.observations.lake import Lake
from evenhand.pipeline.following import State
from evenhand.sources.agreement_files import load_agreement
from evenhand.sources.opening import open_source
from simulators import mosquitto
from simulators.mortals import Mortals
from unit.cli.command import written_agreement

pytestmark = pytest.mark.skipif(mosquitto.PROGRAM is None, reason=mosquitto.MISSING)

BEGAN = 1772424000  # 2026-03-02T04:00:00Z
FIXES = 60
KILLS = 8
LATER = datetime(2026, 3, 3, tzinfo=UTC)


def place(number: int) -> tuple[float, float]:
    """Towards the harbour, into the zone and out again, every ten minutes."""
    return 15.25 + 0.005 * (number % 40), 31.80 - 0.01 * (number % 50)


def reports() -> dict[str, list[tuple[int, float, float]]]:
    """Instant and place of each fix, by sender; shuffled, as phones send that were out of reach."""
    chance = random.Random(7)
    found = {}
    for sender in ("phone", "tracker", "logger"):
        fixes = [(BEGAN + 60 * number, *place(number)) for number in range(FIXES)]
        chance.shuffle(fixes)
        found[sender] = fixes
    return found


class Station(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        body = json.dumps(self.server.snapshot).encode()
        self.send_response(200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_arguments):
        pass


AIRCRAFT = {"hex": "4b43ac", "lat": 31.55, "lon": 15.4, "seen_pos": 0, "flight": "N1"}
SNAPSHOT = {"now": BEGAN + 600.0, "aircraft": [AIRCRAFT]}


@pytest.fixture
def station():
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Station)
    server.snapshot = SNAPSHOT
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
    thread.start()
    yield server
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture
def broker():
    with mosquitto.broker() as running:
        yield running


def send_as_phone(port: int, fixes: list[tuple[int, float, float]]) -> None:
    """Each report until it is answered with 200, and some of them twice."""
    for number, (at, lon, lat) in enumerate(fixes):
        target = f"/?{urlencode({'id': 'phone', 'lat': lat, 'lon': lon, 'timestamp': at})}"
        left = 2 if number % 5 == 0 else 1
        while left:
            connection = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
            try:
                connection.request("GET", target)
                left -= connection.getresponse().status == 200
            except (OSError, http.client.HTTPException):
                time.sleep(0.05)
            finally:
                connection.close()
        time.sleep(0.05)


def send_as_tracker(port: int, fixes: list[tuple[int, float, float]]) -> None:
    sender = Client(CallbackAPIVersion.VERSION2)
    sender.connect("127.0.0.1", port)
    sender.loop_start()
    for at, lon, lat in fixes:
        report = {"_type": "location", "tst": at, "lon": lon, "lat": lat}
        sender.publish("owntracks/tracker", json.dumps(report), qos=1).wait_for_publish(10)
        time.sleep(0.05)
    sender.disconnect()
    sender.loop_stop()


def send_as_logger(folder, fixes: list[tuple[int, float, float]]) -> None:
    """Files of ten fixes, written in place and slowly."""
    for first in range(0, len(fixes), 10):
        with (folder / f"logger-{first}.csv").open("w") as file:
            file.write("object,seen_at,lon,lat\n")
            for at, lon, lat in fixes[first : first + 10]:
                moment = datetime.fromtimestamp(at, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
                file.write(f"device:logger,{moment},{lon},{lat}\n")
                file.flush()
                time.sleep(0.05)


@pytest.fixture
def mortals(tmp_path):
    """Make runs of the command line; they end with the test."""
    made = []

    def make(words):
        made.append(Mortals([str(word) for word in words], tmp_path))
        return made[-1]

    yield make
    for runs in made:
        runs.close()


@pytest.fixture
def followed(tmp_path, broker, station, mortals):
    """All feeds, sent while the follower is killed KILLS times; how it ended at last, and where its state lies."""
    agreement = written_agreement(tmp_path / "coast")
    folder, port, sent = tmp_path / "in", mosquitto.free_port(), reports()
    folder.mkdir()
    objects = ("device:phone", "device:tracker", "device:logger", "icao24:4b43ac")
    (folder / "who.csv").write_text(
        "object,category,party\n" + "".join(f"{name},military-aircraft,north\n" for name in objects)
    )
    words = ["watch", agreement, "--follow", folder, f"http://127.0.0.1:{station.server_port}/aircraft.json",
             f"mqtt://127.0.0.1:{broker.port}/owntracks/#", f"osmand://:{port}", "--state", tmp_path / "state",
             "--every", "200 ms", "--roll", "300 ms", "--as-json-lines"]  # fmt: skip
    read_at_once(tmp_path, load_agreement(str(agreement)))  # so that no run has to compile kernels
    runs = mortals(words)
    runs.start()
    _until(lambda: runs.err.exists() and "listening" in runs.err.read_text())
    time.sleep(0.5)  # the broker has met us
    senders = [
        threading.Thread(target=send_as_phone, args=(port, sent["phone"])),
        threading.Thread(target=send_as_tracker, args=(broker.port, sent["tracker"])),
        threading.Thread(target=send_as_logger, args=(folder, sent["logger"])),
    ]
    for sender in senders:
        sender.start()
    chance = random.Random(11)
    for kill in range(KILLS):
        _until(lambda: runs.err.read_text().count("listening") > kill)  # noqa: B023 - called at once
        time.sleep(chance.uniform(0.0, 0.7))
        assert runs.end(signal.SIGKILL) == -9
        runs.start()
    for sender in senders:
        sender.join()
    wanted = 3 * FIXES + 1
    _until(lambda: Lake(tmp_path / "state" / "lake").positions().num_rows == wanted, patience_s=40)
    status = runs.end(signal.SIGTERM)
    return status, tmp_path, agreement


def test_killed_again_and_again_nothing_is_lost_nothing_counts_twice_and_the_answer_is_that_of_one_reading(followed):
    status, folder, agreement = followed
    agreed, lake = load_agreement(str(agreement)), Lake(folder / "state" / "lake")
    held = lake.positions()
    expected = {(f"device:{who}", at, lon, lat) for who, fixes in reports().items() for at, lon, lat in fixes}
    found = [
        (row["object"], int(row["seen_at"].timestamp()), row["lon"], row["lat"])
        for row in held.to_pylist()
        if row["object"].startswith("device:")
    ]
    state = State(folder / "state" / "answer", lake, agreed)

    assert (status, set(found), len(found)) == (0, expected, 3 * FIXES)
    assert [path for path in (folder / "state" / "journal").rglob("*") if path.is_file()] == []
    assert said(state.alerts) == said(read_at_once(folder, agreed))
    assert state.alerts.num_rows >= 3
    assert told(folder / "out") == {row["alert"] for row in state.alerts.to_pylist()}


def read_at_once(folder, agreed):
    """The alerts of the same messages, in order, from files."""
    for who in ("phone", "tracker"):  # the kind of source is no part of an alert
        lines = [
            urlencode({"id": who, "lat": lat, "lon": lon, "timestamp": at}) for at, lon, lat in sorted(reports()[who])
        ]
        (folder / f"{who}.txt").write_text("\n".join(lines) + "\n")
    (folder / "aircraft.json").write_text(json.dumps(SNAPSHOT))
    lake = Lake(folder / "batch")
    others = [folder / name for name in ("phone.txt", "tracker.txt", "aircraft.json")]
    for path in (*sorted((folder / "in").iterdir()), *others):
        lake.ingest(open_source(path), now=LATER)
    return detect(
        agreed, positions=lake.positions(), events=lake.events(), identities=lake.identities(), notices=lake.notices(),
        as_of=datetime.now(UTC),
    )  # fmt: skip


def said(alerts):
    """What alerts say, apart from the files that it stands in."""
    return [{name: value for name, value in row.items() if name != "files"} for row in alerts.to_pylist()]


def told(printed):
    """The ids of the alerts to which the printed changes add up; a line that a kill tore is printed again."""
    alerts = set()
    for line in printed.read_text().splitlines():
        try:
            change = json.loads(line)
        except ValueError:
            continue
        alerts -= {*change["replaces"], change["alert"]["alert"]}
        if change["change"] != "withdrawn":
            alerts.add(change["alert"]["alert"])
    return alerts


def _until(condition, *, patience_s=30):
    deadline = time.monotonic() + patience_s
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.1)
