"""What an act says, told field by field with the words of its form."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from django.utils.translation import gettext_lazy as _

from evenhand.cases.acts import Content, Member, PositionTaken, Presence, Subject, kind_of
from evenhand.cases.codes import SubjectKind
from evenhand.foundation.texts import Text
from evenhand_web.accounts.access import Actor, Capability
from evenhand_web.cases import subjects
from evenhand_web.cases.field_table import FIELDS
from evenhand_web.cases.fields import Field
from evenhand_web.cases.words import Names, Word, said
from evenhand_web.intake.access import visible_reports

_SKIPPED = frozenset({"digest", "signed_at", "step", "meeting", "response", "interview", "supersedes"})
"""What only machines read; pages say it elsewhere."""
_SIGNATURE, _YES, _NEUTRAL = _("Signature"), _("yes"), _("neutral")
_NOT_SHOWN = _("not released to you")
_CASE = SubjectKind.CASE


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """Something of another page."""

    label: str
    url: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One field of an act; exactly one of what follows the label is filled."""

    label: Word
    text: str = ""
    texts: Text | None = None
    moment: datetime | None = None
    links: tuple[Link, ...] = ()


def lines_of(content: Content, names: Names, actor: Actor) -> tuple[Line, ...]:
    """What an act says; empty fields are left out. What the reader may not see of other apps has no name here."""
    return tuple(_lines(content, names, actor))


def _lines(content: Content, names: Names, actor: Actor) -> Iterator[Line]:
    for field in FIELDS[kind_of(content)]:
        value = _value(content, field.name)
        if field.name in _SKIPPED or value in (None, "", (), {}, False):
            continue
        yield _line(field, value, names, actor)
    if isinstance(content, PositionTaken) and content.signature is not None:
        yield Line(label=_SIGNATURE, text=f"{content.signature.held} · {content.signature.key[:16]}…")


def _value(content: Any, name: str) -> Any:
    for part in name.split("."):
        content = getattr(content, part)
    return content


def _line(field: Field, value: Any, names: Names, actor: Actor) -> Line:
    match value:
        case datetime():
            told: dict[str, Any] = {"moment": value}
        case bool():
            told = {"text": str(_YES)}
        case StrEnum():
            told = {"text": said(value) if field.codes is not None else names.organisation(value)}
        case tuple() if isinstance(value[0], Subject):
            told = {"links": tuple(link_to(one, actor) for one in value)}
        case tuple() if field.name in _REFERRING:
            told = {"links": tuple(_REFERRING[field.name](one, actor) for one in value)}
        case tuple():
            told = {"text": ", ".join(_called(one, field, names) for one in value)}
        case Subject():
            told = {"links": (link_to(value, actor),)}
        case str() | int():
            told = _plain(field, value, names, actor)
        case _:
            told = {"texts": Text(value)}
    return Line(label=field.label, **told)


def _plain(field: Field, value: str | int, names: Names, actor: Actor) -> dict[str, Any]:
    if field.name == "other_case":
        return {"links": (link_to(Subject(kind=_CASE, ref=str(value)), actor),)}
    if field.names:
        return {"text": _called(value, field, names)}
    if field.name == "clock":
        return {"text": names.clock(str(value))}
    return {"text": str(value)}


def _called(value: Any, field: Field, names: Names) -> str:
    if isinstance(value, Member):
        return f"{names.person(value.user)} ({names.party(value.side)})"
    if isinstance(value, Presence):
        return (
            f"{names.person(value.user) if value.user else '–'} ({names.party(value.side) if value.side else _NEUTRAL})"
        )
    calls: dict[str, Callable[[str], str]] = {
        "party": names.party,
        "organisation": names.organisation,
        "provision": names.provision,
        "person": names.person,
    }
    return calls[field.names](str(value)) if field.names else str(value)


def link_to(subject: Subject, actor: Actor) -> Link:
    """A subject for this reader; of one that they do not see, only its kind."""
    seen = subjects.glimpse_or_none(actor, subject)
    if seen is None:
        return Link(label=f"{said(subject.kind)} – {_NOT_SHOWN}", url="")
    return _link(seen)


def _link(seen: subjects.Glimpse) -> Link:
    return Link(label=f"{said(SubjectKind(seen.kind))} {seen.label}", url=seen.url)


def _piece(ref: str, actor: Actor) -> Link:
    """A piece of evidence by its id alone, which does not say of what kind it is."""
    of_kinds = (subjects.glimpse_or_none(actor, Subject(kind=kind, ref=ref)) for kind in SubjectKind)
    seen = next((one for one in of_kinds if one is not None), None)
    return _link(seen) if seen is not None else Link(label=str(_NOT_SHOWN), url="")


def _report(told: str, actor: Actor) -> Link:
    """A report by its id, or by its number as people write it down; who sees all reports reads what was written."""
    ref = visible_reports(actor).filter(number=told[:20]).values_list("pk", flat=True).first()
    subject = Subject(kind=SubjectKind.REPORT, ref=ref or told)
    if actor.can(Capability.SEE_REPORTS) and subjects.glimpse_or_none(actor, subject) is None:
        return Link(label=told, url="")
    return link_to(subject, actor)


_REFERRING: Mapping[str, Callable[[str, Actor], Link]] = {"evidence": _piece, "reports": _report}
"""Fields that name things of other apps by ids without a kind, and how such a one is shown."""
