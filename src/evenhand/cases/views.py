"""Who sees what of a case: the acts that were released to them and their own, and what follows from these alone.

A state, a clock or a count that somebody sees is computed from the acts that they see. So nothing that is not released
can show through: not in a list, not in a figure, not in the error that an attempt gives.
Source: design, section 3 ("default deny"); issue of the joint procedure, "who sees what".
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from itertools import repeat
from typing import Any

from evenhand.agreements.procedure import Function
from evenhand.cases.acts import (
    AccessRefused,
    Act,
    EvidenceListed,
    FindingProposed,
    InterviewHeld,
    Opened,
    PositionTaken,
    QuestionAnswered,
    Recalled,
    Released,
    Seat,
    Stepped,
    VisitHeld,
    VisitPlanned,
)
from evenhand.cases.file import CaseFile, fold
from evenhand.cases.rules import Rules
from evenhand.reports.codes import Protection

FIELD_WORK = (VisitPlanned, VisitHeld, AccessRefused, InterviewHeld, EvidenceListed, QuestionAnswered, FindingProposed)
"""What a team does together: it belongs to the team, not to the organisation of the member who wrote it down."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Viewer:
    """Who looks."""

    everything: bool = False
    """The mechanism itself."""
    user: str = ""
    organisation: str = ""
    keys: frozenset[str] = frozenset()
    """To which releases reach them: their organisation, their party, the bodies in which they sit."""


def viewer_of(seat: Seat) -> Viewer:
    """Who looks from a seat. Its functions are those that it has everywhere; the team's come from the case."""
    bodies = {one.value for one in (Function.SUB_COMMITTEE, Function.COMMISSION) if one in seat.functions}
    own = {seat.side} if seat.side and Function.PARTY in seat.functions else set()
    return Viewer(
        everything=Function.MECHANISM in seat.functions,
        user=seat.user,
        organisation=seat.organisation,
        keys=frozenset({seat.organisation, *own, *bodies}),
    )


def seen(acts: Iterable[Act], viewer: Viewer) -> tuple[Act, ...]:
    """The acts that somebody sees, numbered anew so that gaps tell nothing, without names that they may not know."""
    acts = tuple(acts)
    if viewer.everything:
        return acts
    visible = visible_acts(acts, viewer)
    numbers = {act.number: place for place, act in enumerate(visible, start=1)}
    hidden = next((one for one in map(_hidden, acts, repeat(viewer)) if one), "")
    return tuple(_redacted(act, numbers, viewer, hidden) for act in visible)


def visible_acts(acts: Iterable[Act], viewer: Viewer) -> tuple[Act, ...]:
    """Which acts somebody sees anything of, as they stand in the file: for deciding, never for showing."""
    acts = tuple(acts)
    if viewer.everything:
        return acts
    keys = viewer.keys | ({Function.TEAM.value} if _in_team(acts, viewer) else frozenset())
    shown = frozenset(_shown(acts, keys))
    return tuple(act for act in acts if act.number in shown or _own(act, viewer) or _about(act, keys))


def view_of(rules: Rules, acts: Iterable[Act], viewer: Viewer) -> CaseFile:
    """The case as somebody sees it; without any act where they see nothing of it."""
    acts = tuple(acts)
    view = fold(rules, seen(acts, viewer))
    return view if viewer.everything else replace(view, seen_by=_functions(view, acts, viewer))


def _functions(view: CaseFile, acts: tuple[Act, ...], viewer: Viewer) -> frozenset[Function]:
    """In which functions somebody sees a case."""
    found = {one for one in (Function.SUB_COMMITTEE, Function.COMMISSION) if one.value in viewer.keys}
    if view.opened is not None and view.opened.reporter in viewer.keys - {""}:
        found.add(Function.REPORTER)
    if viewer.keys & set(view.rules.parties):
        found.add(Function.PARTY)
    if viewer.keys & set(view.alleged):
        found.add(Function.RESPONDENT)
    if _in_team(acts, viewer):
        found.add(Function.TEAM)
    return frozenset(found)


def _in_team(acts: Iterable[Act], viewer: Viewer) -> bool:
    teams = [act.content for act in acts if act.kind == "team-set"]
    members: Any = teams[-1].members if teams else ()  # type: ignore[union-attr]
    return any(member.user == viewer.user for member in members)


def _shown(acts: Iterable[Act], keys: frozenset[str]) -> Iterator[int]:
    shown: dict[str, set[int]] = {key: set() for key in keys}
    for act in acts:
        match act.content:
            case Released(to=to, acts=numbers) if to in keys:
                shown[to] |= set(numbers)
            case Recalled(to=to, acts=numbers) if to in keys:
                shown[to] -= set(numbers)
    return (number for numbers in shown.values() for number in numbers)


def _own(act: Act, viewer: Viewer) -> bool:
    """What one's organisation did in its own name; what a member wrote for the team is the team's."""
    if isinstance(act.content, Opened) and act.content.reporter and act.content.reporter == viewer.organisation:
        return True
    if act.seat.organisation != viewer.organisation or isinstance(act.content, Released | Recalled):
        return False
    of_team = Function.TEAM in act.seat.functions
    steps_for_team = of_team and isinstance(act.content, Stepped) and Function.REPORTER not in act.seat.functions
    return not (steps_for_team or (of_team and isinstance(act.content, FIELD_WORK)))


def _about(act: Act, keys: frozenset[str]) -> bool:
    """That something was released to them, or taken back."""
    return isinstance(act.content, Released | Recalled) and act.content.to in keys


def _hidden(act: Act, viewer: Viewer) -> str:
    """The organisation that brought the case, where this act opens it and the viewer may not know which it is."""
    content = act.content
    return content.reporter if isinstance(content, Opened) and not _may_know_reporter(content, viewer) else ""


def _redacted(act: Act, numbers: dict[int, int], viewer: Viewer, hidden: str) -> Act:
    content = act.content
    if isinstance(content, Released | Recalled):
        content = replace(content, acts=tuple(numbers[one] for one in content.acts if one in numbers))
    if isinstance(content, Opened) and not _may_know_reporter(content, viewer):
        content = replace(content, reporter="", reporter_side=None, reporter_user="")
    if isinstance(content, Opened):
        content = replace(content, reporter_users=())
    return replace(act, number=numbers[act.number], seat=_seat(act, viewer, hidden), content=content)


def _seat(act: Act, viewer: Viewer, hidden: str) -> Seat:
    """Who acted, as far as one may know it. `hidden`: who brought the case, where that is not to be known."""
    if act.seat.organisation == viewer.organisation:
        return act.seat
    # Who signed is a part of what is signed: without the name nobody could check it.
    signed = isinstance(act.content, PositionTaken) and act.content.signature is not None
    user = act.seat.user if signed else ""
    if hidden and act.seat.organisation == hidden:
        if isinstance(act.content, Opened | Stepped | Released | Recalled):  # which it did as the reporter
            return Seat(user="", organisation="")
        functions = tuple(one for one in act.seat.functions if one is not Function.REPORTER)
        return replace(act.seat, user=user, functions=functions)
    return replace(act.seat, user=user)


def _may_know_reporter(opened: Opened, viewer: Viewer) -> bool:
    return opened.protection is Protection.OPEN or opened.reporter == viewer.organisation
