"""The what-if page, its outlines and trials, and the drafts that are kept."""

import json
from collections.abc import Iterator, Mapping
from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse, RawPostDataException, StreamingHttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import translation
from django.utils.translation import get_language
from django.views.decorators.http import require_POST, require_safe

from evenhand.agreements.editing import Edits
from evenhand.agreements.model import Agreement
from evenhand.foundation.problems import Problem
from evenhand_web.accounts.access import Actor, Capability, actor_of, page
from evenhand_web.agreements import queries as agreements
from evenhand_web.agreements.archives import archive_answer
from evenhand_web.drafts import queries, services, trials, words
from evenhand_web.drafts.edits import BAD_EDITS, Edited, apply, edits_from
from evenhand_web.map.features import bounds
from evenhand_web.map.templatetags.map_data import agreement_map_url
from evenhand_web.web import clock, problems

MOST_BYTES = 1_000_000
WHOLE_WORLD = (-170.0, -60.0, 170.0, 75.0)


@page(Capability.TRY_CHANGES)
@require_safe
def what_if(request: HttpRequest, agreement_id: str) -> HttpResponse:
    """The map on which areas are drawn otherwise, and the form in which figures of rules are changed."""
    agreement, files = queries.base(actor_of(request), agreement_id, None)
    address = [agreement.id, agreement.version]
    config = queries.page_data(agreement, files) | {
        "bounds": bounds(agreement) or WHOLE_WORLD,
        "words": words.script_words(),
        "fields": {name: str(word) for name, word in words.FIELDS.items()},
        "next_version": next_version(agreement),
        "urls": {
            "areas": agreement_map_url(agreement),
            "outline": reverse("drafts:outline", args=address),
            "trial": reverse("drafts:trial", args=address),
            "save": reverse("drafts:save", args=address),
        },
    }
    return render(request, "drafts/what_if.html", {"agreement": agreement, "config": config})


@page(Capability.TRY_CHANGES)
@require_POST
def outline(request: HttpRequest, agreement_id: str, version: str) -> HttpResponse:
    """How the changed areas would be drawn, what is wrong with the changes, and what they are in words."""
    agreement, _edits, tried = _tried(request, agreement_id, version)
    answer = queries.outline(agreement, tried, language=get_language() or "en")
    return JsonResponse({**answer, "changes": queries.changes(agreement, tried)})


@page(Capability.TRY_CHANGES)
@require_POST
def trial(request: HttpRequest, agreement_id: str, version: str) -> HttpResponse | StreamingHttpResponse:
    """Replay under the changed text: one JSON object a line, each step as it begins, the result last."""
    agreement, _edits, tried = _tried(request, agreement_id, version)
    if tried.agreement is None:
        faults = queries.faults(agreement, tried, language=get_language() or "en")
        return JsonResponse({"faults": faults}, status=400)
    steps = trials.trial(actor_of(request), agreement, tried.agreement, as_of=clock.now(request))
    response = StreamingHttpResponse(_lines(steps, get_language() or "en"), content_type="application/jsonl")
    response["Cache-Control"] = "no-store"
    response["X-Accel-Buffering"] = "no"
    return response


@page(Capability.TRY_CHANGES)
@require_POST
def save(request: HttpRequest, agreement_id: str, version: str) -> HttpResponse:
    """Keep the changes as a draft version; says where it is."""
    body = _body(request)
    note, number = body.pop("note", ""), body.pop("version", "")
    if not isinstance(note, str) or not isinstance(number, str) or not number.strip():
        raise BAD_EDITS(fault="the draft has no number")
    actor = actor_of(request)
    agreement, tried = _applied(actor, agreement_id, version, edits_from(body), number=number.strip()[:32])
    if tried.agreement is None:
        faults = queries.faults(agreement, tried, language=get_language() or "en")
        return JsonResponse({"faults": faults}, status=400)
    row = services.save(files=tried.files, based_on=agreement.digest, note=note, actor=actor, now=clock.now(request))
    where = reverse("agreements:agreement", args=[agreement_id])
    return JsonResponse({"version": row.version, "href": f"{where}#draft-{row.digest[:12]}"})


@page(Capability.TRY_CHANGES)
@require_safe
def download(request: HttpRequest, agreement_id: str, digest: str) -> HttpResponse:
    """The files of a draft, to be read, sent round, and adopted."""
    files = queries.files(actor_of(request), agreement_id, digest)
    return archive_answer(files, name=f"{agreement_id}-draft-{digest[:12]}")


def next_version(agreement: Agreement) -> str:
    """The number that comes next among those adopted: the next whole number, else one with an ending."""
    taken = {one.version for one in agreements.versions_of(agreement.id)}
    numbers = [int(one) for one in taken if one.isdecimal()]
    if agreement.version.isdecimal():
        return str(max(numbers) + 1)
    ending = next(number for number in range(2, 10_000) if f"{agreement.version}-{number}" not in taken)
    return f"{agreement.version}-{ending}"


def _tried(request: HttpRequest, agreement_id: str, version: str) -> tuple[Agreement, Edits, Edited]:
    edits = edits_from(_body(request))
    agreement, tried = _applied(actor_of(request), agreement_id, version, edits, number=None)
    return agreement, edits, tried


def _applied(
    actor: Actor, agreement_id: str, version: str, edits: Edits, *, number: str | None
) -> tuple[Agreement, Edited]:
    agreement, files = queries.base(actor, agreement_id, version)
    return agreement, apply(agreement, files, edits, version=number or next_version(agreement))


def _body(request: HttpRequest) -> dict[str, Any]:
    """The JSON object of a request.

    Raises:
        BAD_EDITS: it is none, or larger than anybody draws by hand.
    """
    try:
        sent = request.body
    except RawPostDataException:  # it came as a form, and was read as one
        raise BAD_EDITS(fault="they came as a form and not as JSON") from None
    if len(sent) > MOST_BYTES:
        raise BAD_EDITS(fault=f"they have more than {MOST_BYTES} bytes")
    try:
        body = json.loads(sent)
        json.dumps(body, ensure_ascii=False).encode()  # half of a surrogate pair can be no text of a file
    except (ValueError, RecursionError) as fault:
        raise BAD_EDITS(fault=" ".join(str(fault).split())[:100]) from None
    if not isinstance(body, dict):
        raise BAD_EDITS(fault=f"they are a {type(body).__name__}")
    return body


def _lines(steps: Iterator[Mapping[str, Any]], language: str) -> Iterator[bytes]:
    """Each step as a line of JSON, in the language of the request, which is over when this runs."""
    with translation.override(language):
        try:
            for step in steps:
                yield json.dumps(step, ensure_ascii=False, default=str).encode() + b"\n"
        except Problem as problem:
            told = {"problem": {"code": problem.code, "message": problems.say(problem)}}
            yield json.dumps(told, ensure_ascii=False).encode() + b"\n"
