"""A plan's matrix, its risk register and the moves of a year as CSV, JSON and Markdown.

An export holds only what may be shown: by default records of the public, and those of which no text says whose they
are (requirements, cross-cutting: gaps in the text stay gaps).
"""

import csv
import io
from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Any

from evenhand.commitments.acts import Act
from evenhand.commitments.deadlines import DeadlineStanding
from evenhand.commitments.evaluating import Cell, Comparison, Evaluation, Move, Movement, Row
from evenhand.commitments.model import Access, Actor, Commitment, Source, Term
from evenhand.commitments.risks import RatedRisk
from evenhand.commitments.standing import Standing
from evenhand.commitments.wording import name_of, say
from evenhand.foundation.codec import to_json
from evenhand.foundation.instants import format_instant
from evenhand.foundation.spreadsheets import safe_cell

PUBLIC = frozenset({Access.PUBLIC, None})
"""What a public export holds."""
COLUMNS = (
    "commitment", "document", "para", "what", "verb", "strength", "term", "theme", "state", "willing", "status",
    "views", "evidence", "next-step", "last-days", "days-left", "days-overdue",
)  # fmt: skip
RISK_COLUMNS = (
    "risk",
    "what",
    "likelihood",
    "impact",
    "rating",
    "owner",
    "mitigation",
    "threatens",
    "document",
    "para",
)


def shown_rows(evaluation: Evaluation, *, access: frozenset[Access | None] = PUBLIC) -> tuple[Row, ...]:
    """The rows that may be shown to whom these classes of access are open."""
    return tuple(row for row in evaluation.rows if row.commitment.access in access)


def matrix_csv(evaluation: Evaluation, *, language: str = "en", access: frozenset[Access | None] = PUBLIC) -> str:
    """One line a measure and State, with a header; no cell can run in a spreadsheet."""
    lines = (_line(row, cell, language=language) for row in shown_rows(evaluation, access=access) for cell in row.cells)
    return _csv([say(f"column.{name}", language=language) for name in COLUMNS], lines)


def matrix_json(evaluation: Evaluation, *, access: frozenset[Access | None] = PUBLIC) -> dict[str, Any]:
    """The matrix as values that JSON can hold; the public's names no person and gives none of their reasons."""
    shown = replace(evaluation, rows=shown_rows(evaluation, access=access))
    public = access <= PUBLIC
    return {
        "format": "evenhand-plan-matrix-1",
        "plan": evaluation.plan.id,
        "title": dict(evaluation.plan.title.by_language),
        "at": format_instant(evaluation.at),
        "counts": dict(shown.counts()),
        "measures": [
            {
                "commitment": to_json(row.commitment),
                "deadlines": [_deadline(one) for one in row.deadlines],
                "cells": [
                    {
                        "state": cell.state,
                        "status": cell.standing.status.value if cell.standing.status is not None else None,
                        "disputed": cell.standing.disputed,
                        "willing": cell.willing.value if cell.willing is not None else None,
                        "views": [
                            {"body": view.act.body, "kind": view.act.kind, "act": _act(view.act, public=public)}
                            for view in cell.standing.views
                        ],
                    }
                    for cell in row.cells
                ],
            }
            for row in shown.rows
        ],
    }


def matrix_markdown(evaluation: Evaluation, *, language: str = "en", access: frozenset[Access | None] = PUBLIC) -> str:
    """One table a term: a line a measure, a column a State; the first of them is the measure as a whole."""
    rows = shown_rows(evaluation, access=access)
    told = [f"# {_plain(evaluation.plan.title.in_language(language))}", ""]
    told += [say("matrix.as-of", language=language, at=format_instant(evaluation.at)), ""]
    for term in Term:
        of_term = [row for row in rows if row.commitment.term is term]
        if of_term:
            told += [f"## {say(f'matrix.term-{term.value}', language=language)}", ""]
            told += [*_table(of_term, evaluation.plan.states, language=language), ""]
    return "\n".join(told)


def moves_markdown(comparison: Comparison, *, language: str = "en") -> str:
    """What moved between two evaluations, by how it moved; what stayed as it was is counted only.

    Of what nobody ever reported on each measure is one line, however many States owe it.
    """
    told = [f"# {_plain(comparison.after.plan.title.in_language(language))}", ""]
    before, after = format_instant(comparison.before.at), format_instant(comparison.after.at)
    told += [say("moves.between", language=language, before=before, after=after), ""]
    names = {actor.id: actor.name.in_language(language) for actor in comparison.after.plan.actors}
    shown = [move for move in comparison.moves if move.commitment.access in PUBLIC]
    for movement in Movement:
        found = [move for move in shown if move.movement is movement]
        if not found:
            continue
        told += [f"## {say(f'moves.{movement.value}', language=language)} ({len(found)})", ""]
        if movement is Movement.NEVER:
            lines = [f"- {_what(move, language)}" for move in found]
        elif movement in (Movement.SAME, Movement.SETTLED):
            lines = []
        else:
            lines = [
                f"- {_what(move, language)}"
                + (f", {_plain(names.get(move.state, move.state))}" if move.state else "")
                + f": {_status(move.before, language)} → {_status(move.after, language)}"
                for move in found
            ]
        told += [*dict.fromkeys(lines), *([""] if lines else [])]
    return "\n".join(told)


def _what(move: Move, language: str) -> str:
    return f"{_plain(move.commitment.what.in_language(language))} ({_place(move.commitment.source)})"


def risks_csv(rated: Iterable[RatedRisk], *, language: str = "en") -> str:
    """One line a risk, with a header; a rating that nobody can know is empty."""
    lines = (
        (
            one.risk.id,
            one.risk.what.in_language(language),
            name_of(one.risk.likelihood, language=language),
            name_of(one.risk.impact, language=language),
            "" if one.rating is None else one.rating,
            one.risk.owner,
            one.risk.mitigation.in_language(language),
            " ".join(commitment.id for commitment, _ in one.threatened),
            one.risk.source.document,
            one.risk.source.para,
        )
        for one in rated
    )
    return _csv([say(f"column.{name}", language=language) for name in RISK_COLUMNS], lines)


def _act(act: Act, *, public: bool) -> Any:
    """An act as JSON; the public reads for which body it was said and on what evidence, not by whom nor why."""
    told = to_json(act)
    return {name: held for name, held in told.items() if not (public and name in {"author", "reason"})}


def _line(row: Row, cell: Cell, *, language: str) -> tuple[object, ...]:
    one = row.commitment
    whole = not cell.state
    return (
        one.id, one.source.document, one.source.para or one.source.article, one.what.in_language(language),
        name_of(one.verb, language=language), name_of(one.strength, language=language),
        name_of(one.term, language=language), one.theme, cell.state,
        "" if cell.willing is None else name_of(cell.willing, language=language),
        _status(cell.standing, language), _views(cell.standing, language), _evidence(cell.standing),
        cell.standing.next_step,
        "; ".join(_last_day(each) for each in row.deadlines) if whole else "",
        "; ".join("" if each.days_left is None else str(each.days_left) for each in row.deadlines) if whole else "",
        "; ".join("" if each.days_overdue is None else str(each.days_overdue) for each in row.deadlines)
        if whole else "",
    )  # fmt: skip


def _last_day(one: DeadlineStanding) -> str:
    day = one.last_day.isoformat() if one.last_day is not None else "?"
    return f"{one.reading.id}: {day}"


def _deadline(one: DeadlineStanding) -> dict[str, Any]:
    return {
        "reading": one.reading.id,
        "state": one.state.value,
        "counted_from": one.started.on.isoformat() if one.started is not None else None,
        "last_day": one.last_day.isoformat() if one.last_day is not None else None,
        "days_left": one.days_left,
        "days_overdue": one.days_overdue,
        "days_held": one.days_held,
        "inferred": one.reading.inferred,
    }


def _table(rows: Sequence[Row], states: Sequence[Actor], *, language: str) -> list[str]:
    used = [state for state in states if any(cell.state == state.id for row in rows for cell in row.cells)]
    first = [say(f"column.{name}", language=language) for name in ("what", "para", "status")]
    heads = [*first, *(_plain(state.name.in_language(language)) for state in used)]
    lines = [f"| {' | '.join(heads)} |", f"|{'---|' * len(heads)}"]
    for row in rows:
        cells = {cell.state: cell for cell in row.cells}
        told = [_shown(cells.get(state.id), language) for state in used]
        whole = _shown(cells.get(""), language)
        what = _plain(row.commitment.what.in_language(language))
        lines.append(f"| {' | '.join([what, _place(row.commitment.source), whole, *told])} |")
    return lines


def _shown(cell: Cell | None, language: str) -> str:
    if cell is None:
        return ""
    if not cell.standing.views:
        return "–"
    evidence = sum(len(view.act.evidence) for view in cell.standing.views)
    return f"{_plain(_status(cell.standing, language))} ({evidence})"


def _status(standing: Standing, language: str) -> str:
    status = standing.status
    if status is None:
        return say("status-disputed", language=language, views=_views(standing, language))
    return name_of(status, language=language)


def _views(standing: Standing, language: str) -> str:
    return "; ".join(
        f"{view.act.body} ({name_of(view.act.capacity, language=language)}): {name_of(view.status, language=language)}"
        for view in standing.views
    )


def _evidence(standing: Standing) -> str:
    return "; ".join(
        f"{one.kind} {one.ref}{f' {one.para}' if one.para else ''}"
        for view in standing.views
        for one in view.act.evidence
    )


def _place(source: Source) -> str:
    return _plain(source.para or source.article)


def _plain(text: str) -> str:
    """Text that stays in its cell of a Markdown table and is not taken for markup."""
    flat = " ".join(text.split())
    for sign in ("\\", "|", "*", "_", "`", "[", "]", "<", ">"):
        flat = flat.replace(sign, f"\\{sign}")
    return flat


def _csv(heads: Sequence[str], lines: Iterable[Sequence[object]]) -> str:
    stream = io.StringIO()
    writer = csv.writer(stream, lineterminator="\r\n")
    writer.writerow(heads)
    writer.writerows([[safe_cell(value) for value in line] for line in lines])
    return stream.getvalue()


def commitments_csv(commitments: Iterable[Commitment], *, language: str = "en") -> str:
    """Commitments alone, one line each, with a header: what `propose` finds."""
    names = ("commitment", "document", "para", "debtors", "verb", "strength", "what", "term", "theme", "inferred")
    lines = (
        (
            one.id,
            one.source.document,
            one.source.para,
            "; ".join(one.debtors),
            name_of(one.verb, language=language),
            name_of(one.strength, language=language),
            one.what.in_language(language),
            name_of(one.term, language=language),
            one.theme,
            " ".join(one.inferred),
        )
        for one in commitments
    )
    return _csv([say(f"column.{name}", language=language) for name in names], lines)
