"""Character-separated tables: Arrow's reader for blocks that are whole, line by line for a block that holds a fault.

Source: RFC 4180, and what feeds do instead.
"""

import csv
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.csv as pa_csv

from evenhand.foundation.problems import Problem, ProblemKind
from evenhand.sources.batches import BATCH_ROWS, Batch, Context
from evenhand.sources.columns import Chunk
from evenhand.sources.faults import BAD_BYTES, BAD_ROW, CUT_SHORT, Fault, fault, safe_text
from evenhand.sources.layouts import Layout, combined, settle, used_columns
from evenhand.sources.streams import BROKEN_FILE, LineBlock, TextStream
from evenhand.sources.tables import convert

TWICE_THE_SAME_COLUMN = ProblemKind(
    code="sources.twice-the-same-column",
    blame="caller",
    message="{name} has the column {column!r} more than once, so it cannot be told which one is meant. Rename one.",
)

CSV_BLOCK = 8 << 20
DELIMITERS = (",", ";", "\t", "|")
_MOST_LINES_OF_A_RECORD = 200
_QUOTE = b'"'


@dataclass(frozen=True, slots=True, kw_only=True)
class Dialect:
    """How the table is written: what divides the fields, its columns, and the line on which its rows begin."""

    delimiter: str
    columns: tuple[str, ...]
    first_line: int


def look_at(stream: TextStream, *, delimiter: str | None, header: Sequence[str] | None) -> Dialect | None:
    """The dialect of the first line with text; None if no delimiter divides it (or one column is all there is)."""
    lines = stream.head.split(b"\n", 200)
    number, line = next(((place, text) for place, text in enumerate(lines) if text.strip()), (0, b""))
    try:
        text = line.decode("utf-8").rstrip("\r")
    except UnicodeDecodeError:
        text = line.decode("utf-8", errors="backslashreplace").rstrip("\r")
    best: list[str] = []
    chosen = delimiter or ","
    for candidate in (delimiter,) if delimiter else DELIMITERS:
        try:
            found = next(csv.reader([text], delimiter=candidate, strict=True), [])
        except csv.Error:
            continue
        if len(found) > len(best):
            best, chosen = found, candidate
    if len(best) < 2:
        return None
    columns = tuple(header) if header else tuple(name.strip() for name in best)
    return Dialect(delimiter=chosen, columns=columns, first_line=number + 1 + (0 if header else 1))


def read_csv(stream: TextStream, dialect: Dialect, context: Context) -> Iterator[Batch]:
    """Batches of the table; every line that cannot be taken apart is set aside, the others are kept.

    Raises:
        NO_MAPPING, NO_SUCH_COLUMN: see `settle`.
        TWICE_THE_SAME_COLUMN: a column that is needed stands there twice.
        NO_TIME_ZONE: none of the times has a zone.
    """
    layout = settle_csv(dialect, context)
    mapping = combined(layout.mapping, context.mapping).with_zone(context.zone)
    wanted = used_columns(layout, dialect.columns)
    is_first = True
    for chunk in _chunks(stream, dialect, wanted):
        yield convert(chunk, mapping, context=context, source=layout.source, is_first=is_first, refine=layout.refine)
        is_first = is_first and not chunk.length


def settle_csv(dialect: Dialect, context: Context) -> Layout:
    """The layout of the table's columns, none of which that is needed may come twice."""
    layout = settle(dialect.columns, context.mapping if context.has_mapping else None, name=context.name)
    for column in used_columns(layout, dialect.columns):
        if dialect.columns.count(column) > 1:
            raise TWICE_THE_SAME_COLUMN(name=context.name, column=column)
    return layout


def _chunks(stream: TextStream, dialect: Dialect, wanted: Sequence[str]) -> Iterator[Chunk]:
    held, held_line = b"", 0
    line = 1
    for block in stream.lines(block_size=CSV_BLOCK):
        data, first = (held + block.data, held_line) if held else (block.data, block.first_line)
        line = block.first_line + block.data.count(b"\n")
        held = b""
        if first < dialect.first_line:
            data, first = _without_header(data, first, dialect.first_line)
        if not data:
            continue
        whole = _whole_block(data, first, dialect, wanted)
        if whole is None:
            whole, held = _line_by_line(LineBlock(data, first), dialect, wanted, is_last=False)
            held_line = first + data.count(b"\n") - held.count(b"\n")
        yield from _sliced(whole)
    if held:
        whole, _ = _line_by_line(LineBlock(held, held_line), dialect, wanted, is_last=True)
        yield from _sliced(whole)
    if stream.broken is not None:
        if line <= dialect.first_line:
            raise BROKEN_FILE(name=stream.name, fault=stream.broken)
        yield _empty_chunk(wanted, [fault(line, CUT_SHORT(fault=stream.broken), stream.cut)])


def _without_header(data: bytes, first: int, wanted_line: int) -> tuple[bytes, int]:
    while first < wanted_line and data:
        end = data.find(b"\n") + 1
        data, first = data[end:], first + 1
    return data, first


def _whole_block(data: bytes, first: int, dialect: Dialect, wanted: Sequence[str]) -> Chunk | None:
    """The block through Arrow's reader; None unless each of its lines is one row, so that line numbers stay true."""
    lines = data.count(b"\n")
    if data.count(_QUOTE) % 2 or b"\0" in data:
        return None
    names = [str(place) for place in range(len(dialect.columns))]
    places = {name: str(dialect.columns.index(name)) for name in wanted}
    try:
        table = pa_csv.read_csv(
            pa.BufferReader(data),
            read_options=pa_csv.ReadOptions(column_names=names, block_size=len(data) + 1),
            parse_options=pa_csv.ParseOptions(delimiter=dialect.delimiter),
            convert_options=pa_csv.ConvertOptions(
                include_columns=list(places.values()),
                column_types={place: pa.string() for place in places.values()},
                strings_can_be_null=False,
            ),
        )
    except pa.ArrowInvalid:
        return None
    if table.num_rows != lines:
        return None
    columns = {name: table[place].combine_chunks() for name, place in places.items()}
    return Chunk(columns=columns, rows=np.arange(first, first + lines, dtype=np.int64), raw=_LazyLines(data))


class _LazyLines:
    """The line of each row, split only if somebody asks."""

    def __init__(self, data: bytes) -> None:
        self._data = data
        self._lines: list[bytes] | None = None

    def __call__(self, place: int) -> bytes:
        if self._lines is None:
            self._lines = self._data.split(b"\n")
        return self._lines[place].rstrip(b"\r")


def _line_by_line(block: LineBlock, dialect: Dialect, wanted: Sequence[str], *, is_last: bool) -> tuple[Chunk, bytes]:
    """The good rows of a block and the faults of the others; what a quote leaves open at the end is handed back."""
    lines = block.data.split(b"\n")[:-1]
    places = [dialect.columns.index(name) for name in wanted]
    values: list[list[str]] = [[] for _ in wanted]
    rows: list[int] = []
    raws: list[bytes] = []
    faults: list[Fault] = []
    at = 0
    while at < len(lines):
        line = lines[at].rstrip(b"\r")
        if not line.strip():
            at += 1
            continue
        used, fields, reason = _record(lines, at, dialect)
        if used == 0 and not is_last and len(lines) - at < _MOST_LINES_OF_A_RECORD:
            break
        number = block.first_line + at
        if fields is None:
            problem = BAD_ROW(fault=reason) if reason else _bad_bytes(line)
            faults.append(fault(number, problem, line))
        else:
            rows.append(number)
            raws.append(line)
            for column, place in zip(values, places, strict=True):
                column.append(fields[place])
        at += max(used, 1)
    columns = {name: pa.array(column, pa.string()) for name, column in zip(wanted, values, strict=True)}
    chunk = Chunk(columns=columns, rows=np.array(rows, dtype=np.int64), raw=raws.__getitem__, faults=faults)
    return chunk, b"".join(line + b"\n" for line in lines[at:])


def _record(lines: Sequence[bytes], at: int, dialect: Dialect) -> tuple[int, list[str] | None, str]:
    """Lines used, fields, and the reason if there are none; 0 lines: a quote stays open up to the end of the block.

    A quote may hold a line break, so lines are joined until it closes; if that gives no row of the right width, only
    the first line is at fault and reading goes on with the next, so a stray quote costs one row and not the file.
    """
    text, reason = b"", ""
    for used in range(1, min(_MOST_LINES_OF_A_RECORD, len(lines) - at) + 1):
        text += (b"\n" if used > 1 else b"") + lines[at + used - 1].rstrip(b"\r")
        try:
            decoded = text.decode("utf-8")
            records = list(csv.reader([decoded], delimiter=dialect.delimiter, strict=True))
        except UnicodeDecodeError:
            return 1, None, ""
        except csv.Error as problem:
            if "unexpected end of data" in str(problem):
                reason = "a quote is opened and never closed"
                continue
            return 1, None, reason or safe_text(str(problem))
        fields = records[0] if records else []
        if len(fields) != len(dialect.columns):
            return 1, None, reason or f"{len(fields)} fields instead of {len(dialect.columns)}"
        return used, fields, ""
    return (0 if len(lines) - at < _MOST_LINES_OF_A_RECORD else 1), None, reason


def _bad_bytes(line: bytes) -> Problem:
    bad = re.search(rb"[\x80-\xff]+", line)
    return BAD_BYTES(encoding="UTF-8", value=safe_text(bad[0][:12]) if bad else "?")


def _sliced(chunk: Chunk) -> Iterator[Chunk]:
    """At most BATCH_ROWS rows at a time."""
    if chunk.length <= BATCH_ROWS:
        yield chunk
        return
    for start in range(0, chunk.length, BATCH_ROWS):
        yield Chunk(
            columns={name: values.slice(start, BATCH_ROWS) for name, values in chunk.columns.items()},
            rows=chunk.rows[start : start + BATCH_ROWS],
            raw=_shifted(chunk.raw, start),
            faults=chunk.faults if start == 0 else [],
        )


def _shifted(raw: Callable[[int], str | bytes], start: int) -> Callable[[int], str | bytes]:
    return lambda place: raw(start + place)


def _empty_chunk(wanted: Sequence[str], faults: list[Fault]) -> Chunk:
    nothing = {name: pa.array([], pa.string()) for name in wanted}
    return Chunk(columns=nothing, rows=np.zeros(0, dtype=np.int64), raw=lambda _place: "", faults=faults)
