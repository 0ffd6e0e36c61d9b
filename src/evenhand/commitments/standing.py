"""Where a commitment stands at an instant: each body's own view side by side, and whether they are in dispute.

A fold of acts: it does not matter in which order they arrive nor how often; each body's line is ordered by when it was
said. Nothing here asks whether an act was allowed; `statuses.require_allowed` does, before it is made.
Source: issue 7, section 2; design, section 3 ("people decide").
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from evenhand.commitments.acts import Act, Capacity, ConditionSaid, Measured, StatusSaid, WillingnessSaid
from evenhand.commitments.model import Held, Status
from evenhand.commitments.statuses import table

Key = tuple[str, str, date | None]
"""Commitment, State, occasion."""


@dataclass(frozen=True, slots=True, kw_only=True)
class View:
    """What one body holds, in the capacity in which it spoke last, with what it held before."""

    act: Act
    said: StatusSaid
    before: tuple[Act, ...] = ()
    """Its earlier words, oldest first."""

    @property
    def status(self) -> Status:
        """What it holds now."""
        return self.said.status

    @property
    def as_of(self) -> date:
        """The day to which it applies."""
        return self.said.as_of or self.act.at.date()


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """All views of one commitment (of one State, of one occasion)."""

    views: tuple[View, ...] = ()
    """By capacity, then body."""

    @property
    def disputed(self) -> bool:
        """Whether the views differ; then no status is that of the commitment."""
        return len({view.status for view in self.views}) > 1

    @property
    def status(self) -> Status | None:
        """What all hold; the first status where nobody has said anything; None where it is in dispute."""
        if self.disputed:
            return None
        return self.views[0].status if self.views else table().first

    @property
    def settled(self) -> Held:
        """Whether nothing is owed any longer; unknown where some say so and others do not."""
        ends = {view.status in table().settled for view in self.views}
        if len(ends) > 1:
            return Held.UNKNOWN
        return Held.YES if ends == {True} else Held.NO

    @property
    def last_said_at(self) -> datetime | None:
        """When anybody last said anything."""
        return max((view.act.at for view in self.views), default=None)

    @property
    def next_step(self) -> str:
        """The next step in the latest view that names one."""
        named = [view for view in self.views if view.said.next_step]
        return max(named, key=lambda view: _order(view.act)).said.next_step if named else ""


def standing_of(
    commitment: str, acts: Iterable[Act], *, at: datetime, state: str = "", occasion: date | None = None
) -> Standing:
    """How a commitment stands at an instant.

    Args:
        commitment: its id.
        acts: what was said, in any order, of anything.
        at: what was said after it is left out.
        state: of which State; "": of the commitment as a whole.
        occasion: of which occasion of what recurs.

    >>> from datetime import UTC
    >>> standing_of("c1", (), at=datetime(2021, 1, 1, tzinfo=UTC)).status.value
    'agreed'
    """
    return standings(acts, at=at).get((commitment, state, occasion), Standing())


def standings(acts: Iterable[Act], *, at: datetime) -> Mapping[Key, Standing]:
    """Every standing that anybody has said something of, in one go."""
    lines: dict[Key, dict[str, list[Act]]] = {}
    for act in in_order(acts, at=at):
        said = act.content
        if isinstance(said, StatusSaid):
            of_body = lines.setdefault((said.commitment, said.state, said.occasion), {})
            of_body.setdefault(act.body, []).append(act)
    return {key: Standing(views=_views(bodies)) for key, bodies in lines.items()}


def in_order(acts: Iterable[Act], *, at: datetime) -> tuple[Act, ...]:
    """What was said until then, each once, by when it was said; acts of one instant by their id."""
    return tuple(sorted({act for act in acts if act.at <= at}, key=_order))


def willing(commitment: str, acts: Iterable[Act], *, at: datetime) -> Mapping[str, Held]:
    """Which States said that they are willing; who said nothing is not in it.

    Where bodies differ it is unknown, save that a State's own word goes before that of others about it.
    """
    latest: dict[str, dict[str, bool | None]] = {}
    for act in in_order(acts, at=at):
        said = act.content
        if isinstance(said, WillingnessSaid) and said.commitment == commitment:
            latest.setdefault(said.state, {})[act.body] = said.willing
    return {state: _one_of({state: words[state]} if state in words else words) for state, words in latest.items()}


def conditions_said(gate: str, acts: Iterable[Act], *, at: datetime) -> Mapping[str, tuple[tuple[Act, Held], ...]]:
    """Each body's latest word on each condition of a gate, by the condition's id."""
    latest: dict[str, dict[str, tuple[Act, Held]]] = {}
    for act in in_order(acts, at=at):
        said = act.content
        if isinstance(said, ConditionSaid) and said.gate == gate:
            latest.setdefault(said.condition, {})[act.body] = (act, said.held)
    return {condition: tuple(words[key] for key in sorted(words)) for condition, words in latest.items()}


def measurements(commitment: str, indicator: str, acts: Iterable[Act], *, at: datetime) -> tuple[Act, ...]:
    """All measurements of an indicator, by the day to which they apply, then when they were said."""
    found = [
        act
        for act in in_order(acts, at=at)
        if isinstance(act.content, Measured)
        and (act.content.commitment, act.content.indicator) == (commitment, indicator)
    ]
    return tuple(sorted(found, key=measured_on))


def measured_on(act: Act) -> date:
    """The day to which a measurement applies."""
    on = act.content.value.on if isinstance(act.content, Measured) else None
    return on or act.at.date()


def _views(bodies: Mapping[str, list[Act]]) -> tuple[View, ...]:
    found = []
    for acts in bodies.values():
        said = acts[-1].content
        if isinstance(said, StatusSaid):
            found.append(View(act=acts[-1], said=said, before=tuple(acts[:-1])))
    rank = list(Capacity)
    return tuple(sorted(found, key=lambda view: (rank.index(view.act.capacity), view.act.body)))


def _one_of(words: Mapping[str, bool | None]) -> Held:
    said = set(words.values()) - {None}
    if len(said) != 1:
        return Held.UNKNOWN
    return Held.YES if said == {True} else Held.NO


def _order(act: Act) -> tuple[datetime, str, str]:
    return act.at, act.id, repr(act)
