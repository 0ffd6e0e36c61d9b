"""The line that says to which incident something belongs."""

from collections.abc import Mapping
from typing import Any

from django import template

from evenhand_web.accounts.access import actor_of
from evenhand_web.incidents.incident_page import incident_of

register = template.Library()


@register.inclusion_tag("incidents/belongs.html", takes_context=True)
def belongs_to(context: Mapping[str, Any], kind: str, ref: str) -> dict[str, Any]:
    """The line "Incident INC-2020-0007" for those who may see it; nothing for others."""
    return {"found": incident_of(actor_of(context["request"]), kind, ref)}
