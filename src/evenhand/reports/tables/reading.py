"""A table out of the bytes of a file: CSV in its usual disguises, and workbooks; every cell as text.

Nothing is evaluated and nothing is guessed that could be wrong in silence: a formula stays one and is refused later,
and bytes that are no UTF-8 are read in the encoding that somebody states.

Sources: RFC 4180; ECMA-376 (workbooks); OWASP, XML external entities and decompression bombs.
"""

import csv
import io
import zipfile
import zlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any
from xml.etree.ElementTree import ParseError

import openpyxl
from defusedxml import DefusedXmlException

from evenhand.foundation.problems import ProblemKind

TABLE_EMPTY = ProblemKind(
    code="reports.table-empty",
    blame="caller",
    message="The table {name} has no row with headings. Write the names of the columns in its first row.",
)
TABLE_UNREADABLE = ProblemKind(
    code="reports.table-unreadable",
    blame="caller",
    message="The table {name} cannot be read: {fault}. Save it again as CSV (UTF-8) or as a workbook (.xlsx).",
)
TABLE_ENCODING = ProblemKind(
    code="reports.table-encoding",
    blame="caller",
    message="Line {line} of {name} is not {encoding}. Choose the encoding in which the file was saved.",
)
TABLE_TOO_LARGE = ProblemKind(
    code="reports.table-too-large",
    blame="caller",
    message="The table {name} has more than {limit} {unit}. Send it in parts.",
)

ENCODINGS = ("utf-8", "cp1256", "cp1252", "gb18030", "iso-8859-6")
"""What may be stated for a file without a mark: Unicode, Arabic, Western European and Chinese Windows, ISO Arabic."""
MOST_ROWS = 200_000
MOST_COLUMNS = 200
LONGEST_CELL = 20_000
LARGEST_WORKBOOK = 400_000_000
"""Bytes of a workbook once unpacked."""
MOST_PARTS = 2_000
FORMULA = "\u0001formula:"
"""Before the text of a cell that holds a formula."""

_MARKS = ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"))
_DELIMITERS = (",", ";", "\t", "|")
_PIECE = 1 << 20
_BROKEN = (
    zipfile.BadZipFile, zlib.error, ParseError, DefusedXmlException, KeyError, ValueError, TypeError, IndexError,
    AttributeError, EOFError, OverflowError, NotImplementedError, RuntimeError, OSError, AssertionError,
)  # fmt: skip
"""What a broken workbook makes its reader raise."""

Row = tuple[int, tuple[str, ...]]
"""Number of its line in the file, from 1, and its cells."""


@dataclass(frozen=True, slots=True)
class Table:
    """Headings and rows; the rows can be run through once. Empty rows are left out."""

    columns: tuple[str, ...]
    rows: Iterator[Row]


def read_table(content: bytes, *, name: str, encoding: str | None = None) -> Table:
    r"""The table that a file holds; which format it has is told from its content.

    Args:
        content: the whole file.
        name: its name, for messages.
        encoding: one of ENCODINGS, for a CSV file without a mark that is no UTF-8.

    Raises:
        TABLE_EMPTY, TABLE_UNREADABLE, TABLE_ENCODING, TABLE_TOO_LARGE: also while the rows are run through.

    >>> table = read_table("Date;Time\n2020-12-06;14:30\n".encode(), name="t.csv")
    >>> table.columns, list(table.rows)
    (('Date', 'Time'), [(2, ('2020-12-06', '14:30'))])
    """
    rows = _workbook(content, name) if content.startswith(b"PK") else _csv(content, name, encoding)
    for _line, cells in rows:
        columns = _trimmed(cells)
        if len(columns) > MOST_COLUMNS:
            raise TABLE_TOO_LARGE(name=name, limit=MOST_COLUMNS, unit="columns")
        return Table(columns=columns, rows=_counted(rows, len(columns), name))
    raise TABLE_EMPTY(name=name)


def _trimmed(cells: Sequence[str]) -> tuple[str, ...]:
    found = [cell.strip() for cell in cells]
    while found and not found[-1]:
        found.pop()
    return tuple(found)


def _counted(rows: Iterator[Row], width: int, name: str) -> Iterator[Row]:
    """The rows, each as wide as the headings; what stands beyond them is kept where it says something."""
    for number, (line, cells) in enumerate(rows, start=1):
        if number > MOST_ROWS:
            raise TABLE_TOO_LARGE(name=name, limit=MOST_ROWS, unit="rows")
        beyond = _trimmed(cells[width:])
        yield line, tuple(cells[:width]) + ("",) * (width - len(cells)) + beyond


def _csv(content: bytes, name: str, encoding: str | None) -> Iterator[Row]:
    text = _decoded(content, name, encoding)
    first, _, rest = text.partition("\n")
    skipped = 0
    delimiter = None
    if first.strip().lower().startswith("sep=") and len(first.strip()) == 5:  # how Excel says it
        delimiter, text, skipped = first.strip()[-1], rest, 1
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter or _delimiter(text))
    before = 0
    while True:
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error as fault:
            raise TABLE_UNREADABLE(name=name, fault=f"line {reader.line_num + skipped}: {fault}") from None
        line, before = before + 1 + skipped, reader.line_num
        if any(cell.strip() for cell in cells):
            yield line, tuple(cell[: LONGEST_CELL + 1] for cell in cells)


def _decoded(content: bytes, name: str, encoding: str | None) -> str:
    marked = next((found for mark, found in _MARKS if content.startswith(mark)), None)
    used = marked or (encoding if encoding in ENCODINGS else "utf-8")
    try:
        return content.decode(used)
    except UnicodeDecodeError as fault:
        line = content[: fault.start].count(b"\n") + 1
        raise TABLE_ENCODING(name=name, line=line, encoding=used.upper()) from None


def _delimiter(text: str) -> str:
    """What divides the first line that says anything into most fields."""
    line = next((line for line in text.split("\n", 200)[:200] if line.strip()), "")
    counts = {one: len(next(csv.reader([line], delimiter=one), [])) for one in _DELIMITERS}
    return max(_DELIMITERS, key=lambda one: counts[one])


def _workbook(content: bytes, name: str) -> Iterator[Row]:
    try:
        _check_parts(content, name)
        book = openpyxl.load_workbook(io.BytesIO(content), read_only=True, data_only=False, keep_links=False)
        sheet = book.worksheets[0]
        sheet.reset_dimensions()  # what a sheet says of its size is not believed
        for line, cells in enumerate(sheet.iter_rows(max_col=MOST_COLUMNS + 1), start=1):
            row = tuple(_cell(one) for one in cells)
            if any(row):
                yield line, row
    except _BROKEN as fault:
        told = " ".join(str(fault).split())[:120] or type(fault).__name__
        raise TABLE_UNREADABLE(name=name, fault=told) from None


def _check_parts(content: bytes, name: str) -> None:
    """Stop at bombs before anything is unpacked: too many parts, too large, or XML with definitions of its own."""
    with zipfile.ZipFile(io.BytesIO(content)) as parts:
        entries = parts.infolist()
        if len(entries) > MOST_PARTS:
            raise TABLE_TOO_LARGE(name=name, limit=MOST_PARTS, unit="parts")
        if sum(entry.file_size for entry in entries) > LARGEST_WORKBOOK:
            raise TABLE_TOO_LARGE(name=name, limit=LARGEST_WORKBOOK // 1_000_000, unit="MB unpacked")
        for entry in entries:
            if entry.filename.endswith((".xml", ".rels")) and _has_definitions(parts, entry):
                raise TABLE_UNREADABLE(name=name, fault=f"its part {entry.filename[:80]!r} defines entities")


def _has_definitions(parts: zipfile.ZipFile, entry: zipfile.ZipInfo) -> bool:
    kept = b""
    with parts.open(entry) as part:
        while piece := part.read(_PIECE):
            held = kept + piece.replace(b"\0", b"")  # UTF-16 too
            if b"<!DOCTYPE" in held or b"<!ENTITY" in held:
                return True
            kept = held[-16:]
    return False


def _cell(cell: Any) -> str:
    """A cell as text; a moment as ISO without a zone, for a workbook has none."""
    value = cell.value
    if value is None:
        return ""
    if cell.data_type == "f":
        return f"{FORMULA}{value}"[: LONGEST_CELL + 1]
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        return str(int(value))
    if isinstance(value, datetime):
        plain = value.replace(microsecond=0, tzinfo=None)
        return plain.date().isoformat() if plain.time() == time() else plain.isoformat(sep=" ")
    if isinstance(value, date | time):
        return value.isoformat()
    return str(value)[: LONGEST_CELL + 1].strip()
