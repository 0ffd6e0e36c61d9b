"""How witnesses stand, in words and marks."""

from collections.abc import Mapping
from typing import Any

from django import template
from django.utils.safestring import SafeString

from evenhand_web.accounts.access import actor_of
from evenhand_web.witnesses import queries, words

register = template.Library()


@register.inclusion_tag("witnesses/parts/standing.html", takes_context=True)
def witness_standing(context: Mapping[str, Any], *, link: bool = True) -> dict[str, Any]:
    """One line that says whether the record is final, and who is missing; with a link to the page of the witnesses."""
    told = queries.standing(actor_of(context["request"]))
    kind, sentence = words.STANDING[told.state]
    return {"standing": told, "kind": kind, "sentence": sentence, "link": link}


@register.filter
def witness_kind(state: str) -> str:
    """The kind of mark for the state of a witness."""
    return words.WITNESS[state][0]


@register.filter
def witness_words(state: str) -> SafeString | str:
    """The state of a witness in words."""
    return str(words.WITNESS[state][1])


@register.filter
def alarm_kind(kind: str) -> str:
    """The kind of an alarm in words."""
    return str(words.KINDS.get(kind, kind))


@register.filter
def alarm_weight(weight: str) -> str:
    """What the evidence shows, in words."""
    return str(words.WEIGHTS[weight])
