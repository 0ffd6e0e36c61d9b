"""What can be done in a case now, and by whom; doing it: an act in, the case after it out, or a Problem saying why.

The table is the agreement's procedure (`evenhand.agreements.procedure`); here it is applied. Nothing here does I/O.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from evenhand.agreements.procedure import ActRule, Function, StepRule
from evenhand.cases.acts import (
    Act,
    Content,
    Extended,
    Opened,
    Released,
    ResponseAssigned,
    Seat,
    Stepped,
    kind_of,
)
from evenhand.cases.file import CaseFile, after, fold, seat_of
from evenhand.cases.guards import guard
from evenhand.cases.needs import Missing, missing_for, need_in_words, takers
from evenhand.cases.rules import Rules
from evenhand.cases.views import Viewer, seen
from evenhand.foundation.problems import Problem, ProblemKind

NO_SUCH_STEP = ProblemKind(
    code="cases.no-such-step",
    blame="state",
    message="The case is {state}; {step!r} is no step from there. From there you can: {possible}.",
)
NOT_YOURS = ProblemKind(
    code="cases.not-yours",
    blame="permission",
    message="{what!r} is for {by}; you act as {functions}. Ask one of them.",
)
NOT_READY = ProblemKind(
    code="cases.not-ready",
    blame="state",
    message="{step!r} cannot be taken yet. Missing: {missing}",
)
NOT_HERE = ProblemKind(
    code="cases.not-here",
    blame="state",
    message="{act!r} cannot be done while the case is {state}. It can in: {states}.",
)
NOT_NOW = ProblemKind(
    code="cases.not-now",
    blame="state",
    message="{what!r} cannot be done now. Look at the case again, or ask the mechanism.",
)
BACKWARDS = ProblemKind(
    code="cases.backwards",
    blame="caller",
    message="The act is of {at} and the one before it of {last}. Acts are entered in the order in which they are done.",
)
NOT_OPENED = ProblemKind(
    code="cases.not-opened", blame="state", message="{what!r} comes before the case is opened. Open it first."
)
OPENED_TWICE = ProblemKind(
    code="cases.opened-twice", blame="state", message="The case was opened on {at} already. Open another one."
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Possible:
    """A step from where the case is, and what it still lacks; nothing: it can be taken."""

    step: StepRule
    missing: tuple[Missing, ...]


def possible_steps(file: CaseFile, seat: Seat, *, now: datetime) -> tuple[Possible, ...]:
    """The steps that somebody in that seat could take from where the case is, each with what it lacks."""
    functions = moving(seat_of(file, seat))
    return tuple(
        Possible(step=step, missing=missing_for(file, step, now=now))
        for step in file.rules.procedure.steps
        if file.state in step.origin and takers(step, functions)
    )


def moving(seat: Seat) -> tuple[Function, ...]:
    """The functions in which somebody moves a case: a member of a team whom a party has named does not, for the team is
    not of one party.
    """
    return tuple(one for one in seat.functions if one is not Function.TEAM or seat.side is None)


def possible_acts(file: CaseFile, seat: Seat) -> tuple[ActRule, ...]:
    """The other acts that somebody in that seat can do where the case is."""
    functions = set(seat_of(file, seat).functions)
    return tuple(
        rule
        for rule in file.rules.procedure.acts
        if (not rule.states or file.state in rule.states) and functions & set(rule.by)
    )


def take(file: CaseFile, seat: Seat, content: Content, *, at: datetime, case: str) -> CaseFile:
    """Do one act; gives the case after it, with the releases that go with it as acts of their own.

    Args:
        file: the case, with all its acts.
        seat: who acts, with the functions that they have everywhere.
        content: what they do.
        at: when, UTC.
        case: the number of the case, which findings and signatures name.

    Raises:
        NOT_OPENED, OPENED_TWICE, BACKWARDS.
        NO_SUCH_STEP, NOT_YOURS, NOT_READY, NOT_HERE: the procedure does not allow it.
        And what `guards` says of contents that do not fit.
    """
    if file.acts and at < file.acts[-1].at:
        raise BACKWARDS(at=at, last=file.acts[-1].at)
    if isinstance(content, Opened):
        if file.acts:
            raise OPENED_TWICE(at=file.acts[0].at)
    elif file.opened is None:
        raise NOT_OPENED(what=kind_of(content))
    seat = seat_of(file, seat)
    if isinstance(content, Stepped):
        _allow_step(file, seat, content, at)
    elif not isinstance(content, Opened):
        _allow_act(file, seat, content)
    guard(file, seat, content, at=at, case=case)
    done = after(file, Act(number=len(file.acts) + 1, at=at, seat=seat, content=content))
    for release in _releases(done, content):
        done = after(done, Act(number=len(done.acts) + 1, at=at, seat=seat, content=release))
    return done


def take_as(file: CaseFile, viewer: Viewer, seat: Seat, content: Content, *, at: datetime, case: str) -> CaseFile:
    """`take` on behalf of somebody who sees only a part of the case: no Problem tells more than they see.

    Raises:
        What `take` raises over what they see; NOT_NOW where only the rest of the case stands against it.
    """
    if viewer.everything:
        return take(file, seat, content, at=at, case=case)
    view = fold(file.rules, seen(file.acts, viewer))
    if view.opened is not None:
        take(view, seat, content, at=max(at, view.acts[-1].at), case=case)
    try:
        return take(file, seat, content, at=at, case=case)
    except Problem:
        raise NOT_NOW(what=content.step if isinstance(content, Stepped) else kind_of(content)) from None


def opened(rules: Rules, seat: Seat, content: Opened, *, at: datetime, case: str) -> CaseFile:
    """A new case.

    Raises:
        What `guards` says of it.
    """
    return take(CaseFile(rules=rules), seat, content, at=at, case=case)


def _allow_step(file: CaseFile, seat: Seat, content: Stepped, at: datetime) -> None:
    step = file.rules.procedure.step(content.step)
    if step is None or file.state not in step.origin:
        possible = ", ".join(one.step.id for one in possible_steps(file, seat, now=at)) or "–"
        raise NO_SUCH_STEP(state=file.state, step=content.step, possible=possible)
    if not takers(step, moving(seat)):
        raise NOT_YOURS(what=step.id, by=", ".join(step.by), functions=", ".join(seat.functions) or "–")
    missing = missing_for(file, step, now=at, given=content)
    if missing:
        raise NOT_READY(step=step.id, missing=" ".join(need_in_words(one) for one in missing))


def _allow_act(file: CaseFile, seat: Seat, content: Content) -> None:
    kind = kind_of(content)
    rules = [rule for rule in file.rules.procedure.acts if rule.act == kind]
    here = [rule for rule in rules if not rule.states or file.state in rule.states]
    if not here:
        states = ", ".join(state for rule in rules for state in rule.states) or "–"
        raise NOT_HERE(act=kind, state=file.state, states=states)
    if not any(set(rule.by) & set(seat.functions) for rule in here):
        by = ", ".join(dict.fromkeys(one.value for rule in here for one in rule.by))
        raise NOT_YOURS(what=kind, by=by, functions=", ".join(seat.functions) or "–")


def rule_for(file: CaseFile, kind: str) -> ActRule | None:
    """The rule for a kind of act in the state where the case is; None where there is none."""
    rules = (rule for rule in file.rules.procedure.acts if rule.act == kind)
    return next((rule for rule in rules if not rule.states or file.state in rule.states), None)


def _releases(file: CaseFile, content: Content) -> Iterator[Released]:
    """What the procedure releases with an act, to whom."""
    number = len(file.acts)
    if isinstance(content, Stepped):
        step = file.rules.procedure.step(content.step)
        functions, kinds = (step.shows_to, step.shows) if step is not None else ((), ())
    else:
        rule = rule_for(file, kind_of(content))
        functions, kinds = (rule.shows_to if rule is not None else ()), ()
    numbers = (*_of_kinds(file, kinds), number)
    shown = {key: set(numbers) for function in functions for key in _keys(file, function)}
    for act in file.acts:
        if isinstance(act.content, ResponseAssigned) and act.number in numbers and shown:
            shown.setdefault(act.content.owner, set()).update({act.number, number})
    if isinstance(content, Extended):
        # Whoever sees the case sees its clocks; more time that they do not see would be a delay that there is not.
        own = {file.opened.reporter} if file.opened is not None else set()
        shown |= {key: {number} for key in ({key for key, acts in file.released.items() if acts} | own) - {""}}
    for to, wanted in shown.items():
        new = tuple(sorted(wanted - file.released.get(to, frozenset())))
        if new:
            yield Released(to=to, acts=new)


_LATEST = ("finding-proposed", "ruling-given", "team-set")
"""Of these only the latest is released: earlier versions were drafts."""


def _of_kinds(file: CaseFile, kinds: tuple[str, ...]) -> Iterator[int]:
    version = file.finding.version if file.finding is not None else None
    for kind in kinds:
        acts = [act for act in file.acts if act.kind == kind]
        if kind in _LATEST:
            acts = acts[-1:]
        if kind == "position-taken":
            acts = [act for act in acts if getattr(act.content, "version", None) == version]
        yield from (act.number for act in acts)


def _keys(file: CaseFile, function: Function) -> tuple[str, ...]:
    """To whom a release to a function reaches."""
    match function:
        case Function.REPORTER:
            own = file.opened.reporter if file.opened is not None else ""
            return (own,) if own else ()
        case Function.RESPONDENT:
            return file.alleged
        case Function.PARTY:
            return file.rules.parties
        case _:
            return (function.value,)
