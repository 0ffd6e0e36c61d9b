"""Reporting cycles: which reports were due when, which came, and what falls due next.

Source: docs/methods/council.md; forms of cycles as in requirements, 002-C ("120 days", quarterly, monthly, "within 30
days", "interim and final").
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from evenhand.council.codes import CycleKind
from evenhand.council.dates import add_months
from evenhand.council.records import Cycle, Delivery, Duty


class DueState(StrEnum):
    """Where one report stands."""

    DELIVERED = "delivered"
    DELIVERED_LATE = "delivered-late"
    OVERDUE = "overdue"
    DUE_TODAY = "due-today"
    COMING = "coming"


@dataclass(frozen=True, slots=True, kw_only=True)
class Due:
    """One report that is owed."""

    on: date
    """The last day on which it is in time."""
    state: DueState
    days: int
    """Until that day; negative: since."""
    delivery: Delivery | None
    number: int
    """The how manieth of its cycle, from 1."""

    @property
    def since(self) -> int:
        """Days since it was due; 0 where it is not over yet."""
        return max(-self.days, 0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Schedule:
    """What a duty asks for, as far as it can be said."""

    due: tuple[Due, ...]
    undated: bool
    """The text gives no day to count from: nothing can be said to be due, or not to be."""
    unasked: tuple[Delivery, ...]
    """Reports that came and belong to no day."""

    @property
    def next(self) -> Due | None:
        """The first that is open: the oldest overdue one, else the next."""
        return next((one for one in self.due if one.delivery is None), None)


def due_days(cycle: Cycle, *, until: date) -> tuple[date, ...]:
    """The days on which reports are due, up to and including `until`, in order.

    Months are counted from the first day, so that the 31st comes back after a short month.

    >>> due_days(Cycle(kind=CycleKind.EVERY_DAYS, number=60, counted_from=date(2020, 1, 1)), until=date(2020, 6, 1))
    (datetime.date(2020, 3, 1), datetime.date(2020, 4, 30))
    """
    last = min(until, cycle.ends) if cycle.ends else until
    return tuple(day for day in _days(cycle, last) if day <= last)


def _days(cycle: Cycle, last: date) -> Iterator[date]:
    if cycle.kind in (CycleKind.ON_DATES, CycleKind.INTERIM_AND_FINAL):
        yield from sorted(cycle.dates)
        return
    if cycle.counted_from is None or not cycle.number:
        return
    if cycle.kind is CycleKind.WITHIN_DAYS:
        yield cycle.counted_from + timedelta(days=cycle.number)
        return
    count, day = 1, cycle.counted_from
    while day < last:
        months = cycle.kind is CycleKind.EVERY_MONTHS
        step = count * cycle.number
        day = add_months(cycle.counted_from, step) if months else cycle.counted_from + timedelta(days=step)
        yield day
        count += 1


def schedule(duty: Duty, *, as_of: date, ahead: timedelta = timedelta(days=365)) -> Schedule:
    """The reports of a duty until `as_of` and for a time ahead; at least the next one.

    A report that came belongs to the earliest open day whose period had begun: one that comes late answers the day
    that it missed, one that comes early the day ahead.
    """
    found = _schedule(duty, as_of, due_days(duty.cycle, until=as_of + ahead))
    if found.next is None and not found.undated:
        # A report can come early in its period, so that one more step holds the next open one.
        found = _schedule(duty, as_of, due_days(duty.cycle, until=_far(duty.cycle, as_of + ahead)))
    return found


def _schedule(duty: Duty, as_of: date, days: Sequence[date]) -> Schedule:
    taken: dict[int, Delivery] = {}
    unasked = []
    for delivery in sorted((one for one in duty.deliveries if one.on <= as_of), key=lambda one: one.on):
        begun = (at for at in range(len(days)) if at not in taken and (at == 0 or days[at - 1] < delivery.on))
        place = next(begun, None)
        if place is None:
            unasked.append(delivery)
        else:
            taken[place] = delivery
    cycle = duty.cycle
    dated = bool(cycle.dates) or (cycle.counted_from is not None and bool(cycle.number))
    due = tuple(_due(day, taken.get(at), as_of, number=at + 1) for at, day in enumerate(days))
    return Schedule(due=due, undated=not dated, unasked=tuple(unasked))


def _far(cycle: Cycle, until: date) -> date:
    step = cycle.number or 0
    length = timedelta(days=31 * step if cycle.kind is CycleKind.EVERY_MONTHS else step)
    return max([until + length, *cycle.dates, *([cycle.counted_from + length] if cycle.counted_from else [])])


def _due(day: date, delivery: Delivery | None, as_of: date, *, number: int) -> Due:
    if delivery is not None:
        state = DueState.DELIVERED if delivery.on <= day else DueState.DELIVERED_LATE
    elif day < as_of:
        state = DueState.OVERDUE
    else:
        state = DueState.DUE_TODAY if day == as_of else DueState.COMING
    return Due(on=day, state=state, days=(day - as_of).days, delivery=delivery, number=number)
