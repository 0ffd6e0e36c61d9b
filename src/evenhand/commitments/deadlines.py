"""When something is due: the last day under each reading, days left or overdue, what stands still, what recurs.

Readings stand side by side, and so do the days that different bodies give for the event from which one counts.
Source: docs/methods/commitments.md, "When something is due"; requirements, 000-C, 002-C (recurrences), cross-cutting.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from enum import StrEnum
from itertools import count
from zoneinfo import ZoneInfo

from evenhand.agreements.calendar import end_of, is_working, last_day_before, months_after, working_days_after
from evenhand.agreements.procedure import WorkingWeek
from evenhand.commitments.acts import Act, Occurred, Paused, Resumed
from evenhand.commitments.model import Commitment, Due, Held, Plan, Reading, Recurrence, Unit
from evenhand.commitments.standing import in_order
from evenhand.commitments.wording import say

_MONTHS = {Unit.MONTHS: 1, Unit.YEARS: 12}
_DAYS = {Unit.DAYS: 1, Unit.WEEKS: 7}
_LAST_YEAR = 2200
"""Beyond it no deadline is worked out: such a one is a slip of the pen."""


class DueState(StrEnum):
    """How things are under one reading."""

    NO_DATE = "no-date"
    """The text fixes none yet: "the date will be fixed soon"."""
    NOT_STARTED = "not-started"
    """It counts from something that has not happened, or nobody knows when."""
    OPEN = "open"
    LAST_DAY = "last-day"
    OVERDUE = "overdue"
    STANDING_STILL = "standing-still"
    SETTLED = "settled"
    """Nothing is owed any longer. Whether it was in time, the views say."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Happened:
    """A day on which something happened, and who says so ("": the plan itself)."""

    on: date
    said_by: tuple[str, ...] = ("",)


@dataclass(frozen=True, slots=True, kw_only=True)
class Stay:
    """Days that do not count: from `begins_on` until before `ends_on`; null: it stands still now."""

    begins_on: date
    ends_on: date | None = None
    authority: str = ""

    def holds(self, day: date) -> bool:
        """Whether a day does not count."""
        return self.begins_on <= day and (self.ends_on is None or day < self.ends_on)


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """What deadlines rest on besides the text: which days count, what happened when, what stood still."""

    zone: str = "UTC"
    week: WorkingWeek = field(default_factory=lambda: WorkingWeek(weekend=(5, 6)))
    events: Mapping[str, tuple[Happened, ...]] = field(default_factory=dict)
    stays: Mapping[str, tuple[Stay, ...]] = field(default_factory=dict)
    """By commitment."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DeadlineStanding:
    """How a commitment stands under one reading, counted from one day of its event."""

    reading: Reading
    state: DueState
    started: Happened | None = None
    last_day: date | None = None
    """The last day on which it can be met in time; null: nobody can know yet."""
    due_at: datetime | None = None
    """The first instant that is too late."""
    days_left: int | None = None
    """Of days that count in the calendar; 0 on the last day and after it."""
    days_overdue: int | None = None
    days_held: int = 0
    """Days that stood still before it was due."""

    def words(self, *, language: str = "en") -> str:
        """The standing in few words."""
        day = self.last_day.isoformat() if self.last_day is not None else ""
        days = self.days_overdue if self.state is DueState.OVERDUE else self.days_left
        return say(f"due.{self.state.value}", language=language, days=days, last_day=day, event=self.reading.due.event)


def facts_of(plan: Plan, acts: Iterable[Act], *, at: datetime) -> Facts:
    """The facts of a plan as they were known at an instant.

    Each body has its own latest word on when an event was; the plan's own day counts as one more.
    """
    said = in_order(acts, at=at)
    days: dict[str, dict[str, date | None]] = {
        event.id: {"": event.on} for event in plan.events if event.on is not None
    }
    stays: dict[str, list[Stay]] = {}
    for act in said:
        match act.content:
            case Occurred():
                days.setdefault(act.content.event, {})[act.body] = act.content.on
            case Paused():
                content = act.content
                stay = Stay(begins_on=content.begins_on, ends_on=content.ends_on, authority=content.authority)
                stays.setdefault(content.commitment, []).append(stay)
            case Resumed():
                stays[act.content.commitment] = _resumed(stays.get(act.content.commitment, []), act.content.on)
    return Facts(
        zone=plan.time_zone,
        week=WorkingWeek(weekend=plan.weekend, holidays=plan.holidays),
        events={event: _happened(words) for event, words in days.items()},
        stays={commitment: tuple(found) for commitment, found in stays.items()},
    )


def deadlines_of(
    commitment: Commitment, *, facts: Facts, as_of: datetime, settled: Held = Held.NO
) -> tuple[DeadlineStanding, ...]:
    """One standing a reading and day of its event, in the order of the readings; none: it has no deadline.

    Args:
        commitment: whose readings.
        facts: which days count and what happened.
        as_of: the instant from which one looks.
        settled: whether it is still owed (`Standing.settled`); what is in dispute runs on.
    """
    today = as_of.astimezone(ZoneInfo(facts.zone)).date()
    stays = facts.stays.get(commitment.id, ())
    return tuple(
        _standing(reading, started, facts, stays, today, settled=settled)
        for reading in commitment.readings
        for started in _starts(reading.due, facts)
    )


def last_day_of(due: Due, started_on: date | None, *, facts: Facts, stays: Iterable[Stay] = ()) -> date | None:
    """The last day on which something can be done in time; None where it is not known or stands still.

    The day of the event does not count, and a part of a day is a day. Days that stood still are no days. Hours run from
    the end of the event's day, for an event known by its day may have been at its end, and nobody is late before it is
    certain.

    >>> day = last_day_of(Due(event="signature", count=3, unit=Unit.MONTHS), date(2020, 10, 23), facts=Facts())
    >>> day.isoformat()
    '2021-01-23'
    """
    nominal = _nominal(due, started_on, facts)
    held = tuple(stays)
    if nominal is None or not held:
        return nominal
    origin = _origin(due, started_on, nominal, held)
    if nominal <= origin:
        return nominal
    counts = _counter(due.unit if due.on is None else Unit.DAYS, facts.week)
    left = sum(counts(day) for day in _days(origin, until=nominal))
    return _walked(origin, left, counts, held)


def next_due(recurrence: Recurrence, *, facts: Facts, as_of: datetime) -> date | None:
    """The next day on which something that recurs is due, today included; None: none is, or nobody knows.

    >>> monthly = Recurrence(every=1, unit=Unit.MONTHS, starts_on=date(2021, 1, 31))
    >>> from datetime import UTC
    >>> next_due(monthly, facts=Facts(), as_of=datetime(2021, 3, 1, tzinfo=UTC)).isoformat()
    '2021-03-31'
    """
    today = as_of.astimezone(ZoneInfo(facts.zone)).date()
    return next((day for day in occasions(recurrence, facts=facts) if day >= today), None)


def occasions(recurrence: Recurrence, *, facts: Facts) -> Iterator[date]:
    """The days on which it is due, in order, as far as its end or the year 2200; none where its anchor is not known.

    Where bodies disagree about the event the earliest day is the anchor.
    """
    anchor = recurrence.starts_on
    if anchor is None:
        known = facts.events.get(recurrence.event, ())
        anchor = min((one.on for one in known), default=None)
    if anchor is None or recurrence.every < 1:
        return
    for number in count(0 if recurrence.first_at_start else 1):
        day = _after(anchor, number * recurrence.every, recurrence.unit, facts.week)
        if day is None or (recurrence.until is not None and day > recurrence.until):
            return
        yield day


def _starts(due: Due, facts: Facts) -> tuple[Happened | None, ...]:
    if due.on is not None or not due.event:
        return (None,)
    return facts.events.get(due.event) or (None,)


def _standing(
    reading: Reading,
    started: Happened | None,
    facts: Facts,
    stays: tuple[Stay, ...],
    today: date,
    *,
    settled: Held,
) -> DeadlineStanding:
    due = reading.due
    began = started.on if started is not None else None
    nominal = _nominal(due, began, facts)
    if nominal is None:
        state = DueState.NOT_STARTED if due.event else DueState.NO_DATE
        return DeadlineStanding(
            reading=reading, state=DueState.SETTLED if settled is Held.YES else state, started=started
        )
    known = tuple(stay for stay in stays if stay.begins_on <= today)
    last_day = last_day_of(due, began, facts=facts, stays=known)
    if last_day is None:
        state, counted = DueState.STANDING_STILL, _left_when_stopped(due, began, nominal, known, facts)
        return DeadlineStanding(
            reading=reading,
            state=DueState.SETTLED if settled is Held.YES else state,
            started=started,
            days_left=counted,
        )
    state = _state(last_day, today, still=any(stay.holds(today) for stay in known))
    return DeadlineStanding(
        reading=reading,
        state=DueState.SETTLED if settled is Held.YES else state,
        started=started,
        last_day=last_day,
        due_at=end_of(last_day, facts.zone),
        days_left=max(0, (last_day - today).days),
        days_overdue=max(0, (today - last_day).days),
        days_held=(last_day - nominal).days,
    )


def _state(last_day: date, today: date, *, still: bool) -> DueState:
    if today > last_day:
        return DueState.OVERDUE
    if still:
        return DueState.STANDING_STILL
    return DueState.LAST_DAY if today == last_day else DueState.OPEN


def _nominal(due: Due, started_on: date | None, facts: Facts) -> date | None:
    """The last day if nothing ever stood still."""
    if due.on is not None:
        return due.on
    if not due.event or started_on is None or due.count is None:
        return None
    if due.unit is Unit.HOURS:
        return _safely(started_on, due.count, facts)
    return _after(started_on, due.count, due.unit, facts.week)


def _safely(started_on: date, hours: int, facts: Facts) -> date:
    due_at = end_of(started_on, facts.zone) + timedelta(hours=hours)
    return max(started_on, last_day_before(due_at, facts.zone))


def _after(day: date, number: int, unit: Unit, week: WorkingWeek) -> date | None:
    """So many units after a day (before it, if negative); None beyond the years in which anything is due."""
    try:
        if unit in _MONTHS:
            found = months_after(day, number * _MONTHS[unit])
        elif unit is Unit.WORKING_DAYS:
            found = working_days_after(day, number, week) if number >= 0 else _working_before(day, -number, week)
        elif unit is Unit.HOURS:
            found = day + timedelta(days=-(-number // 24))
        else:
            found = day + timedelta(days=number * _DAYS[unit])
    except (OverflowError, ValueError):  # beyond what a calendar holds
        return None
    return found if found.year <= _LAST_YEAR else None


def _working_before(day: date, number: int, week: WorkingWeek) -> date:
    if len(set(week.weekend)) == 7:
        return day - timedelta(days=number)
    while number:
        day -= timedelta(days=1)
        number -= is_working(day, week)
    return day


def _counter(unit: Unit, week: WorkingWeek) -> Callable[[date], int]:
    """How much a day counts."""
    return (lambda day: int(is_working(day, week))) if unit is Unit.WORKING_DAYS else (lambda _day: 1)


def _days(origin: date, *, until: date) -> Iterator[date]:
    """The days after one until another, which is the last."""
    return (origin + timedelta(days=number) for number in range(1, (until - origin).days + 1))


def _walked(origin: date, left: int, counts: Callable[[date], int], stays: Iterable[Stay]) -> date | None:
    """The day on which the last of so many days is used up; None where that never comes while it stands still."""
    held = tuple(stays)
    still_from = min((stay.begins_on for stay in held if stay.ends_on is None), default=None)
    day = origin
    while left > 0:
        day += timedelta(days=1)
        if (still_from is not None and day >= still_from) or day.year > _LAST_YEAR:
            return None
        left -= 0 if any(stay.holds(day) for stay in held) else counts(day)
    return day


def _left_when_stopped(
    due: Due, started_on: date | None, nominal: date, stays: tuple[Stay, ...], facts: Facts
) -> int | None:
    """How many days were left when the deadline came to stand still."""
    still_from = min((stay.begins_on for stay in stays if stay.ends_on is None), default=None)
    if still_from is None:
        return None
    origin = _origin(due, started_on, nominal, stays)
    counts = _counter(due.unit if due.on is None else Unit.DAYS, facts.week)
    whole = sum(counts(day) for day in _days(origin, until=nominal))
    before = _days(origin, until=still_from - timedelta(days=1))
    used = sum(counts(day) for day in before if not any(stay.holds(day) for stay in stays))
    return max(0, whole - used)


def _origin(due: Due, started_on: date | None, nominal: date, stays: tuple[Stay, ...]) -> date:
    """The day after which one counts: that of the event; of a fixed day, any before it and before all that is held."""
    if due.on is None and started_on is not None:
        return started_on
    return min(nominal, *(stay.begins_on for stay in stays)) - timedelta(days=1)


def _happened(words: Mapping[str, date | None]) -> tuple[Happened, ...]:
    by_day: dict[date, list[str]] = {}
    for body, on in words.items():
        if on is not None:
            by_day.setdefault(on, []).append(body)
    return tuple(Happened(on=on, said_by=tuple(sorted(by_day[on]))) for on in sorted(by_day))


def _resumed(stays: list[Stay], on: date) -> list[Stay]:
    """What stands still on that day runs again from it on; what stood still before it or will after it is as it was."""
    return [replace(one, ends_on=on) if one.begins_on <= on and one.holds(on) else one for one in stays]
