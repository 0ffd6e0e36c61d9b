"""The page of all ways in."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from evenhand_web.accounts.access import Capability, actor_of, page
from evenhand_web.doors.queries import inbox


@page(Capability.FILE_REPORTS, Capability.HANDLE_REPORTS, Capability.ADMINISTER)
@require_safe
def doors(request: HttpRequest) -> HttpResponse:
    """What may be done here, by role."""
    actor = actor_of(request)
    handles = actor.can(Capability.HANDLE_REPORTS)
    context = {
        "files": actor.can(Capability.FILE_REPORTS),
        "handles": handles,
        "administers": actor.can(Capability.ADMINISTER),
        "waiting": inbox.counts(actor)["new"] if handles else 0,
    }
    return render(request, "doors/doors.html", context)
