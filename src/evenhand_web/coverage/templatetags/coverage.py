"""Filters for the strips of coverage, and what stands beside "no alerts"."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django import template
from django.http import HttpRequest
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from evenhand_web.accounts.access import actor_of
from evenhand_web.coverage import words
from evenhand_web.coverage.queries import Cell, blindness

register = template.Library()


@register.filter
def day(value: date | None) -> SafeString | str:
    """A day of the calendar, isolated left to right."""
    return format_html('<time datetime="{0}"><bdi dir="ltr">{0}</bdi></time>', value.isoformat()) if value else ""


@register.filter
def sensor_word(sensor: str) -> str:
    """What a kind of source is called."""
    return str(words.SENSORS.get(sensor, sensor))


@register.filter
def percent(share: float) -> SafeString:
    """A share as whole percents, isolated left to right; a trace is not nothing."""
    shown = "<1" if 0 < share < 0.01 else f"{share * 100:.0f}"
    return format_html('<bdi dir="ltr">{} %</bdi>', shown)


@register.filter
def told(cell: Cell) -> str:
    """One area on one day in a sentence, for those who hover, and for those who hear the page."""
    hours = {"good": cell.good_h, "thin": cell.thin_h, "interference": cell.interference_h, "blind": cell.blind_h}
    parts = [f"{words.LEVELS[name]} \u2066{amount:.0f} h\u2069" for name, amount in hours.items() if amount >= 0.5]
    return f"\u2066{cell.day.isoformat()}\u2069: {words.VERDICTS[cell.verdict][1]} ({_(', ').join(parts)})"


@register.inclusion_tag("coverage/parts/beside.html", takes_context=True)
def beside_no_alerts(context: Mapping[str, Any], begins: str = "", ends: str = "") -> dict[str, Any]:
    """How blind the mission was in the days asked about; nothing for those who may not know."""
    request: HttpRequest = context["request"]
    return {"stretches": blindness(actor_of(request), begins=_day_of(begins), ends=_day_of(ends))}


def _day_of(text: str) -> date | None:
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        return None
