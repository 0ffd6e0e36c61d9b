"""The one clock of the pages."""

from datetime import UTC, datetime

from django.conf import settings
from django.http import HttpRequest


def now(request: HttpRequest | None = None) -> datetime:  # noqa: ARG001 - pages pass what they have; a per-person clock may come
    """The instant that pages and services take as now: the demo clock if one is set, else the machine's, in UTC."""
    return settings.CLOCK or datetime.now(UTC)


def real() -> datetime:
    """The machine's own instant, in UTC: what the log signs with, for witnesses hold it against their own clocks."""
    return datetime.now(UTC)


def is_demo() -> bool:
    """Whether a fixed clock stands for now; pages then say so."""
    return settings.CLOCK is not None
