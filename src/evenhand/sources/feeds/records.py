r"""Records of a journal: one message a line, as JSON that other programs can read too, with a check on each line.

    {"crc":"5a0e1c77","journal":"evenhand","version":1,"feed":"mqtt://broker/tracks","opened_at":"...","number":12}
    {"crc":"91b3f02d","at":"2026-03-02T04:00:00.250Z","topic":"tracks/7","body":"id=7&lat=31.5&lon=15.3"}

`crc` is the CRC-32 (as in zlib) of the rest of the line, from the character after its comma to before the newline. It
tells a torn or damaged record from a whole one; it is no protection against people. A body that is no UTF-8 text
stands in `body64` in base 64.
"""

import base64
import json
import zlib
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from evenhand.foundation.instants import format_instant, parse_instant
from evenhand.foundation.problems import Problem

VERSION = 1
MAX_BODY = 16 << 20
"""Bytes of one message; a receiver refuses larger ones, or keeps the beginning."""

_BEGINS = b'{"crc":"'
_HEADER = b'"journal":"evenhand"'
_CRC_END = len(_BEGINS) + 8
_REST = _CRC_END + 2
"""Where the part begins that the checksum covers: after `{"crc":"01234567",`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """What one sender said at once, as it came."""

    at: datetime
    """When it came."""
    body: bytes
    topic: str = ""
    """The MQTT topic; empty elsewhere."""
    packet: int | None = None
    """The MQTT packet's number, by which a broker's second sending is known; None elsewhere."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Heading:
    """The first line of a segment: whose messages follow."""

    feed: str
    opened_at: datetime
    number: int
    """Tells segments that were opened at one instant apart."""


def line_of(record: Message | Heading) -> bytes:
    r"""The record as one line, newline included.

    >>> line_of(Heading(feed="mqtt://b/t", opened_at=parse_instant("2026-03-01", field="at"), number=1))[17:58]
    b',"journal":"evenhand","version":1,"feed":'
    """
    if isinstance(record, Heading):
        members: dict[str, Any] = {
            "journal": "evenhand",
            "version": VERSION,
            "feed": record.feed,
            "opened_at": format_instant(record.opened_at),
            "number": record.number,
        }
    else:
        members = {"at": format_instant(record.at), "topic": record.topic, **_body(record.body)}
        if record.packet is not None:
            members["packet"] = record.packet
    rest = json.dumps(members, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "backslashreplace")[1:]
    return b'{"crc":"%08x",%b\n' % (zlib.crc32(rest), rest)


def is_whole(line: bytes) -> bool:
    """Whether a line (with or without its newline) is a record whose checksum agrees."""
    text = line.rstrip(b"\n")
    if not text.startswith(_BEGINS) or text[_CRC_END:_REST] != b'",':
        return False
    return text[len(_BEGINS) : _CRC_END] == b"%08x" % zlib.crc32(text[_REST:])


def is_heading(line: bytes) -> bool:
    """Whether a line begins a segment, as far as can be told without taking it apart."""
    return line.startswith(_BEGINS) and line[_REST:].startswith(_HEADER)


def heading_of(line: bytes) -> Heading | None:
    """The heading in a line; None where there is none."""
    if not is_heading(line) or not is_whole(line):
        return None
    try:
        members = json.loads(line)
        opened_at = parse_instant(members["opened_at"], field="opened_at")
        return Heading(feed=str(members["feed"]), opened_at=opened_at, number=int(members["number"]))
    except (ValueError, KeyError, TypeError, Problem):
        return None


def message_of(line: bytes) -> Message | None:
    """The message in a whole line; None where there is none (a heading, or a line that nobody here wrote)."""
    try:
        members = json.loads(line)
        text = members.get("body")
        body = base64.b64decode(members["body64"], validate=True) if text is None else str(text).encode("utf-8")
        packet = members.get("packet")
        return Message(
            at=parse_instant(members["at"], field="at"),
            topic=str(members["topic"]),
            packet=None if packet is None else int(packet),
            body=body,
        )
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError, Problem):
        return None


@dataclass(frozen=True, slots=True, kw_only=True)
class WholePart:
    """What of a segment is whole: bytes up to the end of its last whole record, and the messages in them."""

    length: int
    messages: int


def whole_part(path: Path) -> WholePart:
    """How much of a segment to keep after a crash: up to the end of its last whole record.

    A writer that dies leaves at most a part of what it wrote last; whatever follows the last whole record was never
    acknowledged. Damage before that stays, for the reader to set aside with its reason.
    """
    length = position = messages = 0
    with path.open("rb") as file:
        for line in file:
            position += len(line)
            if line.endswith(b"\n") and is_whole(line):
                length = position
                messages += not is_heading(line)
    return WholePart(length=length, messages=messages)


def _body(body: bytes) -> dict[str, str]:
    try:
        return {"body": body.decode("utf-8")}
    except UnicodeDecodeError:
        return {"body64": base64.b64encode(body).decode("ascii")}
