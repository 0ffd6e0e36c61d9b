"""Phones and what they send, for the tests of the pages and of OpenRosa."""

from collections.abc import Mapping

from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.test import Client
from django.test.client import encode_multipart
from django.urls import reverse

from evenhand_web.accounts.access import Actor
from evenhand_web.devices import services
from unit.reports.forms.samples import xml
from web.conftest import NOW

BOUNDARY = "a-boundary-of-a-phone"


def enrolled(actor: Actor, username: str, *, label: str = "Patrol 3", **more) -> services.Enrolled:
    return services.enrol(label=label, username=username, actor=actor, now=NOW, **more)


def address(token: str | None, name: str, /, **kwargs: str) -> str:
    if token is None:
        return reverse(f"openrosa:collect-{name}", kwargs=kwargs)
    return reverse(f"openrosa:collect-token-{name}", kwargs={"token": token, **kwargs})


def post(
    token: str | None,
    form: bytes | None = None,
    files: Mapping[str, bytes] | None = None,
    *,
    client: Client | None = None,
    more: bool = False,
    **extra,
) -> HttpResponse:
    """POST a submission as a phone does."""
    form = xml() if form is None else form
    parts: dict = {"xml_submission_file": SimpleUploadedFile("form.xml", form, "text/xml")}
    parts |= {name: SimpleUploadedFile(name, content) for name, content in (files or {}).items()}
    if more:
        parts["*isIncomplete*"] = "yes"
    body = encode_multipart(BOUNDARY, parts)
    return (client or Client()).post(
        address(token, "submission") + "?deviceID=collect:abc",
        body,
        content_type=f"multipart/form-data; boundary={BOUNDARY}",
        **extra,
    )
