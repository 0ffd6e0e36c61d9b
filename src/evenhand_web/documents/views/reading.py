"""One document: its text, its place in the source, beside another one, on paper, and under review."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from evenhand_web.accounts.access import Capability, actor_of, page
from evenhand_web.documents import words
from evenhand_web.documents.queries import comparing, reviewing
from evenhand_web.documents.queries import document as queries
from evenhand_web.documents.views.listing import may_read


@may_read
@require_safe
def document(request: HttpRequest, document_id: str) -> HttpResponse:
    """The text with what was found in it, and the source beside it."""
    asked = {name: request.GET.get(name, "").replace("\0", "")[:200] for name in ("page", "q", "source", "item")}
    found = queries.document_page(actor_of(request), document_id, queries.Wanted(**asked), language=_language())
    context = {"document": found, "row": found.row, "page": found.page, "wanted": asked}
    return render(request, "documents/document.html", context)


@may_read
@require_safe
def paragraph(request: HttpRequest, document_id: str, para: str) -> HttpResponse:
    """The lasting address of a paragraph: leads to where it stands now."""
    number = queries.page_with(actor_of(request), document_id, para)
    query = {"page": number} if number > 1 else {}
    kept = {name: request.GET[name] for name in ("q",) if request.GET.get(name)}
    found = reverse("documents:document", args=[document_id])
    asked = f"?{urlencode(query | kept)}" if query | kept else ""
    return redirect(f"{found}{asked}#p-{para}")


@may_read
@require_safe
def printed(request: HttpRequest, document_id: str) -> HttpResponse:
    """The whole text on one page, for paper."""
    found = queries.printed(actor_of(request), document_id, language=_language())
    return render(request, "documents/print.html", {"document": found, "row": found.row, "page": found.page})


@may_read
@require_safe
def compare(request: HttpRequest, document_id: str, other_id: str) -> HttpResponse:
    """Two texts side by side."""
    only = "differing" if request.GET.get("only") == "differing" else ""
    found = comparing.comparison(actor_of(request), document_id, other_id, only=only, page=request.GET.get("page"))
    return render(request, "documents/compare.html", {"comparison": found, "page": found.page, "only": only})


@page(Capability.KEEP_DOCUMENTS)
@require_safe
def review(request: HttpRequest, document_id: str) -> HttpResponse:
    """What was proposed, and what a person should look at."""
    found = reviewing.review(actor_of(request), document_id, language=_language())
    return render(request, "documents/review.html", {"review": found, "row": found.row, "kinds": words.KINDS})


def _language() -> str:
    return get_language() or "en"
