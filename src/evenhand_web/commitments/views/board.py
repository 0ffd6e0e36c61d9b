"""The board, and the board as a file."""

import csv
import io
import json
from collections.abc import Sequence
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from evenhand.foundation.spreadsheets import safe_cell
from evenhand_web.accounts.access import Capability, actor_of, page
from evenhand_web.commitments.queries import board as queries
from evenhand_web.commitments.words import DEADLINES, TABS
from evenhand_web.web import clock

MEDIA_TYPES = {"csv": "text/csv; charset=utf-8", "json": "application/json"}

may_read = page(Capability.SEE_COMMITMENTS, Capability.SEE_RELEASED_COMMITMENTS)


@may_read
@require_safe
def board_view(request: HttpRequest) -> HttpResponse:
    """Commitments by where they stand: who owes what until when."""
    actor, now = actor_of(request), clock.now(request)
    filters = queries.Filters.parse(request.GET.dict())
    found = queries.board(actor, filters, request.GET.get("page"), now=now)
    chosen = filters.tab if filters.tab in TABS else "open"
    tabs = [
        {"value": tab, "label": label, "count": found.counts[tab], "current": tab == chosen}
        for tab, label in TABS.items()
    ]
    context = {
        "board": found,
        "page": found.page,
        "filters": filters,
        "tabs": tabs,
        "deadlines": DEADLINES.items(),
        "formats": sorted(MEDIA_TYPES),
        "may_decide": actor.can(Capability.HANDLE_COMMITMENTS) or actor.can(Capability.SEE_COMMITMENTS),
        "inside": actor.can(Capability.SEE_COMMITMENTS),
    }
    return render(request, "commitments/board.html", context)


@may_read
@require_safe
def export(request: HttpRequest, as_format: str) -> HttpResponse:
    """What the board shows, all pages, as a file."""
    filters = queries.Filters.parse(request.GET.dict())
    rows = queries.export(actor_of(request), filters, now=clock.now(request))
    return as_file(request, "commitments", rows, as_format)


def as_file(request: HttpRequest, name: str, rows: Sequence[dict[str, Any]], as_format: str) -> HttpResponse:
    """Rows of plain values to take away."""
    body = json.dumps({name: rows}, ensure_ascii=False, indent=1) if as_format == "json" else _csv(rows)
    return taken_away(request, name, body, as_format)


def taken_away(request: HttpRequest, name: str, body: str, as_format: str) -> HttpResponse:
    """A text to take away."""
    response = HttpResponse(body, content_type=MEDIA_TYPES[as_format])
    stamp = clock.now(request).strftime("%Y%m%dT%H%MZ")
    response["Content-Disposition"] = f'attachment; filename="evenhand-{name}-{stamp}.{as_format}"'
    return response


def _csv(rows: Sequence[dict[str, Any]]) -> str:
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(rows[0] if rows else ("commitment",))
    for row in rows:
        writer.writerow([safe_cell(value) for value in row.values()])
    return out.getvalue()
