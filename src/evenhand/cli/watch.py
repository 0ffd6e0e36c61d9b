"""`evenhand watch`: an agreement held against what moved."""

import csv
import sys
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any, TextIO

import click
import pyarrow as pa

from evenhand.agreements.model import Agreement
from evenhand.cli.engines import ENGINES, engine, told_apart
from evenhand.cli.follow import NOT_WHILE_FOLLOWING, follow, follow_options
from evenhand.cli.options import Instant, now, openers, read_mapping
from evenhand.cli.speech import LANGUAGE, say
from evenhand.detection.encodings import ENCODERS, NO_SUCH_FORMAT, encode
from evenhand.detection.explain import explain
from evenhand.detection.plan import RUNNING_KINDS
from evenhand.foundation.instants import format_instant
from evenhand.foundation.problems import ProblemKind
from evenhand.foundation.spreadsheets import safe_cell
from evenhand.observations.lake import SourceFile
from evenhand.observations.stores import Store
from evenhand.pipeline.watching import Divided, Watch
from evenhand.pipeline.watching import watch as run_watch
from evenhand.sources.agreement_files import load_agreement
from evenhand.sources.opening import open_source

NOT_OWED = ProblemKind(
    code="cli.not-owed",
    blame="caller",
    message="--done names {name!r}, which is no commitment and no party of {agreement}. It has: {known}.",
)

SHOWN = 20
"""Alerts printed for people; the rest is counted, for --out has them all."""

INCOMPLETE = 3
"""Exit status where an input was refused: neither success nor nothing."""


@click.command(help=say("watch.help"))
@click.argument("agreement")
@click.argument("inputs", nargs=-1, required=True)
@click.option("--out", type=click.Path(path_type=Path, allow_dash=True), help=say("watch.out"))
@click.option(
    "--format", "as_format", type=click.Choice(list(ENCODERS)), help=say("watch.format", formats=", ".join(ENCODERS))
)
@click.option("--mapping", type=click.Path(exists=True, dir_okay=False, path_type=Path), help=say("watch.mapping"))
@click.option("--time-zone", help=say("watch.zone"))
@click.option("--received-at", type=Instant(), help=say("watch.received"))
@click.option("--as-of", type=Instant(), help=say("watch.as-of"))
@click.option("--done", type=(str, Instant()), multiple=True, metavar="COMMITMENT INSTANT", help=say("watch.done"))
@click.option("--quarantine", type=click.Path(path_type=Path), help=say("watch.quarantine"))
@click.option("--engine", type=click.Choice(ENGINES), default="local", show_default=True, help=say("watch.engine"))
@click.option("--master", default="local[*]", show_default=True, help=say("watch.master"))
@follow_options
def watch(agreement: str, inputs: tuple[str, ...], **options: Any) -> None:
    """Hold an agreement against inputs, write the alerts, print a summary on standard error."""
    if options["follow"]:
        _follow(agreement, inputs, options)
        return
    as_format = _format_of(options["out"], options["as_format"])
    agreed = load_agreement(agreement)
    files, stores = told_apart(inputs, engine=options["engine"])
    sources = openers(
        files,
        mapping=read_mapping(options["mapping"]),
        received_at=options["received_at"],
        time_zone=options["time_zone"],
    )
    as_of: datetime = options["as_of"] or now()
    done = _done(agreed, options["done"])
    with engine(options["engine"], master=options["master"]) as runs:
        divided = Divided(stores=stores, engine=runs)
        answer = run_watch(agreed, sources, as_of=as_of, done=done, divided=divided, progress=_progress(sys.stderr))
    if options["quarantine"] is not None:
        _write_quarantine(answer.quarantine, options["quarantine"])
    _print_summary(agreed, answer, stores)
    _write_alerts(agreed, answer, out=options["out"], as_format=as_format)
    if not answer.complete or _all_set_aside(answer):
        raise SystemExit(INCOMPLETE)


def _done(agreement: Agreement, given: Sequence[tuple[str, datetime]]) -> Mapping[str, datetime]:
    """What was done and when.

    Raises:
        NOT_OWED: neither a commitment nor a party of the agreement.
    """
    known = [entry.id for entries in (agreement.commitments, agreement.parties) for entry in entries]
    for name, _ in given:
        if name not in known:
            raise NOT_OWED(name=name, agreement=agreement.id, known=", ".join(known))
    return dict(given)


def _follow(agreement: str, feeds: tuple[str, ...], options: Mapping[str, Any]) -> None:
    """Follow live feeds instead of reading inputs once.

    Raises:
        NOT_WHILE_FOLLOWING: an option that is about one reading.
    """
    of_one_reading = {"--out": "out", "--format": "as_format", "--as-of": "as_of", "--quarantine": "quarantine"}
    for option, name in of_one_reading.items():
        if options[name] is not None:
            raise NOT_WHILE_FOLLOWING(option=option)
    if options["engine"] != ENGINES[0]:
        raise NOT_WHILE_FOLLOWING(option="--engine")
    mapping = read_mapping(options["mapping"])

    def opener(path: Path) -> SourceFile:
        return open_source(path, mapping=mapping, received_at=options["received_at"], time_zone=options["time_zone"])

    agreed = load_agreement(agreement)
    follow(agreed, feeds, opener, **{**options, "done": _done(agreed, options["done"])})


def _format_of(out: Path | None, wanted: str | None) -> str | None:
    """The format asked for, or that which the name of the file says; none for people.

    Raises:
        NO_SUCH_FORMAT: the name ends in something that no encoder writes.
    """
    ending = "" if out is None else out.suffix.lstrip(".").lower()
    if wanted is not None or not ending:
        return wanted
    if ending not in ENCODERS:
        raise NO_SUCH_FORMAT(format=ending, known=", ".join(ENCODERS))
    return ending


def _all_set_aside(answer: Watch) -> bool:
    """Whether rows came but none could be kept: silence then says nothing about the agreement."""
    return bool(answer.quarantine.num_rows) and not _kept(answer)


def _kept(answer: Watch) -> int:
    return int(answer.rows_divided + answer.tables["positions"].num_rows + answer.tables["events"].num_rows)


def _progress(stream: TextIO) -> Callable[[str, int], None]:
    """A line that overwrites itself on a terminal; silence elsewhere, for logs are read by people too."""
    if not stream.isatty():
        return lambda _what, _rows: None

    def show(what: str, rows: int) -> None:
        key = "watch.detecting" if what == "detecting" else "watch.reading"
        text = say(key, name=what, rows=f"{rows:,}")
        stream.write(f"\r\x1b[K{text[:100]}")
        stream.flush()

    return show


def _print_summary(agreed: Agreement, answer: Watch, stores: Sequence[Store]) -> None:
    if sys.stderr.isatty():
        click.echo("\r\x1b[K", err=True, nl=False)
    click.echo(say("watch.heading", title=agreed.title.in_language(LANGUAGE), version=agreed.version), err=True)
    for store in stores:
        files = sum(map(len, store.paths.values()))
        click.echo(say("watch.store", name=store.address, files=files), err=True)
    for reading in answer.readings:
        if reading.refused is not None:
            click.echo(say("watch.refused", name=reading.name, reason=reading.refused), err=True)
            continue
        counts = {"read": reading.rows_read, "kept": reading.rows_kept, "quarantined": reading.rows_quarantined}
        click.echo(
            say("watch.file", name=reading.name, format=reading.format, **{k: f"{v:,}" for k, v in counts.items()}),
            err=True,
        )
    totals = {
        "positions": answer.rows_divided + answer.tables["positions"].num_rows,
        "events": answer.tables["events"].num_rows,
        "quarantined": answer.quarantine.num_rows,
    }
    click.echo(say("watch.totals", **{key: f"{value:,}" for key, value in totals.items()}), err=True)
    waiting = [rule.id for rule in agreed.rules if rule.kind not in RUNNING_KINDS]
    if waiting:
        click.echo(say("watch.not-running", rules=", ".join(waiting)), err=True)
    if answer.crowded:
        click.echo(say("watch.crowded", rules=", ".join(answer.crowded)), err=True)
    _print_outcome(answer)


def _print_outcome(answer: Watch) -> None:
    refused = sum(reading.refused is not None for reading in answer.readings)
    if answer.alerts.num_rows:
        certainty = answer.alerts["certainty"].to_pylist()
        click.echo(
            say(
                "watch.found",
                alerts=len(certainty),
                certain=certainty.count("certain"),
                possible=certainty.count("possible"),
                rules=len(set(answer.alerts["rule"].to_pylist())),
            ),
            err=True,
        )
    elif refused:
        click.echo(say("watch.none-incomplete", refused=refused, inputs=len(answer.readings)), err=True)
    else:
        click.echo(say("watch.none" if _kept(answer) else "watch.nothing-kept"), err=True)


def _write_alerts(agreed: Agreement, answer: Watch, *, out: Path | None, as_format: str | None) -> None:
    if out is not None and str(out) != "-":
        out.write_bytes(encode(answer.alerts, as_format=as_format or "parquet"))
        click.echo(say("watch.written", path=out), err=True)
    elif out is not None or as_format is not None:
        sys.stdout.buffer.write(encode(answer.alerts, as_format=as_format or "json"))
    else:
        _print_alerts(agreed, answer.alerts)


def _print_alerts(agreed: Agreement, alerts: pa.Table) -> None:
    for row in alerts.slice(0, SHOWN).to_pylist():
        click.echo(
            say(
                "watch.alert",
                alert=row["alert"],
                began=format_instant(row["began_at"].replace(microsecond=0)),
                certainty=say(f"watch.{row['certainty']}"),
                headline=explain(agreed, row, language=LANGUAGE).headline,
            )
        )
    if alerts.num_rows > SHOWN:
        click.echo(say("watch.more", count=alerts.num_rows - SHOWN))


def _write_quarantine(quarantine: pa.Table, path: Path) -> None:
    with path.open("w", encoding="utf-8", newline="") as sink:
        writer = csv.writer(sink)
        writer.writerow(quarantine.schema.names)
        writer.writerows(map(safe_cell, row.values()) for row in quarantine.to_pylist())
