"""Has a document read by a process of its own, and takes nothing of what that process says on trust."""

import json
import logging
import signal
import sys
from typing import Any, BinaryIO

from evenhand.documents.output import FORMAT
from evenhand.foundation.problems import ProblemKind
from evenhand_web.documents import worker
from evenhand_web.evidence import sandbox

STOPPED = ProblemKind(
    code="documents.reading-stopped",
    blame="caller",
    message="Reading {name} took more than {most_s} seconds or {most_mb} megabytes of memory and was stopped. "
    "Split the file, or save it as text, and add that.",
)
FAILED = ProblemKind(
    code="documents.reading-failed",
    blame="caller",
    message="{name} could not be read: the reader ended with status {status}. The file is kept as it came; save it as "
    "text and add that, or try again when the reader has been improved.",
)
BUSY = ProblemKind(
    code="documents.reading-busy",
    blame="state",
    message="Other documents are being read just now, so {name} waits. Nothing is lost: start its reading again.",
)

WALL_S = 90
_ANSWER_BYTES = 96 * 1024 * 1024
_COMMAND = (sys.executable, "-I", "-m", worker.__name__)
_LISTS = ("sections", "paragraphs", "footnotes", "citations", "commitments", "anomalies")

log = logging.getLogger(__name__)


def read(file: BinaryIO, *, name: str) -> tuple[bytes, dict[str, Any]]:
    """What the worker found in an open file, as it wrote it and as values; `problem` alone where it could not read it.

    Raises:
        STOPPED, FAILED: the file is too much for the worker, or broke it.
        BUSY: no worker came free.
    """
    with sandbox.slot() as free:
        if not free:
            raise BUSY(name=name)
        raw, status = sandbox.run_worker(_COMMAND, file.fileno(), {}, wall_s=WALL_S, most=_ANSWER_BYTES)
    if status in {worker.OUT_OF_MEMORY, -signal.SIGXCPU, -signal.SIGKILL}:
        raise STOPPED(name=name, most_s=worker.CPU_S, most_mb=worker.MEMORY_BYTES // 1024**2)
    if status == 0:
        try:
            return raw, _checked(json.loads(raw))
        except (ValueError, KeyError, TypeError) as fault:
            log.warning("The answer of a reader cannot be read: %s", fault)
    log.warning("A reader ended with status %s", status)
    raise FAILED(name=name, status=status)


def _checked(answer: dict[str, Any]) -> dict[str, Any]:
    """The answer, if it has the form that it has to have.

    Raises (and the caller takes them as a failure): ValueError, KeyError, TypeError.
    """
    if "problem" in answer:
        problem = answer["problem"]
        return {"problem": {"code": str(problem["code"]), "details": dict(problem["details"])}}
    document = answer["document"]
    if document["format"] != FORMAT or not all(isinstance(document[key], list) for key in _LISTS):
        raise ValueError("no document of the format " + FORMAT)
    if not all(isinstance(text, str) for _page, text in answer["lines"]):
        raise TypeError("lines that are none")
    dict(answer["links"])
    return answer
