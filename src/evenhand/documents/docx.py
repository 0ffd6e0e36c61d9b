"""The text of a DOCX file: a line a paragraph, an empty line between them, footnotes below a rule. Bytes in, text out.

A row of a table is one line, its cells divided by a bar. Numbers that Word sets itself are written out
(`docx_numbers.py`). Source: ECMA-376, part 1 (WordprocessingML): w:p, w:t, w:tab, w:br, w:tbl, w:footnoteReference.
"""

import io
import zipfile
import zlib
from collections.abc import Iterable, Iterator
from xml.etree.ElementTree import Element, ParseError

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import fromstring

from evenhand.documents.docx_numbers import Numbering, W, whole
from evenhand.foundation.problems import ProblemKind

MOST_BYTES = 100_000_000
"""How large one part may be once unpacked."""
MOST_SIGNS = 20_000_000
"""How long the text may become, with the numbers that Word sets."""
UNREADABLE_DOCX = ProblemKind(
    code="documents.unreadable-docx",
    blame="caller",
    message="This is no DOCX file that can be read: {reason}. Save it again as .docx, or as text, and read that.",
)
_FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
_DAMAGE = (
    zipfile.BadZipFile, KeyError, ParseError, DefusedXmlException, NotImplementedError, RuntimeError,
    zlib.error, EOFError, OSError, UnicodeError, ValueError,
)  # fmt: skip
_DEEPEST = 40


def docx_text(content: bytes) -> str:
    """The paragraphs and table rows of the main part, then the footnotes.

    Raises:
        UNREADABLE_DOCX: no zip archive, no main part, XML that is broken or dangerous, more than `MOST_BYTES` bytes
            in a part, or more than `MOST_SIGNS` signs of text.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            names = set(archive.namelist())
            body = fromstring(_part(archive, "word/document.xml"))
            notes, numbers, styles = (
                fromstring(_part(archive, name)) if name in names else None
                for name in ("word/footnotes.xml", "word/numbering.xml", "word/styles.xml")
            )
        lines = _bounded(_lines(body, Numbering(numbers, styles), 0))
        listed = [] if notes is None else _bounded(_footnotes(notes))
    except _DAMAGE as fault:
        raise UNREADABLE_DOCX(reason=str(fault) or type(fault).__name__) from None
    text = "\n\n".join(lines) + "\n"
    return text + ("\n__________\n\n" + "\n\n".join(listed) + "\n" if listed else "")


def _part(archive: zipfile.ZipFile, name: str) -> bytes:
    with archive.open(name) as part:
        held = part.read(MOST_BYTES + 1)
    if len(held) > MOST_BYTES:
        raise UNREADABLE_DOCX(reason=f"{name} has more than {MOST_BYTES} bytes once unpacked")
    return held


def _bounded(lines: Iterable[str]) -> list[str]:
    """The lines that hold something, as long as they are no flood."""
    kept, signs = [], 0
    for line in lines:
        signs += len(line)
        if signs > MOST_SIGNS:
            raise UNREADABLE_DOCX(reason=f"its text has more than {MOST_SIGNS} signs")
        if line.strip():
            kept.append(line)
    return kept


def _lines(parent: Element, numbering: Numbering, depth: int) -> Iterator[str]:
    """Paragraphs and rows in order; what is nested deeper than people nest is read as plain paragraphs."""
    for node in parent:
        if node.tag == f"{W}p":
            yield numbering.mark(node) + _words(node)
        elif node.tag == f"{W}tbl":
            yield from (_row(row) for row in _nearest(node, "tr"))
        elif depth < _DEEPEST:
            yield from _lines(node, numbering, depth + 1)
        else:
            yield from (_words(one) for one in node.iter(f"{W}p"))


def _row(row: Element) -> str:
    """The cells of a row that hold something, divided by bars."""
    cells = (" ".join(_words(one).strip() for one in _nearest(cell, "p")).strip() for cell in _nearest(row, "tc"))
    return " | ".join(cell for cell in cells if cell)


def _nearest(node: Element, name: str) -> Iterator[Element]:
    """The elements of this name within one, in order, whatever wraps them; not those within one of them again."""
    waiting = list(reversed(node))
    while waiting:
        one = waiting.pop()
        if one.tag == f"{W}{name}":
            yield one
        elif one.tag != _FALLBACK:
            waiting.extend(reversed(one))


def _words(paragraph: Element) -> str:
    found: list[str] = []
    _gather(paragraph, found)
    return "".join(found)


def _gather(node: Element, found: list[str]) -> None:
    waiting = [node]
    while waiting:
        one = waiting.pop()
        if one.tag == f"{W}t":
            found.append(one.text or "")
        elif one.tag in {f"{W}tab", f"{W}br", f"{W}cr"}:
            found.append(" ")
        elif one.tag == f"{W}noBreakHyphen":
            found.append("-")
        elif one.tag == f"{W}footnoteReference":
            found.append(_mark(one.get(f"{W}id", "")))
        if one.tag not in {_FALLBACK, f"{W}tabs"}:
            waiting.extend(reversed(one))


def _mark(number: str) -> str:
    return number if whole(number) else ""


def _footnotes(root: Element) -> Iterator[str]:
    for note in root.iter(f"{W}footnote"):
        mark = _mark(note.get(f"{W}id", ""))
        words = " ".join(_words(one).strip() for one in note.iter(f"{W}p")).strip()
        if mark and words:
            yield f"{mark} {words}"
