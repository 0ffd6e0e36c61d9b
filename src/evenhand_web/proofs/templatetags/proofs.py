"""The way from any record's page to its proofs, for those who see the page."""

from collections.abc import Mapping
from typing import Any

from django import template
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from evenhand_web.accounts.access import Capability, actor_of

register = template.Library()


@register.inclusion_tag("proofs/prove_it.html")
def prove_it(kind: str, subject: str) -> dict[str, str]:
    """A link to what can be proved of a record. `kind` is one of `proofs.access`; `subject` is what its door takes."""
    return {"kind": kind, "subject": subject}


@register.simple_tag(takes_context=True)
def prove_act(context: Mapping[str, Any], case: str, number: int) -> SafeString | str:
    """A link to the entry of one act of a case, for those who see its own numbers; others see the list."""
    request: HttpRequest = context["request"]
    if not actor_of(request).can(Capability.SEE_CASES):
        return ""
    address = reverse("proofs:about", kwargs={"kind": "case", "subject": case})
    return format_html(
        ' · <a class="no-print nowrap" href="{}#act-{}">{} <span class="visually-hidden">{}</span></a>',
        address,
        number,
        _("Prove it"),
        number,
    )
