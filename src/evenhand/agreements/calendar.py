"""Days as agreements count them: working days, calendar months, and when a day ends in the agreement's zone.

Sources: docs/methods/procedure.md, "Clocks"; docs/methods/commitments.md, "When something is due".
"""

from calendar import monthrange
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from evenhand.agreements.procedure import WorkingWeek

_TEN_YEARS = 3660
"""A week without any working day would never end; ten years of holidays are a slip of the pen."""


def is_working(day: date, week: WorkingWeek) -> bool:
    """Whether a day counts.

    >>> is_working(date(2020, 12, 4), WorkingWeek())  # a Friday
    False
    """
    return day.weekday() not in week.weekend and day not in week.holidays


def next_working(day: date, week: WorkingWeek) -> date:
    """The first working day after a day; the day after it where ten years hold none."""
    for ahead in range(1, _TEN_YEARS):
        found = day + timedelta(days=ahead)
        if is_working(found, week):
            return found
    return day + timedelta(days=1)


def working_days_after(day: date, count: int, week: WorkingWeek) -> date:
    """The `count`-th working day after a day, which itself does not count.

    >>> working_days_after(date(2020, 12, 3), 1, WorkingWeek()).isoformat()  # from a Thursday over the weekend
    '2020-12-06'
    """
    for _ in range(count):
        day = next_working(day, week)
    return day


def months_after(day: date, months: int) -> date:
    """The same day so many calendar months later (or, negative, earlier); the last of the month where it lacks it.

    >>> months_after(date(2020, 11, 30), 3).isoformat(), months_after(date(2020, 10, 23), 3).isoformat()
    ('2021-02-28', '2021-01-23')
    """
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def end_of(day: date, zone: str) -> datetime:
    """The first instant after a day in that zone, in UTC: what is done before it was done that day.

    >>> end_of(date(2021, 1, 21), "Africa/Tripoli").isoformat()
    '2021-01-21T22:00:00+00:00'
    """
    return datetime.combine(day + timedelta(days=1), time(), tzinfo=ZoneInfo(zone)).astimezone(UTC)


def last_day_before(due_at: datetime, zone: str) -> date:
    """The last day in that zone on which one can be in time, if `due_at` is the first instant that is too late.

    >>> last_day_before(end_of(date(2021, 1, 21), "Africa/Tripoli"), "Africa/Tripoli").isoformat()
    '2021-01-21'
    """
    return (due_at - timedelta(microseconds=1)).astimezone(ZoneInfo(zone)).date()
