"""The process that reads one hostile document: `python -m evenhand_web.documents.worker FD`.

It is given the file as an open descriptor. Once all tables are loaded it gives up the right to open anything at all,
and only then reads the first byte. Its answer on standard output is one JSON object:

* `document`: what `evenhand.documents.output.read_document` finds;
* `lines`: page and text of every line of the source, the first one being line 1;
* `links`: by paragraph, where citations stand in its text: begin, end, document, what it points to within that;

or, where the file cannot be read, `problem` with code and details.
"""

import codecs
import io
import json
import os
import sys
import zipfile
from importlib.resources import files
from typing import Any

from evenhand.documents.citations import citations_in
from evenhand.documents.decoding import CANDIDATES
from evenhand.documents.faults import anomaly
from evenhand.documents.layout import paged, source_lines, style_of
from evenhand.documents.output import read_document
from evenhand.documents.tables import LANGUAGES, table
from evenhand.foundation.problems import Problem
from evenhand.sources.document_files import document_text
from evenhand_web.evidence.confinement import close_off, limit

MEMORY_BYTES = 2048 * 1024 * 1024
CPU_S = 60
OUT_OF_MEMORY = 3
"""Exit status of a worker that was refused memory."""

_SAMPLE = "1. The Parties shall withdraw by 3 March 2020 under resolution 2510 (2020), para. 5. Total 3: 1 and 1."


def main() -> None:
    """Read one document, then end."""
    limit(cpu_s=CPU_S, memory_bytes=MEMORY_BYTES)
    sys.stdin.buffer.read()
    try:
        _load_everything()
        with os.fdopen(int(sys.argv[1]), "rb") as content:
            close_off()
            answer = json.dumps(read(content.read()), ensure_ascii=False).encode("utf-8", "replace")
        sys.stdout.buffer.write(answer)
        sys.stdout.buffer.flush()
    except MemoryError:
        os._exit(OUT_OF_MEMORY)


def read(content: bytes) -> dict[str, Any]:
    """The answer for a file of these bytes.

    >>> read(b"%PDF-1.4 no")["problem"]["code"]
    'documents.unreadable-pdf'
    """
    try:
        text = document_text(content).replace("\0", "\ufffd")
        found = read_document(text)
    except Problem as problem:
        details = {name: str(value) for name, value in problem.details.items()}
        return {"problem": {"code": problem.code, "details": details}}
    lines = source_lines(text)
    return {
        "document": found,
        "lines": [(line.page, line.text) for line in paged(lines, style_of(lines))],
        "links": {
            one["id"]: [
                (link.begin, link.end, link.document, link.pinpoint)
                for link in citations_in(one["text"], found["language"])
            ]
            for one in found["paragraphs"]
        },
    }


def _load_everything() -> None:
    """All tables and codecs, before nothing can be opened any more."""
    for encoding in (*CANDIDATES, "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp437", "latin-1", "gbk", "big5"):
        codecs.lookup(encoding)
    for entry in files("evenhand.documents").joinpath("library").iterdir():
        table(entry.name.removesuffix(".yaml"))
    anomaly("section-missing", "heading", before="I", after="III").message()
    for language in LANGUAGES:
        read_document(_SAMPLE, language)
    document_text(_small_docx())
    document_text(b"<html><p>x</p></html>")


def _small_docx() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("word/document.xml", "<document/>")
    return out.getvalue()


if __name__ == "__main__":
    main()
