"""Where files and letters lie: named by their SHA-256, written once, forced to the disk before anybody is told.

The layout is that of the evidence store (`sha256/ab/abcd...` under `evidence` in the workspace).
"""

import hashlib
import os
import tempfile
from collections.abc import Iterable, Iterator
from pathlib import Path

from django.conf import settings

from evenhand.foundation.problems import ProblemKind

FILE_LOST = ProblemKind(
    code="doors.file-lost",
    blame="operator",
    message="The file with SHA-256 {digest} is not in the store. Restore it from a backup at once.",
)

_PIECE = 1 << 20


def keep(pieces: Iterable[bytes]) -> tuple[str, int]:
    """Store content as it comes by; gives its SHA-256 and size once it is safe on the disk."""
    folder = _folder() / "incoming"
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=folder)
    draft = Path(name)
    digest, size = hashlib.sha256(), 0
    try:
        with os.fdopen(handle, "wb") as out:
            for piece in pieces:
                digest.update(piece)
                size += len(piece)
                out.write(piece)
            out.flush()
            os.fsync(out.fileno())
        target = _path(digest.hexdigest())
        _make(target.parent)
        if not target.exists() or target.stat().st_size != size:
            os.replace(draft, target)
        _sync(target.parent)
    finally:
        draft.unlink(missing_ok=True)
    return digest.hexdigest(), size


def holds(digest: str) -> bool:
    """Whether it is there."""
    return _path(digest).exists()


def content(digest: str) -> Iterator[bytes]:
    """What was stored, piece by piece.

    Raises:
        FILE_LOST: it is not there.
    """
    try:
        file = _path(digest).open("rb")
    except FileNotFoundError:
        raise FILE_LOST(digest=digest) from None
    with file:
        while piece := file.read(_PIECE):
            yield piece


def _folder() -> Path:
    return Path(settings.WORKSPACE) / "evidence"


def _path(digest: str) -> Path:
    return _folder() / "sha256" / digest[:2] / digest


def _make(folder: Path) -> None:
    missing = [one for one in (folder, *folder.parents) if not one.exists()]
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    for one in missing:
        _sync(one.parent)


def _sync(folder: Path) -> None:
    """Force the names in a folder to the disk."""
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
