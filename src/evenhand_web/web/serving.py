"""Serving the pages, and publishing the log beside them: one place that knows the server's settings."""

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager

from granian import Granian
from granian.constants import Interfaces
from granian.log import LogLevels

APPLICATION = "evenhand_web.config.wsgi:application"
PUBLISH_EVERY_S = 2
"""So often the publisher looks for entries that are in no checkpoint yet."""
_ENDING_S = 10


def serve(host: str, port: int, *, workers: int, quiet: bool) -> None:
    """Serve, and publish the log, until stopped by a signal.

    Args:
        host: address to listen on.
        port: port to listen on.
        workers: processes; each has four threads, for pages wait for the database more than for the processor.
        quiet: say only what needs somebody's attention.
    """
    with publisher(every_s=PUBLISH_EVERY_S):
        Granian(
            APPLICATION,
            address=host,
            port=port,
            interface=Interfaces.WSGI,
            workers=workers,
            blocking_threads=4,
            workers_kill_timeout=5,  # WSGI ends at once; this is for a request that hangs
            log_level=LogLevels.warning if quiet else LogLevels.info,
            websockets=False,
        ).serve()


@contextmanager
def publisher(*, every_s: float) -> Iterator[None]:
    """A process that writes the log's tiles and signs its checkpoints, for as long as the block lasts.

    It outlives no server: it ends with the block, and what was committed last is published when the next one begins.
    """
    command = [sys.executable, "-m", "evenhand_web.manage", "publish_ledger", "--every", str(every_s)]
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL)  # noqa: S603 - no part of it is from outside
    try:
        yield
    finally:
        process.terminate()
        try:
            process.wait(_ENDING_S)
        except subprocess.TimeoutExpired:
            process.kill()
