"""Words for what a report says."""

from collections.abc import Sequence
from datetime import timedelta
from enum import StrEnum
from typing import Any

from django import template
from django.templatetags.static import static
from django.utils import timezone
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from evenhand.agreements.gazetteer import say_distance
from evenhand.reports import codes
from evenhand.reports.codes import Qualifier
from evenhand.reports.record import Count, When
from evenhand.reports.times import say_when
from evenhand_web.desk import words
from evenhand_web.web.templatetags.house import duration

register = template.Library()

_LISTS = {codes.list_name(one): one for one in codes.CODE_LISTS}


def language() -> str:
    """The reader's language, as the library calls it."""
    return (get_language() or "en").lower()


@register.filter
def said(code: str | StrEnum | None, of: str = "") -> str:
    """What a code of a report is called; `of` names its list where it is plain text; the code itself if unknown."""
    if not code:
        return ""
    if not isinstance(code, StrEnum):
        known = _LISTS[of]
        if code not in list(known):
            return str(code)
        code = known(code)
    return codes.said(code, language=language())


@register.filter
def report_kind(code: str) -> str:
    """What a kind of report is called; of one that nobody could read, that."""
    return said(code, "report-kind") if code else _("Not readable")


@register.filter
def told_when(when: When | None) -> SafeString | str:
    """A reported stretch of time in words, in the reader's zone."""
    if when is None:
        return ""
    zone = timezone.get_current_timezone_name()
    return format_html("<bdi>{}</bdi>", say_when(when, zone=zone, language=language()))


@register.filter
def how_many(count: Count | None) -> SafeString | str:
    """A number or a range as it was meant; unknown is never nought."""
    if count is None or (count.low is None and count.high is None):
        meant = count is not None and count.qualifier is Qualifier.MULTIPLE
        return said(Qualifier.MULTIPLE) if meant else _("not said")
    low, high = count.low, count.high
    if low is None:
        figure = f"≤ {high}"
    elif high is None:
        figure = f"≥ {low}" if count.qualifier is Qualifier.EXACT else f"{low}"
    else:
        figure = f"{low}" if low == high else f"{low}–{high}"
    shown = format_html('<bdi dir="ltr" class="number">{}</bdi>', figure)
    if count.qualifier is Qualifier.EXACT:
        return shown
    return format_html("{} {}", said(count.qualifier), shown)


@register.filter
def far(distance_m: float | None) -> SafeString | str:
    """A distance in the reader's language, isolated."""
    if distance_m is None:
        return ""
    return format_html("<bdi>{}</bdi>", say_distance(distance_m, language=language()))


@register.filter
def apart(length: timedelta) -> str:
    """How much later or earlier something began."""
    if abs(length) < timedelta(minutes=1):
        return _("at the same time")
    told = duration(abs(length))
    return (
        _("%(length)s later") % {"length": told}
        if length > timedelta(0)
        else _("%(length)s earlier") % {"length": told}
    )


@register.filter
def place_word(code: str, of: str) -> str:
    """What a kind of place, a way of fixing it or an assumption is called."""
    tables = {"kind": words.PLACE_KINDS, "method": words.METHODS, "assumed": words.ASSUMED}
    return str(tables[of].get(code, code))


@register.filter
def mark_word(code: str) -> str:
    """What a mark of the queue is called."""
    return str(words.MARKS[code])


@register.filter
def mark_reason(code: str) -> str:
    """Why an item bears a mark."""
    return str(words.MARK_REASONS[code])


@register.simple_tag
def up_to(count: int, most: int) -> Any:
    """A number of matches; "1,000+" where there are more than were counted."""
    shown = f"{min(count, most):,}".replace(",", "\u202f") + ("+" if count > most else "")
    figure = format_html('<bdi dir="ltr" class="number">{}</bdi>', shown)
    return format_html(ngettext("{} match", "{} matches", count), figure)


_MARK_KINDS = {"urgent": "bad", "waiting": "info"}
_STATE_KINDS = {"new": "info", "taken": "good", "asked": "warn", "withdrawn": "withdrawn"}
_CHIP = (
    '<span class="chip" data-kind="{}"><svg class="icon" aria-hidden="true" viewBox="0 0 16 16">'
    '<use href="{}#{}"/></svg>{}</span>'
)
_ICON = '<svg class="icon" aria-hidden="true" focusable="false" viewBox="0 0 16 16"><use href="{}#{}"/></svg>'


def _chip(kind: str, label: Any) -> SafeString:
    """As the house's tag `chip`, without a template of its own: a list has hundreds."""
    return format_html(_CHIP, kind, static("icons.svg"), kind, label)


@register.simple_tag
def mark_chips(marks: Sequence[str], certainty: str = "") -> SafeString:
    """What of an item needs a look, and how sure an alert is."""
    found = [(_chip(_MARK_KINDS.get(mark, "warn"), words.MARKS[mark]),) for mark in marks]
    if certainty:
        found.append((_chip(certainty, words.CERTAINTIES.get(certainty, certainty)),))
    return format_html_join(" ", "{}", found)


@register.simple_tag
def state_chip(state: str, label: str) -> SafeString:
    """Where the desk has taken an item: shape, word and colour."""
    return _chip(_STATE_KINDS.get(state, "idle"), label)


@register.simple_tag
def small_icon(name: str) -> SafeString:
    """As the house's tag `icon`, for lists."""
    return format_html(_ICON, static("icons.svg"), name)


@register.simple_tag
def choices(of: str) -> list[tuple[str, str]]:
    """The codes of a list with their words, for a choice."""
    return [(code.value, codes.said(code, language=language())) for code in _LISTS[of]]
