"""How a row of the permission matrix is written.

Each app has a module beside this one with `PAGES: dict[str, Page]`, one entry for each of its URL names.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

ROLES = ("duty-officer", "monitor", "analyst", "liaison", "commissioner", "secretariat", "administrator")
MISSION = ("duty-officer", "monitor", "analyst")
"""The roles that see tracks and all alerts."""
ANONYMOUS = "anonymous"


@dataclass(frozen=True, kw_only=True)
class Page:
    """What a GET (or a POST of `data`) answers to each role; `kwargs` may make the rows that it names."""

    status: Mapping[str, int]
    kwargs: Callable[[], dict[str, Any]] = dict
    data: Mapping[str, Any] | None = None
    query: Mapping[str, Any] = field(default_factory=dict)


def open_to(*roles: str, status: int = 200, otherwise: int = 403, anonymous: int = 302) -> dict[str, int]:
    """`status` for `roles` (all, if none is named), `otherwise` for the others; strangers go to the sign-in page."""
    allowed = roles or ROLES
    return {ANONYMOUS: anonymous, **{role: status if role in allowed else otherwise for role in ROLES}}
