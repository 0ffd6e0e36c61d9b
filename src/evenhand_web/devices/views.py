"""The pages of phones: the list, one phone, and the code that sets one up."""

import re
from http import HTTPStatus

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from evenhand.foundation.problems import Problem, ProblemKind
from evenhand_web.accounts.access import Capability, actor_of, page
from evenhand_web.devices import codes, queries, services
from evenhand_web.web import clock, problems

BAD_ADDRESS = ProblemKind(
    code="devices.bad-address",
    blame="caller",
    message="{address!r} is no address of a server. Write it as https://host, as phones reach it.",
)

_LONGEST_ADDRESS = 300
may_manage = page(Capability.MANAGE_DEVICES)


@may_manage
@require_safe
def phones(request: HttpRequest) -> HttpResponse:
    """The phones of one's own organisation."""
    return _list(request)


@may_manage
@require_safe
def phone(request: HttpRequest, device_id: int) -> HttpResponse:
    """One phone: who uses it, what has not come, and how to cut it off."""
    return _phone(request, device_id)


@may_manage
@require_POST
def enrol(request: HttpRequest) -> HttpResponse:
    """Enrol somebody, and show the code: once, for only its hash is kept."""
    asked = request.POST
    device_id = int(asked["device"]) if re.fullmatch(r"[0-9]{1,9}", asked.get("device", "")) else None
    try:
        server = _server(request, asked.get("server", ""))
        made = services.enrol(
            label=asked.get("label", ""),
            username=asked.get("username", ""),
            device_id=device_id,
            actor=actor_of(request),
            now=clock.now(request),
        )
    except Problem as problem:
        return _again(request, problem, device_id)
    address = server + reverse("openrosa:collect-token-list", kwargs={"token": made.token}).removesuffix("/formList")
    chosen = codes.settings(
        server=address,
        label=made.label,
        username=made.username,
        language=made.language,
        keep_sent=asked.get("keep_sent") == "yes",
    )
    context = {"made": made, "picture": codes.picture(codes.packed(chosen)), "address": address}
    return render(request, "devices/code.html", context)


@may_manage
@require_POST
def revoke(request: HttpRequest, device_id: int, enrolment_id: int) -> HttpResponse:
    """End one person's code."""
    services.revoke(device_id=device_id, enrolment_id=enrolment_id, actor=actor_of(request), now=clock.now(request))
    messages.success(request, _("The code has ended. This person can no longer send from this phone."))
    return redirect("devices:phone", device_id=device_id)


@may_manage
@require_POST
def cut_off(request: HttpRequest, device_id: int) -> HttpResponse:
    """Cut a phone off, all who use it at once."""
    try:
        services.cut_off(
            device_id=device_id,
            reason=request.POST.get("reason", ""),
            actor=actor_of(request),
            now=clock.now(request),
        )
    except Problem as problem:
        return _again(request, problem, device_id)
    messages.success(request, _("The phone is cut off. What it had not sent stands below, as far as it is known."))
    return redirect("devices:phone", device_id=device_id)


@may_manage
@require_POST
def rename(request: HttpRequest, device_id: int) -> HttpResponse:
    """Call a phone something else."""
    try:
        services.rename(
            device_id=device_id,
            label=request.POST.get("label", ""),
            actor=actor_of(request),
            now=clock.now(request),
        )
    except Problem as problem:
        return _again(request, problem, device_id)
    return redirect("devices:phone", device_id=device_id)


def _again(request: HttpRequest, problem: Problem, device_id: int | None) -> HttpResponse:
    """The page on which somebody was, saying what was wrong; what nobody can mend there goes to the problem page."""
    if problem.blame not in {"caller", "state"} and problem.kind is not services.NO_SUCH_PERSON:
        raise problem
    status = problems.STATUS[problem.blame]
    said = problems.say(problem)
    return _list(request, said, status) if device_id is None else _phone(request, device_id, said, status)


def _list(request: HttpRequest, problem: str = "", status: int = HTTPStatus.OK) -> HttpResponse:
    actor = actor_of(request)
    context = {
        "phones": queries.phones(actor),
        "people": queries.choosable(actor),
        "server": _here(request),
        "asked": request.POST,
        "problem": problem,
    }
    return render(request, "devices/list.html", context, status=status)


def _phone(request: HttpRequest, device_id: int, problem: str = "", status: int = HTTPStatus.OK) -> HttpResponse:
    actor = actor_of(request)
    found = queries.phone_page(actor, device_id, language=get_language() or "en")
    context = {
        "page": found,
        "phone": found.phone,
        "people": queries.choosable(actor),
        "server": _here(request),
        "reasons": queries.REASONS,
        "problem": problem,
    }
    return render(request, "devices/phone.html", context, status=status)


def _here(request: HttpRequest) -> str:
    return request.build_absolute_uri("/").rstrip("/")


def _server(request: HttpRequest, address: str) -> str:
    """The address under which phones reach us, as somebody wrote it; what the browser used where nothing was."""
    plain = address.strip().rstrip("/") or _here(request)
    ok = plain.startswith(("https://", "http://")) and len(plain) <= _LONGEST_ADDRESS and plain.isprintable()
    if not ok or " " in plain or plain.count("/") != 2:
        raise BAD_ADDRESS(address=plain[:_LONGEST_ADDRESS])
    return plain
