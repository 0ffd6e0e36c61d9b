"""Finding words: FTS5 on SQLite, a GIN index on PostgreSQL."""

from typing import Any

from django.db import migrations

_SQLITE = (
    "CREATE VIRTUAL TABLE documents_words USING fts5(search, content='documents_paragraph', content_rowid='id', "
    "tokenize='unicode61 remove_diacritics 0')",
    "CREATE TRIGGER documents_words_insert AFTER INSERT ON documents_paragraph BEGIN "
    "INSERT INTO documents_words(rowid, search) VALUES (new.id, new.search); END",
    "CREATE TRIGGER documents_words_delete AFTER DELETE ON documents_paragraph BEGIN "
    "INSERT INTO documents_words(documents_words, rowid, search) VALUES ('delete', old.id, old.search); END",
    "CREATE TRIGGER documents_words_update AFTER UPDATE OF search ON documents_paragraph BEGIN "
    "INSERT INTO documents_words(documents_words, rowid, search) VALUES ('delete', old.id, old.search); "
    "INSERT INTO documents_words(rowid, search) VALUES (new.id, new.search); END",
)


def install(_apps: Any, schema_editor: Any) -> None:
    """The index and what keeps it."""
    if schema_editor.connection.vendor == "sqlite":
        for statement in _SQLITE:
            schema_editor.execute(statement)
        return
    # Kept, not computed: neighbours and beginnings of words are looked up again in every row that the index gives.
    schema_editor.execute(
        "ALTER TABLE documents_paragraph ADD COLUMN words tsvector "
        "GENERATED ALWAYS AS (to_tsvector('simple'::regconfig, search)) STORED"
    )
    schema_editor.execute("CREATE INDEX documents_words ON documents_paragraph USING gin (words)")


def remove(_apps: Any, schema_editor: Any) -> None:
    """Without it nothing is found."""
    if schema_editor.connection.vendor == "sqlite":
        for verb in ("insert", "delete", "update"):
            schema_editor.execute(f"DROP TRIGGER documents_words_{verb}")
        schema_editor.execute("DROP TABLE documents_words")
        return
    schema_editor.execute("ALTER TABLE documents_paragraph DROP COLUMN words")


class Migration(migrations.Migration):
    dependencies = [("documents", "0001_initial")]
    operations = [migrations.RunPython(install, remove)]
