"""Who sits on a council on a day, and who presides in a month.

The presidency is held by the members in turn in the English alphabetical order of their names, a calendar month each.
Source: Provisional rules of procedure of the Security Council (S/96/Rev.7), rule 18.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from evenhand.council.dates import add_months, month_of, read_month
from evenhand.council.records import Seat, Seats


@dataclass(frozen=True, slots=True, kw_only=True)
class Presidency:
    """One month."""

    month: str
    member: str


def sitting(seats: Seats, *, on: date) -> tuple[Seat, ...]:
    """The members on a day, in English alphabetical order."""
    found = (one for one in seats.seats if (not one.begins or one.begins <= on) and (not one.ends or on <= one.ends))
    return tuple(sorted(found, key=_english))


def _english(seat: Seat) -> str:
    return seat.name.in_language("en").casefold()


def presidencies(seats: Seats, *, first: date, months: int) -> tuple[Presidency, ...]:
    """The presidencies of `months` months from that of `first` on; none where the rotation has no start, or for
    months before it.

    Of the members of each month the next in order presides; after the last name the first one. Thus a new member comes
    in where its name stands, and one that has left is passed over.
    """
    if not seats.counted_from or not seats.president_then:
        return ()
    wanted = {month_of(add_months(first.replace(day=1), step)) for step in range(months)}
    turns = _turns(seats, until=add_months(first.replace(day=1), months))
    return tuple(one for one in turns if one.month in wanted)


def _turns(seats: Seats, *, until: date) -> Iterator[Presidency]:
    month = read_month(seats.counted_from)
    names = {seat.member: _english(seat) for seat in seats.seats}
    last = names.get(seats.president_then, seats.president_then)
    member = seats.president_then
    while month < until:
        yield Presidency(month=month_of(month), member=member)
        month = add_months(month, 1)
        order = sitting(seats, on=month)
        if not order:
            return
        after = next((seat for seat in order if _english(seat) > last), order[0])
        member, last = after.member, _english(after)
