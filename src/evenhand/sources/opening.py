"""Opening a file: its format told by its content, its reader chosen from one table, its rows as batches.

To add a format, write a reader and give it a line in FORMATS.
"""

import hashlib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import partial
from itertools import islice
from pathlib import Path
from typing import Any

from evenhand.foundation.instants import NAIVE_INSTANT
from evenhand.foundation.problems import ProblemKind
from evenhand.sources import adsb, json_tables, parquet_tables
from evenhand.sources.ais import read_ais
from evenhand.sources.batches import Batch, Context
from evenhand.sources.csv_tables import look_at, read_csv, settle_csv
from evenhand.sources.feeds.reading import read_journal
from evenhand.sources.gpx import read_gpx
from evenhand.sources.layouts import RAW_MODE_S
from evenhand.sources.mapping import TableMapping, read_mapping
from evenhand.sources.osmand import read_osmand
from evenhand.sources.recognition import Head
from evenhand.sources.spool import all_or_nothing
from evenhand.sources.streams import UNREADABLE, TextStream, require_text
from evenhand.sources.times import time_zone as require_time_zone

UNKNOWN_FORMAT = ProblemKind(
    code="sources.unknown-format",
    blame="caller",
    message="{name} is in no format that is read here: it looks like {hint}. docs/methods lists the formats.",
)
FILE_CHANGED = ProblemKind(
    code="sources.file-changed",
    blame="caller",
    message="{name} was changed while it was read, so it was not loaded. Load it again when nobody writes to it.",
)

Batches = Callable[[], Iterator[Batch]]


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceFile:
    """A file whose format is known."""

    path: Path
    digest: str
    """SHA-256 of the file as it lies there, hex."""
    format: str
    kind: str
    """What its rows become: positions, events, identities or notices."""
    source: str
    """The feed, as the rows will name it unless they name one themselves."""
    size_bytes: int
    _read: Batches = field(repr=False)

    @property
    def name(self) -> str:
        """The file's name without its folder."""
        return self.path.name

    def batches(self) -> Iterator[Batch]:
        """The rows, at most 131,072 at a time, each kept or quarantined. Can be called again.

        Raises:
            A Problem of `evenhand.sources` where the file breaks; a document with an end then yields nothing, and what
            a caller has from a file by lines must be thrown away only if it wants the file whole.
            FILE_CHANGED: somebody wrote to the file meanwhile.
        """
        before = _state(self.path)
        yield from self._read()
        if _state(self.path) != before:
            raise FILE_CHANGED(name=self.name)


@dataclass(frozen=True, slots=True, kw_only=True)
class Opened:
    """A format settled for one file."""

    format: str
    read: Batches
    kind: str = "positions"
    source: str = "table"


Opener = Callable[[Head, TextStream, Context], Opened | None]


def open_source(
    path: Path,
    *,
    mapping: Mapping[str, Any] | None = None,
    received_at: datetime | None = None,
    time_zone: str | None = None,
    source: str | None = None,
) -> SourceFile:
    """Tell the format of a file and make ready to read it.

    Args:
        path: the file; gzip is undone on the way.
        mapping: what a mapping file holds (docs/reference/mapping-files.md).
        received_at: when the file came; the time of rows that have none of their own where the format allows that.
        time_zone: for times that name no zone; without it they are refused.
        source: the feed's name.

    Raises:
        UNKNOWN_FORMAT, NO_MAPPING, BAD_MAPPING, UNREADABLE, BROKEN_FILE and others of `evenhand.sources`, each saying
        what to do.
    """
    if received_at is not None and received_at.tzinfo is None:
        raise NAIVE_INSTANT(field="received_at", value=received_at)
    read = TableMapping() if mapping is None else read_mapping(mapping)
    try:
        digest, size = _hashed(path)
    except OSError as problem:
        raise UNREADABLE(name=path.name, fault=problem.strerror or str(problem)) from None
    context = Context(
        path=path,
        digest=digest,
        source=source,
        received_at=received_at,
        zone=None if time_zone is None else require_time_zone(time_zone),
        mapping=read,
        has_mapping=mapping is not None,
    )
    opened = _opened(context)
    return SourceFile(
        path=path,
        digest=digest,
        format=opened.format,
        kind=opened.kind,
        source=source or read.source or opened.source,
        size_bytes=size,
        _read=opened.read,
    )


def _opened(context: Context) -> Opened:
    stream = TextStream(context.path, encoding=context.mapping.encoding)
    head = Head(stream)
    if stream.raw_head.startswith(parquet_tables.PARQUET_MAGIC):
        return _parquet(context)
    if head.signature is not None:
        raise UNKNOWN_FORMAT(name=context.name, hint=head.hint)
    require_text(stream)
    # A mapping that names columns is for tables; files of other formats in the same call are read as they are.
    other = replace(context, mapping=TableMapping(), has_mapping=False) if context.mapping.needed() else context
    for opener in FORMATS:
        opened = opener(head, stream, context if opener in TABLES else other)
        if opened is not None:
            return opened
    raise UNKNOWN_FORMAT(name=context.name, hint=head.hint)


def _parquet(context: Context) -> Opened:
    file = parquet_tables.open_parquet(context)
    kind = None if context.mapping.needed() else parquet_tables.native_kind(file.schema_arrow)
    if kind is not None:
        read = partial(parquet_tables.read_native, kind=kind, context=context)
        format_name, source = f"evenhand-{kind}", kind
    else:
        layout = parquet_tables.layout_of(file, context)
        read = partial(parquet_tables.read_mapped, layout=layout, context=context)
        format_name, source, kind = layout.name, layout.source, layout.mapping.kind

    def batches() -> Iterator[Batch]:
        return all_or_nothing(read(parquet_tables.open_parquet(context)))

    return Opened(format=format_name, kind=kind, source=source, read=batches)


def _gpx(head: Head, stream: TextStream, context: Context) -> Opened | None:
    if not head.is_gpx:
        return None
    return Opened(format="gpx", source="gpx", read=lambda: all_or_nothing(read_gpx(stream.raw, context)))


def _json_documents(head: Head, stream: TextStream, context: Context) -> Opened | None:
    """Snapshots and traces of aircraft; a history has one on each line."""
    is_trace = head.has_members("icao", "trace")
    if not is_trace and not head.has_members("now", "aircraft"):
        return None
    if head.is_by_line:
        name = "tar1090-trace" if is_trace else "readsb-history" if head.has_several_lines else "readsb"
        return Opened(format=name, source="adsb", read=lambda: adsb.read_lines(stream, context))
    name = "tar1090-trace" if is_trace else "readsb"
    return Opened(format=name, source="adsb", read=lambda: all_or_nothing(adsb.read_documents(stream, context)))


def _json_states(head: Head, stream: TextStream, context: Context) -> Opened | None:
    if not head.has_members("time", "states"):
        return None
    layout = json_tables.STATES
    read = partial(json_tables.read_states, stream, context)
    return Opened(format=layout.name, source=layout.source, read=lambda: all_or_nothing(read()))


def _json_table(head: Head, stream: TextStream, context: Context) -> Opened | None:
    """Records, columns, features: whatever else JSON holds."""
    if head.begins not in ("{", "["):
        return None
    if head.begins == "[":
        records = partial(json_tables.records_of_array, stream)
    elif head.has_members("type", "features"):
        records = partial(json_tables.records_of_features, stream, context)
    elif json_tables.is_columns(head.first_value) or not head.is_by_line:
        records = partial(json_tables.records_of_columns, stream, context)
    else:
        records = partial(json_tables.records_of_lines, stream)
    layout = json_tables.layout_of(islice(records(), json_tables.SAMPLE), context)
    read = partial(json_tables.read_table, records, layout, context)
    by_line = records.func is json_tables.records_of_lines
    return Opened(
        format=layout.name,
        kind=layout.mapping.kind,
        source=layout.source,
        read=read if by_line else lambda: all_or_nothing(read()),
    )


def _journal(head: Head, stream: TextStream, context: Context) -> Opened | None:
    if not head.is_journal:
        return None
    return Opened(format="evenhand-journal", source="journal", read=lambda: read_journal(stream, context))


def _ais(head: Head, stream: TextStream, context: Context) -> Opened | None:
    return Opened(format="ais-nmea", source="ais", read=lambda: read_ais(stream, context)) if head.is_ais else None


def _osmand(head: Head, stream: TextStream, context: Context) -> Opened | None:
    if not head.is_osmand:
        return None
    return Opened(format="osmand", source="osmand", read=lambda: read_osmand(stream, context))


def _mode_s(head: Head, _stream: TextStream, context: Context) -> Opened | None:
    if head.mode_s_frame is not None:
        raise RAW_MODE_S(name=context.name, frame=head.mode_s_frame)
    return None


def _csv(head: Head, stream: TextStream, context: Context) -> Opened | None:
    if head.begins == "<":
        return None
    dialect = look_at(stream, delimiter=context.mapping.delimiter, header=context.mapping.header)
    if dialect is None:
        return None
    layout = settle_csv(dialect, context)
    return Opened(
        format=layout.name,
        kind=layout.mapping.kind,
        source=layout.source,
        read=lambda: read_csv(stream, dialect, context),
    )


FORMATS: tuple[Opener, ...] = (
    _journal,
    _gpx,
    _mode_s,
    _ais,
    _osmand,
    _json_documents,
    _json_states,
    _json_table,
    _csv,
)
"""Every format of text, in the order in which it is tried; each answers None to a head that is not its own."""
TABLES = (_json_table, _csv)
"""Formats to which the columns of a mapping apply."""


def _hashed(path: Path) -> tuple[str, int]:
    with path.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
        return digest, file.tell()


def _state(path: Path) -> tuple[int, int] | None:
    try:
        found = path.stat()
    except OSError:
        return None
    return found.st_size, found.st_mtime_ns
