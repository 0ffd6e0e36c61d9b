"""The page of one commitment."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from evenhand_web.accounts.access import Capability, actor_of, page
from evenhand_web.commitments.queries.commitment import commitment_page
from evenhand_web.commitments.words import VERBS
from evenhand_web.web import clock


@page(Capability.SEE_COMMITMENTS, Capability.SEE_RELEASED_COMMITMENTS)
@require_safe
def commitment(request: HttpRequest, commitment_id: str) -> HttpResponse:
    """Where it comes from, what it says, who holds what of it, how far it is."""
    found = commitment_page(actor_of(request), commitment_id, now=clock.now(request))
    verbs = [(verb, VERBS[verb]) for verb in found.verbs]
    return render(request, "commitments/commitment.html", {"one": found, "verbs": verbs})
