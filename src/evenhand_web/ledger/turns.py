"""Whose turn it is to write: one order in which all take the locks of PostgreSQL, so that nobody waits in a ring."""

from django.db import connection

LOCK = 0x45_56_45_4E
"""Key of the advisory lock of PostgreSQL under which entries are appended ("EVEN")."""


def take_turn() -> None:
    """Wait for the turn to append to the record; it ends with the transaction.

    It is taken before any row that an act changes. Without a transaction it does nothing, and nothing on SQLite, whose
    BEGIN IMMEDIATE has locked already.
    """
    if connection.vendor == "postgresql" and connection.in_atomic_block:
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [LOCK])
