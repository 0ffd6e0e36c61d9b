"""The list of documents, the search through their texts, and what wants somebody's attention."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from evenhand_web.accounts.access import Capability, actor_of, page
from evenhand_web.documents.filters import Filters
from evenhand_web.documents.queries import listing as queries

may_read = page(Capability.SEE_DOCUMENTS, Capability.SEE_RELEASED_DOCUMENTS)
TABS = ("waiting", "aside", "review")


@may_read
@require_safe
def library(request: HttpRequest) -> HttpResponse:
    """Documents, newest first, as the address line says."""
    filters = Filters.parse(request.GET.dict())
    found = queries.library(actor_of(request), filters, request.GET.get("page"))
    return render(request, "documents/library.html", {"library": found, "page": found.page, "filters": filters})


@may_read
@require_safe
def search(request: HttpRequest) -> HttpResponse:
    """Paragraphs in which everything stands that was asked for."""
    filters = Filters.parse(request.GET.dict())
    found = queries.search(actor_of(request), filters, request.GET.get("page"))
    context = {"search": found, "library": found.library, "page": found.page, "filters": filters}
    return render(request, "documents/search.html", context)


@page(Capability.KEEP_DOCUMENTS)
@require_safe
def arrivals(request: HttpRequest) -> HttpResponse:
    """What waits to be read, what was set aside, and what no person has looked at."""
    actor = actor_of(request)
    counts = queries.arrival_counts(actor)
    asked = request.GET.get("tab", "")
    tab = asked if asked in TABS else next((one for one in TABS if counts[one]), "waiting")
    found = queries.arrivals(actor, tab, request.GET.get("page"))
    return render(request, "documents/arrivals.html", {"page": found, "tab": tab, "counts": counts})
