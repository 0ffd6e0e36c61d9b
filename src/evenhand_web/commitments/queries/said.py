"""What a version and an act say, as lines of a page."""

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from evenhand.commitments.acts import (
    KINDS,
    ConditionSaid,
    Content,
    Measured,
    Occurred,
    Paused,
    Resumed,
    StatusSaid,
    WillingnessSaid,
    content_from,
)
from evenhand.commitments.model import Amount, Indicator, Qualifier, Reading, Recurrence
from evenhand.commitments.model import Commitment as DomainCommitment
from evenhand.foundation.texts import Text
from evenhand_web.accounts.access import Actor
from evenhand_web.commitments import access, mapping
from evenhand_web.commitments.models import Act, PlanAct
from evenhand_web.commitments.words import ACTS, Names, Word, reader_language, said, spoken, theme_name

LABELS: Mapping[str, Word] = {
    "what": gettext_lazy("What"),
    "object": gettext_lazy("What it acts upon"),
    "verb": gettext_lazy("Verb"),
    "strength": gettext_lazy("Strength"),
    "debtors": gettext_lazy("Owed by"),
    "beneficiaries": gettext_lazy("For or about"),
    "parts": gettext_lazy("Parts"),
    "readings": gettext_lazy("Deadline"),
    "recurrence": gettext_lazy("Recurs"),
    "term": gettext_lazy("Term"),
    "places": gettext_lazy("Places"),
    "theme": gettext_lazy("Topic"),
    "levels": gettext_lazy("Levels"),
    "conditions": gettext_lazy("Conditions"),
    "willing": gettext_lazy("Whom it is for"),
    "indicators": gettext_lazy("Indicators"),
    "gate": gettext_lazy("Condition of the gate"),
    "aspects": gettext_lazy("Aspects"),
    "access": gettext_lazy("Access"),
    "inferred": gettext_lazy("Worked out, not read"),
    "note": gettext_lazy("Note"),
}
"""Fields of a commitment that are shown, in order."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ActRow:
    """An act as an entry of the history."""

    number: int
    """Its place among the acts that the reader sees."""
    at: datetime
    kind: str
    title: Word
    by: str
    user: str
    lines: tuple[tuple[str, str], ...]
    reason: str
    evidence: int
    shared: bool
    undone: bool
    may_undo: bool


def act_rows(acts: Iterable[Act | PlanAct], names: Names, actor: Actor, *, keeps: bool) -> tuple[ActRow, ...]:
    """The history, the latest first; one's own organisation may take back what it said.

    Args:
        acts: those that the reader sees.
        names: of organisations.
        actor: the reader.
        keeps: whether they keep what it is about; what keepers alone write, they alone take back.
    """
    acts = tuple(acts)
    gone, own, places = mapping.taken_back(acts), access.key_of(actor), mapping.places_of(acts)
    rows = (_act_row(act, names, gone, own, places) for act in reversed(acts))
    return tuple(row if keeps or row.kind not in access.KEEPERS_ALONE else replace(row, may_undo=False) for row in rows)


def value_lines(
    value: DomainCommitment, names: Names, *, only: Collection[str] | None = None
) -> tuple[tuple[str, str], ...]:
    """What a version says, field by field; what is empty is left out.

    Args:
        value: the version.
        names: for names of who owes it.
        only: the fields that are wanted; all if it is None.
    """
    found = []
    for name, label in LABELS.items():
        if only is None or name in only:
            told = _field(value, name, names)
            if told:
                found.append((str(label), told))
    return tuple(found)


def amount_words(value: Amount) -> str:
    """A number as its source gives it, with its qualifier; "" where nothing is known."""
    if value.qualifier is Qualifier.UNKNOWN and value.low is None and value.high is None:
        return ""
    ends = list(dict.fromkeys(f"{end:g}" for end in (value.low, value.high) if end is not None))
    plain = value.qualifier in {Qualifier.EXACT, Qualifier.RANGE}
    told = f"{'' if plain else said(value.qualifier) + ' '}{'–'.join(ends) or '?'} {value.unit}".strip()
    return f"{told} ({value.on.isoformat()})" if value.on else told


def text_words(text: Text) -> str:
    """A text in the reader's language."""
    return text.in_language(reader_language())


def _field(value: DomainCommitment, name: str, names: Names) -> str:
    held = getattr(value, name)
    if name in _WRITTEN:
        return _WRITTEN[name](held, names)
    if isinstance(held, Text):
        return text_words(held)
    return said(held) if held is not None and held.value not in {"all", "none"} else ""


def _bodies(held: Iterable[str], names: Names) -> str:
    return ", ".join(names.body(key) for key in held)


def _texts(held: Iterable[Text], _names: Names) -> str:
    return "\n".join(text_words(one) for one in held)


def _words(held: Iterable[str], _names: Names) -> str:
    return ", ".join(spoken(one) for one in held)


def _indicators(held: Iterable[Indicator], _names: Names) -> str:
    return "\n".join(f"{text_words(one.name)}: {amount_words(one.target) or '?'}" for one in held)


_WRITTEN: Mapping[str, Callable[[Any, Names], str]] = {
    "debtors": _bodies,
    "beneficiaries": _bodies,
    "parts": _texts,
    "conditions": _texts,
    "readings": lambda held, _names: "\n".join(reading_words(one) for one in held),
    "recurrence": lambda held, _names: recurrence_words(held) if held is not None else "",
    "indicators": _indicators,
    "places": _words,
    "levels": _words,
    "aspects": _words,
    "inferred": _words,
    "theme": lambda held, _names: theme_name(held),
    "gate": lambda held, _names: spoken(held),
}
"""Fields that are neither a text nor a word of a list."""


def reading_words(one: Reading) -> str:
    """When it is due as a text says it."""
    due = one.due
    if due.on is not None:
        told = due.on.isoformat()
    elif due.event:
        count = f"{due.count} {said(due.unit)}" if due.count is not None else ""
        told = _("%(count)s from: %(event)s") % {"count": count or "?", "event": spoken(due.event)}
    else:
        told = _("no date fixed")
    basis = text_words(one.basis)
    return f"{told}: {basis}" if basis else told


def recurrence_words(one: Recurrence) -> str:
    """How often something recurs."""
    told = _("every %(count)s %(unit)s") % {"count": one.every, "unit": said(one.unit)}
    begins = one.starts_on.isoformat() if one.starts_on else spoken(one.event)
    return f"{told}, {_('from')} {begins}" if begins else told


def _act_row(act: Act | PlanAct, names: Names, gone: set[int], own: str, places: Mapping[int, int]) -> ActRow:
    told = act.told
    fixed = act.kind in {access.VERSION, access.RELEASED, access.RECALLED, access.TAKEN_BACK}
    undone = act.number in gone
    return ActRow(
        number=places[act.number],
        at=act.at,
        kind=act.kind,
        title=ACTS[act.kind],
        by=names.organisation(act.organisation),
        user=act.user,
        lines=tuple(_lines(act, names, places)),
        reason=str(told.get("reason", "")),
        evidence=len(told.get("evidence", ())),
        shared=act.shared or act.kind in access.OPEN_TO_ALL,
        undone=undone,
        may_undo=not fixed and not undone and act.organisation == own,
    )


def _lines(act: Act | PlanAct, names: Names, places: Mapping[int, int]) -> Iterable[tuple[str, str]]:
    said_json = act.said
    match act.kind:
        case access.VERSION:
            yield "", text_words(mapping.read(said_json).what)
        case access.RELEASED | access.RECALLED:
            yield _("To"), names.organisation(str(said_json["to"]))
        case access.COMMENTED:
            yield "", str(said_json["text"])
        case access.TAKEN_BACK:
            yield _("Number"), str(places[said_json["act"]])
        case kind if kind in KINDS:
            yield from _content_lines(content_from(kind, said_json), names)
    for one in mapping.evidence_of(act):
        yield _("Evidence"), " ".join(part for part in (one.kind, one.ref, one.para, one.note) if part)


def _content_lines(content: Content, names: Names) -> Iterable[tuple[str, str]]:
    match content:
        case StatusSaid():
            yield from _status_lines(content, names)
        case Measured():
            yield _("Indicator"), spoken(content.indicator)
            yield from ((_("Value"), told) for told in [amount_words(content.value)] if told)
            yield from ((spoken(item.item), said(item.held)) for item in content.items)
        case Paused(begins_on=day) | Resumed(on=day):
            yield _("From"), day.isoformat()
            yield from ((_("Rests on"), told) for told in [content.authority] if told)
        case Occurred():
            yield spoken(content.event), content.on.isoformat() if content.on else _("not known")
        case ConditionSaid():
            yield spoken(content.condition), said(content.held)
        case WillingnessSaid():
            words = {True: _("willing"), False: _("not willing"), None: _("says nothing any longer")}
            yield names.body(content.state), words[content.willing]


def _status_lines(content: StatusSaid, names: Names) -> Iterable[tuple[str, str]]:
    told = (
        (_("Status"), said(content.status)),
        (_("Of"), names.body(content.state) if content.state else ""),
        (_("Which time"), content.occasion.isoformat() if content.occasion else ""),
        (_("As of"), content.as_of.isoformat() if content.as_of else ""),
        (_("Next step"), content.next_step),
        (_("Rests on"), content.authority),
    )
    return (pair for pair in told if pair[1])
