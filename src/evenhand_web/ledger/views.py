"""The page of the record, and the record as a file that anybody can check."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from evenhand.foundation.canonical import canonical_bytes
from evenhand_web.accounts.access import Capability, actor_of, page
from evenhand_web.ledger import queries


@page(Capability.SEE_LEDGER)
@require_safe
def entries(request: HttpRequest) -> HttpResponse:
    """Who did what, newest first, and whether the chain holds."""
    search = request.GET.get("q", "").strip()
    found = queries.entries(actor_of(request), search=search, page=request.GET.get("page"))
    return render(request, "ledger/entries.html", {"page": found, "search": search, "chain": queries.check()})


@page(Capability.SEE_LEDGER)
@require_safe
def export(request: HttpRequest) -> HttpResponse:
    """All entries as JSON lines, each as RFC 8785 JSON."""
    body = b"".join(canonical_bytes(entry) + b"\n" for entry in queries.export(actor_of(request)))
    response = HttpResponse(body, content_type="application/x-ndjson")
    response["Content-Disposition"] = 'attachment; filename="evenhand-record.jsonl"'
    return response
