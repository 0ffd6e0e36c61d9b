"""Totals and differences as files: CSV and Excel, every text made safe for spreadsheets."""

import csv
import io
from collections.abc import Iterable, Sequence
from typing import Any

import openpyxl

from evenhand.cases.counting.totals import Figure
from evenhand.foundation.instants import format_instant
from evenhand.foundation.spreadsheets import safe_cell
from evenhand_web.accounts.access import Actor
from evenhand_web.totals.items import ItemRow, item_rows
from evenhand_web.totals.queries import TotalsPage
from evenhand_web.totals.templatetags.totals import key_name

MEDIA_TYPES = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
_AT_ONCE = 500
_FIGURES = ("low", "best", "high", "open", "observations", "unnumbered", "left_out")
TOTALS, DIFFERENCES = "totals", "differences"


def totals_rows(page: TotalsPage, by: str) -> Iterable[Sequence[Any]]:
    """A heading and a row for each key and rule; codes beside names, so that a program reads them too."""
    yield ("rule", "agreement", "version", "digest", "by", "key", "name", *_FIGURES, "blind_share")
    for row in page.groups[by]:
        name = key_name(row.key, by, page.agreement)
        for rule, figure in ((page.rule, row.one), (page.other, row.other)):
            if rule is not None and figure is not None:
                said = (rule.says.id, rule.agreement, rule.version, rule.digest)
                blind = "" if row.blind is None else round(row.blind, 3)
                yield (*said, by, row.key or "", name, *_numbers(figure), blind)


def difference_rows(actor: Actor, page: TotalsPage, *, language: str) -> Iterable[Sequence[Any]]:
    """A heading and a row for each item that makes the difference."""
    figures = [f"{which}_{name}" for which in ("one", "other") for name in ("low", "best", "high", "open")]
    yield ("begins_at", "place", "reason", *figures, "reports_and_alerts")
    if page.comparison is None:
        return
    for begin in range(0, len(page.comparison), _AT_ONCE):
        numbers = range(begin, min(begin + _AT_ONCE, len(page.comparison)))
        for row in item_rows(actor, page.comparison, numbers, language=language):
            yield _difference(row, page)


def as_csv(rows: Iterable[Sequence[Any]]) -> bytes:
    """Rows as CSV in UTF-8."""
    out = io.StringIO()
    csv.writer(out).writerows([safe_cell(cell) for cell in row] for row in rows)
    return out.getvalue().encode()


def as_xlsx(sheets: dict[str, Iterable[Sequence[Any]]]) -> bytes:
    """Sheets of a workbook, by name."""
    book = openpyxl.Workbook(write_only=True)
    for name, rows in sheets.items():
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append([safe_cell(cell) for cell in row])
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _numbers(figure: Figure) -> list[int]:
    return [getattr(figure, name) for name in _FIGURES]


def _difference(row: ItemRow, page: TotalsPage) -> Sequence[Any]:
    figures = [getattr(figure, name) for figure in (row.one, row.other) for name in ("low", "best", "high", "open")]
    place = "" if row.place is None else key_name(row.place, "place", page.agreement)
    labels = " ".join(link.label for link in row.links) + (f" +{row.more}" if row.more else "")
    return (format_instant(row.at), place, row.sentence, *figures, labels)
