"""Finding words: trigrams, with what each database has for them."""

from typing import Any

from django.db import migrations

_SQLITE = (
    "CREATE VIRTUAL TABLE desk_words USING fts5(search, content='desk_item', content_rowid='id', tokenize='trigram')",
    "INSERT INTO desk_words(desk_words) VALUES ('rebuild')",
    "CREATE TRIGGER desk_words_insert AFTER INSERT ON desk_item BEGIN "
    "INSERT INTO desk_words(rowid, search) VALUES (new.id, new.search); END",
    "CREATE TRIGGER desk_words_delete AFTER DELETE ON desk_item BEGIN "
    "INSERT INTO desk_words(desk_words, rowid, search) VALUES ('delete', old.id, old.search); END",
    "CREATE TRIGGER desk_words_update AFTER UPDATE OF search ON desk_item BEGIN "
    "INSERT INTO desk_words(desk_words, rowid, search) VALUES ('delete', old.id, old.search); "
    "INSERT INTO desk_words(rowid, search) VALUES (new.id, new.search); END",
)


def install(_apps: Any, schema_editor: Any) -> None:
    """The index; on PostgreSQL without its own extension pg_trgm the search works all the same, slowly."""
    if schema_editor.connection.vendor == "sqlite":
        for statement in _SQLITE:
            schema_editor.execute(statement)
        return
    with schema_editor.connection.cursor() as cursor:
        cursor.execute("SELECT 1 FROM pg_available_extensions WHERE name = 'pg_trgm'")
        if cursor.fetchone() is None:
            return
    schema_editor.execute("CREATE EXTENSION IF NOT EXISTS pg_trgm")
    schema_editor.execute("CREATE INDEX desk_words ON desk_item USING gin (search gin_trgm_ops)")


def remove(_apps: Any, schema_editor: Any) -> None:
    """Only the index; the extension may serve others."""
    if schema_editor.connection.vendor == "sqlite":
        for verb in ("insert", "delete", "update"):
            schema_editor.execute(f"DROP TRIGGER desk_words_{verb}")
        schema_editor.execute("DROP TABLE desk_words")
        return
    schema_editor.execute("DROP INDEX IF EXISTS desk_words")


class Migration(migrations.Migration):
    dependencies = [("desk", "0001_initial")]
    operations = [migrations.RunPython(install, remove)]
