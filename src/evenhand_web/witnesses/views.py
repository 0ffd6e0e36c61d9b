"""The page of the witnesses: for everybody with a role, for the record is everybody's."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from evenhand_web.accounts.access import Capability, actor_of, page
from evenhand_web.witnesses import access, corruption, queries, words
from evenhand_web.witnesses.demo import is_demo
from evenhand_web.witnesses.drawing import drawing

RESET = "reset"
_NOTE = "application/octet-stream"


@page(Capability.SEE_WITNESSES)
@require_safe
def witnesses(request: HttpRequest) -> HttpResponse:
    """Who watches over the record, who saw the newest of it, and what was found."""
    actor = actor_of(request)
    rows, columns = queries.rows(actor), queries.history(actor)
    context = {
        "standing": queries.standing(actor),
        "rows": rows,
        "columns": columns,
        "drawing": drawing(columns, rows),
        "alarms": queries.alarms(actor, language=(get_language() or "en").lower()),
        "ways": words.WAYS if is_demo() else {},
        "rewritten": is_demo() and corruption.is_rewritten(),
        "address": request.build_absolute_uri("/log"),
    }
    return render(request, "witnesses/page.html", context)


@page(Capability.SEE_WITNESSES)
@require_safe
def alarm(request: HttpRequest, alarm_id: str) -> HttpResponse:
    """An alarm as its witness signed it."""
    row = access.alarm_for(actor_of(request), alarm_id)
    return _file(bytes(row.content), f"{row.kind}-{row.alarm[:16]}.alarm")


@page(Capability.SEE_WITNESSES)
@require_safe
def evidence(request: HttpRequest, alarm_id: str, part: int) -> HttpResponse:
    """A signed checkpoint of an alarm."""
    content = queries.evidence(actor_of(request), alarm_id, part)
    return _file(content, f"{alarm_id[:16]}-{part}.checkpoint")


@page(Capability.SEE_WITNESSES)
@require_safe
def policy(request: HttpRequest) -> HttpResponse:
    """The policy that this server goes by, to be compared with one's own copy."""
    response = HttpResponse(queries.policy_text(actor_of(request)), content_type="text/plain; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="policy.txt"'
    return response


@page(Capability.SEE_WITNESSES)
@require_POST
def demo(request: HttpRequest) -> HttpResponse:
    """In a demo only: rewrite history as a corrupt administrator would, or put all back."""
    way = request.POST.get("way", "")
    if not is_demo():
        raise Http404
    if way == RESET:
        corruption.reset()
        messages.success(request, _("All is as it was before, and the witnesses begin anew."))
    elif way in corruption.WAYS:
        corruption.WAYS[way]()
        messages.warning(request, _("Done, and signed with the key of the log. Watch the witnesses."))
    return redirect("witnesses:page")


def _file(content: bytes, name: str) -> HttpResponse:
    response = HttpResponse(content, content_type=_NOTE)
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response
