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
OTHER_FOOTER = "its footer is not the one that was written"
_TAIL = 8
_GUESS = 64 * 1024
"""Bytes asked for at first: most footers are shorter, and each request to object storage takes its time."""


def read_footer(file: BinaryIO) -> bytes:
    """The last bytes of a Parquet file, from its metadata on; none where it does not end as Parquet does."""
    size = file.seek(0, os.SEEK_END)
    end = _last(file, size, min(size, _GUESS))
    length = int.from_bytes(end[-_TAIL:-4], "little") + _TAIL
    if end[-4:] != MAGIC or not _TAIL < length <= size:
        return b""
    return end[-length:] if length <= len(end) else _last(file, size, length)


def digest_of(footer: bytes) -> str:
    """SHA-256 of a footer, hex."""
    return hashlib.sha256(footer).hexdigest()


def metadata_in(footer: bytes) -> pq.FileMetaData:
    """What a footer says.

    Raises:
        pyarrow.ArrowException: nothing that can be read.
    """
    return pq.read_metadata(pa.BufferReader(MAGIC + footer))


def _last(file: BinaryIO, size: int, length: int) -> bytes:
    file.seek(size - length)
    return file.read(length)
