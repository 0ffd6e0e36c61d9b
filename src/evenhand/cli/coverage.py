"""`evenhand coverage`: where and when an agreement was watched, and where nobody looked."""

import csv
import json
import sys
from collections.abc import Iterator, Mapping
from datetime import UTC, date, datetime, timedelta
from itertools import groupby
from pathlib import Path
from typing import Any

import click
import pyarrow as pa
import pyarrow.compute as pc

from evenhand.agreements.model import Agreement
from evenhand.cli.options import Instant, openers, read_mapping
from evenhand.cli.speech import LANGUAGE, say
from evenhand.cli.watch import INCOMPLETE
from evenhand.detection.kernels.coverage import coverage_of
from evenhand.detection.watched import ALL_SENSORS, MOVEMENT, watched
from evenhand.foundation.instants import format_instant
from evenhand.foundation.spreadsheets import safe_cell
from evenhand.pipeline.watching import Reading, read_inputs
from evenhand.sources.agreement_files import load_agreement

FORMATS = ("text", "csv", "json")
CELL_DEG = 0.25
_LETTERS = {"watched": "W", "partly": "p", "blind": "B"}
_HOUR = timedelta(hours=1)


@click.command(help=say("coverage.help"))
@click.argument("agreement")
@click.argument("inputs", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option("--from", "begins_at", type=Instant(), help=say("coverage.from"))
@click.option("--until", "ends_at", type=Instant(), help=say("coverage.until"))
@click.option("--cell", type=float, default=CELL_DEG, help=say("coverage.cell", default=CELL_DEG))
@click.option("--sensor", type=click.Choice(ALL_SENSORS), help=say("coverage.sensor", sensors=", ".join(ALL_SENSORS)))
@click.option("--all-sensors", is_flag=True, help=say("coverage.all"))
@click.option(
    "--format",
    "as_format",
    type=click.Choice(FORMATS),
    default="text",
    help=say("coverage.format", formats=", ".join(FORMATS)),
)
@click.option("--mapping", type=click.Path(exists=True, dir_okay=False, path_type=Path), help=say("watch.mapping"))
@click.option("--time-zone", help=say("watch.zone"))
def coverage(agreement: str, inputs: tuple[Path, ...], **options: Any) -> None:
    """Count who was heard where and when, hold that against the areas, and write a table."""
    agreed = load_agreement(agreement)
    mapping = read_mapping(options["mapping"])
    sources = openers(inputs, mapping=mapping, received_at=None, time_zone=options["time_zone"])
    readings, tables, _quarantine = read_inputs(sources)
    _say_refused(readings)
    counted = coverage_of(tables["positions"], tables["events"], cell_deg=options["cell"], bin=_HOUR)
    span = _span(counted.table, options["begins_at"], options["ends_at"])
    if span is None:
        click.echo(say("coverage.nothing"))
    else:
        told = watched(agreed, counted, begins_at=span[0], ends_at=span[1])
        sensors = ALL_SENSORS if options["all_sensors"] else (options["sensor"] or MOVEMENT,)
        told = told.filter(pc.is_in(told["sensor"], pa.array(sensors)))
        _WRITERS[options["as_format"]](agreed, told, span)
    if any(reading.refused for reading in readings):
        raise SystemExit(INCOMPLETE)


def _span(counted: pa.Table, begins_at: datetime | None, ends_at: datetime | None) -> tuple[datetime, datetime] | None:
    """The time asked about, else the whole hours in which anything came; None where nothing did."""
    if not counted.num_rows:
        return None
    came = pc.min_max(counted["bin_at"]).as_py()
    return begins_at or came["min"], ends_at or came["max"] + _HOUR


def _say_refused(readings: tuple[Reading, ...]) -> None:
    for reading in readings:
        if reading.refused is not None:
            click.echo(say("watch.refused", name=reading.name, reason=reading.refused), err=True)


def _as_text(agreed: Agreement, told: pa.Table, span: tuple[datetime, datetime]) -> None:
    begins, ends = (format_instant(at.astimezone(UTC)) for at in span)
    title = agreed.title.in_language(LANGUAGE)
    click.echo(
        say("coverage.heading", title=title, version=agreed.version, begins=begins, ends=ends, zone=agreed.time_zone)
    )
    names = {area.id: area.name.in_language(LANGUAGE) for area in agreed.areas}
    days = sorted(set(told["day"].to_pylist()))
    if days:
        click.echo(say("coverage.key", day=days[0]))
    for area, rows in groupby(told.to_pylist(), key=lambda row: row["area"]):
        click.echo(names[area])
        for sensor, strip in _strips(list(rows)):
            _print_strip(sensor, strip, days)


def _strips(rows: list[dict[str, Any]]) -> Iterator[tuple[str, dict[date, dict[str, Any]]]]:
    """By sensor, the row of each day."""
    for sensor in ALL_SENSORS:
        mine = {row["day"]: row for row in rows if row["sensor"] == sensor}
        if mine:
            yield sensor, mine


def _print_strip(sensor: str, strip: Mapping[date, dict[str, Any]], days: list[date]) -> None:
    letters = "".join(_LETTERS[strip[day]["verdict"]] if day in strip else " " for day in days)
    hours = {name: f"{sum(row[f'{name}_h'] for row in strip.values()):.0f}" for name in _HOURS}
    click.echo(say("coverage.line", sensor=say(f"sensor.{sensor}"), strip=letters, **hours))
    blind = [str(day) for day, row in strip.items() if row["verdict"] == "blind"]
    if blind and sensor == MOVEMENT:
        click.echo(say("coverage.blind", days=", ".join(blind)))


_HOURS = ("good", "thin", "interference", "blind")


def _as_csv(_agreed: Agreement, told: pa.Table, _span: tuple[datetime, datetime]) -> None:
    writer = csv.writer(sys.stdout)
    writer.writerow(told.schema.names)
    writer.writerows(map(safe_cell, row.values()) for row in told.to_pylist())


def _as_json(agreed: Agreement, told: pa.Table, span: tuple[datetime, datetime]) -> None:
    head = {"agreement": agreed.id, "version": agreed.version, "time_zone": agreed.time_zone}
    times = {"begins_at": format_instant(span[0]), "ends_at": format_instant(span[1])}
    rows = [{**row, "day": row["day"].isoformat()} for row in told.to_pylist()]
    click.echo(json.dumps({**head, **times, "coverage": rows}, ensure_ascii=False, indent=1))


_WRITERS = {"text": _as_text, "csv": _as_csv, "json": _as_json}
