import json
from datetime import UTC, datetime, timedelta

import pytest

from evenhand.sources.feeds.records import Heading, Message, line_of
from evenhand.sources.opening import open_source
from unit.sources.conftest import read_all

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
SNAPSHOT = {
    "now": 1772452800.5,
    "aircraft": [{"hex": "4b43ac", "lat": 31.2, "lon": 16.5, "seen_pos": 1.5}, {"hex": "018019"}],
}
OWNTRACKS = {"_type": "location", "tst": 1772452800, "lat": 31.3, "lon": 16.6}
TRACCAR = {
    "device_id": "48",
    "location": {"timestamp": "2026-03-02T12:00:00Z", "coords": {"latitude": 31.4, "longitude": 16.7}},
}
OURS = {
    "object": "vehicle:1",
    "seen_at": "2026-03-02T12:00:00Z",
    "lon": 16.8,
    "lat": 31.5,
    "speed_kn": 3,
    "category": "tank",
}
AIS = "!AIVDM,1,1,,B,177KQJ5000G?tO`K>RA1wUbN0TKH,0*5C"
QUERY = "id=7&lat=31.6&lon=16.9&timestamp=1772452800"


@pytest.fixture
def segment(tmp_path):
    """Write messages, a second apart, as a segment; read it as a file."""

    def read(*bodies, topic="", spoil=None):
        lines = [line_of(Heading(feed="mqtt://broker/tracks", opened_at=NOON, number=1))]
        for place, body in enumerate(bodies):
            data = (
                body
                if isinstance(body, bytes)
                else body.encode()
                if isinstance(body, str)
                else json.dumps(body).encode()
            )
            lines.append(line_of(Message(at=NOON + timedelta(seconds=place), body=data, topic=topic)))
        content = b"".join(lines)
        path = tmp_path / "segment"
        path.write_bytes(content if spoil is None else spoil(content))
        return read_all(open_source(path))

    return read


def test_a_segment_is_recognised_by_its_content(segment):
    assert segment(QUERY).source.format == "evenhand-journal"
    assert segment(TRACCAR).source.format == "evenhand-journal"
    assert segment(AIS, SNAPSHOT).source.kind == "positions"


@pytest.mark.parametrize(
    ("body", "object_", "source", "place"),
    [
        pytest.param(SNAPSHOT, "icao24:4b43ac", "adsb", (16.5, 31.2), id="readsb"),
        pytest.param(OWNTRACKS, "device:patrol/3", "owntracks", (16.6, 31.3), id="owntracks"),
        pytest.param(TRACCAR, "device:48", "osmand", (16.7, 31.4), id="traccar"),
        pytest.param([TRACCAR], "device:48", "osmand", (16.7, 31.4), id="a-list"),
        pytest.param(OURS, "vehicle:1", "table", (16.8, 31.5), id="our-own-names"),
        pytest.param(OURS | {"source": "radar:north"}, "vehicle:1", "radar:north", (16.8, 31.5), id="named-source"),
        pytest.param(QUERY, "device:7", "osmand", (16.9, 31.6), id="query"),
        pytest.param(AIS, "mmsi:477553000", "ais", (-122.345833, 47.582833), id="ais"),
    ],
)
def test_each_kind_of_message_becomes_the_positions_that_it_is_as_a_file(segment, body, object_, source, place):
    found = segment(body, topic="patrol/3")

    assert found.column("object") == [object_]
    assert found.column("source") == [source]
    assert found.places == [pytest.approx(place)]
    assert found.column("received_at") == [NOON]
    assert found.column("row") == [2]


def test_lines_of_several_kinds_may_stand_in_one_message(segment):
    found = segment(f"{AIS}\n\n{QUERY}\r\n{json.dumps(OWNTRACKS)}\n", topic="a/b")

    assert sorted(found.column("object")) == ["device:7", "device:a/b", "mmsi:477553000"]


def test_a_report_without_a_time_was_seen_when_it_came(segment):
    found = segment("id=7&lat=31.6&lon=16.9", AIS, "id=7&lat=31.7&lon=16.9")
    after_s = {lat: (at - NOON).seconds for (_lon, lat), at in zip(found.places, found.column("seen_at"), strict=True)}

    assert {round(lat, 1): seconds for lat, seconds in after_s.items()} == {31.6: 0, 47.6: 1, 31.7: 2}


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ("", "sources.not-an-observation"),
        ({"_type": "lwt", "tst": 1}, "sources.not-an-observation"),
        ("hello", "sources.bad-row"),
        (b"\xff\xfe\x00", "sources.bad-row"),
        ({"temperature": 20}, "sources.bad-row"),
        ([1], "sources.bad-row"),
        ("[" * 100_000, "sources.bad-row"),
        (OURS | {"seen_at": "2026-03-02T12:00:00"}, "sources.zoneless-time"),
        (OURS | {"seen_at": "noon"}, "sources.bad-time"),
        (OURS | {"seen_at": None}, "sources.no-time"),
        (OURS | {"seen_at": 10**30}, "sources.time-out-of-range"),
        (OURS | {"lat": "north"}, "sources.bad-number"),
        (OURS | {"lat": 91}, "sources.place-out-of-range"),
        (OURS | {"object": ""}, "sources.no-object"),
        ("id=7&lat=31.6&lon=16.9&timestamp=1772700000", "sources.time-out-of-range"),
    ],
)
def test_what_is_no_position_is_set_aside_and_costs_no_other(segment, body, code):
    found = segment(QUERY, body, OURS)

    assert found.codes == [code]
    assert sorted(found.column("object")) == ["device:7", "vehicle:1"]


def test_one_bad_record_of_a_list_costs_no_other(segment):
    found = segment([OURS, 7, OURS | {"object": "vehicle:2"}])

    assert found.column("object") == ["vehicle:1", "vehicle:2"]
    assert found.codes == ["sources.bad-row"]


def test_a_damaged_line_is_set_aside_and_costs_no_other(segment):
    found = segment(QUERY, OURS, spoil=lambda content: content.replace(b"id=7", b"id=8"))

    assert found.codes == ["sources.bad-checksum"]
    assert found.column("object") == ["vehicle:1"]


def test_a_line_that_somebody_else_wrote_is_set_aside(segment):
    stranger = b'{"crc":"6ea8f7a0","hello":1}\n'
    found = segment(QUERY, spoil=lambda content: content + stranger)

    assert found.codes == ["sources.bad-checksum"]
