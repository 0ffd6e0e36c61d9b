"""What PostgreSQL is told of who asks, as long as it is told nothing; needed before Django has read its settings."""

from collections.abc import Mapping

from psycopg import Connection, sql

NOBODY: Mapping[str, str] = {
    "role": "none",
    **{f"evenhand.{name}": "" for name in ("machine", "organisation", "user", "username", "capabilities")},
}
"""The settings of a connection for which nobody asks: it sees nothing of the protected tables."""


def forget(connection: Connection) -> None:
    """Have a connection know nobody, before the pool lends it to another request."""
    calls = sql.SQL(", ").join(
        sql.SQL("set_config({}, {}, false)").format(name, value) for name, value in NOBODY.items()
    )
    connection.execute(sql.SQL("SELECT {}").format(calls))
    connection.commit()
