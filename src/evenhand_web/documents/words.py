"""Words for the codes of documents."""

from collections.abc import Mapping
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from evenhand.documents.faults import KINDS as ANOMALIES
from evenhand.documents.faults import anomaly
from evenhand_web.web.problem_messages import MESSAGES

KINDS: Mapping[str, Promise] = {
    "agreement": _("Agreement"),
    "resolution": _("Resolution"),
    "statement": _("Statement"),
    "report": _("Report"),
    "plan": _("Plan"),
    "letter": _("Letter"),
    "minutes": _("Minutes"),
    "other": pgettext_lazy("kind of document", "Other"),
}
BODIES: Mapping[str, Promise] = {
    "security-council": _("Security Council"),
    "general-assembly": _("General Assembly"),
    "economic-and-social-council": _("Economic and Social Council"),
    "secretariat": _("Secretariat of the United Nations"),
    "other": pgettext_lazy("body", "Other"),
}
LANGUAGES: Mapping[str, Promise] = {
    "ar": _("Arabic"),
    "en": _("English"),
    "es": _("Spanish"),
    "fr": _("French"),
    "ru": _("Russian"),
    "zh": _("Chinese"),
}
FIELDS: Mapping[str, Promise] = {
    "symbol": _("Symbol"),
    "title": _("Title"),
    "date": _("Date"),
    "language": _("Language"),
    "kind": _("Kind"),
    "body": _("Body"),
}
ACTS: Mapping[str, tuple[Promise, str]] = {
    "demands": (_("demands"), "bad"),
    "decides": (_("decides"), "bad"),
    "must": (_("must"), "bad"),
    "condemns": (_("condemns"), "bad"),
    "urges": (_("urges"), "warn"),
    "requests": (_("requests"), "warn"),
    "agrees": (_("agrees"), "warn"),
    "authorizes": (_("authorizes"), "warn"),
    "should": (_("should"), "info"),
    "encourages": (_("encourages"), "info"),
    "recommends": (_("recommends"), "info"),
    "plans": (_("plans"), "info"),
}
"""What a duty is said with: the word for it, and its mark: binding (bad), asked for (warn), wished for (info)."""

DOUBTS: Mapping[str, Promise] = {
    "no-symbol": _("No symbol was found. Without one, other languages and versions are not joined to this document."),
    "no-title": _("No title was found."),
    "no-date": _("No date was found."),
    "no-kind": _("The kind of document is not told by its symbol or its title."),
    "no-paragraphs": _("No paragraph was found. Look at the original: it may hold pictures of text only."),
    "inferred-years": _("Some dates have no year in the text; the year was inferred."),
    "inferred-names": _("Some names of places or actors are known by their form only."),
    "anomalies": _("Something seems to be wrong in the text itself."),
    "duties": _("Duties were proposed. Each stays a proposal until a person accepts it."),
}
STATES: Mapping[str, tuple[Promise, str]] = {
    "waiting": (_("waits to be read"), "idle"),
    "aside": (_("set aside"), "bad"),
    "unreviewed": (_("not looked at by a person"), "warn"),
    "reviewed": (_("looked at by a person"), "good"),
}
CHANGES: Mapping[str, Promise] = {
    "head": _("Head"),
    "paragraphs": _("Paragraphs"),
    "duties": _("Duties"),
    "anomalies": _("What seems wrong"),
    "footnotes": _("Footnotes"),
}
HOW: Mapping[str, Promise] = {"added": _("new"), "gone": _("gone"), "changed": _("changed")}


def word(table: Mapping[str, Promise], code: str) -> str:
    """The word for a code; the code where there is none."""
    return str(table.get(code, code))


def act(code: str) -> tuple[str, str]:
    """The word for what a duty is said with, and its mark."""
    label, mark = ACTS.get(code, (code, "idle"))
    return str(label), mark


def language_tag(language: str) -> str:
    """What the document's language is called in HTML."""
    return "zh-Hans" if language == "zh" else language


def direction(language: str) -> str:
    """Which way the document's language runs, whatever that of the page does."""
    return "rtl" if language == "ar" else "ltr"


def problem(told: Mapping[str, Any]) -> str:
    """What stopped the reading of a document that was set aside, in the language of whoever looks; "" for none."""
    if not told:
        return ""
    message = MESSAGES.get(told.get("code", ""), "")
    try:
        return gettext(message).format(**told.get("details", {})) if message else str(told.get("code", ""))
    except (KeyError, IndexError, ValueError):
        return str(told.get("code", ""))


def wrong(one: Mapping[str, Any], language: str) -> str:
    """What is wrong in a text, in the words of the page's language; as the reader said it where that cannot be."""
    if one["kind"] not in ANOMALIES:
        return str(one["message"])
    try:
        return anomaly(one["kind"], one["para"], **one["details"]).message(language)
    except (KeyError, TypeError, ValueError):
        return str(one["message"])
