"""One's notices."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from evenhand_web.accounts.access import Capability, actor_of, page
from evenhand_web.cases import services
from evenhand_web.cases.queries.notices import notice_page
from evenhand_web.web import clock


@page(Capability.SEE_CASES, Capability.SEE_RELEASED_CASES)
@require_http_methods(["GET", "HEAD", "POST"])
def notices(request: HttpRequest) -> HttpResponse:
    """What is overdue or newly one's own; a post marks notices as read."""
    actor = actor_of(request)
    if request.method == "POST":
        given = request.POST.getlist("notice")
        chosen = [int(one) for one in given if one.isascii() and one.isdecimal() and len(one) < 18]
        services.mark_read(notices=chosen, actor=actor, now=clock.now(request))
        return redirect("cases:notices")
    return render(request, "cases/notices.html", {"page": notice_page(actor, request.GET.get("page"))})
