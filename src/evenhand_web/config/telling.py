"""What PostgreSQL is told of who asks, as long as it is told nothing; needed before Django has read its settings."""

from collections.abc import Mapping
from typing import Any

NOBODY: Mapping[str, str] = {
    "role": "none",
    **{f"evenhand.{name}": "" for name in ("machine", "organisation", "user", "username", "capabilities")},
}
"""The settings of a connection for which nobody asks: it sees nothing of the protected tables."""


def forget(connection: Any) -> None:
    """Have a connection of psycopg know nobody, before the pool lends it to another request."""
    calls = ", ".join(f"set_config('{name}', '{value}', false)" for name, value in NOBODY.items())
    connection.execute(f"SELECT {calls}")
    connection.commit()
