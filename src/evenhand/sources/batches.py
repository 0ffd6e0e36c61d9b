"""The last step of every reader: columns under our names become a batch; rows that cannot be true go to quarantine.

Counts always add up: rows_read == rows kept + rows quarantined.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TypeAlias

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from evenhand.foundation.activities import ACTIVITIES, SCHEDULED_FLIGHT
from evenhand.foundation.instants import format_instant
from evenhand.foundation.problems import Problem
from evenhand.foundation.routes import parse_route
from evenhand.observations.schemas import INSTANT, WORD
from evenhand.sources.columns import Bools, Chunk, Floats, Integers, Marks, as_array
from evenhand.sources.faults import (
    BAD_NUMBER,
    ENDS_BEFORE_IT_BEGINS,
    MISSING_VALUE,
    NO_OBJECT,
    NO_POSITION,
    NO_TIME,
    PLACE_OUT_OF_RANGE,
    TIME_OUT_OF_RANGE,
    UNKNOWN_ACTIVITY,
    quarantine_table,
)
from evenhand.sources.mapping import SCHEMAS, TableMapping
from evenhand.sources.times import NAT

BATCH_ROWS = 131_072

Column: TypeAlias = pa.Array | Floats | Integers
"""Words, truths and instants as Arrow arrays; numbers as float64 with NaN; instants as int64 microseconds with NAT."""

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_FAR_FUTURE = datetime(2200, 1, 1, tzinfo=UTC)
_CLOCK_MARGIN = timedelta(days=1)
"""A sender's clock may run ahead of ours by this much."""
_PAST_ONLY = ("seen_at", "began_at", "given_at")
_NONNEGATIVE = ("accuracy_m", "speed_kn")
_GREATEST = 1e9
"""No number of an observation, in any unit that we use, is larger."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Batch:
    """Some rows of a file: those kept (None where there are none), those set aside, and how many were read."""

    table: pa.Table | None
    quarantine: pa.Table
    rows_read: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Context:
    """What a reader needs to know about the file beside its bytes."""

    path: Path
    digest: str
    source: str | None = None
    received_at: datetime | None = None
    zone: str | None = None
    mapping: TableMapping = field(default_factory=TableMapping)
    has_mapping: bool = False

    @property
    def name(self) -> str:
        """The file's name, for messages."""
        return self.path.name

    @property
    def time(self) -> datetime | None:
        """The instant of rows that have none of their own, if somebody gave one."""
        return self.mapping.time or self.received_at


def finish(
    kind: str, columns: Mapping[str, Column], *, chunk: Chunk, marks: Marks, context: Context, source: str
) -> Batch:
    """Check every row and make the batch.

    Args:
        kind: positions, events, identities or notices.
        columns: by our names; N values each; columns that are absent are unknown.
        chunk: where the rows came from.
        marks: the rows set aside so far.
        context: the file.
        source: the feed's name where nobody gives another.
    """
    schema = SCHEMAS[kind]
    filled = {**columns, **_constants(context, chunk)}
    if kind == "events":
        _complete_events(filled, context, chunk)
    if kind == "notices" and "notice" not in filled:
        filled["notice"] = _row_ids(context, chunk)
    latest = context.received_at + _CLOCK_MARGIN if context.received_at else _FAR_FUTURE
    for one in schema:
        if one.type == INSTANT and one.name in filled:
            _check_times(one.name, filled, marks, latest=latest if one.name in _PAST_ONLY else _FAR_FUTURE)
    if "lon" in schema.names:
        _check_places(filled, marks)
    if kind == "notices":
        _check_routes(filled.get("route"), filled.get("activity"), marks)
        _check_activities(filled.get("activity"), marks)
    _check_presence(schema, filled, chunk, marks)
    begins, ends = ("began_at", "ended_at") if kind == "events" else ("begins_at", "ends_at")
    if begins in schema.names:
        _check_order(filled, marks, begins=begins, ends=ends)
    arrays = {one.name: _made_by_us(one, filled, chunk, context, source) for one in schema}
    for one in schema:
        if arrays[one.name] is None:
            arrays[one.name] = _as_field(one, filled.get(one.name), chunk.length, marks)
    table = pa.table([arrays[one.name] for one in schema], schema=schema)
    kept = table.filter(pa.array(~marks.bad)) if marks.bad.any() else table
    return Batch(
        table=kept if kept.num_rows else None,
        quarantine=quarantine_table(marks.faults, digest=context.digest),
        rows_read=chunk.length + len(chunk.faults),
    )


def constant(value: str | None, length: int) -> pa.Array:
    """A dictionary column that holds one word throughout; costs no text."""
    if value is None:
        return pa.nulls(length, WORD)
    return pa.DictionaryArray.from_arrays(pa.array(np.zeros(length, dtype=np.int32)), pa.array([value]))


def in_microseconds(moment: datetime) -> int:
    """Microseconds since 1970, exactly."""
    return (moment - _EPOCH) // timedelta(microseconds=1)


def _constants(context: Context, chunk: Chunk) -> dict[str, Column]:
    """Columns that the mapping sets to one value, for formats whose columns are known anyway."""
    found: dict[str, Column] = {}
    for name, one in context.mapping.fields.items():
        if not one.columns and isinstance(one.value, str) and name not in ("seen_at", "began_at"):
            found[name] = constant(one.value, chunk.length)
    return found


def _complete_events(filled: dict[str, Column], context: Context, chunk: Chunk) -> None:
    if "event" not in filled:
        filled["event"] = _row_ids(context, chunk)
    if "began_at" in filled and "ended_at" not in filled:
        began = _integers(filled["began_at"])
        lasts = context.mapping.lasts or timedelta(0)
        filled["ended_at"] = np.where(began == NAT, NAT, began + lasts // timedelta(microseconds=1))


def _row_ids(context: Context, chunk: Chunk) -> pa.Array:
    return pa.array([f"{context.digest[:12]}-{row}" for row in chunk.rows], pa.string())


def _integers(column: Column) -> Integers:
    if isinstance(column, np.ndarray):
        return column.astype(np.int64, copy=False)
    values = as_array(column).cast(pa.int64())
    filled: Integers = (values if values.null_count == 0 else pc.fill_null(values, NAT)).to_numpy()
    return filled


def _floats(column: Column) -> Floats:
    if isinstance(column, np.ndarray):
        return column.astype(np.float64, copy=False)
    found: Floats = as_array(column).to_numpy(zero_copy_only=False)
    return found


def _check_times(name: str, filled: dict[str, Column], marks: Marks, *, latest: datetime) -> None:
    moments = _integers(filled[name])
    filled[name] = moments
    limit = in_microseconds(latest)
    outside = (moments != NAT) & ((moments < 0) | (moments > limit))
    marks.mark(
        outside,
        lambda i: TIME_OUT_OF_RANGE(field=name, value=_shown_instant(int(moments[i])), latest=format_instant(latest)),
    )


def _shown_instant(microseconds: int) -> str:
    try:
        return format_instant(_EPOCH + timedelta(microseconds=microseconds))
    except OverflowError:
        return f"{microseconds / 1e6:.0f} s from 1970"


def _check_places(filled: dict[str, Column], marks: Marks) -> None:
    if "lon" not in filled or "lat" not in filled:
        return
    lon, lat = _floats(filled["lon"]), _floats(filled["lat"])
    filled["lon"], filled["lat"] = lon, lat
    marks.mark(np.isnan(lon) | np.isnan(lat), lambda _i: NO_POSITION(field="lon, lat"))
    outside = (np.abs(lon) > 180.0) | (np.abs(lat) > 90.0)
    marks.mark(outside, lambda i: PLACE_OUT_OF_RANGE(lon=f"{lon[i]:g}", lat=f"{lat[i]:g}"))
    nowhere = (lon == 0.0) & (lat == 0.0)
    if nowhere.any():
        # 0, 0 lies at sea south of Ghana and is what a receiver without a fix writes: kept, for it may be true.
        said = filled.get("integrity")
        other = constant(None, len(lon)) if said is None else said
        text = other.cast(pa.string()) if isinstance(other, pa.Array) else pa.array(other)
        filled["integrity"] = pc.if_else(pa.array(nowhere), pa.scalar("implausible"), text)


def _check_activities(column: Column | None, marks: Marks) -> None:
    """Set aside what announces something that has no name here: it would excuse nothing, and nobody would know why."""
    words = [] if column is None else as_array(column).to_pylist()
    if not any(words):
        return
    bad = np.array([bool(word) and word not in ACTIVITIES for word in words], np.bool_)
    marks.mark(bad, lambda i: UNKNOWN_ACTIVITY(value=str(words[i])[:40], known=", ".join(ACTIVITIES)))


def _check_routes(column: Column | None, activities: Column | None, marks: Marks) -> None:
    """Set aside what announces a way that cannot be read: nobody could be held against it. An activity has a place."""
    texts = [] if column is None else as_array(column).to_pylist()
    words = [None] * len(texts) if activities is None else as_array(activities).to_pylist()
    faults: dict[int, Problem] = {}
    for number, text in enumerate(texts):
        try:
            if text:
                parse_route(text, least=1 if words[number] not in (None, "", SCHEDULED_FLIGHT) else 2)
        except Problem as problem:
            faults[number] = problem
    if faults:
        bad = np.zeros(len(texts), dtype=np.bool_)
        bad[list(faults)] = True
        marks.mark(bad, lambda i: faults[i])


def _check_presence(schema: pa.Schema, filled: Mapping[str, Column], chunk: Chunk, marks: Marks) -> None:
    for one in schema:
        if one.nullable or one.name in ("source", "file", "row", "lon", "lat"):
            continue
        absent = _absent(filled.get(one.name), chunk.length)
        if one.name == "object":
            marks.mark(absent, lambda _i: NO_OBJECT(field="object"))
        elif one.type == INSTANT:
            marks.mark(absent, lambda _i, name=one.name: NO_TIME(field=name))  # type: ignore[misc]
        else:
            marks.mark(absent, lambda _i, name=one.name: MISSING_VALUE(field=name))  # type: ignore[misc]
    if "lon" in schema.names and not {"lon", "lat"} <= set(filled):
        marks.mark(np.ones(chunk.length, dtype=np.bool_), lambda _i: NO_POSITION(field="lon, lat"))


def _absent(column: Column | None, length: int) -> Bools:
    if column is None:
        return np.ones(length, dtype=np.bool_)
    if isinstance(column, np.ndarray):
        absent: Bools = column == NAT if column.dtype == np.int64 else np.isnan(column)
        return absent
    values = as_array(column)
    if pa.types.is_dictionary(values.type):
        empty = [place for place, word in enumerate(values.dictionary.to_pylist()) if not word]
        if not empty and values.null_count == 0:
            return np.zeros(length, dtype=np.bool_)
        values = values.dictionary_decode()
    found: Bools = np.asarray(values.is_null())
    return found | np.asarray(pc.fill_null(pc.equal(values, ""), False)) if pa.types.is_string(values.type) else found  # noqa: FBT003


def _check_order(filled: Mapping[str, Column], marks: Marks, *, begins: str, ends: str) -> None:
    if begins not in filled or ends not in filled:
        return
    first, last = _integers(filled[begins]), _integers(filled[ends])
    marks.mark(
        (last < first) & (first != NAT) & (last != NAT),
        lambda i: ENDS_BEFORE_IT_BEGINS(begins=_shown_instant(int(first[i])), ends=_shown_instant(int(last[i]))),
    )


def _made_by_us(
    one: pa.Field, filled: Mapping[str, Column], chunk: Chunk, context: Context, source: str
) -> pa.Array | None:
    """Where the row came from: kept if the table is one of ours and says it, else filled in."""
    length = chunk.length
    if one.name == "source":
        named = context.source or context.mapping.source or source
        said = filled.get("source")
        return constant(named, length) if said is None else _named(as_array(said), named)
    if one.name == "file" and "file" not in filled:
        return constant(context.digest, length)
    if one.name == "row" and "row" not in filled:
        return pa.array(chunk.rows)
    if one.name == "received_at" and (context.received_at is not None or "received_at" not in filled):
        when = pa.scalar(context.received_at, INSTANT)
        return pa.repeat(when, length)
    return None


def _named(said: pa.Array, named: str) -> pa.Array:
    """The feed that each row names; `named` for rows that name none."""
    if pa.types.is_dictionary(said.type) and said.null_count == 0 and said.type == WORD:
        return said
    text = said.dictionary_decode() if pa.types.is_dictionary(said.type) else said
    return pc.fill_null(text.cast(pa.string()), named).dictionary_encode()


def _as_field(one: pa.Field, column: Column | None, length: int, marks: Marks) -> pa.Array:
    """The column in the type of the schema; what a bad row holds there is null or 0 and falls away with it."""
    if column is None:
        column = pa.nulls(length, one.type)
    if isinstance(column, np.ndarray) and one.type == INSTANT:
        known = column != NAT
        return pa.array(np.where(known, column, 0), pa.int64(), mask=None if known.all() else ~known).cast(INSTANT)
    if isinstance(column, np.ndarray):
        return _as_number(one, _floats(column), marks)
    values = as_array(column)
    if values.type == one.type:
        return values
    if one.type == WORD:
        text = values.dictionary_decode() if pa.types.is_dictionary(values.type) else values
        return text.cast(pa.string()).dictionary_encode()
    if pa.types.is_dictionary(values.type):
        values = values.dictionary_decode()
    return values.cast(one.type, safe=False)


def _as_number(one: pa.Field, found: Floats, marks: Marks) -> pa.Array:
    known = ~np.isnan(found)
    if one.name in _NONNEGATIVE:
        known &= ~(found < 0)  # what feeds write for "unknown"
    elif one.name == "course_deg":
        known &= ~((found < 0) | (found > 360))
        found = np.where(found == 360.0, 0.0, found)
    wrong = known & (np.abs(found) > _GREATEST)
    if pa.types.is_integer(one.type):
        wrong |= known & (np.rint(found) != found)
    if wrong.any():
        marks.mark(wrong, lambda i: BAD_NUMBER(field=one.name, value=f"{found[i]:g}"))
        known &= ~wrong
    clean = np.where(known, found, 0.0)
    mask = None if known.all() else ~known
    if pa.types.is_integer(one.type):
        return pa.array(clean.astype(np.int64), mask=mask).cast(one.type)
    if one.name in ("lon", "lat"):
        return pa.array(clean, pa.float64())
    return pa.array(clean.astype(np.float32) if one.type == pa.float32() else clean, one.type, mask=mask)
