"""Dates in six languages: whole ones as ISO, years inferred and marked so; what is only part of a date apart."""

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import date
from functools import cache

from evenhand.documents.tables import ascii_digits, table


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """A date in a text: ISO form, where it stands, and whether its year is ours."""

    value: str
    begin: int
    end: int
    inferred: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Dates:
    """Whole dates and parts of dates of one text, and days that no calendar has."""

    whole: tuple[Found, ...]
    partial: tuple[Found, ...]
    impossible: tuple[Found, ...] = ()


def _month_pattern(language: str) -> str:
    months = sorted(table(language).get("months", []), key=len, reverse=True)
    return "(?:" + "|".join(months) + ")"


@cache
def _patterns(language: str, key: str) -> tuple[re.Pattern[str], ...]:
    month = _month_pattern(language)
    return tuple(re.compile(one.replace("MONTH", month), re.I) for one in table(language).get(key, []))


@cache
def _month_number(language: str, word: str) -> int | None:
    for number, one in enumerate(table(language).get("months", []), start=1):
        if re.fullmatch(one, word, re.I):
            return number
    return None


def iso(year: int, month: int, day: int) -> str | None:
    """The ISO form of a date that exists, else None.

    >>> iso(2020, 2, 29), iso(2021, 2, 29)
    ('2020-02-29', None)
    """
    if not (1900 <= year <= 2100 and 1 <= month <= 12 and 1 <= day <= monthrange(year, month)[1]):
        return None
    return date(year, month, day).isoformat()


def nearest_year(month: int, day: int, about: str) -> int:
    """The year in which a month and day without one most likely lie: that of `about`, or the one before if it is later.

    >>> nearest_year(12, 3, "2021-01-15"), nearest_year(4, 13, "2011-04-14")
    (2020, 2011)
    """
    known = date.fromisoformat(about)
    return known.year - (1 if (month, day) > (known.month, known.day) and month - known.month > 3 else 0)


def dates_in(text: str, language: str, about: str | None = None) -> Dates:
    """The dates of a text.

    A date without a year takes that of the last whole date before it in the text, else the nearest to `about` (the
    document's own date), and is marked as inferred; without either it is a part of a date.
    """
    plain = ascii_digits(text)
    raw = _raw(plain, language)
    whole, partial, impossible = [], [], []
    year: int | None = None
    for begin, end, parts in raw:
        own, month, day = parts
        if own is not None:
            year = own
        chosen = own if own is not None else year
        if chosen is None and about is not None:
            chosen = nearest_year(month, day, about)
        value = iso(chosen, month, day) if chosen is not None else None
        if value is not None:
            whole.append(Found(value=value, begin=begin, end=end, inferred=own is None))
        elif chosen is None and 1 <= month <= 12 and 1 <= day <= 31:
            partial.append(Found(value=f"--{month:02}-{day:02}", begin=begin, end=end))
        elif 1 <= day <= 31 and (chosen is None or 1900 <= chosen <= 2100):
            impossible.append(Found(value=f"{month:02}-{day:02}", begin=begin, end=end))
    taken = [(one.begin, one.end) for one in (*whole, *impossible)]
    partial += _partial(plain, language, taken)
    return Dates(whole=tuple(whole), partial=tuple(partial), impossible=tuple(impossible))


def _raw(plain: str, language: str) -> list[tuple[int, int, tuple[int | None, int, int]]]:
    found: dict[int, tuple[int, int, tuple[int | None, int, int]]] = {}
    more = _patterns_more(language)
    for pattern in _patterns(language, "dates"):
        for hit in pattern.finditer(plain):
            groups = hit.groupdict()
            month = _month(language, groups)
            if month is None or any(begin <= hit.start() < end for begin, end, _ in found.values()):
                continue
            year = int(groups["y"]) if groups.get("y") else None
            found[hit.start()] = (hit.start(), hit.end(), (year, month, int(groups["d"])))
            follow = more.match(plain, hit.end()) if more is not None else None
            while more is not None and follow is not None:
                found[follow.start("d")] = (follow.start("d"), follow.end(), (year, month, int(follow["d"])))
                follow = more.match(plain, follow.end())
    return [found[begin] for begin in sorted(found)]


@cache
def _patterns_more(language: str) -> re.Pattern[str] | None:
    more = table(language).get("date_more")
    return re.compile(more) if more else None


def _month(language: str, groups: dict[str, str | None]) -> int | None:
    if groups.get("m"):
        return int(groups["m"] or 0)
    word = groups.get("mon") or groups.get("mon0")
    return _month_number(language, word) if word else None


def _partial(plain: str, language: str, taken: list[tuple[int, int]]) -> list[Found]:
    found: list[Found] = []
    for pattern in _patterns(language, "partial_dates"):
        for hit in pattern.finditer(plain):
            if any(begin < hit.end() and hit.start() < end for begin, end in taken):
                continue
            taken.append((hit.start(), hit.end()))
            groups = hit.groupdict()
            month, year = _month(language, groups), groups.get("y")
            value = f"{year or '-'}-{month:02}" if month else f"{year}"
            value += "-end" if groups.get("end") else "-start" if groups.get("start") else ""
            found.append(Found(value=value, begin=hit.start(), end=hit.end()))
    return sorted(found, key=lambda one: one.begin)
