"""Reads of coverage for pages, the map and the alert queue."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from itertools import groupby
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from django.core.cache import cache

from evenhand.agreements.areas import area_in_force
from evenhand.agreements.model import Agreement
from evenhand.detection.kernels.coverage import COVERAGE, Coverage, box_of, grid_of
from evenhand.detection.watched import (
    ALL_SENSORS,
    BLIND,
    INTERFERENCE,
    LISTENING,
    MOVEMENT,
    cells_of,
    levels,
    reach_of,
    watched,
)
from evenhand.foundation.problems import ProblemKind
from evenhand.foundation.texts import Text
from evenhand_web.accounts.access import Actor, Capability
from evenhand_web.agreements import queries as agreements
from evenhand_web.coverage.access import BIN, coverage_for, version_of

CELL_DEG = 0.25
CELLS_DEG = (0.1, 0.25, 0.5, 1.0)
"""What the map may ask for, by its zoom."""
_DAY = timedelta(days=1)

NO_SUCH_CELLS = ProblemKind(
    code="coverage.no-such-cells",
    blame="caller",
    message="There is no coverage in cells of {cell!r} from {sensor!r}. "
    "Ask for cells of {cells}, from one of: {sensors}.",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    """One area on one day: the verdict and the hours behind it."""

    day: date
    verdict: str
    good_h: float
    thin_h: float
    interference_h: float
    blind_h: float


@dataclass(frozen=True, slots=True, kw_only=True)
class AreaRow:
    """One area over all days."""

    area: str
    name: Text
    in_rules: bool
    """Whether any rule is about it."""
    strip: tuple[Cell | None, ...]
    """By day of the page; None: the area is not in force."""
    sensors: tuple[tuple[str, float], ...]
    """Kind of source and the share of the time, 0 to 1, in which it heard or saw something, most first."""

    @property
    def blind(self) -> int:
        """On how many days it was blind."""
        return sum(cell is not None and cell.verdict == "blind" for cell in self.strip)

    @property
    def partly(self) -> int:
        """On how many days it was watched in part."""
        return sum(cell is not None and cell.verdict == "partly" for cell in self.strip)


@dataclass(frozen=True, slots=True, kw_only=True)
class CoveragePage:
    """An agreement's areas by day."""

    agreement: Agreement
    sensor: str
    sensors: tuple[str, ...]
    """Kinds of source that sent anything."""
    days: tuple[date, ...]
    rows: tuple[AreaRow, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Blindness:
    """What stands beside "no alerts": the worst day of a stretch, for the areas that rules are about."""

    agreement: str
    areas: int
    day: date | None
    """The day on which most areas were blind, the latest of several; None: on no day was any."""
    blind: int
    """How many on that day."""
    partly: int
    days_blind: int
    """On how many days at least one area was blind."""
    never: tuple[Text, ...]
    """Areas that were blind all the time."""
    days: int


def coverage_page(actor: Actor, agreement_id: str, sensor: str) -> CoveragePage:
    """How well each area of an agreement was watched, day by day, by one kind of source.

    Raises:
        NOT_PERMITTED: the role may not see coverage.
        NO_SUCH_AGREEMENT: none of that name was adopted.
        NO_SUCH_CELLS: `sensor` is no kind of source.
    """
    table = table_of(actor, agreement_id)
    agreement = agreements.agreement(agreement_id)
    _check(CELL_DEG, sensor)
    rows = table.to_pylist()
    days = tuple(sorted({row["day"] for row in rows}))
    ruled = {area for rule in agreement.rules for area in rule.areas}
    by_area = {area: list(found) for area, found in groupby(rows, key=lambda row: row["area"])}
    return CoveragePage(
        agreement=agreement,
        sensor=sensor,
        sensors=tuple(one for one in ALL_SENSORS if one in {row["sensor"] for row in rows}),
        days=days,
        rows=tuple(
            AreaRow(
                area=area.id,
                name=area.name,
                in_rules=area.id in ruled,
                strip=_strip(by_area[area.id], sensor, days),
                sensors=_shares(by_area[area.id]),
            )
            for area in agreement.areas
            if area.id in by_area
        ),
    )


def table_of(actor: Actor, agreement_id: str) -> pa.Table:
    """WATCHED for an agreement over all that came; kept until something new comes.

    Raises:
        NOT_PERMITTED: the role may not see coverage.
        NO_SUCH_AGREEMENT: none of that name was adopted.
    """
    actor.require(Capability.SEE_COVERAGE)
    agreement = agreements.agreement(agreement_id)
    key = f"coverage.table.{agreement.digest}.{version_of(actor).rpartition('.')[2]}"
    kept: pa.Table | None = cache.get(key)
    if kept is None:
        coverage = coverage_for(actor, cell_deg=CELL_DEG)
        begins_at, ends_at = _span(coverage)
        empty = Coverage(table=COVERAGE.empty_table(), cell_deg=CELL_DEG, bin=BIN)
        kept = watched(agreement, coverage or empty, begins_at=begins_at, ends_at=ends_at)
        cache.set(key, kept, timeout=86400)
    return kept


def blindness(actor: Actor, *, begins: date | None = None, ends: date | None = None) -> tuple[Blindness, ...]:
    """How blind each agreement in force was in a stretch of days; nothing for those who may not see coverage.

    Agreements none of whose areas anybody ever watched are left out, but for the first where all are such.
    """
    if not actor.can(Capability.SEE_COVERAGE):
        return ()
    told = [told for one in agreements.current() if (told := _blindness(actor, one, begins, ends)) is not None]
    # An agreement that no feed reaches at all is not what somebody looks for here; its own page says so.
    return tuple([one for one in told if len(one.never) < one.areas] or told[:1])


def cells_json(actor: Actor, *, day: datetime, cell_deg: float, sensor: str) -> dict[str, Any]:
    """The level of each cell in each hour of a UTC day, for the map: cells once, levels as a digit a cell.

    Args:
        actor: on whose behalf.
        day: midnight UTC.
        cell_deg: one of CELLS_DEG.
        sensor: one of ALL_SENSORS.

    Raises:
        NOT_PERMITTED: the role may not see coverage.
        NO_SUCH_CELLS: a size or a kind of source that is not offered.
    """
    _check(cell_deg, sensor)
    coverage = coverage_for(actor, cell_deg=cell_deg)
    current = agreements.current()
    key = f"coverage.cells.{day:%Y%m%d}.{cell_deg}.{sensor}.{version_of(actor).rpartition('.')[2]}"
    key += "".join(one.digest[:12] for one in current)
    kept: dict[str, Any] | None = cache.get(key)
    if kept is None:
        kept = _cells(coverage, current, day, cell_deg, sensor) if coverage else {"cells": [], "hours": []}
        cache.set(key, kept, timeout=86400)
    return kept


def _check(cell_deg: float, sensor: str) -> None:
    if cell_deg not in CELLS_DEG or sensor not in ALL_SENSORS:
        sizes = ", ".join(map(str, CELLS_DEG))
        raise NO_SUCH_CELLS(cell=cell_deg, sensor=sensor, cells=sizes, sensors=", ".join(ALL_SENSORS))


def _cells(
    coverage: Coverage, current: Sequence[Agreement], day: datetime, cell_deg: float, sensor: str
) -> dict[str, Any]:
    drawn = {
        (one.id, area.id): found[0]
        for one in current
        for area in one.areas
        if _holds(one, area.id, day) and (found := cells_of(one, area.id, cell_deg)) is not None
    }
    rows = coverage.table.filter(
        pc.and_(pc.greater_equal(coverage.table["bin_at"], pa.scalar(day)), _before(coverage, day + _DAY))
    )
    looked = rows.filter(pc.invert(pc.is_in(rows["sensor"].cast(pa.string()), pa.array(list(LISTENING)))))
    reached = list(reach_of(coverage).values())
    cells = np.unique(np.concatenate([looked["cell"].to_numpy(), *reached, *drawn.values()]))
    found = levels(coverage, cells, begins_at=day, ends_at=day + _DAY)
    level = found.get(sensor, np.zeros_like(found[MOVEMENT]))
    kept = level.any(axis=1) | np.isin(cells, np.concatenate([np.empty(0, np.int64), *drawn.values()]))
    # Counted are the areas of the agreement that the operator chose; the cells of all are drawn.
    places = {key: np.searchsorted(cells, own) for key, own in drawn.items() if key[0] == current[0].id}
    grid = grid_of(cell_deg)
    boxes = [[round(edge, 4) for edge in box_of(int(cell), grid)] for cell in cells[kept]]
    hours = [_hour(level[:, number], kept, places, day + number * BIN) for number in range(level.shape[1])]
    return {"cells": boxes, "hours": hours}


def _hour(
    level: np.ndarray[Any, Any], kept: np.ndarray[Any, Any], places: Mapping[Any, np.ndarray[Any, Any]], at: datetime
) -> dict[str, Any]:
    """One hour: a digit a cell, and how many areas are mostly blind or disturbed."""
    blind = sum(bool((level[own] == BLIND).mean() > 0.5) for own in places.values())
    disturbed = sum(bool((level[own] == INTERFERENCE).mean() > 0.5) for own in places.values())
    counts = {"blind": blind, "disturbed": disturbed, "total": len(places)}
    return {"at": int(at.timestamp()), "levels": "".join(map(str, level[kept].tolist())), **counts}


def _before(coverage: Coverage, moment: datetime) -> Any:
    return pc.less(coverage.table["bin_at"], pa.scalar(moment))


def _holds(agreement: Agreement, area_id: str, day: datetime) -> bool:
    area = next(area for area in agreement.areas if area.id == area_id)
    span = area_in_force(agreement, area)
    return span is not None and span.holds(day)


def _blindness(actor: Actor, agreement: Agreement, begins: date | None, ends: date | None) -> Blindness | None:
    ruled = {area for rule in agreement.rules for area in rule.areas}
    rows = [
        row for row in table_of(actor, agreement.id).to_pylist() if row["sensor"] == MOVEMENT and row["area"] in ruled
    ]
    rows = [row for row in rows if (not begins or row["day"] >= begins) and (not ends or row["day"] <= ends)]
    if not rows:
        return None
    by_day: dict[date, list[str]] = {}
    by_area: dict[str, list[str]] = {}
    for row in rows:
        by_day.setdefault(row["day"], []).append(row["verdict"])
        by_area.setdefault(row["area"], []).append(row["verdict"])
    worst = max(by_day, key=lambda day: (by_day[day].count("blind"), by_day[day].count("partly"), day))
    blind = by_day[worst].count("blind")
    return Blindness(
        agreement=agreement.id,
        areas=len(by_day[worst]),
        day=worst if blind else None,
        blind=blind,
        partly=by_day[worst].count("partly"),
        days_blind=sum("blind" in verdicts for verdicts in by_day.values()),
        never=tuple(area.name for area in agreement.areas if set(by_area.get(area.id, ())) == {"blind"}),
        days=len(by_day),
    )


def _strip(rows: list[dict[str, Any]], sensor: str, days: Sequence[date]) -> tuple[Cell | None, ...]:
    fields = Cell.__dataclass_fields__
    mine = {row["day"]: Cell(**{name: row[name] for name in fields}) for row in rows if row["sensor"] == sensor}
    if not mine:  # a kind of source that sent nothing was nowhere
        mine = {row["day"]: _none(row) for row in rows if row["sensor"] == MOVEMENT}
    return tuple(mine.get(day) for day in days)


def _none(row: Mapping[str, Any]) -> Cell:
    hours = sum(row[f"{name}_h"] for name in ("good", "thin", "interference", "blind"))
    return Cell(day=row["day"], verdict="blind", good_h=0.0, thin_h=0.0, interference_h=0.0, blind_h=hours)


def _shares(rows: list[dict[str, Any]]) -> tuple[tuple[str, float], ...]:
    good: dict[str, float] = {}
    whole: dict[str, float] = {}
    for row in rows:
        good[row["sensor"]] = good.get(row["sensor"], 0.0) + row["good_h"]
        hours = row["good_h"] + row["thin_h"] + row["interference_h"] + row["blind_h"]
        whole[row["sensor"]] = whole.get(row["sensor"], 0.0) + hours
    shares = [(sensor, good[sensor] / whole[sensor]) for sensor in good if sensor != MOVEMENT and good[sensor] > 0.0]
    return tuple(sorted(shares, key=lambda pair: -pair[1]))


def _span(coverage: Coverage | None) -> tuple[datetime, datetime]:
    """The hours in which anything came; no time at all where nothing did."""
    if coverage is None or not coverage.table.num_rows:
        start = datetime(1970, 1, 1, tzinfo=UTC)
        return start, start
    came = pc.min_max(coverage.table["bin_at"]).as_py()
    return came["min"], came["max"] + BIN
