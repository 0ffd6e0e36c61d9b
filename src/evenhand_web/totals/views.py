"""The totals as a page and as files to take away."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from evenhand.foundation.problems import ProblemKind
from evenhand_web.accounts.access import Capability, actor_of, page
from evenhand_web.totals import exports, plots, queries, words
from evenhand_web.totals.filters import NONE, Filters
from evenhand_web.totals.items import item_rows
from evenhand_web.web import clock
from evenhand_web.web.paging import page_of

NO_SUCH_FORMAT = ProblemKind(
    code="totals.no-such-format",
    blame="missing",
    message="Totals cannot be taken away as {value!r}. Choose one of: {known}.",
)
LONG = 200
"""Rows of the chosen grouping; files hold all."""
SHORT = 8
"""Rows of the groupings that were not chosen."""

may_count = page(
    Capability.SEE_REPORTS, Capability.SEE_OWN_REPORTS, Capability.SEE_ALERTS, Capability.SEE_RELEASED_ALERTS
)


@may_count
@require_safe
def totals(request: HttpRequest) -> HttpResponse:
    """Totals under one or two rules, with bars, coverage, and why the rules differ."""
    actor = actor_of(request)
    filters = Filters.parse(request.GET.dict())
    listed = request.GET.get("page", "")
    number = int(listed) if listed.isdecimal() and len(listed) < 10 else 1
    shown = queries.totals_page(actor, filters, listed=number)
    context: dict[str, Any] = {"shown": shown, "filters": filters, "groupings": words.GROUPINGS.items(), "none": NONE}
    if shown is not None:
        others = [by for by in words.GROUPINGS if by != filters.by]
        context |= {
            "agreement": shown.agreement,
            "chart": plots.chart(shown.groups["week"]),
            "table": _section(shown, filters.by, most=LONG),
            "short": [_section(shown, by, most=SHORT) for by in others if by != "week"],
            "formats": sorted(exports.MEDIA_TYPES),
        }
    if shown is not None and shown.comparison is not None:
        language = get_language() or "en"
        items = item_rows(actor, shown.comparison, range(len(shown.comparison)), language=language)
        listed_page = page_of(range(shown.items), number, lambda one: one, per_page=queries.PER_PAGE)
        context |= {"page": listed_page, "items": items}
    return render(request, "totals/page.html", context)


@may_count
@require_safe
def export(request: HttpRequest, as_format: str) -> HttpResponse:
    """What the page shows: totals by the chosen grouping, and with a second rule the items of the difference.

    Raises:
        NO_SUCH_FORMAT: neither CSV nor Excel.
    """
    if as_format not in exports.MEDIA_TYPES:
        raise NO_SUCH_FORMAT(value=as_format, known=", ".join(sorted(exports.MEDIA_TYPES)))
    actor = actor_of(request)
    filters = Filters.parse(request.GET.dict())
    shown = queries.totals_page(actor, filters)
    sheets: dict[str, Any] = {exports.TOTALS: [], exports.DIFFERENCES: []}
    if shown is not None:
        sheets = {
            exports.TOTALS: exports.totals_rows(shown, filters.by),
            exports.DIFFERENCES: exports.difference_rows(actor, shown, language=get_language() or "en"),
        }
    part = exports.DIFFERENCES if request.GET.get("part") == exports.DIFFERENCES else exports.TOTALS
    body = exports.as_xlsx(sheets) if as_format == "xlsx" else exports.as_csv(sheets[part])
    response = HttpResponse(body, content_type=exports.MEDIA_TYPES[as_format])
    stamp = clock.now(request).strftime("%Y%m%dT%H%MZ")
    response["Content-Disposition"] = f'attachment; filename="evenhand-{part}-{stamp}.{as_format}"'
    return response


def _section(shown: queries.TotalsPage, by: str, *, most: int) -> dict[str, Any]:
    rows = shown.groups[by]
    return {
        "by": by,
        "title": words.GROUPINGS[by],
        "head": words.HEADS[by],
        "lines": plots.lines(rows[:most]),
        "more": max(0, len(rows) - most),
        "blind": by in {"week", "place"} and shown.blind is not None,
    }
