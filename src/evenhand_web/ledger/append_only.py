"""Tables whose rows the database itself refuses to change or remove; used by migrations."""

from typing import Any

from django.db.migrations import RunPython


def guard(table: str) -> RunPython:
    """The migration step that makes `table` append-only, by triggers, on SQLite and on PostgreSQL."""

    def install(_apps: Any, schema_editor: Any) -> None:
        for verb in ("UPDATE", "DELETE"):
            for statement in _statements(schema_editor.connection.vendor, table, verb):
                schema_editor.execute(statement)

    def remove(_apps: Any, schema_editor: Any) -> None:
        on = f" ON {table}" if schema_editor.connection.vendor == "postgresql" else ""
        for verb in ("update", "delete"):
            schema_editor.execute(f"DROP TRIGGER {table}_no_{verb}{on}")

    return RunPython(install, remove)


def _statements(vendor: str, table: str, verb: str) -> tuple[str, ...]:
    name = f"{table}_no_{verb.lower()}"
    refusal = f"{table} is append-only"
    if vendor == "sqlite":
        return (f"CREATE TRIGGER {name} BEFORE {verb} ON {table} BEGIN SELECT RAISE(ABORT, '{refusal}'); END",)
    # TRUNCATE passes row triggers by, so both are caught at statement level.
    verbs = "DELETE OR TRUNCATE" if verb == "DELETE" else verb
    function = (
        f"CREATE OR REPLACE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS "
        f"$$ BEGIN RAISE EXCEPTION '{refusal}'; END $$"
    )
    trigger = f"CREATE TRIGGER {name} BEFORE {verbs} ON {table} FOR EACH STATEMENT EXECUTE FUNCTION {name}()"
    return function, trigger
