"""Documents from files: recognised by content, read into text."""

import re
from pathlib import Path

from evenhand.documents.decoding import decoded
from evenhand.documents.docx import docx_text
from evenhand.documents.markup import markup_text
from evenhand.documents.pdf import pdf_text
from evenhand.foundation.problems import ProblemKind

NO_DOCUMENT = ProblemKind(
    code="sources.no-document",
    blame="caller",
    message="{name} holds no text that can be read: {reason}. Save it as PDF, DOCX, HTML or plain text, and read that.",
)
_MARKUP = (b"<!doctype html", b"<html", b"<?xml", b"<head", b"<body")
_KINDS = (
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "it is a file of Word, Excel or PowerPoint before 2007"),
    (b"\x89PNG\r\n", "it is a picture (PNG)"),
    (b"\xff\xd8\xff", "it is a picture (JPEG)"),
    (b"GIF8", "it is a picture (GIF)"),
    (b"II*\x00", "it is a picture (TIFF)"),
    (b"MM\x00*", "it is a picture (TIFF)"),
    (b"RIFF", "it is a picture, a sound or a film (RIFF)"),
    (b"\x1f\x8b", "it is a compressed file (gzip)"),
    (b"7z\xbc\xaf\x27\x1c", "it is an archive (7z)"),
    (b"Rar!", "it is an archive (RAR)"),
    (b"BZh", "it is a compressed file (bzip2)"),
    (b"\xfd7zXZ", "it is a compressed file (xz)"),
    (b"{\\rtf", "it is a file in Rich Text Format"),
    (b"\x7fELF", "it is a program"),
    (b"MZ", "it is a program"),
)
_CONTROLS = re.compile("[\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f\ufffd\ufffe\uffff\ue000-\uf8ff]")
_SAMPLE = 50_000
_MOST_CONTROLS = 0.03
"""The share of signs that no text has from which on a file is no text."""


def document_text(content: bytes, name: str = "This file") -> str:
    """The text of a document, whatever of the four kinds it is: PDF, DOCX, HTML, text. Nothing makes an empty text.

    Raises:
        UNREADABLE_PDF, UNREADABLE_DOCX: it looks like one and is none.
        NO_DOCUMENT: it is a file of another kind, or no text at all.
    """
    start = content[:1024].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if b"%pdf-" in start:
        return pdf_text(content)
    if content.startswith(b"PK\x03\x04"):
        return docx_text(content)
    for mark, reason in _KINDS:
        if content.startswith(mark) and (len(mark) > 2 or b"\x00" in content[:_SAMPLE]):
            raise NO_DOCUMENT(name=name, reason=reason)
    text = decoded(content)
    sample = text[:_SAMPLE]
    strange = len(_CONTROLS.findall(sample))
    if strange > max(2, _MOST_CONTROLS * len(sample)):
        raise NO_DOCUMENT(name=name, reason=f"{strange} of its first {len(sample)} signs are none that a text has")
    return markup_text(text) if start.startswith(_MARKUP) else text


def document_file(path: Path) -> str:
    """The text of a document in a file."""
    return document_text(path.read_bytes(), path.name)
