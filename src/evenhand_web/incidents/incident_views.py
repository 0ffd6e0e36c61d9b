"""The list of incidents, the page of each, its map, and the one form handler for all verbs."""

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

from evenhand.foundation.problems import Problem, ProblemKind
from evenhand_web.accounts.access import Actor, Capability, actor_of, page
from evenhand_web.incidents import incident_drawing, incident_list, incident_page
from evenhand_web.incidents.incident_filters import IncidentFilters
from evenhand_web.incidents.services import deciding
from evenhand_web.incidents.services.grouping import look_for_links
from evenhand_web.web import clock, problems
from evenhand_web.web.answers import json_answer

NO_SUCH_INCIDENT_VERB = ProblemKind(
    code="incidents.no-such-incident-verb",
    blame="caller",
    message="{verb!r} cannot be done to incidents. Choose one of: {known}.",
)

may_read = page(Capability.SEE_ALERTS, Capability.SEE_RELEASED_ALERTS)


@may_read
@require_safe
def list_view(request: HttpRequest) -> HttpResponse:
    """The incidents, filtered as the address line says."""
    actor = actor_of(request)
    filters = IncidentFilters.parse(request.GET.dict())
    found = incident_list.incident_list(
        actor, filters, page=request.GET.get("page"), language=_language(), now=clock.now(request)
    )
    context = {
        "list": found,
        "page": found.page,
        "filters": filters,
        "tabs": _tabs(found, filters),
        "handles": actor.can(Capability.HANDLE_REPORTS),
    }
    return render(request, "incidents/list.html", context)


@may_read
@require_safe
def incident_view(request: HttpRequest, incident_id: str) -> HttpResponse:
    """One incident; the address of one that is joined to another leads to that one."""
    actor = actor_of(request)
    found = incident_page.incident_page(actor, incident_id, language=_language(), now=clock.now(request))
    if found.row.id != incident_id:
        return redirect("incident:incident", incident_id=found.row.id)
    labels = {row.key: row.label for row in found.statements}
    context = {
        "incident": found,
        "row": found.row,
        "meeting": incident_drawing.meeting(actor, found.row.id, labels, language=_language()),
        "may_comment": actor.can(Capability.COMMENT_ON_ALERTS),
        "here": request.get_full_path(),
    }
    return render(request, "incidents/incident.html", context)


@may_read
@require_safe
def map_data(request: HttpRequest, incident_id: str) -> HttpResponse:
    """The shapes of an incident."""
    features = incident_drawing.incident_features(actor_of(request), incident_id, now=clock.now(request))
    return json_answer(request, features)


@page(Capability.HANDLE_REPORTS)
@require_POST
def look(request: HttpRequest) -> HttpResponse:
    """Look for links now, and say what came of it."""
    looked = look_for_links(actor=actor_of(request), now=clock.now(request))
    told = ngettext("%(count)s report or alert looked at.", "%(count)s reports and alerts looked at.", looked.read)
    made = ngettext("%(count)s new incident.", "%(count)s new incidents.", len(looked.made))
    messages.success(request, f"{told % {'count': looked.read}} {made % {'count': len(looked.made)}}")
    return redirect("incident:list")


@page(Capability.HANDLE_REPORTS, Capability.COMMENT_ON_ALERTS)
@require_POST
def act(request: HttpRequest) -> HttpResponse:
    """Do the verb of the form to an incident, say so, and go back to where the person was.

    Raises:
        NO_SUCH_INCIDENT_VERB: a form that is not ours.
    """
    verb = request.POST.get("verb", "")
    if verb not in VERBS:
        raise NO_SUCH_INCIDENT_VERB(verb=verb[:40], known=", ".join(VERBS))
    try:
        VERBS[verb](request.POST.get("incident", ""), request.POST, actor_of(request), clock.now(request))
    except Problem as problem:
        # A person keeps their page and reads what is missing; programs, and whoever may not, get the plain answer.
        if problems.wants_json(request) or problem.blame not in {"caller", "state"}:
            raise
        messages.error(request, problems.say(problem))
        return redirect(_back(request))
    messages.success(request, _("Done."))
    return redirect(_back(request), status=HTTPStatus.FOUND)


Verb = Callable[[str, QueryDict, Actor, datetime], Any]


def _pair(verb: Callable[..., None]) -> Verb:
    """Accept or refuse a link: its two statements stand in one field, as the button has them."""

    def do(incident: str, form: QueryDict, actor: Actor, now: datetime) -> None:
        one, _space, other = form.get("pair", "").partition(" ")
        verb(incident_id=incident, one=one, other=other, text=form.get("text", ""), actor=actor, now=now)

    return do


def _split(incident: str, form: QueryDict, actor: Actor, now: datetime) -> None:
    chosen, shown = form.getlist("statement"), form.get("shown", "").split()
    deciding.split(incident_id=incident, chosen=chosen, shown=shown, text=form.get("text", ""), actor=actor, now=now)


def _join(incident: str, form: QueryDict, actor: Actor, now: datetime) -> None:
    other, text = form.get("other", ""), form.get("text", "")
    deciding.join(incident_id=incident, other_id=other, text=text, actor=actor, now=now)


def _echo(incident: str, form: QueryDict, actor: Actor, now: datetime) -> None:
    told = {name: form.get(name, "") for name in ("statement", "origin", "text")}
    deciding.echo(incident_id=incident, **told, actor=actor, now=now)


def _undo(incident: str, form: QueryDict, actor: Actor, now: datetime) -> None:
    told = form.get("act", "")
    deciding.undo(incident_id=incident, act_id=told, text=form.get("text", ""), actor=actor, now=now)


def _comment(incident: str, form: QueryDict, actor: Actor, now: datetime) -> None:
    shared = form.get("shared") == "yes"
    deciding.comment_incident(incident_id=incident, text=form.get("text", ""), shared=shared, actor=actor, now=now)


def _shown(verb: Callable[..., None]) -> Verb:
    """Release or recall."""

    def do(incident: str, form: QueryDict, actor: Actor, now: datetime) -> None:
        told = {name: form.get(name, "") for name in ("organisation", "text")}
        verb(incident_id=incident, **told, actor=actor, now=now)

    return do


VERBS: dict[str, Verb] = {
    "accept": _pair(deciding.accept),
    "refuse": _pair(deciding.refuse),
    "split": _split,
    "join": _join,
    "echo": _echo,
    "undo": _undo,
    "comment": _comment,
    "release": _shown(deciding.release_incident),
    "recall": _shown(deciding.recall_incident),
}


def _back(request: HttpRequest) -> str:
    target = request.POST.get("next", "")
    safe = url_has_allowed_host_and_scheme(
        target, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )
    return target if safe else reverse("incident:list")


def _language() -> str:
    return (get_language() or "en").lower()


def _tabs(found: incident_list.IncidentList, filters: IncidentFilters) -> list[dict[str, Any]]:
    words = {
        "standing": _("Standing"),
        "proposed": _("Proposed by the machine"),
        "reviewed": _("Looked at by people"),
        "ended": _("Nothing left of it"),
        "all": _("All"),
    }
    chosen = filters.state if filters.state in found.counts else "standing"
    return [{"value": tab, "label": words[tab], "count": count, "current": tab == chosen}
            for tab, count in found.counts.items()]  # fmt: skip
