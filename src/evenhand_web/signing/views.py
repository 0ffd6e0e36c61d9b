"""The page of one's own signing keys, and a sentence to try them on."""

from http import HTTPStatus

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from evenhand.cases.acts import PositionTaken
from evenhand.cases.codes import Position
from evenhand.cases.signing import Statement
from evenhand.foundation.problems import Problem
from evenhand_web.accounts.access import actor_of, signed_in
from evenhand_web.signing import access, posted, queries, services
from evenhand_web.signing.proofs import Proof
from evenhand_web.web import clock, problems

TRIAL = "TRIAL"
"""The case of a trial, which no case is called."""
NO_DIGEST = "0" * 64


@signed_in
@require_safe
def keys(request: HttpRequest) -> HttpResponse:
    """My keys: what they are, which I have, and a sentence to try one on."""
    return _page(request)


@signed_in
@require_POST
def challenge(request: HttpRequest) -> JsonResponse:
    """What the browser has to sign to enrol a key."""
    value = services.challenge(session=_session(request), actor=actor_of(request), now=clock.now(request))
    return JsonResponse({"challenge": value, "user": actor_of(request).username})


@signed_in
@require_POST
def enrol(request: HttpRequest) -> HttpResponse:
    """Enrol the key that the browser has made."""
    asked = request.POST
    proof = Proof(
        public_key=asked.get("public_key", ""), challenge=asked.get("challenge", ""), value=asked.get("proof", "")
    )
    try:
        services.enrol(
            proof=proof,
            label=asked.get("label", ""),
            session=_session(request),
            actor=actor_of(request),
            now=clock.now(request),
        )
    except Problem as problem:
        return _again(request, problem)
    messages.success(request, _("The key is enrolled. From now on this browser signs with it."))
    return redirect("signing:keys")


@signed_in
@require_POST
def rename(request: HttpRequest, key: str) -> HttpResponse:
    """Call a key something else."""
    try:
        services.rename(key=key, label=request.POST.get("label", ""), actor=actor_of(request), now=clock.now(request))
    except Problem as problem:
        return _again(request, problem)
    messages.success(request, _("Saved."))
    return redirect("signing:keys")


@signed_in
@require_POST
def retire(request: HttpRequest, key: str) -> HttpResponse:
    """Retire a key."""
    try:
        services.retire(key=key, reason=request.POST.get("reason", ""), actor=actor_of(request), now=clock.now(request))
    except Problem as problem:
        return _again(request, problem)
    messages.success(request, _("The key is retired. It signs nothing new; what it signed stays valid."))
    return redirect("signing:keys")


@signed_in
@require_POST
def trial(request: HttpRequest) -> HttpResponse:
    """Sign a sentence on the same way as a position, about no case; nothing of it is kept."""
    actor, now = actor_of(request), clock.now(request)
    facts = _trial(request)
    said = PositionTaken(
        version=facts.version,
        digest=facts.digest,
        position=Position.SIGNED,
        organisation=facts.organisation,
        side=facts.side,
        text=posted.texts(request.POST),
        signed_at=posted.signed_at(request.POST, now),
    )
    statement = Statement(case=TRIAL, user=actor.username, position=said)
    try:
        signature = posted.signature(request.POST) or services.attest(statement=statement, actor=actor, now=now)
        access.own_signature(actor=actor, statement=statement, signature=signature, now=now)
    except Problem as problem:
        return _again(request, problem)
    return _page(request, tried=queries.shown(statement=statement, signature=signature))


def _page(
    request: HttpRequest,
    *,
    problem: str = "",
    status: int = HTTPStatus.OK,
    tried: queries.ShownSignature | None = None,
) -> HttpResponse:
    context = {
        "keys": queries.keys_of(actor_of(request)),
        "reasons": queries.reasons(),
        "server_key": queries.server_key_id(),
        "sign": _trial(request),
        "asked": request.POST,
        "problem": problem,
        "tried": tried,
    }
    return render(request, "signing/keys.html", context, status=status)


def _again(request: HttpRequest, problem: Problem) -> HttpResponse:
    """The page itself, saying what was wrong; what nobody can mend there goes to the problem page."""
    if problem.blame not in {"caller", "state", "permission"}:
        raise problem
    return _page(request, problem=problems.say(problem), status=problems.STATUS[problem.blame])


def _trial(request: HttpRequest) -> queries.ToSign:
    actor = actor_of(request)
    return queries.to_sign(
        actor=actor,
        case=TRIAL,
        version=0,
        digest=NO_DIGEST,
        organisation="",
        side=actor.party,
        now=clock.now(request),
    )


def _session(request: HttpRequest) -> str:
    return request.session.session_key or ""
