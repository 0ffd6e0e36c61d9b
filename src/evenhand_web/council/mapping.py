"""A version's content as a value and back."""

import json
from functools import lru_cache
from typing import Any

from evenhand.council.codec import record_from, record_to
from evenhand.foundation.canonical import canonical_bytes


@lru_cache(maxsize=20_000)
def value_of(kind: str, content: str) -> Any:
    """The value of a content; it is the same for ever, so it is read once a process."""
    return record_from(kind, json.loads(content))


def content_of(value: Any) -> str:
    """The content of a value."""
    return canonical_bytes(record_to(value)).decode()
