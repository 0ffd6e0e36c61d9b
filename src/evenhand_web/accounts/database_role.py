"""The role of PostgreSQL under which the pages ask: it owns nothing, passes no policy by, and may do what they need."""

from dataclasses import dataclass

from django.db import connection, transaction
from psycopg import sql

from evenhand.foundation.problems import ProblemKind

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
        ROLE_OWNS_TABLES: it is the role that runs this, or another one that owns a table.
    """
    if connection.vendor != "postgresql":
        raise NOT_POSTGRESQL(vendor=connection.vendor)
    with connection.cursor() as cursor:
        cursor.execute("SELECT tablename, tableowner FROM pg_tables WHERE schemaname = current_schema() ORDER BY 1")
        owners = dict(cursor.fetchall())
        cursor.execute("SELECT current_user")
        if role in {*owners.values(), *cursor.fetchone()}:
            raise ROLE_OWNS_TABLES(role=role)
        cursor.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [role])
        made = cursor.fetchone() is None
        cursor.execute(
            "SELECT tgrelid::regclass::text FROM pg_trigger WHERE tgname = tgrelid::regclass || '_no_update'"
        )
        append_only = {name for (name,) in cursor.fetchall()}
        for statement in _statements(role, password, made=made, tables=list(owners), append_only=append_only):
            cursor.execute(statement)
    return Granted(made=made, tables=len(owners), append_only=len(append_only))


def _statements(
    role: str, password: str, *, made: bool, tables: list[str], append_only: set[str]
) -> list[sql.Composable]:
    """What makes the role and its rights, from nothing."""
    name = sql.Identifier(role)
    rights = sql.SQL("LOGIN NOSUPERUSER NOBYPASSRLS NOCREATEDB NOCREATEROLE NOREPLICATION")
    found: list[sql.Composable] = [
        sql.SQL("{} ROLE {} {}").format(sql.SQL("CREATE" if made else "ALTER"), name, rights),
        sql.SQL("GRANT USAGE ON SCHEMA {} TO {}").format(_schema(), name),
        sql.SQL("REVOKE ALL ON ALL TABLES IN SCHEMA {} FROM {}").format(_schema(), name),
        sql.SQL("GRANT USAGE ON ALL SEQUENCES IN SCHEMA {} TO {}").format(_schema(), name),
    ]
    if password:
        found.append(sql.SQL("ALTER ROLE {} PASSWORD {}").format(name, sql.Literal(password)))
    for table in tables:
        verbs = "SELECT, INSERT, UPDATE, DELETE"
        if table in append_only:
            verbs = "SELECT, INSERT"
        elif table in _READ_ONLY:
            verbs = "SELECT"
        found.append(sql.SQL("GRANT {} ON {} TO {}").format(sql.SQL(verbs), sql.Identifier(table), name))
    return found


def _schema() -> sql.Identifier:
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_schema()")
        return sql.Identifier(cursor.fetchone()[0])
