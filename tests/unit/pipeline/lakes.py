"""Lakes made of tables, without files of any format."""

import hashlib
from dataclasses import dataclass
from datetime import UTC, datetime

import pyarrow as pa

from evenhand.observations.disk import Disk
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


class Crash(BaseException):
    """The power went."""


class FailingDisk(Disk):
    """A file system that works for some steps and then never again."""

    def __init__(self, steps):
        self.steps = steps

    def __getattribute__(self, name):
        found = super().__getattribute__(name)
        if name in ("make_folder", "write_table", "write_text", "sync", "rename", "remove"):
            if self.steps <= 0:
                raise Crash
            self.steps -= 1
        return found


class TearingDisk(FailingDisk):
    """Dies in the middle of the last write, leaving half a file under its temporary name."""

    def write_table(self, table, path):
        if super().__getattribute__("steps") <= 0:
            path.write_bytes(b"PAR1 half")
            raise Crash
        super().write_table(table, path)
