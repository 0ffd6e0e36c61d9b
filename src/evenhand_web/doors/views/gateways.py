"""Gateways of text messages: who hands them to us."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from evenhand.foundation.problems import Problem
from evenhand_web.accounts.access import Capability, actor_of, page
from evenhand_web.doors.queries import bundles as queries
from evenhand_web.doors.services import gateways as services
from evenhand_web.web import clock, problems


@page(Capability.ADMINISTER)
@require_http_methods(["GET", "HEAD", "POST"])
def gateways(request: HttpRequest) -> HttpResponse:
    """The gateways; a new one's address is shown this once."""
    problem, made = None, None
    if request.method == "POST":
        form = request.POST
        try:
            token, key = services.register(
                label=form.get("label", ""),
                language=form.get("language", "en"),
                zone=form.get("zone", "").strip(),
                signed=form.get("signed") == "yes",
                actor=actor_of(request),
                now=clock.now(request),
            )
            address = request.build_absolute_uri(reverse("doors:sms", kwargs={"token": token}))
            made = {"address": address, "key": key}
        except Problem as found:
            if found.blame != "caller":
                raise
            problem = found
    context = {
        "problem": problems.say(problem) if problem else "",
        "code": problem.code if problem else "",
        "made": made,
        "gateways": queries.gateways(actor_of(request)),
        "form": request.POST,
    }
    status = problems.STATUS[problem.blame] if problem else 200
    return render(request, "doors/gateways.html", context, status=status)


@page(Capability.ADMINISTER)
@require_POST
def cut_off(request: HttpRequest, gateway: int) -> HttpResponse:
    """Hear a gateway no more."""
    services.cut_off(gateway_id=gateway, actor=actor_of(request), now=clock.now(request))
    messages.info(request, _("The gateway was cut off. What it posts from now on is refused."))
    return redirect("doors:gateways")
