"""Codes of the agreement format as words and marks."""

from collections.abc import Mapping
from typing import Any

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language_info
from django.utils.translation import gettext as _

from evenhand_web.agreements import words
from evenhand_web.map.agreement_map import size_text
from evenhand_web.map.words import EVENTS

register = template.Library()

_WORDS: Mapping[str, Mapping[str, Any]] = {
    "rule-kind": words.RULE_KINDS,
    "body-kind": words.BODY_KINDS,
    "commitment-kind": words.COMMITMENT_KINDS,
    "confidence": words.CONFIDENCES,
    "place-kind": words.PLACE_KINDS,
    "entry-kind": words.ENTRY_KINDS,
    "counts-of": words.COUNTS_OF,
    "event-kind": EVENTS,
}
_MARKS = {"commitment": words.STATUSES, "area": words.AREA_STATUSES}


@register.filter
def in_words(code: str, table: str) -> str:
    """The word for a code of the format; the code itself where we have none; "" for "text", which is silent."""
    if table == "confidence" and code == "text":
        return ""
    known = _WORDS[table]
    return str(known[code]) if code in known else str(code).replace("-", " ")


@register.inclusion_tag("web/parts/chip.html")
def status(code: str, table: str) -> dict[str, str]:
    """The mark of a commitment's or an area's status."""
    kind, label = _MARKS[table].get(code, ("idle", code.replace("-", " ")))
    return {"kind": kind, "label": str(label)}


@register.inclusion_tag("agreements/parts/cite.html")
def cite(entry: Any) -> dict[str, Any]:
    """Where the text says so, how sure that is, and the link to this entry."""
    return {"entry": entry}


@register.filter
def km2(size: float | None) -> str:
    """A surface with its unit."""
    return size_text(size)


@register.filter
def named_in(by_language: Mapping[str, str], tag: str) -> SafeString | str:
    """A name in one language, marked as that language; "" where there is none."""
    text = by_language.get(tag, "")
    direction = "rtl" if tag.startswith("ar") else "ltr"
    return format_html('<span lang="{}" dir="{}">{}</span>', tag, direction, text) if text else ""


@register.filter
def km(metres: float | None) -> str:
    """A distance as agreements write it: "4 km", "500 m"."""
    if metres is None:
        return ""
    figure = f"{metres / 1000:.10g} km" if metres >= 1000 else f"{metres:.10g} m"
    return f"\u2066{figure}\u2069"


@register.filter
def language_name(tag: str) -> str:
    """The name of a language in the reader's own."""
    return _(get_language_info(tag)["name"])
