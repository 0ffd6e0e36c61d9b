"""The part of any page that shows the evidence on its subject, and how long files are told."""

from collections.abc import Mapping
from typing import Any

from django import template
from django.http import HttpRequest
from django.template.defaultfilters import filesizeformat
from django.utils.html import format_html
from django.utils.safestring import SafeString

from evenhand_web.accounts.access import actor_of
from evenhand_web.evidence import queries

register = template.Library()


@register.inclusion_tag("evidence/parts/attached.html", takes_context=True)
def attached_evidence(context: Mapping[str, Any], subject_kind: str, subject: str) -> dict[str, Any]:
    """The evidence on one subject, as far as the reader may see it, and the way to add more."""
    request: HttpRequest = context["request"]
    actor = actor_of(request)
    return {
        "rows": queries.evidence_of(actor, subject_kind, subject),
        "may_add": queries.may_add(actor, subject_kind, subject),
        "subject_kind": subject_kind,
        "subject": subject,
        "request": request,
    }


@register.filter
def bytes_long(size: int | None) -> SafeString | str:
    """A length in bytes for people, isolated left to right."""
    return "" if size is None else format_html('<bdi class="nowrap">{}</bdi>', filesizeformat(size))
