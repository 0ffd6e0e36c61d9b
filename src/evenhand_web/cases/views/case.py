"""The page of one case, the same for paper, and who was heard."""

from http import HTTPStatus

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods, require_safe

from evenhand.foundation.problems import Problem
from evenhand_web.accounts.access import Capability, actor_of, page
from evenhand_web.cases import access, services
from evenhand_web.cases.queries.case import case_page
from evenhand_web.web import clock, problems

may_read = page(Capability.SEE_CASES, Capability.SEE_RELEASED_CASES)


@may_read
@require_safe
def case_view(request: HttpRequest, case_id: str) -> HttpResponse:
    """One case: where it stands, what can be done, what was done."""
    found = case_page(actor_of(request), case_id, now=clock.now(request))
    kind = request.GET.get("act", "")
    # Most releases go with another act, which says to whom it is shown; they are drawn where they are asked for.
    acts = [act for act in found.acts if (act.kind == kind if kind else act.kind != "released")]
    return render(request, "cases/case.html", {"case": found, "acts": acts, "chosen_kind": kind})


@may_read
@require_safe
def printed(request: HttpRequest, case_id: str) -> HttpResponse:
    """The whole file as the reader sees it, for paper."""
    found = case_page(actor_of(request), case_id, now=clock.now(request))
    context = {"case": found, "acts": tuple(reversed(found.acts)), "printing": True}
    return render(request, "cases/print.html", context)


@page(Capability.SEE_SOURCES)
@require_http_methods(["GET", "HEAD", "POST"])
def source(request: HttpRequest, case_id: str, interview: str) -> HttpResponse:
    """Who was heard, for a reason that is written down."""
    actor = actor_of(request)
    context = {"case": access.case_for(actor, case_id).case, "interview": interview}
    access.interview_source_for(actor, case_id, interview)
    status = HTTPStatus.OK
    if request.method == "POST":
        reason = request.POST.get("reason", "")
        try:
            told = services.look(
                case_id=case_id, interview=interview, reason=reason, actor=actor, now=clock.now(request)
            )
            context["identity"] = told
        except Problem as problem:
            if problems.wants_json(request) or problem.blame != "caller":
                raise
            context["fault"], status = problems.say(problem), HTTPStatus.BAD_REQUEST
    return render(request, "cases/source.html", context, status=status)
