"""Segments of a journal, read as any other file: each message becomes positions, or is set aside with its reason.

A message may hold a snapshot of aircraft (readsb), an OwnTracks report, an OsmAnd or Traccar report (query or JSON), a
record or a list of records with the names of our own columns, or lines of these and of AIS sentences. What it holds,
its content tells. Rows name the same source as when they come as a file: a fix that comes both ways counts once.

The row number is the line of the segment; the aircraft of one snapshot share it.
"""

import json
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

import pyarrow as pa

from evenhand.foundation.problems import Problem
from evenhand.observations.schemas import INSTANT, POSITIONS
from evenhand.sources import adsb, owntracks
from evenhand.sources.ais import AisLines
from evenhand.sources.batches import Batch, Context, in_microseconds
from evenhand.sources.faults import BAD_CHECKSUM, BAD_ROW, BAD_TIME, CUT_SHORT, NOT_AN_OBSERVATION, ZONELESS_TIME, shown
from evenhand.sources.feeds.records import Heading, Message, heading_of, is_whole, message_of
from evenhand.sources.osmand import looks_like_report, report_of
from evenhand.sources.rows import PositionRows, number, word
from evenhand.sources.streams import BROKEN_FILE, TextStream
from evenhand.sources.times import epoch_microseconds, read_instant

_RAW = 2000
_RECEIVED = POSITIONS.get_field_index("received_at")
_NUMBERS = ("lon", "lat", "accuracy_m", "altitude_m", "speed_kn", "course_deg")
_WORDS = ("object", "category", "label", "integrity")


def read_journal(stream: TextStream, context: Context) -> Iterator[Batch]:
    """Positions of the messages of a segment; what gives none is set aside.

    Each row's `received_at` is when its message came, and so is `seen_at` where a report carries no time of its own.

    Raises:
        BROKEN_FILE: a packed segment that breaks off before its first line.
    """
    reader: _Reader | None = None
    row = 0
    for block in stream.lines():
        for offset, line in enumerate(block.data.split(b"\n")[:-1]):
            if not line.strip():
                continue
            if reader is None:
                reader = _Reader(context, heading_of(line))
            row = block.first_line + offset
            reader.take(row, line)
            if reader.is_full:
                yield from reader.batches()
    if stream.broken is not None:
        if reader is None:
            raise BROKEN_FILE(name=context.name, fault=stream.broken)
        reader.refuse(row + 1, CUT_SHORT(fault=stream.broken), stream.cut)
    if reader is not None:
        yield from reader.batches()


class _Reader:
    """The rows that wait, by kind of source, and when the messages came."""

    def __init__(self, context: Context, heading: Heading | None) -> None:
        opened_at = context.received_at if heading is None else heading.opened_at
        # The segment says when each message came; the caller's word for the whole file would be less.
        self._context = replace(context, received_at=opened_at)
        self._came: dict[int, int] = {}
        self._rows: dict[str, PositionRows] = {}
        self._ais = AisLines(self._context)

    @property
    def is_full(self) -> bool:
        """Whether it is time for batches."""
        return self._ais.rows.is_full or any(rows.is_full for rows in self._rows.values())

    def batches(self) -> Iterator[Batch]:
        """What waited, a batch a kind of source."""
        if not self._ais.rows.is_empty:
            yield self._dated(self._ais.batch())
        for rows in self._rows.values():
            if not rows.is_empty:
                yield self._dated(rows.batch())

    def take(self, row: int, line: bytes) -> None:
        """One line of the segment."""
        if not is_whole(line):
            problem = BAD_CHECKSUM(value=shown(line[8:16].decode("ascii", "backslashreplace")), expected="another")
            self.refuse(row, problem, line)
            return
        message = message_of(line)
        if message is None:
            if heading_of(line) is None:
                self.refuse(row, BAD_ROW(fault="it is no message"), line)
            return
        self._came[row] = in_microseconds(message.at)
        parts = _parts(message.body)
        if not parts:
            self.refuse(row, NOT_AN_OBSERVATION(what="An empty message"), b"")
        for part in parts:
            try:
                if isinstance(part, bytes):
                    self._take_line(row, part, message)
                else:
                    self._take_value(row, part[0], message)
            except Problem as problem:
                raw = part if isinstance(part, bytes) else json.dumps(part[0], ensure_ascii=False)[:_RAW]
                self.refuse(row, problem, raw)

    def _take_line(self, row: int, line: bytes, message: Message) -> None:
        if line.startswith((b"!", b"\\", b"$")):
            self._ais.time = in_microseconds(message.at)
            self._ais.take(row, line)
        elif looks_like_report(line.decode("utf-8", "replace")):
            self._add("osmand", row, line, report_of(line, replace(self._context, received_at=message.at)))
        else:
            raise BAD_ROW(fault="it holds neither JSON, nor a report's parameters, nor an AIS sentence")

    def _take_value(self, row: int, value: Any, message: Message) -> None:
        if adsb.is_snapshot(value):
            self._take_snapshot(row, value)
            return
        raw = json.dumps(value, ensure_ascii=False)
        if owntracks.is_report(value):
            self._add("owntracks", row, raw, owntracks.position_of(value, topic=message.topic))
        elif isinstance(value, Mapping) and "location" in value:
            context = replace(self._context, received_at=message.at)
            self._add("osmand", row, raw, report_of(raw.encode("utf-8", "backslashreplace"), context))
        elif isinstance(value, Mapping) and "object" in value:
            self._add(word(value.get("source")) or "table", row, raw, _own(value))
        else:
            raise BAD_ROW(fault="its JSON is no snapshot, no report, and no record with an object")

    def _take_snapshot(self, row: int, snapshot: Mapping[str, Any]) -> None:
        for entry in snapshot["aircraft"]:
            raw = json.dumps(entry, ensure_ascii=False)[:_RAW]
            try:
                self._add("adsb", row, raw, adsb.aircraft_of(entry, snapshot["now"]))
            except Problem as problem:
                self._of("adsb").refuse(row, problem, raw)

    def _add(self, source: str, row: int, raw: str | bytes, values: dict[str, Any]) -> None:
        self._of(source).add(row, raw, values)

    def refuse(self, row: int, problem: Problem, raw: str | bytes) -> None:
        """One line that gives no position."""
        self._of("journal").refuse(row, problem, raw)

    def _of(self, source: str) -> PositionRows:
        found = self._rows.get(source)
        if found is None:
            found = self._rows[source] = PositionRows(self._context, source=source)
        return found

    def _dated(self, batch: Batch) -> Batch:
        if batch.table is None:
            return batch
        came = pa.array([self._came[row] for row in batch.table["row"].to_pylist()], pa.int64()).cast(INSTANT)
        return replace(batch, table=batch.table.set_column(_RECEIVED, POSITIONS.field("received_at"), came))


def _parts(body: bytes) -> list[bytes | tuple[Any]]:
    """What a message holds: JSON values (each in a tuple), and lines that are none."""
    value = _json(body.strip())
    if value is not None:
        return [(one,) for one in value] if isinstance(value, list) else [(value,)]
    lines = [line.strip() for line in body.splitlines() if line.strip()]
    if len(lines) < 2:
        return list(lines)
    values = [_json(line) for line in lines]
    return [line if found is None else (found,) for line, found in zip(lines, values, strict=True)]


def _json(text: bytes) -> Any:
    """The value that the text is; None where it is no JSON object or list."""
    if not text.startswith((b"{", b"[")):
        return None
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        return None


def _own(record: Mapping[str, Any]) -> dict[str, Any]:
    """A record with the names of our own columns; further members are not looked at.

    Raises:
        BAD_NUMBER, BAD_TIME, ZONELESS_TIME: a value cannot be read.
    """
    on_ground = record.get("on_ground")
    return {
        **{name: number(record.get(name), name) for name in _NUMBERS},
        **{name: word(record.get(name)) for name in _WORDS},
        "on_ground": on_ground if isinstance(on_ground, bool) else None,
        "seen_at": _instant(record.get("seen_at")),
    }


def _instant(value: Any) -> int | None:
    if value is None or value == "":
        return None
    if isinstance(value, int | float) and not isinstance(value, bool):
        return max(-(2**62), min(2**62, epoch_microseconds(float(value)))) if abs(value) < 1e18 else 2**62
    moment = read_instant(str(value), form="iso")
    if moment is None:
        raise BAD_TIME(field="seen_at", value=shown(value))
    if moment.tzinfo is None:
        raise ZONELESS_TIME(field="seen_at", value=shown(value))
    return in_microseconds(moment)
