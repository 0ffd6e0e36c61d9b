"""Which movements were announced: movements against notices, others giving way before anybody is accused.

Source: docs/methods/prior-notification.md.
"""

from collections import deque
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import chain
from typing import Literal

import numpy as np
from numpy.typing import NDArray

Reason = Literal["no-notice", "late-notice", "outside-window", "count-exceeded", "off-route", "wrong-identity"]
REASONS: tuple[Reason, ...] = (
    "no-notice",
    "late-notice",
    "outside-window",
    "count-exceeded",
    "off-route",
    "wrong-identity",
)

NEAR_US = 48 * 3600 * 1_000_000
"""A notice for another time is named beside a movement if no more than this lies between them."""

Numbers = frozenset[int]


@dataclass(frozen=True, slots=True, kw_only=True)
class Movement:
    """One object in a place for a time.

    Sets of numbers of notices may be shared by many movements: each set is put in order of time but once.
    """

    object: str
    began_us: int
    ended_us: int
    notices: tuple[Numbers, ...]
    """Those that are about it, time and route apart."""
    off_route: Numbers = frozenset()
    """Those of them whose route it left."""
    place: tuple[Numbers, ...] = ()
    """Those for its place, or along its way, whoever they are about."""
    perhaps: tuple[Numbers, ...] = ()
    """Those that may be about it: no other's."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Notice:
    """What was announced when, for when, for how many distinct objects (None: any number)."""

    given_us: int
    begins_us: int
    ends_us: int
    max_count: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """`reason` None: the movement was announced, by `notice`; else why not, and the notice that comes nearest."""

    reason: Reason | None
    notice: int | None


class _Timed:
    """A set of notices in order of their beginning."""

    def __init__(self, numbers: Numbers, begins_us: NDArray[np.int64], ends_us: NDArray[np.int64]) -> None:
        which = np.array(sorted(numbers), np.int64)
        self.numbers = which[np.argsort(begins_us[which], kind="stable")]
        self.begins_us, self.ends_us = begins_us[self.numbers], ends_us[self.numbers]
        self.longest_us = int((self.ends_us - self.begins_us).max(initial=0))

    def covering(self, began_us: int, ended_us: int) -> list[int]:
        """Those that begin no later and end no earlier."""
        low = int(np.searchsorted(self.begins_us, ended_us - self.longest_us, "left"))
        high = int(np.searchsorted(self.begins_us, began_us, "right"))
        if low >= high:
            return []
        found: list[int] = self.numbers[low:high][self.ends_us[low:high] >= ended_us].tolist()
        return found

    def nearest(self, began_us: int, ended_us: int) -> tuple[int, int] | None:
        """Distance in time and number of the nearest one that is near."""
        low = int(np.searchsorted(self.begins_us, began_us - NEAR_US - self.longest_us, "left"))
        high = int(np.searchsorted(self.begins_us, ended_us + NEAR_US, "right"))
        if low >= high:
            return None
        begins_us, ends_us, numbers = self.begins_us[low:high], self.ends_us[low:high], self.numbers[low:high]
        apart_us = np.maximum(0, np.maximum(begins_us - ended_us, began_us - ends_us))
        best = int(np.lexsort((numbers, apart_us))[0])
        return (int(apart_us[best]), int(numbers[best])) if apart_us[best] <= NEAR_US else None


class _Calendar:
    """All notices by time, in the sets in which movements ask for them."""

    def __init__(self, notices: Sequence[Notice]) -> None:
        self._begins_us = np.array([one.begins_us for one in notices], np.int64)
        self._ends_us = np.array([one.ends_us for one in notices], np.int64)
        self._timed: dict[Numbers, _Timed] = {}

    def _sets(self, sets: Iterable[Numbers]) -> Iterable[_Timed]:
        for numbers in sets:
            if numbers not in self._timed:
                self._timed[numbers] = _Timed(numbers, self._begins_us, self._ends_us)
            yield self._timed[numbers]

    def covering(self, sets: Iterable[Numbers], movement: Movement, tolerance_us: int) -> list[int]:
        """The notices of some sets whose time, widened, holds a movement: the first to end, then to begin, first."""
        began_us, ended_us = movement.began_us + tolerance_us, movement.ended_us - tolerance_us
        found = {number for one in self._sets(sets) for number in one.covering(began_us, ended_us)}
        which = np.array(sorted(found), np.int64)
        ordered: list[int] = which[np.lexsort((which, self._begins_us[which], self._ends_us[which]))].tolist()
        return ordered

    def nearest(self, sets: Iterable[Numbers], movement: Movement) -> int | None:
        """The notice of some sets nearest in time, if it is near."""
        found = (one.nearest(movement.began_us, movement.ended_us) for one in self._sets(sets))
        return min((one for one in found if one is not None), default=(0, None))[1]


@dataclass(slots=True)
class _Booking:
    """Which movements each notice covers so far, by object."""

    movements: Sequence[Movement]
    notices: Sequence[Notice]
    fitting: dict[int, list[int]] = field(default_factory=dict)
    held: dict[int, dict[str, set[int]]] = field(default_factory=dict)
    full: set[int] = field(default_factory=set)
    """Notices from which nobody can give way: a search that failed found all their holders stuck, and so they stay."""

    def _has_room(self, notice: int, name: str) -> bool:
        most, holders = self.notices[notice].max_count, self.held.get(notice, {})
        return name in holders or most is None or len(holders) < most

    def place(self, movement: int) -> bool:
        """Cover a movement, moving others to other notices if that makes room.

        Source: augmenting paths (Kuhn 1955), breadth first. An object with several movements under a notice gives way
        only if each of them has room elsewhere at once.
        """
        waiting, came = deque([movement]), {movement: (-1, -1)}
        seen: set[int] = set()
        while waiting:
            one = waiting.popleft()
            name = self.movements[one].object
            fresh = [n for n in self.fitting[one] if n not in seen]
            free = next((n for n in fresh if self._has_room(n, name)), None)
            if free is not None:
                self._shift(one, free, came)
                return True
            for notice in fresh:
                if notice in self.full:
                    continue
                seen.add(notice)
                for other, moved in sorted(self.held.get(notice, {}).items()):
                    if len(moved) == 1:
                        (single,) = moved
                        if single not in came:
                            came[single] = (one, notice)
                            waiting.append(single)
                    elif self._all_elsewhere(other, moved, notice):
                        self._hold(notice, name, one)
                        return self._unwind(one, came)
        self.full |= seen
        return False

    def _hold(self, notice: int, name: str, movement: int) -> None:
        self.held.setdefault(notice, {}).setdefault(name, set()).add(movement)

    def _shift(self, movement: int, notice: int, came: dict[int, tuple[int, int]]) -> None:
        """Put a movement under a notice, and each on the way to it into the place of the one after."""
        self._hold(notice, self.movements[movement].object, movement)
        self._unwind(movement, came)

    def _unwind(self, movement: int, came: dict[int, tuple[int, int]]) -> bool:
        while came[movement][0] >= 0:
            before, left = came[movement]
            del self.held[left][self.movements[movement].object]
            self._hold(left, self.movements[before].object, before)
            movement = before
        return True

    def _all_elsewhere(self, name: str, moved: set[int], notice: int) -> bool:
        """Whether all movements of an object can go to other notices; if so they do."""
        goes = {}
        for one in sorted(moved):
            others = (n for n in self.fitting[one] if n != notice and self._has_room(n, name))
            goes[one] = next(others, -1)
        if -1 in goes.values():
            return False
        del self.held[notice][name]
        for one, n in goes.items():
            self._hold(n, name, one)
        return True

    def by_movement(self) -> dict[int, int]:
        """By movement the notice that covers it."""
        return {one: n for n, names in self.held.items() for moved in names.values() for one in moved}


def match_notices(
    movements: Sequence[Movement], notices: Sequence[Notice], *, lead_us: int, tolerance_us: int
) -> tuple[Outcome, ...]:
    """For each movement whether it was announced in time, for its time and way, and within the announced number.

    Args:
        movements: in any order; earlier movements (then by object) have the first claim on a notice's number.
        notices: in any order.
        lead_us: how long before its beginning a movement has to be announced.
        tolerance_us: how far a movement may reach beyond the announced time at either end.

    Returns:
        Outcomes in the order of the movements.
    """
    calendar = _Calendar(notices)
    booking = _Booking(movements=movements, notices=notices)
    order = sorted(
        range(len(movements)), key=lambda k: (movements[k].began_us, movements[k].object, movements[k].ended_us)
    )
    placed = {}
    covering = {}
    for k in order:
        movement = movements[k]
        covering[k] = calendar.covering(movement.notices, movement, tolerance_us)
        early = [n for n in covering[k] if notices[n].given_us <= movement.began_us - lead_us]
        booking.fitting[k] = [n for n in early if n not in movement.off_route]
        placed[k] = booking.place(k)
    under = booking.by_movement()
    outcomes = [
        Outcome(reason=None, notice=under[k]) if placed[k]
        else _breach(movement, notices, booking.fitting[k], covering[k], calendar)
        for k, movement in enumerate(movements)
    ]  # fmt: skip
    used = {one.notice for one in outcomes}
    return tuple(
        _of_another(movement, outcome, used, (calendar, notices, lead_us, tolerance_us))
        for movement, outcome in zip(movements, outcomes, strict=True)
    )


def _breach(
    movement: Movement, notices: Sequence[Notice], fitting: list[int], covering: list[int], calendar: _Calendar
) -> Outcome:
    """Why a movement that no notice covers is none that was announced."""
    if fitting:
        return Outcome(reason="count-exceeded", notice=fitting[0])
    along = [n for n in covering if n not in movement.off_route]
    if along:
        return Outcome(reason="late-notice", notice=min(along, key=lambda n: (notices[n].given_us, n)))
    if covering:
        return Outcome(reason="off-route", notice=covering[0])
    nearest = calendar.nearest(movement.notices, movement)
    return Outcome(reason="no-notice" if nearest is None else "outside-window", notice=nearest)


def _of_another(
    movement: Movement, outcome: Outcome, used: set[int | None], how: tuple[_Calendar, Sequence[Notice], int, int]
) -> Outcome:
    """A movement of which nothing is announced for its time, but where another was announced that did not come."""
    if outcome.reason not in ("no-notice", "outside-window") or not movement.place:
        return outcome
    calendar, notices, lead_us, tolerance_us = how
    own = set(chain.from_iterable((*movement.notices, *movement.perhaps))) if movement.place else set()
    for n in calendar.covering(movement.place, movement, tolerance_us):
        if n not in own and n not in used and notices[n].given_us <= movement.began_us - lead_us:
            return Outcome(reason="wrong-identity", notice=n)
    return outcome
