"""AIS as NMEA 0183 sentences (AIVDM, AIVDO), with the ways in which stations add time to them.

Sources: ITU-R M.1371-5, annex 8 (messages, values for "not available"); IEC 61162-1 (sentences, checksum);
NMEA 0183 4.10 (tag blocks); Gatehouse's $PGHP sentence, whose last field repeats the checksum of the sentence it times.
The six-bit payload is taken apart by pyais.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import cache, reduce
from importlib import import_module
from operator import xor
from typing import Any

from evenhand.foundation.problems import Problem
from evenhand.sources.batches import Batch, Context, in_microseconds
from evenhand.sources.faults import (
    BAD_CHECKSUM,
    BAD_ROW,
    CUT_SHORT,
    NOT_AN_OBSERVATION,
    PART_MISSING,
    safe_text,
    shown,
)
from evenhand.sources.rows import PositionRows, word
from evenhand.sources.streams import BROKEN_FILE, TextStream
from evenhand.sources.times import epoch_microseconds, read_instant

SENTENCE = re.compile(rb"!([A-Z]{2}VD[MO]),(\d),(\d),(\d?),([AB12]?),([0-W`-w]*),([0-5])\*([0-9A-Fa-f]{2})")
LOOKS_LIKE_AIS = re.compile(rb"!(AI|AB|AD|AN|AR|AS|AT|AX|BS|SA)VD[MO],")
_BEGINS = re.compile(rb"![A-Z]{2}VD[MO],")
_TAG_BLOCK = re.compile(rb"\\([^\\]*)\\")
_TAG_TIME = re.compile(rb"(?:^|,)c:(\d{1,16})(?:,|$)")
_PGHP = re.compile(rb"\$PGHP,1,(\d+),(\d+),(\d+),(\d+),(\d+),(\d+),(\d+),[^*]*,([0-9A-Fa-f]{2})\*([0-9A-Fa-f]{2})")
_TRAILING_EPOCH = re.compile(rb",(\d{9,13})\s*$")

_POSITION_BITS = {1: 116, 2: 116, 3: 116, 4: 134, 9: 116, 18: 112, 19: 112, 21: 219, 27: 79}
"""Message types that say where their sender is, and how many bits it takes until they have said it."""
_CATEGORY = {4: "base-station", 9: "aircraft", 21: "aid-to-navigation"}
_STATIC = (5, 24)
_NO_SPEED = {9: 1023.0, 27: 63.0}
_NO_COURSE = {27: 511.0}
_DGPS_M = 10.0
_MOST_WAITING = 64
_LONGEST_WAIT = 500


@dataclass(slots=True)
class _Parts:
    """The parts of a message that have come so far."""

    first_line: int
    total: int
    time: int | None
    sentences: dict[int, bytes] = field(default_factory=dict)


def read_ais(stream: TextStream, context: Context) -> Iterator[Batch]:
    """Positions of vessels and stations; every line that gives none and is no static data is set aside.

    A line's time is that of its tag block, of the `$PGHP` line before it, or written before or after the sentence;
    else the mapping's `time` or the time of reception; else the line is set aside, for when it was is not known.

    Raises:
        BROKEN_FILE: a packed file that breaks off before its first line.
    """
    reader = AisLines(context)
    line_number = 0
    for block in stream.lines():
        for offset, line in enumerate(block.data.split(b"\n")[:-1]):
            line_number = block.first_line + offset
            text = line.strip()
            if text:
                reader.take(line_number, text)
                if reader.rows.is_full:
                    yield reader.batch()
    reader.give_up_all()
    if stream.broken is not None:
        if line_number == 0:
            raise BROKEN_FILE(name=context.name, fault=stream.broken)
        reader.rows.refuse(line_number + 1, CUT_SHORT(fault=stream.broken), stream.cut)
    if not reader.rows.is_empty:
        yield reader.batch()


class AisLines:
    """What a receiver has to remember between lines: parts of messages, names of ships, the time that comes next."""

    def __init__(self, context: Context) -> None:
        self.rows = PositionRows(context, source="ais")
        self.time = None if context.time is None else in_microseconds(context.time)
        """Time of lines that carry none, in microseconds; None: they are set aside."""
        self._waiting: dict[tuple[bytes, bytes, int], _Parts] = {}
        self._labels: dict[str, str] = {}
        self._next: tuple[int, int] | None = None
        """Time of the next sentence, and the checksum that it must have."""

    def batch(self) -> Batch:
        """The waiting rows, with the names of ships as far as they are known by now."""
        labels = self.rows.column("label")
        for place, name in enumerate(self.rows.column("object")):
            labels[place] = labels[place] or self._labels.get(name)
        return self.rows.batch()

    def take(self, row: int, line: bytes) -> None:
        """One line that is not empty."""
        try:
            self._take(row, line)
        except Problem as problem:
            self.rows.refuse(row, problem, line)

    def give_up_all(self) -> None:
        """No more lines come: what still waits for its parts is set aside."""
        for key in list(self._waiting):
            self._give_up(key)

    def _take(self, row: int, line: bytes) -> None:
        begins = _BEGINS.search(line)
        if begins is None:
            self._take_other(line)
            return
        sentence = SENTENCE.match(line, begins.start())
        if sentence is None:
            raise BAD_ROW(fault="the AIS sentence is incomplete")
        _require_checksum(sentence[0][1:-3], sentence[8])
        time = self._time(line[: begins.start()], line[sentence.end() :], int(sentence[8], 16))
        total, part = int(sentence[2]), int(sentence[3])
        if not 1 <= part <= total:
            raise BAD_ROW(fault=f"it claims to be part {part} of {total}")
        if total == 1:
            self._decode(row, (sentence[0],), time, line)
        else:
            self._take_part(row, sentence, time)

    def _take_other(self, line: bytes) -> None:
        timed = _PGHP.match(line)
        if timed is None:
            what = "A comment" if line.startswith((b"#", b"//")) else "A line that is no AIS sentence"
            raise NOT_AN_OBSERVATION(what=what)
        _require_checksum(line[1 : timed.end() - 3], timed[9])
        try:
            year, month, day, hour, minute, second, millisecond = (int(timed[n]) for n in range(1, 8))
            moment = datetime(year, month, day, hour, minute, second, millisecond * 1000, tzinfo=UTC)
        except ValueError:
            raise BAD_ROW(fault="its $PGHP time is no time") from None
        self._next = (in_microseconds(moment), int(timed[8], 16))

    def _time(self, before: bytes, after: bytes, checksum: int) -> int | None:
        announced, self._next = self._next, None
        tag = _TAG_BLOCK.search(before)
        if tag is not None:
            content, star, given = tag[1].rpartition(b"*")
            if star:
                _require_checksum(content, given)
            written = _TAG_TIME.search(content if star else tag[1])
            if written is not None:
                return _bounded(epoch_microseconds(float(written[1])))
        if announced is not None and announced[1] == checksum:
            return announced[0]
        trailing = _TRAILING_EPOCH.search(after)
        if trailing is not None:
            return epoch_microseconds(float(trailing[1]))
        leading = before.strip(b" \t,;[]\\").decode("ascii", errors="replace")
        moment = read_instant(leading) if leading and tag is None else None
        if moment is not None and moment.tzinfo is not None:
            return in_microseconds(moment)
        return self.time

    def _take_part(self, row: int, sentence: re.Match[bytes], time: int | None) -> None:
        total, part = int(sentence[2]), int(sentence[3])
        key = (sentence[4], sentence[5], total)
        waiting = self._waiting.get(key)
        if waiting is not None and (part in waiting.sentences or row - waiting.first_line > _LONGEST_WAIT):
            self._give_up(key)
            waiting = None
        if waiting is None:
            if len(self._waiting) >= _MOST_WAITING:
                self._give_up(next(iter(self._waiting)))
            waiting = self._waiting[key] = _Parts(first_line=row, total=total, time=None)
        waiting.sentences[part] = sentence[0]
        waiting.time = waiting.time if waiting.time is not None else time
        if len(waiting.sentences) == total:
            del self._waiting[key]
            parts = tuple(waiting.sentences[number] for number in range(1, total + 1))
            self._decode(waiting.first_line, parts, waiting.time, b" ".join(parts))

    def _give_up(self, key: tuple[bytes, bytes, int]) -> None:
        waiting = self._waiting.pop(key)
        came = ", ".join(str(part) for part in sorted(waiting.sentences))
        problem = PART_MISSING(part=came, parts=waiting.total)
        self.rows.refuse(waiting.first_line, problem, b" ".join(waiting.sentences.values()))

    def _decode(self, row: int, sentences: tuple[bytes, ...], time: int | None, raw: bytes) -> None:
        try:
            self._use(row, sentences, time, raw)
        except Problem as problem:
            self.rows.refuse(row, problem, raw)

    def _use(self, row: int, sentences: tuple[bytes, ...], time: int | None, raw: bytes) -> None:
        try:
            message = _payload_decoder()(*sentences)
        except Exception as fault:
            raise BAD_ROW(fault=f"its payload cannot be decoded ({safe_text(str(fault))[:80]})") from None
        kind, mmsi = int(message.msg_type), f"mmsi:{int(message.mmsi):09d}"
        if kind in _STATIC:
            name = word(getattr(message, "shipname", None))
            if name:
                self._labels[mmsi] = name
            return
        if kind not in _POSITION_BITS:
            raise NOT_AN_OBSERVATION(what=f"An AIS message of type {kind}")
        bits = sum(6 * len(part.split(b",")[5]) for part in sentences) - int(sentences[-1].split(b",")[6][:1])
        if bits < _POSITION_BITS[kind]:
            raise BAD_ROW(fault=f"the message of type {kind} is cut after {bits} bits")
        self.rows.add(row, raw, {"object": mmsi, "seen_at": time, **_position(message, kind)})


@cache
def _payload_decoder() -> Any:
    """`pyais.decode`, imported with the first message: it costs more than all other readers together."""
    return import_module("pyais").decode


def _position(message: Any, kind: int) -> dict[str, Any]:
    """Values of a position report; ITU-R M.1371 gives each a number for "not available", which becomes None."""
    lon, lat = float(message.lon), float(message.lat)
    speed, course = getattr(message, "speed", None), getattr(message, "course", None)
    name = word(getattr(message, "shipname", None) or getattr(message, "name", None))
    return {
        "lon": None if lon == 181.0 else lon,
        "lat": None if lat == 91.0 else lat,
        # The flag says better or worse than 10 m (DGPS); worse by how much is not known.
        "accuracy_m": _DGPS_M if bool(message.accuracy) else None,
        "altitude_m": _altitude(message) if kind == 9 else None,
        "speed_kn": None if speed is None or speed == _NO_SPEED.get(kind, 102.3) else float(speed),
        "course_deg": None if course is None or course == _NO_COURSE.get(kind, 360.0) else float(course),
        "category": _CATEGORY.get(kind, "vessel"),
        "label": name,
    }


def _altitude(message: Any) -> float | None:
    altitude = float(message.alt)
    return None if altitude == 4095 else altitude


def _require_checksum(text: bytes, given: bytes) -> None:
    expected = reduce(xor, text, 0)
    try:
        agrees = int(given, 16) == expected
    except ValueError:
        agrees = False
    if not agrees:
        raise BAD_CHECKSUM(value=shown(given.decode("ascii", errors="backslashreplace")), expected=f"{expected:02X}")


def _bounded(microseconds: int) -> int:
    return max(-(2**62), min(2**62, microseconds))
