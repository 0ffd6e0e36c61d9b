"""What falls due for the reader, what they follow, and their notices."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from evenhand_web.accounts.access import Capability, actor_of, page
from evenhand_web.commitments import services
from evenhand_web.commitments.queries import due as queries
from evenhand_web.web import clock

may_read = page(Capability.SEE_COMMITMENTS, Capability.SEE_RELEASED_COMMITMENTS)


@may_read
@require_http_methods(["GET", "HEAD", "POST"])
def due(request: HttpRequest) -> HttpResponse:
    """What falls due: one's organisation's, what one follows; a post marks notices as read."""
    actor, now = actor_of(request), clock.now(request)
    if request.method == "POST":
        given = request.POST.getlist("notice")
        chosen = [int(one) for one in given if one.isascii() and one.isdecimal() and len(one) < 18]
        services.mark_read(notices=chosen, actor=actor, now=now)
        return redirect("commitments:due")
    return render(request, "commitments/due.html", {"shown": queries.due_page(actor, now=now)})


@may_read
@require_POST
def follow(request: HttpRequest) -> HttpResponse:
    """Follow something, or no longer."""
    actor = actor_of(request)
    kind, what = request.POST.get("kind", ""), request.POST.get("what", "")
    if not kind:  # of several lists the first in which something is chosen
        lists = ((one, request.POST.get(one, "")) for one in ("body", "theme", "plan"))
        kind, what = next(((one, told) for one, told in lists if told), ("body", ""))
    if request.POST.get("verb") == "unfollow":
        services.unfollow(kind=kind, what=what, actor=actor)
        messages.success(request, _("You follow it no longer."))
    else:
        services.follow(kind=kind, what=what, actor=actor, now=clock.now(request))
        messages.success(request, _("You are told when it falls due."))
    target = request.POST.get("next", "")
    safe = url_has_allowed_host_and_scheme(
        target, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )
    return redirect(target if safe else "commitments:due")
