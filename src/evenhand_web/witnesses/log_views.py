"""The files of the log for anybody, without a session; and what witnesses send.

Source: C2SP tlog-tiles v0.1.0, "Checkpoints", "Merkle Tree" and "Log Entries" (content types, caching).
"""

import logging
from collections.abc import Callable
from functools import wraps

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST, require_safe

from evenhand.foundation.problems import Problem
from evenhand_web.accounts.access import public
from evenhand_web.ledger import publishing
from evenhand_web.ledger.publishing import CHECKPOINT
from evenhand_web.web import clock
from evenhand_web.witnesses import services
from evenhand_web.witnesses.demo import views_for

log = logging.getLogger(__name__)

SIGN_AGAIN_S = 60
"""So old the newest checkpoint may be when somebody asks; then the log signs anew, on demand."""
MOST_BYTES = 256 * 1024
_TEXT, _BYTES = "text/plain; charset=utf-8", "application/octet-stream"
_FOREVER = "public, max-age=31536000, immutable"
_STATUS = {services.NOT_TAKEN: 403, services.TOO_MANY_ALARMS: 429}

View = Callable[..., HttpResponse]


@public
@require_safe
def checkpoint(request: HttpRequest) -> HttpResponse:
    """The newest checkpoint; what waits is signed first. A log that cannot sign shows what it signed last."""
    try:
        if publishing.is_due(clock.real(), every_s=SIGN_AGAIN_S):
            publishing.publish(clock.real())
    except Problem as problem:
        log.error("%s: %s", problem.code, problem)  # noqa: TRY400 - whoever runs this needs no traceback of it
    return _file(request, CHECKPOINT, kind=_TEXT, keep="no-store")


@public
@require_safe
def tile(request: HttpRequest, tile: str) -> HttpResponse:
    """A tile of hashes or a bundle of entries: never another content under its name, as long as the log is honest."""
    return _file(request, tile, kind=_BYTES, keep="no-cache" if settings.DEMO else _FOREVER)


def for_witnesses(view: View) -> View:
    """Mark a view as one to which witnesses post: no session, no token of a form; Problems in plain words."""

    @csrf_exempt
    @public
    @require_POST
    @wraps(view)
    def answered(request: HttpRequest) -> HttpResponse:
        length = request.META.get("CONTENT_LENGTH") or "0"
        content = request.read(MOST_BYTES + 1) if length.isdigit() and int(length) <= MOST_BYTES else None
        if content is None or len(content) > MOST_BYTES:
            return _said(f"At most {MOST_BYTES} bytes are taken.", status=413)
        try:
            return view(request, content)
        except Problem as problem:
            return _said(str(problem), status=_STATUS.get(problem.kind, 500))

    return answered


@for_witnesses
def cosignatures(request: HttpRequest, content: bytes) -> HttpResponse:
    """A cosignature of a witness of the policy, under a checkpoint of this log."""
    if views_for(request).plays_along(content):
        return HttpResponse(status=204)
    services.take_cosignature(content=content, now=clock.real())
    return HttpResponse(status=204)


@for_witnesses
def alarms(_request: HttpRequest, content: bytes) -> HttpResponse:
    """An alarm of a witness of the policy, kept for everybody to see."""
    services.take_alarm(content=content, now=clock.now(), at=clock.real())
    return HttpResponse(status=204)


def _file(request: HttpRequest, path: str, *, kind: str, keep: str) -> HttpResponse:
    content = views_for(request).folder.read(path)
    if content is None:
        return _said("There is no such file.", status=404)
    response = HttpResponse(content, content_type=kind)
    response["Cache-Control"] = keep
    response["Cross-Origin-Resource-Policy"] = "cross-origin"  # anybody's page may check the log
    response["Access-Control-Allow-Origin"] = "*"
    return response


def _said(words: str, *, status: int) -> HttpResponse:
    response = HttpResponse(f"{words}\n", content_type=_TEXT, status=status)
    response["Cache-Control"] = "no-store"
    return response
