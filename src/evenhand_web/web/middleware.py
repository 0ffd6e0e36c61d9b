"""Headers that every answer carries, and Problems turned into answers."""

import logging
from collections.abc import Callable, Iterator
from typing import Any

from django.http import HttpRequest, HttpResponse

from evenhand.foundation.problems import Problem, ProblemKind
from evenhand_web.web import problems

NULL_CHARACTER = ProblemKind(
    code="web.null-character",
    blame="caller",
    message="The value of {field!r} holds the character U+0000, which no text has. Take it out and send it again.",
)

Respond = Callable[[HttpRequest], HttpResponse]

_SHOWN = 60

log = logging.getLogger(__name__)

HEADERS = {
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=(), interest-cohort=()",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}


def headers(get_response: Respond) -> Respond:
    """Add the security headers that Django does not."""

    def respond(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        for name, value in HEADERS.items():
            response.headers.setdefault(name, value)
        # What a signed-in person sees is theirs: no cache keeps it, and "back" after signing out shows nothing.
        if not request.path.startswith("/static/"):
            response.headers.setdefault("Cache-Control", "private, no-store")
        return response

    return respond


class Problems:
    """Answers a Problem that a view raised, and U+0000, which PostgreSQL takes in no text, before any view sees it."""

    def __init__(self, get_response: Respond) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """The page; `process_exception` answers where it raises."""
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view: Any, args: Any, kwargs: Any) -> HttpResponse | None:  # noqa: ARG002
        """The answer to values of an address line or a form that hold U+0000; None: there are none."""
        # A view without Django's check of the form's token reads its body by itself, judging its length first.
        reads_itself = getattr(view, "csrf_exempt", False)
        if "\0" in request.path:
            return problems.answer(request, NULL_CHARACTER(field=request.path.replace("\0", "")[:_SHOWN]))
        for name, value in _values(request, form=not reads_itself):
            if "\0" in name or "\0" in value:
                return problems.answer(request, NULL_CHARACTER(field=name.replace("\0", "")[:_SHOWN]))
        return None

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """The answer, for Problems; anything else is a fault of ours and goes to the 500 page."""
        if not isinstance(exception, Problem):
            return None
        if exception.blame == "operator":
            log.error("%s: %s", exception.code, exception)
        return problems.answer(request, exception)


def _values(request: HttpRequest, *, form: bool) -> Iterator[tuple[str, str]]:
    for given in (request.GET, request.POST) if form else (request.GET,):
        for name, values in given.lists():
            yield from ((name, str(value)) for value in values or ("",))
