"""Positions in Parquet as a scan likes them: whole numbers in small steps, packed, each object's rows in one place.

Longitude and latitude are whole numbers of 1e-7 degree (1.1 cm, half of which is the greatest error), and like the
instants they are kept as differences in as few bits as the largest needs; there is nothing left for a codec to gain on
them. Rows are ordered by object and time, and a row group ends where an object does, so that a reader, or a task on
another machine, can take whole objects. Every reader of Parquet opens it; who wants degrees divides.
Source: docs/methods/presence.md, "Our own layout"; Apache Parquet, Encodings, DELTA_BINARY_PACKED.
"""

from itertools import pairwise
from typing import IO, Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
from numpy.typing import NDArray

from evenhand.foundation.problems import ProblemKind
from evenhand.observations.ordering import in_order

PER_DEG = 10_000_000
GROUP_ROWS = 500_000
"""Rows of a row group, more or less: it ends with the object that reaches so many."""
FORMAT = b"1"
_PACKED = ("seen_at", "lon", "lat")

NOT_IN_LAYOUT = ProblemKind(
    code="observations.not-in-layout",
    blame="caller",
    message="Column {column!r} is {found}, where positions in our layout have {expected}. Read the file as it is.",
)


def to_layout(positions: pa.Table) -> pa.Table:
    """The same rows by object and time, longitude and latitude as whole numbers of 1e-7 degree.

    Args:
        positions: object, seen_at, lon and lat as in POSITIONS, and any other columns.
    """
    table = in_order(positions, ["object", "seen_at"])
    for name in ("lon", "lat"):
        whole = np.rint(table[name].to_numpy() * PER_DEG).astype(np.int32)
        table = table.set_column(table.schema.get_field_index(name), name, pa.array(whole))
    return table.replace_schema_metadata({**(table.schema.metadata or {}), b"evenhand.layout": FORMAT})


def from_layout(table: pa.Table) -> pa.Table:
    """The same rows with longitude and latitude in degrees.

    Raises:
        NOT_IN_LAYOUT: longitude or latitude are no whole numbers.
    """
    for name in ("lon", "lat"):
        found = table.schema.field(name).type
        if found != pa.int32():
            raise NOT_IN_LAYOUT(column=name, found=str(found), expected="whole numbers of 1e-7 degree (int32)")
        degrees = pa.array(table[name].to_numpy() / PER_DEG)
        table = table.set_column(
            table.schema.get_field_index(name), pa.field(name, pa.float64(), nullable=False), degrees
        )
    metadata = {key: value for key, value in (table.schema.metadata or {}).items() if key != b"evenhand.layout"}
    return table.replace_schema_metadata(metadata)


def write_layout(positions: pa.Table, where: str | IO[bytes], *, group_rows: int = GROUP_ROWS) -> int:
    """Write positions in our layout; how many row groups.

    Args:
        positions: see `to_layout`.
        where: a path, or a file open for writing.
        group_rows: about how many rows stand in a row group.
    """
    table = to_layout(positions)
    cuts = _cuts(table["object"], group_rows)
    plain = dict.fromkeys(_PACKED, "NONE")
    codecs: Any = {name: plain.get(name, "ZSTD") for name in table.column_names}
    with pq.ParquetWriter(
        where,
        table.schema,
        compression=codecs,
        use_dictionary=[name for name in table.column_names if name not in _PACKED],
        column_encoding=dict.fromkeys(_PACKED, "DELTA_BINARY_PACKED"),
    ) as writer:
        for begin, end in pairwise(cuts):
            writer.write_table(table.slice(begin, end - begin), row_group_size=max(1, end - begin))
    return len(cuts) - 1


def _cuts(objects: pa.ChunkedArray, group_rows: int) -> list[int]:
    """Where row groups begin and end: at the first change of object after so many rows."""
    n = len(objects)
    whole = objects.combine_chunks()
    codes: NDArray[Any] = (
        whole if pa.types.is_dictionary(whole.type) else whole.dictionary_encode()
    ).indices.to_numpy()
    changes = np.append(np.flatnonzero(codes[1:] != codes[:-1]) + 1, n)
    cuts = [0]
    while cuts[-1] < n:
        cuts.append(int(changes[np.searchsorted(changes, min(cuts[-1] + group_rows, n))]))
    return cuts
