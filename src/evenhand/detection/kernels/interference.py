"""Interference over an area: where many objects at once lose their navigation, or are put in one place together.

Source: docs/methods/integrity.md, "Jamming and spoofing"; counting aircraft of low accuracy by cell follows GPSJAM.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from evenhand.detection.kernels.compiled import compiled
from evenhand.detection.kernels.fixes import Fixes
from evenhand.observations.schemas import SCHEMA_VERSION

BIN_US = 600_000_000
"""Ten minutes."""
CELLS_DEG = (1.0, 0.1)
"""Side of a cell for degraded and for displaced positions: a jammer reaches to the horizon, a false place does not."""
DEGRADED, DISPLACED = 0, 1
LEAST_OBJECTS = 3
"""One receiver can fail by itself, two by chance."""
COLLAPSE_US = 3_600_000_000
"""An object counts as degraded if it had a good fix within an hour: what is always poor is no sign of anything."""
_BINS = 1 << 24
"""More than there are ten minutes until 2280."""

TALLY = pa.schema(
    [
        pa.field("object", pa.string(), nullable=False),
        pa.field("kind", pa.int8(), nullable=False),  # DEGRADED or DISPLACED
        pa.field("place", pa.int64(), nullable=False),  # cell and ten minutes in one number, see `places_of`
    ],
    metadata={"evenhand.schema": "interference-tally", "evenhand.schema_version": str(SCHEMA_VERSION)},
)
"""Which objects were affected where and when; those of parts stand one after the other and are that of the whole."""


def places_of(
    lon: NDArray[np.float64], lat: NDArray[np.float64], t_us: NDArray[np.int64], kind: int
) -> NDArray[np.int64]:
    """By point its cell (rows from the south-west) and ten minutes since 1970, in one number.

    >>> places_of(np.array([-180.0, 0.5]), np.array([-90.0, 0.5]), np.array([0, BIN_US]), DEGRADED).tolist()
    [0, 546601697281]
    """
    side = CELLS_DEG[kind]
    across = round(360.0 / side)
    x = np.floor((np.asarray(lon) + 180.0) / side).astype(np.int64) % across
    cell = np.floor((np.asarray(lat) + 90.0) / side).astype(np.int64) * across + x
    return cell * _BINS + np.asarray(t_us) // BIN_US


def tally(fixes: Fixes, names: Sequence[str], degraded: NDArray[np.uint8], displaced: NDArray[np.uint8]) -> pa.Table:
    """Note in which cells and ten minutes objects were affected.

    Args:
        fixes: N fixes of complete objects.
        names: of the objects.
        degraded: N; 1: the fix is degraded.
        displaced: N; 1: the fix is where its object cannot be.

    Returns:
        TALLY, each row once.
    """
    columns: list[list[Any]] = [[], [], []]
    for kind, which in (
        (DEGRADED, np.flatnonzero(collapsed(fixes.object, fixes.t_us, degraded))),
        (DISPLACED, np.flatnonzero(displaced)),
    ):
        place = places_of(fixes.lon[which], fixes.lat[which], fixes.t_us[which], kind)
        rows = np.unique(np.stack([fixes.object[which].astype(np.int64), place], axis=1), axis=0)
        columns[0] += [names[one] for one in rows[:, 0].tolist()]
        columns[1] += [kind] * len(rows)
        columns[2] += rows[:, 1].tolist()
    return pa.table(dict(zip(TALLY.names, columns, strict=True)), schema=TALLY)


@dataclass(frozen=True, slots=True, kw_only=True)
class Interference:
    """Where and when there was interference, as numbers of `places_of`; ten minutes before and after included."""

    places: tuple[frozenset[int], frozenset[int]] = (frozenset(), frozenset())
    """Of jamming and of spoofing."""

    def any_of(self, places: Iterable[int], kind: int) -> bool:
        """Whether there was interference of a kind in one of some places."""
        return not self.places[kind].isdisjoint(places)

    def over(
        self, lon: NDArray[np.float64], lat: NDArray[np.float64], t_us: NDArray[np.int64], kind: int
    ) -> NDArray[np.bool_]:
        """By point whether it lies in interference of a kind."""
        return np.isin(places_of(lon, lat, t_us, kind), np.array(sorted(self.places[kind]), np.int64))


def find_interference(tallies: Sequence[pa.Table]) -> Interference:
    """Judge what all objects together tell; no object may be in two of the tables.

    Jamming: at least three objects in a cell are degraded within the same ten minutes.
    Spoofing: at least three are displaced to one small cell within the same ten minutes.

    >>> find_interference([]).any_of([1, 2], DEGRADED)
    False
    """
    whole = pa.concat_tables([TALLY.empty_table(), *tallies])
    counted = whole.group_by(["kind", "place"]).aggregate([("object", "count_distinct")])
    many = counted.filter(pc.greater_equal(counted["object_count_distinct"], LEAST_OBJECTS))
    found: tuple[set[int], set[int]] = (set(), set())
    for row in many.select(["kind", "place"]).to_pylist():
        found[row["kind"]].update(row["place"] + k for k in (-1, 0, 1))
    return Interference(places=(frozenset(found[0]), frozenset(found[1])))


@compiled
def collapsed(obj: NDArray[np.int32], t_us: NDArray[np.int64], degraded: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """1 for degraded fixes that have a good one of the same object within an hour before or after.

    Args:
        obj: N object numbers; the fixes of one stand together.
        t_us: N instants, ascending within an object.
        degraded: N; 0: good.
    """
    marks = np.zeros(len(obj), np.uint8)
    for step in (1, -1):
        good = -1
        for k in range(len(obj)):
            i = k if step == 1 else len(obj) - 1 - k
            if degraded[i] == 0:
                good = i
            elif good >= 0 and obj[good] == obj[i] and abs(t_us[i] - t_us[good]) <= COLLAPSE_US:
                marks[i] = 1
    return marks
