"""`evenhand corroborate`: which statements of which sources tell of one event."""

import csv
import json
import sys
from collections import Counter
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import click
import pyarrow as pa
import pyarrow.csv
import pyarrow.parquet as pq
import yaml

from evenhand.cli.speech import LANGUAGE, say
from evenhand.foundation.problems import ProblemKind
from evenhand.foundation.spreadsheets import safe_cell
from evenhand.incidents import scorecard
from evenhand.incidents.corroborate import groups_of, look
from evenhand.incidents.expert import expert
from evenhand.incidents.explain import weight_in_words, why
from evenhand.incidents.joining import group, join
from evenhand.incidents.learning import Labels, learn, learn_from_events
from evenhand.incidents.scorecard import SURE_LEAN, Scorecard
from evenhand.incidents.statements import STATEMENTS
from evenhand.sources.event_tables import Refused, read_events
from evenhand.sources.mapping import BAD_MAPPING
from evenhand.sources.statement_tables import read_statements

NO_SUCH_COLUMN = ProblemKind(
    code="cli.no-such-column",
    blame="caller",
    message="{name} has no column {column!r}. It has: {columns}.",
)
BAD_LABELS = ProblemKind(
    code="cli.bad-labels",
    blame="caller",
    message="Row {row} of {name} is {value}. Write the columns one, other, same, with yes or no in the last.",
)
ONE_OF_TWO = ProblemKind(
    code="cli.one-of-two",
    blame="caller",
    message="Say what to learn from: {options}, one of the two.",
)

YES, NO = {"yes", "true", "1", "same"}, {"no", "false", "0", "other"}
File = click.Path(exists=True, dir_okay=False, path_type=Path)


@click.group(name="corroborate", help=say("corroborate.help"))
def corroborate() -> None:
    """Group statements that tell of one event."""


@corroborate.command(name="run", help=say("corroborate.run.help"))
@click.argument("table", type=File)
@click.option("--scorecard", "card_file", type=File, help=say("corroborate.scorecard"))
@click.option("--late", multiple=True, type=File, help=say("corroborate.late"))
@click.option("--sure", is_flag=True, help=say("corroborate.sure"))
@click.option("--out", type=click.Path(path_type=Path, allow_dash=True), help=say("corroborate.out"))
def run(table: Path, card_file: Path | None, late: tuple[Path, ...], out: Path | None, **options: Any) -> None:
    """Group the statements of TABLE."""
    statements = read_statements(table, STATEMENTS)
    card = _card(card_file, statements)
    card = card.leaning(SURE_LEAN) if options["sure"] else card
    grouped = group(statements, card)
    for path in late:
        grouped = join(grouped, read_statements(path, STATEMENTS))
    found = groups_of(grouped.found, grouped.group)
    count = len(found["group"].unique())
    click.echo(say("corroborate.done", statements=found.num_rows, groups=count, learned=card.learned_from), err=True)
    _write(found, out)


@corroborate.command(name="learn", help=say("corroborate.learn.help"))
@click.argument("table", type=File)
@click.option("--labels", type=File, help=say("corroborate.labels"))
@click.option("--events", help=say("corroborate.events"))
@click.option("--out", type=click.Path(path_type=Path), required=True, help=say("corroborate.card-out"))
def learn_card(table: Path, labels: Path | None, events: str | None, out: Path) -> None:
    """Learn a scorecard."""
    if (labels is None) == (events is None):
        raise ONE_OF_TWO(options="--labels, --events")
    statements = read_statements(table, STATEMENTS)
    if labels is not None:
        card = learn(statements, _labels(labels))
    else:
        card = learn_from_events(statements, _events(table, str(events)))
    out.write_text(json.dumps(scorecard.to_json(card), ensure_ascii=False) + "\n", encoding="utf-8")
    click.echo(say("corroborate.learned", learned=card.learned_from, path=out), err=True)


@corroborate.command(name="why", help=say("corroborate.why.help"))
@click.argument("table", type=File)
@click.argument("one")
@click.argument("other")
@click.option("--scorecard", "card_file", type=File, help=say("corroborate.scorecard"))
def explain(table: Path, one: str, other: str, card_file: Path | None) -> None:
    """Take the link of two statements apart."""
    statements = read_statements(table, STATEMENTS)
    told = why(look(statements, _card(card_file, statements)), one, other, language=LANGUAGE)
    click.echo(told.headline)
    for reason in told.reasons:
        weight = weight_in_words(reason, language=LANGUAGE)
        click.echo(say("corroborate.reason", sentence=reason.sentence, weight=weight, value=f"{reason.log_odds:+.1f}"))


@corroborate.command(name="import", help=say("corroborate.import.help"))
@click.argument("file", type=File)
@click.option("--mapping", type=File, help=say("corroborate.mapping"))
@click.option("--refused", type=click.Path(path_type=Path), help=say("corroborate.refused"))
@click.option("--out", type=click.Path(path_type=Path), required=True, help=say("corroborate.statements-out"))
def import_events(file: Path, mapping: Path | None, refused: Path | None, out: Path) -> None:
    """Make statements of a file of events."""
    found = read_events(file, STATEMENTS, mapping=_mapping(mapping))
    _write(found.table, out)
    if refused is not None:
        _write_refused(found.refused, refused)
    counts = {"statements": found.table.num_rows, "refused": len(found.refused), "layout": found.layout}
    click.echo(say("corroborate.imported", **counts), err=True)
    for reason, count in sorted(Counter(one.why for one in found.refused).items()):
        click.echo(say("corroborate.refused-why", why=reason, count=count), err=True)


def _mapping(path: Path | None) -> Mapping[str, Any] | None:
    if path is None:
        return None
    try:
        data = yaml.safe_load(path.read_text(encoding="utf-8"))
    except (yaml.YAMLError, UnicodeDecodeError) as fault:
        raise BAD_MAPPING(where=path.name, value="no YAML", fault=" ".join(str(fault).split())[:120]) from None
    if not isinstance(data, Mapping):
        raise BAD_MAPPING(where=path.name, value=repr(data)[:80], fault="give names with their values")
    return data


def _write_refused(refused: tuple[Refused, ...], path: Path) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, fieldnames=("row", "why", "value"), lineterminator="\n")
        writer.writeheader()
        writer.writerows({"row": one.row, "why": one.why, "value": safe_cell(one.value)} for one in refused)


def _card(path: Path | None, statements: pa.Table) -> Scorecard:
    if path is None:
        return expert(statements)
    try:
        data = json.loads(path.read_text(encoding="utf-8"))
    except ValueError as fault:
        raise scorecard.BAD_SCORECARD(fault=fault) from None
    return scorecard.from_json(data if isinstance(data, Mapping) else {})


def _labels(path: Path) -> Labels:
    with path.open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    for number, row in enumerate(rows, start=2):
        if not row.get("one") or not row.get("other") or str(row.get("same")).lower() not in YES | NO:
            raise BAD_LABELS(row=number, name=path.name, value=dict(row))
    same = [row["same"].lower() in YES for row in rows]
    return Labels(one=[row["one"] for row in rows], other=[row["other"] for row in rows], same=same)


def _events(path: Path, column: str) -> pa.Array:
    table = pq.read_table(path) if path.suffix.lower() == ".parquet" else pa.csv.read_csv(path)
    if column not in table.schema.names:
        raise NO_SUCH_COLUMN(name=path.name, column=column, columns=", ".join(table.schema.names))
    return table[column].combine_chunks()


def _write(found: pa.Table, out: Path | None) -> None:
    if out is not None and out.suffix.lower() == ".parquet":
        pq.write_table(found, out)
        return
    rows = [{name: safe_cell(value) for name, value in row.items()} for row in found.to_pylist()]
    file = sys.stdout if out is None or str(out) == "-" else out.open("w", encoding="utf-8", newline="")
    writer = csv.DictWriter(file, fieldnames=found.schema.names, lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    if file is not sys.stdout:
        file.close()
