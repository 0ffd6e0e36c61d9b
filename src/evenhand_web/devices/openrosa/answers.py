"""The documents that OpenRosa answers with.

Sources: OpenRosa form list API 1.0, form submission API 1.0; the elements that ODK Collect requires.
"""

from collections.abc import Iterable, Mapping
from http import HTTPStatus
from xml.sax.saxutils import escape, quoteattr

from django.conf import settings
from django.http import HttpResponse
from django.utils.http import http_date

from evenhand.reports.forms.xforms import Form

_MEDIA_TYPE = "text/xml; charset=utf-8"
_DECLARATION = '<?xml version="1.0" encoding="UTF-8"?>\n'


def form_list(forms: Iterable[tuple[Form, str, str]]) -> str:
    """The list of forms: each with the address of the form and of its manifest."""
    entries = "".join(
        f"<xform><formID>{escape(form.form_id)}</formID><name>{escape(form.title)}</name>"
        f"<version>{escape(form.version)}</version><hash>md5:{form.md5}</hash>"
        f"<downloadUrl>{escape(address)}</downloadUrl><manifestUrl>{escape(manifest)}</manifestUrl></xform>"
        for form, address, manifest in forms
    )
    return f'{_DECLARATION}<xforms xmlns="http://openrosa.org/xforms/xformsList">{entries}</xforms>'


def manifest(files: Iterable[tuple[str, str, str]]) -> str:
    """The files beside a form: name, MD5 in hex, address."""
    entries = "".join(
        f"<mediaFile><filename>{escape(name)}</filename><hash>md5:{md5}</hash>"
        f"<downloadUrl>{escape(address)}</downloadUrl></mediaFile>"
        for name, md5, address in files
    )
    return f'{_DECLARATION}<manifest xmlns="http://openrosa.org/xforms/xformsManifest">{entries}</manifest>'


def message(text: str, *, nature: str = "", attributes: Mapping[str, str] | None = None) -> str:
    """What the phone shows to its user."""
    plain = "".join(letter for letter in text if letter.isprintable())
    of_nature = f" nature={quoteattr(nature)}" if nature else ""
    more = "".join(f" {name}={quoteattr(value)}" for name, value in (attributes or {}).items())
    metadata = f'<submissionMetadata xmlns="http://www.opendatakit.org/xforms"{more}/>' if more else ""
    return (
        f'{_DECLARATION}<OpenRosaResponse xmlns="http://openrosa.org/http/response">'
        f"<message{of_nature}>{escape(plain)}</message>{metadata}</OpenRosaResponse>"
    )


def answer(body: str | bytes = b"", *, status: int = HTTPStatus.OK) -> HttpResponse:
    """An answer with the headers without which a phone does not believe that this is OpenRosa."""
    response = HttpResponse(body, status=status, content_type=_MEDIA_TYPE)
    response["X-OpenRosa-Version"] = "1.0"
    response["X-OpenRosa-Accept-Content-Length"] = str(settings.UPLOAD_LIMIT_BYTES)
    response["Date"] = http_date()
    response["Cache-Control"] = "private, no-store"
    response["Vary"] = "Accept-Language"
    if status == HTTPStatus.NO_CONTENT:
        del response["Content-Type"]
    if status == HTTPStatus.UNAUTHORIZED:
        response["WWW-Authenticate"] = 'Basic realm="Evenhand", charset="UTF-8"'
    return response
