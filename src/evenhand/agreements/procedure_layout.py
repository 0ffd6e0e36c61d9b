"""The records of an agreement's procedure and working week, and what is made of them.

The standard procedure, which holds where an agreement brings none, is a file of the same layout:
`procedures/standard.yaml`.
"""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date, datetime
from functools import cache
from importlib.resources import files
from typing import Any

from evenhand.agreements.entries import CITATION, many, refs
from evenhand.agreements.kinds import Due, Id, Number, OneOf, Ref, Translated, Truth, Words
from evenhand.agreements.model import Agreement, Clock
from evenhand.agreements.nodes import Book, Where, read_nodes
from evenhand.agreements.procedure import (
    ActRule,
    DecisionRule,
    Function,
    Method,
    Need,
    Procedure,
    State,
    StateKind,
    StepRule,
    WorkingWeek,
)
from evenhand.agreements.records import Field, ListOf, Record
from evenhand.foundation.instants import parse_duration
from evenhand.foundation.problems import ProblemKind

STANDARD_BROKEN = ProblemKind(
    code="agreements.standard-procedure-broken",
    blame="operator",
    message="The standard procedure {file} has a fault in line {line}: {fault}. Restore the file that is shipped.",
)

DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
STANDARD_FILE = "standard.yaml"

ALONE = frozenset(Need) - {
    Need.TEAM_JOINT,
    Need.POSITIONS_COMPLETE,
    Need.DECISION_CARRIED,
    Need.RULING_GIVEN,
    Need.ACCESS_REFUSED,
    Need.LATE_EVIDENCE,
    Need.RESPONDENT_KNOWN,
}
"""What the mechanism can bring about when both parties stay away."""

_FUNCTIONS = many(OneOf(tuple(Function)))
_NEEDS = many(OneOf(tuple(Need)))
_EVENTS = many(Words())

STATE = Record(
    "procedure-state",
    (
        Field("id", Id("state"), "Lower-case words with hyphens.", required=True),
        Field("name", Translated(), "What people call it, in each language.", required=True),
        Field("kind", OneOf(tuple(StateKind)), "open (as a rule), suspended or closed."),
    ),
)
STEP = Record(
    "procedure-step",
    (
        Field("id", Id("step"), "Lower-case words with hyphens.", required=True),
        Field("name", Translated(), "What is done, in each language.", required=True),
        Field("from", refs("state"), "States from which it can be taken.", required=True),
        Field("to", Ref(("state",)), "The state to which it leads.", required=True),
        Field("by", ListOf(OneOf(tuple(Function)), least=1), "Who may take it.", required=True),
        Field("needs", _NEEDS, "What it needs besides."),
        Field("after", Words(), "A clock that must have run out first."),
        Field("events", _EVENTS, "What clocks hear of it."),
        Field("ends", _EVENTS, "Clocks that it ends, met or not."),
        Field("shows_to", _FUNCTIONS, "To whom it is released."),
        Field("shows", _EVENTS, "Kinds of acts that are released with it."),
        Field("note", Translated(), "A remark for readers."),
    ),
)
ACT = Record(
    "procedure-act",
    (
        Field("act", Words(), "The kind of act.", required=True),
        Field("states", refs("state"), "In which states; left out: in every one."),
        Field("by", ListOf(OneOf(tuple(Function)), least=1), "Who may do it.", required=True),
        Field("events", _EVENTS, "What clocks hear of it."),
        Field("shows_to", _FUNCTIONS, "To whom it is released."),
    ),
)
DECISION = Record(
    "procedure-decision",
    (
        Field("body", OneOf((Function.SUB_COMMITTEE, Function.COMMISSION)), "The body.", required=True),
        Field("method", OneOf(tuple(Method)), "consensus (as a rule) or majority."),
        Field("each_side", Number(0, 99, whole=True), "Least members present of each party."),
        Field("least", Number(1, 99, whole=True), "Least members present in all."),
        Field("fails_after", Number(1, 99, whole=True), "Meetings without a decision after which it has failed."),
    ),
)
PROCEDURE = Record(
    "procedure",
    (
        *CITATION,
        Field("first", Ref(("state",)), "The state in which a case begins.", required=True),
        Field("states", ListOf(STATE, least=2), "Where a case can stand.", required=True),
        Field("steps", ListOf(STEP, least=1), "How it moves.", required=True),
        Field("acts", many(ACT), "What else can be done, where and by whom."),
        Field("decisions", many(DECISION), "How bodies decide."),
    ),
)
WORKING_WEEK = Record(
    "working-week",
    (
        Field("weekend", many(OneOf(DAYS)), "Days of the week that do not count."),
        Field("holidays", many(Due()), "Other days that do not count."),
    ),
)
CLOCK_FIELDS = (
    Field("owed_by", _FUNCTIONS, "Who has to act before it runs out."),
    Field("applies", OneOf(("always", "urgent", "not-urgent")), "In which cases it runs."),
    Field("runs_on", Truth(), "true: it runs on while a case is suspended."),
)
"""What a clock says for the procedure."""

_STANDARD = Record(
    "standard",
    (
        Field("procedure", PROCEDURE, "The procedure.", required=True),
        Field(
            "clocks",
            many(
                Record(
                    "standard-clock",
                    (
                        Field("id", Id("clock"), "Lower-case words with hyphens.", required=True),
                        Field("name", Translated(), "What it measures.", required=True),
                        *CITATION,
                        Field("starts", Words(), "The event that starts it.", required=True),
                        Field("stops", Words(), "The event that stops it.", required=True),
                        Field("limit", Words(), "How long it may run.", required=True),
                        *CLOCK_FIELDS,
                    ),
                )
            ),
            "Its clocks.",
            required=True,
        ),
    ),
)


def build_procedure(draft: Mapping[str, Any]) -> Procedure:
    """The procedure of a draft without faults."""
    return Procedure(
        article=draft["article"],
        first=draft["first"],
        states=tuple(State(**{**entry, "kind": StateKind(entry.get("kind", "open"))}) for entry in draft["states"]),
        steps=tuple(_step(entry) for entry in draft["steps"]),
        acts=tuple(_act(entry) for entry in draft.get("acts", ())),
        decisions=tuple(_decision(entry) for entry in draft.get("decisions", ())),
        **{key: draft[key] for key in ("confidence", "note") if key in draft},
    )


def _functions(entry: Mapping[str, Any], key: str) -> tuple[Function, ...]:
    return tuple(Function(one) for one in entry.get(key, ()))


def _step(entry: Mapping[str, Any]) -> StepRule:
    rest = {key: entry[key] for key in ("id", "name", "to", "after", "events", "ends", "shows", "note") if key in entry}
    return StepRule(
        **rest,
        origin=tuple(entry["from"]),
        by=_functions(entry, "by"),
        needs=tuple(Need(one) for one in entry.get("needs", ())),
        shows_to=_functions(entry, "shows_to"),
    )


def _act(entry: Mapping[str, Any]) -> ActRule:
    rest = {"states": (), "events": (), **{key: entry[key] for key in ("act", "states", "events") if key in entry}}
    return ActRule(**rest, by=_functions(entry, "by"), shows_to=_functions(entry, "shows_to"))


def _decision(entry: Mapping[str, Any]) -> DecisionRule:
    rest = {**entry, "body": Function(entry["body"])}
    if "method" in rest:
        rest["method"] = Method(rest["method"])
    return DecisionRule(**rest)


def build_clock(draft: Mapping[str, Any]) -> Clock:
    """The clock of a draft without faults."""
    return Clock(**draft)


def build_working_week(draft: Mapping[str, Any]) -> WorkingWeek:
    """The working week of a draft; what it leaves out is as usual."""
    found = WorkingWeek()
    if "weekend" in draft:
        found = replace(found, weekend=tuple(sorted(DAYS.index(day) for day in draft["weekend"])))
    return replace(found, holidays=tuple(sorted({_day(one) for one in draft.get("holidays", ())})))


def _day(value: date | datetime) -> date:
    return value.date() if isinstance(value, datetime) else value


def check_procedure(draft: Mapping[str, Any], clocks: frozenset[str], where: Where) -> None:
    """Note clocks that are nowhere, and states out of which nothing leads when both parties stay away."""
    steps = draft.get("steps", ())
    for number, step in enumerate(steps):
        named = [("after", step["after"])] if "after" in step else []
        for key, clock in [*named, *(("ends", one) for one in step.get("ends", ()))]:
            if clock not in clocks:
                inner = where.into("steps").into(number).into(key)
                inner.fault("unknown-name", value=clock, noun="clock", allowed=tuple(sorted(clocks)))
    ends = {state["id"] for state in draft.get("states", ()) if "id" in state and state.get("kind") == "closed"}
    good = set(ends)
    while True:
        more = {origin for step in steps if _goes_on(step, good) for origin in step.get("from", ())} - good
        if not more:
            break
        good |= more
    for number, state in enumerate(draft.get("states", ())):
        if "id" in state and state["id"] not in good:
            where.into("states").into(number).fault("dead-end", value=state["id"])


def _goes_on(step: Mapping[str, Any], good: set[str]) -> bool:
    alone = {Function.MECHANISM, Function.TEAM} & set(step.get("by", ()))
    return step.get("to") in good and bool(alone) and set(step.get("needs", ())) <= ALONE


@cache
def standard() -> tuple[Procedure, tuple[Clock, ...]]:
    """The standard procedure and its clocks.

    Raises:
        STANDARD_BROKEN: somebody has changed the file that is shipped.
    """
    book = Book()
    where = Where(book, STANDARD_FILE)
    node = read_nodes(files("evenhand.agreements").joinpath("procedures", STANDARD_FILE).read_bytes(), where)
    draft = {} if node is None else _STANDARD.read(node, where) or {}
    clocks = draft.get("clocks", ())
    if "procedure" in draft:
        check_procedure(draft["procedure"], frozenset(clock.get("id", "") for clock in clocks), where.into("procedure"))
    for nouns, name, place in book.named:
        if not any(name in book.defined.get(noun, {}) for noun in nouns):
            place.fault("unknown-name", value=name, noun=nouns[0])
    for fault in book.faults:
        if fault.severity == "fault":
            raise STANDARD_BROKEN(file=STANDARD_FILE, line=fault.line, fault=f"{fault.code} {fault.value}")
    made = [build_clock({**clock, "limit": parse_duration(clock["limit"], field="limit")}) for clock in clocks]
    return build_procedure(draft["procedure"]), tuple(made)


def procedure_of(agreement: Agreement) -> Procedure:
    """The agreement's own procedure, else the standard one."""
    return agreement.procedure or standard()[0]


def clocks_of(agreement: Agreement) -> tuple[Clock, ...]:
    """The clocks of the procedure: the agreement's, and those of the standard that it does not set itself."""
    return tuple(_merged(agreement))


def _merged(agreement: Agreement) -> Iterator[Clock]:
    own = {clock.id: clock for clock in agreement.clocks}
    for usual in standard()[1]:
        clock = own.pop(usual.id, None)
        if clock is None:
            yield usual
        else:
            told = clock.owed_by or usual.owed_by
            applies = usual.applies if clock.applies == "always" else clock.applies
            yield replace(clock, owed_by=told, applies=applies)
    yield from own.values()
