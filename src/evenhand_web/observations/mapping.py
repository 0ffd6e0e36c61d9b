"""Rows of the catalogue from entries of the lake, and values for pages from tables."""

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from evenhand.observations.lake import CatalogueEntry
from evenhand_web.observations.models import LakeFile

HOUR_S = 3600


def row_of(entry: CatalogueEntry, *, uploaded_by: str, hourly: dict[str, int]) -> LakeFile:
    """The row that mirrors a catalogue entry."""
    return LakeFile(
        digest=entry.digest,
        name=entry.name,
        format=entry.format,
        kind=entry.kind,
        source=entry.source or "",
        rows_read=entry.rows_read,
        rows_kept=entry.rows_kept,
        rows_quarantined=entry.rows_quarantined,
        rows_duplicate=entry.rows_duplicate,
        begins_at=entry.begins_at,
        ends_at=entry.ends_at,
        ingested_at=entry.ingested_at,
        schema_version=entry.schema_version,
        size_bytes=entry.size_bytes,
        uploaded_by=uploaded_by,
        hourly=hourly,
    )


def hours(table: pa.Table, instant: str) -> dict[str, dict[str, int]]:
    """How many rows of each file fall into each hour since 1970; {} for an empty table.

    Args:
        table: has `file` and the column `instant` (UTC microseconds).
        instant: "seen_at" or "began_at".
    """
    if table.num_rows == 0:
        return {}
    hour = pc.divide(pc.cast(table[instant], pa.int64()), HOUR_S * 1_000_000)
    keyed = pa.table({"file": pc.cast(table["file"], pa.string()), "hour": hour})
    counted = keyed.group_by(["file", "hour"]).aggregate([([], "count_all")])
    found: dict[str, dict[str, int]] = {}
    for row in counted.to_pylist():
        found.setdefault(row["file"], {})[str(row["hour"])] = row["count_all"]
    return found


def from_hour(hour: int) -> datetime:
    """The instant at which an hour since 1970 begins."""
    return datetime.fromtimestamp(hour * HOUR_S, tz=UTC)


def rows(table: pa.Table) -> Iterator[dict[str, Any]]:
    """The rows of a table as dicts, a batch at a time."""
    for batch in table.to_batches(max_chunksize=4096):
        yield from batch.to_pylist()
