"""Instants and intervals: UTC, aware, half-open.

Source: style, habit 10 (a time without a zone is refused, never guessed).
"""

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from evenhand.foundation.problems import ProblemKind

NAIVE_INSTANT = ProblemKind(
    code="foundation.naive-instant",
    blame="caller",
    message="{field} is {value!s}, which has no time zone. Write it as 2026-03-01T00:00:00Z.",
)
NOT_AN_INSTANT = ProblemKind(
    code="foundation.not-an-instant",
    blame="caller",
    message="{field} is {value!r}, which is not a date and time. Write it as 2026-03-01T00:00:00Z.",
)
NOT_A_DURATION = ProblemKind(
    code="foundation.not-a-duration",
    blame="caller",
    message="{field} is {value!r}, which is not a length of time. Write a number and a unit: 30 min, 4 h, 90 days.",
)
INTERVAL_BACKWARDS = ProblemKind(
    code="foundation.interval-backwards",
    blame="caller",
    message="{field} begins at {begins_at!s} and ends at {ends_at!s}. Put the earlier instant first.",
)

_DURATION = re.compile(r"^\s*(\d+(?:\.\d+)?)\s*(ms|s|sec|seconds?|min|minutes?|h|hours?|d|days?|weeks?)\s*$")
_SECONDS_PER_UNIT = {"ms": 0.001, "s": 1.0, "m": 60.0, "h": 3600.0, "d": 86400.0, "w": 604800.0}


def parse_instant(value: str | datetime | date, *, field: str) -> datetime:
    """An aware UTC datetime from ISO 8601 text, a datetime, or a bare date (midnight UTC, as agreements are dated).

    Raises:
        NAIVE_INSTANT: a time of day without a zone.
        NOT_AN_INSTANT: not a date at all.

    >>> parse_instant("2020-10-23T12:00:00+02:00", field="signed_at")
    datetime.datetime(2020, 10, 23, 10, 0, tzinfo=datetime.timezone.utc)
    """
    if isinstance(value, datetime):
        moment = value
    elif isinstance(value, date):
        return datetime(value.year, value.month, value.day, tzinfo=UTC)
    else:
        text = str(value).strip()
        if re.fullmatch(r"\d{4}-\d{2}-\d{2}", text):
            text += "T00:00:00Z"
        try:
            moment = datetime.fromisoformat(text)
        except ValueError:
            raise NOT_AN_INSTANT(field=field, value=value) from None
    if moment.tzinfo is None:
        raise NAIVE_INSTANT(field=field, value=value)
    try:
        return moment.astimezone(UTC)
    except OverflowError:
        raise NOT_AN_INSTANT(field=field, value=value) from None


def parse_duration(value: str | float | timedelta, *, field: str) -> timedelta:
    """A length of time from "30 min" and the like; calendar units (months) are not lengths and are refused.

    >>> parse_duration("90 days", field="limit")
    datetime.timedelta(days=90)
    """
    if isinstance(value, timedelta):
        return value
    match = _DURATION.match(str(value))
    if match is None:
        raise NOT_A_DURATION(field=field, value=value)
    unit = match[2] if match[2] == "ms" else match[2][0]
    try:
        return timedelta(seconds=float(match[1]) * _SECONDS_PER_UNIT[unit])
    except OverflowError:
        raise NOT_A_DURATION(field=field, value=value) from None


def format_instant(moment: datetime) -> str:
    """ISO 8601 in UTC with Z, seconds unless there are fractions.

    >>> format_instant(datetime(2020, 12, 6, 4, 15, tzinfo=UTC))
    '2020-12-06T04:15:00Z'
    """
    return moment.astimezone(UTC).isoformat().replace("+00:00", "Z")


@dataclass(frozen=True, slots=True, kw_only=True)
class Interval:
    """From `begins_at` (included, null: always was) until `ends_at` (excluded, null: no end known)."""

    begins_at: datetime | None = None
    ends_at: datetime | None = None

    def __post_init__(self) -> None:
        for field, value in (("begins_at", self.begins_at), ("ends_at", self.ends_at)):
            if value is not None and value.tzinfo is None:
                raise NAIVE_INSTANT(field=field, value=value)
        if self.begins_at is not None and self.ends_at is not None and self.ends_at < self.begins_at:
            raise INTERVAL_BACKWARDS(field="interval", begins_at=self.begins_at, ends_at=self.ends_at)

    def holds(self, moment: datetime) -> bool:
        """Whether `moment` is inside; the end is not.

        >>> day = Interval(begins_at=datetime(2026, 1, 1, tzinfo=UTC), ends_at=datetime(2026, 1, 2, tzinfo=UTC))
        >>> day.holds(datetime(2026, 1, 1, tzinfo=UTC)), day.holds(datetime(2026, 1, 2, tzinfo=UTC))
        (True, False)
        """
        after_begin = self.begins_at is None or moment >= self.begins_at
        return after_begin and (self.ends_at is None or moment < self.ends_at)

    def overlap(self, other: "Interval") -> "Interval | None":
        """The time both hold, or None where they share none."""
        begins = [b for b in (self.begins_at, other.begins_at) if b is not None]
        ends = [e for e in (self.ends_at, other.ends_at) if e is not None]
        begins_at, ends_at = max(begins, default=None), min(ends, default=None)
        if begins_at is not None and ends_at is not None and begins_at >= ends_at:
            return None
        return Interval(begins_at=begins_at, ends_at=ends_at)
