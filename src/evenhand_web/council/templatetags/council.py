"""Codes in the reader's language, marks of states, and numbers for small pictures."""

from datetime import date
from enum import StrEnum
from typing import Any

from django import template
from django.urls import reverse
from django.utils.dates import WEEKDAYS_ABBR
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext, ngettext

from evenhand.council.codes import CycleKind
from evenhand.council.records import Cycle
from evenhand.council.reporting import DueState
from evenhand.council.votes import Judged, Ruling
from evenhand.foundation.texts import Text
from evenhand_web.council import words as names
from evenhand_web.web.templatetags.house import words

register = template.Library()

_RULINGS = {Ruling.ADOPTED: "good", Ruling.VETOED: "bad", Ruling.TOO_FEW: "bad", Ruling.CANNOT_TELL: "idle"}
_DUE = {
    DueState.DELIVERED: "good",
    DueState.DELIVERED_LATE: "warn",
    DueState.OVERDUE: "bad",
    DueState.DUE_TODAY: "bad",
    DueState.COMING: "info",
}
_LISTS = {
    "meeting": "meetings",
    "product": "products",
    "measure": "measures",
    "duty": "reporting",
    "mission": "missions",
    "programme": "programme",
    "body": "bodies",
    "claims": "claims",
    "assessment": "assessment-latest",
}


@register.filter
def code_said(code: StrEnum) -> str:
    """What a code is called, in the reader's language."""
    return names.said(code)


@register.filter
def ruling_mark(judged: Judged | None) -> str:
    """The chip of a ruling."""
    return _RULINGS[judged.ruling] if judged else "idle"


@register.filter
def due_mark(state: DueState) -> str:
    """The chip of a report."""
    return _DUE[state]


@register.filter
def cycle_said(cycle: Cycle) -> str:
    """How often, with its number."""
    number = cycle.number or 0
    if cycle.kind is CycleKind.EVERY_DAYS and number:
        return ngettext("every %(n)s day", "every %(n)s days", number) % {"n": number}
    if cycle.kind is CycleKind.EVERY_MONTHS and number:
        return ngettext("every %(n)s month", "every %(n)s months", number) % {"n": number}
    if cycle.kind is CycleKind.WITHIN_DAYS and number:
        return ngettext("within %(n)s day", "within %(n)s days", number) % {"n": number}
    return names.said(cycle.kind)


@register.filter
def day_apart(day: date) -> str:
    """A day inside a sentence of any direction: after Arabic letters its hyphens would turn it round (UAX 9, W2)."""
    return f"\u2066{day.isoformat()}\u2069"


@register.filter
def times(value: int, factor: int) -> int:
    """A product, for SVG."""
    return int(value) * int(factor)


@register.filter
def signed(value: int) -> str:
    """A difference with its sign."""
    return f"{value:+d}".replace("-", "\u2212") if value else "0"


@register.simple_tag
def weekdays() -> tuple[str, ...]:
    """Monday to Sunday, short."""
    return tuple(str(WEEKDAYS_ABBR[at]) for at in range(7))


@register.simple_tag
def new_kinds() -> tuple[tuple[str, Any], ...]:
    """What can be recorded; an assessment is issued, not written."""
    return tuple((kind, label) for kind, label in names.KINDS.items() if kind != "assessment")


@register.simple_tag
def list_of(kind: str) -> str:
    """The address of the list of a kind; "" where it has none."""
    return reverse(f"council:{_LISTS[kind]}") if kind in _LISTS else ""


@register.simple_tag
def linked(record_id: str) -> SafeString:
    """A record that another one names. Whether the reader may see it shows when it is opened."""
    return format_html(
        '<a href="{}"><bdi dir="ltr">{}</bdi></a>', reverse("council:record", args=[record_id]), record_id
    )


@register.simple_tag
def shown_value(value: Any) -> SafeString | str:
    """One of a list: a text in the reader's language, or as it is."""
    if isinstance(value, Text):
        return words(value)
    return format_html("<bdi>{}</bdi>", value if value is not True else gettext("yes"))
