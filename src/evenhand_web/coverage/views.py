"""The coverage of an agreement as a page, as a table to take away, and as cells for the map."""

import csv
import io
from datetime import MAXYEAR, UTC, datetime
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from evenhand.detection.watched import MOVEMENT
from evenhand.foundation.instants import NOT_AN_INSTANT, parse_instant
from evenhand.foundation.spreadsheets import safe_cell
from evenhand_web.accounts.access import Capability, actor_of, page
from evenhand_web.agreements import queries as agreements
from evenhand_web.coverage import queries, words
from evenhand_web.web import clock
from evenhand_web.web.answers import json_answer


@page(Capability.SEE_COVERAGE)
@require_safe
def coverage(request: HttpRequest, agreement_id: str | None = None) -> HttpResponse:
    """Areas by day as a strip; without a name, the agreement that the operator chose."""
    known = agreements.current()
    wanted = agreement_id or (known[0].id if known else "")
    context: dict[str, Any] = {"known": known, "verdicts": words.VERDICTS.items(), "levels": words.LEVELS.items()}
    if wanted:
        sensor = request.GET.get("sensor") or MOVEMENT
        shown = queries.coverage_page(actor_of(request), wanted, sensor)
        offered = [(one, words.SENSORS[one]) for one in shown.sensors]
        context |= {"shown": shown, "agreement": shown.agreement, "offered": offered, "sensor": sensor}
    return render(request, "coverage/page.html", context)


@page(Capability.SEE_COVERAGE)
@require_safe
def export(request: HttpRequest, agreement_id: str) -> HttpResponse:
    """All kinds of source, all areas and days, as CSV."""
    table = queries.table_of(actor_of(request), agreement_id)
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(table.schema.names)
    writer.writerows(map(safe_cell, row.values()) for row in table.to_pylist())
    response = HttpResponse(out.getvalue(), content_type="text/csv; charset=utf-8")
    stamp = clock.now(request).strftime("%Y%m%dT%H%MZ")
    response["Content-Disposition"] = f'attachment; filename="evenhand-coverage-{agreement_id}-{stamp}.csv"'
    return response


@page(Capability.SEE_COVERAGE)
@require_safe
def cells(request: HttpRequest) -> HttpResponse:
    """The hours of the UTC day that holds `at`, in cells of `cell` degrees, from sources of the kind `sensor`."""
    at = parse_instant(request.GET.get("at", ""), field="at").astimezone(UTC)
    if at.year == MAXYEAR:
        raise NOT_AN_INSTANT(field="at", value=at.isoformat())  # its last day has no end that a clock could show
    day = datetime(at.year, at.month, at.day, tzinfo=UTC)
    size = request.GET.get("cell", str(queries.CELL_DEG))
    cell_deg = next((one for one in queries.CELLS_DEG if str(one) == size), -1.0)
    sensor = request.GET.get("sensor") or MOVEMENT
    return json_answer(
        request,
        queries.cells_json(actor_of(request), day=day, cell_deg=cell_deg, sensor=sensor),
        content_type="application/json",
    )
