"""The planner of joint teams."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from evenhand_web.accounts.access import Capability, actor_of, page
from evenhand_web.cases.queries import planner as queries
from evenhand_web.web import clock


@page(Capability.SEE_CASES, Capability.SEE_RELEASED_CASES)
@require_safe
def planner(request: HttpRequest) -> HttpResponse:
    """Teams, members and visits on the days of a week."""
    found = queries.planner(actor_of(request), request.GET.get("week", ""), now=clock.now(request))
    return render(request, "cases/planner.html", {"planner": found})
