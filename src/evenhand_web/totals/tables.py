"""Observations as a table that the library counts: from the rows, and for the mission kept month by month on the disk.

A month is kept under the number of its rows and the highest of their keys. Rows are never changed, only put anew, so
the two tell whether anything in it has changed.
"""

import hashlib
import os
import tempfile
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
from django.conf import settings
from django.db.models import Count, Max, Q, QuerySet

from evenhand.cases.counting.observations import OBSERVATIONS
from evenhand_web.accounts.access import Actor
from evenhand_web.totals.access import may_see_incidents, observations_for, sees_all
from evenhand_web.totals.models import Observation, Origin

_COLUMNS = (
    "origin", "ref", "line", "kind", "low", "best", "high", "qualifier", "begins_us", "ends_us", "fidelity", "place",
    "lon", "lat", "area", "party", "object", "weapon", "means", "post", "violation", "cause", "incident",
)  # fmt: skip
_FORM = "3"
"""Of the kept files: another number makes them all again."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """Whose alerts beside all reports, and of which period; None: open."""

    agreement: str
    begins_at: datetime | None = None
    ends_at: datetime | None = None


def observations_table(actor: Actor, asked: Asked) -> pa.Table:
    """OBSERVATIONS that the actor may count, in a lasting order."""
    if not sees_all(actor):
        mine = Q(origin=Origin.REPORT) | Q(agreement=asked.agreement)
        return _table(_asked(actor, asked).filter(mine), incidents=may_see_incidents(actor))
    # Of the first and the last month the period may hold a part; they are kept whole all the same.
    stamps = _stamps(_asked(actor, asked))
    months = list(stamps)
    whole = _stamps(Observation.objects.filter(month__in={months[0], months[-1]})) if months else {}
    stamps = stamps | whole
    parts = [_month(month, *stamps[month], asked.agreement) for month in months]
    if not parts:
        return OBSERVATIONS.empty_table()
    table = pa.concat_tables(parts).unify_dictionaries().combine_chunks()
    return _within(table, asked.begins_at, asked.ends_at)


def stamp_of(actor: Actor, asked: Asked) -> str:
    """A word that changes with anything of what the actor may count; "" where that is not worth to remember."""
    if not sees_all(actor):
        return ""
    told = repr((_FORM, asked, _stamps(_asked(actor, asked))))
    return hashlib.sha256(told.encode()).hexdigest()


def _asked(actor: Actor, asked: Asked) -> QuerySet[Observation]:
    rows = observations_for(actor)
    if asked.begins_at is not None:
        rows = rows.filter(at__gte=asked.begins_at)
    return rows if asked.ends_at is None else rows.filter(at__lt=asked.ends_at)


def _stamps(rows: QuerySet[Observation]) -> dict[int, tuple[int, int]]:
    found = rows.values("month").annotate(rows=Count("pk"), last=Max("pk")).order_by("month")
    return {one["month"]: (one["rows"], one["last"]) for one in found}


def _month(month: int, count: int, last: int, agreement: str) -> pa.Table:
    """All of a month for an agreement, from the disk where it is kept."""
    name = hashlib.sha256(f"{_FORM} {agreement} {month}".encode()).hexdigest()[:24]
    folder = Path(settings.WORKSPACE) / "totals"
    path = folder / f"{name}-{count}-{last}.arrow"
    if path.exists():
        with pa.memory_map(str(path)) as file:
            kept: pa.Table = pa.ipc.open_file(file).read_all()
        return kept
    rows = Observation.objects.filter(month=month).filter(Q(origin=Origin.REPORT) | Q(agreement=agreement))
    table = _table(rows, incidents=True)
    folder.mkdir(parents=True, exist_ok=True)
    handle, temporary = tempfile.mkstemp(dir=folder, suffix=".part")
    with os.fdopen(handle, "wb") as out, pa.ipc.new_file(out, table.schema) as writer:
        writer.write_table(table)
    Path(temporary).replace(path)
    for old in folder.glob(f"{name}-*.arrow"):
        if old != path:
            old.unlink(missing_ok=True)
    return table


def _table(rows: QuerySet[Observation], *, incidents: bool) -> pa.Table:
    columns = list(zip(*rows.order_by("at", "pk").values_list(*_COLUMNS).iterator(chunk_size=20_000), strict=True))
    if not columns:
        return OBSERVATIONS.empty_table()
    held = dict(zip(_COLUMNS, columns, strict=True))
    ids = [f"{o}:{r}:{n}" for o, r, n in zip(held["origin"], held["ref"], held["line"], strict=True)]
    held |= {"observation": tuple(ids), "source": (None,) * len(ids)}
    held |= {"begins_at": held["begins_us"], "ends_at": held["ends_us"]}
    if not incidents:
        held["incident"] = (None,) * len(ids)
    return pa.table([_column(held[field.name], field) for field in OBSERVATIONS], schema=OBSERVATIONS)


def _column(values: Iterable[object], field: pa.Field) -> pa.Array:
    if pa.types.is_dictionary(field.type):
        return pa.array(values, pa.string()).dictionary_encode()
    return pa.array(values, field.type)


def _within(table: pa.Table, begins_at: datetime | None, ends_at: datetime | None) -> pa.Table:
    if begins_at is None and ends_at is None:
        return table
    # As the column `at` of the rows: an alert belongs to its beginning, all else to its middle.
    alert = pc.starts_with(table["observation"], f"{Origin.ALERT.value}:")
    begin, end = (table[name].cast(pa.int64()) for name in ("begins_at", "ends_at"))
    half = pc.divide(pc.subtract(end, begin), 2)
    at = pc.add(begin, pc.if_else(alert, 0, half)).cast(pa.timestamp("us", "UTC"))
    if begins_at is not None:
        table, at = _both(table, at, pc.greater_equal(at, pa.scalar(begins_at, at.type)))
    if ends_at is not None:
        table, at = _both(table, at, pc.less(at, pa.scalar(ends_at, at.type)))
    return table


def _both(table: pa.Table, at: pa.ChunkedArray, kept: pa.ChunkedArray) -> tuple[pa.Table, pa.ChunkedArray]:
    return table.filter(kept), at.filter(kept)
