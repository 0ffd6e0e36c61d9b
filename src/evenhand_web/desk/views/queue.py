"""The queue of the duty officer: the list, its map, what is taken away, and acts on what is ticked."""

import csv
import io
import json
from collections.abc import Iterable
from http import HTTPStatus
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from evenhand.foundation.instants import format_instant
from evenhand.foundation.problems import Problem, ProblemKind
from evenhand_web.accounts.access import Capability, actor_of, page
from evenhand_web.accounts.queries import other_organisations, people_with
from evenhand_web.desk import words
from evenhand_web.desk.codes import SettledReason
from evenhand_web.desk.grid import Box
from evenhand_web.desk.listing import ME, NOBODY, UNGRADED, UNKNOWN, Filters
from evenhand_web.desk.queries import queue as queries
from evenhand_web.desk.queries.queue import ItemRow
from evenhand_web.desk.verbs import VERBS
from evenhand_web.incidents import services as alerts
from evenhand_web.web import clock, problems
from evenhand_web.web.answers import json_answer

BAD_BOX = ProblemKind(
    code="desk.bad-box",
    blame="caller",
    message="The part of the map {value!r} is none. Write west,south,east,north in degrees, such as 14,29,19,33.",
)
NO_SUCH_VERB = ProblemKind(
    code="desk.no-such-verb", blame="caller", message="{verb!r} cannot be done here. Choose one of: {known}."
)

MEDIA_TYPES = {"csv": "text/csv; charset=utf-8", "json": "application/json", "geojson": "application/geo+json"}
BULK = ("take", "assign", "grade", "route", "settle", "release")
COLUMNS = (
    *("number", "kind", "title", "headline", "at", "timed", "came_at", "party", "owner", "state", "assignee"),
    *("reliability", "credibility", "certainty", "marks", "lon", "lat"),
)

sees_desk = page(Capability.SEE_REPORTS)


@sees_desk
@require_safe
def queue(request: HttpRequest) -> HttpResponse:
    """What lies on the desk, filtered and ordered as the address line says."""
    actor = actor_of(request)
    filters = Filters.parse(request.GET.dict())
    found = queries.queue(actor, filters, after=request.GET.get("after", ""), before=request.GET.get("before", ""))
    context = {
        "queue": found,
        "slice": found.slice,
        "filters": filters,
        "handles": actor.can(Capability.HANDLE_REPORTS),
        "people": people_with(Capability.SEE_REPORTS),
        "organisations": other_organisations(),
        "owners": queries.owners(),
        "parties": found.parties,
        "marks": words.MARKS.items(),
        "settled_reasons": SettledReason.choices,
        "special": {"me": ME, "nobody": NOBODY, "ungraded": UNGRADED, "unknown": UNKNOWN},
        "formats": sorted(MEDIA_TYPES),
        "map_query": request.GET.urlencode(),
        "page_keys": (("t", _("Take what is ticked, or the row")), ("g", _("Grade what is ticked, or the row"))),
    }
    return render(request, "desk/queue.html", context)


@sees_desk
@require_safe
def map_data(request: HttpRequest) -> HttpResponse:
    """What the map of the queue draws within the box `bbox`."""
    box = parsed_box(request.GET.get("bbox", ""))
    return json_answer(request, queries.map_of(actor_of(request), Filters.parse(request.GET.dict()), box))


@sees_desk
@require_safe
def export(request: HttpRequest, as_format: str) -> HttpResponse:
    """What the queue shows, all pages, as a file; never from whom it comes."""
    rows = queries.export(actor_of(request), Filters.parse(request.GET.dict()))
    return as_file(rows, as_format, name="desk", stamp=clock.now(request).strftime("%Y%m%dT%H%MZ"))


@page(Capability.HANDLE_REPORTS)
@require_POST
def act(request: HttpRequest) -> HttpResponse:
    """Do one verb to what is ticked, say so, and go back to where the person was.

    Raises:
        NO_SUCH_VERB: a form that is not ours.
    """
    verb = request.POST.get("verb", "")
    if verb not in BULK:
        raise NO_SUCH_VERB(verb=verb[:40], known=", ".join(BULK))
    chosen = request.POST.getlist("item")
    reports = [ref for kind, _colon, ref in (one.partition(":") for one in chosen) if kind == "report"]
    machine = [ref for kind, _colon, ref in (one.partition(":") for one in chosen) if kind == "alert"]
    try:
        _do(verb, request, reports, machine)
    except Problem as problem:
        if problems.wants_json(request) or problem.blame not in {"caller", "state"}:
            raise
        messages.error(request, problems.say(problem))
        return redirect(back(request, "desk:queue"))
    count = len(reports) + len(machine)
    messages.success(request, ngettext("Done for one item.", "Done for %(count)s items.", count) % {"count": count})
    return redirect(back(request, "desk:queue"), status=HTTPStatus.FOUND)


def _do(verb: str, request: HttpRequest, reports: list[str], machine: list[str]) -> None:
    """Reports and alerts each by their own services; what only reports can be is refused for alerts."""
    actor, now, form = actor_of(request), clock.now(request), request.POST
    if machine and verb in {"take", "assign"}:
        assignee = actor.username if verb == "take" else form.get("assignee", "")
        alerts.assign(alert_ids=machine, assignee=assignee, actor=actor, now=now)
    elif machine and verb == "release":
        alerts.release(alert_ids=machine, organisation=form.get("organisation", ""), actor=actor, now=now)
    elif machine:
        raise NO_SUCH_VERB(verb=verb, known="take, assign, release")
    if reports or not machine:
        VERBS[verb](reports, form, actor, now)


def back(request: HttpRequest, otherwise: str) -> str:
    """Where the form says that the person was, if that is a page of ours."""
    target = request.POST.get("next", "")
    safe = url_has_allowed_host_and_scheme(
        target, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )
    return target if safe else reverse(otherwise)


def parsed_box(text: str) -> Box:
    """West, south, east, north of an address line, within the map.

    Raises:
        BAD_BOX: it is no box.
    """
    try:
        west, south, east, north = (float(part) for part in text.split(","))
    except ValueError:
        raise BAD_BOX(value=text[:80]) from None
    if not (-360.0 <= west < east <= 360.0 and -90.0 <= south < north <= 90.0):
        raise BAD_BOX(value=text[:80])
    return max(west, -180.0), south, min(east, 180.0), north


def as_file(rows: Iterable[ItemRow], as_format: str, *, name: str, stamp: str) -> HttpResponse:
    """Rows of a list as CSV, JSON or GeoJSON (RFC 4180, 8259, 7946)."""
    plain = [_plain(row) for row in rows]
    if as_format == "csv":
        body = io.StringIO()
        writer = csv.DictWriter(body, COLUMNS)
        writer.writeheader()
        writer.writerows({key: _harmless(value) for key, value in row.items()} for row in plain)
        text = body.getvalue()
    elif as_format == "geojson":
        text = json.dumps(
            {"type": "FeatureCollection", "features": [_feature(row) for row in plain]}, ensure_ascii=False
        )
    else:
        text = json.dumps(plain, ensure_ascii=False)
    response = HttpResponse(text.encode(), content_type=MEDIA_TYPES[as_format])
    response["Content-Disposition"] = f'attachment; filename="evenhand-{name}-{stamp}.{as_format}"'
    return response


def _plain(row: ItemRow) -> dict[str, Any]:
    values = {column: getattr(row, column) for column in COLUMNS}
    for column in ("title", "party"):
        value = values[column]
        values[column] = "" if value is None else value if isinstance(value, str) else value.in_language("en")
    for column in ("at", "came_at"):
        values[column] = format_instant(values[column])
    values["marks"] = " ".join(row.marks)
    return values


def _harmless(value: Any) -> Any:
    """A cell that no spreadsheet takes for a formula (OWASP, CSV injection)."""
    return f"'{value}" if isinstance(value, str) and value[:1] in {"=", "+", "-", "@", "\t", "\r"} else value


def _feature(row: dict[str, Any]) -> dict[str, Any]:
    placed = row["lon"] is not None and row["lat"] is not None
    geometry = {"type": "Point", "coordinates": [round(row["lon"], 7), round(row["lat"], 7)]} if placed else None
    properties = {key: value for key, value in row.items() if key not in {"lon", "lat"}}
    return {"type": "Feature", "geometry": geometry, "properties": properties}
