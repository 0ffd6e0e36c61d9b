"""The inbox: what came by letter and text message, and what becomes of it."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.utils.http import content_disposition_header
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from evenhand.foundation.problems import Problem
from evenhand.foundation.texts import LANGUAGES
from evenhand.reports.codes import Protection, ReporterType, ReportKind, Violation, said
from evenhand.reports.record import Record
from evenhand.reports.tables.columns import corrected, heading
from evenhand.reports.tables.rows import Options, draft
from evenhand_web.accounts.access import Capability, actor_of, page
from evenhand_web.agreements import queries as agreements
from evenhand_web.doors.models import Channel, MessageState
from evenhand_web.doors.queries import inbox as queries
from evenhand_web.doors.services import triage
from evenhand_web.web import clock, problems

FIELDS = ("date", "time", "zone", "lat", "lon", "accuracy_m", "bearing", "distance_min_m", "distance_max_m",
          "place", "place_text", "party", "violation", "text")  # fmt: skip
"""Fields of the form, read as a table of one row is."""


@page(Capability.HANDLE_REPORTS)
@require_safe
def inbox(request: HttpRequest) -> HttpResponse:
    """The list."""
    actor, asked = actor_of(request), request.GET
    state = asked.get("state", MessageState.NEW.value)
    counts = queries.counts(actor)
    context = {
        "state": state,
        "q": asked.get("q", ""),
        "channel": asked.get("channel", ""),
        "channels": Channel.choices,
        "tabs": [
            {"value": tab.value, "label": tab.label, "count": counts[tab.value], "current": tab.value == state}
            for tab in queries.TABS
        ],
        "total": sum(counts.values()),
        "page": queries.inbox(
            actor,
            state="" if state == "all" else state,
            search=asked.get("q", ""),
            channel=asked.get("channel", ""),
            page=asked.get("page"),
        ),
    }
    return render(request, "doors/inbox.html", context)


@page(Capability.HANDLE_REPORTS)
@require_safe
def message(request: HttpRequest, message: int) -> HttpResponse:
    """One message."""
    return _page(request, message)


@page(Capability.HANDLE_REPORTS)
@require_POST
def act(request: HttpRequest, message: int) -> HttpResponse:
    """What becomes of a message."""
    actor, now, form = actor_of(request), clock.now(request), request.POST
    try:
        match form.get("verb"):
            case "report":
                receipt = triage.make_report(
                    message_id=message,
                    what=_record(request, message),
                    name_source=form.get("source") == "yes",
                    actor=actor,
                    now=now,
                )
                told = _("Report %(number)s was made of the message.")
                messages.success(request, told % {"number": receipt.number})
            case "attach":
                triage.attach(message_id=message, number=form.get("number", ""), actor=actor, now=now)
                messages.success(request, _("The message was attached to the report."))
            case "aside":
                triage.set_aside(message_id=message, reason=form.get("reason", ""), actor=actor, now=now)
                messages.info(request, _("The message was set aside."))
            case "undo":
                triage.undo(message_id=message, actor=actor, now=now)
                messages.info(request, _("The message is new again."))
            case "look":
                sender = triage.look_at_sender(message_id=message, reason=form.get("reason", ""), actor=actor, now=now)
                return _page(request, message, sender=sender)
    except Problem as problem:
        if problem.blame in {"permission", "operator", "missing"}:
            raise
        return _page(request, message, problem=problem, form=form)
    return redirect("doors:message", message=message)


@page(Capability.HANDLE_REPORTS)
@require_safe
def file(request: HttpRequest, message: int, number: int) -> StreamingHttpResponse:
    """A file of a message, to be saved and never shown: nobody knows what it is."""
    found, content = queries.file_of(actor_of(request), message, number)
    response = StreamingHttpResponse(content, content_type="application/octet-stream")
    response["Content-Disposition"] = content_disposition_header(as_attachment=True, filename=found.name)
    response["Content-Length"] = str(found.size_bytes)
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return response


def _record(request: HttpRequest, message: int) -> Record:
    """The report that the form describes.

    Raises:
        Problems of `evenhand.reports.tables`: the first that is wrong.
    """
    form, language = request.POST, get_language() or "en"
    headings = [heading(field, language=language) for field in FIELDS]
    mapped = corrected(headings, dict(enumerate(FIELDS)))
    values = ["; ".join(form.getlist(field)) if field == "violation" else form.get(field, "") for field in FIELDS]
    kind, protection = form.get("kind", ""), form.get("protection", "")
    said_in = form.get("language", "en")
    options = Options(
        mapped=mapped,
        kind=ReportKind(kind) if kind in list(ReportKind) else None,
        language=said_in if said_in in LANGUAGES else "en",
        zone="UTC",
        order="dmy",
        protection=Protection(protection) if protection in list(Protection) else Protection.CONFIDENTIAL,
        reporter_type=_reporter(form.get("reporter_type", "")),
    )
    agreement = next(iter(agreements.current(clock.now(request))), None)
    made = draft([(1, tuple(values))], options=options, agreement=agreement)
    if made.record is None:
        raise made.problems[0]
    items = queries.items_proposed(actor_of(request), message, form.getlist("item"))
    return replace(made.record, items=items)


def _reporter(given: str) -> ReporterType:
    return ReporterType(given) if given in list(ReporterType) else ReporterType.PUBLIC


def _page(
    request: HttpRequest, message: int, *, problem: Problem | None = None, form: Mapping[str, Any] | None = None,
    sender: tuple[str, str] | None = None,
) -> HttpResponse:  # fmt: skip
    found = queries.opened(actor_of(request), message)
    language = get_language() or "en"
    context = {
        "opened": found,
        "row": found.row,
        "problem": problems.say(problem) if problem else "",
        "code": problem.code if problem else "",
        "fields": form or found.fields,
        "chosen": form.getlist("violation") if form else [],  # type: ignore[attr-defined]
        "sender": sender,
        "faults": [(code, _fault(code)) for code in found.faults],
        "items": [queries.said_item(item, language=language) for item in found.proposed.record.items],
        "kinds": [(code.value, said(code, language=language)) for code in ReportKind],
        "protections": [(code.value, said(code, language=language)) for code in Protection],
        "reporters": [(code.value, said(code, language=language)) for code in ReporterType],
        "violations": [(code.value, said(code, language=language)) for code in Violation],
        "languages": [(tag, name) for tag, name in _languages()],
        "parties": [(party.id, party.name) for one in agreements.current()[:1] for party in one.parties],
    }
    status = problems.STATUS[problem.blame] if problem else 200
    return render(request, "doors/message.html", context, status=status)


def _languages() -> tuple[tuple[str, str], ...]:
    return (("en", _("English")), ("ar", _("Arabic")), ("fr", _("French")), ("zh-hans", _("Chinese")))


def _fault(code: str) -> str:
    """What could not be read of a letter."""
    told = {
        "too-large": _("The letter is too large to be taken apart. It is kept whole."),
        "too-many-parts": _("It has more parts than are read. It is kept whole."),
        "too-deep": _("Parts lie too deep within each other. It is kept whole."),
        "bad-part": _("A part of it is damaged; it is given as it stands."),
        "bad-header": _("A line of its head cannot be read."),
        "cut": _("The text is longer than is shown. It is kept whole."),
        "unreadable": _("It is no letter that can be read. It is kept whole."),
        "winmail": _("It holds a winmail.dat, in which Outlook packs files; nothing of it was unpacked."),
        "from-html": _("The text was taken out of a page (HTML); pictures and layout are left out."),
    }
    return told.get(code, code)
