"""Forms of acts: drawn from the table of fields, read back into what an act says, every fault beside its field."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.http import QueryDict
from django.utils.translation import gettext as _

from evenhand.agreements.procedure import Function, Need
from evenhand.cases.acts import Act, Stepped
from evenhand.cases.codes import Position
from evenhand.cases.findings import digest_of
from evenhand.cases.needs import need_in_words
from evenhand.cases.workflow import Possible
from evenhand.foundation.instants import format_instant
from evenhand.foundation.problems import Problem
from evenhand_web.cases.field_table import FIELDS
from evenhand_web.cases.fields import Field, Setting
from evenhand_web.cases.mapping import NEW
from evenhand_web.cases.words import ACTS, LANGUAGE_NAMES, Word, reader_language

Errors = dict[str, list[str]]
"""By name of the field; "" is the form's own."""

BESIDE: Mapping[str, tuple[str, ...]] = {
    "cases.no-text": ("text", "allegation", "reason"),
    "cases.not-cleared": ("clearance",),
    "cases.times": ("ends_at", "ended_at", "at", "due_at"),
    "cases.attribution": ("attribution",),
    "cases.above-cap": ("standard",),
    "cases.not-visited": ("basis.visited",),
    "cases.lead-not-in-team": ("lead",),
    "cases.one-sided": ("members",),
    "cases.verifier-reported": ("members",),
    "cases.clock-stands": ("until",),
    "cases.not-absent-yet": ("position",),
    "cases.not-your-side": ("side",),
    "cases.not-reported": ("result",),
    "cases.no-such-case": ("other_case",),
    "cases.no-such-subject": ("subject", "subjects"),
    "cases.identity-missing": ("identity",),
    "cases.unknown-party": ("alleged", "parties"),
    "cases.weaker-protection": ("protection",),
}
"""Beside which field a Problem of the procedure stands; the first that the form has."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """One thing to choose."""

    value: str
    label: str
    chosen: bool
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """A field as the page draws it."""

    name: str
    id: str
    label: Word
    kind: str
    help: Word
    required: bool
    value: str
    texts: tuple[tuple[str, str, str, str], ...] = ()
    """Language, its name, direction, text."""
    choices: tuple[Choice, ...] = ()
    errors: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """Fields that belong together."""

    label: Word
    fields: tuple[Shown, ...]


def fields_of(kind: str, setting: Setting) -> tuple[Field, ...]:
    """The fields of a kind of act; of a step, those that it needs and those that may always be said."""
    found = FIELDS[kind]
    if kind == "opened" and Function.MECHANISM not in setting.seat.functions:
        return tuple(one for one in found if one.name != "reporter")  # a party brings it in its own name
    if kind == "position-taken" and Function.MECHANISM not in setting.seat.functions:
        return tuple(one for one in found if one.name != "side")  # only the mechanism says that a party was absent
    if kind != "stepped":
        return found
    rule = setting.file.rules.procedure.step(setting.step)
    needs = rule.needs if rule is not None else ()
    return tuple(one for one in found if one.name != "other_case" or Need.OTHER_CASE in needs)


def drawn(kind: str, setting: Setting, posted: QueryDict | None, errors: Errors) -> tuple[Group, ...]:
    """The form: as it begins, or as it was sent with what is wrong with it."""
    groups: dict[str, tuple[Word, list[Shown]]] = {}
    for field in fields_of(kind, setting):
        group = groups.setdefault(str(field.group), (field.group, []))
        group[1].append(_shown(field, setting, posted, errors.get(field.name, [])))
    return tuple(Group(label=label, fields=tuple(fields)) for label, fields in groups.values())


def read(kind: str, setting: Setting, posted: QueryDict) -> dict[str, Any]:
    """What was sent as the JSON of an act's content; faults are for `content_from` to find."""
    data: dict[str, Any] = {}
    for field in fields_of(kind, setting):
        value = _READERS.get(field.kind, _line)(field, setting, posted)
        _put(data, field.name, value)
    return completed(kind, setting, data)


def completed(kind: str, setting: Setting, data: dict[str, Any]) -> dict[str, Any]:
    """The same with what follows from where the case is and from who fills it in."""
    file, seat = setting.file, setting.seat
    more: dict[str, Any] = {}
    match kind:
        case "reframed":
            more = {"nobody": not data.get("alleged")}
        case "visit-planned" if not data.get("visit"):
            more = {"visit": NEW}
        case "interview-held":
            more = {"interview": NEW}
        case "meeting-held":
            more = {"meeting": NEW}
        case "voted":
            more = {"user": seat.user, "side": seat.side or ""}
        case "response-assigned":
            side = data.get("owner", "") if data.get("owner") in file.rules.parties else ""
            more = {"response": NEW, "side": side}
        case "position-taken":
            absent = data.get("position") == Position.ABSENT
            side = data.get("side") if absent else seat.side
            more = {"side": side or "", "organisation": side if absent and side else seat.organisation}
            more |= {} if data.get("signed_at") else {"signed_at": format_instant(setting.now)}
    return data | more


def malformed(problem: Problem, kind: str, setting: Setting) -> Errors:
    """Where what was sent cannot be taken as it is, beside its fields."""
    errors: Errors = {}
    labels = {field.name: field for field in fields_of(kind, setting)}
    for where, shown, wanted in problem.details.get("found", ()):
        name = next((one for one in labels if where == one or where.startswith((f"{one}[", f"{one}."))), "")
        told = (
            _("Fill this in.")
            if shown == "missing"
            else _("%(shown)s cannot be taken; expected %(wanted)s.") % {"shown": shown, "wanted": wanted}
        )
        errors.setdefault(name, []).append(told if name else f"{where}: {told}")
    return errors


def refused(problem: Problem, message: str, kind: str, setting: Setting) -> Errors:
    """What the procedure says against it, beside the field that it is about where there is one."""
    names = {field.name for field in fields_of(kind, setting)} | {"identity"}
    if problem.code == "cases.times" and kind == "visit-planned":
        return {"ends_at": [message]}
    return {next((one for one in BESIDE.get(problem.code, ()) if one in names), ""): [message]}


def missing_words(step: Possible) -> tuple[str, ...]:
    """What a step still lacks, in words."""
    return tuple(need_in_words(one, language=reader_language()) for one in step.missing)


def act_options(setting: Setting, posted: QueryDict | None) -> tuple[Choice, ...]:
    """The acts of a case that can be shown to somebody, the newest first."""
    chosen = set(posted.getlist("acts")) if posted is not None else set()
    return tuple(
        Choice(
            value=str(act.number),
            label=f"{act.number} · {_called(act, setting)}",
            chosen=str(act.number) in chosen,
            note=f"{act.at:%Y-%m-%d %H:%M} · {setting.names.organisation(act.seat.organisation)}",
        )
        for act in reversed(setting.file.acts)
        if act.kind not in {"released", "recalled"}
    )


def _called(act: Act, setting: Setting) -> str:
    return setting.names.step(act.content.step) if isinstance(act.content, Stepped) else str(ACTS[act.kind])


def _shown(field: Field, setting: Setting, posted: QueryDict | None, errors: list[str]) -> Shown:
    begun = field.initial(setting) if field.initial is not None else None
    if field.name == "digest" and setting.file.finding is not None:
        begun = digest_of(setting.number, setting.file.finding)
    sent = posted.getlist(field.name) if posted is not None else None
    chosen = sent if sent is not None else _as_list(begun)
    value = chosen[0] if chosen else ""
    if field.kind in {"text", "line", "lines"} and sent is None:
        value = "\n".join(chosen)
    return Shown(
        name=field.name,
        id=f"f-{field.name.replace('.', '-')}",
        label=field.label,
        kind=field.kind,
        help=field.help,
        required=field.required,
        value="yes" if field.kind == "flag" and (value == "yes" or (sent is None and begun is True)) else value,
        texts=_texts(field, posted, begun) if field.kind == "texts" else (),
        choices=tuple(_choices(field, setting, set(chosen))),
        errors=tuple(errors),
    )


def _choices(field: Field, setting: Setting, chosen: set[str]) -> Iterable[Choice]:
    match field.kind:
        case "people":
            for one in setting.people:
                told = setting.names.party(one.side) if one.side else one.organisation_name
                yield Choice(value=one.user, label=one.name, chosen=one.user in chosen, note=told)
        case "presence":
            for one in setting.people:
                if one.kind == setting.file.state:
                    note = setting.names.party(one.side) if one.side else _("neutral")
                    yield Choice(value=one.user, label=one.name, chosen=one.user in chosen, note=note)
        case _ if field.options is not None:
            for value, label in field.options(setting):
                yield Choice(value=value, label=label, chosen=value in chosen)


def _texts(field: Field, posted: QueryDict | None, begun: Any) -> tuple[tuple[str, str, str, str], ...]:
    held: Mapping[str, str] = begun if isinstance(begun, Mapping) else {}
    return tuple(
        (
            tag,
            name,
            "rtl" if tag == "ar" else "ltr",
            posted.get(f"{field.name}.{tag}", "") if posted is not None else held.get(tag, ""),
        )
        for tag, name in LANGUAGE_NAMES.items()
    )


def _as_list(begun: Any) -> list[str]:
    if begun is None or isinstance(begun, bool | Mapping):
        return []
    if isinstance(begun, datetime):
        return [begun.strftime("%Y-%m-%dT%H:%M")]
    return [str(one) for one in begun] if isinstance(begun, list | tuple) else [str(begun)]


def _put(data: dict[str, Any], name: str, value: Any) -> None:
    head, _dot, rest = name.partition(".")
    if rest:
        _put(data.setdefault(head, {}), rest, value)
    elif value not in ("", None, [], {}):
        data[head] = value


def _line(field: Field, _setting: Setting, posted: QueryDict) -> Any:
    value = posted.get(field.name, "").strip()
    return int(value) if field.name in _WHOLE and value.isascii() and value.isdecimal() and len(value) < 10 else value


_WHOLE = frozenset({"version", "supersedes", "ruling", "finding"})
"""Numbers of versions, which the JSON holds as numbers."""


def _whole(field: Field, _setting: Setting, posted: QueryDict) -> Any:
    value = posted.get(field.name, "").strip()
    return int(value) if value.isascii() and value.isdecimal() and len(value) < 10 else value


def _instant(field: Field, _setting: Setting, posted: QueryDict) -> str:
    value = posted.get(field.name, "").strip()
    return f"{value}Z" if value and not value.endswith("Z") else value


def _many(field: Field, _setting: Setting, posted: QueryDict) -> list[str]:
    return [one for one in posted.getlist(field.name) if one.strip()]


def _lines(field: Field, _setting: Setting, posted: QueryDict) -> list[str]:
    return [line.strip() for line in posted.get(field.name, "").splitlines() if line.strip()]


def _flag(field: Field, _setting: Setting, posted: QueryDict) -> bool:
    return posted.get(field.name) == "yes"


def _several(field: Field, _setting: Setting, posted: QueryDict) -> dict[str, str]:
    found = {tag: posted.get(f"{field.name}.{tag}", "").strip() for tag in LANGUAGE_NAMES}
    return {tag: text for tag, text in found.items() if text}


def _numbers(field: Field, _setting: Setting, posted: QueryDict) -> list[Any]:
    return [
        int(one) if one.isascii() and one.isdecimal() and len(one) < 10 else one for one in posted.getlist(field.name)
    ]


def _members(field: Field, setting: Setting, posted: QueryDict) -> list[dict[str, str]]:
    known = {one.user: one for one in setting.people}
    found = [known.get(user) or user for user in posted.getlist(field.name)]
    return [
        {"user": one, "organisation": "–"} if isinstance(one, str)
        else {"user": one.user, "organisation": one.organisation, "side": one.side or ""}
        for one in found
    ]  # fmt: skip


def _present(field: Field, setting: Setting, posted: QueryDict) -> list[dict[str, str]]:
    return [{"user": one["user"], "side": one.get("side", "")} for one in _members(field, setting, posted)]


def _subject(field: Field, _setting: Setting, posted: QueryDict) -> Any:
    return _pair(posted.get(field.name, ""))


def _subjects(field: Field, _setting: Setting, posted: QueryDict) -> list[Any]:
    return [_pair(one) for one in posted.getlist(field.name) if one.strip()]


def _pair(value: str) -> Any:
    kind, _colon, ref = value.strip().partition(":")
    return {"kind": kind, "ref": ref} if ref else value.strip()


_READERS = {
    "whole": _whole,
    "instant": _instant,
    "many": _many,
    "lines": _lines,
    "flag": _flag,
    "texts": _several,
    "acts": _numbers,
    "people": _members,
    "presence": _present,
    "subject": _subject,
    "subjects": _subjects,
}
