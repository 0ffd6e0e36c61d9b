"""Tags of cases that other pages use: the count of one's unread notices."""

from collections.abc import Mapping
from enum import StrEnum
from typing import Any

from django import template

from evenhand_web.accounts.access import Actor, Capability, actor_of
from evenhand_web.cases.queries.notices import unread
from evenhand_web.cases.words import said

register = template.Library()


@register.inclusion_tag("cases/parts/bell.html", takes_context=True)
def case_notices(context: Mapping[str, Any]) -> dict[str, Any]:
    """How many notices about cases wait for the reader; nothing for those who have none to do with cases."""
    actor: Actor = actor_of(context["request"])
    sees = actor.can(Capability.SEE_CASES) or actor.can(Capability.SEE_RELEASED_CASES)
    return {"count": unread(actor) if sees else 0}


@register.inclusion_tag("cases/parts/open.html", takes_context=True)
def open_case(context: Mapping[str, Any], kind: str, ref: str) -> dict[str, Any]:
    """The way to a new case about something, for those who may open one."""
    return {"may": actor_of(context["request"]).can(Capability.OPEN_CASES), "kind": kind, "ref": ref}


@register.filter
def code_said(code: StrEnum) -> str:
    """What a code is called, in the reader's language."""
    return said(code)
