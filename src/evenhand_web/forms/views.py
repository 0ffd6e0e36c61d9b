"""The pages of the form in the browser, what they keep while there is no network, and the door for what they send."""

import base64
from collections.abc import Callable
from functools import wraps
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.middleware.csrf import get_token
from django.shortcuts import render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import get_language, get_language_bidi, override
from django.views.decorators.http import require_POST, require_safe

from evenhand_web.accounts.access import Capability, actor_of, page, public
from evenhand_web.forms import arriving, queries, services, words
from evenhand_web.forms import shell as shells
from evenhand_web.web import clock
from evenhand_web.web.answers import json_answer
from evenhand_web.web.context import LANGUAGE_NAMES

SENSORS = "camera=(self), geolocation=(self), microphone=(self), payment=(), usb=(), interest-cohort=()"
"""Only here may a page ask for the place and the camera, and only when somebody presses the button."""
JSON = "application/json"

View = Callable[..., HttpResponse]


def with_sensors(view: View) -> View:
    """A page on which a person may give their position or take a photo."""

    @wraps(view)
    def answered(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        response = view(request, *args, **kwargs)
        response["Permissions-Policy"] = SENSORS
        return response

    return answered


@page(Capability.FILE_REPORTS)
@require_safe
@with_sensors
def lobby(request: HttpRequest) -> HttpResponse:
    """The forms, and how many reports wait."""
    return _app(request)


@page(Capability.FILE_REPORTS)
@require_safe
@with_sensors
def fill(request: HttpRequest, form_id: str) -> HttpResponse:  # noqa: ARG001 - the script reads the address
    """One form, to be filled in."""
    return _app(request)


@page(Capability.FILE_REPORTS)
@require_safe
@with_sensors
def queue(request: HttpRequest) -> HttpResponse:
    """What was written on this device and what became of it."""
    return _app(request)


@public
@require_safe
@with_sensors
def shell(request: HttpRequest, language: str) -> HttpResponse:  # noqa: ARG001
    """The page that stands in for all of these without a network. It knows nobody."""
    return HttpResponse(_shell(language if language in LANGUAGE_NAMES else "en"))


@public
@require_safe
def worker(request: HttpRequest) -> HttpResponse:  # noqa: ARG001
    """The service worker."""
    response = HttpResponse(shells.worker(_shell), content_type="text/javascript; charset=utf-8")
    response["Cache-Control"] = "no-cache"
    return response


@public
@require_safe
def manifest(request: HttpRequest) -> HttpResponse:
    """The web app manifest, in the reader's language."""
    return json_answer(request, shells.manifest(get_language() or "en"), content_type="application/manifest+json")


@page(Capability.FILE_REPORTS)
@require_safe
def definitions(request: HttpRequest) -> HttpResponse:
    """The forms there are, each with the address of its version."""
    forms = [
        {
            "form": one.form,
            "version": one.version,
            "digest": one.digest,
            "titles": dict(one.titles),
            "url": reverse("forms:definition", args=[one.form, one.digest]),
        }
        for one in queries.definitions(clock.now(request))
    ]
    return json_answer(request, {"forms": forms}, content_type=JSON)


@page(Capability.FILE_REPORTS)
@require_safe
def definition(request: HttpRequest, form_id: str, digest: str) -> HttpResponse:
    """One form in one version, which never changes."""
    found = queries.definition_of(form_id, digest, now=clock.now(request))
    response = HttpResponse(found.body, content_type=JSON)
    response["Cache-Control"] = "private, max-age=31536000, immutable"
    return response


@page(Capability.FILE_REPORTS)
@require_safe
def places(request: HttpRequest) -> HttpResponse:
    """The gazetteer for the map."""
    return json_answer(request, queries.places(clock.now(request)), content_type=JSON)


@public
@require_safe
def session(request: HttpRequest) -> HttpResponse:
    """Who is signed in here, and a fresh token with which they may send. Strangers learn that they are strangers."""
    actor = actor_of(request)
    if not actor.can(Capability.FILE_REPORTS):
        return _private({"signed_in": request.user.is_authenticated, "may_file": False})
    return _private(
        {
            "signed_in": True,
            "may_file": True,
            "owner": queries.owner_of(actor.user_id),
            "name": actor.username,
            "csrf": get_token(request),
        }
    )


@page(Capability.FILE_REPORTS)
@require_POST
def key(request: HttpRequest) -> HttpResponse:
    """The key to what waits on this person's devices."""
    given = services.offline_key(actor=actor_of(request), now=clock.now(request))
    return _private({"owner": given.owner, "secret": base64.b64encode(given.secret).decode()})


@page(Capability.FILE_REPORTS)
@require_POST
def submission(request: HttpRequest) -> HttpResponse:
    """Take a report in. 201: it is here, wholly or in part; 202: it stands beside another version."""
    actor = actor_of(request)
    arriving.require_owner(request, queries.owner_of(actor.user_id))
    receipt = arriving.take_in(request, actor=actor, now=clock.now(request))
    told = {
        "report": receipt.report,
        "number": receipt.number,
        "version": receipt.version,
        "conflict": receipt.conflict,
        "waiting_for": list(receipt.waiting_for),
    }
    return JsonResponse(told, status=202 if receipt.conflict else 201)


def _app(request: HttpRequest) -> HttpResponse:
    return render(request, "forms/page.html", {"config": _config()})


def _shell(language: str) -> str:
    with override(language):
        context = {
            "config": _config(),
            "language": language,
            "direction": "rtl" if get_language_bidi() else "ltr",
            "languages": [(code, LANGUAGE_NAMES[code]) for code, _name in settings.LANGUAGES],
        }
        return render_to_string("forms/shell.html", context)


def _config() -> dict[str, Any]:
    return {
        "language": get_language() or "en",
        "words": words.script_words(),
        "largest_mb": arriving.LARGEST_MB,
        "urls": {
            "lobby": reverse("forms:lobby"),
            "queue": reverse("forms:queue"),
            "fill": reverse("forms:fill", args=["FORM"]),
            "worker": reverse("forms:worker"),
            "definitions": reverse("forms:definitions"),
            "places": reverse("forms:places"),
            "session": reverse("forms:session"),
            "key": reverse("forms:key"),
            "submission": reverse("forms:submission"),
            "sign_in": f"{reverse('account_login')}?next={reverse('forms:queue')}",
        },
    }


def _private(body: dict[str, Any]) -> JsonResponse:
    response = JsonResponse(body)
    response["Cache-Control"] = "no-store"
    return response
