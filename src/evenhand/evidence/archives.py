"""Looking into a ZIP without unpacking more of it than is asked for.

Source: APPNOTE 6.3.10. What an entry claims to hold is not believed: reading stops at the limit.
"""

import struct
import zipfile
import zlib
from typing import BinaryIO

ENTRIES = 10_000
"""More names than this are not listed: a list of millions is an attack on memory."""
_DIRECTORY_BYTES = 4 * 1024 * 1024
_TAIL_BYTES = 66_000
FAULTS = (zipfile.BadZipFile, zipfile.LargeZipFile, OSError, ValueError, EOFError, RuntimeError, NotImplementedError,
          struct.error, zlib.error, OverflowError, UnicodeError, KeyError)  # fmt: skip
"""What a malformed archive makes the reader raise."""


def open_zip(file: BinaryIO) -> zipfile.ZipFile | None:
    """The archive; None where it is broken, or its directory too long to be held in memory."""
    try:
        size = file.seek(0, 2)
        file.seek(max(0, size - _TAIL_BYTES))
        tail = file.read(_TAIL_BYTES)
        at = tail.rfind(b"PK\x05\x06")
        if at < 0 or len(tail) < at + 22:
            return None
        entries, directory = struct.unpack_from("<HI", tail, at + 10)
        if directory > _DIRECTORY_BYTES or (entries > ENTRIES and entries != 0xFFFF):
            return None
        if entries == 0xFFFF or directory == 0xFFFFFFFF:  # Zip64: the true lengths stand elsewhere
            return None
        archive = zipfile.ZipFile(file)
    except FAULTS:
        return None
    return archive if len(archive.infolist()) <= ENTRIES else None


def names_in_zip(file: BinaryIO) -> tuple[str, ...] | None:
    """The names of all entries as they stand; None where there is no list that can be read."""
    archive = open_zip(file)
    return None if archive is None else tuple(entry.filename for entry in archive.infolist())


def read_entry(archive: zipfile.ZipFile, name: str, *, limit: int) -> bytes | None:
    """The content of one entry; None where it is longer than `limit`, encrypted or broken.

    However much the entry unpacks to, no more than `limit` + 1 bytes are held.
    """
    try:
        with archive.open(name) as entry:
            content = entry.read(limit + 1)
    except FAULTS:
        return None
    return content if len(content) <= limit else None
