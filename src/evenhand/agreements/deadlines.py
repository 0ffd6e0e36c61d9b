"""How a commitment stands against each reading of its deadline: days left, or days overdue.

Readings stand side by side and are never merged; whether a deadline is missed may depend on the reading.
"""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal
from zoneinfo import ZoneInfo

from evenhand.agreements.calendar import last_day_before
from evenhand.agreements.model import Commitment, DeadlineReading
from evenhand.agreements.wording import say

State = Literal["open", "last-day", "overdue", "met"]


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadingStanding:
    """How things stand under one reading; days are calendar days in the agreement's zone."""

    reading: DeadlineReading
    state: State
    last_day: date
    """The last day on which the commitment can be met in time."""
    days_left: int
    """0 on the last day and after it."""
    days_overdue: int
    """0 until the deadline has passed; 1 on the first day after the last."""

    def words(self, *, language: str = "en") -> str:
        """The standing as a short sentence."""
        days = self.days_overdue if self.state == "overdue" else self.days_left
        return say(f"deadline.{self.state}", language=language, days=days, last_day=self.last_day.isoformat())


def standing(commitment: Commitment, *, as_of: datetime, time_zone: str = "UTC") -> tuple[ReadingStanding, ...]:
    """One standing a reading, in the order of the readings; none if the commitment has no deadline.

    Args:
        commitment: a commitment that is marked met is met under every reading; when it was met is not asked here.
        as_of: the instant from which one looks.
        time_zone: the agreement's zone, in which its days are counted.

    >>> from datetime import UTC
    >>> from evenhand.foundation.texts import Text
    >>> reading = DeadlineReading(
    ...     id="r", due_at=datetime(2021, 1, 21, 22, tzinfo=UTC), basis=Text({"en": "90 days"}), article="par. 20"
    ... )
    >>> owed = Commitment(
    ...     id="c", name=Text({}), article="a", kind="other", text=Text({}), owed_by=("n",), readings=(reading,)
    ... )
    >>> [now] = standing(owed, as_of=datetime(2021, 1, 20, 23, tzinfo=UTC), time_zone="Africa/Tripoli")
    >>> now.state, now.last_day.isoformat(), now.days_left
    ('last-day', '2021-01-21', 0)
    """
    zone = ZoneInfo(time_zone)
    today = as_of.astimezone(zone).date()
    return tuple(_one(reading, commitment.status, as_of, today, zone) for reading in commitment.readings)


def _one(reading: DeadlineReading, status: str, as_of: datetime, today: date, zone: ZoneInfo) -> ReadingStanding:
    last_day = last_day_before(reading.due_at, zone.key)
    if status == "met":
        state: State = "met"
    elif as_of >= reading.due_at:
        state = "overdue"
    else:
        state = "last-day" if today == last_day else "open"
    return ReadingStanding(
        reading=reading,
        state=state,
        last_day=last_day,
        days_left=max(0, (last_day - today).days),
        days_overdue=max(0, (today - last_day).days) if state == "overdue" else 0,
    )
