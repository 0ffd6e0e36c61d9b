"""`evenhand replay`: history run again under another version of an agreement."""

import csv
import io
import json
import sys
from collections.abc import Iterator, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

import click

from evenhand.agreements.model import Agreement
from evenhand.cli.engines import ENGINES, engine, told_apart
from evenhand.cli.following_words import change_as_json, change_in_words
from evenhand.cli.options import Instant, now, openers, read_mapping
from evenhand.cli.speech import LANGUAGE, say
from evenhand.cli.watch import INCOMPLETE
from evenhand.detection.changes import Change, ChangeKind, rows
from evenhand.foundation.spreadsheets import safe_cell
from evenhand.pipeline.replaying import DIFFERENCES, Replay, replayed
from evenhand.pipeline.replaying import replay as run_replay
from evenhand.pipeline.watching import Divided, Reading, read_inputs, watch
from evenhand.sources.agreement_files import load_agreement

FORMATS = ("text", "json", "csv")
_COLUMNS = ("change", "rule", "alert", "replaces", "object", "area", "began_at", "ended_at", "certainty", "fields")


@click.command(help=say("replay.help"))
@click.argument("old")
@click.argument("new")
@click.argument("inputs", nargs=-1, required=True)
@click.option("--out", type=click.Path(path_type=Path, allow_dash=True), help=say("replay.out"))
@click.option(
    "--format", "as_format", type=click.Choice(FORMATS), help=say("replay.format", formats=", ".join(FORMATS))
)
@click.option("--mapping", type=click.Path(exists=True, dir_okay=False, path_type=Path), help=say("watch.mapping"))
@click.option("--time-zone", help=say("watch.zone"))
@click.option("--received-at", type=Instant(), help=say("watch.received"))
@click.option("--as-of", type=Instant(), help=say("watch.as-of"))
@click.option("--engine", type=click.Choice(ENGINES), default="local", show_default=True, help=say("watch.engine"))
@click.option("--master", default="local[*]", show_default=True, help=say("watch.master"))
def replay(old: str, new: str, inputs: tuple[str, ...], **options: Any) -> None:
    """Hold two versions against the same inputs and print what differs, alert by alert, with totals by rule."""
    versions = (load_agreement(old), load_agreement(new))
    out: Path | None = options["out"]
    ending = "" if out is None else out.suffix.lstrip(".").lower()
    as_format = options["as_format"] or (ending if ending in FORMATS else "text")
    as_of: datetime = options["as_of"] or now()
    readings, found = _run(versions, inputs, as_of, options)
    refused = [reading for reading in readings if reading.refused is not None]
    for reading in refused:
        click.echo(say("watch.refused", name=reading.name, reason=reading.refused), err=True)
    text = "\n".join(_WRITERS[as_format](versions, found, as_of)) + "\n"
    if out is None or str(out) == "-":
        sys.stdout.write(text)
    else:
        out.write_text(text, encoding="utf-8-sig" if as_format == "csv" else "utf-8", newline="")
        click.echo(say("watch.written", path=out), err=True)
    if refused:
        raise SystemExit(INCOMPLETE)


def _run(
    versions: Sequence[Agreement], inputs: tuple[str, ...], as_of: datetime, options: dict[str, Any]
) -> tuple[Sequence[Reading], Replay]:
    """Read once what is read whole; what is read range by range is read under each version."""
    files, stores = told_apart(inputs, engine=options["engine"])
    sources = openers(
        files,
        mapping=read_mapping(options["mapping"]),
        received_at=options["received_at"],
        time_zone=options["time_zone"],
    )
    if not stores:
        readings, tables, _aside = read_inputs(sources)
        old, new = versions
        return readings, run_replay(
            old,
            new,
            positions=tables["positions"],
            events=tables["events"],
            identities=tables["identities"],
            notices=tables["notices"],
            as_of=as_of,
        )
    with engine(options["engine"], master=options["master"]) as runs:
        divided = Divided(stores=stores, engine=runs)
        before, after = (watch(version, sources, as_of=as_of, divided=divided) for version in versions)
    return before.readings, replayed(before.alerts, after.alerts)


def _text(versions: Sequence[Agreement], found: Replay, _as_of: datetime) -> Iterator[str]:
    """For people: totals by rule, then the changes; what is gone is told in the words of the old version."""
    old, new = versions
    title = new.title.in_language(LANGUAGE)
    yield say("replay.heading", title=title, old=old.version, new=new.version)
    for total in found.totals():
        told = ", ".join(
            say("replay.count", number=number, change=_kind(kind)) for kind, number in total.changes.items()
        )
        counts = {"before": total.before, "after": total.after, "unchanged": total.unchanged}
        yield say("replay.total", rule=total.rule, changes=told or say("replay.same"), **counts)
    for change in rows(found.changes):
        yield change_in_words(old if change.kind is ChangeKind.WITHDRAWN else new, change)
    if not found.changes.num_rows:
        yield say("replay.none", count=found.after.num_rows)


def _kind(kind: ChangeKind) -> str:
    return say(f"follow.change.{kind.value}")


def _json(versions: Sequence[Agreement], found: Replay, as_of: datetime) -> Iterator[str]:
    old, new = versions
    told = {
        **{
            name: {"agreement": one.id, "version": one.version, "digest": one.digest}
            for name, one in (("old", old), ("new", new))
        },
        "totals": [
            {
                "rule": total.rule,
                "before": total.before,
                "after": total.after,
                "unchanged": total.unchanged,
                **{kind.value: total.changes.get(kind, 0) for kind in DIFFERENCES},
            }
            for total in found.totals()
        ],
        "changes": [change_as_json(change, as_of) for change in rows(found.changes)],
    }
    yield json.dumps(told, ensure_ascii=False, indent=1)


def _csv(_versions: Sequence[Agreement], found: Replay, as_of: datetime) -> Iterator[str]:
    yield _line(_COLUMNS)
    for change in rows(found.changes):
        yield _line(_cells(change, as_of))


def _cells(change: Change, as_of: datetime) -> list[str]:
    told = change_as_json(change, as_of)
    fields = "; ".join(
        f"{name}: {_plain(pair['from'])} -> {_plain(pair['to'])}" for name, pair in told["fields"].items()
    )
    values = told["alert"] | {"change": change.kind.value, "replaces": " ".join(change.replaces), "fields": fields}
    return ["" if values[name] is None else str(safe_cell(values[name])) for name in _COLUMNS]


def _plain(value: Any) -> str:
    return " ".join(map(str, value)) if isinstance(value, list) else str(value)


def _line(cells: Sequence[str]) -> str:
    sink = io.StringIO()
    csv.writer(sink, lineterminator="\r").writerow(cells)
    return sink.getvalue()


_WRITERS = {"text": _text, "json": _json, "csv": _csv}
