"""The lake: every observation that was loaded, in Parquet by day, with a catalogue of the files it came from.

    lake/
      catalogue/<digest>.json                     written last: what has no entry does not exist
      positions/day=2020-12-06/<digest>-0.parquet  sorted by object and time
      events/day=.../...  identities/...  notices/...
      quarantine/<digest>.parquet
      joined/<name>.json                          one file in place of several, see `joining`

Nothing is ever changed, and nothing removed but what a joined file has stood for since a day. A crash leaves at most
files without an entry, which reading does not see and the next loading of the same file replaces. Two processes may
load at once: they write under names of their own and rename.
"""

from collections.abc import Container, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from functools import reduce
from operator import and_
from pathlib import Path
from typing import Protocol

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.dataset as ds

from evenhand.foundation.problems import ProblemKind
from evenhand.observations.catalogue import CatalogueEntry, DataFile, from_text, to_text
from evenhand.observations.checking import Checker, Damage, files_of
from evenhand.observations.disk import Disk
from evenhand.observations.duplicates import BASIS, KEYS, ORDER, Fingerprints, fingerprints, once_in_order
from evenhand.observations.footers import OTHER_FOOTER, digest_of, metadata_in
from evenhand.observations.joining import Joins, is_joined, join_from_text
from evenhand.observations.ordering import in_order
from evenhand.observations.records import Records
from evenhand.observations.schemas import EVENTS, IDENTITIES, INSTANT, NOTICES, POSITIONS, QUARANTINE, SCHEMA_VERSION

NOT_IN_THE_LAKE = ProblemKind(
    code="observations.not-in-the-lake",
    blame="missing",
    message="The lake holds no file whose hash begins with {digest}. `evenhand lake list` shows what it holds.",
)
LAKE_DAMAGED = ProblemKind(
    code="observations.lake-damaged",
    blame="operator",
    message="The lake cannot read {path} ({fault}). Restore it from a backup or load the files again.",
)

SCHEMAS = {"positions": POSITIONS, "events": EVENTS, "identities": IDENTITIES, "notices": NOTICES}
TIMES = {"positions": "seen_at", "events": "began_at"}
"""The column that places a row in time, for the kinds that are kept by day."""

_HELD_ROWS = 4_000_000
"""Rows gathered before they are sorted and written; a larger file becomes several parts a day."""
_MOST_DAYS = 400
"""A file that spans more days is kept by month, so that a hostile one cannot make a hundred thousand files."""
_CHECKED = ds.ParquetFileFormat(
    default_fragment_scan_options=ds.ParquetFragmentScanOptions(page_checksum_verification=True)
)
"""Every page that is read is held against the checksum that was written with it."""
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)


class Batch(Protocol):
    """Some rows of a source file."""

    @property
    def table(self) -> pa.Table | None:
        """Rows kept."""

    @property
    def quarantine(self) -> pa.Table:
        """Rows set aside, with reasons."""

    @property
    def rows_read(self) -> int:
        """Both together."""


class SourceFile(Protocol):
    """What the lake needs to know about a file; `evenhand.sources.opening` has the real one."""

    @property
    def name(self) -> str:
        """Its name, for people."""

    @property
    def digest(self) -> str:
        """SHA-256, hex."""

    @property
    def format(self) -> str:
        """Its format."""

    @property
    def kind(self) -> str:
        """What its rows are."""

    @property
    def source(self) -> str:
        """The feed."""

    @property
    def size_bytes(self) -> int:
        """Its size."""

    def batches(self) -> Iterator[Batch]:
        """Its rows."""


@dataclass(slots=True)
class _Loading:
    """What is known so far about a file that is being loaded."""

    others: tuple[CatalogueEntry, ...]
    files: list[DataFile] = field(default_factory=list)
    aside: DataFile | None = None
    rows_read: int = 0
    rows_kept: int = 0
    rows_duplicate: int = 0
    seen: list[Fingerprints] = field(default_factory=list)


class Lake:
    """Observations in a folder."""

    def __init__(self, folder: Path, *, disk: Disk | None = None) -> None:
        """A lake in `folder`, which is made at the first loading."""
        self.folder = folder
        self.disk = disk or Disk()
        self.checker = Checker(folder, disk=self.disk)
        self._entries = Records(folder / "catalogue", from_text, disk=self.disk)
        self._joined = Records(folder / "joined", join_from_text, disk=self.disk)

    # Loading --------------------------------------------------------------------------------------------------

    def ingest(self, source_file: SourceFile, *, now: datetime) -> CatalogueEntry:
        """Load a file, once however often it comes; again where the lake's files of it are damaged.

        Args:
            source_file: the file.
            now: entered as the time of loading.

        Returns:
            The catalogue entry; `is_repeat` says that the file was here already and nothing was done.

        Raises:
            What the file's reader raises, in which case nothing of it is in the lake.
        """
        known = self._entry(source_file.digest)
        if known is not None and self._is_known(known):
            return known.repeated()
        loading = _Loading(others=() if known is not None else self.catalogue())
        quarantine: list[pa.Table] = []
        held: list[pa.Table] = []
        rows_held = 0
        for batch in source_file.batches():
            loading.rows_read += batch.rows_read
            quarantine.append(batch.quarantine)
            if batch.table is None:
                continue
            held.append(batch.table)
            rows_held += batch.table.num_rows
            if rows_held >= _HELD_ROWS:
                self._write_part(held, source_file, loading)
                held, rows_held = [], 0
        if held:
            self._write_part(held, source_file, loading)
        aside = pa.concat_tables(quarantine) if quarantine else QUARANTINE.empty_table()
        if aside.num_rows:
            loading.aside = self.write_data(f"quarantine/{source_file.digest}.parquet", aside)
        entry = _entry_of(source_file, loading, now)
        if known is not None:  # what it shared with others, and since when it is here, stays as it was
            entry = replace(entry, ingested_at=known.ingested_at, rows_duplicate=known.rows_duplicate)
        self.disk.write_whole(to_text(entry), self.folder / "catalogue" / f"{source_file.digest}.json")
        if known is not None:
            self._gives_way({one.path for one in self.damage(entry)})
        return entry

    def _write_part(self, held: Sequence[pa.Table], source_file: SourceFile, loading: _Loading) -> None:
        table = pa.concat_tables(held).unify_dictionaries().combine_chunks()
        kind = source_file.kind
        loading.rows_kept += table.num_rows
        if kind not in TIMES:
            path = f"{kind}/{source_file.digest}-{len(loading.files)}.parquet"
            loading.files.append(self.write_data(path, table))
            return
        for folder, rows in _by_day(table, TIMES[kind]):
            ordered = in_order(rows, ORDER[kind])
            moments = ordered[TIMES[kind]].cast(pa.int64())
            span = pc.min_max(moments).as_py()
            loading.rows_duplicate += self._duplicates(ordered, kind, span["min"], span["max"], loading)
            path = f"{kind}/{folder}/{source_file.digest}-{len(loading.files)}.parquet"
            kept = self.write_data(path, ordered)
            loading.files.append(replace(kept, first_us=span["min"], last_us=span["max"]))

    def _duplicates(self, rows: pa.Table, kind: str, first_us: int, last_us: int, loading: _Loading) -> int:
        """How many rows say what an earlier row of this file or a row of another file in the lake says."""
        mine = fingerprints(rows, kind)
        earlier = list(loading.seen)
        others = _files_of(loading.others, kind, first_us, last_us + 1)
        within = _condition(TIMES[kind], _instant(first_us), _instant(last_us + 1), None)
        earlier += [
            fingerprints(self._scan([one], kind, columns=KEYS[kind], condition=within), kind)
            for one in self.joins().read_for(others)
        ]
        loading.seen.append(np.unique(mine))
        distinct, counts = np.unique(mine, return_counts=True)
        known = np.isin(distinct, np.concatenate(earlier)) if earlier else np.zeros(len(distinct), dtype=np.bool_)
        return int(counts.sum() - len(distinct) + known.sum())

    def write_data(self, path: str, rows: pa.Table | Iterable[pa.Table]) -> DataFile:
        """Write rows under a path within the lake, whole or not at all. They count when a record names the file."""
        self.disk.write_whole(rows, self.folder / path)
        footer, digest = self.disk.read_footer(self.folder / path), self.disk.digest(self.folder / path)
        return DataFile(path=path, rows=metadata_in(footer).num_rows, footer=digest_of(footer), digest=digest)

    # Reading --------------------------------------------------------------------------------------------------

    def catalogue(self) -> tuple[CatalogueEntry, ...]:
        """Every file that was loaded, in order of loading.

        Raises:
            CATALOGUE_DAMAGED: an entry is not whole.
        """
        return tuple(sorted(self._entries.all(), key=lambda entry: (entry.ingested_at, entry.digest)))

    def joins(self) -> Joins:
        """Which files stand for several.

        Raises:
            JOIN_DAMAGED: a record is not whole, or contradicts another or the catalogue.
        """
        # In this order: of what is loaded and joined meanwhile the entries are known.
        joined = self._joined.all()
        return Joins(joined, (one.path for entry in self._entries.all() for one in entry.files))

    def files(self, kind: str) -> tuple[DataFile, ...]:
        """The files that hold all rows of a kind, in order of loading."""
        return self.joins().read_for(_files_of(self.catalogue(), kind, None, None))

    def damage(self, entry: CatalogueEntry) -> Iterator[Damage]:
        """What became of the files that are read for an entry; nothing, if they are whole. Reads all of each, once."""
        return self.checker.damage(self.joins().read_for(files_of(entry)))

    def positions(
        self,
        *,
        begins_at: datetime | None = None,
        ends_at: datetime | None = None,
        objects: Sequence[str] | None = None,
        columns: Sequence[str] | None = None,
    ) -> pa.Table:
        """Positions from `begins_at` (included) until `ends_at` (excluded), of `objects` (None: all), sorted.

        Exact duplicates of one kind of source come once, as received last, whatever order the files were loaded in.

        Returns:
            POSITIONS, or those of its `columns`, by object, then seen_at; empty where there is nothing.

        Raises:
            LAKE_DAMAGED: a file of the lake is missing or broken.
        """
        only = None if objects is None else ("object", tuple(objects))
        return self._rows("positions", begins_at, ends_at, only, columns)

    def events(
        self,
        *,
        begins_at: datetime | None = None,
        ends_at: datetime | None = None,
        kinds: Sequence[str] | None = None,
        columns: Sequence[str] | None = None,
    ) -> pa.Table:
        """Events that began from `begins_at` until `ends_at`, of `kinds` (None: all); see `positions`."""
        only = None if kinds is None else ("kind", tuple(kinds))
        return self._rows("events", begins_at, ends_at, only, columns)

    def identities(self) -> pa.Table:
        """IDENTITIES of all files in order of loading."""
        return self._all("identities")

    def notices(self) -> pa.Table:
        """NOTICES of all files in order of loading."""
        return self._all("notices")

    def rows_of(self, digest: str, *, columns: Sequence[str] | None = None) -> pa.Table:
        """All rows of one file, repeats included, in no order that is promised.

        Returns:
            A table of the file's kind, or those of its `columns`.

        Raises:
            NOT_IN_THE_LAKE: no file with that hash was loaded.
            LAKE_DAMAGED: a file of the lake is missing or broken.
        """
        entry = self._entry(digest)
        if entry is None:
            raise NOT_IN_THE_LAKE(digest=digest[:12])
        schema = SCHEMAS[entry.kind]
        wanted = list(columns) if columns is not None else schema.names
        if not entry.files:
            return schema.empty_table().select(wanted)
        files = self.joins().read_for(entry.files)
        return self._scan(files, entry.kind, columns=wanted, condition=_only_of(digest, files))

    def rows_by_file(
        self, digests: Sequence[str], kind: str, *, columns: Sequence[str]
    ) -> Iterator[tuple[tuple[str, ...], pa.Table]]:
        """The rows of some files of a kind, a file of the lake at a time; see `rows_of`.

        Yields:
            The digests of those files whose rows may be in the table, and the columns with "file" before them.
        """
        wanted = set(digests)
        entries = [entry for entry in self.catalogue() if entry.digest in wanted and entry.kind == kind]
        joins = self.joins()
        held: dict[DataFile, list[str]] = {}
        for entry in entries:
            for one in joins.read_for(entry.files):
                held.setdefault(one, []).append(entry.digest)
        for one, within in held.items():
            only = ds.field("file").isin(pa.array(within, pa.string())) if is_joined(one.path) else None
            yield tuple(within), self._scan([one], kind, columns=["file", *columns], condition=only)

    def quarantine(self, file_digest: str) -> pa.Table:
        """QUARANTINE of one file, by row.

        Raises:
            NOT_IN_THE_LAKE: no file with that hash was loaded.
        """
        entry = self._entry(file_digest)
        if entry is None:
            raise NOT_IN_THE_LAKE(digest=file_digest[:12])
        if not entry.rows_quarantined:
            return QUARANTINE.empty_table()
        older = DataFile(path=f"quarantine/{file_digest}.parquet", rows=entry.rows_quarantined)
        return self._scan([entry.aside or older], "quarantine")

    def _rows(
        self,
        kind: str,
        begins_at: datetime | None,
        ends_at: datetime | None,
        only: tuple[str, tuple[str, ...]] | None,
        columns: Sequence[str] | None,
    ) -> pa.Table:
        first_us = None if begins_at is None else (begins_at - _EPOCH) // _MICROSECOND
        end_us = None if ends_at is None else (ends_at - _EPOCH) // _MICROSECOND
        wanted = tuple(columns) if columns is not None else tuple(SCHEMAS[kind].names)
        files = self.joins().read_for(_files_of(self.catalogue(), kind, first_us, end_us))
        if not files:
            return SCHEMAS[kind].empty_table().select(list(wanted))
        needed = tuple(dict.fromkeys((*wanted, *KEYS[kind], *ORDER[kind], *BASIS)))
        condition = _condition(TIMES[kind], begins_at, ends_at, only)
        table = self._scan(files, kind, columns=needed, condition=condition)
        return once_in_order(table, kind).select(list(wanted))

    def _all(self, kind: str) -> pa.Table:
        files = self.files(kind)
        return self._scan(files, kind) if files else SCHEMAS[kind].empty_table()

    def _scan(
        self,
        files: Sequence[DataFile],
        kind: str,
        *,
        columns: Sequence[str] | None = None,
        condition: ds.Expression | None = None,
    ) -> pa.Table:
        schema = QUARANTINE if kind == "quarantine" else SCHEMAS[kind]
        whole = [str(self.folder / one.path) for one in files]
        # Statistics can rule out row groups for text, not for dictionaries; the words are coded again afterwards.
        plain = schema if condition is None else pa.schema([_plain(one) for one in schema])
        try:
            for one in files:
                if one.footer is not None and digest_of(self.disk.read_footer(self.folder / one.path)) != one.footer:
                    raise LAKE_DAMAGED(path=one.path, fault=OTHER_FOOTER)
            found = ds.dataset(whole, schema=plain, format=_CHECKED)
            read: pa.Table = found.to_table(columns=None if columns is None else list(columns), filter=condition)
            coded = read.cast(pa.schema([schema.field(name) for name in read.column_names]))
        except (pa.ArrowException, OSError, ValueError) as problem:
            fault = " ".join(str(problem).split())[:200]
            raise LAKE_DAMAGED(path=f"{len(files)} files of {kind}", fault=fault) from None
        return coded.unify_dictionaries().combine_chunks()

    # Files ----------------------------------------------------------------------------------------------------

    def _is_known(self, entry: CatalogueEntry) -> bool:
        """Whether nothing has to be loaded for an entry: its files are whole, or those that a joined one stands for."""
        damaged = {one.path for one in self.damage(entry)}
        return not damaged or (self._gives_way(damaged) and not any(self.damage(entry)))

    def _gives_way(self, damaged: Container[str]) -> bool:
        """Let damaged files no longer stand for several where all of those are there and whole; whether any was let."""
        if not any(join.file.path in damaged for join in self.joins().counting):
            return False
        with self.disk.locked(self.folder / "joined" / ".lock", wait=True):
            joins, gone = self.joins(), False
            written = [one for entry in self.catalogue() for one in entry.files]
            for join in joins.counting:
                if join.file.path in damaged and not any(self.checker.damage(joins.without(join, written))):
                    self.disk.remove(self.folder / "joined" / join.name)
                    gone = True
        return gone

    def _entry(self, digest: str) -> CatalogueEntry | None:
        name = f"{digest}.json"
        try:
            text = self.disk.read_text(self.folder / "catalogue" / name)
        except FileNotFoundError:
            return None
        return from_text(text, name=name)


def _only_of(digest: str, files: Sequence[DataFile]) -> ds.Expression | None:
    """The rows that came from one file, where others' stand beside them."""
    return ds.field("file") == digest if any(is_joined(one.path) for one in files) else None


def _instant(moment_us: int) -> datetime:
    return _EPOCH + moment_us * _MICROSECOND


def _plain(one: pa.Field) -> pa.Field:
    return one.with_type(pa.string()) if one.name in ("object", "kind", "file") else one


def _files_of(
    entries: Sequence[CatalogueEntry], kind: str, first_us: int | None, end_us: int | None
) -> tuple[DataFile, ...]:
    """The files of a kind that were written for some entries and may hold rows of a span of time."""
    return tuple(one for entry in entries if entry.kind == kind for one in entry.files if _meets(one, first_us, end_us))


def _entry_of(source_file: SourceFile, loading: _Loading, now: datetime) -> CatalogueEntry:
    first = min((one.first_us for one in loading.files if one.first_us is not None), default=None)
    last = max((one.last_us for one in loading.files if one.last_us is not None), default=None)
    return CatalogueEntry(
        digest=source_file.digest,
        name=source_file.name,
        format=source_file.format,
        kind=source_file.kind,
        source=source_file.source,
        rows_read=loading.rows_read,
        rows_kept=loading.rows_kept,
        rows_quarantined=0 if loading.aside is None else loading.aside.rows,
        rows_duplicate=loading.rows_duplicate,
        begins_at=None if first is None else _EPOCH + first * _MICROSECOND,
        ends_at=None if last is None else _EPOCH + last * _MICROSECOND,
        ingested_at=now,
        schema_version=SCHEMA_VERSION,
        size_bytes=source_file.size_bytes,
        files=tuple(loading.files),
        aside=loading.aside,
    )


def _by_day(table: pa.Table, time: str) -> Iterator[tuple[str, pa.Table]]:
    """The rows of each UTC day (of each month, for a table that spans very many days), with the name of its folder."""
    days = table[time].cast(pa.timestamp("us")).to_numpy().astype("datetime64[D]")
    key = "day"
    if len(np.unique(days)) > _MOST_DAYS:
        days, key = days.astype("datetime64[M]"), "month"
    order = np.argsort(days, kind="stable")
    values, starts = np.unique(days[order], return_index=True)
    ordered = table.take(pa.array(order)) if len(values) > 1 else table
    for place, value in enumerate(values):
        end = int(starts[place + 1]) if place + 1 < len(values) else table.num_rows
        yield f"{key}={value}", ordered.slice(int(starts[place]), end - int(starts[place]))


def _meets(one: DataFile, first_us: int | None, end_us: int | None) -> bool:
    """Whether a data file may hold rows from `first_us` (included) until `end_us` (excluded)."""
    if one.first_us is None or one.last_us is None:
        return True
    return (first_us is None or one.last_us >= first_us) and (end_us is None or one.first_us < end_us)


def _condition(
    time: str, begins_at: datetime | None, ends_at: datetime | None, only: tuple[str, tuple[str, ...]] | None
) -> ds.Expression | None:
    parts = []
    if begins_at is not None:
        parts.append(ds.field(time) >= pa.scalar(begins_at, INSTANT))
    if ends_at is not None:
        parts.append(ds.field(time) < pa.scalar(ends_at, INSTANT))
    if only is not None:
        parts.append(ds.field(only[0]).isin(pa.array(list(only[1]), pa.string())))
    return reduce(and_, parts) if parts else None
