"""Interference over an area: where many objects at once lose their navigation, or are put in one place together.

Tallies of parts add up to the tally of the whole as long as the fixes of one object stay in one part.

Source: docs/methods/integrity.md, "Jamming" and "Spoofing"; the share of aircraft of low accuracy in a cell follows
GPSJAM, gpsjam.org/faq.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from evenhand.detection.kernels.compiled import compiled, pure
from evenhand.detection.kernels.fixes import Fixes

BIN_US = 600_000_000
"""Ten minutes."""
CELLS_DEG = (1.0, 0.1)
"""Side of a cell for degraded and for displaced positions: a jammer reaches to the horizon, a false place does not."""
DEGRADED, DISPLACED = 0, 1
LEAST_OBJECTS = 3
"""A receiver can fail by itself, two by chance."""
LEAST_SHARE = 0.25
_MOST_CELLS = 64

TALLY = pa.schema(
    [
        pa.field("kind", pa.int8(), nullable=False),  # DEGRADED or DISPLACED
        pa.field("cell", pa.int64(), nullable=False),  # number of the cell, row by row from the south-west
        pa.field("bin", pa.int64(), nullable=False),  # number of the ten minutes since 1970
        pa.field("objects", pa.int64(), nullable=False),  # objects with a fix there
        pa.field("affected", pa.int64(), nullable=False),  # of these with one that is degraded, or displaced
    ]
)


def cell_of(lon: NDArray[np.float64], lat: NDArray[np.float64], kind: int) -> NDArray[np.int64]:
    """Numbers of the cells in which points lie.

    >>> cell_of(np.array([-180.0, 0.5]), np.array([-90.0, 0.5]), DEGRADED).tolist()
    [0, 32580]
    """
    side = CELLS_DEG[kind]
    across = round(360.0 / side)
    x = np.floor((np.asarray(lon) + 180.0) / side).astype(np.int64) % across
    return np.floor((np.asarray(lat) + 90.0) / side).astype(np.int64) * across + x


def tally(fixes: Fixes, degraded: NDArray[np.uint8], displaced: NDArray[np.uint8]) -> pa.Table:
    """Count the objects, and those affected, in every cell and ten minutes.

    Args:
        fixes: N fixes of complete objects.
        degraded: N; 1: degraded, 0: not, 2: of a kind of object that is not counted.
        displaced: N; 1: the fix is where its object cannot be.

    Returns:
        TALLY, ordered by kind, cell, bin; displaced cells only where there is any.
    """
    counted = _counted(fixes.object, fixes.t_us, fixes.lon, fixes.lat, degraded, CELLS_DEG[DEGRADED])
    which = np.flatnonzero(displaced)
    obj, t_us, lon, lat = (_taken(one, which) for one in (fixes.object, fixes.t_us, fixes.lon, fixes.lat))
    jumped = _counted(obj, t_us, lon, lat, np.ones(len(which), np.uint8), CELLS_DEG[DISPLACED])
    return add([_table(DEGRADED, counted), _table(DISPLACED, jumped)])


def add(tallies: Sequence[pa.Table]) -> pa.Table:
    """The tally of all parts together.

    >>> add([]).num_rows
    0
    """
    if not tallies:
        return TALLY.empty_table()
    whole = pa.concat_tables(tallies)
    summed = whole.group_by(["kind", "cell", "bin"]).aggregate([("objects", "sum"), ("affected", "sum")])
    named = summed.rename_columns({"objects_sum": "objects", "affected_sum": "affected"}).select(TALLY.names)
    return named.sort_by([(name, "ascending") for name in ("kind", "cell", "bin")]).cast(TALLY)


@dataclass(frozen=True, slots=True, kw_only=True)
class Interference:
    """Where and when there was interference; asked by place and time."""

    cells: tuple[frozenset[tuple[int, int]], frozenset[tuple[int, int]]] = field(
        default=(frozenset[tuple[int, int]](), frozenset[tuple[int, int]]())
    )
    """(cell, bin) of jamming and of spoofing."""

    def at(self, lon: float, lat: float, t_us: int, kind: int) -> bool:
        """Whether a point lies in interference of a kind, within ten minutes before or after."""
        if not self.cells[kind]:
            return False
        cell = int(cell_of(np.array([lon]), np.array([lat]), kind)[0])
        return any((cell, t_us // BIN_US + k) in self.cells[kind] for k in (-1, 0, 1))

    def over(
        self, lon: NDArray[np.float64], lat: NDArray[np.float64], t_us: NDArray[np.int64], kind: int
    ) -> NDArray[np.bool_]:
        """The same for many points."""
        if not self.cells[kind]:
            return np.zeros(len(lon), bool)
        cell, when = cell_of(lon, lat, kind), np.asarray(t_us) // BIN_US
        span = int(np.max(when, initial=0)) + 3
        bad = np.array(sorted({c * span + b + k for c, b in self.cells[kind] for k in (-1, 0, 1) if b + k < span}))
        return np.isin(cell * span + when, bad)


def find_interference(summed: pa.Table) -> Interference:
    """Judge a summed tally.

    Jamming: at least three objects in a cell are degraded at once, and they are at least a quarter of those there.
    Spoofing: at least three objects are displaced to one small cell at once.
    """
    kind, affected = summed["kind"].to_numpy(), summed["affected"].to_numpy()
    enough = affected >= LEAST_OBJECTS
    share = (kind == DISPLACED) | (affected >= LEAST_SHARE * summed["objects"].to_numpy())
    found = []
    for one in (DEGRADED, DISPLACED):
        which = np.flatnonzero(enough & share & (kind == one))
        pairs = (summed[name].to_numpy()[which].tolist() for name in ("cell", "bin"))
        found.append(frozenset(zip(*pairs, strict=True)))
    return Interference(cells=(found[0], found[1]))


def _taken(column: NDArray[Any], which: NDArray[np.int64]) -> NDArray[Any]:
    """Some values, read-only like the whole, so that compiled code sees one type."""
    some = column[which]
    some.flags.writeable = False
    return some


def _table(kind: int, counted: NDArray[np.int64]) -> pa.Table:
    columns = [np.full(len(counted), kind, np.int8), *(np.ascontiguousarray(counted[:, k]) for k in range(3))]
    columns.insert(3, np.ones(len(counted), np.int64))
    return pa.table(dict(zip(TALLY.names, columns, strict=True)), schema=TALLY)


@compiled
def _counted(
    obj: NDArray[np.int32],
    t_us: NDArray[np.int64],
    lon: NDArray[np.float64],
    lat: NDArray[np.float64],
    state: NDArray[np.uint8],
    side: float,
) -> NDArray[np.int64]:
    """By object, ten minutes and cell one row: cell, bin, whether affected. Beyond 64 cells the rest is not counted."""
    rows = np.empty((1024, 3), np.int64)
    across = round(360.0 / side)
    n, begin, when, k = 0, 0, -1, -1
    west, south = 999.0, 999.0
    for i in range(len(obj)):
        if i == 0 or obj[i] != obj[i - 1] or not 0 <= t_us[i] - when * BIN_US < BIN_US:
            begin, when, west = n, t_us[i] // BIN_US, 999.0
        if state[i] == 2:
            continue
        if 0.0 <= lon[i] - west < side and 0.0 <= lat[i] - south < side:
            if state[i] == 1:
                rows[k, 2] = 1  # still in the cell of the fix before
            continue
        x, y = int(np.floor((lon[i] + 180.0) / side)), int(np.floor((lat[i] + 90.0) / side))
        west, south = x * side - 180.0, y * side - 90.0
        cell = y * across + (x - across if x >= across else x)
        if n == len(rows):
            rows = _grown(rows)
        k = _row_of(rows, begin, n, cell)
        if k == n:
            if n - begin == _MOST_CELLS:
                west = 999.0
                continue
            n += 1
            rows[k, 0], rows[k, 1], rows[k, 2] = cell, when, 0
        if state[i] == 1:
            rows[k, 2] = 1
    return rows[:n]


@pure
def _row_of(rows: NDArray[np.int64], begin: int, end: int, cell: int) -> int:
    """The row of a cell among those of one object and ten minutes; the end where it has none."""
    for k in range(begin, end):
        if rows[k, 0] == cell:
            return k
    return end


@compiled
def _grown(rows: NDArray[np.int64]) -> NDArray[np.int64]:
    """The same rows with as much room again."""
    grown = np.empty((2 * len(rows), 3), np.int64)
    grown[: len(rows)] = rows
    return grown
