"""The situation map and the data that its scripts ask for."""

from datetime import datetime, timedelta

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from evenhand.foundation.instants import format_instant, parse_instant
from evenhand.foundation.problems import Problem, ProblemKind
from evenhand_web.accounts.access import Capability, actor_of, page
from evenhand_web.agreements import queries as agreements
from evenhand_web.coverage import words as coverage_words
from evenhand_web.incidents import access as incidents_access
from evenhand_web.incidents.mapping import facts_of
from evenhand_web.incidents.wording import held_against
from evenhand_web.map import queries, words
from evenhand_web.map.agreement_map import agreement_features
from evenhand_web.map.alert_map import alert_features
from evenhand_web.map.features import bounds, epoch
from evenhand_web.map.templatetags.map_data import agreement_map_url
from evenhand_web.observations.queries import fixes_for_alert
from evenhand_web.web import clock
from evenhand_web.web.answers import json_answer

LONGEST = timedelta(days=31)
USUAL_WINDOW_S = 12 * 3600
WHOLE_WORLD = (-170.0, -60.0, 170.0, 75.0)

BAD_STRETCH = ProblemKind(
    code="map.bad-stretch",
    blame="caller",
    message="The time from {begins_at} until {ends_at} cannot be shown. "
    "Ask for a stretch that ends after it begins and lasts no longer than {longest} days.",
)


@page(Capability.SEE_MAP)
@require_safe
def situation(request: HttpRequest) -> HttpResponse:
    """The map with its lists; the lists are here without scripts too."""
    actor = actor_of(request)
    whole = queries.period(actor, now=clock.now(request))
    at, window = _asked(request, whole)
    answer = queries.situation(actor, begins_at=at - window, ends_at=at + timedelta(seconds=1))
    known = agreements.current()
    config = {
        "begins": epoch(whole.begins_at),
        "ends": epoch(whole.ends_at),
        "at": epoch(at),
        "window": int(window.total_seconds()),
        "zone": timezone.get_current_timezone_name(),
        "bounds": next((box for one in known if (box := bounds(one))), WHOLE_WORLD),
        "words": words.script_words() | {"coverage": coverage_words.script_words()},
        "urls": {
            "data": reverse("map:situation-data"),
            "timeline": reverse("map:timeline-data"),
            "agreements": [agreement_map_url(one) for one in known],
            "coverage": reverse("coverage:cells"),
        },
    }
    context = {
        "config": config,
        "at": timezone.localtime(at),
        "at_text": format_instant(at),
        "window": int(window.total_seconds()),
        "windows": words.WINDOWS.items(),
        "speeds": words.SPEEDS.items(),
        "shapes": words.SHAPES.items(),
        "lists": queries.lists(answer),
        "sees_tracks": actor.can(Capability.SEE_TRACKS),
        "sensors": coverage_words.SENSORS.items() if actor.can(Capability.SEE_COVERAGE) else (),
        "levels": coverage_words.LEVELS.items(),
    }
    return render(request, "map/situation.html", context)


@page(Capability.SEE_MAP)
@require_safe
def situation_data(request: HttpRequest) -> HttpResponse:
    """What moved, happened and was raised from `from` (included) until `until` (excluded)."""
    begins_at = parse_instant(request.GET.get("from", ""), field="from")
    ends_at = parse_instant(request.GET.get("until", ""), field="until")
    if not timedelta(0) < ends_at - begins_at <= LONGEST:
        raise BAD_STRETCH(begins_at=format_instant(begins_at), ends_at=format_instant(ends_at), longest=LONGEST.days)
    return json_answer(request, queries.situation(actor_of(request), begins_at=begins_at, ends_at=ends_at))


@page(Capability.SEE_MAP)
@require_safe
def timeline_data(request: HttpRequest) -> HttpResponse:
    """How much there is in each piece of the whole period."""
    answer = queries.timeline(actor_of(request), now=clock.now(request))
    return json_answer(request, answer, content_type="application/json")


@page(Capability.SEE_MAP)
@require_safe
def agreement_data(request: HttpRequest, agreement_id: str, version: str) -> HttpResponse:
    """Areas and places of one version of an agreement, for display."""
    answer = agreement_features(agreements.agreement(agreement_id, version))
    # The address names text, language and zone, so the answer never changes under it.
    return json_answer(request, answer, max_age=86400 if "text" in request.GET else 0)


@page(Capability.SEE_ALERTS, Capability.SEE_RELEASED_ALERTS)
@require_safe
def alert_data(request: HttpRequest, alert_id: str) -> HttpResponse:
    """One alert with its area, fixes and crossings."""
    actor = actor_of(request)
    alert = facts_of(incidents_access.alert_for(actor, alert_id))
    agreement = held_against(alert["agreement"], alert["agreement_version"])
    # Without the agreement nobody can say what lies inside; the fixes themselves are shown all the same.
    fixes = fixes_for_alert(actor, alert if agreement else {**alert, "area": None})
    return json_answer(request, alert_features(agreement, alert, fixes))


def _asked(request: HttpRequest, whole: queries.Period) -> tuple[datetime, timedelta]:
    """The instant and the window of the address; those that make no sense give way to the usual ones."""
    latest = min(clock.now(request), whole.ends_at)
    try:
        at = parse_instant(request.GET.get("at", ""), field="at")
    except Problem:
        at = latest
    text = request.GET.get("window", "")
    seconds = int(text) if text.isascii() and text.isdigit() and len(text) < 9 else USUAL_WINDOW_S
    window = timedelta(seconds=min(max(seconds, 60), LONGEST.total_seconds()))
    return min(max(at, whole.begins_at), whole.ends_at), window
