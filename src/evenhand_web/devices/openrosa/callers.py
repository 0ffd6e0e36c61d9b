"""Who calls: a phone with its secret in the address, or a person with name and password over HTTPS."""

import base64
import binascii
from copy import copy

from allauth.account.adapter import get_adapter
from django.core.exceptions import ValidationError
from django.http import HttpRequest

from evenhand.foundation.problems import ProblemKind
from evenhand_web.accounts.access import Capability, actor_for
from evenhand_web.devices.access import Caller, caller_of

NO_PASSWORD = ProblemKind(
    code="devices.no-password",
    blame="permission",
    message="Name and password are not right (name {name!r}). Correct them in the settings of the phone.",
)
TOO_MANY_TRIES = ProblemKind(
    code="devices.too-many-tries",
    blame="permission",
    message="Too many wrong passwords for {name!r}. Wait five minutes, then try again.",
)
NOT_IN_CLEAR = ProblemKind(
    code="devices.not-in-clear",
    blame="permission",
    message="A password is not taken over {scheme}. Write https:// before the address of the server on the phone.",
)


def caller(request: HttpRequest, token: str | None) -> Caller:
    """On whose behalf this request is.

    Raises:
        NOT_A_KEY: the secret is none, or no longer one.
        NO_PASSWORD, TOO_MANY_TRIES, NOT_IN_CLEAR: name and password do not do.
    """
    return caller_of(token) if token is not None else _by_password(request)


def _by_password(request: HttpRequest) -> Caller:
    """A person by HTTP Basic (RFC 7617). Tries are counted as those of the sign-in page are."""
    if not request.is_secure():
        raise NOT_IN_CLEAR(scheme=request.scheme)
    name, password = _basic(request)
    if not name:
        raise NO_PASSWORD(name="")
    counted = copy(request)
    counted.method = "POST"  # allauth counts no tries of a GET, and here each request carries the password
    try:
        user = get_adapter().authenticate(counted, username=name, password=password)
    except ValidationError:
        raise TOO_MANY_TRIES(name=name[:64]) from None
    actor = actor_for(user) if user is not None and user.is_active else None
    if actor is None or not actor.can(Capability.FILE_REPORTS):
        raise NO_PASSWORD(name=name[:64])
    return Caller(actor=actor, enrolment_id=None, device_id=None, language=user.language)


def _basic(request: HttpRequest) -> tuple[str, str]:
    scheme, _space, value = request.META.get("HTTP_AUTHORIZATION", "").partition(" ")
    if scheme.lower() != "basic":
        return "", ""
    try:
        name, colon, password = base64.b64decode(value.strip(), validate=True).decode("utf-8").partition(":")
    except (binascii.Error, UnicodeDecodeError):
        return "", ""
    whole = colon and "\0" not in name + password  # which no name has, and PostgreSQL does not take
    return (name, password) if whole else ("", "")
