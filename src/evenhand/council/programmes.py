"""A programme of work held against what happened.

Source: requirements, 002-A ("programme of work: monthly calendar with changes").
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from evenhand.council.codes import EntryStatus
from evenhand.council.counting import Kept
from evenhand.council.dates import month_of
from evenhand.council.records import Entry, Meeting, Programme


@dataclass(frozen=True, slots=True, kw_only=True)
class Planned:
    """An entry, and the meeting that answers it."""

    entry: Entry
    on: date | None
    """The day on which it stands now: where it was moved to, or as planned."""
    meeting: str
    """Id of the meeting; "": none is recorded."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Held:
    """A programme beside the meetings of its month."""

    planned: tuple[Planned, ...]
    unplanned: tuple[str, ...]
    """Ids of meetings that stand in no entry."""


def stands_on(entry: Entry) -> date | None:
    """The day on which an entry stands now."""
    return entry.moved_to if entry.status is EntryStatus.MOVED and entry.moved_to else entry.day


def beside(programme: Programme, meetings: Iterable[Kept]) -> Held:
    """Each entry with its meeting: the same day, item and format; each meeting answers one entry. What was dropped
    is answered by none.

    >>> beside(Programme(month="2020-02"), []).planned
    ()
    """
    left = {one.id: one.value for one in meetings if month_of(one.value.day) == programme.month}
    planned = []
    for entry in programme.entries:
        on = stands_on(entry)
        found = next((key for key, value in left.items() if _answers(value, entry, on)), "")
        left.pop(found, None)
        planned.append(Planned(entry=entry, on=on, meeting=found))
    planned.sort(key=lambda one: (one.on is None, one.on or date.min))
    return Held(planned=tuple(planned), unplanned=tuple(left))


def _answers(meeting: Meeting, entry: Entry, on: date | None) -> bool:
    if entry.status is EntryStatus.DROPPED:
        return False
    return meeting.day == on and meeting.item == entry.item and meeting.format is entry.format
