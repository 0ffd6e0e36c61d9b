"""The fields of the form of each kind of act: one table, from which forms are drawn and read and acts are told."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from django.utils.translation import gettext_lazy as _

from evenhand.agreements.procedure import Function
from evenhand.cases.acts import Seat
from evenhand.cases.clocks import runs_of
from evenhand.cases.codes import Answer, Choice, FindingOutcome, Gravity, Measure, Position, Question, Result
from evenhand.cases.file import CaseFile
from evenhand.reports.codes import (
    Attribution,
    Credibility,
    Proof,
    Protection,
    Reliability,
    ReportKind,
    RestrictionType,
    StatedReason,
)
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


def _one(name: str, label: Word, codes: type[StrEnum], **more: Any) -> Field:
    return Field(name=name, label=label, kind="one", options=more.pop("options", coded(codes)), codes=codes, **more)


def _parties(setting: Setting) -> list[Option]:
    return [(one, setting.names.party(one)) for one in setting.file.rules.parties]


def _provisions(setting: Setting) -> list[Option]:
    agreement = setting.names.agreement
    return [(rule.id, f"{rule.name.in_language(reader_language())} ({rule.article})") for rule in agreement.rules]


def _listed(setting: Setting) -> list[Option]:
    return [(one.subject.ref, dict(setting.evidence).get(f"{one.subject.kind}:{one.subject.ref}", one.subject.ref)) for one in setting.file.evidence]


def _visits(setting: Setting, *, held: bool) -> list[Option]:
    visits = setting.file.visits.items()
    return [(key, f"{key} · {visit.planned.begins_at:%Y-%m-%d %H:%M}") for key, visit in visits if visit.planned and (held or not visit.held)]


def _organisations(setting: Setting) -> list[Option]:
    return list(setting.organisations)


def _responses(setting: Setting) -> list[Option]:
    return [(key, f"{said(one.assigned.measure)} · {setting.names.organisation(one.assigned.owner)} · {one.assigned.text[:60]}") for key, one in setting.file.responses.items()]


def _own_responses(setting: Setting) -> list[Option]:
    own = {key for key, one in setting.file.responses.items() if one.assigned.owner == setting.seat.organisation}
    return [option for option in _responses(setting) if option[0] in own]


def _clocks(setting: Setting) -> list[Option]:
    running = [run for run in runs_of(setting.file, now=setting.now) if run.stopped_at is None]
    return [(run.clock.id, f"{run.clock.name.in_language(reader_language())} · {run.due_at:%Y-%m-%d %H:%M}") for run in running]


def _audiences(setting: Setting) -> list[Option]:
    bodies = (Function.TEAM, Function.SUB_COMMITTEE, Function.COMMISSION)
    found = [*((one.value, setting.names.organisation(one.value)) for one in bodies), *_parties(setting)]
    return list(dict([*found, *setting.organisations]).items())


def _findings(setting: Setting) -> list[Option]:
    return [(str(one.version), f"{one.version} · {said(one.outcome)}") for one in reversed(setting.file.findings)]


def _positions(setting: Setting) -> list[Option]:
    mechanism = Function.MECHANISM in setting.seat.functions
    return [(one.value, said(one)) for one in Position if mechanism or one is not Position.ABSENT]


LANGUAGES_HELP = _("Write it in one language at least; the versions are equally authentic.")
UTC_HELP = _("In UTC.")
WHAT, WHEN, WHO, WHY = _("What"), _("When and where"), _("Who"), _("On what it rests")

FRAME = (
    Field(name="alleged", label=_("Said of"), kind="many", options=_parties, names="party", group=WHO, initial=lambda s: s.file.alleged),
    Field(name="provisions", label=_("Provisions said to be breached"), kind="many", options=_provisions, names="provision", group=WHAT, initial=lambda s: s.file.provisions),
    Field(name="urgent", label=_("Urgent"), kind="flag", group=WHAT, initial=lambda s: s.file.urgent),
)

FIELDS: Mapping[str, tuple[Field, ...]] = {
    "opened": (
        _one("kind", _("Kind"), ReportKind, group=WHAT, required=True),
        Field(name="allegation", label=_("What is alleged"), kind="texts", group=WHAT, required=True, help=LANGUAGES_HELP),
        *FRAME,
        Field(name="at", label=_("When it happened"), kind="instant", group=WHEN, help=UTC_HELP),
        Field(name="place", label=_("Where it happened"), group=WHEN),
        Field(name="reporter", label=_("Brought by"), kind="one", options=_organisations, names="organisation", group=WHO, help=_("Empty: the mechanism itself.")),
        _one("protection", _("Who may learn from whom it comes"), Protection, group=WHO, initial=lambda _s: Protection.OPEN),
        Field(name="subjects", label=_("About"), kind="subjects", options=lambda s: s.evidence, group=WHY),
    ),
    "reframed": (
        *FRAME,
        Field(name="reason", label=_("Reason"), kind="text", required=True),
    ),
    "stepped": (
        Field(name="step", label=_("Step"), kind="hidden", initial=lambda s: s.step),
        Field(name="other_case", label=_("Number of the other case"), help=_("As on its page: CASE-2020-00000.")),
        Field(name="reason", label=_("Reason"), kind="text"),
        Field(name="authority", label=_("Article or decision on which it rests")),
        Field(name="evidence", label=_("Evidence"), kind="many", options=_listed),
    ),
    "team-set": (
        Field(name="members", label=_("Members"), kind="people", required=True, initial=lambda s: [m.user for m in s.file.team.members] if s.file.team else [], help=_("A joint team has a member of each party and an international monitor; nobody verifies what they brought themselves.")),
        Field(name="lead", label=_("Led by"), kind="one", required=True, options=lambda s: [(p.user, f"{p.name} · {p.organisation_name}") for p in s.people], names="person", initial=lambda s: s.file.team.lead if s.file.team else ""),
        Field(name="mandate", label=_("Mandate"), kind="text", initial=lambda s: s.file.team.mandate if s.file.team else ""),
    ),
    "visit-planned": (
        Field(name="visit", label=_("Visit"), kind="one", options=lambda s: _visits(s, held=False), help=_("Empty: a new one. One that is chosen is planned anew.")),
        Field(name="begins_at", label=_("Begins"), kind="instant", required=True, help=UTC_HELP, group=WHEN),
        Field(name="ends_at", label=_("Ends"), kind="instant", required=True, help=UTC_HELP, group=WHEN),
        Field(name="route", label=_("Route"), kind="lines", required=True, help=_("One place in a line, in order."), group=WHEN),
        Field(name="clearance", label=_("Cleared as safe by"), help=_("Who, with the reference. Without it no team goes."), group=_("Safety"), required=True),
        Field(name="cleared_until", label=_("Clearance valid until"), kind="instant", required=True, help=UTC_HELP, group=_("Safety")),
        Field(name="notified", label=_("Was told"), kind="many", options=_organisations, names="organisation", group=WHO),
        Field(name="note", label=_("Note"), kind="text"),
    ),
    "visit-held": (
        Field(name="visit", label=_("Visit"), kind="one", options=lambda s: _visits(s, held=False), required=True),
        Field(name="began_at", label=_("Began"), kind="instant", required=True, help=UTC_HELP),
        Field(name="ended_at", label=_("Ended"), kind="instant", required=True, help=UTC_HELP),
        Field(name="reports", label=_("Reports that came of it"), kind="lines", help=_("One number in a line.")),
        Field(name="note", label=_("Note"), kind="text"),
    ),
    "access-refused": (
        Field(name="at", label=_("When"), kind="instant", required=True, help=UTC_HELP, group=WHEN),
        Field(name="visit", label=_("Visit"), kind="one", options=lambda s: _visits(s, held=True), group=WHEN),
        Field(name="by", label=_("Who refused, in your words"), required=True, group=WHO),
        Field(name="side", label=_("The party held to have refused"), kind="one", options=_parties, names="party", group=WHO),
        _one("restriction", _("How"), RestrictionType, group=WHAT, initial=lambda _s: RestrictionType.DENIAL),
        _one("reason", _("Reason that they gave"), StatedReason, group=WHAT),
        Field(name="text", label=_("What happened"), kind="text", required=True, group=WHAT),
    ),
    "interview-held": (
        Field(name="interview", label=_("Interview"), kind="hidden"),
        Field(name="at", label=_("When"), kind="instant", required=True, help=UTC_HELP),
        Field(name="alias", label=_("Alias"), required=True, help=_("The only name that stands in the file.")),
        _one("protection", _("Protection"), Protection, initial=lambda _s: Protection.CONFIDENTIAL),
        Field(name="text", label=_("What was said"), kind="text", required=True),
    ),
    "evidence-listed": (
        Field(name="subject", label=_("Piece"), kind="subject", options=lambda s: s.evidence, required=True, help=_("Files attached to this case, and what it is about.")),
        _one("reliability", _("Reliability of the source"), Reliability, initial=lambda _s: Reliability.F),
        _one("credibility", _("Credibility of the information"), Credibility, initial=lambda _s: Credibility.SIX),
        Field(name="note", label=_("Note"), kind="text"),
    ),
    "question-answered": (
        _one("question", _("Question"), Question, required=True),
        _one("answer", _("Answer"), Answer, required=True),
        _one("standard", _("Standard of proof"), Proof, required=True, options=coded(Proof, [Proof.BEYOND_REASONABLE_DOUBT])),
        Field(name="text", label=_("Why"), kind="texts", required=True, help=LANGUAGES_HELP),
        Field(name="evidence", label=_("Evidence"), kind="many", options=_listed),
    ),
    "finding-proposed": (
        Field(name="version", label=_("Version"), kind="hidden", initial=lambda s: (s.file.finding.version if s.file.finding else 0) + 1),
        Field(name="supersedes", label=_("Replaces version"), kind="hidden", initial=lambda s: s.file.finding.version if s.file.finding else ""),
        _one("outcome", _("What is found"), FindingOutcome, required=True, group=WHAT),
        Field(name="text", label=_("In words"), kind="texts", required=True, help=LANGUAGES_HELP, group=WHAT),
        _one("gravity", _("How grave"), Gravity, group=WHAT),
        _one("attribution", _("Attribution"), Attribution, required=True, group=WHO),
        Field(name="parties", label=_("Attributed to"), kind="many", options=_parties, names="party", group=WHO),
        _one("standard", _("Standard of proof"), Proof, required=True, options=coded(Proof, [Proof.BEYOND_REASONABLE_DOUBT]), group=WHY, help=_("What the basis carries; more than that is refused.")),
        Field(name="basis.independent", label=_("Independent sources"), kind="whole", group=WHY, initial=lambda _s: 0, help=_("Echoes of one origin and several statements of one source are one.")),
        Field(name="basis.of_parties", label=_("Of these, of a party to the matter"), kind="whole", group=WHY, initial=lambda _s: 0),
        Field(name="basis.hearsay_only", label=_("All of it hearsay"), kind="flag", group=WHY),
        Field(name="basis.visited", label=_("A team was on the spot"), kind="flag", group=WHY, initial=lambda s: any(v.held for v in s.file.visits.values())),
        Field(name="basis.physical", label=_("There is an object, a trace or a recording"), kind="flag", group=WHY),
        Field(name="evidence", label=_("Evidence"), kind="many", options=_listed, group=WHY),
    ),
    "position-taken": (
        Field(name="version", label=_("Version of the finding"), kind="hidden", initial=lambda s: s.file.finding.version if s.file.finding else ""),
        Field(name="digest", label=_("Digest of the finding"), kind="hidden"),
        Field(name="signed_at", label=_("Signed"), kind="hidden"),
        _one("position", _("Position"), Position, required=True, options=_positions),
        Field(name="side", label=_("For"), kind="one", options=_parties, names="party", help=_("Only to record that a party was absent; empty: your own position.")),
        Field(name="text", label=_("In words"), kind="texts", help=_("A dissent needs its reasons; it stays with the finding for ever.")),
    ),
    "meeting-held": (
        Field(name="body", label=_("Body"), kind="hidden", initial=lambda s: s.file.state),
        Field(name="at", label=_("When"), kind="instant", required=True, help=UTC_HELP),
        Field(name="present", label=_("Present"), kind="presence"),
        Field(name="walked_out", label=_("Left, or did not come"), kind="many", options=_parties, names="party"),
        Field(name="note", label=_("Minutes in brief"), kind="text"),
    ),
    "voted": (
        Field(name="meeting", label=_("Meeting"), kind="hidden", initial=lambda s: s.file.meetings[-1].meeting if s.file.meetings else ""),
        Field(name="ruling", label=_("Version of the ruling"), kind="hidden", initial=lambda s: s.file.ruling.version if s.file.ruling else ""),
        _one("choice", _("Vote"), Choice, required=True),
        Field(name="text", label=_("Explanation of vote"), kind="text"),
    ),
    "ruling-given": (
        Field(name="version", label=_("Version"), kind="hidden", initial=lambda s: (s.file.ruling.version if s.file.ruling else 0) + 1),
        Field(name="supersedes", label=_("Replaces version"), kind="hidden", initial=lambda s: s.file.ruling.version if s.file.ruling else ""),
        Field(name="body", label=_("Body"), kind="hidden", initial=lambda s: s.file.state),
        _one("outcome", _("What is ruled"), FindingOutcome, required=True),
        Field(name="finding", label=_("Rests on version of the finding"), kind="one", options=_findings, required=True, initial=lambda s: s.file.finding.version if s.file.finding else ""),
        Field(name="text", label=_("Text"), kind="texts", required=True, help=LANGUAGES_HELP),
    ),
    "response-assigned": (
        _one("measure", _("Measure"), Measure, required=True),
        Field(name="owner", label=_("To be done by"), kind="one", options=_organisations, names="organisation", required=True),
        Field(name="due_at", label=_("Until"), kind="instant", required=True, help=UTC_HELP),
        Field(name="text", label=_("What exactly"), kind="text", required=True),
    ),
    "response-reported": (
        Field(name="response", label=_("Response"), kind="one", options=_own_responses, required=True),
        Field(name="text", label=_("What was done"), kind="text", required=True),
        Field(name="evidence", label=_("Evidence"), kind="many", options=_listed),
    ),
    "response-verified": (
        Field(name="response", label=_("Response"), kind="one", options=_responses, required=True),
        _one("result", _("Result"), Result, required=True),
        Field(name="text", label=_("What verification showed"), kind="text", required=True),
    ),
    "released": (
        Field(name="to", label=_("To"), kind="one", options=_audiences, names="organisation", required=True),
        Field(name="acts", label=_("Acts"), kind="acts", required=True),
        Field(name="reason", label=_("Reason"), kind="text"),
    ),
    "recalled": (
        Field(name="to", label=_("From"), kind="one", options=_audiences, names="organisation", required=True),
        Field(name="acts", label=_("Acts"), kind="acts", required=True),
        Field(name="reason", label=_("Reason"), kind="text"),
    ),
    "commented": (Field(name="text", label=_("Comment"), kind="text", required=True),),
    "extended": (
        Field(name="clock", label=_("Clock"), kind="one", options=_clocks, required=True),
        Field(name="until", label=_("Until"), kind="instant", required=True, help=UTC_HELP),
        Field(name="reason", label=_("Reason"), kind="text", required=True),
    ),
    "late-evidence": (
        Field(name="text", label=_("What came"), kind="text", required=True),
        Field(name="subjects", label=_("Pieces"), kind="subjects", options=lambda s: s.evidence),
    ),
}  # fmt: skip
"""By kind of act. What is not here is computed (`forms.completed`)."""
