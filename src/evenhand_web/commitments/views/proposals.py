"""Proposals: the list of a document, and the page on which a person decides about one."""

from collections.abc import Mapping
from datetime import datetime

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from evenhand_web.accounts.access import Actor, Capability, actor_of, page
from evenhand_web.commitments import access, forms, mapping, services
from evenhand_web.commitments.models import Proposal
from evenhand_web.commitments.queries import proposals as queries
from evenhand_web.commitments.queries.setting import setting_of_proposal
from evenhand_web.commitments.views.acting import status_of, tried, value_from
from evenhand_web.web import clock

may_decide = page(Capability.SEE_COMMITMENTS, Capability.HANDLE_COMMITMENTS)


@may_decide
@require_safe
def proposals(request: HttpRequest) -> HttpResponse:
    """What was read; `document` is the symbol of one document."""
    document, state = request.GET.get("document", ""), request.GET.get("state", "")
    found = queries.proposals(actor_of(request), document=document, state=state, page=request.GET.get("page"))
    context = {"found": found, "page": found.page, "document": document, "state": state}
    return render(request, "commitments/proposals.html", context)


@may_decide
@require_http_methods(["GET", "HEAD", "POST"])
def proposal(request: HttpRequest, proposal_id: str) -> HttpResponse:
    """One proposal: accept it, accept it in other words, or reject it."""
    actor, now = actor_of(request), clock.now(request)
    row = access.proposal_for(actor, proposal_id)
    posted = request.POST.dict() if request.method == "POST" else None
    errors: forms.Errors = {}
    if posted is not None:
        actor.require(Capability.HANDLE_COMMITMENTS)
        errors = tried(request, "correct", lambda: _decide(row, posted, actor, now))  # type: ignore[arg-type]
        if not errors:
            messages.success(request, _("Decided."))
            return redirect("commitments:proposal", proposal_id)
    found = queries.proposal_page(actor, proposal_id)
    setting = setting_of_proposal(actor, found.value)
    context = {
        "found": found,
        "row": found.row,
        "fields": [
            one
            for one in forms.drawn("correct", setting, posted, errors)
            if one.field.name != "reason"  # type: ignore[arg-type]
        ],
        "plan_field": forms.drawn("proposal", setting, posted, errors)[0],  # type: ignore[arg-type]
        "errors": [*errors.get("", ()), *errors.get("reason", ())],
        "amending": posted is not None and posted.get("decision") == "amend",
    }
    return render(request, "commitments/proposal.html", context, status=status_of(errors))


def _decide(row: Proposal, posted: Mapping[str, str], actor: Actor, now: datetime) -> None:
    who = {"proposal_id": row.pk, "actor": actor, "now": now}
    plan = str(posted.get("plan", ""))
    match posted.get("decision"):
        case "reject":
            services.reject(reason=str(posted.get("why", "")), **who)  # type: ignore[arg-type]
        case "amend":
            value = value_from(posted, mapping.proposed(row))
            services.amend(value=value, plan=plan, **who)  # type: ignore[arg-type]
        case _:
            services.accept(plan=plan, **who)  # type: ignore[arg-type]
