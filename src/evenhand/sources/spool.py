"""All or nothing: the batches of a file that cannot be trusted before its end is seen.

A document with an end (JSON, XML, Parquet) is read to it before the first batch is handed on, so that a broken one
yields nothing. What does not fit in memory waits in a temporary file.
"""

import tempfile
from collections.abc import Iterator
from typing import IO

import pyarrow as pa

from evenhand.sources.batches import Batch

MEMORY_ROWS = 4_000_000


def all_or_nothing(batches: Iterator[Batch], *, memory_rows: int = MEMORY_ROWS) -> Iterator[Batch]:
    """The same batches in the same order, once the last of them was read without a Problem."""
    held: list[Batch] = []
    rows = 0
    with tempfile.TemporaryFile() as spill:
        spilled = 0
        for batch in batches:
            if rows < memory_rows:
                held.append(batch)
                rows += batch.table.num_rows if batch.table is not None else 0
            else:
                _write(batch, spill)
                spilled += 1
        yield from held
        held.clear()
        spill.seek(0)
        for _ in range(spilled):
            yield _read(spill)


def _write(batch: Batch, spill: IO[bytes]) -> None:
    spill.write(batch.rows_read.to_bytes(8, "little"))
    spill.write(b"\1" if batch.table is not None else b"\0")
    for table in (batch.quarantine, batch.table):
        if table is not None:
            sink = pa.BufferOutputStream()
            with pa.ipc.new_stream(sink, table.schema) as writer:
                writer.write_table(table)
            data = sink.getvalue()
            spill.write(data.size.to_bytes(8, "little"))
            spill.write(data)


def _read(spill: IO[bytes]) -> Batch:
    rows_read = int.from_bytes(spill.read(8), "little")
    has_table = spill.read(1) == b"\1"
    tables = [
        pa.ipc.open_stream(spill.read(int.from_bytes(spill.read(8), "little"))).read_all()
        for _ in range(2 if has_table else 1)
    ]
    return Batch(table=tables[1] if has_table else None, quarantine=tables[0], rows_read=rows_read)
