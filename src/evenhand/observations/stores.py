"""Observations in Parquet files, in a folder or in object storage, read without the rest of the lake.

A store is a lake, or any folder of Parquet files in the schema of POSITIONS. Addresses are those of fsspec: a path, or
`s3://bucket/lake` and the like where the file system's package is installed. Nothing is ever written.
"""

from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import fsspec
import pyarrow as pa
import pyarrow.parquet as pq

from evenhand.foundation.problems import ProblemKind
from evenhand.observations.catalogue import CatalogueEntry, DataFile, from_text
from evenhand.observations.duplicates import KEYS, once_in_order
from evenhand.observations.footers import OTHER_FOOTER, digest_of, metadata_in, read_footer
from evenhand.observations.joining import Joins, join_from_text
from evenhand.observations.lake import SCHEMAS

STORE_UNREADABLE = ProblemKind(
    code="observations.store-unreadable",
    blame="operator",
    message="{address} cannot be read ({fault}). Check the address, the rights, and that the package for such "
    "addresses is installed.",
)
STORE_EMPTY = ProblemKind(
    code="observations.store-empty",
    blame="missing",
    message="{address} holds neither a lake nor Parquet files. Load files with `evenhand lake add` first.",
)
NOT_POSITIONS = ProblemKind(
    code="observations.not-positions",
    blame="caller",
    message="{path} lacks column {column!r} of positions ({expected}). Load it into a lake, which knows many formats.",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Store:
    """Where observations lie: the files of each kind in the order in which they were loaded."""

    address: str
    paths: dict[str, tuple[str, ...]] = field(repr=False)
    """By kind ("positions", "events", ...)."""
    footers: dict[str, str] = field(repr=False, default_factory=dict)
    """By path the digest of the footer that was written; of a folder that is no lake nobody knows."""

    def positions(self) -> tuple[str, ...]:
        """The files of positions; of rows that say the same one counts."""
        return self.paths.get("positions", ())

    def table(self, kind: str) -> pa.Table:
        """All rows of a kind other than positions; events that say the same once.

        Raises:
            STORE_UNREADABLE: a file that is missing or broken.
        """
        schema = SCHEMAS[kind]
        read = [_cast(part, schema, path) for path in self.paths.get(kind, ()) for part in _row_groups(self, path)]
        table = pa.concat_tables([schema.empty_table(), *read]).unify_dictionaries().combine_chunks()
        return once_in_order(table, kind) if kind in KEYS else table


def open_store(address: str) -> Store:
    """The store at an address.

    Raises:
        STORE_UNREADABLE: there is nothing at the address, or it may not be read.
        STORE_EMPTY: there is neither a lake nor a Parquet file.
    """
    try:
        system, root = fsspec.core.url_to_fs(address)
        catalogue = f"{root}/catalogue"
        if system.isdir(catalogue):
            # In this order: of what is loaded and joined meanwhile the entries are known.
            joined = [join_from_text(text, name=name) for name, text in _records(system, f"{root}/joined")]
            entries = [from_text(text, name=name) for name, text in _records(system, catalogue)]
            joins = Joins(joined, (one.path for entry in entries for one in entry.files))
            paths, footers = _of_lake(root, entries, joins)
        else:
            found = sorted(name for name in system.find(root) if name.endswith(".parquet"))
            paths, footers = {"positions": tuple(found)}, {}
    except (OSError, ImportError, ValueError) as fault:
        raise STORE_UNREADABLE(address=address, fault=_brief(fault)) from None
    if not any(paths.values()):
        raise STORE_EMPTY(address=address)
    return Store(address=address, paths=paths, footers=footers)


def open_file(store: Store, path: str) -> pq.ParquetFile:
    """One Parquet file of a store.

    Raises:
        STORE_UNREADABLE: a file that is missing or broken, or whose footer is not the one that was written.
    """
    try:
        system, _ = fsspec.core.url_to_fs(store.address)
        where = pa.OSFile(path) if "file" in _protocols(system) else system.open(path, "rb")
        footer = read_footer(where)
        if path in store.footers and digest_of(footer) != store.footers[path]:
            raise STORE_UNREADABLE(address=path, fault=OTHER_FOOTER)
        return pq.ParquetFile(where, metadata=metadata_in(footer), page_checksum_verification=True)
    except (pa.ArrowException, OSError, ImportError, ValueError) as fault:
        raise STORE_UNREADABLE(address=path, fault=_brief(fault)) from None


def read_groups(store: Store, path: str, groups: Sequence[int]) -> Iterator[pa.Table]:
    """Some row groups of a file of positions, one table each, in POSITIONS; what may be unknown may be absent.

    Raises:
        STORE_UNREADABLE: a file that is missing or broken.
        NOT_POSITIONS: a column that every position has is missing or of another type.
    """
    schema = SCHEMAS["positions"]
    file = open_file(store, path)
    columns = [name for name in file.schema_arrow.names if name in schema.names]
    for group in groups:
        try:
            part = file.read_row_group(group, columns=columns)
        except (pa.ArrowException, OSError) as fault:
            raise STORE_UNREADABLE(address=path, fault=_brief(fault)) from None
        part = _cast(part, schema, path)
        _hold_against(part, span_of_objects(file.metadata, group), path)
        yield part


def span_of_objects(metadata: pq.FileMetaData, group: int) -> tuple[str | None, str | None]:
    """The first and the last object of a row group as the file tells them; None where it does not."""
    names = [metadata.schema.column(k).path for k in range(metadata.num_columns)]
    told = metadata.row_group(group).column(names.index("object")).statistics if "object" in names else None
    if told is None or not told.has_min_max:
        return None, None
    try:
        told_span = told.min, told.max
    except UnicodeDecodeError:
        return None, None
    # Of bytes or numbers the order is not that of names: such statistics rule nothing out.
    first, last = (one if isinstance(one, str) else None for one in told_span)
    return first, last


def _hold_against(part: pa.Table, span: tuple[str | None, str | None], path: str) -> None:
    """Refuse a row group that holds an object which the file says it does not: no checksum covers what it says."""
    first, last = span
    if first is None or last is None or not part.num_rows:
        return
    words = [one for chunk in part["object"].chunks for one in chunk.dictionary.to_pylist()]
    if words and first <= min(words) and max(words) <= last:
        return
    said = part["object"].unique().to_pylist()  # a list may hold words that no row says
    if None in said or not (first <= min(said) and max(said) <= last):
        raise STORE_UNREADABLE(address=path, fault="it holds objects that its own index leaves out")


def objects_in(store: Store, path: str, group: int) -> dict[str, int]:
    """How many positions of each object a row group of a file holds.

    Raises:
        STORE_UNREADABLE, NOT_POSITIONS: see `read_groups`.
    """
    file = open_file(store, path)
    if "object" not in file.schema_arrow.names:
        raise NOT_POSITIONS(path=path, column="object", expected="text")
    try:
        counts = file.read_row_group(group, columns=["object"])["object"].value_counts()
    except (pa.ArrowException, OSError) as fault:
        raise STORE_UNREADABLE(address=path, fault=_brief(fault)) from None
    names = counts.field("values").cast(pa.string()).to_pylist()
    return dict(zip(names, counts.field("counts").to_pylist(), strict=True))


def _row_groups(store: Store, path: str) -> Iterator[pa.Table]:
    file = open_file(store, path)
    for group in range(file.num_row_groups):
        try:
            yield file.read_row_group(group)
        except (pa.ArrowException, OSError) as fault:
            raise STORE_UNREADABLE(address=path, fault=_brief(fault)) from None


def _cast(part: pa.Table, schema: pa.Schema, path: str) -> pa.Table:
    columns = []
    for one in schema:
        if one.name in part.column_names:
            try:
                columns.append(part[one.name].cast(one.type))
                continue
            except pa.ArrowException:
                raise NOT_POSITIONS(path=path, column=one.name, expected=str(one.type)) from None
        if not one.nullable:
            raise NOT_POSITIONS(path=path, column=one.name, expected=str(one.type))
        columns.append(pa.chunked_array([pa.nulls(part.num_rows, one.type)]))
    return pa.table(columns, schema=schema)


def _of_lake(
    root: str, entries: Sequence[CatalogueEntry], joins: Joins
) -> tuple[dict[str, tuple[str, ...]], dict[str, str]]:
    """The files of each kind in order of loading, and the digests of their footers."""
    files: dict[str, list[DataFile]] = {}
    for entry in sorted(entries, key=lambda entry: (entry.ingested_at, entry.digest)):
        files.setdefault(entry.kind, []).extend(entry.files)
    read = {kind: joins.read_for(written) for kind, written in files.items()}
    paths = {kind: tuple(f"{root}/{one.path}" for one in found) for kind, found in read.items()}
    every = [one for found in read.values() for one in found]
    return paths, {f"{root}/{one.path}": one.footer for one in every if one.footer is not None}


def _records(system: Any, folder: str) -> list[tuple[str, str]]:
    """The names and texts of the records in a folder of a lake."""
    if not system.isdir(folder):
        return []
    names = sorted(name for name in system.ls(folder, detail=False) if name.endswith(".json"))
    found = []
    for name in names:
        with suppress(FileNotFoundError):  # removed a moment ago
            found.append((Path(name).name, system.cat_file(name).decode()))
    return found


def _protocols(system: Any) -> tuple[str, ...]:
    return (system.protocol,) if isinstance(system.protocol, str) else tuple(system.protocol)


def _brief(fault: BaseException) -> str:
    return " ".join(str(fault).split())[:200] or type(fault).__name__
