"""Where the map's data are."""

from django import template
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language

from evenhand.agreements.model import Agreement

register = template.Library()


@register.simple_tag
def agreement_map_url(agreement: Agreement) -> str:
    """The address of an agreement's map data in the reader's language and zone; it changes when any of them does."""
    path = reverse("map:agreement-data", args=[agreement.id, agreement.version])
    zone = timezone.get_current_timezone_name()
    return f"{path}?text={agreement.digest[:16]}&language={get_language()}&zone={zone}"
