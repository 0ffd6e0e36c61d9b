"""`evenhand agreement`: look at agreements, check them, compare them."""

import json
from collections.abc import Iterator
from pathlib import Path

import click
from shapely.geometry import mapping as geojson_of

from evenhand.agreements.areas import area_geometry
from evenhand.agreements.diff import describe_changes
from evenhand.agreements.model import Agreement, Cited
from evenhand.agreements.reading import check_agreement
from evenhand.agreements.schema import schema_text
from evenhand.cli.options import now
from evenhand.cli.speech import LANGUAGE, fault_line, say
from evenhand.detection.cases import run_case
from evenhand.detection.plan import RUNNING_KINDS
from evenhand.sources.agreement_files import agreement_files, bundled, find_agreement, load_agreement


@click.group(help=say("agreement.help"))
def agreement() -> None:
    """Group of the agreement commands."""


@agreement.command("list", help=say("agreement.list.help"))
def list_bundled() -> None:
    """One line a bundled agreement."""
    for name in bundled():
        agreed = load_agreement(name)
        click.echo(
            f"{agreed.id:<16} {agreed.signed_at:%Y-%m-%d}  {agreed.version:<6} {agreed.title.in_language(LANGUAGE)}"
        )


@agreement.command("check", help=say("agreement.check.help"))
@click.argument("folder")
def check(folder: str) -> None:
    """Read an agreement (faults end here, as a Problem that lists them) and run the cases of its rules."""
    agreed = load_agreement(folder)
    warnings = check_agreement(agreement_files(find_agreement(folder))).faults
    if warnings:
        click.echo(say("agreement.check.warnings", count=len(warnings)))
        for warning in warnings:
            click.echo(f"  {fault_line(warning)}")
    click.echo(
        say(
            "agreement.check.good",
            title=agreed.title.in_language(LANGUAGE),
            rules=len(agreed.rules),
            areas=len(agreed.areas),
            commitments=len(agreed.commitments),
            places=len(agreed.places),
        )
    )
    failures = _run_cases(agreed)
    if failures:
        raise SystemExit(1)


def _run_cases(agreed: Agreement) -> int:
    run = passed = waiting = 0
    for rule in agreed.rules:
        if rule.kind not in RUNNING_KINDS:
            waiting += len(rule.cases)
            continue
        for case in rule.cases:
            result = run_case(agreed, rule, case)
            run += 1
            passed += result.passed
            if not result.passed:
                nothing = say("agreement.nothing")
                expected, found = ("; ".join(lines) or nothing for lines in (result.expected, result.found))
                click.echo(say("agreement.check.failed", rule=rule.id, it=case.it, expected=expected, found=found))
    click.echo(say("agreement.check.cases", passed=passed, run=run, waiting=waiting))
    return run - passed


@agreement.command("show", help=say("agreement.show.help"))
@click.argument("agreement_name", metavar="AGREEMENT")
def show(agreement_name: str) -> None:
    """Print the agreement, section by section, each entry with its article."""
    agreed = load_agreement(agreement_name)
    click.echo(f"{agreed.title.in_language(LANGUAGE)}\n{agreed.summary.in_language(LANGUAGE)}\n")
    for heading, entries in (
        ("parties", agreed.parties),
        ("bodies", agreed.bodies),
        ("areas", agreed.areas),
        ("rules", agreed.rules),
        ("commitments", agreed.commitments),
        ("contradictions", agreed.contradictions),
    ):
        for line in _section(heading, entries):
            click.echo(line)


def _section(heading: str, entries: tuple[Cited, ...]) -> Iterator[str]:
    yield f"{heading} ({len(entries)})"
    for entry in entries:
        mark = "" if entry.confidence == "text" else f"  [{entry.confidence}]"
        yield f"  {entry.id:<32} {entry.name.in_language(LANGUAGE)}  ({entry.article}){mark}"


@agreement.command("diff", help=say("agreement.diff.help"))
@click.argument("old")
@click.argument("new")
def diff(old: str, new: str) -> None:
    """Print every change as a sentence."""
    changes = describe_changes(load_agreement(old), load_agreement(new), language=LANGUAGE)
    for change in changes:
        click.echo(f"- {change.sentence}")
    if not changes:
        click.echo(say("agreement.diff.none"))


@agreement.command("schema", help=say("agreement.schema.help"))
def schema() -> None:
    """Print the published JSON Schema."""
    click.echo(schema_text(), nl=False)


@agreement.command("areas", help=say("agreement.areas.help"))
@click.argument("agreement_name", metavar="AGREEMENT")
@click.option("--out", type=click.Path(path_type=Path, dir_okay=False), help=say("watch.out"))
def areas(agreement_name: str, out: Path | None) -> None:
    """Print a GeoJSON feature collection, one feature an area."""
    agreed = load_agreement(agreement_name)
    features = [
        {
            "type": "Feature",
            "id": area.id,
            "geometry": geojson_of(area_geometry(agreed, area.id)),
            "properties": {
                "name": area.name.in_language(LANGUAGE),
                "article": area.article,
                "status": area.status,
                "in_force_at_writing": area.valid.holds(now()),
            },
        }
        for area in agreed.areas
    ]
    text = json.dumps({"type": "FeatureCollection", "features": features}, ensure_ascii=False)
    if out is None:
        click.echo(text)
    else:
        out.write_text(text + "\n", encoding="utf-8")
        click.echo(say("watch.written", path=out), err=True)
