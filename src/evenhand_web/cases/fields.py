"""What a field of a form is, in what a form stands, and what can be chosen there."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from evenhand.agreements.procedure import Function
from evenhand.cases.acts import ResponseAssigned, Seat
from evenhand.cases.clocks import runs_of
from evenhand.cases.codes import Position
from evenhand.cases.file import CaseFile
from evenhand_web.cases.words import Names, Word, reader_language, said


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """Somebody who can be chosen."""

    user: str
    name: str
    organisation: str
    """Key."""
    organisation_name: str
    side: str | None
    kind: str
    """Of the organisation."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Setting:
    """In what a form stands."""

    file: CaseFile
    """The case as whoever fills it in sees it."""
    seat: Seat
    """With the functions that they have in this case."""
    number: str
    names: Names
    now: datetime
    people: tuple[Person, ...] = ()
    organisations: tuple[tuple[str, str], ...] = ()
    """Key and name of those to whom something can be shown or given to do."""
    evidence: tuple[tuple[str, str], ...] = ()
    """`kind:ref` and label of what can be listed."""
    step: str = ""


Option = tuple[str, str]
Options = Callable[[Setting], Iterable[Option]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """One field."""

    name: str
    """In the content; a dot goes into what it holds."""
    label: Word
    kind: str = "line"
    """line, text, texts, one, many, instant, flag, whole, lines, people, presence, subject, subjects, acts, hidden."""
    options: Options | None = None
    initial: Callable[[Setting], Any] | None = None
    help: Word = ""
    required: bool = False
    group: Word = ""
    codes: type[StrEnum] | None = None
    names: str = ""
    """How values are called: party, organisation, provision, person."""


def coded(codes: type[StrEnum], without: Iterable[StrEnum] = ()) -> Options:
    """All codes of a list but some, by name."""
    left = [one for one in codes if one not in set(without)]
    return lambda _setting: [(one.value, said(one)) for one in left]


def one_of(name: str, label: Word, codes: type[StrEnum], **more: Any) -> Field:
    """A field whose value is one of a list of codes."""
    return Field(name=name, label=label, kind="one", options=more.pop("options", coded(codes)), codes=codes, **more)


def parties(setting: Setting) -> list[Option]:
    """The parties, by name."""
    return [(one, setting.names.party(one)) for one in setting.file.rules.parties]


def provisions(setting: Setting) -> list[Option]:
    """The rules of the agreement."""
    agreement = setting.names.agreement
    return [(rule.id, f"{rule.name.in_language(reader_language())} ({rule.article})") for rule in agreement.rules]


def listed(setting: Setting) -> list[Option]:
    """The evidence that is listed."""
    return [
        (one.subject.ref, dict(setting.evidence).get(f"{one.subject.kind}:{one.subject.ref}", one.subject.ref))
        for one in setting.file.evidence
    ]


def visits(setting: Setting, *, held: bool) -> list[Option]:
    """The visits that are planned; with `held`, those that were held too."""
    visits = setting.file.visits.items()
    return [
        (key, f"{key} · {visit.planned.begins_at:%Y-%m-%d %H:%M}")
        for key, visit in visits
        if visit.planned and (held or not visit.held)
    ]


def organisations(setting: Setting) -> list[Option]:
    """Everybody but the mission."""
    return list(setting.organisations)


def responses(setting: Setting) -> list[Option]:
    """The responses."""
    return [(key, _called(one.assigned, setting)) for key, one in setting.file.responses.items()]


def _called(one: ResponseAssigned, setting: Setting) -> str:
    return f"{said(one.measure)} · {setting.names.organisation(one.owner)} · {one.text[:60]}"


def own_responses(setting: Setting) -> list[Option]:
    """Those of one's own organisation."""
    own = {key for key, one in setting.file.responses.items() if one.assigned.owner == setting.seat.organisation}
    return [option for option in responses(setting) if option[0] in own]


def clocks(setting: Setting) -> list[Option]:
    """The clocks that run."""
    running = [run for run in runs_of(setting.file, now=setting.now) if run.stopped_at is None]
    return [
        (run.clock.id, f"{run.clock.name.in_language(reader_language())} · {run.due_at:%Y-%m-%d %H:%M}")
        for run in running
    ]


def audiences(setting: Setting) -> list[Option]:
    """To whom acts can be shown."""
    bodies = (Function.TEAM, Function.SUB_COMMITTEE, Function.COMMISSION)
    found = [*((one.value, setting.names.organisation(one.value)) for one in bodies), *parties(setting)]
    return list(dict([*found, *setting.organisations]).items())


def findings(setting: Setting) -> list[Option]:
    """The versions of the finding, the latest first."""
    return [(str(one.version), f"{one.version} · {said(one.outcome)}") for one in reversed(setting.file.findings)]


def positions(setting: Setting) -> list[Option]:
    """What one can say of a finding; that somebody was absent, only the mechanism."""
    mechanism = Function.MECHANISM in setting.seat.functions
    return [(one.value, said(one)) for one in Position if mechanism or one is not Position.ABSENT]
