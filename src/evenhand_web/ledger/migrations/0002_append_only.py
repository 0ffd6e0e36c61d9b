"""The database itself refuses to change or remove an entry of the record."""

from django.db import migrations

TABLES = ("ledger_entry",)


def guard(apps, schema_editor):
    for table in TABLES:
        for verb in ("UPDATE", "DELETE"):
            for statement in statements(schema_editor.connection.vendor, table, verb):
                schema_editor.execute(statement)


def unguard(apps, schema_editor):
    for table in TABLES:
        for verb in ("update", "delete"):
            on = f" ON {table}" if schema_editor.connection.vendor == "postgresql" else ""
            schema_editor.execute(f"DROP TRIGGER {table}_no_{verb}{on}")


def statements(vendor, table, verb):
    name = f"{table}_no_{verb.lower()}"
    if vendor == "sqlite":
        return (
            f"CREATE TRIGGER {name} BEFORE {verb} ON {table} "
            f"BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END",
        )
    return (
        f"CREATE OR REPLACE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS "
        f"$$ BEGIN RAISE EXCEPTION '{table} is append-only'; END $$",
        # TRUNCATE passes row triggers by, so DELETE is guarded at statement level together with it.
        f"CREATE TRIGGER {name} BEFORE {verb}{' OR TRUNCATE' if verb == 'DELETE' else ''} ON {table} "
        f"FOR EACH STATEMENT EXECUTE FUNCTION {name}()",
    )


class Migration(migrations.Migration):
    dependencies = [("ledger", "0001_initial")]
    operations = [migrations.RunPython(guard, unguard)]
