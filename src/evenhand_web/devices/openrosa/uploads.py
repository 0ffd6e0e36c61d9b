"""The body of a submission, read as it comes: the form into memory, every file straight onto the disk.

A body that ends early is refused whole: a cut file is never taken for a whole one.

Sources: RFC 7578 (multipart/form-data); RFC 9112, 7.1 (chunked).
"""

from dataclasses import dataclass, field
from typing import Any, Protocol

from django.core.exceptions import SuspiciousOperation
from django.core.files.uploadhandler import FileUploadHandler
from django.http import HttpRequest
from django.http.multipartparser import MultiPartParser, MultiPartParserError
from django.utils.http import parse_header_parameters

from evenhand.foundation.problems import ProblemKind
from evenhand_web.devices.incoming import Incoming, require_room
from evenhand_web.intake.services import ArrivedFile
from evenhand_web.intake.services.receiving import LARGEST_ORIGINAL

NOT_A_FORM = ProblemKind(
    code="devices.not-a-form",
    blame="caller",
    message="The body is no multipart/form-data with a part {part}: {fault}. Send the form from the phone again.",
)
CUT_SHORT = ProblemKind(
    code="devices.cut-short",
    blame="caller",
    message="The connection ended after {read} bytes. Nothing of it was taken; the phone sends it again.",
)
TOO_LARGE = ProblemKind(
    code="devices.too-large",
    blame="caller",
    message="The submission has more than {limit_mb} MB at once. Send its files in several parts, as phones do.",
)

FORM_PART = "xml_submission_file"
_CHUNK_BYTES = 256 * 1024
_TAIL_BYTES = 512


class Input(Protocol):
    """What a server gives of a body."""

    def read(self, size: int, /) -> bytes:
        """At most `size` bytes; b"" at the end."""


@dataclass(slots=True)
class Upload:
    """What came in one POST."""

    xml: bytes
    files: list[tuple[str, Incoming]] = field(default_factory=list)
    incomplete: bool = False
    """The phone says that more comes."""

    def keep(self) -> tuple[ArrivedFile, ...]:
        """Force every file to the disk. Only then may anything be acknowledged."""
        kept = [(name, incoming.keep()) for name, incoming in self.files]
        return tuple(ArrivedFile(name=name, digest=one.digest, size_bytes=one.size_bytes) for name, one in kept)

    def discard(self) -> None:
        """Forget what was not kept."""
        for _name, incoming in self.files:
            incoming.discard()


def read_upload(request: HttpRequest, *, limit_bytes: int) -> Upload:
    """Read a POST of OpenRosa. The caller discards what it does not keep.

    Raises:
        NOT_A_FORM: no multipart, or no form in it.
        TOO_LARGE: as the header says, or as it turns out while reading.
        CUT_SHORT: the body ended before its end.
        STORE_FULL: there is no room for it.
    """
    stated = _stated_length(request)
    if stated is not None and stated > limit_bytes:
        raise TOO_LARGE(limit_mb=limit_bytes // 1_000_000)
    require_room(stated or 0)
    handler = _Handler(request)
    boundary = parse_header_parameters(request.META.get("CONTENT_TYPE", ""))[1].get("boundary", "")
    closing = f"--{boundary}--".encode("ascii", "replace")
    body = _Body(request.META["wsgi.input"], stated=stated, limit_bytes=limit_bytes, closing=closing)
    meta = dict(request.META) | {"CONTENT_LENGTH": str(limit_bytes if stated is None else stated)}
    upload = Upload(xml=b"")
    try:
        fields, _files = MultiPartParser(meta, body, [handler], "utf-8").parse()  # type: ignore[arg-type]
        body.check_end()
        xml = handler.xml if handler.xml is not None else str(fields.get(FORM_PART, "")).encode()
        if not xml:
            raise NOT_A_FORM(part=FORM_PART, fault="missing")
        upload = Upload(xml=xml, files=handler.files, incomplete=fields.get("*isIncomplete*") == "yes")
    except (MultiPartParserError, SuspiciousOperation) as fault:
        raise NOT_A_FORM(part=FORM_PART, fault=str(fault)[:200]) from None
    except OSError:
        raise CUT_SHORT(read=body.read_bytes) from None
    finally:
        if not upload.xml:
            handler.discard()
    return upload


def _stated_length(request: HttpRequest) -> int | None:
    """Content-Length; None where the body comes in chunks and nobody knows."""
    if "chunked" in request.META.get("HTTP_TRANSFER_ENCODING", "").lower():
        return None
    try:
        return max(int(request.META.get("CONTENT_LENGTH") or 0), 0)
    except ValueError:
        raise NOT_A_FORM(part=FORM_PART, fault="Content-Length") from None


class _Body:
    """The bytes of a body up to its end, counted, with a limit that holds whatever the headers say."""

    def __init__(self, source: Input, *, stated: int | None, limit_bytes: int, closing: bytes) -> None:
        self._source, self._stated, self._limit_bytes, self._closing = source, stated, limit_bytes, closing
        self.read_bytes = 0
        self._tail = b""

    def read(self, size: int) -> bytes:
        wanted = size if self._stated is None else min(size, self._stated - self.read_bytes)
        data = self._source.read(wanted) if wanted > 0 else b""
        self.read_bytes += len(data)
        if self.read_bytes > self._limit_bytes:
            raise TOO_LARGE(limit_mb=self._limit_bytes // 1_000_000)
        self._tail = (self._tail + data)[-_TAIL_BYTES:]
        return data

    def check_end(self) -> None:
        """Stop unless the body came whole: all that was stated, and the closing mark of multipart."""
        whole = self._stated is None or self.read_bytes == self._stated
        if not whole or not self._tail.rstrip().endswith(self._closing):
            raise CUT_SHORT(read=self.read_bytes)


class _Handler(FileUploadHandler):
    """Takes the parts of a form as they are read."""

    chunk_size = _CHUNK_BYTES

    def __init__(self, request: HttpRequest) -> None:
        super().__init__(request)
        self.xml: bytes | None = None
        self.files: list[tuple[str, Incoming]] = []
        self._now: Incoming | None = None

    def new_file(self, field_name: str, file_name: str, *args: Any, **kwargs: Any) -> None:
        """A part begins."""
        super().new_file(field_name, file_name, *args, **kwargs)
        self._now = None
        if field_name == FORM_PART:
            if self.xml is not None:
                raise NOT_A_FORM(part=FORM_PART, fault="it comes twice")
            self.xml = b""
        else:
            self._now = Incoming()
            self.files.append((file_name, self._now))

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:  # noqa: ARG002 - Django's
        """Some of a part."""
        if self._now is not None:
            self._now.write(raw_data)
            return
        self.xml = (self.xml or b"") + raw_data
        if len(self.xml) > LARGEST_ORIGINAL:
            raise TOO_LARGE(limit_mb=LARGEST_ORIGINAL // 1_000_000)

    def file_complete(self, file_size: int) -> None:
        """A part ended; it is ours already."""

    def discard(self) -> None:
        """Forget all files."""
        for _name, incoming in self.files:
            incoming.discard()
