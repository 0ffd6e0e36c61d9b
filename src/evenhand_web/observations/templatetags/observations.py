"""Words for what feeds hold."""

from django import template
from django.utils.translation import gettext_lazy as _

register = template.Library()

KINDS = {
    "positions": _("positions"),
    "events": _("events"),
    "identities": _("identities"),
    "notices": _("notices"),
}


@register.filter
def kind_word(kind: str) -> str:
    """What a feed holds, as a word; the code itself where it is a new one."""
    return str(KINDS.get(kind, kind))
