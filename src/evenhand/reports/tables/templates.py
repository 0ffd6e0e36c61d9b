"""An empty table to fill in: its headings in the reader's language, an example, and the words of each list.

Source: docs/methods/doors.md.
"""

import csv
import io
from collections.abc import Iterable, Sequence
from typing import Any

import openpyxl
from openpyxl.styles import Font
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation

from evenhand.foundation.spreadsheets import safe_cell
from evenhand.reports.codes import (
    Cause,
    Interference,
    Means,
    Observed,
    Outcome,
    Phase,
    Post,
    Protection,
    Qualifier,
    ReporterType,
    ReportKind,
    RestrictionType,
    StatedReason,
    Violation,
    Weapon,
    said,
)
from evenhand.reports.tables.columns import FIELDS, heading

LISTS = {
    "kind": ReportKind, "reporter_type": ReporterType, "protection": Protection, "violation": Violation,
    "what": Observed, "count_qualifier": Qualifier, "means": Means, "post": Post, "phase": Phase, "weapon": Weapon,
    "cause": Cause, "restriction": RestrictionType, "reason": StatedReason, "interference": Interference,
    "outcome": Outcome,
}  # fmt: skip
"""The fields that are chosen and not written, with their lists."""

_SHEET_NAME = 31
_VALIDATED_ROWS = 1000


def csv_template(*, language: str) -> bytes:
    """The headings as CSV, with the mark by which spreadsheets know UTF-8."""
    return csv_bytes([[heading(field, language=language) for field in FIELDS]])


def csv_bytes(rows: Iterable[Sequence[Any]]) -> bytes:
    """Rows as CSV that a spreadsheet shows and does not run."""
    out = io.StringIO()
    csv.writer(out).writerows([safe_cell(cell) for cell in row] for row in rows)
    return b"\xef\xbb\xbf" + out.getvalue().encode("utf-8", errors="replace")


def workbook_template(*, language: str, sheet: str, lists: str) -> bytes:
    """The headings as a workbook, each list to choose from beside its column, and all lists on a sheet of their own.

    Args:
        language: of headings and words.
        sheet: what the sheet to fill in is called.
        lists: what the sheet with the lists is called.
    """
    book = openpyxl.Workbook()
    first = book.active
    first.title = sheet[:_SHEET_NAME]
    second = book.create_sheet(lists[:_SHEET_NAME])
    for page in (first, second):
        page.sheet_view.rightToLeft = language.startswith("ar")
    for place, field in enumerate(FIELDS, start=1):
        cell = first.cell(row=1, column=place, value=heading(field, language=language))
        cell.font = Font(bold=True)
        first.column_dimensions[get_column_letter(place)].width = max(12, len(str(cell.value)) + 2)
    first.freeze_panes = "A2"
    for place, (field, codes) in enumerate(LISTS.items()):
        column = 2 * place + 1
        second.cell(row=1, column=column, value=heading(field, language=language)).font = Font(bold=True)
        for row, code in enumerate(codes, start=2):
            second.cell(row=row, column=column, value=said(code, language=language))
            second.cell(row=row, column=column + 1, value=code.value)
        letter = get_column_letter(column)
        title = second.title.replace("'", "''")
        choice = DataValidation(
            type="list", formula1=f"'{title}'!${letter}$2:${letter}${len(codes) + 1}", allow_blank=True
        )
        choice.showErrorMessage = False  # codes may be written too
        here = get_column_letter(FIELDS.index(field) + 1)
        choice.add(f"{here}2:{here}{_VALIDATED_ROWS}")
        first.add_data_validation(choice)
    return _saved(book)


def workbook_bytes(rows: Iterable[Sequence[Any]], *, sheet: str) -> bytes:
    """Rows as a workbook of texts, none of which is a formula."""
    book = openpyxl.Workbook(write_only=True)
    page = book.create_sheet(sheet[:_SHEET_NAME])
    for row in rows:
        page.append([safe_cell(_printable(cell)) for cell in row])
    return _saved(book)


def _printable(value: Any) -> Any:
    """Without the characters that XML cannot hold."""
    if not isinstance(value, str):
        return value
    return "".join(sign for sign in value if sign in "\t\n" or " " <= sign < "\ud800" or sign > "\udfff")[:32_000]


def _saved(book: Any) -> bytes:
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()
