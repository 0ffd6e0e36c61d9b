"""Tables of which PostgreSQL itself shows each actor their own rows alone; used by migrations.

The rules are those of each app's `access.py`, said once more in SQL. Nothing told, nothing seen.
Source: docs/methods/row-security.md; PostgreSQL 16, chapter 5.8 "Row Security Policies".
"""

from collections.abc import Mapping
from typing import Any

from django.db.migrations import RunPython

ORGANISATION = "(SELECT NULLIF(current_setting('evenhand.organisation', true), '')::bigint)"
"""Key of the organisation for which the actor acts; NULL: none, which equals nothing. Asked once a query."""
USER = "(SELECT NULLIF(current_setting('evenhand.user', true), '')::bigint)"
USERNAME = "(SELECT current_setting('evenhand.username', true))"
NOBODY = "false"
"""The machine alone."""

MACHINE = "(SELECT current_setting('evenhand.machine', true) = 'on')"

INSIDE = "_inside"
"""Ends the name of a second role, which begins with that of the web role: of those who see WHOLE tables."""

WHOLE: Mapping[str, frozenset[str]] = dict.fromkeys(
    ("desk_item", "incidents_incident", "incidents_statement", "totals_observation"),
    frozenset({"see-reports", "see-alerts"}),
)
"""Tables that are searched or counted by an index which PostgreSQL passes by wherever a policy looks at rows (`LIKE`
may leak, it thinks; an index alone does not hold what the policy asks), with the capabilities that show all of their
rows. For those who have them the second role has a policy that looks at none."""

UNPROTECTED: Mapping[str, str] = {
    "accounts_user": "read to find out who asks; names and roles only, every page names who acted",
    "accounts_user_groups": "empty: roles come from memberships",
    "accounts_user_user_permissions": "empty: roles come from memberships",
    "accounts_organisation": "who takes part in the agreement is known to all",
    "accounts_membership": "read to find out for whom somebody asks",
    "account_emailaddress": "of the sign-in; read before anybody is known",
    "account_emailconfirmation": "of the sign-in; read before anybody is known",
    "auth_group": "empty: roles come from memberships",
    "auth_group_permissions": "empty: roles come from memberships",
    "auth_permission": "names of Django's permissions, which are not used",
    "django_content_type": "names of tables",
    "django_migrations": "names of migrations; the web role may only read it",
    "django_session": "read to find out who asks; the key of a session is 190 random bits",
    "agreements_agreementversion": "every role may see the text of every agreement",
}
"""Tables without row-level security, each with the reason. What is neither here nor protected fails a test."""


def can(*capabilities: str) -> str:
    """SQL that is true for an actor with at least one of these capabilities. Asked once a query, not once a row."""
    asked = " OR ".join(
        f"position(',{name},' in current_setting('evenhand.capabilities', true)) > 0" for name in capabilities
    )
    return f"(SELECT {asked})"


def protect(table: str, *, readable: str, writable: str) -> RunPython:
    """The migration step that has PostgreSQL show `table` by rows; on SQLite it does nothing.

    A row can be locked by who may read it, and added, changed and removed only by who may write it, as it was and as it
    will be. The owner of the table (migrations, commands) and the machine's own work pass.

    Args:
        table: name in the database.
        readable: SQL over one row: who may read it.
        writable: SQL over one row: who may write it, of those who may read it.
    """
    policies = (
        ("machine", "ALL", f"USING ({MACHINE}) WITH CHECK ({MACHINE})"),
        ("read", "SELECT", f"USING ({readable})"),
        ("add", "INSERT", f"WITH CHECK ({writable})"),
        ("change", "UPDATE", f"USING ({readable}) WITH CHECK ({writable})"),
        ("remove", "DELETE", f"USING ({writable})"),
    )

    def install(_apps: Any, schema_editor: Any) -> None:
        if schema_editor.connection.vendor != "postgresql":
            return
        schema_editor.execute(f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY")
        for name, verb, rule in policies:
            schema_editor.execute(f"CREATE POLICY evenhand_{name} ON {table} FOR {verb} {rule}")

    def remove(_apps: Any, schema_editor: Any) -> None:
        if schema_editor.connection.vendor != "postgresql":
            return
        for name, _verb, _rule in policies:
            schema_editor.execute(f"DROP POLICY evenhand_{name} ON {table}")
        schema_editor.execute(f"ALTER TABLE {table} DISABLE ROW LEVEL SECURITY")

    return RunPython(install, remove)


def behind(name: str, *, takes: str, gives: str, query: str) -> RunPython:
    """The migration step for a function that looks behind the wall and tells one thing, for rules that need it.

    PostgreSQL lets no policy of a table ask that table itself; such a function may. It gives a yes, a no or a key,
    never a row.

    Args:
        name: of the function; its app's name comes first.
        takes: its arguments, as SQL declares them.
        gives: its type.
        query: one SELECT.
    """
    types = ", ".join(part.split()[-1] for part in takes.split(","))

    def install(_apps: Any, schema_editor: Any) -> None:
        if schema_editor.connection.vendor == "postgresql":
            schema_editor.execute(
                f"CREATE OR REPLACE FUNCTION {name}({takes}) RETURNS {gives} LANGUAGE sql STABLE SECURITY DEFINER "
                f"SET search_path FROM CURRENT AS $${query}$$"
            )

    def remove(_apps: Any, schema_editor: Any) -> None:
        if schema_editor.connection.vendor == "postgresql":
            schema_editor.execute(f"DROP FUNCTION {name}({types})")

    return RunPython(install, remove)
