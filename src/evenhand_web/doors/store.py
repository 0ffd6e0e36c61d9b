"""Letters and files into the store of evidence: named by their SHA-256, on the disk before anybody is told."""

from collections.abc import Iterable, Iterator

from evenhand.evidence.hashing import pieces
from evenhand_web.evidence.services import receiving
from evenhand_web.evidence.storage import storage


def keep(parts: Iterable[bytes]) -> tuple[str, int]:
    """Store content as it comes by; gives its SHA-256 and size once it is safe.

    Raises:
        TOO_LARGE, STORAGE_UNREADABLE: of `evenhand_web.evidence`; nothing of it is kept.
    """
    kept = receiving.keep(content=parts)
    return kept.digest, kept.size_bytes


def holds(digest: str) -> bool:
    """Whether it is there."""
    return storage().holds(digest)


def content(digest: str) -> Iterator[bytes]:
    """What was stored, piece by piece.

    Raises:
        ORIGINAL_MISSING, STORAGE_UNREADABLE.
    """
    with storage().open(digest) as file:
        yield from pieces(file)
