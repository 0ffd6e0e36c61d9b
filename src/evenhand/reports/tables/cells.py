"""What a cell says: numbers, counts, codes and moments as people write them in tables, in four languages.

Whatever may be read in two ways is refused with the way to say it plainly: 05/06/2020 without an order of day and
month, a time without a zone, an hour that the clocks struck never.
"""

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, timezone, tzinfo
from enum import StrEnum
from functools import cache, lru_cache
from typing import Any, Literal, TypeVar
from zoneinfo import ZoneInfo

from evenhand.agreements.gazetteer import fold
from evenhand.foundation.problems import Problem, ProblemKind
from evenhand.foundation.texts import LANGUAGES
from evenhand.reports.codes import Qualifier, said
from evenhand.reports.record import Count, Fidelity
from evenhand.reports.tables.reading import FORMULA, LONGEST_CELL

CELL_FORMULA = ProblemKind(
    code="reports.cell-formula",
    blame="caller",
    message="Line {line}, column {column}: the cell holds the formula {value!r}. Paste its result as a value.",
)
CELL_UNKNOWN = ProblemKind(
    code="reports.cell-unknown",
    blame="caller",
    message="Line {line}, column {column}: {value!r} is none of the words of its list. Write one of: {known}.",
)
CELL_NUMBER = ProblemKind(
    code="reports.cell-number",
    blame="caller",
    message="Line {line}, column {column}: {value!r} is no number. Write a plain one, such as 3.5.",
)
CELL_WHOLE = ProblemKind(
    code="reports.cell-whole",
    blame="caller",
    message="Line {line}, column {column}: {value!r} is no whole number of nought or more. Write one, such as 3.",
)
CELL_COUNT = ProblemKind(
    code="reports.cell-count",
    blame="caller",
    message="Line {line}, column {column}: {value!r} is no count. Write one such as 5, ~5, 5+ or 3-5.",
)
CELL_DEGREES = ProblemKind(
    code="reports.cell-degrees",
    blame="caller",
    message="Line {line}, column {column}: {value!r} is no number of degrees up to {most}. Write one such as 31.2.",
)
CELL_DATE = ProblemKind(
    code="reports.cell-date",
    blame="caller",
    message="Line {line}, column {column}: {value!r} is no date. Write one such as 2020-12-06.",
)
CELL_TIME = ProblemKind(
    code="reports.cell-time",
    blame="caller",
    message="Line {line}, column {column}: {value!r} is no time of day. Write one such as 14:30.",
)
CELL_SKIPPED = ProblemKind(
    code="reports.cell-skipped",
    blame="caller",
    message="Line {line}, column {column}: the clocks there never showed {value!r} on that day, for they "
    "were put forward. Check the time and its zone.",
)
CELL_ORDER = ProblemKind(
    code="reports.cell-order",
    blame="caller",
    message="Line {line}, column {column}: {value!r} may begin with the day or with the month. "
    "Choose the order of the file's dates, or write 2020-12-06.",
)
CELL_ZONE = ProblemKind(
    code="reports.cell-zone",
    blame="caller",
    message="Line {line}, column {column}: {value!r} names no time zone that is known. "
    "Choose the zone of the file's times, or write one such as +02:00.",
)
CELL_MISSING = ProblemKind(
    code="reports.cell-missing",
    blame="caller",
    message="Line {line}, column {column}: nothing is written here ({value!r}), and the column {needs!r} needs it. "
    "Fill it in.",
)
CELL_EMPTY = ProblemKind(
    code="reports.cell-empty",
    blame="caller",
    message="Line {line}, column {column}: nothing is written here ({value!r}), and a report needs it. Fill it in, "
    "or choose it for the whole file.",
)
CELL_LONG = ProblemKind(
    code="reports.cell-long",
    blame="caller",
    message="Line {line}, column {column}: the text beginning {value!r} has more than {limit} characters. Shorten it.",
)

DateOrder = Literal["", "dmy", "mdy"]
Code = TypeVar("Code", bound=StrEnum)

_DIGITS = re.compile(r"\d+")
_ISO_DAY = re.compile(r"(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?")
_SHORT_DAY = re.compile(r"(\d{1,2})[-/. ](\d{1,2})[-/. ](\d{4})")
_CLOCK = re.compile(r"(\d{1,2})\s*[:h.:时]\s*(\d{2})(?:[:.:分m]\s*(\d{2})秒?)?分?|(\d{2})(\d{2})(?:\s*h(?:rs)?)?")
_OFFSET = re.compile(r"(?:UTC|GMT)?\s*([+-])(\d{1,2})(?::?(\d{2}))?", re.I)
_ZONED = re.compile(r"(.*\d)\s*(Z|UTC|[+-]\d{2}:?\d{2})", re.I)
_COUNT = re.compile(
    r"(?P<about>~|≈|about|approx(?:\.|imately)?|circa|ca\.|env(?:\.|iron)|حوالي|نحو|约|大约)?\s*"
    r"(?P<least>≥|>=|>|at least|min\.?|au moins|على الأقل|至少)?\s*"
    r"(?P<low>\d{1,9})\s*(?:(?:-|–|—|to|à|إلى|至|到)\s*(?P<high>\d{1,9}))?\s*(?P<more>\+|以上)?",
    re.I,
)
_DMS = re.compile(
    r"([+-]?\d{1,3}(?:\.\d+)?)\s*°?\s*(?:(\d{1,2}(?:\.\d+)?)\s*['′’]\s*)?(?:(\d{1,2}(?:\.\d+)?)\s*[\"″”]\s*)?([NSEW])?",
    re.I,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    """One cell that says something, and where it stands."""

    line: int
    column: str
    value: str

    def refused(self, kind: ProblemKind, **details: Any) -> Problem:
        """The problem of this cell."""
        return kind(line=self.line, column=self.column, value=self.value[:80], **details)


def plain(text: str) -> str:
    """Text with digits of any script as 0 to 9, without invisible signs of direction.

    >>> plain("١٤:٣٠")
    '14:30'
    """
    if text.isascii():
        return text.strip()
    shown = "".join(
        str(unicodedata.decimal(sign)) if unicodedata.category(sign) == "Nd" else sign
        for sign in text
        if unicodedata.category(sign) != "Cf"
    )
    return shown.replace("٫", ".").replace("\u00a0", " ").replace("−", "-").strip()


def words(cell: Cell) -> str:
    """The text of a cell.

    Raises:
        CELL_FORMULA, CELL_LONG.
    """
    if cell.value.startswith(FORMULA):
        raise CELL_FORMULA(line=cell.line, column=cell.column, value=cell.value[len(FORMULA) :][:80])
    if len(cell.value) > LONGEST_CELL:
        raise CELL_LONG(line=cell.line, column=cell.column, value=cell.value[:40], limit=LONGEST_CELL)
    return cell.value.replace("\0", "").strip()


def number(cell: Cell) -> float:
    """A number: 3, 3.5, 3,5 or ٣٫٥.

    Raises:
        CELL_FORMULA, CELL_NUMBER.
    """
    text = plain(words(cell)).replace(" ", "").replace("\u202f", "")
    if "," in text and "." not in text and text.count(",") == 1:
        text = text.replace(",", ".")
    if not re.fullmatch(r"[+-]?\d{1,15}(?:\.\d{1,15})?", text):
        raise cell.refused(CELL_NUMBER)
    return float(text)


def whole(cell: Cell) -> int:
    """A whole number, nought or more.

    Raises:
        CELL_FORMULA, CELL_NUMBER, CELL_WHOLE.
    """
    found = number(cell)
    if found < 0 or found != int(found):
        raise cell.refused(CELL_WHOLE)
    return int(found)


def degrees(cell: Cell, *, most: float) -> float:
    r"""Latitude (`most` 90) or longitude (180): decimal, or degrees, minutes and seconds, with or without N S E W.

    Raises:
        CELL_FORMULA, CELL_DEGREES.

    >>> degrees(Cell(line=2, column="Lat", value="31°12'30\" S"), most=90)
    -31.208333333333332
    """
    text = plain(words(cell))
    if "," in text and "." not in text:
        text = text.replace(",", ".")
    match = _DMS.fullmatch(text)
    if match is None or (match[4] and (match[4].upper() in "NS") != (most == 90)):
        raise cell.refused(CELL_DEGREES, most=f"{most:g}")
    size = abs(float(match[1])) + float(match[2] or 0) / 60 + float(match[3] or 0) / 3600
    if size > most or float(match[2] or 0) >= 60 or float(match[3] or 0) >= 60:
        raise cell.refused(CELL_DEGREES, most=f"{most:g}")
    negative = match[1].startswith("-") or (match[4] or "").upper() in ("S", "W")
    return -size if negative else size


def count(cell: Cell) -> Count:
    """How many: 5, ~5, 5+, 3-5, "at least 5".

    Raises:
        CELL_FORMULA, CELL_COUNT.

    >>> count(Cell(line=2, column="Count", value="3-5"))
    Count(low=3, high=5, qualifier=<Qualifier.ABOUT: 'about'>)
    """
    match = _COUNT.fullmatch(plain(words(cell)))
    if match is None:
        raise cell.refused(CELL_COUNT)
    low, high = int(match["low"]), int(match["high"]) if match["high"] else None
    if high is not None and high < low:
        raise cell.refused(CELL_COUNT)
    if match["least"] or match["more"]:
        return Count(low=low, high=high, qualifier=Qualifier.AT_LEAST)
    about = bool(match["about"]) or high not in (None, low)
    return Count(
        low=low, high=high if high is not None else low, qualifier=Qualifier.ABOUT if about else Qualifier.EXACT
    )


def code(cell: Cell, codes: type[Code]) -> Code:
    """A code by its own text or by its name in any language.

    Raises:
        CELL_FORMULA, CELL_UNKNOWN.
    """
    found = _names_of(codes).get(_folded(words(cell)))
    if found is None:
        raise cell.refused(CELL_UNKNOWN, known=", ".join(codes))
    return codes(found)


def several(cell: Cell, codes: type[Code]) -> tuple[Code, ...]:
    """One or more codes, divided by ; or , or | or a new line, in any script.

    Raises:
        CELL_FORMULA, CELL_UNKNOWN.
    """
    text = words(cell)
    if _folded(text) in _names_of(codes):
        return (code(cell, codes),)
    parts = [part.strip() for part in re.split(r"[;|\n؛;]", text) if part.strip()]
    if not all(_folded(part) in _names_of(codes) for part in parts):
        parts = [part.strip() for part in re.split(r"[;|\n؛;,،、,]", text) if part.strip()]
    return tuple(dict.fromkeys(code(Cell(line=cell.line, column=cell.column, value=part), codes) for part in parts))


@cache
def _names_of(codes: type[StrEnum]) -> Mapping[str, str]:
    found: dict[str, str] = {}
    for one in codes:
        for name in (one.value, one.value.replace("-", " "), *(said(one, language=tag) for tag in LANGUAGES)):
            found.setdefault(_folded(name), one.value)
    return found


@lru_cache(maxsize=20_000)
def _folded(text: str) -> str:
    return fold(text).replace(" ", "")


def zone(cell: Cell) -> tzinfo:
    """A time zone: UTC, Z, +02:00 or a name of the IANA data base.

    Raises:
        CELL_FORMULA, CELL_ZONE.
    """
    found = zone_of(words(cell))
    if found is None:
        raise cell.refused(CELL_ZONE)
    return found


@cache
def zone_of(text: str) -> tzinfo | None:
    """The zone that a text names; None: none that is known."""
    given = plain(text)
    if given.upper() in ("Z", "UTC", "GMT"):
        return UTC
    match = _OFFSET.fullmatch(given)
    if match is not None:
        minutes = int(match[2]) * 60 + int(match[3] or 0)
        return timezone(timedelta(minutes=minutes if match[1] == "+" else -minutes)) if minutes <= 14 * 60 else None
    try:
        return ZoneInfo(given)
    except (ValueError, OSError, KeyError):
        return None


def day(cell: Cell, *, order: DateOrder) -> date:
    """A date: 2020-12-06, or 6/12/2020 where `order` says what comes first or the numbers do.

    Raises:
        CELL_FORMULA, CELL_DATE, CELL_ORDER.
    """
    text = plain(words(cell)).removesuffix(" 00:00:00")
    match = _ISO_DAY.fullmatch(text)
    if match is not None:
        return _date(cell, int(match[1]), int(match[2]), int(match[3]))
    match = _SHORT_DAY.fullmatch(text)
    if match is None:
        raise cell.refused(CELL_DATE)
    first, second, year = int(match[1]), int(match[2]), int(match[3])
    if first == second or first > 12 or (order == "dmy" and second <= 12):
        return _date(cell, year, second, first)
    if second > 12 or order == "mdy":
        return _date(cell, year, first, second)
    raise cell.refused(CELL_ORDER)


def _date(cell: Cell, year: int, month: int, number: int) -> date:
    try:
        return date(year, month, number)
    except ValueError:
        raise cell.refused(CELL_DATE) from None


def clock(cell: Cell) -> tuple[time, Fidelity]:
    """A time of day: 14:30, 14h30, 1430, ١٤:٣٠, 14:30:05.

    Raises:
        CELL_FORMULA, CELL_TIME.
    """
    match = _CLOCK.fullmatch(plain(words(cell)))
    if match is None:
        raise cell.refused(CELL_TIME)
    hour, minute = int(match[1] or match[4]), int(match[2] or match[5])
    if hour > 23 or minute > 59 or int(match[3] or 0) > 59:
        raise cell.refused(CELL_TIME)
    precise = match[3] is not None and int(match[3]) > 0
    return time(hour, minute, int(match[3] or 0)), Fidelity.SECOND if precise else Fidelity.MINUTE


def instant(cell: Cell, *, place: tzinfo | None, order: DateOrder) -> tuple[datetime, datetime, Fidelity]:
    """A date with or without a time in one cell, with its own zone or in `place`: the stretch in which it lies, UTC.

    Raises:
        CELL_FORMULA, CELL_DATE, CELL_TIME, CELL_ORDER, CELL_SKIPPED, CELL_ZONE.
    """
    text = plain(words(cell)).replace("T", " ")
    match = _ZONED.fullmatch(text)
    if match is not None and ":" in match[1]:
        place, text = zone_of(match[2]), match[1]
    head, _, tail = text.strip().partition(" ")
    when = day(Cell(line=cell.line, column=cell.column, value=head), order=order)
    if not tail.strip():
        return whole_day(cell, when, place)
    at, fidelity = clock(Cell(line=cell.line, column=cell.column, value=tail.split(".")[0]))
    begins_at, ends_at = located(cell, when, at, place)
    return begins_at, ends_at, fidelity


def whole_day(cell: Cell, when: date, place: tzinfo | None) -> tuple[datetime, datetime, Fidelity]:
    """A day as its place counts it, from midnight to midnight, UTC.

    Raises:
        CELL_ZONE, CELL_DATE.
    """
    if place is None:
        raise cell.refused(CELL_ZONE)
    try:
        begins_at = datetime.combine(when, time(), place).astimezone(UTC)
        return begins_at, datetime.combine(when + timedelta(days=1), time(), place).astimezone(UTC), Fidelity.DAY
    except OverflowError:
        raise cell.refused(CELL_DATE) from None


def located(cell: Cell, when: date, at: time, place: tzinfo | None) -> tuple[datetime, datetime]:
    """A moment on the clock of a place, UTC; an hour that was struck twice is the stretch between.

    Raises:
        CELL_ZONE: no zone is known.
        CELL_SKIPPED: the clocks were put forward over it.
    """
    if place is None:
        raise cell.refused(CELL_ZONE)
    local = datetime.combine(when, at, place)
    try:
        first, second = (local.replace(fold=turn).astimezone(UTC) for turn in (0, 1))
    except OverflowError:
        raise cell.refused(CELL_DATE) from None
    if first.astimezone(place).replace(tzinfo=None) != local.replace(tzinfo=None):
        raise cell.refused(CELL_SKIPPED)
    return min(first, second), max(first, second)
