"""Documents from files: recognised by content, read into text."""

from pathlib import Path

from evenhand.documents.decoding import decoded
from evenhand.documents.docx import docx_text
from evenhand.documents.markup import markup_text
from evenhand.documents.pdf import pdf_text

_MARKUP = (b"<!doctype html", b"<html", b"<?xml", b"<head", b"<body")


def document_text(content: bytes) -> str:
    """The text of a document, whatever of the four kinds it is: PDF, DOCX, HTML, text.

    Raises:
        UNREADABLE_PDF, UNREADABLE_DOCX: it looks like one and is none.
    """
    start = content[:1024].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if b"%pdf-" in start:
        return pdf_text(content)
    if content.startswith(b"PK\x03\x04"):
        return docx_text(content)
    text = decoded(content)
    return markup_text(text) if start.startswith(_MARKUP) else text


def document_file(path: Path) -> str:
    """The text of a document in a file."""
    return document_text(path.read_bytes())
