"""The text of a PDF, page by page, lines as they stand; a page begins with a form feed. Bytes in, text out."""

import re

import pypdfium2

from evenhand.documents.columns import Box, reading_order
from evenhand.foundation.problems import ProblemKind

MOST_BYTES = 200_000_000
MOST_PAGES = 5_000
_LEAST_RUNS, _MOST_RUNS = 16, 5_000
"""With fewer runs of signs a page has no columns, with more it is a drawing."""
_ARABIC = re.compile("[\u0621-\u064a]")
UNREADABLE_PDF = ProblemKind(
    code="documents.unreadable-pdf",
    blame="caller",
    message="This PDF cannot be read: {reason}. Open it in a reader, print it to a new PDF, and read that.",
)


def pdf_text(content: bytes) -> str:
    """The text of every page, in order.

    Raises:
        UNREADABLE_PDF: damaged, locked, more than `MOST_BYTES` bytes or `MOST_PAGES` pages, or without any text.
    """
    if len(content) > MOST_BYTES:
        raise UNREADABLE_PDF(reason=f"it has {len(content)} bytes, more than {MOST_BYTES}")
    try:
        document = pypdfium2.PdfDocument(content)
    except pypdfium2.PdfiumError as fault:
        raise UNREADABLE_PDF(reason=str(fault)) from None
    try:
        if len(document) > MOST_PAGES:
            raise UNREADABLE_PDF(reason=f"it has {len(document)} pages, more than {MOST_PAGES}")
        pages = [_page_text(document, number) for number in range(len(document))]
    except pypdfium2.PdfiumError as fault:
        raise UNREADABLE_PDF(reason=str(fault)) from None
    finally:
        document.close()
    if not any(page.strip() for page in pages):
        raise UNREADABLE_PDF(reason="it holds pictures of text and no text; run it through text recognition first")
    return "\f".join(pages)


def _page_text(document: pypdfium2.PdfDocument, number: int) -> str:
    page = document[number]
    try:
        inside = page.get_textpage()
        try:
            text = _text_of(inside, *page.get_size())
        finally:
            inside.close()
    finally:
        page.close()
    # U+0002 is how the library writes a hyphen at the end of a line; in these texts it is meant.
    return text.replace("\x02", "-").replace("\ufffe", "-").rstrip("\n") + "\n"


def _text_of(inside: pypdfium2.PdfTextPage, width: float, height: float) -> str:
    """The text of a page; of one with two columns, column after column."""
    whole: str = inside.get_text_bounded()
    count = inside.count_rects()
    if not _LEAST_RUNS <= count <= _MOST_RUNS:
        return whole
    boxes = [Box(*inside.get_rect(place)) for place in range(count)]
    arabic = len(_ARABIC.findall(whole)) > len(whole) // 4
    parts = reading_order(boxes, width, height, from_right=arabic)
    texts = [inside.get_text_bounded(one.left, one.bottom, one.right, one.top) for one in parts]
    read = "\n".join(text.strip("\r\n") for text in texts if text.strip())
    kept = len(re.sub(r"\s", "", read)) == len(re.sub(r"\s", "", whole))
    return read + "\n" if parts and kept else whole  # a sign that no part holds would be lost
