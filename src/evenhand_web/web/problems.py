"""A Problem as an HTTP answer: the only place that knows both."""

from http import HTTPStatus
from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils.translation import gettext

from evenhand.foundation.problems import Blame, Problem
from evenhand_web.web import problem_messages  # noqa: F401 - the catalogue of messages that gettext below looks up

STATUS: dict[Blame, HTTPStatus] = {
    "caller": HTTPStatus.BAD_REQUEST,
    "state": HTTPStatus.CONFLICT,
    "permission": HTTPStatus.FORBIDDEN,
    "missing": HTTPStatus.NOT_FOUND,
    "operator": HTTPStatus.INTERNAL_SERVER_ERROR,
}


def say(problem: Problem) -> str:
    """The message in the reader's language, with the problem's details filled in."""
    return gettext(problem.kind.message).format(**problem.details)


def wants_json(request: HttpRequest) -> bool:
    """Whether the asker prefers JSON over a page."""
    return request.get_preferred_type(["text/html", "application/json"]) == "application/json"


def answer(request: HttpRequest, problem: Problem) -> HttpResponse:
    """The page or the JSON that says what went wrong and what to do."""
    status = STATUS[problem.blame]
    if status == HTTPStatus.INTERNAL_SERVER_ERROR:
        return plain(request, status, code=problem.code, message=say(problem))
    return plain(request, status, code=problem.code, message=say(problem), details=problem.details)


def plain(
    request: HttpRequest, status: HTTPStatus, *, code: str, message: str, details: dict[str, Any] | None = None
) -> HttpResponse:
    """Any error in the one shape that errors have here."""
    if wants_json(request):
        body = {"problem": {"code": code, "message": message, "details": _plain_details(details or {})}}
        return JsonResponse(body, status=status)
    return render(
        request, "web/problem.html", {"code": code, "message": message, "status": status.value}, status=status
    )


def _plain_details(details: dict[str, Any]) -> dict[str, Any]:
    simple = (str, int, float, bool, type(None))
    return {key: value if isinstance(value, simple) else str(value) for key, value in details.items()}
