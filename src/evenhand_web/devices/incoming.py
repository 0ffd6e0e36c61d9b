"""Files on their way in: written to the disk and hashed as they come, then handed to the store of evidence."""

import hashlib
import os
import shutil
import tempfile
import time
from contextlib import suppress
from functools import cache
from pathlib import Path

from django.conf import settings

from evenhand.evidence.hashing import Fingerprint
from evenhand.foundation.problems import ProblemKind
from evenhand_web.evidence.storage import storage

STORE_FULL = ProblemKind(
    code="devices.store-full",
    blame="operator",
    message="There is no room for another {needed_mb} MB on the server's disk. Send it again later; nothing is lost.",
)

_RESERVE_BYTES = 200_000_000
"""Kept free, so that the database can always write."""

_LEFT_BEHIND_S = 86_400.0


def require_room(needed_bytes: int) -> None:
    """Stop before anything is read where the disk could not hold it.

    Raises:
        STORE_FULL: the phone keeps what it has and tries again.
    """
    if shutil.disk_usage(settings.WORKSPACE).free < needed_bytes + _RESERVE_BYTES:
        raise STORE_FULL(needed_mb=needed_bytes // 1_000_000 + 1)


class Incoming:
    """One file while it comes. Whoever makes one ends it with `keep` or `discard`."""

    def __init__(self) -> None:
        handle, name = tempfile.mkstemp(dir=_folder())
        self._path, self._file = Path(name), os.fdopen(handle, "wb")
        self._hash = hashlib.sha256()
        self.size_bytes = 0

    def write(self, data: bytes) -> None:
        """The next part."""
        self._hash.update(data)
        self.size_bytes += len(data)
        self._file.write(data)

    def keep(self) -> Fingerprint:
        """Have it in the store, safe on the disk. The same content twice is one file."""
        found = Fingerprint(digest=self._hash.hexdigest(), size_bytes=self.size_bytes)
        self._file.close()
        storage().keep_file(self._path, found)
        self.discard()
        return found

    def discard(self) -> None:
        """Forget it, if it was not kept."""
        with suppress(OSError):
            self._file.close()
        self._path.unlink(missing_ok=True)


@cache
def _folder() -> Path:
    """Where files lie while they come. What a process that was killed left there is forgotten a day later."""
    folder = Path(settings.WORKSPACE, "arriving")
    folder.mkdir(mode=0o700, exist_ok=True)
    for path in folder.iterdir():
        with suppress(OSError):
            if time.time() - path.stat().st_mtime > _LEFT_BEHIND_S:
                path.unlink()
    return folder
