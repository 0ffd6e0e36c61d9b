"""Adding documents: several files at once, kept first, read at once as far as there is time."""

import time
from datetime import datetime

from django.contrib import messages
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.csrf import csrf_exempt, csrf_protect
from django.views.decorators.http import require_http_methods

from evenhand.foundation.problems import Problem, ProblemKind
from evenhand_web.accounts.access import Actor, Capability, actor_of, page
from evenhand_web.documents import services, words
from evenhand_web.documents.models import Document, State
from evenhand_web.documents.services.receiving import LIMIT_BYTES, TOO_LARGE
from evenhand_web.web import clock, problems

NOTHING_SENT = ProblemKind(
    code="documents.nothing-sent",
    blame="caller",
    message="The form holds no {field}. Choose one or several files and send it again.",
)
TOO_MANY = ProblemKind(
    code="documents.too-many-files",
    blame="caller",
    message="{count} files are more than the {most} that can be added at once. Add them in several goes.",
)

MOST_FILES = 30
_TOGETHER_BYTES = 2 * LIMIT_BYTES
_PATIENCE_S = 10.0
"""So long the form waits for reading; what is not read by then waits on the page of arrivals."""


@csrf_exempt
@page(Capability.KEEP_DOCUMENTS)
@require_http_methods(["GET", "HEAD", "POST"])
def add(request: HttpRequest) -> HttpResponseBase:
    """Add documents. The length is judged before any of it is read; only then is the token checked."""
    length = request.META.get("CONTENT_LENGTH") or "0"
    if str(length).isdecimal() and int(length) > _TOGETHER_BYTES:
        problem = TOO_LARGE(name=_("What was sent"), limit_mb=_TOGETHER_BYTES // 1_000_000)
        return _form(request, problem, status=413)
    return _add(request)  # type: ignore[no-any-return]


@csrf_protect
def _add(request: HttpRequest) -> HttpResponseBase:
    if request.method != "POST":
        return _form(request, None)
    files = request.FILES.getlist("file")
    try:
        if not files:
            raise NOTHING_SENT(field=_("file"))
        if len(files) > MOST_FILES:
            raise TOO_MANY(count=len(files), most=MOST_FILES)
    except Problem as problem:
        return _form(request, problem, status=400)
    actor, now = actor_of(request), clock.now(request)
    kept = [one for one in (_received(request, file, actor, now) for file in files) if one]
    until = time.monotonic() + _PATIENCE_S
    waiting = 0
    for document in kept:
        if time.monotonic() > until:
            waiting += 1
        else:
            tell(request, document, actor, now)
    if waiting:
        told = ngettext(
            "%(n)s file is kept and waits to be read.", "%(n)s files are kept and wait to be read.", waiting
        )
        messages.info(request, told % {"n": waiting})
    target = (
        reverse("documents:document", args=[kept[0]]) if len(files) == len(kept) == 1 else reverse("documents:arrivals")
    )
    if problems.wants_json(request):
        return JsonResponse({"next": target})
    return redirect(target)


def _received(request: HttpRequest, file: UploadedFile, actor: Actor, now: datetime) -> str:
    """The document that a file became; "" for one that is refused, and it is said why."""
    try:
        received = services.receive(content=file.chunks(), name=file.name or "", actor=actor, now=now)
    except Problem as problem:
        if problem.blame != "caller":
            raise
        messages.error(request, problems.say(problem))
        return ""
    if not received.is_new:
        told = _("%(name)s is here already, byte for byte. Nothing was added twice.")
        messages.warning(request, told % {"name": file.name})
    return received.document


def tell(request: HttpRequest, document_id: str, actor: Actor, now: datetime) -> str:
    """Have a document read and say what came of it; gives its state."""
    try:
        document = services.read(document_id=document_id, actor=actor, now=now)
    except Problem as problem:
        if problem.blame != "state":
            raise
        messages.warning(request, problems.say(problem))
        return str(State.WAITING)
    if document.problem:
        messages.error(request, words.problem(document.problem))
    else:
        messages.success(request, told_of(document))
    return str(document.state)


def told_of(document: Document) -> str:
    """What was found in a document, in one sentence."""
    counts = document.reading.counts if document.reading else {}
    told = _("%(name)s: %(paragraphs)s paragraphs, %(duties)s proposed duties, %(anomalies)s things that seem wrong.")
    return told % {"name": f"\u2068{document}\u2069", **counts}


def _form(request: HttpRequest, problem: Problem | None, status: int = 200) -> HttpResponse:
    context = {
        "problem": problems.say(problem) if problem else "",
        "code": problem.code if problem else "",
        "limit_mb": LIMIT_BYTES // 1_000_000,
        "most": MOST_FILES,
    }
    if problem and problems.wants_json(request):
        return problems.answer(request, problem)
    return render(request, "documents/add.html", context, status=status)
