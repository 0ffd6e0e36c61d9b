"""One record: shown, written, corrected, taken back."""

import secrets
from collections.abc import Mapping
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from evenhand.council.codec import kind_of, read, record_to
from evenhand.foundation.problems import Problem
from evenhand_web.accounts.access import Capability, actor_of, page
from evenhand_web.council import access, services, words
from evenhand_web.council.fields import form_of, plain_from
from evenhand_web.council.queries.record import record_page, title_of
from evenhand_web.council.queries.shelf import shelf
from evenhand_web.web import clock
from evenhand_web.web.problems import STATUS, say


@page(Capability.SEE_COUNCIL)
@require_safe
def record(request: HttpRequest, record_id: str) -> HttpResponse:
    """One record with its history."""
    actor = actor_of(request)
    shown = record_page(actor, record_id, as_of=clock.now(request).date())
    return render(request, "council/record.html", {"shown": shown, "keeps": access.keeps(actor)})


@page(Capability.KEEP_COUNCIL)
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest, record_kind: str) -> HttpResponse:
    """Write a new record."""
    kind_of(record_kind)
    title = _("New: %(kind)s") % {"kind": words.KINDS[record_kind]}
    record_id = request.POST.get("record_id") or f"{record_kind}-{secrets.token_hex(6)}"
    facts: dict[str, Any] = {"kind": record_kind, "record_id": record_id, "based_on": 0, "title": title}
    return _form(request, facts, plain={}, status=None)


@page(Capability.KEEP_COUNCIL)
@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: HttpRequest, record_id: str) -> HttpResponse:
    """Write the next version of a record."""
    actor = actor_of(request)
    held = access.record(actor, record_id)
    sent = request.POST.get("based_on", "")
    based_on = int(sent) if sent.isascii() and sent.isdigit() and len(sent) < 9 else held.number
    facts = {"kind": held.kind, "record_id": record_id, "based_on": based_on, "title": title_of(held, shelf(actor))}
    return _form(request, facts, plain=record_to(held.value), status=held)


@page(Capability.KEEP_COUNCIL)
@require_POST
def withdraw(request: HttpRequest, record_id: str) -> HttpResponse:
    """Take a record back."""
    services.withdraw(
        record_id=record_id, reason=request.POST.get("reason", ""), actor=actor_of(request), now=clock.now(request)
    )
    messages.success(request, _("Taken back: nobody outside the desk sees it any more."), extra_tags="good")
    return redirect("council:record", record_id=record_id)


def _form(
    request: HttpRequest, facts: Mapping[str, Any], *, plain: dict[str, Any], status: access.Held | None
) -> HttpResponse:
    kind, errors, told, code = facts["kind"], {}, [], 200
    if request.method == "POST":
        plain = plain_from(kind, request.POST)
        reading = read(kind, plain)
        for path, fault in zip(reading.paths, reading.faults, strict=True):
            errors.setdefault(path, []).append(say(fault))
        code = 400 if errors else 200
        if not errors:
            try:
                row = services.write(
                    draft=_draft(request, facts, plain), actor=actor_of(request), now=clock.now(request)
                )
            except Problem as problem:
                told, code = [say(problem)], STATUS[problem.blame]
            else:
                messages.success(request, _("Written."), extra_tags="good")
                return redirect("council:record", record_id=row.pk)
    context = {
        **facts,
        "nodes": form_of(kind, plain, choices=shelf(actor_of(request)).choices(), errors=errors),
        "held": status,
        "errors": told,
        "faulty": len(errors),
        "reason": request.POST.get("reason", ""),
        "release": request.POST.get("release", "yes") == "yes",
    }
    return render(request, "council/form.html", context, status=code)


def _draft(request: HttpRequest, facts: Mapping[str, Any], plain: Mapping[str, Any]) -> services.Draft:
    return services.Draft(
        kind=facts["kind"],
        record_id=facts["record_id"],
        content=plain,
        based_on=facts["based_on"],
        reason=request.POST.get("reason", "")[:2000],
        release=request.POST.get("release") == "yes",
    )
