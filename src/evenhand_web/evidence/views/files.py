"""The files of evidence: pictures of our own making, and what is taken away under a ticket."""

from collections.abc import Iterable, Iterator
from typing import BinaryIO

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.utils.http import content_disposition_header
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from evenhand.evidence.hashing import pieces
from evenhand_web.accounts.access import Capability, actor_of, page
from evenhand_web.evidence import handouts, records
from evenhand_web.evidence.serving import attachment, locked_down, zipped
from evenhand_web.evidence.storage import storage
from evenhand_web.evidence.tickets import read_ticket
from evenhand_web.web import clock

may_see = page(Capability.SEE_EVIDENCE, Capability.SEE_RELEASED_EVIDENCE)


@may_see
@require_safe
def picture(request: HttpRequest, evidence_id: str, kind: str) -> HttpResponseBase:
    """The preview or the thumbnail; made now if nobody has looked yet. 404 where there can be none."""
    return _shown(request, handouts.picture(actor_of(request), evidence_id, kind, now=clock.now(request)))


@may_see
@require_safe
def copy_picture(request: HttpRequest, evidence_id: str, copy_id: int, kind: str) -> HttpResponseBase:
    """The preview or the thumbnail of a redacted copy."""
    return _shown(request, handouts.copy_picture(actor_of(request), evidence_id, copy_id, kind))


def _shown(request: HttpRequest, found: handouts.Picture | None) -> HttpResponseBase:
    if found is None:
        raise Http404
    etag = f'"{found.digest}"'
    if request.headers.get("If-None-Match") == etag:
        response: HttpResponseBase = HttpResponse(status=304)
    else:
        with storage().open(found.digest) as file:
            response = HttpResponse(file.read(), content_type="image/jpeg")
    response["ETag"] = etag
    response["Cache-Control"] = "private, no-cache"
    return locked_down(response)


@may_see
@require_safe
def fetch(request: HttpRequest, evidence_id: str, what: str) -> HttpResponseBase:
    """The file that a ticket was given out for, in as many ranges as the client asks for."""
    actor = actor_of(request)
    ticket = read_ticket(request.GET.get("ticket", ""), actor=actor, what=what)
    found = handouts.handout(actor, evidence_id, ticket)
    if what == "package":
        return _package(request, evidence_id, found)
    return attachment(
        request,
        storage().open(found.digest),
        size=found.size_bytes,
        name=found.name,
        media_type=found.media_type,
        digest=found.digest,
    )


@may_see
@require_safe
def record(request: HttpRequest, evidence_id: str, as_format: str) -> HttpResponseBase:
    """The custody record as a file."""
    language = get_language() or "en"
    body = records.custody_record(actor_of(request), evidence_id, as_format=as_format, language=language)
    response = HttpResponse(body, content_type=records.MEDIA_TYPES[as_format])
    response["Content-Disposition"] = f'attachment; filename="custody-{evidence_id[:24]}.{as_format}"'
    return locked_down(response)


def _package(request: HttpRequest, evidence_id: str, found: handouts.Handout) -> HttpResponseBase:
    """The original with its custody record and its texts."""
    actor, language = actor_of(request), get_language() or "en"
    papers: list[tuple[str, Iterable[bytes]]] = [
        (f"custody.{form}", [records.custody_record(actor, evidence_id, as_format=form, language=language)])
        for form in records.MEDIA_TYPES
    ]
    papers += [(name, [body.encode()]) for name, body in found.texts]
    entries = [*papers, (f"original/{found.name}", _closing(storage().open(found.digest)))]
    response = StreamingHttpResponse(zipped(entries, at=clock.now(request)), content_type="application/zip")
    name = f"{found.name}.evidence.zip"
    response["Content-Disposition"] = content_disposition_header(as_attachment=True, filename=name) or "attachment"
    return locked_down(response)


def _closing(file: BinaryIO) -> Iterator[bytes]:
    with file:
        yield from pieces(file)
