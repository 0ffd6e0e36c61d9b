"""JSON that is a table: lists of records, columns by name, GeoJSON points, OpenSky state vectors, records a line.

Sources: RFC 7946 (GeoJSON); OpenSky REST API, "All State Vectors".
"""

import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import islice
from typing import Any

import numpy as np
import pyarrow as pa

from evenhand.foundation.problems import ProblemKind
from evenhand.sources.batches import Batch, Context
from evenhand.sources.columns import Chunk
from evenhand.sources.faults import BAD_ROW, CUT_SHORT, Fault, fault, safe_text
from evenhand.sources.json_stream import JsonStream, line_values
from evenhand.sources.layouts import Layout, combined, settle
from evenhand.sources.mapping import read_mapping
from evenhand.sources.streams import BROKEN_FILE, TextStream
from evenhand.sources.tables import convert

NOT_A_TABLE = ProblemKind(
    code="sources.not-a-table",
    blame="caller",
    message="{name} is JSON without a table: neither records, nor columns, nor features. Write a list of records.",
)

RECORDS_A_CHUNK = 32_768
SAMPLE = 1000
"""Records that settle which columns there are."""

Record = dict[str, Any] | Fault
"""A row by column name, or the reason why there is none."""

_STATE_COLUMNS = (
    "icao24", "callsign", "origin_country", "time_position", "last_contact", "longitude", "latitude", "baro_altitude",
    "on_ground", "velocity", "true_track", "vertical_rate", "sensors", "geo_altitude", "squawk", "spi",
    "position_source", "category",
)  # fmt: skip
_STATES_MAPPING = read_mapping(
    {
        "columns": {
            "object": {"column": "icao24", "prefix": "icao24"},
            "seen_at": {"column": "time_position", "format": "epoch_s"},
            "lon": "longitude",
            "lat": "latitude",
            "altitude_m": "geo_altitude",
            "speed_kn": {"column": "velocity", "unit": "m/s"},
            "course_deg": "true_track",
            "on_ground": "on_ground",
            "label": "callsign",
            # 14: unmanned aerial vehicle; 16 to 20: surface vehicles and obstacles; the rest flies with people.
            "category": {
                "column": "category",
                "words": {
                    str(n): "drone" if n == 14 else "vehicle" if n in (16, 17) else "aircraft" for n in range(21)
                },
            },
        }
    }
)
STATES = Layout(name="opensky-states", given_by=frozenset(), mapping=_STATES_MAPPING, source="adsb")
_CRS84 = ("urn:ogc:def:crs:OGC:1.3:CRS84", "urn:ogc:def:crs:OGC::CRS84", "urn:ogc:def:crs:EPSG::4326", "EPSG:4326")


def is_states(value: Any) -> bool:
    """Whether a JSON value is an answer of OpenSky's REST API."""
    return isinstance(value, Mapping) and "time" in value and isinstance(value.get("states"), list)


def is_columns(value: Any) -> bool:
    """Whether a JSON value is a table by column: names to lists, or names to {row: value} as pandas writes it."""
    if not isinstance(value, Mapping) or len(value) < 3:
        return False
    return all(isinstance(column, list) for column in value.values()) or all(
        isinstance(column, Mapping) for column in value.values()
    )


def records_of_array(stream: TextStream) -> Iterator[Record]:
    """The items of `[{...}, {...}]`. Raises BROKEN_FILE."""
    items = JsonStream(stream)
    for row, item in enumerate(items.items(), 1):
        yield _record(item, row)
    items.end()


def records_of_columns(stream: TextStream, context: Context) -> Iterator[Record]:
    """The rows of `{"lat": {...}, "lon": {...}}`. Raises BROKEN_FILE."""
    documents = list(JsonStream(stream).documents())
    if len(documents) != 1 or not is_columns(documents[0]):
        raise NOT_A_TABLE(name=context.name)
    yield from _transposed(documents[0])


def records_of_features(stream: TextStream, context: Context) -> Iterator[Record]:
    """The points of a FeatureCollection (RFC 7946). Raises BROKEN_FILE."""
    row = 0
    items = JsonStream(stream)
    for name, item in items.members("features"):
        if name == "features":
            row += 1
            yield _feature(item, row)
        elif name == "crs" and item is not None:
            properties = item.get("properties") if isinstance(item, dict) else None
            named = properties.get("name") if isinstance(properties, dict) else item
            if named not in _CRS84:
                fault_text = f"its coordinates are in {safe_text(str(named))[:60]}, not in WGS84 degrees (RFC 7946, 4)"
                raise BROKEN_FILE(name=context.name, fault=fault_text)
    items.end()


def records_of_lines(stream: TextStream) -> Iterator[Record]:
    """One record (or several) a line; a line that is none is a fault.

    Raises:
        BROKEN_FILE: a packed file that breaks off before its first whole line.
    """
    row = whole = 0
    for block in stream.lines():
        for line in block.data.split(b"\n")[:-1]:
            if not line.strip():
                continue
            try:
                values = line_values(line.decode("utf-8"))
            except (ValueError, RecursionError) as problem:
                row += 1
                yield fault(row, BAD_ROW(fault=f"the line is no JSON ({safe_text(str(problem))[:80]})"), line)
                continue
            whole += 1
            for value in values:
                row += 1
                yield _record(value, row)
    if stream.broken is not None:
        if not whole:
            raise BROKEN_FILE(name=stream.name, fault=stream.broken)
        yield fault(row + 1, CUT_SHORT(fault=stream.broken), stream.cut)


def layout_of(sample: Iterable[Record], context: Context) -> Layout:
    """The layout of records whose first are `sample`.

    Raises:
        NO_MAPPING, NO_SUCH_COLUMN: see `settle`.
    """
    names = dict.fromkeys(name for record in sample if isinstance(record, dict) for name in record)
    return settle(list(names), context.mapping if context.has_mapping else None, name=context.name)


def read_table(records: Callable[[], Iterator[Record]], layout: Layout, context: Context) -> Iterator[Batch]:
    """Batches of records. Raises what `records` raises, and NO_TIME_ZONE."""
    return _batches(records(), context, layout)


def read_states(stream: TextStream, context: Context) -> Iterator[Batch]:
    """Batches of OpenSky answers, one after another. Raises BROKEN_FILE."""
    return _batches(_state_records(stream, context), context, STATES)


def _record(item: Any, row: int) -> Record:
    if isinstance(item, dict):
        return item
    text = json.dumps(item, ensure_ascii=False)
    return fault(row, BAD_ROW(fault="a record must be a JSON object"), text)


def _transposed(columns: Mapping[str, Any]) -> Iterator[Record]:
    by_key = {name: values if isinstance(values, dict) else dict(enumerate(values)) for name, values in columns.items()}
    keys = dict.fromkeys(key for values in by_key.values() for key in values)
    return ({name: values.get(key) for name, values in by_key.items()} for key in keys)


def _state_records(stream: TextStream, context: Context) -> Iterator[Record]:
    row = 0
    for document in JsonStream(stream).documents():
        if not is_states(document):
            raise BROKEN_FILE(name=context.name, fault="one of its documents has no list of states")
        for state in document["states"]:
            row += 1
            if isinstance(state, list) and len(state) >= 7:
                yield dict(zip(_STATE_COLUMNS, state, strict=False))
            else:
                yield fault(row, BAD_ROW(fault="a state vector must list at least seven values"), json.dumps(state))


def _feature(item: Any, row: int) -> Record:
    geometry = item.get("geometry") if isinstance(item, dict) else None
    kind = geometry.get("type") if isinstance(geometry, dict) else None
    place = geometry.get("coordinates") if isinstance(geometry, dict) else None
    if kind != "Point" or not isinstance(place, list) or len(place) < 2:
        what = f"its geometry is {safe_text(str(kind))[:40]}" if kind else "it has no geometry"
        return fault(row, BAD_ROW(fault=f"{what}; only points say where something was"), json.dumps(item)[:4000])
    properties = item.get("properties") or {}
    named = {"id": item["id"]} if "id" in item else {}
    height = {"altitude_m": place[2]} if len(place) > 2 else {}
    return {**named, **height, **(properties if isinstance(properties, dict) else {}), "lon": place[0], "lat": place[1]}


def _batches(records: Iterator[Record], context: Context, layout: Layout) -> Iterator[Batch]:
    mapping = combined(layout.mapping, context.mapping).with_zone(context.zone)
    wanted = tuple(dict.fromkeys((*mapping.needed(), *layout.reads)))
    first = 1
    while True:
        waiting = list(islice(records, RECORDS_A_CHUNK))
        if not waiting:
            return
        chunk = _chunk(waiting, first, wanted)
        yield convert(chunk, mapping, context=context, source=layout.source, is_first=first == 1, refine=layout.refine)
        first += len(waiting)


def _chunk(records: Sequence[Record], first: int, wanted: Sequence[str]) -> Chunk:
    good = [(first + place, record) for place, record in enumerate(records) if isinstance(record, dict)]
    return Chunk(
        columns={name: _column([record.get(name) for _row, record in good]) for name in wanted},
        rows=np.array([row for row, _record in good], dtype=np.int64),
        raw=lambda place: json.dumps(good[place][1], ensure_ascii=False)[:4000],
        faults=[record for record in records if isinstance(record, Fault)],
    )


def _column(values: list[Any]) -> pa.Array:
    """A typed column where the values agree, text where they do not (a speed that is "fast")."""
    try:
        made = pa.array(values)
        if not pa.types.is_nested(made.type):
            return made
    except (pa.ArrowException, OverflowError, UnicodeError, ValueError):
        pass
    return pa.array([_as_text(value) for value in values], pa.string())


def _as_text(value: Any) -> str | None:
    if value is None:
        return None
    text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
    return text.encode("utf-8", errors="backslashreplace").decode("utf-8")
