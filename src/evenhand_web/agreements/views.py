"""The agreements: the list, one version as a document, its files."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from evenhand_web.accounts.access import Capability, actor_of, page
from evenhand_web.agreements import words
from evenhand_web.agreements.archives import archive_answer
from evenhand_web.agreements.queries import pages
from evenhand_web.drafts import queries as drafts
from evenhand_web.web import clock


@page(Capability.SEE_AGREEMENTS)
@require_safe
def agreement_list(request: HttpRequest) -> HttpResponse:
    """Every agreement, those in force first."""
    return render(request, "agreements/list.html", {"agreements": pages.summaries(actor_of(request))})


@page(Capability.SEE_AGREEMENTS)
@require_safe
def agreement(request: HttpRequest, agreement_id: str, version: str | None = None) -> HttpResponse:
    """One version as a document: the one in force unless another is asked for."""
    now = clock.now(request)
    shown = pages.agreement_page(actor_of(request), agreement_id, version, as_of=now, language=get_language() or "en")
    context = {
        "shown": shown,
        "agreement": shown.page.agreement,
        "language_order": ("en", "fr", "ar", "zh-hans"),
        "words": words.script_words(),
        "as_of": now,
        "as_of_s": int(now.timestamp()),
        "may_try": actor_of(request).can(Capability.TRY_CHANGES),
        "drafts": drafts.drafts(actor_of(request), agreement_id),
    }
    return render(request, "agreements/agreement.html", context)


@page(Capability.SEE_AGREEMENTS)
@require_safe
def download(request: HttpRequest, agreement_id: str, version: str) -> HttpResponse:
    """The files as adopted, in a ZIP archive that is the same byte for byte each time."""
    files = pages.files(actor_of(request), agreement_id, version)
    return archive_answer(files, name=f"{agreement_id}-{version}")


@page(Capability.SEE_AGREEMENTS)
@require_safe
def file(request: HttpRequest, agreement_id: str, version: str, name: str) -> HttpResponse:
    """One file as adopted, as plain text."""
    content = pages.file(actor_of(request), agreement_id, version, name)
    return HttpResponse(content, content_type="text/plain; charset=utf-8")
