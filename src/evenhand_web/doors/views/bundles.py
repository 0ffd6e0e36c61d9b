"""Bundles: made, loaded; and whose are trusted."""

import tempfile
from datetime import UTC, datetime
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from evenhand.foundation.instants import parse_instant
from evenhand.foundation.problems import Problem
from evenhand_web.accounts.access import Capability, actor_of, page
from evenhand_web.doors.queries import bundles as queries
from evenhand_web.doors.services import bundles as services
from evenhand_web.doors.services.tables import NOTHING_SENT
from evenhand_web.web import clock, problems


@page(Capability.HANDLE_REPORTS, Capability.ADMINISTER)
@require_safe
def bundles(request: HttpRequest) -> HttpResponse:
    """The bundles and the keys."""
    return _page(request)


@page(Capability.HANDLE_REPORTS)
@require_POST
def export(request: HttpRequest) -> HttpResponse | FileResponse:
    """Make a bundle and give it out."""
    actor, now, form = actor_of(request), clock.now(request), request.POST
    spool = settings.WORKSPACE / "doors" / "bundles"
    spool.mkdir(mode=0o700, parents=True, exist_ok=True)
    out = tempfile.TemporaryFile(dir=spool)  # noqa: SIM115 - the response closes it
    try:
        since = form.get("since", "").strip()
        wanted = services.Wanted(
            since=parse_instant(since, field=_("From day")) if since else None,
            numbers=tuple(form.get("numbers", "").replace(",", " ").split()),
            with_sources=form.get("with_sources") == "yes",
            reason=form.get("reason", ""),
        )
        made = services.export(out=out, wanted=wanted, actor=actor, now=now)
    except Problem as problem:
        out.close()
        if problem.blame in {"permission", "operator"}:
            raise
        return _page(request, problem)
    out.seek(0)
    day = datetime.now(UTC) if settings.CLOCK is None else now
    name = f"{made.office}-{made.sequence:04d}-{day:%Y%m%d}.evenhand-bundle"
    return FileResponse(out, as_attachment=True, filename=name, content_type="application/octet-stream")


@page(Capability.HANDLE_REPORTS)
@require_POST
def load(request: HttpRequest) -> HttpResponse:
    """Load a bundle of another office."""
    sent = request.FILES.get("file")
    try:
        if sent is None:
            raise NOTHING_SENT(name=_("the form"))
        loaded = services.load(file=sent.file, actor=actor_of(request), now=clock.now(request))  # type: ignore[arg-type]
    except Problem as problem:
        if problem.blame in {"permission", "operator"}:
            raise
        return _page(request, problem)
    _tell(request, loaded)
    return redirect("doors:bundles")


@page(Capability.ADMINISTER)
@require_POST
def trust(request: HttpRequest, key: int) -> HttpResponse:
    """Trust the key of an office, or withdraw that."""
    trusted = request.POST.get("verb") == "trust"
    services.trust(key_id=key, trusted=trusted, actor=actor_of(request), now=clock.now(request))
    messages.info(request, _("The key is trusted.") if trusted else _("The key is no longer trusted."))
    return redirect("doors:bundles")


def _tell(request: HttpRequest, loaded: services.Loaded) -> None:
    told = ngettext("%(n)s version is new.", "%(n)s versions are new.", loaded.new) % {"n": loaded.new}
    told += " " + ngettext("%(n)s was here.", "%(n)s were here.", loaded.here) % {"n": loaded.here}
    messages.success(request, told)
    if loaded.conflicts:
        told = ngettext(
            "%(n)s report now stands in two versions.", "%(n)s reports now stand in two versions.", loaded.conflicts
        )
        messages.warning(request, told % {"n": loaded.conflicts})
    if loaded.refused:
        told = ngettext("%(n)s version was refused.", "%(n)s versions were refused.", loaded.refused)
        messages.warning(request, told % {"n": loaded.refused})
    for organisation, count in loaded.left_out.items():
        told = _(
            "%(n)s versions of the organisation %(key)s were left out, for there is none of that name here. "
            "Add it and load the bundle again."
        )
        messages.warning(request, told % {"n": count, "key": organisation})


def _page(request: HttpRequest, problem: Problem | None = None) -> HttpResponse:
    actor = actor_of(request)
    context: dict[str, Any] = {
        "problem": problems.say(problem) if problem else "",
        "code": problem.code if problem else "",
        "office": queries.office(),
        "page": queries.bundles(actor, page=request.GET.get("page")),
        "keys": queries.keys_of_offices(actor),
        "handles": actor.can(Capability.HANDLE_REPORTS),
        "sources": actor.can(Capability.SEE_SOURCES),
        "administers": actor.can(Capability.ADMINISTER),
        "form": request.POST,
    }
    status = problems.STATUS[problem.blame] if problem else 200
    return render(request, "doors/bundles.html", context, status=status)
