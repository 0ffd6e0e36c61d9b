"""The list of evidence, the page of one piece, adding one, and the one form handler for all verbs."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt, csrf_protect
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from evenhand.foundation.problems import Problem, ProblemKind
from evenhand_web.accounts.access import Actor, Capability, actor_of, page
from evenhand_web.evidence import handouts, queries, services, words
from evenhand_web.evidence.access import require_subject
from evenhand_web.evidence.filters import EvidenceFilters
from evenhand_web.evidence.services.receiving import TOO_LARGE
from evenhand_web.web import clock, problems

NO_SUCH_VERB = ProblemKind(
    code="evidence.no-such-verb", blame="caller", message="{verb!r} cannot be done to evidence. Choose one of: {known}."
)
NOTHING_SENT = ProblemKind(
    code="evidence.nothing-sent", blame="caller", message="The form holds no {field}. Choose a file and send it again."
)

_FORM_ROOM_BYTES = 1_000_000
"""What a form may hold beside its file."""

may_see = page(Capability.SEE_EVIDENCE, Capability.SEE_RELEASED_EVIDENCE)
may_send = page(Capability.HANDLE_EVIDENCE, Capability.FILE_REPORTS)


@may_see
@require_safe
def listing(request: HttpRequest) -> HttpResponse:
    """Evidence, newest first, as the address line says."""
    actor = actor_of(request)
    filters = EvidenceFilters.parse(request.GET.dict())
    found = queries.evidence_list(actor, filters, request.GET.get("page"))
    context = {
        "list": found,
        "page": found.page,
        "filters": filters,
        "inside": actor.can(Capability.SEE_EVIDENCE),
    }
    return render(request, "evidence/list.html", context)


@may_see
@require_safe
def item(request: HttpRequest, evidence_id: str) -> HttpResponse:
    """One piece of evidence: what it is, what it proves, through whose hands it went."""
    actor = actor_of(request)
    try:
        handouts.examined(actor, evidence_id, now=clock.now(request))
    except Problem as problem:
        if problem.blame != "operator":
            raise
        messages.error(request, problems.say(problem))
    found = queries.evidence_page(actor, evidence_id, language=get_language() or "en")
    context = {"evidence": found, "row": found.row, "languages_on_offer": list(words.LANGUAGES.items())}
    return render(request, "evidence/item.html", context)


@csrf_exempt
@may_send
@require_http_methods(["GET", "HEAD", "POST"])
def add(request: HttpRequest, subject_kind: str, subject: str) -> HttpResponse:
    """Add a file to a subject. The length is judged before any of it is read; only then is the token checked."""
    if _length(request) > settings.EVIDENCE_LIMIT_BYTES + _FORM_ROOM_BYTES:
        problem = TOO_LARGE(name=_("The file"), limit_mb=settings.EVIDENCE_LIMIT_BYTES // 1_000_000)
        return _form(request, subject_kind, subject, problem, status=413)
    return _add(request, subject_kind, subject)


@csrf_protect
def _add(request: HttpRequest, subject_kind: str, subject: str) -> HttpResponse:
    actor = actor_of(request)
    require_subject(actor, subject_kind, subject)
    if request.method != "POST":
        return _form(request, subject_kind, subject, None)
    try:
        attached = _attach(request, subject_kind, subject, actor)
    except Problem as problem:
        if problem.blame in {"permission", "operator", "missing"}:
            raise
        return _form(request, subject_kind, subject, problem, status=problems.STATUS[problem.blame])
    _tell(request, attached)
    return redirect("evidence:item", evidence_id=attached.evidence)


def _attach(request: HttpRequest, subject_kind: str, subject: str, actor: Actor) -> services.Attached:
    sent = request.FILES.get("file")
    if sent is None or not sent.size:
        raise NOTHING_SENT(field="file")
    claim = services.Claim(
        subject_kind=subject_kind,
        subject=subject,
        name=sent.name or "",
        declared_type=sent.content_type or "",
        stated_digest=request.POST.get("sha256", ""),
        protection=request.POST.get("protection") or "open",
        note=request.POST.get("note", ""),
    )
    return services.attach(content=sent.chunks(), claim=claim, actor=actor, now=clock.now(request))


def _tell(request: HttpRequest, attached: services.Attached) -> None:
    if not attached.is_new:
        messages.warning(request, _("This file is here already, byte for byte. Nothing was added twice."))
    else:
        messages.success(request, _("The file was received and its custody record has begun."))
    if attached.agrees is False:
        messages.error(request, _("The SHA-256 that was stated is not that of the file that arrived."))


def _form(
    request: HttpRequest, subject_kind: str, subject: str, problem: Problem | None, status: int = 200
) -> HttpResponse:
    context = {
        "problem": problems.say(problem) if problem else "",
        "code": problem.code if problem else "",
        "subject_kind": subject_kind,
        "subject_word": words.subject_word(subject_kind),
        "subject": subject,
        "note": request.POST.get("note", "") if problem and status != 413 else "",
        "limit_mb": settings.EVIDENCE_LIMIT_BYTES // 1_000_000,
        "inside": actor_of(request).can(Capability.SEE_EVIDENCE),
    }
    return render(request, "evidence/add.html", context, status=status)


@csrf_exempt
@may_see
@require_POST
def act(request: HttpRequest, evidence_id: str) -> HttpResponse:
    """Do the verb of the form to this evidence, say so, and go back to its page."""
    if _length(request) > settings.EVIDENCE_LIMIT_BYTES + _FORM_ROOM_BYTES:
        limit = settings.EVIDENCE_LIMIT_BYTES // 1_000_000
        return problems.answer(request, TOO_LARGE(name=_("The file"), limit_mb=limit))
    return _act(request, evidence_id)


@csrf_protect
def _act(request: HttpRequest, evidence_id: str) -> HttpResponse:
    verb = request.POST.get("verb", "")
    if verb not in VERBS:
        raise NO_SUCH_VERB(verb=verb[:40], known=", ".join(VERBS))
    try:
        answer = VERBS[verb](request, evidence_id, actor_of(request), clock.now(request))
    except Problem as problem:
        if problems.wants_json(request) or problem.blame not in {"caller", "state"}:
            raise
        messages.error(request, problems.say(problem))
        answer = None
    return answer or redirect("evidence:item", evidence_id=evidence_id)


Verb = Callable[[HttpRequest, str, Actor, datetime], HttpResponse | None]


def _download(request: HttpRequest, evidence_id: str, actor: Actor, now: datetime) -> HttpResponse:
    what = {"original": "original", "package": "package"}.get(request.POST.get("what", ""), "copy")
    ticket = services.hand_out(
        evidence_id=evidence_id,
        what=what,
        copy_id=_int(request, "copy"),
        reason=request.POST.get("reason", ""),
        actor=actor,
        now=now,
    )
    address = reverse("evidence:fetch", kwargs={"evidence_id": evidence_id, "what": what})
    return redirect(f"{address}?ticket={ticket.signed()}")


def _verify(request: HttpRequest, evidence_id: str, actor: Actor, now: datetime) -> None:
    found = services.verify(evidence_id=evidence_id, actor=actor, now=now)
    if found == "sound":
        messages.success(request, _("The file was hashed again: it is as it was received."))
    elif found == "missing":
        messages.error(request, _("THE FILE IS GONE from the storage. Restore it from a backup and find out why."))
    else:
        messages.error(request, _("THE FILE WAS CHANGED since it was received. Keep it as it is and find out why."))


def _text(request: HttpRequest, evidence_id: str, actor: Actor, now: datetime) -> None:
    claim = services.TextClaim(
        kind=request.POST.get("kind", ""),
        language=request.POST.get("language", ""),
        body=request.POST.get("body", ""),
    )
    version = services.add_text(evidence_id=evidence_id, claim=claim, actor=actor, now=now)
    messages.success(request, _("The text was added as version %(n)s.") % {"n": version})


def _copy(request: HttpRequest, evidence_id: str, actor: Actor, now: datetime) -> None:
    sent = request.FILES.get("file")
    if sent is None or not sent.size:
        raise NOTHING_SENT(field="file")
    claim = services.CopyClaim(
        name=sent.name or "", note=request.POST.get("note", ""), declared_type=sent.content_type or ""
    )
    services.add_copy(evidence_id=evidence_id, content=sent.chunks(), claim=claim, actor=actor, now=now)
    messages.success(request, _("The redacted copy was added. The original is as it was."))


def _release(request: HttpRequest, evidence_id: str, actor: Actor, now: datetime) -> None:
    services.release(
        evidence_id=evidence_id,
        organisation=request.POST.get("organisation", ""),
        copy_id=_int(request, "copy"),
        reason=request.POST.get("reason", ""),
        actor=actor,
        now=now,
    )
    messages.success(request, _("Released. The organisation sees it from now on."))


def _recall(request: HttpRequest, evidence_id: str, actor: Actor, now: datetime) -> None:
    organisation, reason = request.POST.get("organisation", ""), request.POST.get("reason", "")
    services.recall(evidence_id=evidence_id, organisation=organisation, reason=reason, actor=actor, now=now)
    messages.success(request, _("Recalled. That it was seen stays in the custody record."))


VERBS: dict[str, Verb] = {
    "download": _download,
    "verify": _verify,
    "text": _text,
    "copy": _copy,
    "release": _release,
    "recall": _recall,
}


def _int(request: HttpRequest, name: str) -> int | None:
    value: Any = request.POST.get(name, "")
    return int(value) if value.isascii() and value.isdigit() and len(value) < 19 else None


def _length(request: HttpRequest) -> int:
    value = request.META.get("CONTENT_LENGTH") or "0"
    return int(value) if str(value).isascii() and str(value).isdecimal() else 0
