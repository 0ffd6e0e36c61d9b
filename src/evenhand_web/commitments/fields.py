"""The fields of the forms about commitments, as data, and what was posted in them, as the domain's JSON."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext_lazy as _

from evenhand.commitments.model import Commitment as DomainCommitment
from evenhand.commitments.model import Held, Qualifier, Strength, Term, Unit, Verb
from evenhand.foundation.texts import LANGUAGES
from evenhand_web.commitments.words import Word, choices

LANGUAGE_NAMES: Mapping[str, str] = {"en": "English", "ar": "العربية", "fr": "Français", "zh-hans": "简体中文"}
EVIDENCE_KINDS = ("document", "report", "incident", "case", "file", "link", "statement")
EVIDENCE_ROWS = 2
MORE_READINGS = 1
"""Empty ones below those that there are."""

EVIDENCE_WORDS: Mapping[str, Word] = {
    "document": _("document"),
    "report": _("report"),
    "incident": _("incident"),
    "case": _("case"),
    "file": _("file"),
    "link": _("address on the web"),
    "statement": _("statement"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Setting:
    """What a form is about: the choices that depend on the commitment or the plan."""

    value: DomainCommitment | None = None
    states: tuple[tuple[str, str], ...] = ()
    statuses: tuple[tuple[str, str], ...] = ()
    organisations: tuple[tuple[str, str], ...] = ()
    shown_to: tuple[tuple[str, str], ...] = ()
    occasions: tuple[tuple[str, str], ...] = ()
    plans: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """One field. `kind`: one, line, text, texts, day, number, flag, evidence, items, readings."""

    name: str
    label: Word
    kind: str = "line"
    required: bool = False
    help: Word = ""
    options: Callable[[Setting], tuple[tuple[str, Word], ...]] = field(default=lambda _setting: ())
    empty: Word = "–"
    """What the choice of nothing is called."""


_STATE = Field(
    name="state", label=_("Of which body"), kind="one", options=lambda setting: setting.states, empty=_("the whole")
)
_REASON = Field(name="reason", label=_("Reason"), kind="text")
_SHARED = Field(
    name="shared",
    label=_("Show it to all who see this"),
    kind="flag",
    help=_("Otherwise only your organisation and the mission see it."),
)
_EVIDENCE = Field(name="evidence", label=_("Evidence"), kind="evidence")

FORMS: Mapping[str, tuple[Field, ...]] = {
    "status": (
        Field(name="status", label=_("Status"), kind="one", required=True, options=lambda setting: setting.statuses),
        _STATE,
        Field(name="occasion", label=_("Which time"), kind="one", options=lambda setting: setting.occasions),
        Field(name="as_of", label=_("As of"), kind="day", help=_("The day to which it applies; empty: today.")),
        _EVIDENCE,
        _REASON,
        Field(name="next_step", label=_("Next step"), kind="text"),
        Field(
            name="authority",
            label=_("Rests on the decision"),
            help=_("Needed where it lapsed or something took its place."),
        ),
        Field(name="superseded_by", label=_("What took its place")),
        _SHARED,
    ),
    "measure": (
        Field(
            name="indicator",
            label=_("Indicator"),
            kind="one",
            required=True,
            options=lambda setting: tuple(
                (one.id, str(one.name)) for one in (setting.value.indicators if setting.value else ())
            ),
        ),
        _STATE,
        Field(name="on", label=_("As of"), kind="day"),
        Field(name="low", label=_("Value, or the least"), kind="number"),
        Field(name="high", label=_("The most, where it is a range"), kind="number"),
        Field(name="qualifier", label=_("How sure"), kind="one", options=lambda _setting: choices(Qualifier)),
        Field(name="unit", label=_("Unit"), help=_("Empty: that of the indicator.")),
        Field(name="whole", label=_("Of how many"), kind="number"),
        Field(name="source", label=_("Source")),
        Field(name="items", label=_("Counted off"), kind="items"),
        _EVIDENCE,
        _REASON,
        _SHARED,
    ),
    "attach": (_EVIDENCE, _SHARED),
    "comment": (Field(name="text", label=_("Comment"), kind="text", required=True), _SHARED),
    "willing": (
        Field(name="state", label=_("Of which body"), kind="one", required=True, options=lambda s: s.states),
        Field(
            name="willing",
            label=_("Willingness"),
            kind="one",
            options=lambda _setting: (("yes", _("willing")), ("no", _("not willing"))),
            empty=_("says nothing any longer"),
        ),
        _EVIDENCE,
        _REASON,
        _SHARED,
    ),
    "correct": (
        Field(name="what", label=_("What"), kind="texts", required=True),
        Field(name="debtors", label=_("Owed by"), help=_("Keys or names, one a line."), kind="lines"),
        Field(name="strength", label=_("Strength"), kind="one", options=lambda _setting: choices(Strength)),
        Field(name="verb", label=_("Verb"), kind="one", options=lambda _setting: choices(Verb)),
        Field(name="term", label=_("Term"), kind="one", options=lambda _setting: choices(Term)),
        Field(name="theme", label=_("Topic")),
        Field(name="places", label=_("Places"), kind="lines", help=_("One a line.")),
        Field(name="readings", label=_("Deadline, under each reading"), kind="readings"),
        Field(name="note", label=_("Note"), kind="texts"),
        Field(name="reason", label=_("Why it is changed"), kind="text"),
    ),
    "pause": (
        Field(name="begins_on", label=_("From"), kind="day", required=True),
        Field(name="ends_on", label=_("First day that counts again"), kind="day"),
        Field(name="authority", label=_("Rests on the decision"), required=True),
        _REASON,
    ),
    "resume": (
        Field(name="on", label=_("First day that counts again"), kind="day", required=True),
        Field(name="authority", label=_("Rests on the decision")),
        _REASON,
    ),
    "release": (
        Field(
            name="organisation", label=_("Organisation"), kind="one", required=True, options=lambda s: s.organisations
        ),
        _REASON,
    ),
    "recall": (
        Field(name="organisation", label=_("Organisation"), kind="one", required=True, options=lambda s: s.shown_to),
        _REASON,
    ),
    "proposal": (Field(name="plan", label=_("Plan"), kind="one", options=lambda setting: setting.plans),),
}
"""By verb."""


def read_content(verb: str, posted: Mapping[str, str], setting: Setting) -> dict[str, Any]:
    """What was posted as the JSON of the domain's content; what is empty is left out."""
    told = {one.name: str(posted.get(one.name, "")).strip() for one in FORMS[verb]}
    match verb:
        case "status":
            names = ("status", "state", "occasion", "as_of", "next_step", "authority", "superseded_by")
            return {name: told[name] for name in names if told[name]} | {"commitment": "-"}
        case "measure":
            return _measured(told, posted, setting)
        case "willing":
            willing = {"yes": True, "no": False}.get(told["willing"])
            known = {"commitment": "-", "state": told["state"]}
            return known if willing is None else known | {"willing": willing}
        case "pause" | "resume":
            return {name: told[name] for name in told if told[name] and name != "reason"} | {"commitment": "-"}
    return told


def read_evidence(posted: Mapping[str, str]) -> list[dict[str, str]]:
    """What is named as evidence; a row without a reference is none."""
    found = []
    for row in range(EVIDENCE_ROWS):
        told = {
            name: str(posted.get(f"evidence.{row}.{name}", "")).strip()[:2000]
            for name in ("kind", "ref", "para", "note")
        }
        if told["ref"]:
            kind = told["kind"] if told["kind"] in EVIDENCE_KINDS else "document"
            found.append({name: text for name, text in told.items() if text} | {"kind": kind})
    return found


def read_value(posted: Mapping[str, str], base: dict[str, Any]) -> dict[str, Any]:
    """A commitment as JSON: what it was, with what the form says in place of it."""
    told = dict(base)
    for name in ("what", "note"):
        texts = {tag: str(posted.get(f"{name}.{tag}", "")).strip() for tag in LANGUAGES}
        kept = {tag: text for tag, text in texts.items() if text}
        others = {tag: text for tag, text in _texts(base, name).items() if tag not in LANGUAGES}
        told[name] = {"by_language": kept | others}
    for name in ("debtors", "places"):
        told[name] = [line.strip() for line in str(posted.get(name, "")).splitlines() if line.strip()]
    for name in ("strength", "verb", "term"):
        if posted.get(name):
            told[name] = str(posted[name])
    told["theme"] = str(posted.get("theme", "")).strip()
    told["readings"] = _readings(posted, base.get("readings", []))
    return told


def _texts(base: Mapping[str, Any], name: str) -> dict[str, str]:
    found: dict[str, str] = base.get(name, {}).get("by_language", {})
    return found


def _readings(posted: Mapping[str, str], base: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Readings as the form has them; one without a day, an event and a basis is taken out."""
    found = []
    for row in range(len(base) + MORE_READINGS):
        told = {
            name: str(posted.get(f"readings.{row}.{name}", "")).strip()
            for name in ("on", "event", "count", "unit", "basis")
        }
        if not (told["on"] or told["event"] or told["basis"]):
            continue
        old = base[row] if row < len(base) else {"id": f"r{row + 1}"}
        due: dict[str, Any] = {"on": told["on"]} if told["on"] else {}
        if told["event"] and not told["on"]:
            due = {"event": told["event"], "unit": told["unit"] or Unit.DAYS.value}
            if told["count"]:
                due["count"] = int(told["count"]) if told["count"].lstrip("-").isdecimal() else told["count"]
        basis = _texts(old, "basis") | ({"en": told["basis"]} if told["basis"] else {})
        found.append(old | {"due": due, "basis": {"by_language": basis}})
    return found


def _measured(told: Mapping[str, str], posted: Mapping[str, str], setting: Setting) -> dict[str, Any]:
    amount: dict[str, Any] = {name: _number(told[name]) for name in ("low", "high") if told[name]}
    if "low" in amount and "high" not in amount and told["qualifier"] not in {Qualifier.AT_LEAST.value}:
        amount["high"] = amount["low"]
    if told["qualifier"] == Qualifier.AT_MOST.value:
        amount = {"high": amount["high"]} if "high" in amount else amount
    plain = Qualifier.RANGE if amount.get("low") != amount.get("high") else Qualifier.EXACT
    amount["qualifier"] = told["qualifier"] or (plain.value if amount else Qualifier.UNKNOWN.value)
    amount |= {name: told[name] for name in ("unit", "source", "on") if told[name]}
    found: dict[str, Any] = {"commitment": "-", "indicator": told["indicator"], "value": amount}
    if told["state"]:
        found["state"] = told["state"]
    if told["whole"]:
        number = _number(told["whole"])
        found["whole"] = {"low": number, "high": number, "qualifier": Qualifier.EXACT.value}
    chosen = next(
        (one for one in (setting.value.indicators if setting.value else ()) if one.id == told["indicator"]), None
    )
    items = chosen.items if chosen is not None else ()
    said = [(item, str(posted.get(f"item.{item}", ""))) for item in items]
    if kept := [{"item": item, "held": held} for item, held in said if held in set(Held)]:
        found["items"] = kept
    return found


def _number(text: str) -> Any:
    try:
        return float(text)
    except ValueError:
        return text
