"""Lakes made of tables, without files of any format."""

import hashlib
from dataclasses import dataclass
from datetime import UTC, datetime

import pyarrow as pa

from evenhand.observations.schemas import EVENTS, IDENTITIES, NOTICES, POSITIONS, QUARANTINE

NOW = datetime(2026, 6, 1, tzinfo=UTC)
SCHEMAS = {"positions": POSITIONS, "events": EVENTS, "identities": IDENTITIES, "notices": NOTICES}


@dataclass(frozen=True)
class Batch:
    table: pa.Table
    quarantine: pa.Table
    rows_read: int


@dataclass(frozen=True)
class TableFile:
    """A table in the shape of a source file; its digest is that of its rows."""

    kind: str
    rows: tuple
    name: str = "f"
    format: str = "table"
    source: str = "gpx"
    size_bytes: int = 1

    @property
    def digest(self):
        return hashlib.sha256(repr((self.kind, self.rows)).encode()).hexdigest()

    def batches(self):
        schema = SCHEMAS[self.kind]
        basis = {"file": self.digest, "source": "gpx"} if "file" in schema.names else {}
        rows = [basis | ({"row": number} if basis else {}) | dict(row) for number, row in enumerate(self.rows, 1)]
        table = pa.Table.from_pylist(rows, schema=schema)
        yield Batch(table, QUARANTINE.empty_table(), table.num_rows)


def file(kind, *rows, **more):
    """A file of these rows, given as dicts."""
    return TableFile(kind, tuple(tuple(sorted(row.items(), key=lambda pair: pair[0])) for row in rows), **more)
