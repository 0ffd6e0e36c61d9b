"""When and where a row says that something was.

Source: docs/methods/doors.md; docs/methods/places.md.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, tzinfo
from typing import Any, TypeVar

from evenhand.agreements.gazetteer import fold, names
from evenhand.agreements.model import Agreement
from evenhand.foundation.problems import Problem, ProblemKind
from evenhand.reports.bearings import parse_bearing
from evenhand.reports.codes import Protection, ReporterType, ReportKind
from evenhand.reports.record import Fidelity, When
from evenhand.reports.tables import cells
from evenhand.reports.tables.cells import CELL_MISSING, CELL_UNKNOWN, Cell, DateOrder
from evenhand.reports.tables.columns import Mapped
from evenhand.reports.tables.reading import Row

ROW_REFUSED = ProblemKind(
    code="reports.row-refused",
    blame="caller",
    message="Line {line}: the row makes no report: {fault}",
)
CELL_BEYOND = ProblemKind(
    code="reports.cell-beyond",
    blame="caller",
    message="Line {line}, column {column}: {value!r} stands under no heading. Give the column one, or empty the cell.",
)

Value = TypeVar("Value")


@dataclass(frozen=True, slots=True, kw_only=True)
class Options:
    """How the rows of a file are meant, where they do not say so themselves."""

    mapped: Mapped
    kind: ReportKind | None = None
    language: str = "en"
    zone: str = ""
    """Of times without one; "": none was chosen, and such times are refused."""
    order: DateOrder = ""
    protection: Protection = Protection.OPEN
    reporter_type: ReporterType = ReporterType.MONITOR


@dataclass(slots=True, kw_only=True)
class SpotReader:
    """Reads times and places of the rows of one report, and gathers what is wrong with them."""

    rows: Sequence[Row]
    options: Options
    agreement: Agreement | None
    problems: list[Problem] = field(default_factory=list)

    def _refuse(self, problem: Problem) -> None:
        self.problems.append(problem)

    def _cells(self, row: Row) -> dict[str, Cell]:
        line, values = row
        mapped = self.options.mapped
        for beyond in values[len(mapped.columns) :]:
            if beyond.strip():
                self._refuse(CELL_BEYOND(line=line, column="?", value=beyond[:80]))
        return {
            meant: Cell(line=line, column=column, value=value)
            for column, meant, value in zip(mapped.columns, mapped.fields, values, strict=False)
            if meant is not None and value.strip()
        }

    def _read(self, row: dict[str, Cell], meant: str, how: Callable[..., Value], **more: Any) -> Value | None:
        cell = row.get(meant)
        if cell is None:
            return None
        try:
            return how(cell, **more)
        except Problem as problem:
            self._refuse(problem)
            return None

    def _heading(self, meant: str) -> str:
        place = self.options.mapped.place_of(meant)
        return meant if place is None else self.options.mapped.columns[place]

    def _when(self, row: dict[str, Cell]) -> When | None:
        zone = self._read(row, "zone", cells.zone) or cells.zone_of(self.options.zone or "?")
        first = self._moment(row, ("begins_at", "date", "time"), zone)
        if first is None:
            return None
        row_end = row if "end_date" in row or "date" not in row else {**row, "end_date": row["date"]}
        last = self._moment(row_end, ("ends_at", "end_date", "end_time"), zone, only_with_time="end_date" not in row)
        begins_at, ends_at, fidelity = first
        if last is not None:
            ends_at, fidelity = last[1], max(fidelity, last[2], key=list(Fidelity).index)
        stated = self._read(row, "stated", cells.words)
        try:
            return When(begins_at=begins_at, ends_at=ends_at, fidelity=fidelity, stated=stated)
        except Problem as fault:
            line = next(iter(row.values())).line
            self._refuse(ROW_REFUSED(line=line, fault=str(fault)))
            return None

    def _moment(
        self, row: dict[str, Cell], columns: tuple[str, str, str], zone: tzinfo | None, *, only_with_time: bool = False
    ) -> tuple[datetime, datetime, Fidelity] | None:
        both, day_column, time_column = columns
        order = self.options.order
        if both in row:
            return self._read(row, both, cells.instant, place=zone, order=order)
        if day_column not in row:
            if time_column in row:
                missing = row[time_column]
                heading = self._heading(day_column)
                self._refuse(CELL_MISSING(line=missing.line, column=heading, value="", needs=missing.column))
            return None
        if time_column not in row:
            # A date may hold its time, as workbooks have it.
            return None if only_with_time else self._read(row, day_column, cells.instant, place=zone, order=order)
        day = self._read(row, day_column, cells.day, order=order)
        clock = self._read(row, time_column, cells.clock)
        if day is None or clock is None:
            return None
        try:
            begins_at, ends_at = cells.located(row[time_column], day, clock[0], zone)
        except Problem as problem:
            self._refuse(problem)
            return None
        return begins_at, ends_at, clock[1]

    def _place(self, row: dict[str, Cell]) -> dict[str, Any] | None:
        way = self._way(row)
        observer = self._point(row, "observer_lat", "observer_lon")
        spot = self._point(row, "lat", "lon")
        accuracy = self._read(row, "accuracy_m", cells.number)
        if observer is None and spot is not None and way:  # who gives a direction gives it from where he stands
            observer, spot = spot, None
        if observer is not None:
            lon, lat = observer
            seen = {"range_low_m": way.pop("low", None), "range_high_m": way.pop("high", None)}
            return {"format": 1, "kind": "sector", "observer_lon": lon, "observer_lat": lat,
                    "observer_accuracy_m": accuracy} | way | seen  # fmt: skip
        if spot is not None:
            method = "report-only"
            return {"format": 1, "kind": "point", "lon": spot[0], "lat": spot[1], "accuracy_m": accuracy,
                    "method": method}  # fmt: skip
        return self._named(row, way)

    def _way(self, row: dict[str, Cell]) -> dict[str, Any]:
        """Bearing and distances, as far as they are given; a bare distance is one within a tenth."""
        found: dict[str, Any] = {}
        if "bearing" in row:
            language = self.options.language
            bearing = self._read(row, "bearing", lambda cell: parse_bearing(
                cells.words(cell), field=f"{cell.column} (line {cell.line})", language=language))  # fmt: skip
            if bearing is not None:
                stated = self._read(row, "bearing_error_deg", cells.number)
                found |= {"bearing_deg": bearing.bearing_deg, "said": bearing.said}
                found["bearing_error_deg"] = bearing.error_deg if stated is None else stated
        low = self._read(row, "distance_min_m", cells.number)
        high = self._read(row, "distance_max_m", cells.number)
        if low is not None and high is None:
            low, high = low * 0.9, low * 1.1
        if low is not None or high is not None:
            found |= {"low": low, "high": high}
        return found

    def _point(self, row: dict[str, Cell], lat_column: str, lon_column: str) -> tuple[float, float] | None:
        lat = self._read(row, lat_column, cells.degrees, most=90)
        lon = self._read(row, lon_column, cells.degrees, most=180)
        for here, there in ((lat_column, lon_column), (lon_column, lat_column)):
            if here in row and there not in row:
                cell = row[here]
                heading = self._heading(there)
                self._refuse(CELL_MISSING(line=cell.line, column=heading, value="", needs=cell.column))
        return None if lat is None or lon is None else (lon, lat)

    def _named(self, row: dict[str, Cell], way: dict[str, Any]) -> dict[str, Any] | None:
        """A place of the gazetteer or an area of the agreement; what is in neither stays words."""
        agreement = self.agreement
        if agreement is None:
            return None
        area = self._read(row, "area", cells.words)
        if area is not None:
            ids = {fold(name): one.id for one in agreement.areas for name in (one.id, *one.name)}
            if fold(area) in ids:
                return {"format": 1, "kind": "area", "area": ids[fold(area)]}
            self._refuse(row["area"].refused(CELL_UNKNOWN, known=", ".join(one.id for one in agreement.areas)))
            return None
        found = self._gazetteer(row)
        if found is None:
            return None
        place: dict[str, Any] = {"format": 1, "kind": "named", "place": found}
        if way:
            low, high = way.pop("low", None), way.pop("high", None)
            place["offset"] = way | {"distance_low_m": low, "distance_high_m": high}
        return place

    def _gazetteer(self, row: dict[str, Cell]) -> str | None:
        given = self._read(row, "place", cells.words)
        if given is None or self.agreement is None:
            return None
        wanted = fold(given)
        return next((one.id for one in self.agreement.places if wanted in {fold(name) for name in names(one)}), None)
