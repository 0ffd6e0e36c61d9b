"""Life cycles of missions: where one stands on a day, and steps that cannot follow each other.

Source: requirements, 002-C ("mission life cycle"); docs/methods/council.md.
"""

from dataclasses import dataclass
from datetime import date
from itertools import pairwise

from evenhand.council.codes import Stage
from evenhand.council.records import Mission, MissionEvent

FOLLOWS: dict[Stage | None, frozenset[Stage]] = {
    # A record may begin in the middle of a life: the first step that a document tells of can be any.
    None: frozenset(Stage),
    Stage.ESTABLISHED: frozenset({Stage.STARTED, Stage.EXTENDED, Stage.ADJUSTED, Stage.DRAWING_DOWN, Stage.CLOSED}),
    Stage.STARTED: frozenset({Stage.EXTENDED, Stage.ADJUSTED, Stage.DRAWING_DOWN, Stage.CLOSED}),
    Stage.EXTENDED: frozenset({Stage.STARTED, Stage.EXTENDED, Stage.ADJUSTED, Stage.DRAWING_DOWN, Stage.CLOSED}),
    Stage.ADJUSTED: frozenset({Stage.STARTED, Stage.EXTENDED, Stage.ADJUSTED, Stage.DRAWING_DOWN, Stage.CLOSED}),
    # A mission that draws down can be given more time and can be changed, also back.
    Stage.DRAWING_DOWN: frozenset({Stage.EXTENDED, Stage.ADJUSTED, Stage.DRAWING_DOWN, Stage.CLOSED}),
    Stage.CLOSED: frozenset(),
}
"""What may follow what. A closed mission does not come back: its successor is another one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class MissionStanding:
    """A mission on one day."""

    stage: Stage | None
    """None: nothing is recorded until that day."""
    since: date | None
    until: date | None
    """End of the mandate by the last step that states one."""
    closes_on: date | None
    """Day of a closure that is decided and yet to come."""
    days_to_closure: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Misstep:
    """A step that cannot follow the one before."""

    before: MissionEvent
    after: MissionEvent


def in_order(mission: Mission) -> tuple[MissionEvent, ...]:
    """The steps by day; those without one keep their place after the step that they were told after."""
    last = date.min
    keyed = []
    for event in mission.events:
        last = event.on or last
        keyed.append((last, event))
    return tuple(event for _, event in sorted(keyed, key=lambda pair: pair[0]))


def mission_standing(mission: Mission, *, as_of: date) -> MissionStanding:
    """Where a mission stands on `as_of`.

    >>> from evenhand.foundation.texts import Text
    >>> mission_standing(Mission(name=Text()), as_of=date(2020, 1, 1)).stage is None
    True
    """
    known = [event for event in in_order(mission) if event.on is None or event.on <= as_of]
    closings = [event.on for event in mission.events if event.stage is Stage.CLOSED and event.on and event.on > as_of]
    last = known[-1] if known else None
    closes_on = min(closings, default=None)
    return MissionStanding(
        stage=last.stage if last else None,
        since=last.on if last else None,
        until=next((event.until for event in reversed(known) if event.until), None),
        closes_on=closes_on,
        days_to_closure=(closes_on - as_of).days if closes_on else None,
    )


def missteps(mission: Mission) -> tuple[Misstep, ...]:
    """Steps that cannot follow the one before them."""
    events = in_order(mission)
    return tuple(
        Misstep(before=before, after=after)
        for before, after in pairwise(events)
        if after.stage not in FOLLOWS[before.stage]
    )
