"""A long file on its way to a server that is killed again and again: it arrives whole, once, in little memory."""

import base64
import hashlib
import json
import random
import threading
import time
from http.client import HTTPException

import pytest

from simulators.evidence_house import House

PART = "application/offset+octet-stream"
MEGABYTE = 1_000_000
FAULTS = (OSError, HTTPException)


@pytest.fixture
def house(tmp_path):
    made = House(tmp_path)
    made.start()
    yield made
    made.kill()


def begin(house: House, length: int, name: str = "video.mp4") -> str:
    facts = {"subject_kind": "alert", "subject": "alert-a", "filename": name}
    told = ",".join(f"{key} {base64.b64encode(value.encode()).decode()}" for key, value in facts.items())
    status, headers, body = house.ask(
        "POST", "/evidence/uploads/", Upload_Length=str(length), Upload_Metadata=told, Content_Type=PART
    )
    assert status == 201, body
    return headers["Location"]


def offset_of(house: House, address: str) -> tuple[int, str]:
    _status, headers, _body = house.ask("HEAD", address)
    return int(headers["Upload-Offset"]), headers.get("Evidence-Location", "")


def send(house: House, address: str, content, offset: int) -> int:
    return house.ask("PATCH", address, body=content, Upload_Offset=str(offset), Content_Type=PART)[0]


def test_killed_in_the_middle_of_parts_nothing_acknowledged_is_lost(house):
    chance = random.Random(4)
    content = chance.randbytes(60 * MEGABYTE)
    address = begin(house, len(content))
    acknowledged, kills, place = 0, 0, ""
    while not place:
        killer = threading.Timer(chance.uniform(0.02, 0.25), house.kill) if kills < 6 else None
        if killer:
            killer.start()
        try:
            if send(house, address, content[acknowledged : acknowledged + 20 * MEGABYTE], acknowledged) == 204:
                acknowledged = min(len(content), acknowledged + 20 * MEGABYTE)
        except FAULTS:
            pass
        if killer:
            killer.join()
            kills += 1
            house.start()
        offset, place = offset_of(house, address)
        assert offset >= acknowledged
        acknowledged = offset
    _status, _headers, body = house.ask("GET", f"{place}custody.json")
    record = json.loads(body)

    assert record["digest"] == hashlib.sha256(content).hexdigest()
    assert [act["kind"] for act in record["acts"]] == ["received"]
    assert (house.workspace / "evidence" / "sha256" / record["digest"][:2] / record["digest"]).read_bytes() == content
    assert list((house.workspace / "uploads-begun").iterdir()) == []


class Long:
    """So many bytes, made as they are read."""

    def __init__(self, megabytes: int) -> None:
        self.left = megabytes
        self.piece = random.Random(1).randbytes(MEGABYTE)

    def __iter__(self):
        while self.left:
            self.left -= 1
            yield self.piece


def test_memory_stays_flat_however_long_the_file(house):
    megabytes = 400
    address = begin(house, megabytes * MEGABYTE)
    before, most, done = house.settled_kb(), 0, threading.Event()

    def watch():
        nonlocal most
        while not done.is_set():
            most = max(most, house.memory_kb())
            time.sleep(0.05)

    watcher = threading.Thread(target=watch)
    watcher.start()
    status, _headers, body = house.ask(
        "PATCH", address, body=Long(megabytes), Upload_Offset="0", Content_Type=PART,
        Content_Length=str(megabytes * MEGABYTE),
    )  # fmt: skip
    done.set()
    watcher.join()

    assert status == 204, body
    assert most - before < 60_000, f"{(most - before) / 1000:.0f} MB more than before"


def test_many_at_once_send_the_same_file_and_it_is_there_once(house):
    content, places, faults = b"the same" * 1000, [], []

    def one():
        try:
            address = begin(house, len(content), "same.bin")
            send(house, address, content, 0)
            places.append(offset_of(house, address)[1])
        except Exception as fault:
            faults.append(fault)

    threads = [threading.Thread(target=one) for _ in range(12)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    _status, _headers, body = house.ask("GET", f"{places[0]}custody.json")

    assert faults == []
    assert (len(places), len(set(places))) == (12, 1)
    assert [act["kind"] for act in json.loads(body)["acts"]] == ["received"]
