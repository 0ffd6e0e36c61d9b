"""Files as answers: never executed, never guessed, in ranges, in as much memory as a piece takes."""

import re
import zipfile
from collections.abc import Iterable, Iterator
from datetime import datetime
from http import HTTPStatus
from typing import BinaryIO

from django.http import HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.utils.http import content_disposition_header

from evenhand.evidence.hashing import PIECE_BYTES

SAFE_TYPES = frozenset(
    {"image/jpeg", "image/png", "image/gif", "image/webp", "video/mp4", "video/webm", "audio/mpeg", "audio/wav",
     "audio/ogg", "audio/mp4", "application/pdf"}
)  # fmt: skip
"""Types that are named as what they are; all others go as bytes of no type."""

_POLICY = "default-src 'none'; sandbox; frame-ancestors 'none'"
_RANGE = re.compile(r"bytes=(\d{0,18})-(\d{0,18})")


def attachment(
    request: HttpRequest, file: BinaryIO, *, size: int, name: str, media_type: str, digest: str
) -> HttpResponseBase:
    """A file to be saved; one range of it where one is asked for (RFC 9110, 14).

    The file is closed when the answer is.
    """
    etag = f'"{digest}"'
    span = _asked(request, size, etag)
    if span is None:
        first, last, status = 0, size - 1, HTTPStatus.OK
    elif span == ():
        file.close()
        refused = HttpResponse(status=HTTPStatus.REQUESTED_RANGE_NOT_SATISFIABLE)
        refused["Content-Range"] = f"bytes */{size}"
        return refused
    else:
        first, last, status = *span, HTTPStatus.PARTIAL_CONTENT
    parts = Slice(file, first, last + 1 - first)
    response = StreamingHttpResponse(
        parts if request.method == "GET" else (),
        status=status,
        content_type=media_type if media_type in SAFE_TYPES else "application/octet-stream",
    )
    if request.method != "GET":
        parts.close()
    response["Content-Length"] = str(last + 1 - first)
    response["Content-Disposition"] = content_disposition_header(as_attachment=True, filename=name) or "attachment"
    response["Accept-Ranges"] = "bytes"
    response["ETag"] = etag
    if status == HTTPStatus.PARTIAL_CONTENT:
        response["Content-Range"] = f"bytes {first}-{last}/{size}"
    return locked_down(response)


def locked_down(response: HttpResponseBase) -> HttpResponseBase:
    """The answer with what keeps a browser from making more of it than bytes."""
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = _POLICY
    response["Cross-Origin-Resource-Policy"] = "same-origin"
    return response


class Slice:
    """Some bytes of a file, a piece at a time; the file is closed with the answer that it is part of."""

    def __init__(self, file: BinaryIO, first: int, length: int) -> None:
        self._file, self._left = file, length
        file.seek(first)

    def __iter__(self) -> Iterator[bytes]:
        while self._left > 0 and (piece := self._file.read(min(PIECE_BYTES, self._left))):
            self._left -= len(piece)
            yield piece

    def close(self) -> None:
        """Close the file."""
        self._file.close()


def zipped(entries: Iterable[tuple[str, Iterable[bytes]]], *, at: datetime) -> Iterator[bytes]:
    """A ZIP of entries as it grows: stored, not compressed, of any length, in the memory of one piece."""
    sink = _Sink()
    moment = (max(at.year, 1980), at.month, at.day, at.hour, at.minute, at.second)
    with zipfile.ZipFile(sink, "w", zipfile.ZIP_STORED, allowZip64=True) as archive:  # type: ignore[arg-type]
        for name, parts in entries:
            entry = zipfile.ZipInfo(name, date_time=moment)
            entry.external_attr = 0o600 << 16
            with archive.open(entry, "w", force_zip64=True) as out:
                for part in parts:
                    out.write(part)
                    yield sink.taken()
            yield sink.taken()
    yield sink.taken()


class _Sink:
    """A file that cannot be sought, whose content is taken out as it comes."""

    def __init__(self) -> None:
        self._held = bytearray()

    def write(self, content: bytes) -> int:
        """Keep it until it is taken."""
        self._held += content
        return len(content)

    def flush(self) -> None:
        """Nothing waits."""

    def taken(self) -> bytes:
        """What came since the last time."""
        held, self._held = bytes(self._held), bytearray()
        return held


def _asked(request: HttpRequest, size: int, etag: str) -> tuple[int, int] | tuple[()] | None:
    """First and last byte of the range; None: all; (): there is no such range."""
    match = _RANGE.fullmatch(request.headers.get("Range", "").strip())
    if match is None or request.headers.get("If-Range", etag) != etag or match[0] == "bytes=-":
        return None
    if not match[1]:  # the last so many
        length = min(int(match[2]), size)
        return (size - length, size - 1) if length else ()
    first = int(match[1])
    last = min(int(match[2]), size - 1) if match[2] else size - 1
    return (first, last) if first <= last and first < size else ()
