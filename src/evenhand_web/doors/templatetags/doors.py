"""Words of codes for the pages of the doors."""

from enum import StrEnum

from django import template
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from evenhand.reports.codes import said

register = template.Library()


@register.filter
def code_word(code: StrEnum | None) -> str:
    """What a code is called in the reader's language."""
    return "" if code is None else said(code, language=get_language() or "en")


@register.filter
def outcome_word(outcome: str) -> str:
    """What a row of a table would be."""
    told = {
        "new": _("new"),
        "same": _("already here"),
        "conflict": _("differs from what is here"),
        "refused": _("refused"),
    }
    return told.get(outcome, outcome)


@register.filter
def outcome_chip(outcome: str) -> str:
    """The sign for it."""
    return {"new": "good", "same": "idle", "conflict": "warn", "refused": "bad"}.get(outcome, "idle")
