"""Reports: one's own list, the page of each, its versions, its source, and the one form handler for all verbs."""

from http import HTTPStatus
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from evenhand.foundation.problems import Problem
from evenhand_web.accounts.access import Capability, actor_of, page
from evenhand_web.desk import access
from evenhand_web.desk.codes import Confidence, Likelihood, SettledReason
from evenhand_web.desk.queries import drawing, queue, report, versions
from evenhand_web.desk.verbs import VERBS
from evenhand_web.desk.views.queue import MEDIA_TYPES, NO_SUCH_VERB, as_file, back
from evenhand_web.intake.services import look_at_source
from evenhand_web.web import clock, problems
from evenhand_web.web.answers import json_answer

may_read = page(Capability.SEE_REPORTS, Capability.SEE_OWN_REPORTS)
_LONGEST_QUERY = 200
_SHOWN_ORIGINAL = 20_000


@may_read
@require_safe
def own(request: HttpRequest) -> HttpResponse:
    """What one's organisation filed and what was released to it."""
    query = request.GET.get("q", "").replace("\0", "").strip()[:_LONGEST_QUERY]
    found = queue.own_reports(
        actor_of(request), query, after=request.GET.get("after", ""), before=request.GET.get("before", "")
    )
    context = {"own": found, "slice": found.slice, "query": query, "formats": sorted(MEDIA_TYPES)}
    return render(request, "desk/own.html", context)


@may_read
@require_safe
def export(request: HttpRequest, as_format: str) -> HttpResponse:
    """What the list of one's own reports shows, all pages, as a file."""
    rows = queue.own_export(actor_of(request), request.GET.get("q", "").replace("\0", "").strip()[:_LONGEST_QUERY])
    return as_file(rows, as_format, name="reports", stamp=clock.now(request).strftime("%Y%m%dT%H%MZ"))


@may_read
@require_safe
def report_view(request: HttpRequest, report_id: str) -> HttpResponse:
    """One report: what is said, what is assessed, what is attributed; and what may be done."""
    return render(request, "desk/report.html", _context(request, report_id))


@may_read
@require_safe
def map_data(request: HttpRequest, report_id: str) -> HttpResponse:
    """The shape of a report and what lies near."""
    return json_answer(request, drawing.report_features(actor_of(request), report_id, now=clock.now(request)))


@may_read
@require_safe
def versions_view(request: HttpRequest, report_id: str) -> HttpResponse:
    """What differs between two versions."""
    one, other = request.GET.get("one", ""), request.GET.get("other", "")
    found = versions.comparison(actor_of(request), report_id, one=one, other=other)
    return render(request, "desk/versions.html", {"comparison": found})


@may_read
@require_POST
def source(request: HttpRequest, report_id: str) -> HttpResponse:
    """From whom a version comes, shown once on this answer; of a protected one only with a reason, which is kept."""
    actor, now = actor_of(request), clock.now(request)
    access.require_origin(actor, report_id)
    version = request.POST.get("version", "")
    try:
        found = look_at_source(
            report_id=report_id,
            version_id=int(version) if version.isascii() and version.isdigit() and len(version) < 18 else 0,
            reason=request.POST.get("reason", ""),
            actor=actor,
            now=now,
        )
    except Problem as problem:
        if problems.wants_json(request) or problem.blame != "caller":
            raise
        messages.error(request, problems.say(problem))
        return redirect("reports:report", report_id=report_id)
    identity = found["source"] or {}
    original = found["original"][:_SHOWN_ORIGINAL].decode("utf-8", errors="replace")
    opened = {
        "source": identity.get("source") or {},
        "claimed": identity.get("claimed") or {},
        "original": original,
        "media_type": found["media_type"],
        "cut": len(found["original"]) > _SHOWN_ORIGINAL,
    }
    return render(request, "desk/report.html", _context(request, report_id) | {"opened": opened})


@may_read
@require_POST
def act(request: HttpRequest) -> HttpResponse:
    """Do one verb to one report, say so, and go back to where the person was.

    Raises:
        NO_SUCH_VERB: a form that is not ours.
    """
    verb = request.POST.get("verb", "")
    if verb not in VERBS:
        raise NO_SUCH_VERB(verb=verb[:40], known=", ".join(VERBS))
    try:
        VERBS[verb](request.POST.getlist("report"), request.POST, actor_of(request), clock.now(request))
    except Problem as problem:
        if problems.wants_json(request) or problem.blame not in {"caller", "state"}:
            raise
        messages.error(request, problems.say(problem))
        return redirect(back(request, "reports:own"))
    messages.success(request, _("Done."))
    return redirect(back(request, "reports:own"), status=HTTPStatus.FOUND)


def _context(request: HttpRequest, report_id: str) -> dict[str, Any]:
    actor, now = actor_of(request), clock.now(request)
    found = report.report_page(actor, report_id, now=now)
    return {
        "report": found,
        "record": found.record,
        "meeting": drawing.meeting(actor, report_id, now=now) if found.inside else None,
        "settled_reasons": SettledReason.choices,
        "likelihoods": Likelihood.choices,
        "confidences": Confidence.choices,
        "page_keys": (("t", _("Take it")), ("g", _("Grade it"))) if found.possible else (),
    }
