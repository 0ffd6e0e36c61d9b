"""The queue, the alert page, exports, and the one form handler for all verbs."""

from collections.abc import Callable
from datetime import datetime
from http import HTTPStatus
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from evenhand.detection.encodings import encode
from evenhand.foundation.problems import Problem, ProblemKind
from evenhand_web.accounts.access import Actor, Capability, actor_of, page
from evenhand_web.incidents import queries, services
from evenhand_web.incidents.filters import DEFAULT_SORT, UNKNOWN, AlertFilters
from evenhand_web.observations import queries as observations
from evenhand_web.web import clock, problems
from evenhand_web.web.paging import page_of

NO_SUCH_VERB = ProblemKind(
    code="incidents.no-such-verb", blame="caller", message="{verb!r} cannot be done to alerts. Choose one of: {known}."
)

MEDIA_TYPES = {"csv": "text/csv; charset=utf-8", "json": "application/json", "geojson": "application/geo+json"}
FIXES_PER_PAGE = 25

may_read = page(Capability.SEE_ALERTS, Capability.SEE_RELEASED_ALERTS)


@may_read
@require_safe
def queue(request: HttpRequest) -> HttpResponse:
    """The list of alerts, filtered and sorted as the address line says."""
    actor = actor_of(request)
    filters = AlertFilters.parse(request.GET.dict())
    sort = request.GET.get("sort", DEFAULT_SORT)
    found = queries.alert_list(actor, filters, sort, request.GET.get("page"))
    context = {
        "list": found,
        "page": found.page,
        "filters": filters,
        "sort": sort,
        "tabs": _tabs(found.counts, filters),
        "inside": actor.can(Capability.SEE_ALERTS),
        "handles": actor.can(Capability.HANDLE_ALERTS),
        "reasons": queries.dismissal_reasons(),
        "organisations": queries.other_organisations(),
        "unknown": UNKNOWN,
        "formats": sorted(MEDIA_TYPES),
    }
    return render(request, "incidents/queue.html", context)


@may_read
@require_safe
def alert(request: HttpRequest, alert_id: str) -> HttpResponse:
    """One alert: why it fired, what it rests on, what was done about it."""
    actor = actor_of(request)
    found = queries.alert_page(actor, alert_id, language=get_language() or "en", now=clock.now(request))
    # Without the agreement nobody can say which positions lie in its area; they are listed all the same.
    about = found.record if found.explanation else {**found.record, "area": None}
    fixes = observations.fixes_for_alert(actor, about)
    context = {
        "alert": found,
        "row": found.row,
        "record": found.record,
        "page": page_of(fixes, request.GET.get("page"), lambda fix: fix, per_page=FIXES_PER_PAGE),
        "took_part": [
            one for one in found.record["related"] if one not in {found.record["object"], found.record["event"]}
        ],
        "inside": actor.can(Capability.SEE_ALERTS),
        "may_comment": actor.can(Capability.COMMENT_ON_ALERTS),
        "sees_feeds": actor.can(Capability.SEE_FEEDS),
        "reasons": queries.dismissal_reasons(),
    }
    return render(request, "incidents/alert.html", context)


@may_read
@require_safe
def export(request: HttpRequest, as_format: str) -> HttpResponse:
    """What the queue shows, all pages, as a file."""
    actor = actor_of(request)
    alerts = queries.export(actor, AlertFilters.parse(request.GET.dict()), request.GET.get("sort", DEFAULT_SORT))
    response = HttpResponse(encode(alerts, as_format=as_format), content_type=MEDIA_TYPES[as_format])
    stamp = clock.now(request).strftime("%Y%m%dT%H%MZ")
    response["Content-Disposition"] = f'attachment; filename="evenhand-alerts-{stamp}.{as_format}"'
    return response


@page(Capability.HANDLE_ALERTS, Capability.COMMENT_ON_ALERTS)
@require_POST
def act(request: HttpRequest) -> HttpResponse:
    """Do the verb of the form to the chosen alerts, say so, and go back to where the person was.

    Raises:
        NO_SUCH_VERB: a form that is not ours.
    """
    verb = request.POST.get("verb", "")
    if verb not in VERBS:
        raise NO_SUCH_VERB(verb=verb, known=", ".join(VERBS))
    chosen = request.POST.getlist("alert")
    try:
        VERBS[verb](chosen, request.POST, actor_of(request), clock.now(request))
    except Problem as problem:
        # A person keeps their page and reads what is missing; programs, and whoever may not, get the plain answer.
        if problems.wants_json(request) or problem.blame not in {"caller", "state"}:
            raise
        messages.error(request, problems.say(problem))
        return redirect(_back(request))
    count = max(len(chosen), 1)
    messages.success(request, ngettext("Done for one alert.", "Done for %(count)s alerts.", count) % {"count": count})
    return redirect(_back(request), status=HTTPStatus.FOUND)


Verb = Callable[[list[str], QueryDict, Actor, datetime], Any]


def _assign(chosen: list[str], form: QueryDict, actor: Actor, now: datetime) -> None:
    services.assign(alert_ids=chosen, assignee=form.get("assignee", ""), actor=actor, now=now)


def _take(chosen: list[str], form: QueryDict, actor: Actor, now: datetime) -> None:  # noqa: ARG001 - one shape for all verbs
    services.assign(alert_ids=chosen, assignee=actor.username, actor=actor, now=now)


def _dismiss(chosen: list[str], form: QueryDict, actor: Actor, now: datetime) -> None:
    reason, text = form.get("reason", ""), form.get("text", "")
    services.dismiss(alert_ids=chosen, reason=reason, text=text, actor=actor, now=now)


def _reopen(chosen: list[str], form: QueryDict, actor: Actor, now: datetime) -> None:
    services.reopen(alert_ids=chosen, text=form.get("text", ""), actor=actor, now=now)


def _release(chosen: list[str], form: QueryDict, actor: Actor, now: datetime) -> None:
    organisation, text = form.get("organisation", ""), form.get("text", "")
    services.release(alert_ids=chosen, organisation=organisation, text=text, actor=actor, now=now)


def _recall(chosen: list[str], form: QueryDict, actor: Actor, now: datetime) -> None:
    organisation, text = form.get("organisation", ""), form.get("text", "")
    services.recall(alert_ids=chosen, organisation=organisation, text=text, actor=actor, now=now)


def _comment(chosen: list[str], form: QueryDict, actor: Actor, now: datetime) -> None:
    shared = form.get("shared") == "yes"
    services.comment(alert_id=_only(chosen), text=form.get("text", ""), shared=shared, actor=actor, now=now)


def _undo(chosen: list[str], form: QueryDict, actor: Actor, now: datetime) -> None:  # noqa: ARG001 - one shape for all verbs
    services.undo(alert_id=_only(chosen), actor=actor, now=now)


VERBS: dict[str, Verb] = {
    "assign": _assign,
    "take": _take,
    "dismiss": _dismiss,
    "reopen": _reopen,
    "release": _release,
    "recall": _recall,
    "comment": _comment,
    "undo": _undo,
}


def _only(chosen: list[str]) -> str:
    return chosen[0] if chosen else ""


def _back(request: HttpRequest) -> str:
    target = request.POST.get("next", "")
    safe = url_has_allowed_host_and_scheme(
        target, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )
    return target if safe else reverse("incidents:queue")


def _tabs(counts: dict[str, int], filters: AlertFilters) -> list[dict[str, Any]]:
    words = {
        "open": _("Open"),
        "new": _("New"),
        "assigned": _("Assigned"),
        "dismissed": _("Dismissed"),
        "withdrawn": _("Withdrawn"),
        "all": _("All"),
    }
    chosen = filters.state if filters.state in counts else "open"
    return [{"value": tab, "label": words[tab], "count": counts[tab], "current": tab == chosen} for tab in counts]
