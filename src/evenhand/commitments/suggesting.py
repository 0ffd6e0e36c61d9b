"""What the machine proposes, with its reasons: overdue, soon due, a target reached, in dispute, silent.

A suggestion changes nothing. People decide, and their act is an act like any other (design, section 3).
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from enum import StrEnum
from itertools import takewhile
from zoneinfo import ZoneInfo

from evenhand.commitments.acts import Act
from evenhand.commitments.deadlines import DeadlineStanding, DueState, Facts, deadlines_of, facts_of, occasions
from evenhand.commitments.indicators import progress_of, reached
from evenhand.commitments.model import Commitment, Held, Plan, Status, Strength
from evenhand.commitments.standing import Key, Standing, standings
from evenhand.commitments.wording import say

SOON = timedelta(days=14)
SILENCE = timedelta(days=365)
MOST_OCCASIONS = 24
"""Of one commitment; who has reported nothing for longer than that hears of the latest ones only."""


class Matter(StrEnum):
    """What a suggestion is about, gravest first."""

    OVERDUE = "overdue"
    """Past the last day under every reading."""
    OVERDUE_BY_A_READING = "overdue-by-a-reading"
    """Past it under some readings and not under others."""
    OCCASION_OVERDUE = "occasion-overdue"
    """One occasion of what recurs has passed, and nobody says that it was met."""
    DISPUTED = "disputed"
    TARGET_REACHED = "target-reached"
    """By every body that measured it, and yet nobody holds it to be met."""
    DUE_SOON = "due-soon"
    OCCASION_SOON = "occasion-soon"
    SILENT = "silent"
    """Somebody reported on it, and nobody has for a year."""
    NO_DATE = "no-date"
    """The text says that a date will be fixed, and none is."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Suggestion:
    """One proposal for people to decide on."""

    commitment: Commitment
    matter: Matter
    status: Status | None = None
    """What it could be held to be; null: only somebody should look."""
    deadlines: tuple[DeadlineStanding, ...] = ()
    """Under which readings."""
    occasion: date | None = None
    details: dict[str, object] = field(default_factory=dict)

    def words(self, *, language: str = "en") -> str:
        """The reason in a sentence."""
        return say(f"suggestion.{self.matter.value}", language=language, **self.details)


def suggestions(plan: Plan, acts: Iterable[Act], *, at: datetime, soon: timedelta = SOON) -> tuple[Suggestion, ...]:
    """All suggestions at an instant, gravest first, then by commitment.

    Args:
        plan: whose commitments.
        acts: what was said, in any order.
        at: the instant from which one looks.
        soon: how long before the last day one is told.
    """
    known = tuple(acts)
    facts, stand = facts_of(plan, known, at=at), standings(known, at=at)
    found = [
        suggestion
        for one in plan.commitments
        if one.strength is not Strength.NONE
        for suggestion in (
            *_of_deadlines(one, facts, stand.get((one.id, "", None), Standing()), at, soon),
            *_of_occasions(one, facts, stand, at, soon),
            *_of_views(one, known, stand.get((one.id, "", None), Standing()), at),
        )
    ]
    rank = list(Matter)
    return tuple(sorted(found, key=lambda one: rank.index(one.matter)))


def _of_deadlines(
    one: Commitment, facts: Facts, standing: Standing, at: datetime, soon: timedelta
) -> Iterator[Suggestion]:
    if standing.settled is Held.YES:
        return
    found = deadlines_of(one, facts=facts, as_of=at, settled=standing.settled)
    late = tuple(each for each in found if each.state is DueState.OVERDUE)
    if late:
        every = len(late) == len(found)
        held = Status.MISSED not in {view.status for view in standing.views}
        yield Suggestion(
            commitment=one,
            matter=Matter.OVERDUE if every else Matter.OVERDUE_BY_A_READING,
            status=Status.MISSED if every and held else None,
            deadlines=late,
            details={"days": min(each.days_overdue or 0 for each in late), "readings": _ids(late)},
        )
    near = tuple(
        each
        for each in found
        if each.state in (DueState.OPEN, DueState.LAST_DAY) and timedelta(days=each.days_left or 0) <= soon
    )
    if near:
        days = min(each.days_left or 0 for each in near)
        yield Suggestion(
            commitment=one, matter=Matter.DUE_SOON, deadlines=near, details={"days": days, "readings": _ids(near)}
        )
    open_ones = tuple(each for each in found if each.state is DueState.NO_DATE)
    if open_ones:
        yield Suggestion(commitment=one, matter=Matter.NO_DATE, deadlines=open_ones)


def _of_occasions(
    one: Commitment, facts: Facts, stand: Mapping[Key, Standing], at: datetime, soon: timedelta
) -> Iterator[Suggestion]:
    if one.recurrence is None:
        return
    today = at.astimezone(ZoneInfo(facts.zone)).date()
    days = list(takewhile(lambda day: day <= today + soon, occasions(one.recurrence, facts=facts)))[-MOST_OCCASIONS:]
    for day in days:
        if stand.get((one.id, "", day), Standing()).settled is Held.YES:
            continue
        late = day < today
        held = Status.MISSED not in {view.status for view in stand.get((one.id, "", day), Standing()).views}
        yield Suggestion(
            commitment=one,
            matter=Matter.OCCASION_OVERDUE if late else Matter.OCCASION_SOON,
            status=Status.MISSED if late and held else None,
            occasion=day,
            details={"day": day.isoformat(), "days": abs((day - today).days)},
        )


def _of_views(one: Commitment, acts: tuple[Act, ...], standing: Standing, at: datetime) -> Iterator[Suggestion]:
    if standing.disputed:
        told = ", ".join(f"{view.act.body}: {view.status.value}" for view in standing.views)
        yield Suggestion(commitment=one, matter=Matter.DISPUTED, details={"views": told})
    if standing.settled is Held.NO:
        for indicator in one.indicators:
            if reached(progress_of(indicator, one.id, acts, at=at)) is Held.YES:
                yield Suggestion(
                    commitment=one,
                    matter=Matter.TARGET_REACHED,
                    status=Status.MET,
                    details={"indicator": str(indicator.name)},
                )
    last = standing.last_said_at
    if last is not None and standing.settled is not Held.YES and at - last > SILENCE:
        yield Suggestion(commitment=one, matter=Matter.SILENT, details={"since": last.date().isoformat()})


def _ids(found: Iterable[DeadlineStanding]) -> str:
    return ", ".join(dict.fromkeys(each.reading.id for each in found))
