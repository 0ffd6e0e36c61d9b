"""Feeds: what came in, what was set aside and why, and sending a file."""

import csv
import io
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.utils.text import get_text_list
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.csrf import csrf_exempt, csrf_protect
from django.views.decorators.http import require_http_methods, require_safe

from evenhand.foundation.problems import Problem
from evenhand.foundation.spreadsheets import safe_cell
from evenhand_web.accounts.access import Capability, actor_of, page
from evenhand_web.observations import queries, reasons, services
from evenhand_web.web import clock, problems

_FORM_ROOM_BYTES = 1_000_000
"""What a form may hold beside its file."""


@page(Capability.SEE_FEEDS)
@require_safe
def feeds(request: HttpRequest) -> HttpResponse:
    """Sources and files."""
    actor = actor_of(request)
    asked = request.GET
    context = {
        "feeds": queries.feeds(actor, now=clock.now(request)),
        "files": queries.files_page(
            actor, source=asked.get("source", ""), search=asked.get("q", "").strip(), page=asked.get("page")
        ),
        "source": asked.get("source", ""),
        "q": asked.get("q", ""),
        "may_upload": actor.can(Capability.UPLOAD_FEEDS),
    }
    return render(request, "observations/feeds.html", context)


@page(Capability.SEE_FEEDS)
@require_safe
def file(request: HttpRequest, digest: str) -> HttpResponse:
    """One file: what it held, and each row of it that was set aside."""
    asked = request.GET
    found = queries.file_page(
        actor_of(request),
        digest,
        search=asked.get("q", "").strip(),
        code=asked.get("code", ""),
        page=asked.get("page"),
    )
    told = tuple(replace(row, reason=reasons.say(row.code, row.reason)) for row in found.refused.rows)
    context = {
        "page": found,
        "refused": replace(found.refused, rows=told),
        "code": asked.get("code", ""),
        "q": asked.get("q", ""),
    }
    return render(request, "observations/file.html", context)


@page(Capability.SEE_FEEDS)
@require_safe
def refused(request: HttpRequest, digest: str) -> StreamingHttpResponse:
    """The rows of a file that were set aside, as CSV for whoever mends the source."""
    found = queries.refused_rows(actor_of(request), digest)
    response = StreamingHttpResponse(_csv(found), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="refused-{digest[:12]}.csv"'
    return response


@csrf_exempt
@page(Capability.UPLOAD_FEEDS)
@require_http_methods(["GET", "HEAD", "POST"])
def upload(request: HttpRequest) -> HttpResponse:
    """Send a feed file. Its length is judged before any of it is read; only then is the form's token checked."""
    if int(request.META.get("CONTENT_LENGTH") or 0) > settings.UPLOAD_LIMIT_BYTES + _FORM_ROOM_BYTES:
        problem = services.TOO_LARGE(name=_("The file"), limit_mb=settings.UPLOAD_LIMIT_BYTES // 1_000_000)
        return _form(request, problem, {}, status=413)
    return _upload(request)


@csrf_protect
def _upload(request: HttpRequest) -> HttpResponse:
    if request.method != "POST":
        return _form(request, None, {})
    hints = {name: request.POST.get(name, "").strip() for name in ("source", "time_zone", "mapping")}
    sent = request.FILES.get("file")
    try:
        if sent is None:
            raise services.EMPTY_FILE(name=_("The form"))
        taken = services.ingest_upload(
            file=sent, actor=actor_of(request), now=clock.now(request), hints=services.Hints(**hints)
        )
    except Problem as problem:
        if problem.blame in {"permission", "operator"}:
            raise
        return _form(request, problem, hints, status=problems.STATUS[problem.blame])
    _tell(request, taken)
    return redirect("observations:file", digest=taken.digest)


def _tell(request: HttpRequest, taken: services.Taken) -> None:
    if not taken.is_new:
        messages.warning(request, _("This file is here already, byte for byte. Nothing was loaded twice."))
        return
    messages.success(request, _("The file was loaded."))
    changes = taken.changes
    if changes.none:
        messages.info(request, _("The rules were run again on all data. No alert changed."))
        return
    told = [
        ngettext("%(n)s alert is new", "%(n)s alerts are new", changes.added),
        ngettext("%(n)s was amended", "%(n)s were amended", changes.amended),
        ngettext("%(n)s was withdrawn", "%(n)s were withdrawn", changes.withdrawn),
    ]
    counts = (changes.added, changes.amended, changes.withdrawn)
    words = [phrase % {"n": count} for phrase, count in zip(told, counts, strict=True) if count]
    told_changes = get_text_list(words, _("and"))
    messages.info(request, _("The rules were run again on all data: %(changes)s.") % {"changes": told_changes})


def _form(request: HttpRequest, problem: Problem | None, hints: dict[str, str], status: int = 200) -> HttpResponse:
    context = {
        "problem": problems.say(problem) if problem else "",
        "code": problem.code if problem else "",
        "hints": hints,
        "limit_mb": settings.UPLOAD_LIMIT_BYTES // 1_000_000,
    }
    return render(request, "observations/upload.html", context, status=status)


def _csv(found: Iterator[queries.Refused]) -> Iterator[bytes]:
    yield b"\xef\xbb\xbf" + _line(["row", "code", "reason", "raw"])  # spreadsheets take the mark to read UTF-8
    for one in found:
        yield _line([one.row, one.code, reasons.say(one.code, one.reason), one.raw])


def _line(cells: list[Any]) -> bytes:
    out = io.StringIO()
    csv.writer(out).writerow([safe_cell(cell) for cell in cells])
    return out.getvalue().encode("utf-8")
