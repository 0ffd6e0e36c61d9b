"""Where originals lie: named by their SHA-256, bit for bit, written once and never again.

On a local disk a file is there only once it is whole: written beside, forced to the disk, moved, and the folder forced
to the disk as well. In object storage the last step of an upload is what makes the object appear.
"""

import os
import secrets
import shutil
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO, Protocol

import fsspec
from django.conf import settings

from evenhand.evidence.hashing import PIECE_BYTES, Fingerprint, fingerprint, pieces
from evenhand.foundation.problems import ProblemKind

ORIGINAL_MISSING = ProblemKind(
    code="evidence.original-missing",
    blame="operator",
    message="The file with SHA-256 {digest} is not in the storage {address}. Restore it from a backup at once.",
)
STORAGE_UNREADABLE = ProblemKind(
    code="evidence.storage-unreadable",
    blame="operator",
    message="The storage {address} of the evidence cannot be used: {fault}. Check EVENHAND_EVIDENCE and its rights.",
)


class Storage(Protocol):
    """What a store of originals can do."""

    def keep(self, parts: Iterable[bytes]) -> Fingerprint:
        """Store content as it comes by; done only when it is safe on the disk."""

    def keep_file(self, path: Path, found: Fingerprint) -> None:
        """Store a finished file of the workspace, whose fingerprint is known; it stays where it is, and unchanged."""

    def open(self, digest: str) -> BinaryIO:
        """The content, which can be sought."""

    def holds(self, digest: str) -> bool:
        """Whether it is there."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LocalStorage:
    """A folder on a local disk."""

    folder: Path

    def keep(self, parts: Iterable[bytes]) -> Fingerprint:
        """Store content as it comes by."""
        handle, name = tempfile.mkstemp(dir=self._made(self.folder / "incoming"))
        path = Path(name)
        try:
            with os.fdopen(handle, "wb") as out:
                found = fingerprint(parts, write=out.write)
                out.flush()
                os.fsync(out.fileno())
            self._place(path, found)
        finally:
            path.unlink(missing_ok=True)
        return found

    def keep_file(self, path: Path, found: Fingerprint) -> None:
        """Store a finished file under a second name on the same disk; of another disk, a copy."""
        name = self._made(self.folder / "incoming") / secrets.token_hex(8)
        try:
            os.link(path, name)
        except OSError:  # another disk, or one without second names
            with path.open("rb") as file:
                self.keep(pieces(file))
            return
        try:
            with name.open("rb") as file:
                os.fsync(file.fileno())
            self._place(name, found)
        finally:
            name.unlink(missing_ok=True)

    def open(self, digest: str) -> BinaryIO:
        """The content.

        Raises:
            ORIGINAL_MISSING: it is not there.
        """
        try:
            return self._path(digest).open("rb")
        except FileNotFoundError:
            raise ORIGINAL_MISSING(digest=digest, address=str(self.folder)) from None

    def holds(self, digest: str) -> bool:
        """Whether it is there."""
        return self._path(digest).exists()

    def _path(self, digest: str) -> Path:
        return self.folder / "sha256" / digest[:2] / digest

    def _place(self, path: Path, found: Fingerprint) -> None:
        """Give a whole file its name; the same content that is there already stays as it is."""
        target = self._path(found.digest)
        os.chmod(path, 0o600)
        folder = self._made(target.parent)
        if not target.exists() or target.stat().st_size != found.size_bytes:
            os.replace(path, target)
        _sync_folder(folder)

    def _made(self, folder: Path) -> Path:
        if not folder.exists():
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            _sync_folder(folder.parent)
        return folder


@dataclass(frozen=True, slots=True, kw_only=True)
class ObjectStorage:
    """A bucket of any service that fsspec knows: `s3://bucket/evidence`."""

    address: str

    def keep(self, parts: Iterable[bytes]) -> Fingerprint:
        """Store content as it comes by: spooled in the workspace, for its name is known only at the end."""
        with _spooled() as path:
            with path.open("wb") as out:
                found = fingerprint(parts, write=out.write)
            self.keep_file(path, found)
        return found

    def keep_file(self, path: Path, found: Fingerprint) -> None:
        """Store a finished file."""
        with self._system() as (system, root):
            name = _object(root, found.digest)
            if not system.exists(name) or system.size(name) != found.size_bytes:
                system.makedirs(name.rsplit("/", 1)[0], exist_ok=True)
                system.put_file(str(path), name)

    def open(self, digest: str) -> BinaryIO:
        """The content, read in ranges.

        Raises:
            ORIGINAL_MISSING, STORAGE_UNREADABLE.
        """
        with self._system() as (system, root):
            try:
                file: BinaryIO = system.open(_object(root, digest), "rb", block_size=8 * PIECE_BYTES)
            except FileNotFoundError:
                raise ORIGINAL_MISSING(digest=digest, address=self.address) from None
        return file

    def holds(self, digest: str) -> bool:
        """Whether it is there."""
        with self._system() as (system, root):
            return bool(system.exists(_object(root, digest)))

    @contextmanager
    def _system(self) -> Iterator[tuple[Any, str]]:
        try:
            system, root = fsspec.core.url_to_fs(self.address)
            yield system, root
        except (OSError, ImportError, ValueError) as fault:
            raise STORAGE_UNREADABLE(address=self.address, fault=fault) from None


def storage() -> Storage:
    """The store that the settings name."""
    address = str(settings.EVIDENCE)
    return ObjectStorage(address=address) if "://" in address else LocalStorage(folder=Path(address))


@contextmanager
def as_file(digest: str, *, limit: int | None = None) -> Iterator[BinaryIO]:
    """The content as a file of this machine, which a process can be given; copied, up to `limit`, if it lies elsewhere.

    Raises:
        ORIGINAL_MISSING, STORAGE_UNREADABLE.
    """
    with storage().open(digest) as file:
        if isinstance(storage(), LocalStorage):
            yield file
            return
        with tempfile.TemporaryFile(dir=settings.WORKSPACE) as copy:
            left = limit
            for piece in pieces(file):
                copy.write(piece if left is None else piece[:left])
                left = None if left is None else left - len(piece)
                if left is not None and left <= 0:
                    break
            copy.seek(0)
            yield copy


@contextmanager
def _spooled() -> Iterator[Path]:
    folder = Path(tempfile.mkdtemp(dir=settings.WORKSPACE, prefix="spool-"))
    try:
        yield folder / "content"
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _object(root: str, digest: str) -> str:
    return f"{root.rstrip('/')}/sha256/{digest[:2]}/{digest}"


def _sync_folder(folder: Path) -> None:
    """Force the names in a folder to the disk; a file that was fsynced may else be nameless after a cut of power."""
    with suppress(OSError):
        descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
