"""Where an agreement was watched and where nobody looked, by area and day, so that silence is not called peace.

Source: docs/methods/coverage.md.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from itertools import groupby
from typing import Any
from zoneinfo import ZoneInfo

import numpy as np
import pyarrow as pa
import shapely
from numpy.typing import NDArray

from evenhand.agreements.areas import area_geometry, area_in_force
from evenhand.agreements.model import Agreement, Area
from evenhand.detection.kernels.coverage import (
    REPORT,
    SATELLITE,
    SENSORS,
    TRACK,
    Coverage,
    box_of,
    cells_in_box,
    cells_within,
    grid_of,
    middles_of,
)
from evenhand.foundation.instants import Interval
from evenhand.foundation.problems import Problem

BLIND, THIN, INTERFERENCE, GOOD = 0, 1, 2, 3
"""Nobody; listening, and usually nothing is heard at this hour; positions not vouched for; heard or looked at."""

LISTENING = frozenset({"aircraft", "ships"})
"""Sensors that stand and listen: they reach as far as they have ever heard. The others vouch for what they saw only."""
MOVEMENT = "movement"
"""Stands for every sensor that sees things move: all but satellites, which see fires, and reports."""
ALL_SENSORS = (MOVEMENT, *SENSORS.values(), TRACK, SATELLITE, REPORT)

REACH_M = 30_000.0
"""What lies so near to where a receiver has heard something is in its reach."""
DISTURBED_M = 50_000.0
"""Around fixes that do not vouch for their position the same is assumed, where no sound fix says otherwise."""
UNLIKELY = 0.01
"""A silence that would come by chance less often than this is taken for deafness."""
MOSTLY, HARDLY = 0.75, 0.1
"""Watched: at least so much of the time. Blind: at most so much."""

WATCHED = pa.schema(
    [
        pa.field("area", pa.string(), nullable=False),
        pa.field("day", pa.date32(), nullable=False),  # in the agreement's time zone
        pa.field("sensor", pa.string(), nullable=False),  # one of ALL_SENSORS
        pa.field("verdict", pa.string(), nullable=False),  # "watched" | "partly" | "blind"
        pa.field("good_h", pa.float64(), nullable=False),  # hours, weighted by how much of the area's surface
        pa.field("thin_h", pa.float64(), nullable=False),
        pa.field("interference_h", pa.float64(), nullable=False),
        pa.field("blind_h", pa.float64(), nullable=False),
    ],
    metadata={"evenhand.schema": "watched"},
)

Levels = NDArray[np.uint8]
Longs = NDArray[np.int64]
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Receiver:
    """An aerial whose place and range are known; without one, reach is what was ever heard."""

    source: str
    lon: float
    lat: float
    range_m: float


@dataclass(frozen=True, slots=True)
class _Rows:
    """The rows of a coverage as arrays; bins are numbered from 1970."""

    cell: Longs
    bin: Longs
    sensor: NDArray[np.str_]
    source: NDArray[np.str_]
    fixes: Longs
    degraded: Longs

    def of(self, mask: NDArray[np.bool_]) -> "_Rows":
        """The rows that `mask` marks."""
        texts, counts = (self.sensor[mask], self.source[mask]), (self.fixes[mask], self.degraded[mask])
        return _Rows(self.cell[mask], self.bin[mask], *texts, *counts)


def watched(
    agreement: Agreement,
    coverage: Coverage,
    *,
    begins_at: datetime,
    ends_at: datetime,
    receivers: Sequence[Receiver] = (),
) -> pa.Table:
    """How well each area of an agreement was watched on each day, by kind of source.

    Args:
        agreement: its areas are looked at while they are in force.
        coverage: all that is known, also outside the time asked about: what is usual is learned from it.
        begins_at: from here, included.
        ends_at: until here, excluded.
        receivers: aerials whose range is known.

    Returns:
        WATCHED, ordered by area (as in the agreement), day, sensor (as in ALL_SENSORS); sensors that sent nothing at
        all are left out, MOVEMENT never.
    """
    drawn = [(area, found) for area in agreement.areas if (found := cells_of(agreement, area.id, coverage.cell_deg))]
    if not drawn:
        return WATCHED.empty_table()
    cells = np.unique(np.concatenate([found[0] for _area, found in drawn]))
    seen = levels(coverage, cells, begins_at=begins_at, ends_at=ends_at, receivers=receivers)
    days = _days(begins_at, ends_at, coverage.bin, ZoneInfo(agreement.time_zone))
    hours = coverage.bin / timedelta(hours=1)
    rows: list[dict[str, Any]] = []
    for area, (own, share) in drawn:
        span = area_in_force(agreement, area)
        if span is None:
            continue
        places = np.searchsorted(cells, own)
        for day, bins in _held(days, span, begins_at, coverage.bin):
            for sensor, level in seen.items():
                spent = [float((share[:, None] * (level[places][:, bins] == wanted)).sum()) for wanted in range(4)]
                rows.append(_row(area, day, sensor, [hours * one for one in spent]))
    return pa.Table.from_pylist(rows, schema=WATCHED)


def levels(
    coverage: Coverage,
    cells: Longs,
    *,
    begins_at: datetime,
    ends_at: datetime,
    receivers: Iterable[Receiver] = (),
) -> dict[str, Levels]:
    """What was known of each cell in each bin, by sensor: BLIND, THIN, INTERFERENCE or GOOD.

    Args:
        coverage: all that is known, also outside the time asked about.
        cells: K numbers of cells, sorted.
        begins_at: beginning of the first of B bins.
        ends_at: the last bin begins before this instant.
        receivers: aerials whose range is known.

    Returns:
        K x B levels for MOVEMENT and for each sensor that sent anything.
    """
    rows = _rows_of(coverage)
    first = (begins_at - _EPOCH) // coverage.bin
    count = -((_EPOCH - ends_at) // coverage.bin) - first
    found: dict[str, Levels] = {MOVEMENT: np.zeros((len(cells), max(count, 0)), np.uint8)}
    for sensor in ALL_SENSORS:
        mine = rows.of(rows.sensor == sensor)
        if not len(mine.cell):
            continue
        level = np.zeros_like(found[MOVEMENT])
        if sensor in LISTENING:
            _listen(level, mine, rows, coverage, cells, first, receivers)
        _mark(level, mine, cells, first, GOOD)
        _disturb(level, mine, coverage, cells, first)
        found[sensor] = level
        if sensor not in (SATELLITE, REPORT):
            np.maximum(found[MOVEMENT], level, out=found[MOVEMENT])
    return found


def reach_of(coverage: Coverage, *, receivers: Iterable[Receiver] = ()) -> dict[str, Longs]:
    """The cells that each listening source reaches: near any that it has ever heard, or within a known range."""
    rows, grid, known = _rows_of(coverage), grid_of(coverage.cell_deg), list(receivers)
    found = {}
    for source in np.unique(rows.source[np.isin(rows.sensor, list(LISTENING))]).tolist():
        aerials = [one for one in known if one.source == source]
        if aerials:
            place = np.array([[one.lon, one.lat, one.range_m] for one in aerials])
            found[source] = cells_within(place[:, 0], place[:, 1], place[:, 2], grid)
        else:
            sound = (rows.source == source) & (rows.fixes > rows.degraded)
            found[source] = cells_within(*middles_of(np.unique(rows.cell[sound]), grid), REACH_M, grid)
    return found


@lru_cache(maxsize=512)
def _cells_of(area: shapely.MultiPolygon, cell_deg: float) -> tuple[Longs, NDArray[np.float64]]:
    grid = grid_of(cell_deg)
    west, south, east, north = area.bounds
    cells = cells_in_box(west, south, east, north, grid)
    boxes = np.array([box_of(int(cell), grid) for cell in cells])
    whole = shapely.box(boxes[:, 0], boxes[:, 1], boxes[:, 2], boxes[:, 3])
    # Within a cell a degree of longitude has one length, near enough for a share.
    surface = shapely.area(shapely.intersection(whole, area)) * np.cos(np.radians(boxes[:, [1, 3]].mean(axis=1)))
    kept = surface > 0.0
    return cells[kept], surface[kept] / surface.sum()


def cells_of(agreement: Agreement, area_id: str, cell_deg: float) -> tuple[Longs, NDArray[np.float64]] | None:
    """The cells that an area lies in and the share of its surface in each; None where it cannot be drawn."""
    try:
        return _cells_of(area_geometry(agreement, area_id, tolerance_m=100.0), cell_deg)
    except Problem:
        return None


def _rows_of(coverage: Coverage) -> _Rows:
    table = coverage.table
    at_us = table["bin_at"].cast(pa.int64()).to_numpy()
    texts = [np.array(table[name].cast(pa.string()).to_pylist(), np.str_) for name in ("sensor", "source")]
    numbers = [table[name].to_numpy() for name in ("cell", "fixes", "degraded")]
    bins = at_us // (coverage.bin // timedelta(microseconds=1))
    return _Rows(numbers[0], bins, texts[0], texts[1], numbers[1], numbers[2])


def _listen(
    level: Levels,
    mine: _Rows,
    everything: _Rows,
    coverage: Coverage,
    cells: Longs,
    first: int,
    receivers: Iterable[Receiver],
) -> None:
    """Raise the cells in reach of each source to what the source was doing in each bin."""
    reach = reach_of(coverage, receivers=receivers)
    whole = (int(everything.bin.min()), int(everything.bin.max()))
    for source in np.unique(mine.source).tolist():
        heard = np.unique(mine.bin[mine.source == source])
        state = listening(heard, whole, first=first, count=level.shape[1], per_day=_DAY // coverage.bin)
        within = np.isin(cells, reach[source])
        level[within] = np.maximum(level[within], state)


def listening(heard: Longs, whole: tuple[int, int], *, first: int, count: int, per_day: int) -> Levels:
    """What a source was doing in each of `count` bins from `first`: heard, quiet as usual, or deaf.

    A stretch in which nothing was heard is held against how often something is heard at those times of day: if so long
    a silence would come by chance less often than UNLIKELY, the source is taken to have been deaf all through it.

    Args:
        heard: numbers of the bins in which it heard something, sorted, at least one.
        whole: first and last bin in which any source did; what is outside is BLIND.
        first: number of the first bin asked about.
        count: how many are asked about.
        per_day: bins in a day.
    """
    begins, ends = whole
    said = np.zeros(ends - begins + 1, np.bool_)
    said[heard - begins] = True
    time_of_day = np.arange(begins, ends + 1) % per_day
    times = np.bincount(time_of_day, minlength=per_day)
    often = (np.bincount(time_of_day, weights=said, minlength=per_day) + 1.0) / (times + 2.0)
    silence = np.log1p(-often)[time_of_day]
    state = np.where(said, GOOD, THIN).astype(np.uint8)
    for deaf, group in groupby(range(len(said)), key=lambda at: not said[at]):
        stretch = list(group)
        # Before it was first heard, nobody knows that it stood there at all.
        if deaf and (stretch[0] == 0 or silence[stretch].sum() < np.log(UNLIKELY)):
            state[stretch] = BLIND
    asked = np.arange(first, first + count)
    inside = (asked >= begins) & (asked <= ends)
    answer = np.zeros(count, np.uint8)
    answer[inside] = state[asked[inside] - begins]
    return answer


def _mark(level: Levels, rows: _Rows, cells: Longs, first: int, value: int) -> None:
    """Set the cells and bins of some rows."""
    place = np.searchsorted(cells, rows.cell)
    there = place < len(cells)
    there[there] = cells[place[there]] == rows.cell[there]
    there &= (rows.bin >= first) & (rows.bin < first + level.shape[1])
    level[place[there], rows.bin[there] - first] = value


def _disturb(level: Levels, mine: _Rows, coverage: Coverage, cells: Longs, first: int) -> None:
    """Mark as disturbed what lies around cells most of whose fixes nobody vouches for, but for cells that are sound."""
    bad = 2 * mine.degraded >= mine.fixes
    grid = grid_of(coverage.cell_deg)
    disturbed = mine.of(bad & (mine.bin >= first) & (mine.bin < first + level.shape[1]))
    sound = mine.of(~bad)
    for number in np.unique(disturbed.bin).tolist():
        around = cells_within(*middles_of(disturbed.cell[disturbed.bin == number], grid), DISTURBED_M, grid)
        near = np.isin(cells, around) & ~np.isin(cells, sound.cell[sound.bin == number])
        column = level[:, number - first]
        column[near & (column != BLIND)] = INTERFERENCE


def _days(begins_at: datetime, ends_at: datetime, length: timedelta, zone: ZoneInfo) -> dict[date, list[int]]:
    """The bins of each day of a zone; a bin belongs to the day in which it begins."""
    first = (begins_at - _EPOCH) // length
    count = max(-((_EPOCH - ends_at) // length) - first, 0)
    found: dict[date, list[int]] = {}
    for number in range(count):
        at = _EPOCH + (first + number) * length
        found.setdefault(at.astimezone(zone).date(), []).append(number)
    return found


def _held(
    days: Mapping[date, list[int]], span: Interval, begins_at: datetime, length: timedelta
) -> list[tuple[date, list[int]]]:
    """Days with those of their bins that begin while an area is in force."""
    first = (begins_at - _EPOCH) // length
    kept = [(day, [one for one in bins if span.holds(_EPOCH + (first + one) * length)]) for day, bins in days.items()]
    return [(day, bins) for day, bins in kept if bins]


def _row(area: Area, day: date, sensor: str, hours: list[float]) -> dict[str, Any]:
    whole = sum(hours)
    followed = (hours[GOOD] + hours[THIN]) / whole
    verdict = "watched" if followed >= MOSTLY else "blind" if followed <= HARDLY else "partly"
    names = {"blind_h": BLIND, "thin_h": THIN, "interference_h": INTERFERENCE, "good_h": GOOD}
    told = {name: round(hours[level], 6) for name, level in names.items()}
    return {"area": area.id, "day": day, "sensor": sensor, "verdict": verdict, **told}
