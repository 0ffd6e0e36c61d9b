"""Files on their way in: written to the disk and hashed as they come, named by their content once they are whole.

Originals lie as the store of evidence lays them: `sha256/ab/abcd...` under the folder of evidence.
"""

import hashlib
import os
import shutil
import tempfile
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings

from evenhand.foundation.problems import ProblemKind

STORE_FULL = ProblemKind(
    code="devices.store-full",
    blame="operator",
    message="There is no room for another {needed_mb} MB on the server's disk. Send it again later; nothing is lost.",
)

_RESERVE_BYTES = 200_000_000
"""Kept free, so that the database can always write."""


def require_room(needed_bytes: int) -> None:
    """Stop before anything is read where the disk could not hold it.

    Raises:
        STORE_FULL: the phone keeps what it has and tries again.
    """
    if shutil.disk_usage(settings.WORKSPACE).free < needed_bytes + _RESERVE_BYTES:
        raise STORE_FULL(needed_mb=needed_bytes // 1_000_000 + 1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """A file that lies safely on the disk."""

    digest: str
    """SHA-256, hex."""
    size_bytes: int


class Incoming:
    """One file while it comes. Whoever makes one ends it with `keep` or `discard`."""

    def __init__(self) -> None:
        folder = _made(_root() / "incoming")
        handle, name = tempfile.mkstemp(dir=folder)
        self._path, self._file = Path(name), os.fdopen(handle, "wb")
        self._hash = hashlib.sha256()
        self.size_bytes = 0

    def write(self, data: bytes) -> None:
        """The next part."""
        self._hash.update(data)
        self.size_bytes += len(data)
        self._file.write(data)

    def keep(self) -> Kept:
        """Force it to the disk under its own name, and the name as well. The same content twice is one file."""
        kept = Kept(digest=self._hash.hexdigest(), size_bytes=self.size_bytes)
        target = _made(_root() / "sha256" / kept.digest[:2]) / kept.digest
        self._file.flush()
        if not target.exists():
            os.fsync(self._file.fileno())
            os.replace(self._path, target)
        self._file.close()
        _sync(target.parent)  # also where it was there: another request may have named it and not come so far yet
        self.discard()
        return kept

    def discard(self) -> None:
        """Forget it, if it was not kept."""
        with suppress(OSError):
            self._file.close()
        self._path.unlink(missing_ok=True)


def _root() -> Path:
    return Path(str(getattr(settings, "EVIDENCE", settings.WORKSPACE / "evidence")))


def _made(folder: Path) -> Path:
    if not folder.exists():
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        _sync(folder.parent)
    return folder


def _sync(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
