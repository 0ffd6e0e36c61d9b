"""Plans: the list, the matrix, the yearly evaluation, gates and risks, and what is said of a plan itself."""

import json
from collections.abc import Mapping

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from evenhand.commitments.acts import ConditionSaid, Occurred, content_from
from evenhand.commitments.exporting import PUBLIC, matrix_csv, matrix_json
from evenhand.commitments.model import Access, Held
from evenhand.foundation.problems import Problem
from evenhand_web.accounts.access import Capability, actor_of, page
from evenhand_web.accounts.models import Organisation, OrganisationKind
from evenhand_web.commitments import services
from evenhand_web.commitments.queries import plan as queries
from evenhand_web.commitments.views.acting import evidence_from
from evenhand_web.commitments.views.board import taken_away
from evenhand_web.commitments.words import Names, choices, reader_language
from evenhand_web.web import clock, problems

may_read = page(Capability.SEE_COMMITMENTS, Capability.SEE_RELEASED_COMMITMENTS)
EVERYTHING = PUBLIC | frozenset(Access)
"""What somebody takes away for themselves: all that they see. Of the public, less (`PUBLIC`)."""


@may_read
@require_safe
def plans(request: HttpRequest) -> HttpResponse:
    """All plans that the reader sees."""
    return render(request, "commitments/plans.html", {"plans": queries.plan_rows(actor_of(request))})


@may_read
@require_safe
def matrix(request: HttpRequest, plan_key: str) -> HttpResponse:
    """Measures by State."""
    filters = queries.Filters.parse(request.GET.dict())
    found = queries.matrix(actor_of(request), plan_key, filters, now=clock.now(request))
    context = {"matrix": found, "one": found.gathered, "filters": filters, "tab": "matrix"}
    return render(request, "commitments/matrix.html", context)


@may_read
@require_safe
def export(request: HttpRequest, plan_key: str, as_format: str) -> HttpResponse:
    """The matrix as a file; `for=public` leaves out what is not for the public, and what was not shared."""
    public = request.GET.get("for") == "public"
    found = queries.gathered(actor_of(request), plan_key, public=public)
    evaluation = queries.evaluated(found, at=clock.now(request))
    access = PUBLIC if public else EVERYTHING
    if as_format == "csv":
        body = matrix_csv(evaluation, language=reader_language(), access=access)
    else:
        body = json.dumps(matrix_json(evaluation, access=access), ensure_ascii=False, indent=1)
    return taken_away(request, "plan", body, as_format)


@may_read
@require_safe
def evaluation(request: HttpRequest, plan_key: str) -> HttpResponse:
    """Two dates compared, and gaps."""
    told = {name: request.GET.get(name, "")[:10] for name in ("before", "after")}
    found = queries.yearly(actor_of(request), plan_key, now=clock.now(request), **told)
    return render(request, "commitments/evaluation.html", {"yearly": found, "one": found.gathered, "tab": "evaluation"})


@may_read
@require_safe
def gates(request: HttpRequest, plan_key: str) -> HttpResponse:
    """What lacks before a phase can begin."""
    found = queries.gates(actor_of(request), plan_key, now=clock.now(request))
    keeps = found.gathered.may_keep
    context = {
        "found": found,
        "one": found.gathered,
        "tab": "gates",
        "held": choices(Held),
        "organisations": Organisation.objects.exclude(kind=OrganisationKind.MISSION) if keeps else (),
        "shown_to": queries.shown_to(found.gathered.row) if keeps else (),
    }
    return render(request, "commitments/gates.html", context)


@may_read
@require_safe
def risks(request: HttpRequest, plan_key: str) -> HttpResponse:
    """What could go wrong."""
    one, rated = queries.risks(actor_of(request), plan_key, now=clock.now(request))
    return render(request, "commitments/risks.html", {"one": one, "rated": rated, "tab": "risks", "names": Names()})


@may_read
@require_POST
def say(request: HttpRequest, plan_key: str) -> HttpResponse:
    """That something happened which starts clocks, or whether a condition holds."""
    posted = request.POST.dict()
    return _done(request, plan_key, lambda: _say(request, plan_key, posted), _("Entered."))  # type: ignore[arg-type]


@may_read
@require_POST
def take_back(request: HttpRequest, plan_key: str) -> HttpResponse:
    """Strike out what one's own organisation said of a plan."""
    number = request.POST.get("number", "")
    wanted = int(number) if number.isascii() and number.isdecimal() and len(number) < 10 else 0
    told = {"plan": plan_key, "number": wanted, "actor": actor_of(request), "now": clock.now(request)}
    return _done(request, plan_key, lambda: services.take_back_of_plan(**told), _("Taken back."))  # type: ignore[arg-type]


@may_read
@require_POST
def release(request: HttpRequest, plan_key: str) -> HttpResponse:
    """Show a plan with its commitments to an organisation."""
    told = {
        "plan": plan_key,
        "organisations": (request.POST.get("organisation", ""),),
        "risks": request.POST.get("risks") == "yes",
        "actor": actor_of(request),
        "now": clock.now(request),
    }
    return _done(request, plan_key, lambda: services.release_plan(**told), _("It is shown to them."))  # type: ignore[arg-type]


@may_read
@require_POST
def recall(request: HttpRequest, plan_key: str) -> HttpResponse:
    """Take back that a plan is shown to an organisation."""
    told = {
        "plan": plan_key,
        "organisation": request.POST.get("organisation", "").replace("\0", ""),
        "actor": actor_of(request),
        "now": clock.now(request),
    }
    return _done(request, plan_key, lambda: services.recall_plan(**told), _("Taken back."))  # type: ignore[arg-type]


def _say(request: HttpRequest, plan_key: str, posted: Mapping[str, str]) -> None:
    names = ("event", "on") if posted.get("kind") == "occurred" else ("gate", "condition", "held")
    kind = "occurred" if posted.get("kind") == "occurred" else "condition-said"
    content = content_from(kind, {name: posted[name] for name in names if posted.get(name)})
    assert isinstance(content, Occurred | ConditionSaid)  # noqa: S101 - by its kind
    services.say_of_plan(
        plan=plan_key,
        content=content,
        evidence=evidence_from(posted),
        reason=str(posted.get("reason", "")),
        shared=posted.get("shared") == "yes",
        actor=actor_of(request),
        now=clock.now(request),
    )


def _done(request: HttpRequest, plan_key: str, act: object, word: str) -> HttpResponse:
    """Do it and go back to the gates; what stands against it is said there."""
    try:
        act()  # type: ignore[operator]
    except Problem as problem:
        if problems.wants_json(request) or problem.blame not in {"caller", "state"}:
            raise
        messages.error(request, problems.say(problem))
    else:
        messages.success(request, word)
    return redirect("commitments:gates", plan_key)
