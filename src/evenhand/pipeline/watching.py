"""The composition root: an agreement, held against what moved, gives candidate breaches.

Everything that runs the main job (the command line, the demo, the web) comes through `watch`.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

import pyarrow as pa

from evenhand.agreements.model import Agreement
from evenhand.detection.plan import detect
from evenhand.foundation.problems import Problem
from evenhand.observations.lake import SourceFile
from evenhand.observations.schemas import EVENTS, IDENTITIES, NOTICES, POSITIONS, QUARANTINE

SCHEMAS: Mapping[str, pa.Schema] = {
    "positions": POSITIONS,
    "events": EVENTS,
    "identities": IDENTITIES,
    "notices": NOTICES,
}

Progress = Callable[[str, int], None]
"""Called with what is being done and how many rows are through."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """What became of one input: what was read, kept and set aside, or why it was refused whole."""

    name: str
    digest: str | None
    format: str | None
    kind: str | None
    rows_read: int = 0
    rows_kept: int = 0
    rows_quarantined: int = 0
    refused: Problem | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Watch:
    """The answer: alerts, with what they rest on and what was set aside."""

    alerts: pa.Table
    readings: tuple[Reading, ...]
    quarantine: pa.Table
    tables: Mapping[str, pa.Table] = field(repr=False)
    """Everything that was read, by kind: positions, events, identities, notices."""

    @property
    def complete(self) -> bool:
        """Whether no input was refused; an incomplete watch must be called one."""
        return all(reading.refused is None for reading in self.readings)


def watch(
    agreement: Agreement,
    inputs: Sequence[tuple[str, Callable[[], SourceFile]]],
    *,
    as_of: datetime,
    progress: Progress = lambda _what, _rows: None,
) -> Watch:
    """Read every input, hold the agreement's rules against them, and return the candidate breaches.

    Args:
        agreement: the rules.
        inputs: name and opener of each input; an opener that raises a Problem is recorded as refused, the rest goes on.
        as_of: what was seen or given later than this instant is not looked at.
        progress: told what is being done and the rows that are through.

    Returns:
        Alerts (ALERTS, sorted), a reading for each input in the order given, and all quarantined rows.
    """
    readings, tables, quarantine = read_inputs(inputs, progress=progress)
    progress("detecting", tables["positions"].num_rows + tables["events"].num_rows)
    alerts = detect(
        agreement,
        positions=tables["positions"],
        events=tables["events"],
        identities=tables["identities"],
        notices=tables["notices"],
        as_of=as_of,
    )
    return Watch(alerts=alerts, readings=readings, quarantine=quarantine, tables=tables)


def read_inputs(
    inputs: Sequence[tuple[str, Callable[[], SourceFile]]], *, progress: Progress = lambda _what, _rows: None
) -> tuple[tuple[Reading, ...], dict[str, pa.Table], pa.Table]:
    """Read every input: what became of each, all rows kept by kind, and all rows set aside (QUARANTINE)."""
    kept: dict[str, list[pa.Table]] = {kind: [] for kind in SCHEMAS}
    quarantined: list[pa.Table] = [QUARANTINE.empty_table()]
    readings = tuple(_read(name, opener, kept, quarantined, progress) for name, opener in inputs)
    tables = {kind: _joined(kept[kind], schema) for kind, schema in SCHEMAS.items()}
    return readings, tables, pa.concat_tables(quarantined)


def _joined(tables: list[pa.Table], schema: pa.Schema) -> pa.Table:
    if not tables:
        return schema.empty_table()
    joined: pa.Table = pa.concat_tables(tables)
    return joined


def _read(
    name: str,
    opener: Callable[[], SourceFile],
    kept: dict[str, list[pa.Table]],
    quarantined: list[pa.Table],
    progress: Progress,
) -> Reading:
    """Read one input whole; if it breaks half-way nothing of it is kept, for a broken file is refused whole."""
    tables: list[pa.Table] = []
    aside: list[pa.Table] = []
    rows_read = 0
    source: SourceFile | None = None
    try:
        source = opener()
        for batch in source.batches():
            if batch.table is not None and batch.table.num_rows:
                tables.append(batch.table)
            aside.append(batch.quarantine)
            rows_read += batch.rows_read
            progress(name, rows_read)
    except Problem as problem:
        return Reading(
            name=name,
            digest=source.digest if source else None,
            format=source.format if source else None,
            kind=source.kind if source else None,
            refused=problem,
        )
    kept[source.kind].extend(tables)
    quarantined.extend(aside)
    return Reading(
        name=name,
        digest=source.digest,
        format=source.format,
        kind=source.kind,
        rows_read=rows_read,
        rows_kept=sum(table.num_rows for table in tables),
        rows_quarantined=sum(table.num_rows for table in aside),
    )
