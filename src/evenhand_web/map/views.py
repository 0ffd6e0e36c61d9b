"""The situation map."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from evenhand_web.accounts.access import Capability, page


@page(Capability.SEE_MAP)
def situation(request: HttpRequest) -> HttpResponse:
    """The map."""
    return render(request, "web/base.html")
