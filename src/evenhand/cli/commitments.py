"""`evenhand commitments`: propose them from a document, see what is due, evaluate a plan."""

import json
from datetime import date, datetime, timedelta
from pathlib import Path

import click

from evenhand.agreements.calendar import end_of
from evenhand.cli.options import now
from evenhand.cli.speech import LANGUAGE, plain, say
from evenhand.commitments.acts import Act
from evenhand.commitments.bridging import said_by_encoding, with_agreements
from evenhand.commitments.deadlines import DueState, deadlines_of, facts_of, next_due
from evenhand.commitments.evaluating import Comparison, Evaluation, compare, end_of_year, evaluate
from evenhand.commitments.exporting import (
    commitments_csv,
    matrix_csv,
    matrix_json,
    matrix_markdown,
    moves_markdown,
    risks_csv,
)
from evenhand.commitments.gates import gate_standing
from evenhand.commitments.indicators import Ends, ends_of, progress_of
from evenhand.commitments.model import Commitment, Plan
from evenhand.commitments.proposing import Proposal, propose
from evenhand.commitments.risks import register
from evenhand.commitments.standing import Standing, standings
from evenhand.commitments.suggesting import suggestions
from evenhand.commitments.wording import name_of
from evenhand.documents.output import read_document
from evenhand.documents.tables import LANGUAGES
from evenhand.foundation.codec import to_json
from evenhand.foundation.problems import ProblemKind
from evenhand.sources.agreement_files import load_agreement
from evenhand.sources.document_files import document_file
from evenhand.sources.plan_files import load_plan

NOT_A_DAY = ProblemKind(
    code="cli.not-a-day",
    blame="caller",
    message="{value!r} is no day. Write it as 2026-03-01.",
)


class Day(click.ParamType[date]):
    """A day in ISO 8601."""

    name = "DATE"

    def convert(self, value: object, param: click.Parameter | None, ctx: click.Context | None) -> date:
        """The day.

        Raises:
            NOT_A_DAY: it is none.
        """
        del param, ctx
        if isinstance(value, date):
            return value
        try:
            return date.fromisoformat(str(value))
        except ValueError:
            raise NOT_A_DAY(value=value) from None


@click.group(help=say("commitments.help"))
def commitments() -> None:
    """Group of the commands about commitments."""


@commitments.command("propose", help=say("commitments.propose.help"))
@click.argument("path", metavar="FILE", type=click.Path(path_type=Path, dir_okay=False))
@click.option(
    "--format", "form", type=click.Choice(["text", "json", "csv"]), default="text", help=say("commitments.format")
)
@click.option("--language", type=click.Choice(LANGUAGES), help=say("document.language"))
def propose_command(path: Path, form: str, language: str | None) -> None:
    """Print what a document proposes."""
    found = propose(read_document(document_file(path), language, words=LANGUAGE))
    if form == "json":
        told = [to_json(one) for one in found]
        click.echo(json.dumps({"format": "evenhand-proposals-1", "proposals": told}, ensure_ascii=False, indent=1))
    elif form == "csv":
        click.echo(commitments_csv([one.commitment for one in found], language=LANGUAGE), nl=False)
    else:
        click.echo(say("commitments.proposed", count=len(found)))
        for one in found:
            click.echo("\n" + "\n".join(_proposal_lines(one)))


@commitments.command("due", help=say("commitments.due.help"))
@click.argument("plan", metavar="PLAN")
@click.option("--on", "on", type=Day(), help=say("commitments.on"))
def due(plan: str, on: date | None) -> None:
    """Print every deadline as it stands on a day, and what the machine proposes."""
    whole, acts = _loaded(plan)
    at = _instant(whole, on)
    facts, stand = facts_of(whole, acts, at=at), standings(acts, at=at)
    names = _names(whole)
    click.echo(say("commitments.due.title", title=whole.title.in_language(LANGUAGE), day=at.date().isoformat()))
    told = 0
    for one in whole.commitments:
        standing = stand.get((one.id, "", None), Standing())
        found = deadlines_of(one, facts=facts, as_of=at, settled=standing.settled)
        coming = next_due(one.recurrence, facts=facts, as_of=at) if one.recurrence is not None else None
        if not found and one.recurrence is None:
            continue
        told += 1
        click.echo("\n" + _heading(one, names))
        for each in found:
            basis = plain(each.reading.basis.in_language(LANGUAGE))
            sign = "! " if each.state is DueState.OVERDUE else "  "
            click.echo(f"  {sign}{each.reading.id}: {each.words(language=LANGUAGE)}" + (f" ({basis})" if basis else ""))
        if one.recurrence is not None:
            day = coming.isoformat() if coming is not None else say("commitments.unknown")
            click.echo("    " + say("commitments.next", day=day))
    if not told:
        click.echo(say("commitments.due.none"))
    matters = suggestions(whole, acts, at=at)
    if matters:
        click.echo("\n" + say("commitments.suggestions"))
        for matter in matters:
            click.echo(f"  {plain(matter.commitment.what.in_language(LANGUAGE))}: {matter.words(language=LANGUAGE)}")


@commitments.command("plan", help=say("commitments.plan.help"))
@click.argument("plan", metavar="PLAN")
@click.option("--evaluate", "year", type=click.IntRange(1900, 2200), help=say("commitments.evaluate"))
@click.option("--on", "on", type=Day(), help=say("commitments.on"))
@click.option(
    "--format",
    "form",
    type=click.Choice(["markdown", "csv", "json"]),
    default="markdown",
    help=say("commitments.format"),
)
def plan_command(plan: str, year: int | None, on: date | None, form: str) -> None:
    """Print the matrix of a plan, and how it moved in a year."""
    whole, acts = _loaded(plan)
    at = end_of_year(whole, year) if year is not None else _instant(whole, on)
    current = evaluate(whole, acts, at=at)
    if form == "csv":
        click.echo(matrix_csv(current, language=LANGUAGE), nl=False)
        return
    moved = compare(evaluate(whole, acts, at=end_of_year(whole, year - 1)), current) if year is not None else None
    if form == "json":
        click.echo(json.dumps(matrix_json(current) | _moves(moved), ensure_ascii=False, indent=1))
        return
    click.echo(matrix_markdown(current, language=LANGUAGE), nl=False)
    _print_counts(current)
    if moved is not None:
        click.echo("\n" + moves_markdown(moved, language=LANGUAGE), nl=False)


@commitments.command("gates", help=say("commitments.gates.help"))
@click.argument("plan", metavar="PLAN")
@click.option("--on", "on", type=Day(), help=say("commitments.on"))
def gates(plan: str, on: date | None) -> None:
    """Print which conditions of each gate hold."""
    whole, acts = _loaded(plan)
    at = _instant(whole, on)
    if not whole.gates:
        click.echo(say("commitments.gates.none"))
    for gate in whole.gates:
        found = gate_standing(gate, whole, acts, at=at)
        name = plain(gate.name.in_language(LANGUAGE))
        click.echo(f"{name}: {name_of(found.held, language=LANGUAGE)} ({len(found.lacking)}/{len(found.conditions)})")
        for one in found.conditions:
            told = say("commitments.disputed") if one.disputed else name_of(one.held, language=LANGUAGE)
            click.echo(f"  {plain(one.condition.what.in_language(LANGUAGE))}: {told}")


@commitments.command("indicators", help=say("commitments.indicators.help"))
@click.argument("plan", metavar="PLAN")
@click.option("--on", "on", type=Day(), help=say("commitments.on"))
def indicators(plan: str, on: date | None) -> None:
    """Print how far each indicator is, body by body."""
    whole, acts = _loaded(plan)
    at = _instant(whole, on)
    told = 0
    for one in whole.commitments:
        for indicator in one.indicators:
            told += 1
            target = _figure(ends_of(indicator.target), indicator.unit)
            click.echo(
                say("commitments.indicator", name=indicator.name.in_language(LANGUAGE), id=one.id, target=target)
            )
            found = progress_of(indicator, one.id, acts, at=at)
            if not found:
                click.echo("  " + say("commitments.unmeasured"))
            for each in found:
                value = _figure(each.latest.ends, indicator.unit)
                reached = name_of(each.reached, language=LANGUAGE)
                day = each.latest.on.isoformat()
                click.echo("  " + say("commitments.measured", body=each.body, value=value, day=day, reached=reached))
    if not told:
        click.echo(say("commitments.indicators.none"))


@commitments.command("risks", help=say("commitments.risks.help"))
@click.argument("plan", metavar="PLAN")
@click.option("--on", "on", type=Day(), help=say("commitments.on"))
def risks(plan: str, on: date | None) -> None:
    """Print the risk register as CSV."""
    whole, acts = _loaded(plan)
    click.echo(risks_csv(register(whole, acts, at=_instant(whole, on)), language=LANGUAGE), nl=False)


def _loaded(name: str) -> tuple[Plan, tuple[Act, ...]]:
    """A plan with the agreements that belong to it, and all that is said."""
    found = load_plan(name)
    agreements = [load_agreement(one) for one in found.plan.agreements]
    said = tuple(act for one in agreements for act in said_by_encoding(one, at=one.signed_at))
    return with_agreements(found.plan, agreements), (*found.acts, *said)


def _instant(plan: Plan, on: date | None) -> datetime:
    """The last instant of a day in the plan's zone; the one that the clock shows if no day is given."""
    return now() if on is None else end_of(on, plan.time_zone) - timedelta(microseconds=1)


def _figure(ends: Ends, unit: str) -> str:
    """A number as it is known: one figure, a range with an open end, or unknown."""
    low, high = ends
    if low is None and high is None:
        return say("commitments.unknown")
    if low == high:
        return f"{low:.4g} {unit}"
    return f"{'' if low is None else f'{low:.4g}'}–{'' if high is None else f'{high:.4g}'} {unit}"


def _names(plan: Plan) -> dict[str, str]:
    return {actor.id: actor.name.in_language(LANGUAGE) for actor in plan.actors}


def _heading(one: Commitment, names: dict[str, str]) -> str:
    who = ", ".join(plain(names.get(name, name)) for name in one.debtors) or say("commitments.nobody")
    place = one.source.para or one.source.article
    return f"{plain(one.what.in_language(LANGUAGE))} [{one.id}, {plain(one.source.document)} {plain(place)}] {who}"


def _proposal_lines(one: Proposal) -> list[str]:
    owed = one.commitment
    who = "; ".join(owed.debtors) or say("commitments.nobody")
    lines = [f"{owed.source.para}: {name_of(owed.verb, language=LANGUAGE)} ({plain(who)})", f"  {plain(one.quote)}"]
    facts = [
        name_of(owed.strength, language=LANGUAGE),
        name_of(owed.term, language=LANGUAGE),
        owed.theme,
        ", ".join(owed.places),
        ", ".join(str(one.due.on or one.basis) for one in owed.readings),
    ]
    lines.append("  " + "; ".join(plain(fact) for fact in facts if fact))
    if owed.inferred:
        lines.append("  " + say("commitments.inferred", fields=", ".join(owed.inferred)))
    return lines


def _print_counts(found: Evaluation) -> None:
    told = ", ".join(f"{name}: {count}" for name, count in found.counts().items())
    click.echo("\n" + say("commitments.counts", count=len(found.rows), told=told, gaps=len(found.gaps)))


def _moves(moved: Comparison | None) -> dict[str, object]:
    if moved is None:
        return {}
    return {
        "moves": [
            {"commitment": move.commitment.id, "state": move.state, "movement": move.movement.value}
            for move in moved.moves
        ]
    }
