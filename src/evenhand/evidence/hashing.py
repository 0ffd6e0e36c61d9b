"""SHA-256 while a stream goes by: memory stays flat however long the file is.

Source: FIPS 180-4 (SHA-256); RFC 9530 for the way a client states a digest in base64.
"""

import base64
import binascii
import hashlib
import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Protocol

from evenhand.foundation.problems import ProblemKind

BAD_DIGEST = ProblemKind(
    code="evidence.bad-digest",
    blame="caller",
    message="{value!r} is no SHA-256. Write it as 64 hexadecimal digits, or in base64.",
)

PIECE_BYTES = 1024 * 1024
"""How much is held in memory at a time."""
HASHED_BYTES = 64 * 1024
"""How much is hashed at a time: what stays in the processor's cache is hashed an eighth faster than a megabyte."""

_HEX = re.compile(r"[0-9a-f]{64}")
_SHA256_BYTES = 32


class Readable(Protocol):
    """Anything that gives bytes until there are none."""

    def read(self, size: int, /) -> bytes:
        """At most `size` bytes; b"" at the end."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Fingerprint:
    """What makes two files the same file."""

    digest: str
    """SHA-256 in lower-case hex."""
    size_bytes: int


def pieces(stream: Readable, *, size: int = HASHED_BYTES) -> Iterator[bytes]:
    """The content of a stream, a piece at a time."""
    while piece := stream.read(size):
        yield piece


def fingerprint(parts: Iterable[bytes], *, write: Callable[[bytes], object] | None = None) -> Fingerprint:
    """Hash what goes by, and hand each part on.

    Args:
        parts: the content in order; empty parts are allowed.
        write: takes each part once it is hashed, e.g. the `write` of an open file.

    >>> fingerprint([])
    Fingerprint(digest='e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855', size_bytes=0)
    >>> fingerprint([b"a", b"bc"]).digest[:8]
    'ba7816bf'
    """
    state, size_bytes = hashlib.sha256(), 0
    for part in parts:
        state.update(part)
        size_bytes += len(part)
        if write is not None:
            write(part)
    return Fingerprint(digest=state.hexdigest(), size_bytes=size_bytes)


def stated_digest(value: str) -> str:
    """A digest as a client wrote it, in our form; "" where it wrote none.

    Hex in either case, with or without "sha256:" or "sha-256=" in front, and base64 with or without ":" around it.

    Raises:
        BAD_DIGEST: it is something else.

    >>> stated_digest("SHA-256=:47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=:")[:8]
    'e3b0c442'
    >>> stated_digest("  ")
    ''
    """
    bare = re.sub(r"^\s*sha-?256\s*[:=]\s*", "", value, flags=re.IGNORECASE).strip().strip(":")
    if not bare:
        return ""
    if _HEX.fullmatch(bare.lower()):
        return bare.lower()
    try:
        raw = base64.b64decode(bare, validate=True)
    except (binascii.Error, ValueError):
        raise BAD_DIGEST(value=value[:100]) from None
    if len(raw) != _SHA256_BYTES:
        raise BAD_DIGEST(value=value[:100])
    return raw.hex()
