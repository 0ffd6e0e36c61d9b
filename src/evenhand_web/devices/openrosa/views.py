"""The addresses that phones know. No page is here, no session and no cookie; each answer is one that Collect takes."""

import hashlib
import logging
from collections.abc import Callable
from functools import wraps
from http import HTTPStatus

from django.conf import settings
from django.db import OperationalError
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt

from evenhand.foundation.problems import Problem, ProblemKind
from evenhand.reports.codes import ReportKind
from evenhand.reports.forms.media import NAMES, csv_of
from evenhand.reports.forms.xforms import Form, form
from evenhand_web.accounts.access import public
from evenhand_web.accounts.speaking import speaking_for
from evenhand_web.agreements import queries as agreements
from evenhand_web.devices import services
from evenhand_web.devices.access import NOT_A_KEY, Caller
from evenhand_web.devices.incoming import STORE_FULL
from evenhand_web.devices.openrosa import answers
from evenhand_web.devices.openrosa.callers import NO_PASSWORD, TOO_MANY_TRIES, caller
from evenhand_web.devices.openrosa.uploads import TOO_LARGE, read_upload
from evenhand_web.intake.services import Receipt
from evenhand_web.web import clock, problems

NO_SUCH_FORM = ProblemKind(
    code="devices.no-such-form", blame="missing", message="There is no {form!r} here. Get the list of forms again."
)

log = logging.getLogger(__name__)

_STATUS = {
    NOT_A_KEY: HTTPStatus.UNAUTHORIZED,
    NO_PASSWORD: HTTPStatus.UNAUTHORIZED,
    TOO_MANY_TRIES: HTTPStatus.TOO_MANY_REQUESTS,
    TOO_LARGE: HTTPStatus.REQUEST_ENTITY_TOO_LARGE,
    STORE_FULL: HTTPStatus.INSUFFICIENT_STORAGE,
}

Answer = Callable[..., HttpResponse]


def for_phones(*methods: str) -> Callable[[Answer], Answer]:
    """Mark a view as one for phones: it finds who calls, speaks their language, says Problems as phones show them."""

    def mark(view: Answer) -> Answer:
        @csrf_exempt
        @public
        @wraps(view)
        def answered(request: HttpRequest, token: str | None = None, **kwargs: str) -> HttpResponse:
            if request.method not in methods:
                response = answers.answer(answers.message("405"), status=HTTPStatus.METHOD_NOT_ALLOWED)
                response["Allow"] = ", ".join(methods)
                return response
            language = translation.get_language_from_request(request)
            try:
                found = caller(request, token)
                language = found.language or language
                with translation.override(language), speaking_for(found.actor):
                    return view(request, found, token, **kwargs)
            except Problem as problem:
                return _refused(problem, language)
            except OperationalError:
                log.exception("the database did not take a submission in time")
                return _busy(language)

        return answered

    return mark


@for_phones("GET", "HEAD")
def form_list(request: HttpRequest, caller: Caller, token: str | None) -> HttpResponse:
    """Every form, in the language of whoever carries the phone."""
    services.hear(caller=caller, phone=_phone(request), now=clock.now(request))
    listed = []
    for kind in ReportKind:
        one = form(kind, language=_language())
        listed.append(
            (
                one,
                _address(request, token, "form", form=kind.value),
                _address(request, token, "manifest", form=kind.value),
            )
        )
    return answers.answer(answers.form_list(listed))


@for_phones("GET", "HEAD")
def form_file(request: HttpRequest, caller: Caller, token: str | None, form: str) -> HttpResponse:  # noqa: ARG001
    """One form."""
    return answers.answer(_form(form).xform)


@for_phones("GET", "HEAD")
def manifest(request: HttpRequest, caller: Caller, token: str | None, form: str) -> HttpResponse:  # noqa: ARG001
    """The files beside a form, as far as it asks for them."""
    xform = _form(form).xform
    files = [
        (
            name,
            hashlib.md5(_media(name), usedforsecurity=False).hexdigest(),
            _address(request, token, "media", name=name),
        )
        for name in NAMES
        if f"jr://file-csv/{name}".encode() in xform
    ]
    return answers.answer(answers.manifest(files))


@for_phones("GET", "HEAD")
def media(request: HttpRequest, caller: Caller, token: str | None, name: str) -> HttpResponse:  # noqa: ARG001
    """A file beside a form: places or parties of the agreement in force."""
    if name not in NAMES:
        raise NO_SUCH_FORM(form=name[:64])
    response = answers.answer(_media(name))
    response["Content-Type"] = "text/csv; charset=utf-8"
    return response


@for_phones("HEAD", "POST")
def submission(request: HttpRequest, caller: Caller, token: str | None) -> HttpResponse:  # noqa: ARG001
    """Take a submission in. It is acknowledged once the transaction is over and every file is forced to the disk."""
    now = clock.now(request)
    if request.method == "HEAD":
        return answers.answer(status=HTTPStatus.NO_CONTENT)
    upload = read_upload(request, limit_bytes=settings.UPLOAD_LIMIT_BYTES)
    try:
        receipt = services.take_in(
            xml=upload.xml,
            files=upload.keep(),
            caller=caller,
            app=request.META.get("HTTP_USER_AGENT", ""),
            actor=caller.actor,
            now=now,
        )
    finally:
        upload.discard()
    services.hear(caller=caller, phone=_phone(request), now=now)
    status = HTTPStatus.ACCEPTED if receipt.conflict else HTTPStatus.CREATED
    body = answers.message(_said(receipt, more_comes=upload.incomplete), nature="submit_success")
    return answers.answer(body, status=status)


def _said(receipt: Receipt, *, more_comes: bool) -> str:
    if receipt.conflict:
        return _("Received as %(number)s. Another text came under the same id; both are kept.") % {
            "number": receipt.number
        }
    if receipt.waiting_for and not more_comes:
        names = ", ".join(receipt.waiting_for)
        return _("Received as %(number)s. Still waiting for: %(files)s.") % {"number": receipt.number, "files": names}
    return _("Received as %(number)s.") % {"number": receipt.number}


def _refused(problem: Problem, language: str) -> HttpResponse:
    if problem.blame == "operator":
        log.error("%s: %s", problem.code, problem)
    with translation.override(language):
        said = problems.say(problem)
    status = _STATUS.get(problem.kind, problems.STATUS[problem.blame])
    return answers.answer(answers.message(said), status=status)


def _busy(language: str) -> HttpResponse:
    with translation.override(language):
        said = _("The server is too busy at this moment. Nothing is lost: the phone sends it again.")
    response = answers.answer(answers.message(said), status=HTTPStatus.SERVICE_UNAVAILABLE)
    response["Retry-After"] = "30"
    return response


def _form(name: str) -> Form:
    if name not in tuple(ReportKind):
        raise NO_SUCH_FORM(form=name[:64])
    return form(ReportKind(name), language=_language())


def _media(name: str) -> bytes:
    return csv_of(name, agreement=next(iter(agreements.current()), None), language=_language())


def _language() -> str:
    return translation.get_language() or "en"


def _phone(request: HttpRequest) -> str:
    """The id by which a phone calls itself in the address: advice, for anybody can write it."""
    return "".join(sign for sign in request.GET.get("deviceID", "") if sign.isprintable())[:100]


def _address(request: HttpRequest, token: str | None, name: str, /, **kwargs: str) -> str:
    route, keys = (f"collect-{name}", {}) if token is None else (f"collect-token-{name}", {"token": token})
    return request.build_absolute_uri(reverse(f"openrosa:{route}", kwargs=keys | kwargs))
