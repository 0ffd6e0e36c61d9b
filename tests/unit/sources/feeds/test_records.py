import json
import zlib
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evenhand.sources.feeds.records import (
    Heading,
    Message,
    heading_of,
    is_heading,
    is_whole,
    line_of,
    message_of,
    whole_part,
)

NOON = datetime(2026, 3, 2, 12, 0, 0, 250_000, tzinfo=UTC)
HEADING = Heading(feed="mqtt://broker/tracks", opened_at=NOON, number=12)

messages = st.builds(
    Message,
    at=st.integers(0, 10**16).map(lambda us: datetime(1971, 1, 1, tzinfo=UTC) + timedelta(microseconds=us)),
    body=st.binary(max_size=60) | st.text(max_size=40).map(lambda text: text.encode("utf-8", "surrogatepass")),
    topic=st.text(st.characters(exclude_categories=["Cs"]), max_size=20),
    packet=st.none() | st.integers(1, 65535),
)


@given(messages)
def test_every_message_comes_back_as_it_was(message):
    line = line_of(message)

    assert line.count(b"\n") == 1
    assert is_whole(line)
    assert message_of(line) == message
    assert heading_of(line) is None


def test_a_heading_comes_back_as_it_was_and_is_no_message():
    line = line_of(HEADING)

    assert is_heading(line)
    assert heading_of(line) == HEADING
    assert message_of(line) is None


def test_other_programs_can_read_and_check_a_line():
    line = line_of(Message(at=NOON, body=b"id=7&lat=31.5", topic="tracks/7"))

    assert json.loads(line)["body"] == "id=7&lat=31.5"
    assert json.loads(line)["at"] == "2026-03-02T12:00:00.250000Z"
    assert int(json.loads(line)["crc"], 16) == zlib.crc32(line.split(b",", 1)[1].rstrip(b"\n"))


@given(message=messages, data=st.data())
def test_one_changed_byte_is_noticed(message, data):
    line = line_of(message)[:-1]
    place = data.draw(st.integers(0, len(line) - 1))
    other = data.draw(st.integers(0, 255).filter(lambda byte: byte != line[place] and byte != 10))

    assert not is_whole(line[:place] + bytes([other]) + line[place + 1 :])


@pytest.mark.parametrize("line", [b"", b"{}", b'{"crc":"00000000",}', b"\xff", b"[" * 100_000, b'{"at": 1}'])
def test_what_nobody_here_wrote_is_neither(line):
    assert not is_whole(line)
    assert (heading_of(line), message_of(line)) == (None, None)


class TestWholePart:
    @given(data=st.data(), bodies=st.lists(st.binary(max_size=20), min_size=1, max_size=5), tail=st.binary(max_size=30))
    def test_ends_with_the_last_whole_record_wherever_the_writer_died(self, tmp_path_factory, data, bodies, tail):
        lines = [line_of(HEADING), *(line_of(Message(at=NOON, body=body)) for body in bodies)]
        cut = data.draw(st.integers(0, len(lines[-1]) - 1))
        path = tmp_path_factory.mktemp("torn") / "a.open"
        path.write_bytes(b"".join(lines[:-1]) + lines[-1][:cut] + tail.replace(b"{", b"\0"))

        found = whole_part(path)

        assert found.length == sum(map(len, lines[:-1])) or lines[-1][:cut] + tail == lines[-1]
        assert found.messages == len(lines) - 2 or lines[-1][:cut] + tail == lines[-1]

    def test_damage_before_the_end_does_not_cost_what_follows(self, tmp_path):
        lines = [line_of(HEADING), *(line_of(Message(at=NOON, body=b"%d" % n)) for n in range(3))]
        lines[2] = lines[2].replace(b"body", b"bodi")
        (tmp_path / "a").write_bytes(b"".join(lines))

        assert whole_part(tmp_path / "a").length == sum(map(len, lines))
        assert whole_part(tmp_path / "a").messages == 2
