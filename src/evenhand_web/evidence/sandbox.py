"""Has a hostile file examined by a process of its own, and takes nothing of what that process says on trust."""

import fcntl
import json
import logging
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import IO, Any, BinaryIO

from django.conf import settings

from evenhand.evidence.findings import Finding, finding, from_json, known
from evenhand_web.evidence import worker

WALL_S = 40
WAIT_S = 10
"""How long a page waits for a free worker; then it is shown without what the worker would find."""
WAITING = finding("preview.waiting")
_ANSWER_BYTES = 8 * 1024 * 1024
_PICTURE_BYTES = 2 * 1024 * 1024
_JPEG = b"\xff\xd8\xff"
_SLOTS = 2
"""Workers at a time on this machine: each may take a core and much memory."""

_COMMAND = (sys.executable, "-I", "-m", worker.__name__)

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class Picture:
    """A JPEG that the worker made."""

    content: bytes
    width_px: int
    height_px: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What the worker found, or why there is nothing."""

    findings: tuple[Finding, ...]
    facts: Mapping[str, Any] = field(default_factory=dict)
    preview: Picture | None = None
    thumbnail: Picture | None = None


def examine(file: BinaryIO, request: Mapping[str, Any]) -> Outcome:
    """Examine an open file; whatever becomes of the worker, the answer is an Outcome.

    Args:
        file: has a descriptor; read by the worker alone.
        request: arguments of `evenhand.evidence.examining.examine`.
    """
    with slot() as free:
        if not free:
            return Outcome(findings=(WAITING,))
        raw, status = run_worker(_COMMAND, file.fileno(), request, wall_s=WALL_S, most=_ANSWER_BYTES)
    if status in {worker.OUT_OF_MEMORY, -signal.SIGXCPU, -signal.SIGKILL}:
        return Outcome(findings=(finding("preview.stopped"),))
    if status == 0:
        try:
            return _outcome(raw)
        except (ValueError, KeyError, TypeError, AttributeError) as fault:
            log.warning("A worker's answer cannot be read: %s", fault)
    log.warning("A worker ended with status %s on a file of type %s", status, request.get("media_type"))
    return Outcome(findings=(finding("preview.failed"),))


def run_worker(
    program: Sequence[str], descriptor: int, request: Mapping[str, Any], *, wall_s: int, most: int
) -> tuple[bytes, int]:
    """What a worker wrote (no more than `most` bytes), and how it ended; killed where it takes longer than `wall_s`.

    Args:
        program: our own worker; its last argument will be the descriptor.
        descriptor: the open file, read by the worker alone.
        request: JSON values, on its standard input.
        wall_s: seconds.
        most: bytes.
    """
    command = [*program, str(descriptor)]
    environment = {"PATH": os.defpath, "LANG": "C.UTF-8", "RUST_BACKTRACE": "0"}
    with subprocess.Popen(  # noqa: S603 - our own program, no word of which comes from outside
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, pass_fds=(descriptor,),
        env=environment, cwd="/", start_new_session=True,
    ) as process:  # fmt: skip
        alarm = threading.Timer(wall_s, process.kill)
        alarm.start()
        try:
            _feed(process, json.dumps(dict(request)).encode())
            raw = process.stdout.read(most + 1) if process.stdout else b""
            if len(raw) > most:
                process.kill()
            return raw, process.wait()
        finally:
            alarm.cancel()
            process.kill()


def _feed(process: "subprocess.Popen[bytes]", request: bytes) -> None:
    if process.stdin is None:
        return
    try:
        process.stdin.write(request)
        process.stdin.close()
    except BrokenPipeError:  # it died at once; its status says why
        process.stdin = None


def _outcome(raw: bytes) -> Outcome:
    """The answer, each part held against what it may be.

    Raises (and the caller takes them as a failure): ValueError, KeyError, TypeError.
    """
    length = int.from_bytes(raw[:8], "big")
    header = json.loads(raw[8 : 8 + length])
    at = 8 + length
    preview, at = _picture(raw, at, header["preview"])
    thumbnail, _end = _picture(raw, at, header["thumbnail"])
    found = tuple(one for one in from_json(header["findings"]) if known(one.key))
    return Outcome(findings=found, facts=dict(header["facts"]), preview=preview, thumbnail=thumbnail)


def _picture(raw: bytes, at: int, facts: Mapping[str, Any]) -> tuple[Picture | None, int]:
    size = int(facts["size_bytes"])
    content = raw[at : at + size]
    if not 0 < size <= _PICTURE_BYTES or len(content) != size or not content.startswith(_JPEG):
        return None, at + max(size, 0)
    return Picture(content=content, width_px=int(facts["width_px"]), height_px=int(facts["height_px"])), at + size


@contextmanager
def slot() -> Iterator[bool]:
    """One of the few places for workers, waited for a while; False where none came free.

    A process that ends gives its place up.
    """
    folder = settings.WORKSPACE / "workers"
    folder.mkdir(mode=0o700, exist_ok=True)
    files = [(folder / f"{number}.lock").open("w") for number in range(_SLOTS)]
    until = time.monotonic() + WAIT_S
    try:
        while not (free := any(_taken(file) for file in files)) and time.monotonic() < until:
            time.sleep(0.05)
        yield free
    finally:
        for file in files:
            file.close()


def _taken(file: IO[str]) -> bool:
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True
