"""The published files of a log, wherever they lie: a folder (a USB stick) or an address."""

import http.client
import multiprocessing
import threading
import urllib.error
import urllib.request
from collections.abc import Iterator
from concurrent.futures import Executor, ProcessPoolExecutor, ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from evenhand.foundation.problems import ProblemKind
from evenhand.ledger.audit import Together
from evenhand.ledger.tiles import Blobs
from evenhand.sources.ledger_files import read_file

LOG_UNREACHABLE = ProblemKind(
    code="sources.log-unreachable",
    blame="operator",
    message="The log at {address} cannot be read: {fault}. Check the address and the network, or carry its files "
    "on a disk.",
)

TIMEOUT_S = 30
_AT_ONCE = 8
MOST_BYTES = 256 * (2 + 0xFFFF)
"""No file of a log is larger than a full bundle of the longest entries."""


class Published:
    """What a log published in a folder; nothing is written there."""

    def __init__(self, root: Path) -> None:
        self._root = root

    def read(self, path: str) -> bytes | None:
        """The content of a file, or None where there is none."""
        return read_file(f"{self._root}/{path}", MOST_BYTES)


class Address:
    """What a log publishes under an address of the web."""

    def __init__(self, address: str, *, timeout_s: float = TIMEOUT_S) -> None:
        self._address, self._timeout_s = address.rstrip("/"), timeout_s
        self._opener = urllib.request.OpenerDirector()
        for handler in (
            urllib.request.ProxyHandler(),
            urllib.request.HTTPHandler(),
            urllib.request.HTTPSHandler(),  # verifies certificates and names against the system's authorities
            urllib.request.HTTPDefaultErrorHandler(),
            urllib.request.HTTPErrorProcessor(),
        ):
            self._opener.add_handler(handler)

    def read(self, path: str) -> bytes | None:
        """The content of a file, or None where there is none.

        Raises:
            LOG_UNREACHABLE: nobody answers, or something else than the file.
        """
        try:
            request = urllib.request.Request(f"{self._address}/{path}", headers={"User-Agent": "evenhand"})  # noqa: S310 - only HTTP
            with self._opener.open(request, timeout=self._timeout_s) as answer:
                content: bytes = answer.read(MOST_BYTES)
                return content
        except urllib.error.HTTPError as fault:
            fault.close()
            if fault.code in {404, 410}:
                return None
            raise LOG_UNREACHABLE(address=self._address, fault=f"HTTP {fault.code}") from None
        except (OSError, ValueError, http.client.HTTPException) as fault:
            raise LOG_UNREACHABLE(address=self._address, fault=str(fault)) from None

    def send(self, path: str, content: bytes, *, kind: str = "text/plain; charset=utf-8") -> "Reply":
        """What is answered to a POST of `content`, whatever the status.

        Raises:
            LOG_UNREACHABLE: nobody answers.
        """
        address = f"{self._address}/{path}" if path else self._address
        headers = {"User-Agent": "evenhand", "Content-Type": kind}
        try:
            request = urllib.request.Request(address, data=content, headers=headers, method="POST")  # noqa: S310 - only HTTP
            with self._opener.open(request, timeout=self._timeout_s) as answer:
                return Reply(status=answer.status, content=answer.read(MOST_BYTES))
        except urllib.error.HTTPError as fault:
            with fault:
                return Reply(status=fault.code, content=fault.read(MOST_BYTES))
        except (OSError, ValueError, http.client.HTTPException) as fault:
            raise LOG_UNREACHABLE(address=self._address, fault=str(fault)) from None


@dataclass(frozen=True, slots=True, kw_only=True)
class Reply:
    """The answer to a POST."""

    status: int
    content: bytes


@contextmanager
def together(blobs: Blobs) -> Iterator[Blobs]:
    """The same files, hashed on all cores where there are many; an address is read several files at a time."""
    pool: Executor
    if isinstance(blobs, Address):
        pool = ThreadPoolExecutor(_AT_ONCE)
    else:  # a process is only forked where no thread could be in the middle of something
        context = None if threading.active_count() == 1 else multiprocessing.get_context("spawn")
        pool = ProcessPoolExecutor(mp_context=context)
    try:
        yield Together(blobs=blobs, spread=pool.map)
    finally:
        pool.shutdown(cancel_futures=True)


def published_at(place: str) -> Blobs:
    """The log in a folder, or at an address that begins with http:// or https://.

    Raises:
        LOG_UNREACHABLE: there is no such folder.
    """
    if place.startswith(("http://", "https://")):
        return Address(place)
    if not Path(place).is_dir():
        raise LOG_UNREACHABLE(address=place, fault="there is no such folder")
    return Published(Path(place))
