"""The page of the record, and the record as a file that anybody can check."""

from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from evenhand.foundation.canonical import canonical_bytes
from evenhand_web.accounts.access import Capability, actor_of, page
from evenhand_web.ledger import queries
from evenhand_web.ledger.checking import check
from evenhand_web.ledger.wording import in_words


@page(Capability.SEE_LEDGER)
@require_safe
def entries(request: HttpRequest) -> HttpResponse:
    """Who did what, newest first, and how far the log goes."""
    search = request.GET.get("q", "").strip()
    found = queries.entries(actor_of(request), search=search, page=request.GET.get("page"))
    context = {
        "page": found,
        "search": search,
        "standing": queries.standing(found.rows),
        "may_erase": actor_of(request).can(Capability.ADMINISTER),
    }
    return render(request, "ledger/entries.html", context)


@page(Capability.SEE_LEDGER)
@require_safe
def checked(request: HttpRequest) -> HttpResponse:
    """The whole database held against the log, now."""
    found = check()
    return render(request, "ledger/checked.html", {"checked": found, "faults": [in_words(one) for one in found.faults]})


@page(Capability.SEE_LEDGER)
@require_safe
def export(request: HttpRequest) -> StreamingHttpResponse:
    """All entries as JSON lines: the bytes of each as the log holds them, and what can still be read of it."""
    lines = (canonical_bytes(entry) + b"\n" for entry in queries.export(actor_of(request)))
    response = StreamingHttpResponse(lines, content_type="application/x-ndjson")
    response["Content-Disposition"] = 'attachment; filename="evenhand-record.jsonl"'
    return response
