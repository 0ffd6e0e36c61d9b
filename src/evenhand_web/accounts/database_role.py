"""The role of PostgreSQL under which the pages ask: it owns nothing, passes no policy by, and may do what they need."""

from dataclasses import dataclass

from django.db import connection, transaction
from psycopg import sql

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
        cursor.execute("SELECT rolname FROM pg_roles WHERE rolname = ANY(%s)", [[role, role + INSIDE]])
        known = {name for (name,) in cursor.fetchall()}
        cursor.execute(
            "SELECT tgrelid::regclass::text FROM pg_trigger WHERE tgname = tgrelid::regclass || '_no_update'"
        )
        append_only = {name for (name,) in cursor.fetchall()}
        statements = []
        for name in (role, role + INSIDE):
            statements += _statements(name, made=name not in known, tables=list(owners), append_only=append_only)
        for statement in [*statements, *_belongings(role, password)]:
            cursor.execute(statement)
    return Granted(made=role not in known, tables=len(owners), append_only=len(append_only))


def is_held() -> bool:
    """Whether policies hold the role that asks now: it is no superuser, has no BYPASSRLS and owns none of the tables."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT NOT (rolsuper OR rolbypassrls OR EXISTS ("
            "SELECT 1 FROM pg_class WHERE relrowsecurity AND pg_has_role(current_user, relowner, 'MEMBER'))) "
            "FROM pg_roles WHERE rolname = current_user"
        )
        return bool(cursor.fetchone()[0])


def _belongings(role: str, password: str) -> list[sql.Composable]:
    """Who may sign in, and which rows the second role sees as a whole."""
    name, inside = sql.Identifier(role), sql.Identifier(role + INSIDE)
    found = [sql.SQL("ALTER ROLE {} LOGIN").format(name), sql.SQL("GRANT {} TO {}").format(inside, name)]
    if password:
        found.append(sql.SQL("ALTER ROLE {} PASSWORD {}").format(name, sql.Literal(password)))
    for table in WHOLE:
        policy, on = sql.Identifier(role + INSIDE), sql.Identifier(table)
        found.append(sql.SQL("DROP POLICY IF EXISTS {} ON {}").format(policy, on))
        found.append(sql.SQL("CREATE POLICY {} ON {} FOR SELECT TO {} USING (true)").format(policy, on, inside))
    return found


def _statements(role: str, *, made: bool, tables: list[str], append_only: set[str]) -> list[sql.Composable]:
    """What makes a role and its rights, from nothing. It takes on another role only when it says so (NOINHERIT)."""
    name = sql.Identifier(role)
    rights = sql.SQL("NOINHERIT NOSUPERUSER NOBYPASSRLS NOCREATEDB NOCREATEROLE NOREPLICATION")
    found: list[sql.Composable] = [
        sql.SQL("{} ROLE {} {}").format(sql.SQL("CREATE" if made else "ALTER"), name, rights),
        sql.SQL("GRANT USAGE ON SCHEMA {} TO {}").format(_schema(), name),
        sql.SQL("REVOKE ALL ON ALL TABLES IN SCHEMA {} FROM {}").format(_schema(), name),
        sql.SQL("GRANT USAGE ON ALL SEQUENCES IN SCHEMA {} TO {}").format(_schema(), name),
    ]
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
