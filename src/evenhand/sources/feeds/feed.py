"""What every live feed is to the rest: something that starts, stops, and has files ready for the lake."""

import random
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import Future
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any, Protocol

from evenhand.sources.feeds.journal import Journal

FIRST_WAIT_S, LONGEST_WAIT_S = 1.0, 60.0


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedEvent:
    """Something about a feed that the person who runs it should know; `what` is the key of a phrase."""

    feed: str
    what: str
    details: Mapping[str, Any] = field(default_factory=dict)


Tell = Callable[[FeedEvent], None]
"""Called from any thread."""


class Feed(Protocol):
    """A live feed."""

    @property
    def name(self) -> str:
        """Its address, without secrets."""

    def start(self) -> None:
        """Begin to receive, in threads of its own."""

    def stop(self) -> None:
        """Stop receiving; what was acknowledged is on the disk."""

    def receive_once(self) -> None:
        """Receive what is there now, and return: for runs that end."""

    def ready(self, *, everything: bool) -> Sequence[Path]:
        """Files that can be taken into the lake now, oldest first.

        Args:
            everything: also what would otherwise wait to become larger, or to come to rest.
        """

    def taken(self, path: Path) -> None:
        """A file is in the lake."""

    def refused(self, path: Path) -> None:
        """A file can be read by nobody; it is kept."""


class Receiver(Protocol):
    """The part of a feed that receives, and writes to a journal."""

    def start(self) -> None:
        """Begin to receive, in threads of its own."""

    def stop(self) -> None:
        """Stop receiving."""

    def receive_once(self) -> None:
        """Receive what is there now, and return."""


class JournalFeed:
    """A feed whose messages go through a journal."""

    def __init__(self, journal: Journal, receiver: Receiver, *, roll: timedelta, keep: bool) -> None:
        """A feed that hands a segment on once it has been open for `roll`, and keeps it afterwards if `keep`."""
        self._journal, self._receiver = journal, receiver
        self._roll, self._keep = roll, keep

    @property
    def name(self) -> str:
        """Its address, without secrets."""
        return self._journal.feed

    def start(self) -> None:
        """Begin to receive."""
        self._receiver.start()

    def stop(self) -> None:
        """Stop receiving, write what waits, seal."""
        self._receiver.stop()
        self._journal.close()

    def receive_once(self) -> None:
        """Receive what is there now."""
        self._receiver.receive_once()

    def ready(self, *, everything: bool) -> Sequence[Path]:
        """The sealed segments."""
        self._journal.seal(older_than=timedelta(0) if everything else self._roll)
        return self._journal.sealed()

    def taken(self, path: Path) -> None:
        """Remove a segment that is in the lake, or keep it by request."""
        if self._keep:
            self._journal.put_aside(path, "taken")
        else:
            self._journal.remove(path)

    def refused(self, path: Path) -> None:
        """Keep a segment that nobody can read."""
        self._journal.put_aside(path, "refused")


class Backoff:
    """How long to wait before the next attempt: twice as long each time, up to a minute, and never all at once.

    Source: exponential back-off with full jitter (Brooker, Exponential Backoff And Jitter, 2015).
    """

    def __init__(self) -> None:
        self._failures = 0

    @property
    def failing(self) -> bool:
        """Whether the last attempt failed."""
        return self._failures > 0

    def succeeded(self) -> None:
        """Begin again with short waits."""
        self._failures = 0

    def failed(self) -> float:
        """Seconds to wait after one more failure."""
        longest = min(LONGEST_WAIT_S, FIRST_WAIT_S * 2.0 ** min(self._failures, 10))
        self._failures += 1
        return longest * random.uniform(0.5, 1.0)  # noqa: S311 - spreads load, guards nothing


def outcome_of(done: "Future[None]") -> Exception | None:
    """Wait until a message is on the disk; the fault where it is not."""
    fault = done.exception()
    return fault if isinstance(fault, Exception) else None
