"""The role of PostgreSQL under which the pages ask: it owns nothing, passes no policy by, and may do what they need."""

import re
from dataclasses import dataclass

from django.db import connection, transaction

from evenhand.foundation.problems import ProblemKind
from evenhand_web.accounts.row_security import INSIDE, WHOLE

NOT_POSTGRESQL = ProblemKind(
    code="accounts.not-postgresql",
    blame="operator",
    message="The database is {vendor}, which knows no roles. Set DATABASE_URL to a PostgreSQL database first.",
)
ROLE_OWNS_TABLES = ProblemKind(
    code="accounts.role-owns-tables",
    blame="operator",
    message="{role} owns the tables, so no policy would hold it back. Choose another name for the web role.",
)
BAD_ROLE_NAME = ProblemKind(
    code="accounts.bad-role-name",
    blame="operator",
    message="{role!r} is no name for a role. Use small letters, digits and underscores, at most 40 of them.",
)

SCHEMA = "public"
_NAME = re.compile(r"[a-z_][a-z0-9_]{0,39}")
_READ_ONLY = ("django_migrations", "django_content_type")


@dataclass(frozen=True, slots=True, kw_only=True)
class Granted:
    """What the role may now do."""

    made: bool
    """False: it was there already."""
    tables: int
    append_only: int
    """Of these, tables to which it may add and of which it may change nothing."""


@transaction.atomic
def grant(*, role: str, password: str = "") -> Granted:
    """Make the role if it is not there, and give it exactly the rights of the web; run it again after each migration.

    Args:
        role: its name.
        password: "" leaves the one it has, or gives none (peer, certificate).

    Raises:
        NOT_POSTGRESQL: on SQLite there is nothing to grant.
        BAD_ROLE_NAME: no plain name.
        ROLE_OWNS_TABLES: it is the role that runs this, or another one that owns a table.
    """
    if connection.vendor != "postgresql":
        raise NOT_POSTGRESQL(vendor=connection.vendor)
    if _NAME.fullmatch(role) is None:
        raise BAD_ROLE_NAME(role=role[:64])
    with connection.cursor() as cursor:
        cursor.execute("SELECT tablename, tableowner FROM pg_tables WHERE schemaname = %s ORDER BY 1", [SCHEMA])
        owners = dict(cursor.fetchall())
        cursor.execute("SELECT current_user")
        if role in {*owners.values(), *cursor.fetchone()}:
            raise ROLE_OWNS_TABLES(role=role)
        cursor.execute("SELECT rolname FROM pg_roles WHERE rolname = ANY(%s)", [[role, role + INSIDE]])
        known = {name for (name,) in cursor.fetchall()}
        cursor.execute(
            "SELECT tgrelid::regclass::text FROM pg_trigger WHERE tgname = tgrelid::regclass || '_no_update'"
        )
        append_only = {name for (name,) in cursor.fetchall()}
        statements: list[str] = []
        for name in (role, role + INSIDE):
            statements += _statements(name, made=name not in known, tables=list(owners), append_only=append_only)
        for statement in [*statements, *_belongings(role)]:
            cursor.execute(statement)
        if password:
            cursor.execute(f'ALTER ROLE "{role}" PASSWORD %s', [password])
    return Granted(made=role not in known, tables=len(owners), append_only=len(append_only))


def is_held() -> bool:
    """Whether policies hold the role that asks: no superuser, without BYPASSRLS, and owner of none of the tables."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT NOT (rolsuper OR rolbypassrls OR EXISTS ("
            "SELECT 1 FROM pg_class WHERE relrowsecurity AND pg_has_role(current_user, relowner, 'MEMBER'))) "
            "FROM pg_roles WHERE rolname = current_user"
        )
        return bool(cursor.fetchone()[0])


def _belongings(role: str) -> list[str]:
    """Who may sign in, and which rows the second role sees as a whole."""
    found = [f'ALTER ROLE "{role}" LOGIN', f'GRANT "{role}{INSIDE}" TO "{role}"']
    # Policies make small queries look dear, and compiling them takes longer than they do.
    found.append(f'ALTER ROLE "{role}" SET jit = off')
    for table in WHOLE:
        found.append(f'DROP POLICY IF EXISTS "{role}{INSIDE}" ON "{table}"')
        found.append(f'CREATE POLICY "{role}{INSIDE}" ON "{table}" FOR SELECT TO "{role}{INSIDE}" USING (true)')
    return found


def _statements(role: str, *, made: bool, tables: list[str], append_only: set[str]) -> list[str]:
    """What makes a role and its rights, from nothing. It takes on another role only when it says so (NOINHERIT)."""
    verb, name = "CREATE" if made else "ALTER", f'"{role}"'
    found = [
        f"{verb} ROLE {name} NOINHERIT NOSUPERUSER NOBYPASSRLS NOCREATEDB NOCREATEROLE NOREPLICATION",
        f"GRANT USAGE ON SCHEMA {SCHEMA} TO {name}",
        f"REVOKE ALL ON ALL TABLES IN SCHEMA {SCHEMA} FROM {name}",
        f"GRANT USAGE ON ALL SEQUENCES IN SCHEMA {SCHEMA} TO {name}",
    ]
    for table in tables:
        rights = "SELECT, INSERT, UPDATE, DELETE"
        if table in append_only:
            rights = "SELECT, INSERT"
        elif table in _READ_ONLY:
            rights = "SELECT"
        found.append(f'GRANT {rights} ON "{table}" TO {name}')
    return found
