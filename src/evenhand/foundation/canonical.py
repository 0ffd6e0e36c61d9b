"""Canonical bytes (RFC 8785) and the ids made from them: the same facts give the same id on any machine."""

import base64
import hashlib
from datetime import datetime
from typing import Any

import rfc8785

from evenhand.foundation.instants import format_instant


def canonical_bytes(value: Any) -> bytes:
    """RFC 8785 JSON of `value`; datetimes become ISO text in UTC, tuples become lists.

    >>> canonical_bytes({"b": 1, "a": [True, None]})
    b'{"a":[true,null],"b":1}'
    """
    return rfc8785.dumps(_plain(value))


def content_id(prefix: str, value: Any) -> str:
    """A short deterministic id, `prefix-` and 26 lower-case base32 characters (130 bits of SHA-256).

    >>> content_id("alert", {"rule": "no-entry"})
    'alert-sd3rvy7gyr4wik7ip4vbvn4i65'
    """
    digest = hashlib.sha256(canonical_bytes(value)).digest()
    return f"{prefix}-{base64.b32encode(digest).decode().lower()[:26]}"


def _plain(value: Any) -> Any:
    if isinstance(value, datetime):
        return format_instant(value)
    if isinstance(value, dict):
        return {str(key): _plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(item) for item in value]
    return value
