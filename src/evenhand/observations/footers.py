"""The footer of a Parquet file: where its columns and row groups lie, how many rows they hold, and of what.

Checksums cover the pages of a file and not its footer, where one turned bit is another column, or fewer rows. So the
catalogue of a lake keeps a digest of each footer, and what is read is held against it.
Source: Apache Parquet, "File format": metadata, four bytes that say how long it is, "PAR1".
"""

import hashlib
import os
from typing import BinaryIO

import pyarrow as pa
import pyarrow.parquet as pq

MAGIC = b"PAR1"
_TAIL = 8
_GUESS = 64 * 1024
"""Bytes asked for at first: most footers are shorter, and each request to object storage takes its time."""


def read_footer(file: BinaryIO) -> bytes:
    """The last bytes of a Parquet file, from its metadata on.

    Raises:
        ValueError: it does not end as Parquet does.
    """
    size = file.seek(0, os.SEEK_END)
    end = _last(file, size, min(size, _GUESS))
    if len(end) < _TAIL or end[-4:] != MAGIC:
        raise ValueError("it does not end as a Parquet file does")
    length = int.from_bytes(end[-_TAIL:-4], "little") + _TAIL
    if length > size:
        raise ValueError("its footer is longer than the file")
    return end[-length:] if length <= len(end) else _last(file, size, length)


def digest_of(footer: bytes) -> str:
    """SHA-256 of a footer, hex."""
    return hashlib.sha256(footer).hexdigest()


def hold_footer(footer: bytes, digest: str) -> None:
    """Refuse a footer that is not the one which was written.

    Raises:
        ValueError: its digest is another.
    """
    if digest_of(footer) != digest:
        raise ValueError("its footer is not the one that was written")


def metadata_in(footer: bytes) -> pq.FileMetaData:
    """What a footer says."""
    return pq.read_metadata(pa.BufferReader(MAGIC + footer))


def _last(file: BinaryIO, size: int, length: int) -> bytes:
    file.seek(size - length)
    return file.read(length)
