"""Deadlines by day, and on a line of time."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language_bidi
from django.views.decorators.http import require_safe

from evenhand_web.accounts.access import Capability, actor_of, page
from evenhand_web.commitments.queries import calendar as queries
from evenhand_web.commitments.queries.board import Filters
from evenhand_web.web import clock

may_read = page(Capability.SEE_COMMITMENTS, Capability.SEE_RELEASED_COMMITMENTS)


@may_read
@require_safe
def calendar(request: HttpRequest) -> HttpResponse:
    """A month of deadlines, as a grid or a list."""
    found = queries.month(actor_of(request), request.GET.dict(), now=clock.now(request))
    context = {
        "month": found,
        "as_list": request.GET.get("as") == "list",
        "body": request.GET.get("body", ""),
        "plan": request.GET.get("plan", ""),
    }
    return render(request, "commitments/calendar.html", context)


@may_read
@require_safe
def timeline(request: HttpRequest) -> HttpResponse:
    """The deadlines of what is looked for on a line of time; the same filters as the board."""
    filters = Filters.parse(request.GET.dict())
    found = queries.timeline(
        actor_of(request), filters, request.GET.get("page"), rtl=get_language_bidi(), now=clock.now(request)
    )
    return render(request, "commitments/timeline.html", {"timeline": found, "page": found.page, "filters": filters})
