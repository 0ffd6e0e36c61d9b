"""`evenhand lake`: keep observations in Parquet, loaded once however often they come."""

from datetime import datetime
from pathlib import Path
from typing import Any

import click

from evenhand.cli.options import Instant, now, openers, read_mapping
from evenhand.cli.speech import say
from evenhand.foundation.instants import format_instant
from evenhand.foundation.problems import Problem
from evenhand.observations.checking import MISSING, Damage, files_of
from evenhand.observations.joining import Join
from evenhand.observations.lake import Lake
from evenhand.observations.tidying import Span, join_files


@click.group(help=say("lake.help"))
def lake() -> None:
    """Group of the lake's commands."""


@lake.command("add", help=say("lake.add.help"))
@click.argument("folder", type=click.Path(path_type=Path, file_okay=False))
@click.argument("inputs", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option("--mapping", type=click.Path(exists=True, dir_okay=False, path_type=Path), help=say("watch.mapping"))
@click.option("--time-zone", help=say("watch.zone"))
@click.option("--received-at", type=Instant(), help=say("watch.received"))
def add(folder: Path, inputs: tuple[Path, ...], **options: Any) -> None:
    """Load inputs one by one; a refused one is said, the others are loaded."""
    kept = Lake(folder)
    known = {entry.digest for entry in kept.catalogue()}
    refused = 0
    sources = openers(
        inputs,
        mapping=read_mapping(options["mapping"]),
        received_at=options["received_at"],
        time_zone=options["time_zone"],
    )
    for name, opener in sources:
        try:
            source = opener()
            entry = kept.ingest(source, now=now())
        except Problem as problem:
            refused += 1
            click.echo(say("lake.refused", name=name, reason=problem), err=True)
            continue
        if entry.is_repeat:
            click.echo(say("lake.known", name=name))
        elif entry.digest in known:
            click.echo(say("lake.mended", name=name, kept=entry.rows_kept))
        else:
            click.echo(say("lake.added", name=name, kept=entry.rows_kept, quarantined=entry.rows_quarantined))
        known.add(entry.digest)
    if refused:
        raise SystemExit(3)


@lake.command("check", help=say("lake.check.help"))
@click.argument("folder", type=click.Path(path_type=Path, file_okay=False))
def check(folder: Path) -> None:
    """Read every file; say which is not what was written."""
    kept = Lake(folder)
    entries = kept.catalogue()
    if not entries:
        click.echo(say("lake.empty"))
        return
    joins, files = kept.joins(), set[str]()
    damaged: dict[Damage, list[str]] = {}
    for entry in entries:
        read = joins.read_for(files_of(entry))
        files.update(one.path for one in read)
        for one in kept.checker.damage(read):
            damaged.setdefault(one, []).append(entry.name)
    for one, names in damaged.items():
        fault = say("lake.missing" if one.fault == MISSING else "lake.changed")
        click.echo(say("lake.damaged", path=one.path, fault=fault, name=", ".join(names), folder=folder), err=True)
    if damaged:
        click.echo(say("lake.checked.damaged", files=len(files), damaged=len(damaged)), err=True)
        raise SystemExit(3)
    click.echo(say("lake.checked.whole", files=len(files)))


@lake.command("join", help=say("lake.join.help"))
@click.argument("folder", type=click.Path(path_type=Path, file_okay=False))
@click.option("--by", type=click.Choice([one.value for one in Span]), default="day", help=say("lake.join.by"))
@click.option("--before", type=click.DateTime(["%Y-%m-%d"]), help=say("lake.join.before"))
def join(folder: Path, by: str, before: datetime | None) -> None:
    """Join the small files of each day or month that ended."""
    kept = Lake(folder)
    if not kept.catalogue():
        click.echo(say("lake.empty"))
        return
    ends = now().date() if before is None else before.date()
    done = join_files(
        kept, before=ends, by=Span(by), clock=now, told=lambda one, files: click.echo(join_in_words(one, files))
    )
    for problem in done.faults:
        click.echo(str(problem), err=True)
    if not done.joins and not done.faults:
        click.echo(say("lake.join.none", files=len(kept.files("positions"))))
    if done.removed:
        click.echo(say("lake.join.removed", files=done.removed))
    if done.faults:
        raise SystemExit(3)


def join_in_words(one: Join, files: int) -> str:
    """That some files have become one."""
    return say("lake.joined", folder=one.file.path.rpartition("/")[0], files=files, rows=f"{one.file.rows:,}")


@lake.command("list", help=say("lake.list.help"))
@click.argument("folder", type=click.Path(path_type=Path, file_okay=False))
def list_files(folder: Path) -> None:
    """One line a file: hash, format, rows, span, name."""
    entries = Lake(folder).catalogue()
    if not entries:
        click.echo(say("lake.empty"))
    for entry in entries:
        span = " .. ".join(format_instant(at) if at else "-" for at in (entry.begins_at, entry.ends_at))
        rows = f"{entry.rows_kept:>9} {entry.rows_quarantined:>6}"
        click.echo(f"{entry.digest[:12]}  {entry.format:<14} {rows}  {span}  {entry.name}")
