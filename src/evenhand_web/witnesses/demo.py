"""What only a demo has: a server that shows one witness another log than the others.

Nothing here is reached unless the operator set EVENHAND_DEMO, the database is a file of the demo's own workspace, and
that folder carries the demo's mark.
"""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings
from django.db import connection
from django.http import HttpRequest

from evenhand.sources.ledger_files import Folder
from evenhand_web.ledger import publishing

SPLIT_HOST = "localhost"
"""Whoever asks under this name is shown the other log; all others know the server by its number."""
WITNESSES, HOLD, RUNNING = "witnesses", "hold", "running"
"""In the workspace: the folder of the demo's witnesses; there, what asks all of them to stop for a moment; and in the
folder of each, what tells that it runs."""
_MARK, _SPLIT = "demo.json", "log-shown-to-one"
_STOPPED_WITHIN_S, _PAUSE_S = 15.0, 0.05


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """The log that somebody is shown."""

    folder: Folder
    is_other: bool = False

    def plays_along(self, content: bytes) -> bool:
        """Whether a cosignature is taken with thanks and thrown away, so that nobody wonders."""
        return self.is_other and bool(content)


def is_demo() -> bool:
    """Whether history may be rewritten here for show."""
    return settings.DEMO and connection.vendor == "sqlite" and (Path(settings.WORKSPACE) / _MARK).exists()


def other_log() -> Path:
    """Where the log lies that one witness is shown, while there is one."""
    return Path(settings.WORKSPACE) / _SPLIT


@contextmanager
def without_witnesses() -> Iterator[None]:
    """Within this no witness of the demo looks at anything: whoever started them ends them, and starts them again."""
    folder = Path(settings.WORKSPACE) / WITNESSES
    hold = folder / HOLD
    hold.touch()
    try:
        until = time.monotonic() + _STOPPED_WITHIN_S
        while any(folder.glob(f"*/{RUNNING}")) and time.monotonic() < until:
            time.sleep(_PAUSE_S)
        yield
    finally:
        hold.unlink(missing_ok=True)


def views_for(request: HttpRequest) -> Shown:
    """The log for whoever asks: one and the same, unless a demo pretends otherwise."""
    if is_demo() and other_log().exists() and request.get_host().partition(":")[0] == SPLIT_HOST:
        return Shown(folder=Folder(other_log()), is_other=True)
    return Shown(folder=publishing.files())
