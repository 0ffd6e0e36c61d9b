"""Tags and filters that every template may use: instants, state chips, links that keep the filters of a page."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from django import template
from django.http import HttpRequest
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from evenhand.foundation.instants import format_instant
from evenhand.foundation.texts import Text

register = template.Library()

_DAY_S, _HOUR_S, _MINUTE_S = 86400, 3600, 60


@register.filter
def instant(moment: datetime | None, precision: str = "minute") -> SafeString | str:
    """`<time>` in UTC, or in the agreement's zone with its offset if the person chose that.

    Isolated left to right, since "2020-12-06 04:15" turns round in an Arabic sentence otherwise (UAX 9).
    """
    if moment is None:
        return ""
    shown = _local(moment)
    pattern = {"day": "%Y-%m-%d", "second": "%Y-%m-%d %H:%M:%S"}.get(precision, "%Y-%m-%d %H:%M")
    offset = shown.strftime("%z")
    zone = "" if precision == "day" else " UTC" if offset == "+0000" else f" {offset[:3]}:{offset[3:]}"
    return format_html(
        '<time datetime="{}"><bdi dir="ltr">{}{}</bdi></time>', format_instant(moment), shown.strftime(pattern), zone
    )


def _local(moment: datetime) -> datetime:
    """In the zone of the reader; in UTC where that zone's clock does not reach (the last hours of the year 9999)."""
    try:
        return timezone.localtime(moment)
    except (OverflowError, ValueError):
        return moment


@register.filter
def duration(value: timedelta | float | None) -> str:
    """A length of time in words, its two largest units: "3 d 4 h"."""
    if value is None:
        return ""
    seconds = round(value.total_seconds() if isinstance(value, timedelta) else value)
    days, rest = divmod(abs(seconds), _DAY_S)
    hours, rest = divmod(rest, _HOUR_S)
    minutes, rest = divmod(rest, _MINUTE_S)
    parts = [
        (days, _("%(n)s d")),
        (hours, _("%(n)s h")),
        (minutes, _("%(n)s min")),
        (rest, _("%(n)s s")),
    ]
    told = [words % {"n": amount} for amount, words in parts if amount]
    return " ".join(told[:2]) or _("%(n)s s") % {"n": 0}


@register.filter
def words(text: Text | Mapping[str, str] | None) -> SafeString | str:
    """A text in the reader's language; in another one, marked as such, where it has none in theirs."""
    if not text:
        return ""
    held = text if isinstance(text, Text) else Text(text)
    wanted = (get_language() or "en").lower()
    shown = held.in_language(wanted)
    if wanted in held.by_language:
        return shown
    tag = next((tag for tag, value in held.by_language.items() if value == shown), "")
    direction = "rtl" if tag.startswith("ar") else "ltr"
    return format_html('<span lang="{}" dir="{}">{}</span>', tag, direction, shown) if tag else shown


@register.filter
def plain_words(text: Text | None) -> str:
    """A text in the reader's language without markup, for options and labels."""
    return text.in_language((get_language() or "en").lower()) if text else ""


@register.filter
def plain_instant(moment: datetime | None) -> str:
    """An instant without markup, for labels that are read aloud."""
    return f"{_local(moment):%Y-%m-%d %H:%M}" if moment else ""


@register.filter
def number(value: float | None, digits: int = 0) -> SafeString | str:
    """A number with thin spaces between thousands, isolated left to right; empty where unknown."""
    if value is None:
        return ""
    return format_html('<bdi dir="ltr" class="number">{}</bdi>', f"{value:,.{int(digits)}f}".replace(",", "\u202f"))


@register.simple_tag
def coordinates(lon: float | None, lat: float | None) -> SafeString | str:
    """Latitude and longitude in degrees with their hemispheres; empty where unknown."""
    if lon is None or lat is None:
        return ""
    text = f"{abs(lat):.5f}° {'N' if lat >= 0 else 'S'} {abs(lon):.5f}° {'E' if lon >= 0 else 'W'}"
    return format_html('<bdi dir="ltr" class="number">{}</bdi>', text)


@register.simple_tag(takes_context=True)
def keeping(context: Mapping[str, Any], **changes: Any) -> str:
    """The query string of this page with some parameters changed; None takes one away. Begins with "?"."""
    request: HttpRequest = context["request"]
    query = request.GET.copy()
    for name, value in changes.items():
        if value is None or value == "":
            query.pop(name, None)
        else:
            query[name] = str(value)
    return f"?{query.urlencode()}"


@register.simple_tag(takes_context=True)
def sort_link(context: Mapping[str, Any], column: str) -> str:
    """The query string that sorts by `column`, the other way round where it is sorted so already; back to page one."""
    current = context["request"].GET.get("sort", context.get("sort", ""))
    return keeping(context, sort=f"-{column}" if current == column else column, page=None)


@register.simple_tag(takes_context=True)
def sort_state(context: Mapping[str, Any], column: str) -> str:
    """The value of `aria-sort` for `column`."""
    current = context["request"].GET.get("sort") or context.get("sort", "")
    return {column: "ascending", f"-{column}": "descending"}.get(current, "none")


@register.inclusion_tag("web/parts/chip.html")
def chip(kind: str, label: str) -> dict[str, str]:
    """A state: a shape and a word, so that it is never told by colour alone.

    `kind`: good, warn, bad, info, idle, certain, possible.
    """
    return {"kind": kind, "label": label}


@register.inclusion_tag("web/parts/icon.html")
def icon(name: str) -> dict[str, str]:
    """An icon of the sprite, decorative: a word always stands beside it or in the label of its button."""
    return {"name": name}
