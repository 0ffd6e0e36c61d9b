"""Letters (RFC 5322, MIME) as far as they can be read: never a crash, never a part lost, nothing of them trusted.

Headers are words, and nobody has checked who wrote them. Of HTML only the words are taken. Whatever cannot be taken
apart is given as it is, with a fault that says so; whoever calls keeps the letter whole in any case.

Sources: RFC 5322, 2045 to 2047, 2231; the Python library's email package, whose parser refuses nothing.
"""

import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email import message_from_bytes
from email.errors import HeaderParseError, MessageError
from email.header import decode_header
from email.message import Message
from email.utils import getaddresses, parsedate_to_datetime
from html.parser import HTMLParser

LARGEST = 60_000_000
"""Bytes of a letter that are taken apart; a larger one is kept whole and marked."""
MOST_PARTS = 300
DEEPEST = 30
LONGEST_TEXT = 200_000
LONGEST_HEADER = 2_000
_UNREADABLE = (
    MessageError, HeaderParseError, LookupError, ValueError, TypeError, AttributeError, AssertionError, IndexError,
    RecursionError, UnicodeError, OverflowError,
)  # fmt: skip
"""What the parser of the library raises on headers and parts that are broken in ways of their own."""
_CONTROLS = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]")
_BLOCKS = {"p", "div", "br", "tr", "li", "h1", "h2", "h3", "h4", "table", "blockquote", "hr", "ul", "ol"}
_SILENT = {"script", "style", "head", "title", "template", "noscript", "object", "iframe", "svg"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """A file that came with a letter."""

    name: str
    """As the letter calls it; "" where it does not. Nothing but a label."""
    media_type: str
    """As the letter calls it."""
    content: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class Letter:
    """What could be read of a letter."""

    message_id: str
    """Of its header; one made from its bytes where it has none, so that the same letter is known again."""
    sender: str = ""
    sender_name: str = ""
    to: tuple[str, ...] = ()
    subject: str = ""
    sent_at: datetime | None = None
    """As the sender's machine says, UTC; None: no date with a zone."""
    text: str = ""
    files: tuple[Part, ...] = ()
    faults: tuple[str, ...] = ()
    """Codes: too-large, too-many-parts, too-deep, bad-part, bad-header, cut, unreadable, winmail, from-html."""


@dataclass(slots=True)
class _Gathered:
    texts: list[str] = field(default_factory=list)
    files: list[Part] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)
    parts: int = 0

    def fault(self, code: str) -> None:
        if code not in self.faults:
            self.faults.append(code)


def read_letter(content: bytes) -> Letter:
    r"""The letter that `content` is, whatever it is.

    >>> read_letter(b"Subject: =?utf-8?b?2LPYsdiq?=\n\nTwo shots.").subject
    'سرت'
    """
    made = f"<sha256-{hashlib.sha256(content).hexdigest()}@letter.invalid>"
    if len(content) > LARGEST:
        return Letter(message_id=made, faults=("too-large",))
    gathered = _Gathered()
    try:
        message = message_from_bytes(content)
    except _UNREADABLE:
        text = _clean(content.decode("utf-8", errors="replace"))[:LONGEST_TEXT]
        return Letter(message_id=made, text=text, faults=("unreadable",))
    _gather(message, gathered, depth=0)
    sender_name, sender = _first_address(message, gathered)
    text = "\n\n".join(part for part in gathered.texts if part.strip()).strip()
    if len(text) > LONGEST_TEXT:
        text = text[:LONGEST_TEXT]
        gathered.fault("cut")
    return Letter(
        message_id=_header(message, "Message-ID", gathered).strip()[:500] or made,
        sender=sender,
        sender_name=sender_name,
        to=tuple(address for _name, address in _addresses(message, "To", gathered))[:50],
        subject=_header(message, "Subject", gathered),
        sent_at=_sent_at(message, gathered),
        text=text,
        files=tuple(gathered.files),
        faults=tuple(gathered.faults),
    )


def words_of_html(html: str) -> str:
    r"""The words of a page, line by line; scripts, styles and everything that is no word are left out.

    >>> words_of_html("<p>Two <b>shots</b></p><script>alert(1)</script><p>at dawn &amp; later")
    'Two shots\nat dawn & later'
    """
    reader = _Words()
    try:
        reader.feed(html)
        reader.close()
    except _UNREADABLE:  # what was read so far is still true
        pass
    lines = (" ".join(line.split()) for line in "".join(reader.found).split("\n"))
    return re.sub(r"\n{3,}", "\n\n", "\n".join(line for line in lines if line)).strip()


class _Words(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.found: list[str] = []
        self._silent = 0

    def handle_starttag(self, tag: str, _attributes: list[tuple[str, str | None]]) -> None:
        if tag in _SILENT:
            self._silent += 1
        elif tag in _BLOCKS:
            self.found.append("\n")

    def handle_endtag(self, tag: str) -> None:
        if tag in _SILENT:
            self._silent = max(0, self._silent - 1)
        elif tag in _BLOCKS:
            self.found.append("\n")

    def handle_data(self, data: str) -> None:
        if not self._silent:
            self.found.append(re.sub(r"\s+", " ", data))


def _gather(message: Message, gathered: _Gathered, *, depth: int) -> None:
    """Texts and files of a part and of all within it, in order, up to the limits."""
    gathered.parts += 1
    if gathered.parts > MOST_PARTS:
        gathered.fault("too-many-parts")
        return
    if depth > DEEPEST:
        gathered.fault("too-deep")
        return
    try:
        inner = list(_inside(message))
    except _UNREADABLE:
        gathered.fault("bad-part")
        return
    if message.get_content_type() == "multipart/alternative":
        inner = _preferred(inner)
    if inner:
        for part in inner:
            _gather(part, gathered, depth=depth + 1)
        return
    try:
        _take(message, gathered, is_first=depth == 0)
    except _UNREADABLE:
        gathered.fault("bad-part")


def _inside(message: Message) -> Iterator[Message]:
    """The parts of a multipart; a letter within a letter is a file and stays one piece."""
    payload = message.get_payload()
    if isinstance(payload, list) and message.get_content_maintype() == "multipart":
        yield from (part for part in payload if isinstance(part, Message))


def _preferred(parts: list[Message]) -> list[Message]:
    """Of alternatives the plain text, and whatever is no text besides; else all."""
    if not any(part.get_content_type() == "text/plain" for part in parts):
        return parts
    return [part for part in parts if part.get_content_type() != "text/html"]


def _take(message: Message, gathered: _Gathered, *, is_first: bool) -> None:
    kind = _clean(message.get_content_type())
    name = _file_name(message, gathered)
    if message.get_content_maintype() == "message":
        payload = message.get_payload()
        inner = payload[0] if isinstance(payload, list) and payload else None
        content = inner.as_bytes() if isinstance(inner, Message) else _bytes(message, gathered)
        gathered.files.append(Part(name=name or "letter.eml", media_type=kind, content=content))
        return
    content = _bytes(message, gathered)
    is_file = message.get_content_disposition() == "attachment" or bool(name)
    if kind in ("text/plain", "text/html") and (is_first or not is_file):
        text = _clean(_decoded(content, message))
        if kind == "text/html":
            text = words_of_html(text)
            gathered.fault("from-html")
        gathered.texts.append(text)
        return
    if kind == "application/ms-tnef" or name.lower() == "winmail.dat":
        gathered.fault("winmail")
    gathered.files.append(Part(name=name, media_type=kind, content=content))


def _bytes(message: Message, gathered: _Gathered) -> bytes:
    """The content of a part; as it stands where its transfer encoding is broken."""
    content = message.get_payload(decode=True)
    if isinstance(content, bytes):
        if message.defects:
            gathered.fault("bad-part")
        return content
    gathered.fault("bad-part")
    raw = message.get_payload()
    return raw.encode("utf-8", errors="surrogateescape") if isinstance(raw, str) else message.as_bytes()


def _decoded(content: bytes, message: Message) -> str:
    stated = message.get_content_charset() or "utf-8"
    for encoding in (stated, "utf-8", "cp1256"):
        try:
            return content.decode(encoding)
        except (LookupError, ValueError):
            continue
    return content.decode("utf-8", errors="replace")


def _file_name(message: Message, gathered: _Gathered) -> str:
    try:
        name = message.get_filename() or ""
    except _UNREADABLE:
        gathered.fault("bad-header")
        return ""
    return _clean(_words(name)).replace("\n", " ")[:255]


def _header(message: Message, name: str, gathered: _Gathered) -> str:
    try:
        raw = message.get(name)
        return " ".join(_clean(_words(str(raw or ""))).split())[:LONGEST_HEADER]
    except _UNREADABLE:
        gathered.fault("bad-header")
        return ""


def _words(raw: str) -> str:
    """A header with its encoded words decoded; what cannot be is left as it stands."""
    try:
        pieces = decode_header(raw)
    except _UNREADABLE:
        return raw
    found = []
    for piece, encoding in pieces:
        if isinstance(piece, str):
            found.append(piece)
            continue
        try:
            found.append(piece.decode(encoding or "utf-8"))
        except (LookupError, ValueError):
            found.append(piece.decode("utf-8", errors="replace"))
    return "".join(found)


def _addresses(message: Message, name: str, gathered: _Gathered) -> list[tuple[str, str]]:
    try:
        found = getaddresses([str(value) for value in message.get_all(name, [])][:50])
    except _UNREADABLE:
        gathered.fault("bad-header")
        return []
    return [(_clean(_words(who))[:200], _clean(address)[:320]) for who, address in found if address]


def _first_address(message: Message, gathered: _Gathered) -> tuple[str, str]:
    return next(iter(_addresses(message, "From", gathered)), ("", ""))


def _sent_at(message: Message, gathered: _Gathered) -> datetime | None:
    raw = message.get("Date")
    if raw is None:
        return None
    try:
        moment = parsedate_to_datetime(str(raw))
        return moment.astimezone(UTC) if moment.tzinfo is not None else None
    except _UNREADABLE:
        gathered.fault("bad-header")
        return None


def _clean(text: str) -> str:
    """Text without the signs that databases and pages do not take."""
    return _CONTROLS.sub("\ufffd", text.replace("\r\n", "\n").replace("\r", "\n"))
