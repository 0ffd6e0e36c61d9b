"""Which movements were announced: movements against notices, others giving way before anybody is accused.

Source: docs/methods/prior-notification.md.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Literal

Reason = Literal["no-notice", "late-notice", "outside-window", "count-exceeded"]
REASONS: tuple[Reason, ...] = ("no-notice", "late-notice", "outside-window", "count-exceeded")

NEAR_US = 48 * 3600 * 1_000_000
"""A notice for another time is named beside a movement if no more than this lies between them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Movement:
    """One object in a place for a time; `notices` are the numbers of those that are about it, time apart."""

    object: str
    began_us: int
    ended_us: int
    notices: frozenset[int]


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


@dataclass(slots=True)
class _Booking:
    """Which movements each notice covers so far, by object."""

    movements: Sequence[Movement]
    notices: Sequence[Notice]
    fitting: Sequence[Sequence[int]]
    held: dict[int, dict[str, set[int]]] = field(default_factory=dict)

    def place(self, movement: int, tried: set[int]) -> bool:
        """Cover a movement, moving others to other notices if that makes room (augmenting paths, Kuhn 1955)."""
        name = self.movements[movement].object
        for notice in self.fitting[movement]:
            if notice in tried:
                continue
            holders = self.held.setdefault(notice, {})
            most = self.notices[notice].max_count
            if name in holders or most is None or len(holders) < most:
                holders.setdefault(name, set()).add(movement)
                return True
        for notice in self.fitting[movement]:
            if notice in tried:
                continue
            tried.add(notice)
            for other, moved in sorted(self.held[notice].items()):
                before = None if len(moved) == 1 else self._copied()
                if all(self.place(one, tried) for one in sorted(moved)):
                    del self.held[notice][other]
                    self.held[notice].setdefault(name, set()).add(movement)
                    return True
                if before is not None:
                    self.held = before
        return False

    def _copied(self) -> dict[int, dict[str, set[int]]]:
        """What is held, to come back to where not all movements of an object can give way."""
        return {notice: {name: set(held) for name, held in names.items()} for notice, names in self.held.items()}

    def notice_of(self, movement: int) -> int | None:
        """The notice that covers a movement."""
        name = self.movements[movement].object
        return next((n for n, holders in sorted(self.held.items()) if movement in holders.get(name, ())), None)


def match_notices(
    movements: Sequence[Movement], notices: Sequence[Notice], *, lead_us: int, tolerance_us: int
) -> tuple[Outcome, ...]:
    """For each movement whether it was announced in time, for its time, and within the announced number.

    Args:
        movements: in any order; earlier movements (then by object) have the first claim on a notice's number.
        notices: in any order.
        lead_us: how long before its beginning a movement has to be announced.
        tolerance_us: how far a movement may reach beyond the announced time at either end.

    Returns:
        Outcomes in the order of the movements.
    """
    on_time = [[n for n in sorted(m.notices) if _covers(notices[n], m, tolerance_us)] for m in movements]
    early = [
        [n for n in ns if notices[n].given_us <= m.began_us - lead_us] for ns, m in zip(on_time, movements, strict=True)
    ]
    fitting = [sorted(ns, key=lambda n: (notices[n].ends_us, notices[n].begins_us, n)) for ns in early]
    booking = _Booking(movements=movements, notices=notices, fitting=fitting)
    order = sorted(
        range(len(movements)), key=lambda k: (movements[k].began_us, movements[k].object, movements[k].ended_us)
    )
    placed = {k: booking.place(k, set()) for k in order}
    outcomes = []
    for k, movement in enumerate(movements):
        if placed[k]:
            outcomes.append(Outcome(reason=None, notice=booking.notice_of(k)))
        elif fitting[k]:
            outcomes.append(Outcome(reason="count-exceeded", notice=fitting[k][0]))
        elif on_time[k]:
            earliest = min(on_time[k], key=lambda n: (notices[n].given_us, n))
            outcomes.append(Outcome(reason="late-notice", notice=earliest))
        else:
            outcomes.append(_elsewhen(movement, notices))
    return tuple(outcomes)


def _covers(notice: Notice, movement: Movement, tolerance_us: int) -> bool:
    begins, ends = notice.begins_us - tolerance_us, notice.ends_us + tolerance_us
    return begins <= movement.began_us and movement.ended_us <= ends


def _elsewhen(movement: Movement, notices: Sequence[Notice]) -> Outcome:
    """No notice covers the time: the nearest one about another time, if it is near, else none."""

    def apart(n: int) -> int:
        return max(0, notices[n].begins_us - movement.ended_us, movement.began_us - notices[n].ends_us)

    near = [n for n in movement.notices if apart(n) <= NEAR_US]
    if not near:
        return Outcome(reason="no-notice", notice=None)
    return Outcome(reason="outside-window", notice=min(near, key=lambda n: (apart(n), n)))
