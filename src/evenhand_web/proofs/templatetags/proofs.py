"""The way from any record's page to its proofs, for those who see the page."""

from django import template

register = template.Library()


@register.inclusion_tag("proofs/prove_it.html")
def prove_it(kind: str, subject: str) -> dict[str, str]:
    """A link to what can be proved of a record. `kind` is one of `proofs.access`; `subject` is what its door takes."""
    return {"kind": kind, "subject": subject}
