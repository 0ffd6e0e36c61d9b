"""The process that looks into one hostile file: `python -m evenhand_web.evidence.worker FD`.

It is given the file as an open descriptor, and what is asked of it as JSON on its standard input. Once everything that
it needs is loaded it gives up the right to open anything at all, file or socket, and only then reads the first byte.

The answer on standard output: length of the JSON in 8 bytes, the JSON, the preview, the thumbnail.

Source: setrlimit(2), unshare(2), prctl(2); docs/methods/evidence.md says what this holds and what it does not.
"""

import ctypes
import json
import os
import resource
import sys
from collections.abc import Mapping
from typing import Any

from evenhand.evidence.examining import Examination, examine
from evenhand.evidence.findings import to_json
from evenhand.evidence.previews import Picture, load_everything

MEMORY_BYTES = 1536 * 1024 * 1024
CPU_S = 30
OUT_OF_MEMORY = 3
"""Exit status of a worker that was refused memory."""

_REQUEST_BYTES = 16 * 1024 * 1024
_NO_NEW_PRIVILEGES, _NOT_DUMPABLE = 38, 4
_NEW_USERS, _NEW_NETWORK, _NEW_IPC = 0x10000000, 0x40000000, 0x08000000


def main() -> None:
    """Answer one request, then end."""
    _limit(resource.RLIMIT_CORE, 0)
    _limit(resource.RLIMIT_FSIZE, 0)
    _limit(resource.RLIMIT_CPU, CPU_S)
    _limit(resource.RLIMIT_AS, MEMORY_BYTES)
    request = json.loads(sys.stdin.buffer.read(_REQUEST_BYTES))
    try:
        load_everything()
        with os.fdopen(int(sys.argv[1]), "rb") as content:
            _close_off()
            _answer(examine(content, **request))
    except MemoryError:
        os._exit(OUT_OF_MEMORY)


def _close_off() -> None:
    """From here on nothing can be opened: no file, no socket, no pipe, no program that needs a library."""
    libc = ctypes.CDLL(None)
    libc.prctl(_NO_NEW_PRIVILEGES, 1, 0, 0, 0)
    libc.prctl(_NOT_DUMPABLE, 0, 0, 0, 0)
    # Where the system lets us: a network without so much as a loopback. Where not, the limit below does it alone.
    libc.unshare(_NEW_USERS | _NEW_NETWORK | _NEW_IPC)
    _limit(resource.RLIMIT_NPROC, 0)
    _limit(resource.RLIMIT_NOFILE, 0)


def _limit(what: int, most: int) -> None:
    resource.setrlimit(what, (most, most))


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
