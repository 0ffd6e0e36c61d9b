"""Serving the pages: one place that knows the server's settings."""

from granian import Granian
from granian.constants import Interfaces
from granian.log import LogLevels

APPLICATION = "evenhand_web.config.wsgi:application"


def serve(host: str, port: int, *, workers: int, quiet: bool) -> None:
    """Serve until stopped by a signal.

    Args:
        host: address to listen on.
        port: port to listen on.
        workers: processes; each has four threads, for pages wait for the database more than for the processor.
        quiet: say only what needs somebody's attention.
    """
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
