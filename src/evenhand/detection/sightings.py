"""What stage one of detection sees of some objects: small tables that stage two joins.

The sightings of all objects are those of any division of the objects put together, so one machine, many machines and
an update of the few objects that late data touch give the same alerts. Source: docs/methods/one-answer.md.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

import pyarrow as pa

from evenhand.detection.binding import Subject, micros
from evenhand.observations.schemas import INSTANT, SCHEMA_VERSION

PARTS = pa.schema(
    [
        pa.field("rule", pa.string(), nullable=False),
        pa.field("area", pa.string(), nullable=False),
        pa.field("object", pa.string(), nullable=False),
        pa.field("label", pa.string()),
        pa.field("category", pa.string()),
        pa.field("party", pa.string()),
        pa.field("count", pa.int32(), nullable=False),  # how many travel under the identity
        pa.field("began_at", INSTANT, nullable=False),
        pa.field("ended_at", INSTANT, nullable=False),
        pa.field("presence", pa.string(), nullable=False),
        pa.field("entry", pa.string(), nullable=False),
        pa.field("exit", pa.string(), nullable=False),
        pa.field("n_fixes", pa.int64(), nullable=False),
        pa.field("max_depth_m", pa.float64()),
        pa.field("outside_m", pa.float64()),  # perhaps inside: how far outside the nearest fix lies
        pa.field("entry_lon", pa.float64(), nullable=False),
        pa.field("entry_lat", pa.float64(), nullable=False),
        pa.field("exit_lon", pa.float64(), nullable=False),
        pa.field("exit_lat", pa.float64(), nullable=False),
        pa.field("doubts", pa.list_(pa.string()), nullable=False),  # empty: certain
        pa.field("integrity", pa.list_(pa.string()), nullable=False),  # what is known against its fixes
        pa.field("n_clean", pa.int64(), nullable=False),  # fixes inside against which nothing is known
        pa.field("degraded_at", pa.list_(pa.int64()), nullable=False),  # where and when: see kernels/interference.py
        pa.field("displaced_at", pa.list_(pa.int64()), nullable=False),
        pa.field("files", pa.list_(pa.string()), nullable=False),
    ],
    metadata={"evenhand.schema": "parts", "evenhand.schema_version": str(SCHEMA_VERSION)},
)
"""Presences as rules see them: cut to the time at which the rule runs, exempt times left out. Columns as in ALERTS."""

TALLIES = "*interference"
"""The name under which `looks` hold what objects tell of interference; no rule is called so."""

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)

Row = dict[str, Any]


def instant(us: int) -> datetime:
    """Microseconds since 1970 as a moment."""
    return _EPOCH + timedelta(microseconds=us)


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """One row of PARTS."""

    subject: Subject
    area: str
    began_us: int
    ended_us: int
    doubts: tuple[str, ...]
    row: Mapping[str, Any] = field(repr=False)
    """All columns."""

    @property
    def dwell_us(self) -> int:
        """How long it lasts."""
        return self.ended_us - self.began_us


def part_of(row: Mapping[str, Any]) -> Part:
    """A row of PARTS as a value."""
    return Part(
        subject=Subject(name=row["object"], category=row["category"], party=row["party"], count=row["count"]),
        area=row["area"],
        began_us=micros(row["began_at"]),
        ended_us=micros(row["ended_at"]),
        doubts=tuple(row["doubts"]),
        row=row,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Sightings:
    """What was seen of some complete objects."""

    parts: pa.Table
    """PARTS."""
    looks: Mapping[str, pa.Table] = field(default_factory=dict)
    """By rule, what its kind looked at besides; each kind has a schema of its own."""


def joined(sightings: Sequence[Sightings]) -> Sightings:
    """The sightings of several sets of objects as one; no object may be in two of them."""
    looks: dict[str, list[pa.Table]] = {}
    for one in sightings:
        for rule, table in one.looks.items():
            looks.setdefault(rule, []).append(table)
    return Sightings(
        parts=pa.concat_tables([PARTS.empty_table(), *(one.parts for one in sightings)]),
        looks={rule: pa.concat_tables(tables) for rule, tables in looks.items()},
    )
