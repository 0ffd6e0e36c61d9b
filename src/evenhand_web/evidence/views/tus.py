"""The tus protocol: files that come in parts and go on after a cut.

Source: tus resumable upload protocol 1.0.0; 460 is its status for a checksum that differs.
"""

import base64
import binascii
import re
from collections.abc import Callable, Mapping
from functools import wraps
from http import HTTPStatus
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.urls import reverse
from django.utils.http import http_date

from evenhand.evidence.hashing import Readable, stated_digest
from evenhand.foundation.problems import Problem, ProblemKind
from evenhand_web.accounts.access import Capability, actor_of, page
from evenhand_web.evidence.services import uploads
from evenhand_web.evidence.services.receiving import TOO_LARGE, Claim
from evenhand_web.web import clock, problems

BAD_HEADER = ProblemKind(
    code="evidence.bad-header",
    blame="caller",
    message="The header {header} is {value!r}. Write {expected}.",
)
OTHER_VERSION = ProblemKind(
    code="evidence.other-version",
    blame="caller",
    message="The header Tus-Resumable is {value!r}. This server speaks version 1.0.0 of the tus protocol: say so.",
)
NOT_A_PART = ProblemKind(
    code="evidence.not-a-part",
    blame="caller",
    message="The content type is {value!r}. Send parts of a file as application/offset+octet-stream.",
)

VERSION = "1.0.0"
PART = "application/offset+octet-stream"
_STATUS: Mapping[ProblemKind, int] = {
    OTHER_VERSION: HTTPStatus.PRECONDITION_FAILED,
    NOT_A_PART: HTTPStatus.UNSUPPORTED_MEDIA_TYPE,
    TOO_LARGE: HTTPStatus.REQUEST_ENTITY_TOO_LARGE,
    uploads.TOO_MANY_BYTES: HTTPStatus.REQUEST_ENTITY_TOO_LARGE,
    uploads.BUSY_UPLOAD: HTTPStatus.LOCKED,
    uploads.CHECKSUM_DIFFERS: 460,
}
_METADATA_BYTES = 16_000

may_send = page(Capability.HANDLE_EVIDENCE, Capability.FILE_REPORTS)
Answer = Callable[..., HttpResponse]


def spoken(view: Answer) -> Answer:
    """Mark an answer as the protocol's: its version is asked for and told, and Problems are JSON."""

    @wraps(view)
    def respond(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            if request.method != "OPTIONS" and request.headers.get("Tus-Resumable") != VERSION:
                raise OTHER_VERSION(value=request.headers.get("Tus-Resumable", ""))
            response = view(request, *args, **kwargs)
        except Problem as problem:
            body = {"problem": {"code": problem.code, "message": problems.say(problem)}}
            response = JsonResponse(body, status=_STATUS.get(problem.kind, problems.STATUS[problem.blame]))
            if problem.kind is OTHER_VERSION:
                response["Tus-Version"] = VERSION
        response["Tus-Resumable"] = VERSION
        response["Cache-Control"] = "no-store"
        return response

    return respond


@may_send
@spoken
def collection(request: HttpRequest) -> HttpResponse:
    """What the server can do (OPTIONS), and announcing a file (POST)."""
    if request.method == "OPTIONS":
        response = HttpResponse(status=HTTPStatus.NO_CONTENT)
        response["Tus-Version"] = VERSION
        response["Tus-Extension"] = "creation,checksum,termination,expiration"
        response["Tus-Checksum-Algorithm"] = "sha256"
        response["Tus-Max-Size"] = str(settings.EVIDENCE_LIMIT_BYTES)
        return response
    if request.method != "POST":
        return _not_allowed("OPTIONS, POST")
    begun = uploads.begin(
        length_bytes=_number(request, "Upload-Length"),
        claim=_claim(request.headers.get("Upload-Metadata", "")),
        actor=actor_of(request),
        now=clock.now(request),
    )
    response = _standing(begun, status=HTTPStatus.CREATED)
    response["Location"] = reverse("evidence:upload", kwargs={"upload_id": begun.upload})
    return response


@may_send
@spoken
def upload(request: HttpRequest, upload_id: str) -> HttpResponse:
    """Where a file stands (HEAD), its next part (PATCH), and giving it up (DELETE)."""
    who: dict[str, Any] = {"actor": actor_of(request), "now": clock.now(request)}
    if request.method == "HEAD":
        found = uploads.progress(upload_id=upload_id, **who)
        response = _standing(found)
        response["Upload-Length"] = str(found.length_bytes)
        return response
    if request.method == "DELETE":
        uploads.give_up(upload_id=upload_id, **who)
        return HttpResponse(status=HTTPStatus.NO_CONTENT)
    if request.method != "PATCH":
        return _not_allowed("HEAD, PATCH, DELETE")
    if request.content_type != PART:
        raise NOT_A_PART(value=request.content_type or "")
    part = uploads.Part(
        offset_bytes=_number(request, "Upload-Offset"),
        stream=_body(request),
        checksum=_checksum(request.headers.get("Upload-Checksum", "")),
    )
    return _standing(uploads.append(upload_id=upload_id, part=part, **who))


def _standing(found: uploads.Progress, *, status: int = HTTPStatus.NO_CONTENT) -> HttpResponse:
    response = HttpResponse(status=status)
    response["Upload-Offset"] = str(found.offset_bytes)
    response["Upload-Expires"] = http_date(found.expires_at.timestamp())
    if found.evidence:
        response["Evidence-Location"] = reverse("evidence:item", kwargs={"evidence_id": found.evidence})
    return response


def _not_allowed(methods: str) -> HttpResponse:
    response = HttpResponse(status=HTTPStatus.METHOD_NOT_ALLOWED)
    response["Allow"] = methods
    return response


def _body(request: HttpRequest) -> Readable:
    """The body as it comes in. Django reads as much as Content-Length says, and nothing where parts come in chunks."""
    if "chunked" in request.headers.get("Transfer-Encoding", "").lower():
        stream: Readable = request.META["wsgi.input"]
        return stream
    return request  # type: ignore[return-value] - it has `read`


def _number(request: HttpRequest, header: str) -> int:
    value = request.headers.get(header, "")
    if re.fullmatch(r"[0-9]{1,18}", value) is None:
        raise BAD_HEADER(header=header, value=value[:40], expected="a number of bytes")
    return int(value)


def _checksum(value: str) -> str:
    if not value:
        return ""
    algorithm, _space, digest = value.partition(" ")
    if algorithm != "sha256" or not digest:
        raise BAD_HEADER(header="Upload-Checksum", value=value[:80], expected="sha256 and the digest in base64")
    return stated_digest(digest)


def _claim(metadata: str) -> Claim:
    """What the client says of the file: pairs of a key and a value in base64."""
    told: dict[str, str] = {}
    for pair in metadata[:_METADATA_BYTES].split(",") if metadata else ():
        key, _space, value = pair.strip().partition(" ")
        try:
            told[key] = base64.b64decode(value, validate=True).decode("utf-8")
        except (binascii.Error, ValueError):
            expected = "a key, a blank and a value in base64, with commas between the pairs"
            raise BAD_HEADER(header="Upload-Metadata", value=pair[:80], expected=expected) from None
    return Claim(
        subject_kind=told.get("subject_kind", ""),
        subject=told.get("subject", ""),
        name=told.get("filename", ""),
        declared_type=told.get("filetype", ""),
        stated_digest=told.get("sha256", ""),
        protection=told.get("protection") or "open",
        note=told.get("note", ""),
    )
