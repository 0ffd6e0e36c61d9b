"""Where and when anybody was listening or looking: fixes, objects and disturbed fixes by cell, time and source.

Source: docs/methods/coverage.md.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from math import asin, cos, pi, radians, sin, sqrt
from typing import Any, NamedTuple

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from evenhand.detection.kernels.compiled import compiled, inlined, pure
from evenhand.detection.kernels.fixes import coded
from evenhand.foundation.problems import ProblemKind
from evenhand.observations.schemas import INSTANT, WORD

BAD_GRID = ProblemKind(
    code="detection.bad-grid",
    blame="caller",
    message="Cells of {cell_deg} degrees and bins of {bin} cannot be counted. "
    "Give cells from 0.02 to 10 degrees, and a bin that divides a day and lasts a second or longer.",
)
GRIDS_DIFFER = ProblemKind(
    code="detection.grids-differ",
    blame="caller",
    message="Coverage in cells of {one} cannot be added to coverage in cells of {other}. Count both on one grid first.",
)

COVERAGE = pa.schema(
    [
        pa.field("cell", pa.int64(), nullable=False),
        pa.field("bin_at", INSTANT, nullable=False),  # the bin begins here, and ends before the next begins
        pa.field("sensor", WORD, nullable=False),  # "aircraft", "ships", "patrol", "track", "satellite", "report"
        pa.field("source", WORD, nullable=False),
        pa.field("fixes", pa.int64(), nullable=False),  # rows that fell into the cell or had it in sight
        pa.field("objects", pa.int64(), nullable=False),  # distinct objects; passes of a satellite; reports
        pa.field("degraded", pa.int64(), nullable=False),  # fixes that the sender or a reader does not vouch for
        pa.field("last_at", INSTANT, nullable=False),
    ],
    metadata={"evenhand.schema": "coverage"},
)

SENSORS: Mapping[str, str] = {"icao24": "aircraft", "mmsi": "ships", "device": "patrol"}
"""What a source of positions is, by the scheme of its objects' names; of any other scheme it is a "track"."""
TRACK, SATELLITE, REPORT = "track", "satellite", "report"
SIGHT_M: Mapping[str, float] = {"patrol": 5_000.0, SATELLITE: 300_000.0}
"""How far what a source sends vouches for its surroundings; not listed: for its own cell only."""
UNSOUND = frozenset({"degraded", "jammed", "implausible"})

EARTH_M = 6_371_008.8
"""Mean radius of the Earth (IUGG); sight is a rule of thumb, for which the sphere is good enough."""
_PER_ROW = 100_000
_DAY = timedelta(days=1)
_MICROSECOND = timedelta(microseconds=1)

Floats = NDArray[np.float64]
Longs = NDArray[np.int64]
Codes = NDArray[np.int32]


class Grid(NamedTuple):
    """Rows of latitude, each cut into as many columns as keep its cells about as wide as they are high."""

    cell_deg: float
    columns: Longs
    """By row from the south pole: how many cells go round the globe."""


class _Looks(NamedTuple):
    """N looks at the world."""

    object: Codes
    source: Codes
    t_us: Longs
    lon: Floats
    lat: Floats
    degraded: NDArray[np.uint8]
    sight_m: Floats


@dataclass(frozen=True, slots=True, kw_only=True)
class Coverage:
    """COVERAGE by cell, bin, sensor and source, with the grid that it is counted on."""

    table: pa.Table
    cell_deg: float
    bin: timedelta


def coverage_of(
    positions: pa.Table,
    events: pa.Table,
    *,
    cell_deg: float = 0.25,
    bin: timedelta = timedelta(hours=1),  # noqa: A002 - the word of the field
    sight_m: Mapping[str, float] = SIGHT_M,
) -> Coverage:
    """Count who was heard, where, when and by whom.

    Args:
        positions: POSITIONS in any order: complete objects, if parts are to be added with `merged`.
        events: EVENTS in any order. A fire is a look of the satellite that saw it, anything else a report.
        cell_deg: height of a cell in degrees, and its width at the equator.
        bin: length of a piece of time; divides a day.
        sight_m: by sensor, how far around a fix it says that somebody was looking.

    Returns:
        Rows sorted by cell, bin, sensor, source; none where nothing came.

    Raises:
        BAD_GRID: a cell or a bin of a useless size.

    Source: docs/methods/coverage.md ("What is counted").

    >>> from evenhand.observations.schemas import EVENTS, POSITIONS
    >>> coverage_of(POSITIONS.empty_table(), EVENTS.empty_table()).table.num_rows
    0
    """
    grid, bin_us = grid_of(cell_deg), _bin_us(bin, cell_deg)
    parts = []
    for table, sensor in (*_by_sensor(positions), *_by_kind(events)):
        looks, sources = _looks(table, sight_m.get(sensor, 0.0))
        parts.append(_counted(_seen(looks, grid, bin_us), sources, sensor, bin_us))
    return Coverage(table=_sorted(parts), cell_deg=cell_deg, bin=bin)


def merged(parts: Sequence[Coverage]) -> Coverage:
    """The sum of at least one part. Parts of different objects add up to what all of them together give.

    Raises:
        GRIDS_DIFFER: the parts were not counted on one grid.
    """
    first = parts[0]
    for part in parts:
        if (part.cell_deg, part.bin) != (first.cell_deg, first.bin):
            raise GRIDS_DIFFER(one=f"{first.cell_deg} x {first.bin}", other=f"{part.cell_deg} x {part.bin}")
    joined = pa.concat_tables([part.table for part in parts]).unify_dictionaries()
    keys = ["cell", "bin_at", "sensor", "source"]
    sums = [("fixes", "sum"), ("objects", "sum"), ("degraded", "sum"), ("last_at", "max")]
    added = joined.group_by(keys).aggregate(sums)
    named = added.rename_columns([name.removesuffix("_sum").removesuffix("_max") for name in added.column_names])
    return Coverage(table=_sorted([named.select(COVERAGE.names)]), cell_deg=first.cell_deg, bin=first.bin)


def grid_of(cell_deg: float) -> Grid:
    """The grid whose cells are so many degrees high.

    Raises:
        BAD_GRID: outside 0.02 to 10 degrees.

    >>> grid_of(10.0).columns[:3].tolist()
    [3, 9, 15]
    """
    if not 0.02 <= cell_deg <= 10.0:
        raise BAD_GRID(cell_deg=cell_deg, bin="any length")
    middles = np.radians(-90.0 + cell_deg * (np.arange(int(np.ceil(180.0 / cell_deg - 1e-9))) + 0.5))
    columns = np.maximum(1, np.round(360.0 / cell_deg * np.maximum(np.cos(middles), 0.0)))
    return Grid(cell_deg, columns.astype(np.int64))


def box_of(cell: int, grid: Grid) -> tuple[float, float, float, float]:
    """West, south, east and north of a cell, degrees.

    >>> box_of(9 * 100_000 + 18, grid_of(10.0))
    (0.0, 0.0, 10.0, 10.0)
    """
    row, column = divmod(cell, _PER_ROW)
    width = 360.0 / float(grid.columns[row])
    south = -90.0 + grid.cell_deg * row
    return -180.0 + width * column, south, -180.0 + width * (column + 1), min(south + grid.cell_deg, 90.0)


def middles_of(cells: Longs, grid: Grid) -> tuple[Floats, Floats]:
    """Longitude and latitude of the middle of each cell."""
    rows, columns = cells // _PER_ROW, cells % _PER_ROW
    lon = -180.0 + 360.0 / grid.columns[rows] * (columns + 0.5)
    return lon, np.minimum(-90.0 + grid.cell_deg * (rows + 0.5), 90.0)


def cells_within(lon: Floats, lat: Floats, sight_m: float | Floats, grid: Grid) -> Longs:
    """The cells of which any part lies within `sight_m` of any of the points, sorted, each once."""
    none = np.zeros(len(lon), np.int32)
    away = np.broadcast_to(np.asarray(sight_m, np.float64), lon.shape).copy()
    east, north = _floats(lon, lat)
    looks = _Looks(none, none, none.astype(np.int64), east, north, none.astype(np.uint8), away)
    return np.unique(_seen(looks, grid, 1)[:, 0])


def cells_in_box(west: float, south: float, east: float, north: float, grid: Grid) -> Longs:
    """The cells that touch a box of degrees which does not cross the 180th meridian."""
    rows = np.arange(_row(south, grid.cell_deg, len(grid.columns)), _row(north, grid.cell_deg, len(grid.columns)) + 1)
    found = []
    for row in rows.tolist():
        count = int(grid.columns[row])
        first, last = (min(max(int((lon + 180.0) / 360.0 * count), 0), count - 1) for lon in (west, east))
        found.append(row * _PER_ROW + np.arange(first, last + 1))
    return np.concatenate(found)


def _bin_us(length: timedelta, cell_deg: float) -> int:
    if length < timedelta(seconds=1) or _DAY % length:
        raise BAD_GRID(cell_deg=cell_deg, bin=length)
    return length // _MICROSECOND


def _by_sensor(positions: pa.Table) -> Iterable[tuple[pa.Table, str]]:
    """The rows of each sensor, by the scheme of the objects' names."""
    codes, objects = coded(positions["object"])
    sensors = [SENSORS.get(name.partition(":")[0], TRACK) for name in objects]
    for sensor in sorted(set(sensors)):
        mine = np.array([one == sensor for one in sensors])[codes]
        yield (positions if mine.all() else positions.filter(pa.array(mine))), sensor


def _by_kind(events: pa.Table) -> Iterable[tuple[pa.Table, str]]:
    """Detections of heat, whose passes are told apart by their instant; and reports."""
    heat = pc.equal(events["kind"].cast(pa.string()), "fire")
    for wanted, sensor in ((heat, SATELLITE), (pc.invert(heat), REPORT)):
        rows = events.filter(wanted)
        if rows.num_rows:
            name = rows["began_at"].cast(pa.int64()).cast(pa.string()) if sensor == SATELLITE else rows["event"]
            yield (
                rows.rename_columns(["seen_at" if one == "began_at" else one for one in rows.column_names])
                .append_column("object", name.dictionary_encode())
                .append_column("integrity", pa.nulls(rows.num_rows, WORD)),
                sensor,
            )


def _looks(table: pa.Table, sight_m: float) -> tuple[_Looks, tuple[str, ...]]:
    objects, _names = coded(table["object"])
    sources, words = coded(table["source"])
    degraded = np.zeros(table.num_rows, np.uint8)
    if table["integrity"].null_count < table.num_rows:
        codes, said = coded(table["integrity"])
        degraded = np.array([*(word in UNSOUND for word in said), False], np.uint8)[codes]
    t_us = table["seen_at"].cast(pa.int64()).to_numpy()
    lon, lat = _floats(table["lon"].to_numpy(), table["lat"].to_numpy())
    away = np.full(table.num_rows, sight_m)
    return _Looks(_plain(objects), _plain(sources), _plain(t_us), lon, lat, degraded, away), words


def _plain(array: NDArray[Any]) -> NDArray[Any]:
    """A copy that compiled code may take as its own, whatever Arrow handed out."""
    return np.array(array, order="C")


def _floats(*columns: Any) -> tuple[Floats, ...]:
    return tuple(np.array(column, np.float64, order="C") for column in columns)


def _counted(seen: Longs, sources: Sequence[str], sensor: str, bin_us: int) -> pa.Table:
    """Stretches summed up by cell, bin and source; a distinct object counts once."""
    if not len(seen):
        return COVERAGE.empty_table()
    order = np.lexsort((seen[:, 3], seen[:, 2], seen[:, 1], seen[:, 0]))
    rows = seen[order]
    another = np.ones(len(rows), np.bool_)
    another[1:] = (rows[1:, :3] != rows[:-1, :3]).any(axis=1)
    fresh = another.copy()
    fresh[1:] |= rows[1:, 3] != rows[:-1, 3]
    first = np.flatnonzero(another)
    columns = {
        "cell": rows[first, 0],
        "bin_at": pa.array(rows[first, 1] * bin_us, pa.int64()).cast(INSTANT),
        "sensor": pa.DictionaryArray.from_arrays(np.zeros(len(first), np.int32), [sensor]),
        "source": pa.DictionaryArray.from_arrays(rows[first, 2].astype(np.int32), list(sources)),
        "fixes": np.add.reduceat(rows[:, 4], first),
        "objects": np.add.reduceat(fresh.astype(np.int64), first),
        "degraded": np.add.reduceat(rows[:, 5], first),
        "last_at": pa.array(np.maximum.reduceat(rows[:, 6], first), pa.int64()).cast(INSTANT),
    }
    return pa.table(columns, schema=COVERAGE)


def _sorted(parts: Sequence[pa.Table]) -> pa.Table:
    if not parts:
        return COVERAGE.empty_table()
    joined = pa.concat_tables(parts)
    for name in ("sensor", "source"):  # Arrow sorts no dictionaries
        joined = joined.set_column(joined.schema.get_field_index(name), name, joined[name].cast(pa.string()))
    ordered = joined.sort_by([(name, "ascending") for name in ("cell", "bin_at", "sensor", "source")])
    return ordered.cast(COVERAGE).combine_chunks()


@inlined
def _row(lat: float, cell_deg: float, rows: int) -> int:
    return min(max(int((lat + 90.0) / cell_deg), 0), rows - 1)


@inlined
def _column(lon: float, count: int) -> int:
    return int((lon + 180.0) / 360.0 * count) % count


@pure
def cell_of(grid: Grid, lon: float, lat: float) -> int:
    """The cell of a point; longitudes beyond 180 degrees are counted on."""
    row = _row(lat, grid.cell_deg, len(grid.columns))
    return row * _PER_ROW + _column(lon, grid.columns[row])


@inlined
def _apart_m(lon: float, lat: float, other_lon: float, other_lat: float) -> float:
    """Great-circle distance. Source: Sinnott, Virtues of the haversine, Sky and Telescope 68 (1984)."""
    north, east = radians(other_lat - lat), radians(other_lon - lon)
    half = sin(north / 2) ** 2 + cos(radians(lat)) * cos(radians(other_lat)) * sin(east / 2) ** 2
    return 2.0 * EARTH_M * asin(min(1.0, sqrt(half)))


@inlined
def _span(lat: float, sight_m: float) -> float:
    """How many degrees of longitude away the farthest point in sight can lie; 180 where that goes round a pole."""
    reach = sight_m / EARTH_M
    if abs(radians(lat)) + reach >= pi / 2:
        return 180.0
    return asin(min(1.0, sin(reach) / cos(radians(lat)))) * 180.0 / pi * 1.000001 + 1e-9


@inlined
def _in_sight(lon: float, lat: float, sight_m: float, cell_deg: float, row: int, column: int, count: int) -> bool:
    """Whether the point of a cell that lies nearest in degrees is in sight."""
    width = 360.0 / count
    south, west = -90.0 + cell_deg * row, -180.0 + width * column
    east_of_west = (lon - west) % 360.0
    if east_of_west <= width:
        near_lon = lon
    elif east_of_west - width < 360.0 - east_of_west:
        near_lon = west + width
    else:
        near_lon = west
    near_lat = min(max(lat, south), south + cell_deg)
    return _apart_m(lon, lat, near_lon, near_lat) <= sight_m


@inlined
def _stretch(lon: float, lat: float, sight_m: float, count: int) -> tuple[int, int]:
    """The first of the columns that may be in sight in a row of `count`, and how many they are, none twice."""
    here = _column(lon, count)
    if sight_m <= 0.0:
        return here, 1
    aside = int(_span(lat, sight_m) / 360.0 * count) + 1
    return (0, count) if 2 * aside + 1 >= count else ((here - aside) % count, 2 * aside + 1)


@compiled
def _seen(looks: _Looks, grid: Grid, bin_us: int) -> Longs:
    """Stretches of looks at one cell in one bin: cell, bin, source, object, fixes, degraded, last instant.

    Neighbouring fixes of an object mostly share all three, so that there are few stretches; they are counted first and
    written then.
    """
    objects, sources, t_us, lon, lat, degraded, sight_m = looks
    cell_deg, columns = grid
    made = np.empty((0, 7), np.int64)
    for writing in range(2):
        n, before = 0, (np.int64(-1), np.int64(0), np.int32(-1), np.int32(-1))
        for i in range(len(lon)):
            when = t_us[i] // bin_us
            reach = sight_m[i] / EARTH_M * 180.0 / pi * 1.000001
            lowest = _row(lat[i] - reach, cell_deg, len(columns))
            highest = _row(lat[i] + reach, cell_deg, len(columns))
            for row in range(lowest, highest + 1):
                count = columns[row]
                first, steps = _stretch(lon[i], lat[i], sight_m[i], count)
                for step in range(steps):
                    column = (first + step) % count
                    if sight_m[i] > 0.0 and not _in_sight(lon[i], lat[i], sight_m[i], cell_deg, row, column, count):
                        continue
                    here = (row * _PER_ROW + column, when, sources[i], objects[i])
                    if here != before:
                        n, before = n + 1, here
                        if writing:
                            made[n - 1, 0], made[n - 1, 1], made[n - 1, 2], made[n - 1, 3] = here
                            made[n - 1, 6] = t_us[i]
                    if writing:
                        made[n - 1, 4] += 1
                        made[n - 1, 5] += degraded[i]
                        made[n - 1, 6] = max(made[n - 1, 6], t_us[i])
        if not writing:
            made = np.zeros((n, 7), np.int64)
    return made
