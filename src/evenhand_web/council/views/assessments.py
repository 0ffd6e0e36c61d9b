"""The assessment of a month: shown, taken away as a Word file, issued, corrected."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from evenhand.council.assessing import sections
from evenhand.council.codec import record_to
from evenhand.council.dates import month_of, read_month
from evenhand.council.word import word_file
from evenhand_web.accounts.access import Actor, Capability, actor_of, page
from evenhand_web.council import access, services, words
from evenhand_web.council.queries import months
from evenhand_web.web import clock

WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


@page(Capability.SEE_COUNCIL)
@require_safe
def latest(request: HttpRequest) -> HttpResponse:
    """The last month of which anything is known."""
    if request.GET.get("month"):
        return redirect("council:assessment", month=month_of(read_month(request.GET["month"])))
    return redirect("council:assessment", month=months.latest_month(actor_of(request), as_of=clock.now(request).date()))


@page(Capability.SEE_COUNCIL)
@require_safe
def assessment(request: HttpRequest, month: str) -> HttpResponse:
    """The assessment from the records as they are, and what an issued one would have otherwise."""
    actor = actor_of(request)
    context = {"found": _page(actor, month), "here_is": "assessment", "keeps": access.keeps(actor)}
    return render(request, "council/assessment.html", context)


@page(Capability.SEE_COUNCIL)
@require_safe
def word(request: HttpRequest, month: str) -> HttpResponse:
    """The assessment as a Word file: as issued, or as the records give it where none was."""
    found = _page(actor_of(request), month)
    told = found.issued.value if found.issued else found.now
    content = word_file(told.title, told.disclaimer, sections(told), language=words.language())
    response = HttpResponse(content, content_type=WORD)
    response["Content-Disposition"] = f'attachment; filename="assessment-{month}-{words.language()}.docx"'
    return response


@page(Capability.KEEP_COUNCIL)
@require_POST
def issue(request: HttpRequest, month: str) -> HttpResponse:
    """Issue it as it is now, or a correction of the one that was issued."""
    actor = actor_of(request)
    found = _page(actor, month)
    draft = services.Draft(
        kind="assessment",
        record_id=found.record_id,
        content=record_to(found.now),
        based_on=found.versions[0].number if found.versions else 0,
        reason=request.POST.get("reason", "")[:2000],
    )
    services.write(draft=draft, actor=actor, now=clock.now(request))
    messages.success(request, _("Issued."), extra_tags="good")
    return redirect("council:assessment", month=month)


def _page(actor: Actor, month: str) -> months.AssessmentPage:
    versions = access.history(actor, months.assessment_id(month[:10], words.language()))
    return months.assessment_page(actor, month, versions)
