"""The board, and the board as a file."""

import csv
import io
import json
from datetime import datetime
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from evenhand.foundation.instants import format_instant
from evenhand.foundation.spreadsheets import safe_cell
from evenhand_web.accounts.access import Capability, actor_of, page
from evenhand_web.cases.queries import board as queries
from evenhand_web.cases.words import PHASES
from evenhand_web.web import clock

MEDIA_TYPES = {"csv": "text/csv; charset=utf-8", "json": "application/json"}

may_read = page(Capability.SEE_CASES, Capability.SEE_RELEASED_CASES)


@may_read
@require_safe
def board_view(request: HttpRequest) -> HttpResponse:
    """Cases by where they stand: who owes what until when."""
    actor, now = actor_of(request), clock.now(request)
    filters = queries.Filters.parse(request.GET.dict())
    found = queries.board(actor, filters, request.GET.get("page"), now=now)
    chosen = filters.tab if filters.tab in queries.TABS else "open"
    tabs = [
        {"value": tab, "label": PHASES[tab], "count": found.counts[tab], "current": tab == chosen}
        for tab in queries.TABS
    ]
    context = {
        "board": found,
        "page": found.page,
        "filters": filters,
        "tabs": tabs,
        "formats": sorted(MEDIA_TYPES),
        "may_open": actor.can(Capability.OPEN_CASES),
        "inside": actor.can(Capability.SEE_CASES),
    }
    return render(request, "cases/board.html", context)


@may_read
@require_safe
def export(request: HttpRequest, as_format: str) -> HttpResponse:
    """What the board shows, all pages, as a file."""
    filters = queries.Filters.parse(request.GET.dict())
    rows = queries.export(actor_of(request), filters, now=clock.now(request))
    told = [{name: _plain(value) for name, value in row.items()} for row in rows]
    body = json.dumps({"cases": told}, ensure_ascii=False, indent=1) if as_format == "json" else _csv(told)
    response = HttpResponse(body, content_type=MEDIA_TYPES[as_format])
    stamp = clock.now(request).strftime("%Y%m%dT%H%MZ")
    response["Content-Disposition"] = f'attachment; filename="evenhand-cases-{stamp}.{as_format}"'
    return response


def _plain(value: Any) -> Any:
    return format_instant(value) if isinstance(value, datetime) else value


def _csv(rows: list[dict[str, Any]]) -> str:
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(rows[0] if rows else ("number",))
    for row in rows:
        writer.writerow([safe_cell(value) for value in row.values()])
    return out.getvalue()
