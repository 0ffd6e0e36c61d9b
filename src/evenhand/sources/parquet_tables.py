"""Parquet: our own tables pass through as they are, anybody's through a mapping or a known layout.

The rows of the common case are never touched one by one: columns are read, checked and handed on.
"""

from collections.abc import Callable, Iterator, Sequence

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
import shapely

from evenhand.observations.schemas import WORD
from evenhand.sources.batches import BATCH_ROWS, Batch, Column, Context, finish
from evenhand.sources.columns import Chunk, Marks, as_array
from evenhand.sources.layouts import Layout, combined, is_ours, settle, used_columns
from evenhand.sources.mapping import SCHEMAS
from evenhand.sources.streams import BROKEN_FILE
from evenhand.sources.tables import convert

PARQUET_MAGIC = b"PAR1"
_HEX_DIGEST_LENGTH = 64


def native_kind(schema: pa.Schema) -> str | None:
    """The kind of table of ours that the columns are; None for anybody else's.

    The columns that give a kind away must be there too: positions whose times have no zone are not identities.
    """
    names = set(schema.names)
    for kind, ours in SCHEMAS.items():
        if not is_ours(names, kind):
            continue
        required = [one for one in ours if not one.nullable and one.name not in ("source", "file", "row")]
        if all(_fits(schema, one) for one in required) and all(
            name not in ours.names or _fits(schema, ours.field(name)) for name in schema.names
        ):
            return kind
    return None


def open_parquet(context: Context) -> pq.ParquetFile:
    """The file, its footer read.

    Raises:
        BROKEN_FILE: it has no Parquet footer, or a damaged one.
    """
    try:
        return pq.ParquetFile(context.path, memory_map=True, page_checksum_verification=True)
    except (pa.ArrowException, OSError) as problem:
        raise BROKEN_FILE(name=context.name, fault=_short(problem)) from None


def layout_of(file: pq.ParquetFile, context: Context) -> Layout:
    """The layout of a table that is not ours; a `geometry` column of points counts as lon and lat.

    Raises:
        NO_MAPPING, NO_SUCH_COLUMN: see `settle`.
    """
    names = list(file.schema_arrow.names)
    if "geometry" in names and not {"lon", "lat", "longitude", "latitude"} & {name.lower() for name in names}:
        names += ["lon", "lat"]
    return settle(names, context.mapping if context.has_mapping else None, name=context.name)


def read_native(file: pq.ParquetFile, kind: str, context: Context) -> Iterator[Batch]:
    """Batches of a table of ours, checked but not converted.

    Raises:
        BROKEN_FILE: a page is damaged.
    """
    ours = SCHEMAS[kind]
    columns = [name for name in file.schema_arrow.names if name in ours.names]
    for start, table in _tables(file, columns, context):
        rows = np.arange(start + 1, start + 1 + table.num_rows, dtype=np.int64)
        chunk = Chunk(columns={name: as_array(table[name]) for name in columns}, rows=rows, raw=_row_text(table))
        kept: dict[str, Column] = dict(chunk.columns)
        if not _names_its_files(chunk.columns.get("file")):
            kept.pop("file", None)
            kept.pop("row", None)
        yield finish(kind, kept, chunk=chunk, marks=Marks(chunk), context=context, source=kind)


def read_mapped(file: pq.ParquetFile, layout: Layout, context: Context) -> Iterator[Batch]:
    """Batches of anybody's table.

    Raises:
        BROKEN_FILE: a page is damaged.
        NO_TIME_ZONE: none of the times has a zone.
    """
    mapping = combined(layout.mapping, context.mapping).with_zone(context.zone)
    known = list(file.schema_arrow.names)
    wanted = used_columns(layout, [*known, "lon", "lat"])
    from_geometry = [name for name in wanted if name not in known]
    columns = [name for name in wanted if name in known] + (["geometry"] if from_geometry else [])
    is_first = True
    for start, table in _tables(file, columns, context):
        arrays = {name: as_array(table[name]) for name in columns}
        if from_geometry:
            points = shapely.from_wkb(arrays.pop("geometry").to_numpy(zero_copy_only=False), on_invalid="ignore")
            arrays["lon"], arrays["lat"] = (pa.array(shapely.get_x(points)), pa.array(shapely.get_y(points)))
        rows = np.arange(start + 1, start + 1 + table.num_rows, dtype=np.int64)
        chunk = Chunk(columns=arrays, rows=rows, raw=_row_text(table))
        yield convert(chunk, mapping, context=context, source=layout.source, is_first=is_first, refine=layout.refine)
        is_first = is_first and not chunk.length


def _tables(file: pq.ParquetFile, columns: Sequence[str], context: Context) -> Iterator[tuple[int, pa.Table]]:
    start = 0
    try:
        for batch in file.iter_batches(batch_size=BATCH_ROWS, columns=list(columns)):
            _require_text(batch)
            yield start, pa.Table.from_batches([batch])
            start += batch.num_rows
    except (pa.ArrowException, OSError) as problem:
        raise BROKEN_FILE(name=context.name, fault=_short(problem)) from None


def _require_text(batch: pa.RecordBatch) -> None:
    """Parquet readers do not look whether text is UTF-8; what comes after them does not forgive it."""
    for column in batch.columns:
        text = column.dictionary if pa.types.is_dictionary(column.type) else column
        if pa.types.is_string(text.type) or pa.types.is_large_string(text.type):
            text.validate(full=True)


def _fits(schema: pa.Schema, ours: pa.Field) -> bool:
    place = schema.get_field_index(ours.name)
    if place < 0:
        return False
    theirs = schema.field(place).type
    return bool(theirs == ours.type or (ours.type == WORD and theirs in (pa.string(), pa.large_string())))


def _names_its_files(values: pa.Array | None) -> bool:
    """Whether each row names the file it came from by its hash, as tables out of the lake do."""
    if values is None or values.null_count:
        return False
    distinct = values.dictionary if pa.types.is_dictionary(values.type) else pc.unique(values)
    return all(word is not None and len(word) == _HEX_DIGEST_LENGTH for word in distinct.to_pylist())


def _row_text(table: pa.Table) -> Callable[[int], str]:
    """The text of a row, made only if somebody asks."""
    return lambda place: str({name: str(table[name][place]) for name in table.column_names})


def _short(problem: BaseException) -> str:
    return " ".join(str(problem).split())[:200]
