"""Days and months of a calendar: what "ten months later" means, and the weeks of a month."""

from calendar import monthrange
from collections.abc import Iterator
from datetime import date, timedelta

from evenhand.foundation.problems import ProblemKind

BAD_MONTH = ProblemKind(
    code="council.bad-month",
    blame="caller",
    message="{value!r} is no month from 1945-01 to 2199-12. Write it as 2020-02.",
)


def add_months(day: date, months: int) -> date:
    """The same day of the month `months` later; the last day of a month that is too short.

    >>> add_months(date(2020, 1, 31), 1)
    datetime.date(2020, 2, 29)
    """
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def read_month(value: str) -> date:
    """The first day of a month.

    Raises:
        BAD_MONTH: it is not written as 2020-02, or is out of reach.

    >>> read_month("2020-02")
    datetime.date(2020, 2, 1)
    """
    year, dash, month = value.partition("-")
    if dash and len(year) == 4 and len(month) == 2 and (year + month).isascii() and (year + month).isdigit():
        found = int(year), int(month)
        if 1945 <= found[0] <= 2199 and 1 <= found[1] <= 12:
            return date(*found, 1)
    raise BAD_MONTH(value=value[:40])


def month_of(day: date) -> str:
    """The month of a day, as `read_month` reads it."""
    return f"{day.year:04d}-{day.month:02d}"


def weeks_of(month: date, *, first_weekday: int = 0) -> tuple[tuple[date | None, ...], ...]:
    """The weeks of a month, seven days each, None where a day belongs to another month.

    >>> [len(week) for week in weeks_of(date(2020, 2, 1))]
    [7, 7, 7, 7, 7]
    """
    before = (month.replace(day=1).weekday() - first_weekday) % 7
    days: list[date | None] = [None] * before + list(_days(month))
    days += [None] * (-len(days) % 7)
    return tuple(tuple(days[at : at + 7]) for at in range(0, len(days), 7))


def _days(month: date) -> Iterator[date]:
    first = month.replace(day=1)
    for offset in range(monthrange(month.year, month.month)[1]):
        yield first + timedelta(days=offset)
