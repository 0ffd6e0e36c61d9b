"""Forms about commitments drawn with what was posted, and every fault beside its field."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from evenhand.commitments.model import Held, Unit
from evenhand.foundation.codec import to_json
from evenhand.foundation.problems import Problem
from evenhand_web.commitments.fields import (
    EVIDENCE_ROWS,
    EVIDENCE_WORDS,
    FORMS,
    LANGUAGE_NAMES,
    MORE_READINGS,
    Field,
    Setting,
)
from evenhand_web.commitments.words import Word, choices
from evenhand_web.web import problems

Errors = dict[str, list[str]]
"""By field; "" for those of the whole form."""

_PLACES = {
    "value": "low",
    "value.on": "on",
    "value.low": "low",
    "value.high": "high",
    "value.unit": "unit",
    "value.qualifier": "qualifier",
    "whole": "whole",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Option:
    """A choice."""

    value: str
    label: Word
    chosen: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Drawn:
    """A field as the template draws it."""

    field: Field
    id: str
    value: str
    options: tuple[Option, ...]
    texts: tuple[tuple[str, str, str, str], ...]
    """Tag, name, direction, text."""
    rows: tuple[Mapping[str, Any], ...]
    """Of evidence, items and readings."""
    errors: tuple[str, ...]


def drawn(verb: str, setting: Setting, posted: Mapping[str, str] | None, errors: Errors) -> tuple[Drawn, ...]:
    """The fields of a form; without `posted` as they begin."""
    begun = _begun(verb, setting)
    return tuple(_drawn(one, setting, begun if posted is None else posted, errors) for one in FORMS[verb])


def faults(problem: Problem, verb: str) -> Errors:
    """What a problem says, beside the field that it is about, or above the form."""
    names = {one.name for one in FORMS[verb]}
    found: Errors = {}
    if problem.code.endswith(".malformed"):
        for where, shown, wanted in problem.details["found"]:
            place = _PLACES.get(where, where.partition(".")[0].partition("[")[0])
            name = place if place in names else ""
            found.setdefault(name, []).append(f"{shown}: {wanted}" if name else f"{where}: {shown}: {wanted}")
        return found
    field = str(problem.details.get("field", ""))
    return {field if field in names else "": [problems.say(problem)]}


def _drawn(one: Field, setting: Setting, posted: Mapping[str, str], errors: Errors) -> Drawn:
    value = str(posted.get(one.name, ""))
    options = tuple(Option(value=key, label=label, chosen=key == value) for key, label in one.options(setting))
    texts = tuple(
        (tag, name, "rtl" if tag == "ar" else "ltr", str(posted.get(f"{one.name}.{tag}", "")))
        for tag, name in LANGUAGE_NAMES.items()
    )
    return Drawn(
        field=one,
        id=f"f-{one.name}",
        value=value,
        options=options,
        texts=texts if one.kind == "texts" else (),
        rows=tuple(_rows(one, setting, posted)),
        errors=tuple(errors.get(one.name, ())),
    )


def _rows(one: Field, setting: Setting, posted: Mapping[str, str]) -> Iterable[Mapping[str, Any]]:
    match one.kind:
        case "evidence":
            for row in range(EVIDENCE_ROWS):
                kind = str(posted.get(f"evidence.{row}.kind", "document"))
                told = {name: posted.get(f"evidence.{row}.{name}", "") for name in ("ref", "para", "note")}
                kinds = [Option(value=key, label=word, chosen=key == kind) for key, word in EVIDENCE_WORDS.items()]
                yield told | {"n": row, "kinds": kinds}
        case "items":
            for indicator in setting.value.indicators if setting.value is not None else ():
                for item in indicator.items:
                    held = str(posted.get(f"item.{item}", ""))
                    words = [Option(value=key, label=word, chosen=key == held) for key, word in choices(Held)]
                    yield {"item": item, "options": words}
        case "readings":
            count = len(setting.value.readings) if setting.value is not None else 0
            for row in range(count + MORE_READINGS):
                names = ("on", "event", "count", "basis")
                told = {name: posted.get(f"readings.{row}.{name}", "") for name in names}
                unit = str(posted.get(f"readings.{row}.unit", Unit.DAYS.value))
                units = [Option(value=key, label=word, chosen=key == unit) for key, word in choices(Unit)]
                yield told | {"n": row, "units": units}


def _begun(verb: str, setting: Setting) -> Mapping[str, str]:
    """What a form shows before anything was typed: for a correction the version that stands."""
    if verb != "correct" or setting.value is None:
        return {}
    value = setting.value
    told = {name: "\n".join(getattr(value, name)) for name in ("debtors", "places")}
    told |= {name: getattr(value, name).value for name in ("strength", "verb", "term")}
    told["theme"] = value.theme
    for name in ("what", "note"):
        told |= {f"{name}.{tag}": text for tag, text in getattr(value, name).by_language.items()}
    for row, reading in enumerate(to_json(value.readings)):
        due = reading.get("due", {})
        told |= {f"readings.{row}.{name}": str(due[name]) for name in ("on", "event", "count", "unit") if name in due}
        told[f"readings.{row}.basis"] = str(value.readings[row].basis)
    return told
