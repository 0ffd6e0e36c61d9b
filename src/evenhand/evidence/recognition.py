"""What a file is, by its content alone. Name and declared type are only compared with it, never believed.

A file that is several things at once (a polyglot) is called by its first bytes and carries a warning. What is not known
stays `application/octet-stream`; nothing is guessed.

Source: the signatures are those of the formats themselves (PNG 3rd ed. 5.2, GIF89a 17, JFIF 1.02, TIFF 6.0, RIFF,
ISO/IEC 14496-12 4.3 `ftyp`, EBML RFC 8794, ISO 32000-2 7.5.2, APPNOTE 6.3.10 4.3); order and set are our own.
"""

import json
import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import BinaryIO

from evenhand.evidence.archives import names_in_zip

UNKNOWN = "application/octet-stream"
HEAD_BYTES = 64 * 1024
TAIL_BYTES = 64 * 1024

FAMILIES = ("image", "video", "audio", "document", "table", "track", "archive", "other")

_ENDINGS: dict[str, tuple[str, ...]] = {
    "image/jpeg": ("jpg", "jpeg", "jpe", "jfif"),
    "image/png": ("png",),
    "image/webp": ("webp",),
    "image/gif": ("gif",),
    "image/tiff": ("tif", "tiff", "dng", "nef", "arw"),
    "image/heic": ("heic", "heif"),
    "image/avif": ("avif",),
    "video/mp4": ("mp4", "m4v"),
    "video/quicktime": ("mov", "qt"),
    "video/3gpp": ("3gp", "3g2"),
    "video/webm": ("webm",),
    "video/x-matroska": ("mkv", "mka"),
    "audio/mpeg": ("mp3",),
    "audio/wav": ("wav",),
    "audio/ogg": ("ogg", "oga", "opus", "ogv"),
    "audio/mp4": ("m4a",),
    "audio/amr": ("amr",),
    "application/pdf": ("pdf",),
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": ("docx", "docm"),
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": ("xlsx", "xlsm"),
    "application/vnd.oasis.opendocument.text": ("odt",),
    "application/vnd.oasis.opendocument.spreadsheet": ("ods",),
    "application/zip": ("zip",),
    "application/gpx+xml": ("gpx",),
    "application/vnd.google-earth.kml+xml": ("kml",),
    "application/vnd.google-earth.kmz": ("kmz",),
    "application/json": ("json", "geojson"),
    "text/csv": ("csv", "tsv"),
    "text/plain": ("txt", "log", "md", "nmea"),
    "text/html": ("html", "htm"),
    "image/svg+xml": ("svg",),
    "text/xml": ("xml",),
}
_FAMILY = {
    "text/plain": "document",
    "text/html": "document",
    "text/xml": "document",
    "application/json": "table",
    "text/csv": "table",
    "application/gpx+xml": "track",
    "application/vnd.google-earth.kml+xml": "track",
    "application/vnd.google-earth.kmz": "track",
    "application/zip": "archive",
    UNKNOWN: "other",
    "image/svg+xml": "document",  # a program that draws, not a picture
}
_SAME = {"image/jpg": "image/jpeg", "audio/x-wav": "audio/wav", "audio/wave": "audio/wav", "audio/mp3": "audio/mpeg",
         "audio/x-m4a": "audio/mp4", "audio/m4a": "audio/mp4", "image/heif": "image/heic", "video/x-m4v": "video/mp4",
         "application/x-zip-compressed": "application/zip", "application/xml": "text/xml",
         "application/geo+json": "application/json", "application/vnd.ms-excel": "text/csv"}  # fmt: skip
_SAYS_NOTHING = frozenset({"", UNKNOWN, "application/x-www-form-urlencoded", "binary/octet-stream"})

_BRANDS = {
    b"heic": "image/heic", b"heix": "image/heic", b"heim": "image/heic", b"heis": "image/heic", b"mif1": "image/heic",
    b"msf1": "image/heic", b"hevc": "image/heic", b"avif": "image/avif", b"avis": "image/avif",
    b"qt  ": "video/quicktime", b"M4A ": "audio/mp4", b"M4B ": "audio/mp4", b"3gp4": "video/3gpp",
    b"3gp5": "video/3gpp", b"3gp6": "video/3gpp", b"3g2a": "video/3gpp",
}  # fmt: skip
_MAGIC = (
    (b"\xff\xd8\xff", "image/jpeg"),
    (b"\x89PNG\r\n\x1a\n", "image/png"),
    (b"GIF87a", "image/gif"),
    (b"GIF89a", "image/gif"),
    (b"II*\x00", "image/tiff"),
    (b"MM\x00*", "image/tiff"),
    (b"%PDF-", "application/pdf"),
    (b"OggS", "audio/ogg"),
    (b"ID3", "audio/mpeg"),
    (b"#!AMR", "audio/amr"),
)
_ZIPS = (b"PK\x03\x04", b"PK\x05\x06")
_MARKUP = re.compile(rb"<(!doctype html|html|script|svg|iframe|body)[\s>/]|<\?php", re.IGNORECASE)
_END_OF_ZIP = b"PK\x05\x06"
_SNIFFED = 1024
"""A browser that sniffs looks no further than this."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Recognition:
    """What a file is, and what is odd about it."""

    media_type: str
    family: str
    """One of FAMILIES."""
    warnings: tuple[str, ...] = ()
    """Keys of phrases: "media.polyglot-markup", "media.polyglot-zip", "media.polyglot-pdf", "media.declared-differs",
    "media.ending-differs", "media.active", "media.empty", "media.unknown"."""


def family_of(media_type: str) -> str:
    """The family of a media type.

    >>> family_of("image/jpeg"), family_of("image/svg+xml"), family_of("application/x-thing")
    ('image', 'document', 'other')
    """
    if media_type in _FAMILY:
        return _FAMILY[media_type]
    first = media_type.split("/", maxsplit=1)[0]
    if first in {"image", "video", "audio"}:
        return first
    return "document" if media_type in _ENDINGS else "other"


def ending_of(media_type: str) -> str:
    """The ending with which such a file is best saved; "bin" where nothing is known."""
    return _ENDINGS.get(media_type, ("bin",))[0]


def recognise(file: BinaryIO, *, name: str = "", declared: str = "") -> Recognition:
    """Recognise a file by its content.

    Reads its first and last 64 KiB, and the list of names where it is a ZIP; the position afterwards is anywhere.

    Args:
        file: can be sought.
        name: as given; only its ending is compared.
        declared: media type that the sender states.
    """
    file.seek(0)
    head = file.read(HEAD_BYTES)
    size = file.seek(0, 2)
    file.seek(max(0, size - TAIL_BYTES))
    tail = file.read(TAIL_BYTES)
    media_type = _by_magic(head) or _zipped(file, head) or _text(head, whole=size <= HEAD_BYTES) or UNKNOWN
    warnings = (*_inner(media_type, head, tail), *_compared(media_type, name, declared))
    if size == 0:
        warnings = ("media.empty",)
    return Recognition(media_type=media_type, family=family_of(media_type), warnings=warnings)


def _by_magic(head: bytes) -> str | None:
    for magic, media_type in _MAGIC:
        if head.startswith(magic):
            return media_type
    if head[:4] == b"RIFF":
        return {b"WEBP": "image/webp", b"WAVE": "audio/wav"}.get(head[8:12])
    if head[4:8] == b"ftyp":
        return _iso_media(head)
    if head[:4] == b"\x1aE\xdf\xa3":
        return "video/webm" if b"webm" in head[:64] else "video/x-matroska"
    if head[4:8] in {b"moov", b"mdat", b"wide"} and len(head) >= 16:
        return "video/quicktime"
    return "audio/mpeg" if _is_mpeg_frame(head) else None


def _is_mpeg_frame(head: bytes) -> bool:
    """Sync, version not reserved, layer III, bit rate and sampling rate allowed (ISO/IEC 11172-3, 2.4.1.3)."""
    synced = len(head) > 3 and head[0] == 0xFF and head[1] & 0xE6 == 0xE2 and head[1] & 0x18 != 0x08
    return synced and head[2] >> 4 not in {0, 15} and (head[2] >> 2) & 3 != 3


def _iso_media(head: bytes) -> str:
    """By the major brand, then by the compatible ones (ISO/IEC 14496-12, 4.3)."""
    length = min(int.from_bytes(head[:4], "big"), 256)
    brands = [head[8:12], *(head[at : at + 4] for at in range(16, length - 3, 4))]
    return next((_BRANDS[brand] for brand in brands if brand in _BRANDS), "video/mp4")


def _zipped(file: BinaryIO, head: bytes) -> str | None:
    if not head.startswith(_ZIPS):
        return None
    listed = names_in_zip(file)
    if listed is None:
        return "application/zip"
    names = set(listed)
    if "word/document.xml" in names:
        return "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
    if "xl/workbook.xml" in names:
        return "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    # ODF 1.3 part 2, 3.3: the first entry is `mimetype`, stored, so that its text lies at byte 38.
    if head[30:38] == b"mimetype":
        for kind in ("text", "spreadsheet"):
            stated = f"application/vnd.oasis.opendocument.{kind}"
            if head[38 : 38 + len(stated)] == stated.encode():
                return stated
    return "application/vnd.google-earth.kmz" if "doc.kml" in names else "application/zip"


def _text(head: bytes, *, whole: bool) -> str | None:
    if head.startswith((b"\xff\xfe", b"\xfe\xff")) and len(head) % 2 == 0:
        text = head.decode("utf-16", errors="replace")
        return "text/plain" if "\ufffd" not in text and "\0" not in text else None
    if b"\0" in head:
        return None
    try:
        text = head.decode("utf-8-sig")
    except UnicodeDecodeError as fault:
        # The last sign may have been cut in two; anything else is no UTF-8.
        if whole or fault.start < len(head) - 4:
            return "text/plain" if _is_latin(head) else None
        text = head[: fault.start].decode("utf-8-sig")
    if any(sign < " " and sign not in "\t\r\n\f\x1b" for sign in text):
        return None
    return _kind_of_text(text, whole=whole) if text.strip() else "text/plain" if text else None


def _is_latin(head: bytes) -> bool:
    """Whether bytes are text in an eight-bit encoding: hardly any controls."""
    controls = sum(1 for sign in head if (sign < 32 and sign not in b"\t\r\n\f\x1b") or sign == 127)
    return controls == 0


def _kind_of_text(text: str, *, whole: bool) -> str:
    start = text.lstrip()[:2048].lower()
    markup = (("<gpx", "application/gpx+xml"), ("<kml", "application/vnd.google-earth.kml+xml"),
              ("<svg", "image/svg+xml"), ("<html", "text/html"), ("<!doctype html", "text/html"))  # fmt: skip
    if start.startswith("<"):
        for word, media_type in markup:
            if re.search(rf"{re.escape(word)}[\s>:]", start):
                return media_type
        return "text/xml" if start.startswith("<?xml") else "text/plain"
    if start[:1] in "{[" and _is_json(text, whole=whole):
        return "application/json"
    return "text/csv" if _is_table(text, whole=whole) else "text/plain"


def _is_json(text: str, *, whole: bool) -> bool:
    if not whole:
        return re.match(r'\s*(\{\s*"|\[\s*[\[{"\d-])', text) is not None
    try:
        json.loads(text)
    except (ValueError, RecursionError):
        return False
    return True


def _is_table(text: str, *, whole: bool) -> bool:
    """At least two lines, and the same number (not none) of commas, semicolons or tabs in each."""
    lines = [line for line in text.splitlines() if line.strip()]
    lines = (lines if whole else lines[:-1])[:20]
    counts: Callable[[str], set[int]] = lambda mark: {re.sub(r'"[^"]*"', "", line).count(mark) for line in lines}  # noqa: E731
    return len(lines) > 1 and any(len(found := counts(mark)) == 1 and found != {0} for mark in (",", ";", "\t"))


def _inner(media_type: str, head: bytes, tail: bytes) -> tuple[str, ...]:
    """What else the file could pass for."""
    found = []
    if media_type in {"text/html", "image/svg+xml"}:
        found.append("media.active")
    elif _MARKUP.search(head[:_SNIFFED]) and not media_type.startswith("text/xml"):
        found.append("media.polyglot-markup")
    office = media_type.startswith(("application/vnd.", "application/zip"))
    if not office and not media_type.startswith("text/") and _END_OF_ZIP in tail:
        found.append("media.polyglot-zip")
    if media_type != "application/pdf" and b"%PDF-" in head[:_SNIFFED]:
        found.append("media.polyglot-pdf")
    if media_type == "image/gif" and re.match(rb"GIF8[79]a(/\*|=)", head):
        found.append("media.polyglot-markup")
    if media_type == UNKNOWN:
        found.append("media.unknown")
    return tuple(dict.fromkeys(found))


def _compared(media_type: str, name: str, declared: str) -> tuple[str, ...]:
    found = []
    stated = declared.split(";", maxsplit=1)[0].strip().lower()
    stated = _SAME.get(stated, stated)
    loose = {"text/plain", "text/csv", "application/json", "text/xml"}
    alike = stated == media_type or {stated, media_type} <= loose
    if stated not in _SAYS_NOTHING and not alike:
        found.append("media.declared-differs")
    ending = name.rsplit(".", 1)[-1].lower() if "." in name else ""
    known = {one for endings in _ENDINGS.values() for one in endings}
    text_alike = media_type in loose and any(ending in _ENDINGS[one] for one in loose)
    if ending in known and ending not in _ENDINGS.get(media_type, ()) and not text_alike:
        found.append("media.ending-differs")
    return tuple(found)
