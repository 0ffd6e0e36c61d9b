"""The desk and its lists."""

import csv
import io

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from evenhand.council.dates import month_of, read_month
from evenhand.foundation.spreadsheets import safe_cell
from evenhand_web.accounts.access import Capability, actor_of, page
from evenhand_web.council import access
from evenhand_web.council.queries import desk as desk_queries
from evenhand_web.council.queries import meetings as meeting_queries
from evenhand_web.council.queries import months
from evenhand_web.council.queries.record import body_rows
from evenhand_web.council.queries.shelf import shelf
from evenhand_web.web import clock
from evenhand_web.web.paging import page_of

SEES = page(Capability.SEE_COUNCIL)


@SEES
@require_safe
def desk(request: HttpRequest) -> HttpResponse:
    """What is next, what falls due, what ends."""
    actor = actor_of(request)
    found = desk_queries.desk(actor, as_of=clock.now(request).date())
    return _shown(request, "desk", {"desk": found})


@SEES
@require_safe
def meetings(request: HttpRequest) -> HttpResponse:
    """Meetings with filters."""
    filters = meeting_queries.filters_from(request.GET)
    found = meeting_queries.meetings(actor_of(request), filters)
    listed = page_of(found.rows, request.GET.get("page"), lambda row: row)
    return _shown(request, "meetings", {"found": found, "filters": filters, "page": listed})


@SEES
@require_safe
def meetings_file(request: HttpRequest) -> HttpResponse:
    """The same as CSV."""
    found = meeting_queries.meetings(actor_of(request), meeting_queries.filters_from(request.GET))
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(("id", "day", "format", "item", "title", "presidency", "briefers", "source", "paragraph"))
    for row in found.rows:
        held, one = row.held, row.held.value
        names = "; ".join(briefer.name for briefer in one.briefers)
        basis = one.basis
        cells = (held.id, one.day.isoformat(), row.format, row.item, row.title, one.presidency, names)
        writer.writerow([safe_cell(cell) for cell in (*cells, basis.symbol, basis.paragraph)])
    response = HttpResponse(out.getvalue(), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="meetings.csv"'
    return response


@SEES
@require_safe
def products(request: HttpRequest) -> HttpResponse:
    """Products with their votes."""
    filters = meeting_queries.filters_from(request.GET)
    rows = meeting_queries.products(actor_of(request), filters)
    listed = page_of(rows, request.GET.get("page"), lambda row: row)
    context = {"filters": filters, "page": listed, "kinds": meeting_queries.product_kinds()}
    return _shown(request, "products", context)


@SEES
@require_safe
def measures(request: HttpRequest) -> HttpResponse:
    """Mandates and measures with their ends."""
    found = shelf(actor_of(request), "measure")
    rows = desk_queries.measures(found, as_of=clock.now(request).date())
    return _shown(request, "measures", {"page": page_of(rows, request.GET.get("page"), lambda row: row)})


@SEES
@require_safe
def reporting(request: HttpRequest) -> HttpResponse:
    """The reporting calendar."""
    found = shelf(actor_of(request), "duty")
    rows = desk_queries.duties(found, as_of=clock.now(request).date())
    return _shown(request, "reporting", {"page": page_of(rows, request.GET.get("page"), lambda row: row)})


@SEES
@require_safe
def missions(request: HttpRequest) -> HttpResponse:
    """Missions and where they stand."""
    found = shelf(actor_of(request), "mission")
    rows = desk_queries.missions(found, as_of=clock.now(request).date())
    return _shown(request, "missions", {"page": page_of(rows, request.GET.get("page"), lambda row: row)})


@SEES
@require_safe
def bodies(request: HttpRequest) -> HttpResponse:
    """Contact groups, committees and their working groups."""
    return _shown(request, "bodies", {"rows": body_rows(shelf(actor_of(request), "body"))})


@SEES
@require_safe
def briefers(request: HttpRequest) -> HttpResponse:
    """Who briefed, by gender."""
    month = request.GET.get("month", "")[:10]
    found = meeting_queries.briefers(actor_of(request), month)
    listed = page_of(found.people, request.GET.get("page"), lambda row: row)
    return _shown(request, "briefers", {"found": found, "page": listed, "month": month})


@SEES
@require_safe
def programme(request: HttpRequest) -> HttpResponse:
    """The programme of this month, or of the last one of which anything is known."""
    if request.GET.get("month"):
        return redirect("council:programme-of", month=month_of(read_month(request.GET["month"])))
    month = months.latest_month(actor_of(request), as_of=clock.now(request).date())
    return redirect("council:programme-of", month=month)


@SEES
@require_safe
def programme_of(request: HttpRequest, month: str) -> HttpResponse:
    """The programme of a month beside what was held."""
    found = months.month_page(actor_of(request), month)
    return _shown(request, "programme", {"found": found, "today": clock.now(request).date()})


@SEES
@require_safe
def claims(request: HttpRequest) -> HttpResponse:
    """What texts claim, held against the records."""
    return _shown(request, "claims", {"texts": months.claims(actor_of(request))})


def _shown(request: HttpRequest, name: str, context: dict[str, object]) -> HttpResponse:
    more = {"here_is": name, "keeps": access.keeps(actor_of(request))}
    return render(request, f"council/{name}.html", {**context, **more})
