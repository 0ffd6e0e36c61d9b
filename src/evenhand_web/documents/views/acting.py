"""The one form handler for all that can be done to a document."""

from collections.abc import Callable, Mapping
from datetime import datetime

from django.contrib import messages
from django.http import HttpRequest, HttpResponseBase, JsonResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from evenhand.foundation.problems import Problem, ProblemKind
from evenhand_web.accounts.access import Actor, Capability, actor_of, page
from evenhand_web.documents import heads, services
from evenhand_web.documents.access import kept_document
from evenhand_web.documents.queries.reviewing import told_changes
from evenhand_web.documents.views.adding import tell
from evenhand_web.web import clock, problems

NO_SUCH_VERB = ProblemKind(
    code="documents.no-such-verb",
    blame="caller",
    message="{verb!r} cannot be done to documents. Choose one of: {known}.",
)

Verb = Callable[[HttpRequest, str, Actor, datetime], str]
"""Does it, says so, and gives where to go: `document`, `review` or `arrivals`."""


@page(Capability.KEEP_DOCUMENTS)
@require_POST
def act(request: HttpRequest, document_id: str) -> HttpResponseBase:
    """Do the verb of the form, say so, and go on."""
    verb, actor = request.POST.get("verb", ""), actor_of(request)
    kept_document(actor, document_id)
    if verb not in VERBS:
        raise NO_SUCH_VERB(verb=verb[:40], known=", ".join(VERBS))
    try:
        target = VERBS[verb](request, document_id, actor, clock.now(request))
    except Problem as problem:
        if problems.wants_json(request) or problem.blame not in {"caller", "state"}:
            raise
        messages.error(request, problems.say(problem))
        target = "review" if verb in {"confirm", "correct"} else "document"
    if problems.wants_json(request):
        return JsonResponse({"state": str(kept_document(actor, document_id).state)})
    if request.POST.get("next") == "arrivals" or target == "arrivals":
        return redirect("documents:arrivals")
    return redirect(f"documents:{target}", document_id=document_id)


def _read(request: HttpRequest, document_id: str, actor: Actor, now: datetime) -> str:
    before = kept_document(actor, document_id).reading_id
    tell(request, document_id, actor, now)
    reading = kept_document(actor, document_id).reading
    if before is not None and reading is not None and reading.pk == before:
        messages.info(request, _("The reader finds what it found before. Nothing changed."))
    elif before is not None and reading is not None:
        for what, how in told_changes(reading.changes):
            messages.info(request, f"{what}: {how}")
    return "document"


def _confirm(request: HttpRequest, document_id: str, actor: Actor, now: datetime) -> str:
    services.confirm(document_id=document_id, actor=actor, now=now, based_on=request.POST.get("based_on"))
    messages.success(request, _("The head is confirmed as it stands."))
    return "review"


def _correct(request: HttpRequest, document_id: str, actor: Actor, now: datetime) -> str:
    sent = request.POST
    values = {name: sent[name] for name in heads.FIELDS if name in sent and not _as_shown(sent, name)}
    number = services.correct(
        document_id=document_id,
        values=values,
        reason=sent.get("reason", ""),
        actor=actor,
        now=now,
        based_on=sent.get("based_on", ""),
    )
    messages.success(request, _("The head is kept as version %(n)s. Reading again will not change it.") % {"n": number})
    return "review"


def _as_shown(sent: Mapping[str, str], name: str) -> bool:
    """Whether a field is as the form showed it, but for line breaks, which browsers write in their own way."""
    return f"was-{name}" in sent and sent[name].split() == sent[f"was-{name}"].split()


def _propose(request: HttpRequest, document_id: str, actor: Actor, now: datetime) -> str:
    made = services.propose_commitments(document_id=document_id, actor=actor, now=now)
    said = ngettext("%(n)s commitment is proposed.", "%(n)s commitments are proposed.", made) % {"n": made}
    messages.success(request, said if made else _("Nothing new: what this reading proposes was proposed before."))
    return "review"


def _release(request: HttpRequest, document_id: str, actor: Actor, now: datetime) -> str:
    services.release(document_id=document_id, organisation=request.POST.get("organisation", ""), actor=actor, now=now)
    messages.success(request, _("Released. The organisation can read it from now on."))
    return "document"


def _recall(request: HttpRequest, document_id: str, actor: Actor, now: datetime) -> str:
    services.recall(document_id=document_id, organisation=request.POST.get("organisation", ""), actor=actor, now=now)
    messages.success(request, _("Recalled. That it was shown stays in the record."))
    return "document"


def _open(request: HttpRequest, document_id: str, actor: Actor, now: datetime) -> str:
    services.open_to_all(document_id=document_id, actor=actor, now=now)
    messages.success(request, _("Every organisation of the house can read it from now on."))
    return "document"


def _close(request: HttpRequest, document_id: str, actor: Actor, now: datetime) -> str:
    services.close_to_others(document_id=document_id, actor=actor, now=now)
    messages.success(request, _("Only its owner, the mission and those to whom it was released can read it now."))
    return "document"


VERBS: dict[str, Verb] = {
    "read": _read,
    "confirm": _confirm,
    "propose": _propose,
    "correct": _correct,
    "release": _release,
    "recall": _recall,
    "open": _open,
    "close": _close,
}
