"""Answers for scripts: JSON that a browser may keep for itself and asks about again."""

import hashlib
import json
from collections.abc import Mapping
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.cache import get_conditional_response

GEOJSON = "application/geo+json"


def json_answer(
    request: HttpRequest, answer: Mapping[str, Any], *, content_type: str = GEOJSON, max_age: int = 0
) -> HttpResponse:
    """JSON with a strong ETag (RFC 9111: private; no-cache unless `max_age`)."""
    body = json.dumps(answer, ensure_ascii=False, separators=(",", ":"), allow_nan=False).encode()
    etag = f'"{hashlib.sha256(body).hexdigest()[:32]}"'
    response = HttpResponse(body, content_type=content_type)
    response["ETag"] = etag
    response["Vary"] = "Cookie, Accept-Language"
    response["Cache-Control"] = f"private, max-age={max_age}" if max_age and not settings.DEBUG else "private, no-cache"
    return get_conditional_response(request, etag=etag, response=response) or response
