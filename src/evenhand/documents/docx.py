"""The text of a DOCX file: a line a paragraph, an empty line between them, footnotes below a rule. Bytes in, text out.

Source: ECMA-376, part 1 (WordprocessingML): w:p, w:t, w:tab, w:br, w:footnoteReference.
"""

import io
import zipfile
from collections.abc import Iterator
from xml.etree.ElementTree import Element, ParseError

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import fromstring

from evenhand.foundation.problems import ProblemKind

MOST_BYTES = 100_000_000
"""How large one part may be once unpacked."""
UNREADABLE_DOCX = ProblemKind(
    code="documents.unreadable-docx",
    blame="caller",
    message="This is no DOCX file that can be read: {reason}. Save it again as .docx, or as text, and read that.",
)
_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"


def docx_text(content: bytes) -> str:
    """The paragraphs of the main part, then the footnotes.

    Raises:
        UNREADABLE_DOCX: no zip archive, no main part, XML that is broken or dangerous, or more than `MOST_BYTES` bytes.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            body = fromstring(_part(archive, "word/document.xml"))
            notes = "word/footnotes.xml"
            footnotes = fromstring(_part(archive, notes)) if notes in archive.namelist() else None
    except (zipfile.BadZipFile, KeyError, ParseError, DefusedXmlException, NotImplementedError, RuntimeError) as fault:
        raise UNREADABLE_DOCX(reason=str(fault) or type(fault).__name__) from None
    lines = [line for line in map(_words, body.iter(f"{_W}p")) if line.strip()]
    text = "\n\n".join(lines) + "\n"
    listed = [] if footnotes is None else list(_footnotes(footnotes))
    return text + ("\n__________\n\n" + "\n\n".join(listed) + "\n" if listed else "")


def _part(archive: zipfile.ZipFile, name: str) -> bytes:
    with archive.open(name) as part:
        held = part.read(MOST_BYTES + 1)
    if len(held) > MOST_BYTES:
        raise UNREADABLE_DOCX(reason=f"{name} has more than {MOST_BYTES} bytes once unpacked")
    return held


def _words(paragraph: Element) -> str:
    found = []
    for node in paragraph.iter():
        if node.tag == f"{_W}t":
            found.append(node.text or "")
        elif node.tag in {f"{_W}tab", f"{_W}br", f"{_W}cr"}:
            found.append(" ")
        elif node.tag == f"{_W}footnoteReference":
            found.append(_mark(node.get(f"{_W}id", "")))
    return "".join(found)


def _mark(number: str) -> str:
    return number if number.isdigit() and int(number) > 0 else ""


def _footnotes(root: Element) -> Iterator[str]:
    for note in root.iter(f"{_W}footnote"):
        mark = _mark(note.get(f"{_W}id", ""))
        words = " ".join(_words(one).strip() for one in note.iter(f"{_W}p")).strip()
        if mark and words:
            yield f"{mark} {words}"
