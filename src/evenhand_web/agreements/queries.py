"""Reads of agreements (to be filled)."""

from evenhand.agreements.model import Agreement


def current() -> tuple[Agreement, ...]:
    """The agreements in force."""
    return ()
