"""The error pages and the health check."""

from http import HTTPStatus

from django.db import connection
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.template.loader import render_to_string
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from evenhand_web.accounts.access import public
from evenhand_web.web import problems


@public
@require_safe
def health(request: HttpRequest) -> HttpResponse:  # noqa: ARG001
    """Whether the server and its database answer. Says nothing else to strangers."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    return JsonResponse({"status": "ok"})


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:  # noqa: ARG001
    """400."""
    message = _("The request could not be read. Go back and try again.")
    return problems.plain(request, HTTPStatus.BAD_REQUEST, code="web.bad-request", message=message)


def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:  # noqa: ARG001
    """403."""
    message = _("You may not open this page. Ask the administrator of your organisation.")
    return problems.plain(request, HTTPStatus.FORBIDDEN, code="web.forbidden", message=message)


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:  # noqa: ARG001
    """404."""
    message = _("There is no such page, or it has not been released to you. Check the address.")
    return problems.plain(request, HTTPStatus.NOT_FOUND, code="web.not-found", message=message)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:  # noqa: ARG001
    """403 for a form that was sent from elsewhere, or from a page that was open for too long."""
    message = _("The form was too old or came from another site. Open the page again and send it once more.")
    return problems.plain(request, HTTPStatus.FORBIDDEN, code="web.form-expired", message=message)


def server_error(request: HttpRequest) -> HttpResponse:
    """500. Uses a template that needs nothing, since anything may be broken."""
    if problems.wants_json(request):
        body = {"problem": {"code": "web.fault", "message": "The server failed.", "details": {}}}
        return JsonResponse(body, status=HTTPStatus.INTERNAL_SERVER_ERROR)
    return HttpResponse(render_to_string("web/500.html"), status=HTTPStatus.INTERNAL_SERVER_ERROR)
