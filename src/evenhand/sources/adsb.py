"""ADS-B documents of readsb and tar1090: snapshots (aircraft.json), their history, and traces of one aircraft.

Source: readsb, README-json.md; tar1090, trace format (rows of dt, lat, lon, altitude, speed, track, flags, ...).
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from evenhand.foundation.problems import Problem
from evenhand.foundation.units import METRES_PER_FOOT
from evenhand.sources.adsb_quality import accuracy_m, integrity
from evenhand.sources.batches import Batch, Context
from evenhand.sources.faults import BAD_ROW, NO_OBJECT, NO_POSITION, NO_TIME, safe_text, shown
from evenhand.sources.json_stream import JsonStream, line_values
from evenhand.sources.rows import PositionRows, number, word
from evenhand.sources.streams import BROKEN_FILE, TextStream
from evenhand.sources.times import epoch_microseconds

_HEX = frozenset("0123456789abcdef")
_DRONE = "B6"
_SURFACE_VEHICLES = ("C1", "C2")
_RAW = 2000


def is_snapshot(value: Any) -> bool:
    """Whether a JSON value is what readsb and dump1090 write as aircraft.json."""
    return isinstance(value, Mapping) and "now" in value and isinstance(value.get("aircraft"), list)


def is_trace(value: Any) -> bool:
    """Whether a JSON value is a tar1090 trace."""
    return isinstance(value, Mapping) and "icao" in value and isinstance(value.get("trace"), list)


def read_documents(stream: TextStream, context: Context) -> Iterator[Batch]:
    """Positions of snapshots and traces that follow one another.

    Raises:
        BROKEN_FILE: the text breaks off, or holds something else.
    """
    rows = PositionRows(context, source="adsb")
    count = 0
    for value in JsonStream(stream).documents():
        if not is_snapshot(value) and not is_trace(value):
            raise BROKEN_FILE(name=context.name, fault="one of its documents is neither a snapshot nor a trace")
        count = _add(value, rows, count)
        if rows.is_full:
            yield rows.batch()
    if not rows.is_empty:
        yield rows.batch()


def read_lines(stream: TextStream, context: Context) -> Iterator[Batch]:
    """Positions of a history with one or more documents a line; a line that is no JSON is set aside.

    Raises:
        BROKEN_FILE: not one line is whole.
    """
    rows = PositionRows(context, source="adsb")
    count = whole = 0
    for line_number, line in _lines(stream):
        try:
            values = line_values(line.decode("utf-8"))
        except (ValueError, RecursionError) as problem:
            count += 1
            rows.refuse(count, BAD_ROW(fault=f"line {line_number} is no JSON ({safe_text(str(problem))[:80]})"), line)
            continue
        whole += 1
        for value in values:
            if is_snapshot(value) or is_trace(value):
                count = _add(value, rows, count)
            else:
                count += 1
                rows.refuse(count, BAD_ROW(fault=f"line {line_number} holds no snapshot of aircraft"), line)
        if rows.is_full:
            yield rows.batch()
    if not whole:
        raise BROKEN_FILE(name=context.name, fault=stream.broken or "its JSON breaks off")
    if stream.broken is not None:
        count += 1
        rows.refuse(count, BAD_ROW(fault=f"the file breaks off: {stream.broken}"), stream.cut)
    if not rows.is_empty:
        yield rows.batch()


def _lines(stream: TextStream) -> Iterator[tuple[int, bytes]]:
    for block in stream.lines():
        for offset, line in enumerate(block.data.split(b"\n")[:-1]):
            if line.strip():
                yield block.first_line + offset, line


def _add(value: Mapping[str, Any], rows: PositionRows, count: int) -> int:
    return _add_trace(value, rows, count) if is_trace(value) else _add_snapshot(value, rows, count)


def _add_snapshot(snapshot: Mapping[str, Any], rows: PositionRows, count: int) -> int:
    for entry in snapshot["aircraft"]:
        count += 1
        raw = json.dumps(entry, ensure_ascii=False)[:_RAW]
        try:
            rows.add(count, raw, aircraft_of(entry, snapshot["now"]))
        except Problem as problem:
            rows.refuse(count, problem, raw)
    return count


def aircraft_of(entry: Any, now: Any) -> dict[str, Any]:
    """The values of one aircraft of a snapshot.

    Raises:
        A fault of a row: it has no address or no place, or a value cannot be read.
    """
    if not isinstance(entry, Mapping):
        raise BAD_ROW(fault="an aircraft is no JSON object")
    # An aircraft that is heard but no longer placed keeps its last place, with the age of that.
    last = entry.get("lastPosition")
    place = entry if "lat" in entry or not isinstance(last, Mapping) else last
    lon, lat = number(place.get("lon"), "lon"), number(place.get("lat"), "lat")
    if lon is None or lat is None:
        raise NO_POSITION(field="lat, lon")
    moment, age = number(now, "now"), number(place.get("seen_pos"), "seen_pos")
    if moment is None:
        raise NO_TIME(field="now")
    on_ground = entry.get("alt_baro") == "ground"
    return {
        "object": object_id(entry.get("hex")),
        "seen_at": _in_range(epoch_microseconds(moment) - _microseconds(age or 0.0)),
        "lon": lon,
        "lat": lat,
        "accuracy_m": accuracy_m({**entry, **place}),
        "altitude_m": None if on_ground else _metres(entry.get("alt_geom"), entry.get("alt_baro")),
        "speed_kn": number(entry.get("gs"), "gs"),
        "course_deg": number(entry.get("track"), "track"),
        "on_ground": on_ground if "alt_baro" in entry else None,
        "category": _category(entry.get("category")),
        "label": word(entry.get("flight")) or word(entry.get("r")),
        "integrity": integrity(entry),
    }


def _add_trace(trace: Mapping[str, Any], rows: PositionRows, count: int) -> int:
    label = word(trace.get("r"))
    for point in trace["trace"]:
        count += 1
        raw = json.dumps(point, ensure_ascii=False)[:_RAW]
        try:
            values = _trace_point(point, trace)
            label = values["label"] or label
            rows.add(count, raw, {**values, "label": label})
        except Problem as problem:
            rows.refuse(count, problem, raw)
    return count


def _trace_point(point: Any, trace: Mapping[str, Any]) -> dict[str, Any]:
    if not isinstance(point, Sequence) or isinstance(point, str) or len(point) < 4:
        raise BAD_ROW(fault="a point of the trace is no list of at least four values")
    begun, after = number(trace.get("timestamp"), "timestamp"), number(point[0], "dt")
    if begun is None or after is None:
        raise NO_TIME(field="timestamp")
    cells = [*point, *([None] * 14)]
    detail = cells[8] if isinstance(cells[8], Mapping) else {}
    on_ground = cells[3] == "ground"
    return {
        "object": object_id(trace.get("icao")),
        "seen_at": _in_range(epoch_microseconds(begun) + _microseconds(after)),
        "lat": number(cells[1], "lat"),
        "lon": number(cells[2], "lon"),
        "accuracy_m": accuracy_m(detail),
        "altitude_m": None if on_ground else _metres(cells[10], cells[3]),
        "speed_kn": number(cells[4], "speed"),
        "course_deg": number(cells[5], "track"),
        "on_ground": on_ground if cells[3] is not None else None,
        "category": _category(detail.get("category")),
        "label": word(detail.get("flight")),
        "integrity": integrity(detail),
    }


def object_id(address: Any) -> str:
    """The id of an aircraft: "icao24:4b43ac"; a tilde marks an address that ICAO did not assign.

    Raises:
        NO_OBJECT: it is no 24-bit address.

    >>> object_id("4B43AC"), object_id("~2a4b5c")
    ('icao24:4b43ac', 'non-icao:2a4b5c')
    """
    text = (word(address) or "").lower()
    digits = text.removeprefix("~")
    if len(digits) != 6 or not _HEX.issuperset(digits):
        raise NO_OBJECT(field=f"hex is {shown(address)}")
    return f"non-icao:{digits}" if text.startswith("~") else f"icao24:{digits}"


def _metres(geometric_ft: Any, barometric_ft: Any) -> float | None:
    """Height above the ellipsoid where known; else pressure altitude, which may be off by some hundred metres."""
    feet = number(geometric_ft, "alt_geom")
    if feet is None and barometric_ft != "ground":
        feet = number(barometric_ft, "alt_baro")
    return None if feet is None else feet * METRES_PER_FOOT


def _category(emitter: Any) -> str:
    """DO-260B emitter category: B6 is an unmanned aircraft, C1 and C2 drive on the ground."""
    if emitter == _DRONE:
        return "drone"
    return "vehicle" if emitter in _SURFACE_VEHICLES else "aircraft"


def _microseconds(seconds: float) -> int:
    """A span in whole microseconds; one that is no span of this world becomes the longest (1e308 s overflows)."""
    return round(max(-1e12, min(1e12, seconds)) * 1e6)


def _in_range(microseconds: int) -> int:
    """Instants beyond what 64 bits hold become the largest, which the range check then refuses."""
    return max(-(2**62), min(2**62, microseconds))
