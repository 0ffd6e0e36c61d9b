"""How many are in a place at once, and when that is more than may be.

Each stay counts with a low and a high weight: low where it is certain that it counts, high where it is possible.
Source: docs/methods/limitation.md.
"""

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Stay:
    """Somebody in a place from `began_us` until `ended_us` (excluded, unless it is the same instant)."""

    began_us: int
    ended_us: int
    low: int
    high: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Excess:
    """A maximal time in which possibly more than the limit are there."""

    began_us: int
    ended_us: int
    low: int
    """Greatest number that are certainly there at once; more than the limit makes the excess certain."""
    high: int
    """Greatest number that are possibly there at once."""
    members: tuple[int, ...]
    """Numbers of the stays that take part, ascending."""


def find_excess(stays: Sequence[Stay], *, limit: int) -> tuple[Excess, ...]:
    """The maximal times in which the high count exceeds `limit`, in order of time.

    A stay that ends at the instant another begins is not there at the same time; one of no length counts then.

    >>> one = Stay(began_us=0, ended_us=10, low=2, high=2)
    >>> two = Stay(began_us=5, ended_us=20, low=0, high=2)
    >>> [(e.began_us, e.ended_us, e.low, e.high, e.members) for e in find_excess([one, two], limit=3)]
    [(5, 10, 2, 4, (0, 1))]
    >>> find_excess([], limit=0)
    ()
    """
    # At one instant: those who leave, those who come, the count, then those who were there for this instant only.
    changes = [(stay.began_us, 1, number) for number, stay in enumerate(stays)]
    changes += [(stay.ended_us, 2 if stay.ended_us == stay.began_us else 0, n) for n, stay in enumerate(stays)]
    changes.sort()
    present: set[int] = set()
    low = high = 0
    found: list[Excess] = []
    began_us, most_low, most_high, members = 0, 0, 0, set[int]()
    for place, (at_us, step, number) in enumerate(changes):
        stay, sign = stays[number], 1 if step == 1 else -1
        low, high = low + sign * stay.low, high + sign * stay.high
        present.add(number) if step == 1 else present.discard(number)
        following = changes[place + 1] if place + 1 < len(changes) else None
        if following is not None and following[0] == at_us and (following[1] == 1 or following[1] == step):
            continue
        if high > limit:
            if not members:
                began_us, most_low, most_high = at_us, 0, 0
            most_low, most_high, members = max(most_low, low), max(most_high, high), members | present
        elif members:
            found.append(
                Excess(began_us=began_us, ended_us=at_us, low=most_low, high=most_high, members=tuple(sorted(members)))
            )
            members = set()
    return tuple(found)
