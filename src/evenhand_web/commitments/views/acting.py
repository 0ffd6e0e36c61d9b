"""The forms of what can be done about a commitment."""

from collections.abc import Callable, Mapping
from datetime import datetime
from http import HTTPStatus

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from evenhand.commitments.acts import Evidence, content_from
from evenhand.foundation.codec import from_json, to_json
from evenhand.foundation.problems import Problem, ProblemKind
from evenhand_web.accounts.access import Actor, Capability, actor_of, page
from evenhand_web.commitments import access, forms, mapping, services
from evenhand_web.commitments.access import Seen
from evenhand_web.commitments.fields import Setting, read_content, read_evidence, read_value
from evenhand_web.commitments.queries.commitment import verbs_for
from evenhand_web.commitments.queries.setting import setting_of
from evenhand_web.commitments.services.saying import NOTHING_SAID
from evenhand_web.commitments.words import VERBS
from evenhand_web.web import clock, problems

NO_SUCH_FORM = ProblemKind(
    code="commitments.no-such-form",
    blame="missing",
    message="Nothing called {verb!r} can be done here by you. Go back to the commitment and choose from its list.",
)
may_read = page(Capability.SEE_COMMITMENTS, Capability.SEE_RELEASED_COMMITMENTS)
KINDS: Mapping[str, str] = {
    "status": "status-said",
    "measure": "measured",
    "willing": "willingness-said",
    "pause": "paused",
    "resume": "resumed",
}
"""Verbs that say something which the domain reads."""


@may_read
@require_http_methods(["GET", "HEAD", "POST"])
def do(request: HttpRequest, commitment_id: str, verb: str) -> HttpResponse:
    """The form of one verb.

    Raises:
        NO_SUCH_COMMITMENT.
        NO_SUCH_FORM: a verb that is none, or not this reader's here.
    """
    actor, now = actor_of(request), clock.now(request)
    seen = access.commitment_for(actor, commitment_id)
    value = mapping.latest(seen.commitment, seen.acts)
    if verb not in verbs_for(seen, value):
        if verb in VERBS and not seen.may_report and not seen.may_handle:
            actor.require(Capability.REPORT_ON_COMMITMENTS)
        raise NO_SUCH_FORM(verb=verb[:40])
    setting = setting_of(actor, seen, now=now)
    posted = request.POST if request.method == "POST" else None
    errors: forms.Errors = {}
    if posted is not None:
        errors = tried(request, verb, lambda: _do(verb, posted.dict(), seen, setting, actor, now))  # type: ignore[arg-type]
        if not errors:
            messages.success(request, _("Entered."))
            return redirect("commitments:commitment", commitment_id)
    context = {
        "commitment_id": commitment_id,
        "title": VERBS[verb],
        "what": value.what,
        "verb": verb,
        "fields": forms.drawn(verb, setting, posted.dict() if posted is not None else None, errors),  # type: ignore[arg-type]
        "errors": errors.get("", ()),
        "version": value.version,
    }
    return render(request, "commitments/form.html", context, status=status_of(errors))


@may_read
@require_POST
def take_back(request: HttpRequest, commitment_id: str) -> HttpResponse:
    """Strike out what one's own organisation said."""
    number = request.POST.get("number", "")
    try:
        services.take_back(
            commitment_id=commitment_id,
            number=int(number) if number.isascii() and number.isdecimal() and len(number) < 10 else 0,
            reason=request.POST.get("reason", ""),
            actor=actor_of(request),
            now=clock.now(request),
        )
    except Problem as problem:
        if problems.wants_json(request) or problem.blame != "state":
            raise
        messages.error(request, problems.say(problem))
        return redirect("commitments:commitment", commitment_id)
    messages.success(request, _("Taken back. It stays in the history, struck out."))
    return redirect("commitments:commitment", commitment_id)


def tried(request: HttpRequest, verb: str, act: Callable[[], object]) -> forms.Errors:
    """Do it; what stands against it, by field. A program gets the plain answer."""
    try:
        act()
    except Problem as problem:
        if problems.wants_json(request) or problem.blame in {"permission", "operator"}:
            raise
        return forms.faults(problem, verb)
    return {}


def status_of(errors: forms.Errors) -> HTTPStatus:
    """Of the answer with a form."""
    return HTTPStatus.BAD_REQUEST if errors else HTTPStatus.OK


def evidence_from(posted: Mapping[str, str]) -> tuple[Evidence, ...]:
    """What is named as evidence.

    Raises:
        MALFORMED.
    """
    return tuple(from_json(Evidence, one, what="evidence") for one in read_evidence(posted))


def value_from(posted: Mapping[str, str], base: object) -> object:
    """The commitment as the form has it.

    Raises:
        MALFORMED, NOTHING_SAID: it does not say what has to be done.
    """
    value = mapping.read(read_value(posted, to_json(base)))
    if not any(value.what):
        raise NOTHING_SAID(field="what", value="")
    return value


def _do(verb: str, posted: Mapping[str, str], seen: Seen, setting: Setting, actor: Actor, now: datetime) -> None:
    who = {"commitment_id": seen.commitment.pk, "actor": actor, "now": now}
    reason, shared = str(posted.get("reason", "")), posted.get("shared") == "yes"
    if verb in KINDS:
        content = content_from(KINDS[verb], read_content(verb, posted, setting))
        services.say(content=content, evidence=evidence_from(posted), reason=reason, shared=shared, **who)  # type: ignore[arg-type]
    elif verb == "comment":
        services.comment(text=str(posted.get("text", "")), shared=shared, **who)  # type: ignore[arg-type]
    elif verb == "attach":
        for one in evidence_from(posted) or (Evidence(kind="document", ref=""),):
            services.attach(evidence=one, shared=shared, **who)  # type: ignore[arg-type]
    elif verb == "correct":
        based = str(posted.get("version", ""))
        value = value_from(posted, mapping.latest(seen.commitment, seen.acts))
        number = int(based) if based.isascii() and based.isdecimal() and len(based) < 8 else 0
        services.correct(value=value, based_on=number, reason=reason, **who)  # type: ignore[arg-type]
    else:
        act = services.release if verb == "release" else services.recall
        act(organisation=str(posted.get("organisation", "")), reason=reason, **who)  # type: ignore[arg-type]
