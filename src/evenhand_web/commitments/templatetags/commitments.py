"""Tags of commitments: numbers for SVG, ranges, yes and no, and what falls due for other pages."""

from collections.abc import Mapping
from typing import Any

from django import template
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString

from evenhand.commitments.model import Held
from evenhand_web.accounts.access import actor_of
from evenhand_web.commitments.fields import EVIDENCE_WORDS
from evenhand_web.commitments.queries.due import coming, unread
from evenhand_web.commitments.queries.plan import Gathered
from evenhand_web.commitments.words import Names, said
from evenhand_web.web import clock

register = template.Library()

_MARKS = {Held.YES: "good", Held.NO: "bad", Held.UNKNOWN: "idle"}


@register.filter
def svg(value: float, more: float = 0) -> str:
    """A number as SVG has it, whatever the language."""
    return f"{value + more:.1f}"


@register.simple_tag
def ends(value: tuple[float | None, float | None]) -> SafeString:
    """The least and the most that a number can be; a question mark where an end is not known."""
    low, high = ("?" if end is None else f"{end:g}" for end in value)
    return format_html('<bdi dir="ltr" class="number">{}</bdi>', low if low == high else f"{low}–{high}")


@register.inclusion_tag("web/parts/chip.html")
def held(value: Held) -> dict[str, str]:
    """Yes, no or unknown, as shape and word."""
    return {"kind": _MARKS[value], "label": said(value)}


@register.simple_tag
def code(value: Any) -> str:
    """What a code of commitments is called."""
    return said(value)


@register.filter
def evidence_kind(kind: str) -> str:
    """What a kind of evidence is called."""
    return str(EVIDENCE_WORDS.get(kind, kind))


@register.inclusion_tag("commitments/parts/coming.html", takes_context=True)
def falls_due(context: Mapping[str, Any]) -> dict[str, Any]:
    """The first of what falls due for the reader; nothing for those who have none to do with commitments."""
    request = context["request"]
    actor = actor_of(request)
    rows, total = coming(actor, now=clock.now(request))
    return {"rows": rows, "total": total}


@register.inclusion_tag("commitments/parts/bell.html", takes_context=True)
def commitment_notices(context: Mapping[str, Any]) -> dict[str, Any]:
    """How many notices about commitments wait for the reader."""
    return {"count": unread(actor_of(context["request"]))}


@register.simple_tag
def commitment_link(gathered: Gathered, ref: str) -> str:
    """The address of a commitment that a plan names, as far as the reader sees it; "" else."""
    found = gathered.ids.get(ref)
    return reverse("commitments:commitment", args=[found]) if found else ""


@register.simple_tag(takes_context=True)
def body_name(context: Mapping[str, Any], key: str) -> SafeString:
    """What an organisation or an actor of a plan is called."""
    kept: Names = context.render_context.setdefault("commitment_names", Names())  # type: ignore[attr-defined]
    return format_html("<bdi>{}</bdi>", kept.organisation(key))
