"""Bytes of a file as they are meant: gzip undone, byte-order marks read, text as UTF-8, lines in whole blocks.

Nothing here holds more than a few blocks, whatever the size of the file. A stream that breaks (a cut gzip member, a
half character) yields what came before and says so in `broken`; the reader decides whether that is enough.
"""

import codecs
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from evenhand.foundation.problems import ProblemKind

UNREADABLE = ProblemKind(
    code="sources.unreadable",
    blame="operator",
    message="{name} cannot be read: {fault}. Check that the file is there and that this account may read it.",
)
EMPTY_FILE = ProblemKind(
    code="sources.empty-file",
    blame="caller",
    message="{name} is empty. Get the file again from its source.",
)
UNKNOWN_ENCODING = ProblemKind(
    code="sources.unknown-encoding",
    blame="caller",
    message="{name} is text in an unknown encoding ({hint}). Save it as UTF-8, or name its encoding in a mapping.",
)
BROKEN_FILE = ProblemKind(
    code="sources.broken-file",
    blame="caller",
    message="{name} is broken: {fault}. Nothing of it was loaded; get the file again from its source.",
)
EXPANDS_TOO_FAR = ProblemKind(
    code="sources.expands-too-far",
    blame="caller",
    message="{name} unpacks to over {ratio} times its size ({size} bytes so far), as no feed does. Unpack it by hand.",
)

BLOCK = 1 << 20
HEAD = 1 << 20
MAX_LINE = 64 << 20
"""A line longer than this is no line; it is set aside up to its end."""

GZIP_MAGIC = b"\x1f\x8b"
MAX_RATIO = 250
"""Deflate reaches 1032; text feeds stay far below 100."""
FREE_EXPANSION = 64 << 20
"""Below this many bytes no ratio is a danger."""

_BOMS = (
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)


@dataclass(frozen=True, slots=True)
class LineBlock:
    """Whole lines, each ending in a newline, and the number of the first."""

    data: bytes
    first_line: int


class RawStream:
    """The bytes of a file, gzip undone (members in a row too)."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.broken: str | None = None
        """Why the stream ended early; None while all is well."""

    def blocks(self) -> Iterator[bytes]:
        """Blocks of at most about a megabyte, from the beginning.

        Raises:
            UNREADABLE: the file system refuses.
            EXPANDS_TOO_FAR: a decompression bomb.
        """
        self.broken = None
        try:
            with self.path.open("rb") as file:
                magic = file.read(2)
                file.seek(0)
                plain = iter(lambda: file.read(BLOCK), b"")
                yield from self._gunzip(plain) if magic == GZIP_MAGIC else plain
        except OSError as problem:
            raise UNREADABLE(name=self.path.name, fault=problem.strerror or str(problem)) from None

    def _gunzip(self, packed: Iterator[bytes]) -> Iterator[bytes]:
        size_in = size_out = 0
        member = zlib.decompressobj(wbits=31)
        started = False
        for block in packed:
            size_in += len(block)
            data = block
            while data:
                if member.eof:  # RFC 1952, 2.2: members follow one another; zeros may pad the end
                    data = data.lstrip(b"\0")
                    if not data:
                        break
                    member, started = zlib.decompressobj(wbits=31), False
                try:
                    plain = member.decompress(data, BLOCK)
                except zlib.error as problem:
                    self.broken = f"the gzip data is damaged after {size_out} bytes ({problem})"
                    return
                started = True
                data = member.unused_data if member.eof else member.unconsumed_tail
                size_out += len(plain)
                if size_out > FREE_EXPANSION and size_out > MAX_RATIO * size_in:
                    raise EXPANDS_TOO_FAR(name=self.path.name, ratio=MAX_RATIO, size=size_out)
                if plain:
                    yield plain
        yield from self._last(member, started=started)

    def _last(self, member: "zlib._Decompress", *, started: bool) -> Iterator[bytes]:
        """What the last member still holds back; a member that has not ended was cut."""
        if started and not member.eof:
            tail = member.flush()
            if tail:
                yield tail
            if not member.eof:
                self.broken = "the gzip data ends before its end"


class TextStream:
    """The same bytes as UTF-8 text without a byte-order mark, whatever the encoding was."""

    def __init__(self, path: Path, *, encoding: str | None = None) -> None:
        """Look at the head and settle the encoding: that of the mark, else `encoding`, else UTF-8."""
        self.raw = RawStream(path)
        self.name = path.name
        self._broken: str | None = None
        self.cut = b""
        """The line in the middle of which the stream broke off, once it was read to its end."""
        raw_head = b""
        for block in self.raw.blocks():
            raw_head += block
            if len(raw_head) >= HEAD:
                break
        self.raw_head = raw_head
        self.encoding, self._mark = _encoding(raw_head, encoding)
        self._single_cr = False
        head = b"".join(self._decoded(iter([raw_head]), final=False))
        self._single_cr = b"\r" in head and b"\n" not in head
        self.head = head.replace(b"\r", b"\n") if self._single_cr else head
        """The first megabyte or less."""
        self.is_whole = len(raw_head) < HEAD
        """Whether the head is all there is."""

    @property
    def broken(self) -> str | None:
        """Why the stream ended early, once it was read to its end."""
        return self.raw.broken or self._broken

    def blocks(self) -> Iterator[bytes]:
        """Blocks of UTF-8 (or, where the file claims UTF-8 and is not, of what it holds)."""
        self._broken, self.cut = None, b""
        for block in self._decoded(self.raw.blocks(), final=True):
            yield block.replace(b"\r", b"\n") if self._single_cr else block

    def lines(self, *, block_size: int = BLOCK) -> Iterator[LineBlock]:
        """Blocks of whole lines; the last line gets its newline if it lacks one. Overlong lines are cut to MAX_LINE."""
        first_line, held, size = 1, [], 0
        skipping = False
        for block in self.blocks():
            data = block
            if skipping:
                cut = data.find(b"\n")
                if cut < 0:
                    continue
                data, skipping = data[cut:], False
            held.append(data)
            size += len(data)
            if size < block_size:
                continue
            joined = b"".join(held)
            end = joined.rfind(b"\n") + 1
            if end == 0 and size > MAX_LINE:  # keep the beginning for the quarantine, wait for the line's end
                held, size, skipping = [joined[:MAX_LINE]], MAX_LINE, True
                continue
            if end:
                yield LineBlock(joined[:end], first_line)
                first_line += joined.count(b"\n", 0, end)
            held = [joined[end:]]
            size = len(held[0])
            block_size = max(block_size, 2 * size) if not end else block_size
        rest = b"".join(held)
        if self.broken is not None:  # a line without its end may be a good line or half a number: nobody can tell
            end = rest.rfind(b"\n") + 1
            rest, self.cut = rest[:end], rest[end:]
        if rest:
            yield LineBlock(rest if rest.endswith(b"\n") else rest + b"\n", first_line)

    def _decoded(self, blocks: Iterator[bytes], *, final: bool) -> Iterator[bytes]:
        skip = len(self._mark)
        if self.encoding == "utf-8":
            for block in blocks:
                yield block[skip:] if skip else block
                skip = 0
            return
        decoder = codecs.getincrementaldecoder(self.encoding)(errors="backslashreplace")
        for block in blocks:
            yield decoder.decode(block[skip:] if skip else block).encode("utf-8", errors="backslashreplace")
            skip = 0
        held = decoder.getstate()[0]
        if final and held:
            self._broken = f"the last character is cut ({held!r})"


def _encoding(head: bytes, named: str | None) -> tuple[str, bytes]:
    for mark, encoding in _BOMS:
        if head.startswith(mark):
            return encoding, mark
    return named or "utf-8", b""


def require_text(stream: TextStream) -> None:
    """Refuse what is not text, or text whose encoding nobody can tell.

    Raises:
        EMPTY_FILE: nothing but white space.
        UNKNOWN_ENCODING: UTF-32, or UTF-16 without its mark.
    """
    if not stream.head.strip() and stream.is_whole:
        raise EMPTY_FILE(name=stream.name)
    if stream.encoding.startswith("utf-32"):
        raise UNKNOWN_ENCODING(name=stream.name, hint="UTF-32")
    sample = stream.head[:4096]
    if sample.count(0) * 3 > len(sample):
        raise UNKNOWN_ENCODING(name=stream.name, hint="UTF-16 without a byte-order mark, or no text at all")
