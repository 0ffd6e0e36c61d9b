"""An archive on a disk: a folder, or one .zip whose every byte follows from the files in it.

Source of the zip's form: PKWARE APPNOTE 6.3.10, 4.3 (stored entries, no extra fields, no comment).
"""

import os
import struct
import zlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from evenhand.foundation.problems import ProblemKind

ZIP_CHANGED = ProblemKind(
    code="sources.zip-changed",
    blame="state",
    message="{path}: at byte {at} the zip file is not as Evenhand packs it ({fault}). Something was changed, or "
    "another program packed it: unpack it and verify the folder, which checks all that is in it.",
)
ZIP_TOO_LARGE = ProblemKind(
    code="sources.zip-too-large",
    blame="caller",
    message="{path} would be larger than a zip file that every program reads ({limit}). Write the archive into a "
    "folder.",
)

CHUNK_BYTES = 1 << 20
MOST_BYTES = 1 << 28
"""No file of an archive that is read as a whole is larger."""
DROPPED = frozenset({".DS_Store", "Thumbs.db", "desktop.ini"})
"""What file managers leave behind; they are passed over, for no archive has such names."""
_LOCAL = struct.Struct("<4sHHHHHIIIHH")
_CENTRAL = struct.Struct("<4sHHHHHHIIIHHHHHII")
_END = struct.Struct("<4sHHHHIIH")
_UTF8, _VERSION, _DAY, _RIGHTS = 0x0800, 20, 0x21, 0o100644 << 16
_LIMIT, _COUNT = 0xFFFFFFFF, 0xFFFF


class FolderFiles:
    """The files of an archive in a folder; links are not followed."""

    def __init__(self, root: Path) -> None:
        self._root = root

    def names(self) -> list[str]:
        """The paths of all files."""
        found = []
        for folder, _folders, names in os.walk(self._root):
            for name in names:
                path = Path(folder, name)
                if name not in DROPPED and not path.is_symlink():
                    found.append(path.relative_to(self._root).as_posix())
        return found

    def chunks(self, path: str) -> Iterator[bytes]:
        """A file piece by piece; nothing where there is none."""
        try:
            with (self._root / path).open("rb") as file:
                while chunk := file.read(CHUNK_BYTES):
                    yield chunk
        except (FileNotFoundError, NotADirectoryError, IsADirectoryError):
            return

    def read(self, path: str) -> bytes | None:
        """The content of a file, or None where there is none."""
        try:
            with (self._root / path).open("rb") as file:
                return file.read(MOST_BYTES)
        except (FileNotFoundError, NotADirectoryError, IsADirectoryError):
            return None


@dataclass(frozen=True, slots=True)
class _Member:
    name: bytes
    crc: int
    size: int
    offset: int

    def local(self) -> bytes:
        head = (b"PK\x03\x04", _VERSION, _UTF8, 0, 0, _DAY, self.crc, self.size, self.size, len(self.name), 0)
        return _LOCAL.pack(*head) + self.name

    def central(self) -> bytes:
        head = (b"PK\x01\x02", 3 << 8 | _VERSION, _VERSION, _UTF8, 0, 0, _DAY, self.crc, self.size, self.size)
        return _CENTRAL.pack(*head, len(self.name), 0, 0, 0, 0, _RIGHTS, self.offset) + self.name

    @property
    def begin(self) -> int:
        return self.offset + _LOCAL.size + len(self.name)


class ZipFiles:
    """The files of an archive in a zip that Evenhand packed; it is never unpacked."""

    def __init__(self, path: Path) -> None:
        """Read the list of the zip, and hold every byte that is no content against what it must be.

        Raises:
            ZIP_CHANGED: one differs.
        """
        self._path = path
        with path.open("rb") as file:
            self._members = self._listed(file)

    def names(self) -> list[str]:
        """The paths of all files."""
        return list(self._members)

    def chunks(self, path: str) -> Iterator[bytes]:
        """A file piece by piece; nothing where there is none. Whether it is the right one, the archive's list says."""
        member = self._members.get(path)
        if member is None:
            return
        left = member.size
        with self._path.open("rb") as file:
            file.seek(member.begin)
            while left and (chunk := file.read(min(left, CHUNK_BYTES))):
                left -= len(chunk)
                yield chunk

    def read(self, path: str) -> bytes | None:
        """The content of a file, or None where there is none."""
        return b"".join(self.chunks(path)) if path in self._members else None

    def _listed(self, file: BinaryIO) -> dict[str, _Member]:
        whole = file.seek(0, os.SEEK_END)
        if whole < _END.size:
            raise ZIP_CHANGED(path=self._path.name, at=0, fault="it is too short")
        file.seek(whole - _END.size)
        end = file.read(_END.size)
        mark, _, _, _, count, length, offset, _ = _END.unpack(end)
        if mark != b"PK\x05\x06" or end != _end(count, length, offset) or offset + length + _END.size != whole:
            raise ZIP_CHANGED(path=self._path.name, at=whole - _END.size, fault="its end is another")
        members: dict[str, _Member] = {}
        at, begin = offset, 0
        for _ in range(count):
            member, at = self._member(file, at, begin)
            begin = member.begin + member.size
            members[member.name.decode("utf-8", "replace")] = member
        if at != offset + length or begin != offset or len(members) != count:
            raise ZIP_CHANGED(path=self._path.name, at=at, fault="its list has another length")
        return members

    def _member(self, file: BinaryIO, at: int, begin: int) -> tuple[_Member, int]:
        """One file of the list, which must lie at `begin`; and where the list goes on."""
        file.seek(at)
        head = file.read(_CENTRAL.size)
        if len(head) != _CENTRAL.size:
            raise ZIP_CHANGED(path=self._path.name, at=at, fault="its list is cut off")
        parts = _CENTRAL.unpack(head)
        name = file.read(parts[10])
        member = _Member(name=name, crc=parts[7], size=parts[8], offset=begin)
        if head + name != member.central():
            raise ZIP_CHANGED(path=self._path.name, at=at, fault="an entry of its list is another")
        file.seek(begin)
        if file.read(_LOCAL.size + len(name)) != member.local():
            raise ZIP_CHANGED(path=self._path.name, at=begin, fault="the head of a file is another")
        return member, at + len(head) + len(name)


def archive_at(path: Path) -> FolderFiles | ZipFiles:
    """The archive in a folder or a zip.

    Raises:
        ZIP_CHANGED: see `ZipFiles`.
    """
    return FolderFiles(path) if path.is_dir() else ZipFiles(path)


def looks_like_zip(path: Path) -> bool:
    """Whether a file begins as a zip does."""
    with path.open("rb") as file:
        return file.read(2) == b"PK"


def write_folder(files: Iterable[tuple[str, Iterable[bytes]]], folder: Path) -> None:
    """Write an archive's files into a folder that is new or empty."""
    for path, pieces in files:
        file = folder / path
        file.parent.mkdir(parents=True, exist_ok=True)
        with file.open("xb") as out:
            for piece in pieces:
                out.write(piece)


def write_zip(files: Iterable[tuple[str, Iterable[bytes]]], path: Path, *, limit: int = _LIMIT) -> None:
    """Write an archive's files into one zip; it has its name once it is whole.

    Raises:
        ZIP_TOO_LARGE: it would have 4 GiB, or 65,535 files.
    """
    unfinished = path.with_name(path.name + ".new")
    path.parent.mkdir(parents=True, exist_ok=True)
    try:
        with unfinished.open("wb") as out:
            members = [_written(out, name, pieces, path, limit) for name, pieces in files]
            listed = b"".join(member.central() for member in members)
            offset = out.tell()
            if offset + len(listed) >= limit or len(members) >= _COUNT:
                raise ZIP_TOO_LARGE(path=path.name, limit="4 GiB, 65,534 files")
            out.write(listed + _end(len(members), len(listed), offset))
            out.flush()
            os.fsync(out.fileno())
        unfinished.replace(path)
    finally:
        unfinished.unlink(missing_ok=True)


def _written(out: BinaryIO, name: str, pieces: Iterable[bytes], path: Path, limit: int) -> _Member:
    member = _Member(name=name.encode(), crc=0, size=0, offset=out.tell())
    out.write(member.local())
    crc = size = 0
    for piece in pieces:
        crc, size = zlib.crc32(piece, crc), size + len(piece)
        out.write(piece)
        if member.begin + size >= limit:
            raise ZIP_TOO_LARGE(path=path.name, limit="4 GiB, 65,534 files")
    whole = _Member(name=member.name, crc=crc, size=size, offset=member.offset)
    out.seek(member.offset)
    out.write(whole.local())
    out.seek(0, os.SEEK_END)
    return whole


def _end(count: int, length: int, offset: int) -> bytes:
    return _END.pack(b"PK\x05\x06", 0, 0, count, count, length, offset, 0)
