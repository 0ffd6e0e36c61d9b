"""`evenhand count`: how many there were under a counting rule of an agreement, and why another rule says otherwise."""

import json
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path
from typing import Any

import click
import pyarrow as pa

from evenhand.cases.counting.comparing import Comparison, compare
from evenhand.cases.counting.observations import NEEDED, OBSERVATIONS, check
from evenhand.cases.counting.rules import Rule, rule_of
from evenhand.cases.counting.totals import GROUPINGS, Figure, Totals
from evenhand.cases.counting.totals import count as totals_of
from evenhand.cases.counting.wording import kind_words, tell
from evenhand.cli.speech import LANGUAGE, plain, say
from evenhand.sources.agreement_files import load_agreement
from evenhand.sources.observation_tables import read_observations

File = click.Path(exists=True, dir_okay=False, path_type=Path)


@click.command(help=say("count.help"))
@click.argument("file", type=File)
@click.option("--agreement", required=True, help=say("count.agreement"))
@click.option("--rule", "rule_id", required=True, help=say("count.rule"))
@click.option("--compare", "other_id", help=say("count.compare"))
@click.option("--by", type=click.Choice(GROUPINGS), help=say("count.by"))
@click.option("--json", "as_json", is_flag=True, help=say("count.json"))
def count(file: Path, agreement: str, rule_id: str, other_id: str | None, by: str | None, *, as_json: bool) -> None:
    """Count the observations of FILE."""
    held = load_agreement(agreement)
    rule = rule_of(held, rule_id)
    other = None if other_id is None else rule_of(held, other_id)
    observations = read_observations(file, OBSERVATIONS, needed=NEEDED)
    check(observations, what=file.name)
    found = totals_of(observations, rule, by=by)
    if other is None:
        lines = _json_total(found) if as_json else _lines(found)
    else:
        beside = totals_of(observations, other, by=by)
        comparison = compare(observations, rule, other)
        if as_json:
            lines = _json_comparison(found, beside, comparison)
        else:
            lines = [*_lines(found), "", *_lines(beside), "", *_differences(comparison)]
    for line in lines:
        click.echo(line)


def _lines(totals: Totals) -> Iterator[str]:
    name = plain(totals.rule.says.name.in_language(LANGUAGE))
    yield f"{name} · {plain(totals.rule.name)}: {totals.whole}"
    yield from _remarks(totals.whole)
    for row in totals.table.to_pylist():
        key = row["key"]
        label = say("count.not-stated") if key is None else _label(totals, key)
        figure = Figure(**{name: row[name] for name in Figure.__dataclass_fields__})
        yield f"  {plain(label)}: {figure}"


def _label(totals: Totals, key: str) -> str:
    return kind_words(key, language=LANGUAGE) if totals.by == "type" else key


def _remarks(figure: Figure) -> Iterator[str]:
    yield "  " + say("count.observations", number=figure.observations)
    if figure.unnumbered:
        yield "  " + say("count.unnumbered", number=figure.unnumbered)
    if figure.open:
        yield "  " + say("count.open")
    if figure.left_out:
        yield "  " + say("count.left-out", number=figure.left_out)


def _differences(comparison: Comparison) -> Iterator[str]:
    if not len(comparison):
        yield say("count.same")
        return
    yield say("count.differences", number=len(comparison))
    ids = comparison.observations["observation"]
    for number in range(len(comparison)):
        item = comparison.item(number)
        told = tell(comparison, item, language=LANGUAGE)
        first = plain(ids[item.rows[0]].as_py())
        yield f"  {item.one} → {item.other}  {plain(told.sentence)}  [{first}{' …' if len(item.rows) > 1 else ''}]"


def _json_total(totals: Totals) -> list[str]:
    return [json.dumps(_told(totals), ensure_ascii=False, indent=1)]


def _json_comparison(one: Totals, other: Totals, comparison: Comparison) -> list[str]:
    ids: pa.ChunkedArray = comparison.observations["observation"]
    items = []
    for number in range(len(comparison)):
        item = comparison.item(number)
        told = tell(comparison, item, language=LANGUAGE)
        items.append(
            {
                "observations": [ids[row].as_py() for row in item.rows],
                "one": asdict(item.one),
                "other": asdict(item.other),
                "reason": told.sentence,
            }
        )
    whole = {"one": _told(one), "other": _told(other), "differences": items}
    return [json.dumps(whole, ensure_ascii=False, indent=1)]


def _told(totals: Totals) -> dict[str, Any]:
    rule: Rule = totals.rule
    said = {"rule": rule.says.id, "agreement": rule.agreement, "version": rule.version, "digest": rule.digest}
    return {**said, "total": asdict(totals.whole), "by": totals.by, "rows": totals.table.to_pylist()}
