"""The composition root: an agreement, held against what moved, gives candidate breaches.

Everything that runs the main job (the command line, the demo, the web) comes through `watch`.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

import pyarrow as pa
import pyarrow.compute as pc

from evenhand.agreements.model import Agreement
from evenhand.detection.encounters import CROWDED
from evenhand.detection.plan import conclude, sight
from evenhand.detection.sightings import Sightings
from evenhand.foundation.problems import Problem
from evenhand.observations.lake import SourceFile
from evenhand.observations.ranges import ROWS_EACH, ObjectRange, plan_ranges, read_range
from evenhand.observations.schemas import EVENTS, IDENTITIES, NOTICES, POSITIONS, QUARANTINE
from evenhand.observations.stores import Store
from evenhand.pipeline.engines import ALONE, Engine

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
    """Everything that was read whole, by kind: positions, events, identities, notices."""
    rows_divided: int = 0
    """Positions that were read range by range and are in no table."""

    @property
    def complete(self) -> bool:
        """Whether no input was refused and no rule asked too much; an incomplete watch must be called one."""
        return not self.crowded and all(reading.refused is None for reading in self.readings)

    @property
    def crowded(self) -> tuple[str, ...]:
        """Rules that found more than can be told one by one."""
        rules = self.alerts.filter(pc.equal(self.alerts["reason"], CROWDED))["rule"]
        return tuple(sorted(set(rules.to_pylist())))


@dataclass(frozen=True, slots=True, kw_only=True)
class Divided:
    """Positions that need not fit into memory: the stores that hold them, and who looks at their ranges."""

    stores: tuple[Store, ...] = ()
    engine: Engine = ALONE
    rows_each: int = ROWS_EACH


NOT_DIVIDED = Divided()


def watch(
    agreement: Agreement,
    inputs: Sequence[tuple[str, Callable[[], SourceFile]]],
    *,
    as_of: datetime,
    done: Mapping[str, datetime] | None = None,
    divided: Divided = NOT_DIVIDED,
    progress: Progress = lambda _what, _rows: None,
) -> Watch:
    """Read every input, hold the agreement's rules against them, and return the candidate breaches.

    Args:
        agreement: the rules.
        inputs: name and opener of each input; an opener that raises a Problem is recorded as refused, the rest goes on.
        as_of: what was seen or given later than this instant is not looked at.
        done: by commitment or party, when it was met; what nobody says is done counts as not done.
        divided: stores whose positions are looked at range by range; the answer is that of one look at all.
        progress: told what is being done and the rows that are through.

    Returns:
        Alerts (ALERTS, sorted), a reading for each input in the order given, and all quarantined rows.

    Raises:
        STORE_UNREADABLE, NOT_POSITIONS: a store that cannot be read.
    """
    readings, tables, quarantine = read_inputs(inputs, progress=progress)
    for store in divided.stores:
        for kind in ("events", "identities", "notices"):
            tables[kind] = pa.concat_tables([tables[kind], store.table(kind)])
    progress("detecting", tables["positions"].num_rows + tables["events"].num_rows)
    rows, sightings = _sightings(agreement, divided, tables, as_of=as_of, progress=progress)
    alerts = conclude(
        agreement,
        sightings,
        events=tables["events"],
        identities=tables["identities"],
        notices=tables["notices"],
        done=done or {},
        as_of=as_of,
    )
    return Watch(
        alerts=alerts,
        readings=readings,
        quarantine=quarantine,
        tables=tables,
        rows_divided=rows,
    )


def _sightings(
    agreement: Agreement,
    divided: Divided,
    tables: Mapping[str, pa.Table],
    *,
    as_of: datetime,
    progress: Progress,
) -> tuple[int, list[Sightings]]:
    """What was seen, from the tables at once or from stores range by range; and how many rows the stores hold."""
    ranges = plan_ranges(divided.stores, rows_each=divided.rows_each, least=divided.engine.least)
    seen = {"identities": tables["identities"], "notices": tables["notices"], "as_of": as_of}
    if not ranges:
        return 0, [sight(agreement, positions=tables["positions"], **seen)]
    look = LookAtRange(agreement=agreement, stores=divided.stores, loose=tables["positions"], **seen)
    rows, sightings = 0, []
    for number, (read, one) in enumerate(divided.engine.run(look, ranges), 1):
        rows += read
        sightings.append(one)
        progress(f"{number}/{len(ranges)}", rows)
    return rows - tables["positions"].num_rows, sightings


@dataclass(frozen=True, slots=True, kw_only=True)
class LookAtRange:
    """Stage one for the objects of a range: the task of every engine (`engines.Look`)."""

    agreement: Agreement
    stores: tuple[Store, ...]
    loose: pa.Table
    """POSITIONS from elsewhere."""
    identities: pa.Table
    notices: pa.Table
    as_of: datetime

    def read(self, one: ObjectRange) -> pa.Table:
        """POSITIONS of the range, from the stores and from elsewhere."""
        return read_range(self.stores, one, loose=self.loose)

    def see(self, one: ObjectRange, positions: pa.Table) -> tuple[int, Sightings]:
        """How many positions there are, and what was seen of them."""
        names = pc.cast(self.identities["object"], pa.string())
        here = [one.holds(name) for name in names.to_pylist()]
        known = self.identities if all(here) else self.identities.filter(pa.array(here))
        seen = sight(self.agreement, positions=positions, identities=known, notices=self.notices, as_of=self.as_of)
        return positions.num_rows, seen


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
