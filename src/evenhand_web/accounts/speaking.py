"""For whom the database is asked: told to PostgreSQL, so that row-level security lets through what that actor may see.

`access.py` of each app is the door; this is the wall behind it, for the day on which a query forgets its filter.
On SQLite nothing is told, for it has no such wall. Source: docs/methods/row-security.md.
"""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar

from django.db import connection

from evenhand_web.accounts.access import Actor
from evenhand_web.accounts.row_security import INSIDE, WHOLE
from evenhand_web.config.telling import NOBODY

_Told = Mapping[str, str]

# The second role belongs to the web role alone; where there is none, or for the owner, nothing changes.
_ROLE = "set_config(%s, COALESCE((SELECT rolname FROM pg_roles WHERE rolname = session_user || %s), 'none'), false)"

_told: ContextVar[_Told] = ContextVar("evenhand_told", default=NOBODY)


@contextmanager
def speaking_for(actor: Actor) -> Iterator[None]:
    """Ask for this actor, and afterwards for whom it was before. An actor without a role sees nothing."""
    with _told_to(_of(actor)):
        yield


@contextmanager
def as_machine(reason: str) -> Iterator[None]:
    """Do the machine's own work within what somebody asked for: the wall is open until the end of the block.

    For what a service does once it has checked its actor, and for finding out who asks. Every use says why, and
    docs/methods/row-security.md lists them. What is read here goes to nobody without a filter of its own.

    Args:
        reason: what has to be read or written that the actor may not.
    """
    del reason  # for those who read the code
    with _told_to({**_told.get(), "evenhand.machine": "on"}):
        yield


def _of(actor: Actor) -> _Told:
    inside = frozenset().union(*WHOLE.values()) <= actor.capabilities
    return {
        "role": INSIDE if inside else "none",
        "evenhand.machine": "",
        "evenhand.organisation": str(actor.organisation_id or ""),
        "evenhand.user": str(actor.user_id or ""),
        "evenhand.username": actor.username,
        "evenhand.capabilities": "".join(f",{name}," for name in sorted(actor.capabilities)),
    }


@contextmanager
def _told_to(wanted: _Told) -> Iterator[None]:
    before = _told.get()
    _tell(wanted)
    _told.set(wanted)
    try:
        yield
    finally:
        _told.set(before)  # not by token: a stream may be closed elsewhere than it was begun
        _tell(before)


def _tell(wanted: _Told) -> None:
    if connection.vendor != "postgresql":
        return
    if wanted == NOBODY and connection.connection is None:
        return  # a new connection knows nobody
    if _is_broken():
        return  # the rollback that has to come brings back what was told before its transaction
    with connection.cursor() as cursor:
        calls = ", ".join(_ROLE if value == INSIDE else "set_config(%s, %s, false)" for value in wanted.values())
        cursor.execute(f"SELECT {calls}", [part for pair in wanted.items() for part in pair])


def _is_broken() -> bool:
    held = connection.connection
    return connection.needs_rollback or (
        held is not None and held.info.transaction_status.name in {"INERROR", "UNKNOWN"}
    )
