"""Tables: send one, see what it would do, correct the meaning of its columns, have it taken in."""

import re
from collections.abc import Iterator
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from evenhand.foundation.problems import Problem
from evenhand.reports.codes import Protection, ReporterType, ReportKind, said
from evenhand.reports.tables.reading import ENCODINGS
from evenhand.reports.tables.templates import csv_bytes, csv_template, workbook_bytes, workbook_template
from evenhand_web.accounts.access import Capability, actor_of, page
from evenhand_web.doors.queries import tables as queries
from evenhand_web.doors.services import tables as services
from evenhand_web.web import clock, problems

_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_CSV = "text/csv; charset=utf-8"


@page(Capability.FILE_REPORTS)
@require_http_methods(["GET", "HEAD", "POST"])
def upload(request: HttpRequest) -> HttpResponse:
    """Send a table, and the tables sent before."""
    if request.method != "POST":
        return _upload_form(request, None)
    sent = request.FILES.get("file")
    try:
        if sent is None:
            raise services.NOTHING_SENT(name=_("the form"))
        key = services.send_table(
            file=sent.file,  # type: ignore[arg-type]
            name=sent.name or "",
            chosen=_chosen(request),
            actor=actor_of(request),
            now=clock.now(request),
        )
    except Problem as problem:
        if problem.blame in {"permission", "operator"}:
            raise
        return _upload_form(request, problem)
    return redirect("doors:table", key=key)


@page(Capability.FILE_REPORTS)
@require_safe
def table(request: HttpRequest, key: str) -> HttpResponse:
    """One table: how far it is, what it would do, what became of it."""
    return _table_page(request, key)


@page(Capability.FILE_REPORTS)
@require_POST
def act(request: HttpRequest, key: str) -> HttpResponse:
    """Correct the mapping, confirm, or forget the table."""
    actor, now = actor_of(request), clock.now(request)
    verb = request.POST.get("verb")
    try:
        if verb == "choose":
            fields = {
                int(name.removeprefix("column-")): value
                for name, value in request.POST.items()
                if re.fullmatch(r"column-[0-9]{1,6}", name)
            }
            services.choose(key=key, fields=fields, chosen=_chosen(request), actor=actor, now=now)
        elif verb == "confirm":
            services.confirm(key=key, actor=actor, now=now)
        elif verb == "cancel":
            services.cancel(key=key, actor=actor, now=now)
            messages.info(request, _("The table was forgotten. Nothing of it was taken in."))
            return redirect("doors:tables")
    except Problem as problem:
        if problem.blame in {"permission", "operator", "missing"}:
            raise
        return _table_page(request, key, problem)
    return redirect("doors:table", key=key)


@page(Capability.FILE_REPORTS)
@require_POST
def step(request: HttpRequest, key: str) -> HttpResponse:
    """Work on a table for a moment and say how far it is; the page asks again until it is done."""
    services.step(key=key, actor=actor_of(request), now=clock.now(request))
    if request.headers.get("HX-Request") != "true":
        return redirect("doors:table", key=key)
    found = queries.table(actor_of(request), key)
    if found.working:
        return render(request, "doors/parts/progress.html", {"table": found})
    response = HttpResponse(status=204)
    response["HX-Redirect"] = reverse("doors:table", kwargs={"key": key})
    return response


@page(Capability.FILE_REPORTS)
@require_safe
def refused(request: HttpRequest, key: str, form: str) -> HttpResponse:
    """The rows that make no report, in their own columns, with the reason."""
    columns, rows = queries.refused_rows(actor_of(request), key)
    lines = _with_reasons(columns, rows)
    if form == "csv":
        response = HttpResponse(csv_bytes(lines), content_type=_CSV)
    else:
        response = HttpResponse(workbook_bytes(lines, sheet=_("Refused")), content_type=_XLSX)
    response["Content-Disposition"] = f'attachment; filename="refused.{form}"'
    return response


@page(Capability.FILE_REPORTS)
@require_safe
def template(_request: HttpRequest, form: str) -> HttpResponse:
    """An empty table to fill in, in the reader's language."""
    language = get_language() or "en"
    if form == "csv":
        response = HttpResponse(csv_template(language=language), content_type=_CSV)
    else:
        content = workbook_template(language=language, sheet=_("Reports"), lists=_("Lists"))
        response = HttpResponse(content, content_type=_XLSX)
    response["Content-Disposition"] = f'attachment; filename="reports.{form}"'
    return response


def _with_reasons(columns: list[str], rows: Iterator[tuple[list[str], tuple[queries.Refusal, ...]]]) -> Iterator[Any]:
    reason = _("Reason")
    yield [*columns, reason]
    for cells, faults in rows:
        beyond = [""] * (len(columns) - len(cells))
        yield [*cells[: len(columns)], *beyond, " ".join(_say(fault, plain=True) for fault in faults)]


class _Isolated(str):
    """A value in a sentence of another direction: it stays as it is (UAX 9)."""

    __slots__ = ()

    def __repr__(self) -> str:
        return f"\u2068{super().__repr__()}\u2069"

    def __format__(self, form: str) -> str:
        return f"\u2068{super().__format__(form)}\u2069"


def _say(fault: queries.Refusal, *, plain: bool = False) -> str:
    told = {name: _Isolated(value) if isinstance(value, str) else value for name, value in fault.details.items()}
    return _(fault.message).format(**(fault.details if plain else told))


def _chosen(request: HttpRequest) -> services.Chosen:
    names = ("kind", "language", "zone", "order", "protection", "reporter_type", "encoding")
    given = {name: request.POST.get(name, "").strip() for name in names}
    return services.Chosen(**given)


def _lists() -> dict[str, Any]:
    language = get_language() or "en"
    return {
        "kinds": [(code.value, said(code, language=language)) for code in ReportKind],
        "protections": [(code.value, said(code, language=language)) for code in Protection],
        "reporters": [(code.value, said(code, language=language)) for code in ReporterType],
        "encodings": ENCODINGS,
    }


def _upload_form(request: HttpRequest, problem: Problem | None) -> HttpResponse:
    context = {
        "problem": problems.say(problem) if problem else "",
        "code": problem.code if problem else "",
        "recent": queries.recent(actor_of(request)),
        "chosen": request.POST or {"language": get_language(), "zone": "UTC", "kind": ReportKind.INCIDENT_REPORT.value},
        "limit_mb": services.LARGEST_TABLE // 1_000_000,
        **_lists(),
    }
    status = problems.STATUS[problem.blame] if problem else 200
    return render(request, "doors/tables.html", context, status=status)


def _table_page(request: HttpRequest, key: str, problem: Problem | None = None) -> HttpResponse:
    actor = actor_of(request)
    found = queries.table(actor, key)
    refusals = queries.refusals(actor, key, page=request.GET.get("page"))
    context = {
        "table": found,
        "problem": problems.say(problem) if problem else "",
        "code": problem.code if problem else "",
        "first": () if found.working else queries.first_rows(actor, key),
        "conflicts": () if found.working else queries.conflicts(actor, key),
        "refusals": refusals,
        "refused": [(fault, _say(fault)) for fault in refusals.rows],
        "fields": queries.field_choices(get_language() or "en"),
        **_lists(),
    }
    status = problems.STATUS[problem.blame] if problem else 200
    return render(request, "doors/table.html", context, status=status)
