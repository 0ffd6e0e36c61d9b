"""The process that looks into one hostile file: `python -m evenhand_web.evidence.worker FD`.

It is given the file as an open descriptor, and what is asked of it as JSON on its standard input. Once everything that
it needs is loaded it gives up the right to open anything at all, file or socket, and only then reads the first byte.

The answer on standard output: length of the JSON in 8 bytes, the JSON, the preview, the thumbnail.

docs/methods/evidence.md says what this holds and what it does not.
"""

import json
import os
import sys
from collections.abc import Mapping
from typing import Any

from evenhand.evidence.examining import Examination, examine
from evenhand.evidence.findings import to_json
from evenhand.evidence.previews import Picture, load_everything
from evenhand_web.evidence.confinement import close_off, limit

MEMORY_BYTES = 1536 * 1024 * 1024
CPU_S = 30
OUT_OF_MEMORY = 3
"""Exit status of a worker that was refused memory."""

_REQUEST_BYTES = 16 * 1024 * 1024


def main() -> None:
    """Answer one request, then end."""
    limit(cpu_s=CPU_S, memory_bytes=MEMORY_BYTES)
    request = json.loads(sys.stdin.buffer.read(_REQUEST_BYTES))
    try:
        load_everything()
        with os.fdopen(int(sys.argv[1]), "rb") as content:
            close_off()
            _answer(examine(content, **request))
    except MemoryError:
        os._exit(OUT_OF_MEMORY)


def _answer(found: Examination) -> None:
    parts = [_content(found.preview), _content(found.thumbnail)]
    header: Mapping[str, Any] = {
        "findings": to_json(found.findings),
        "facts": dict(found.facts),
        "preview": _facts(found.preview),
        "thumbnail": _facts(found.thumbnail),
    }
    told = json.dumps(header, allow_nan=False).encode()
    out = sys.stdout.buffer
    out.write(len(told).to_bytes(8, "big") + told)
    for part in parts:
        out.write(part)
    out.flush()


def _content(picture: Picture | None) -> bytes:
    return picture.content if picture else b""


def _facts(picture: Picture | None) -> dict[str, int]:
    if picture is None:
        return {"size_bytes": 0}
    return {"size_bytes": len(picture.content), "width_px": picture.width_px, "height_px": picture.height_px}


if __name__ == "__main__":
    main()
