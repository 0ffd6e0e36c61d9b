"""The forms of acts: a new case, a step, every other act."""

from collections.abc import Callable
from dataclasses import replace
from http import HTTPStatus
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from evenhand.cases.acts import UNKNOWN_ACT, Content, InterviewHeld, PositionTaken, Subject, content_from
from evenhand.cases.codes import Position, SubjectKind
from evenhand.cases.signing import Statement
from evenhand.cases.workflow import NOT_NOW, Possible, possible_acts, possible_steps
from evenhand.foundation.problems import Problem
from evenhand_web.accounts.access import Actor, Capability, actor_of, page
from evenhand_web.agreements.queries import adopted
from evenhand_web.cases import access, forms, services, signatures
from evenhand_web.cases.access import Seen
from evenhand_web.cases.fields import Setting
from evenhand_web.cases.queries.setting import about, begun_with, setting_of, setting_of_new
from evenhand_web.cases.words import VERBS
from evenhand_web.web import clock, problems

may_read = page(Capability.SEE_CASES, Capability.SEE_RELEASED_CASES)
_METHODS = ["GET", "HEAD", "POST"]


@page(Capability.OPEN_CASES)
@require_http_methods(_METHODS)
def new(request: HttpRequest) -> HttpResponse:
    """A new case, from an incident, a report, an alert or nothing."""
    actor, now = actor_of(request), clock.now(request)
    agreement = _agreement(request)
    begun = about(actor, request.GET.dict())
    setting = setting_of_new(
        actor, agreement, tuple(Subject(kind=SubjectKind(one.kind), ref=one.ref) for one in begun), now=now
    )
    done: dict[str, str] = {}

    def do(content: Content) -> None:
        done["id"] = services.open_case(agreement=agreement, content=content, actor=actor, now=now).pk  # type: ignore[arg-type]

    posted = request.POST if request.method == "POST" else None
    errors = _try(request, "opened", setting, do) if posted is not None else {}
    if done:
        messages.success(request, _("The case is open."))
        return redirect("cases:case", done["id"])
    context = {
        "groups": forms.drawn("opened", setting, posted if posted is not None else begun_with(begun), errors),
        "errors": errors.get("", []),
        "title": _("Open a case"),
        "kind": "opened",
        "agreements": [(one.id, one.title) for one in adopted.current(now)],
        "agreement": agreement,
    }
    return render(request, "cases/form.html", context, status=_status(errors))


@may_read
@require_http_methods(_METHODS)
def step(request: HttpRequest, case_id: str, step: str) -> HttpResponse:
    """One step of a case."""
    actor, now = actor_of(request), clock.now(request)
    seen = _acting(actor, case_id)
    found = next((one for one in possible_steps(seen.view, seen.seat, now=now) if one.step.id == step), None)
    if found is None:
        raise NOT_NOW(what=step[:64])
    return _answer(request, seen, "stepped", step=found)


@may_read
@require_http_methods(_METHODS)
def act(request: HttpRequest, case_id: str, kind: str) -> HttpResponse:
    """Any other act in a case.

    Raises:
        UNKNOWN_ACT, NOT_NOW.
    """
    seen = _acting(actor_of(request), case_id)
    if kind not in VERBS:
        raise UNKNOWN_ACT(kind=kind[:64], known=", ".join(VERBS))
    if kind not in {rule.act for rule in possible_acts(seen.view, seen.seat)}:
        raise NOT_NOW(what=kind)
    return _answer(request, seen, kind)


@may_read
@require_POST
def take_back(request: HttpRequest, case_id: str) -> HttpResponse:
    """Strike out one's own latest comment."""
    try:
        services.take_back(case_id=case_id, actor=actor_of(request), now=clock.now(request))
    except Problem as problem:
        if problems.wants_json(request) or problem.blame != "state":
            raise
        messages.error(request, problems.say(problem))
        return redirect("cases:case", case_id)
    messages.success(request, _("Your comment is struck out."))
    return redirect("cases:case", case_id)


def _answer(request: HttpRequest, seen: Seen, kind: str, *, step: Possible | None = None) -> HttpResponse:
    actor, now = actor_of(request), clock.now(request)
    setting = setting_of(actor, seen, step=step.step.id if step is not None else "", now=now)

    def do(content: Content) -> None:
        told = {"case_id": seen.case.pk, "actor": actor, "now": now}
        if isinstance(content, InterviewHeld):
            services.hear(content=content, identity=request.POST.get("identity", ""), **told)  # type: ignore[arg-type]
        else:
            services.act(content=_signed(content, seen, request.POST, actor, now), **told)  # type: ignore[arg-type]

    posted = request.POST if request.method == "POST" else None
    errors = _try(request, kind, setting, do) if posted is not None else {}
    if posted is not None and not errors:
        messages.success(request, _("Entered in the file."))
        return redirect("cases:case", seen.case.pk)
    return render(
        request, "cases/form.html", _context(request, seen, kind, setting, errors, step), status=_status(errors)
    )


def _context(
    request: HttpRequest, seen: Seen, kind: str, setting: Setting, errors: forms.Errors, step: Possible | None
) -> dict[str, Any]:
    posted = request.POST if request.method == "POST" else None
    return {
        "case": seen.case,
        "view": seen.view,
        "state": setting.names.state_text(seen.view.state),
        "groups": forms.drawn(kind, setting, posted, errors),
        "errors": errors.get("", []),
        "identity_errors": errors.get("identity", []),
        "identity": request.POST.get("identity", ""),
        "title": setting.names.step(step.step.id) if step is not None else VERBS[kind],
        "kind": kind,
        "missing": forms.missing_words(step) if step is not None else (),
        "to": setting.names.state_text(step.step.to) if step is not None else None,
        "acts": forms.act_options(setting, posted) if kind in {"released", "recalled"} else (),
        "sign": signatures.facts_to_sign(actor_of(request), seen, setting.now) if kind == "position-taken" else None,
    }


def _try(request: HttpRequest, kind: str, setting: Setting, do: Callable[[Content], None]) -> forms.Errors:
    """Do what the form says; what stands against it, by field. A program gets the plain answer."""
    data = forms.read(kind, setting, request.POST)
    if kind == "position-taken":
        data |= signatures.as_signed(request.POST, setting.now)
    try:
        content = content_from(kind, data)
    except Problem as problem:
        if problems.wants_json(request):
            raise
        return forms.malformed(problem, kind, setting)
    try:
        do(content)
    except Problem as problem:
        if problems.wants_json(request) or problem.code == "accounts.not-permitted":
            raise
        return forms.refused(problem, problems.say(problem), kind, setting)
    return {}


def _signed(content: Content, seen: Seen, posted: QueryDict, actor: Actor, now: Any) -> Content:
    """A position with its signature; of the other contents, nothing is signed. A refusal and an absence carry none."""
    if not isinstance(content, PositionTaken) or content.position in {Position.REFUSES, Position.ABSENT}:
        return content
    statement = Statement(case=seen.case.number, user=actor.username, position=content)
    return replace(content, signature=signatures.signature_for(statement, posted, actor=actor, now=now))


def _acting(actor: Actor, case_id: str) -> Seen:
    """The case, for whoever acts in it.

    Raises:
        NO_SUCH_CASE, NOT_PERMITTED.
    """
    seen = access.case_for(actor, case_id)
    if not access.may_act(actor, seen):
        actor.require(Capability.HANDLE_CASES)
    return seen


def _agreement(request: HttpRequest) -> str:
    chosen = request.POST.get("agreement") or request.GET.get("agreement")
    current = adopted.current(clock.now(request))
    return chosen or (current[0].id if current else settings.AGREEMENT)


def _status(errors: forms.Errors) -> HTTPStatus:
    return HTTPStatus.BAD_REQUEST if errors else HTTPStatus.OK
