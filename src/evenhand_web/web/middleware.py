"""Headers that every answer carries, and Problems turned into answers."""

import logging
from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

from evenhand.foundation.problems import Problem
from evenhand_web.web import problems

Respond = Callable[[HttpRequest], HttpResponse]

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
    """Answers a Problem that a view raised."""

    def __init__(self, get_response: Respond) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """The page; `process_exception` answers where it raises."""
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """The answer, for Problems; anything else is a fault of ours and goes to the 500 page."""
        if not isinstance(exception, Problem):
            return None
        if exception.blame == "operator":
            log.error("%s: %s", exception.code, exception)
        return problems.answer(request, exception)
