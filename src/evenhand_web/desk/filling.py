"""Filling the whole index at once: rows first, then what finds them."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection

from evenhand_web.desk.models import Item

_ADD = "INSERT INTO desk_words(rowid, search) VALUES (new.id, new.search)"
_TAKE = "INSERT INTO desk_words(desk_words, rowid, search) VALUES ('delete', old.id, old.search)"
WORDS_ON_SQLITE = (
    f"CREATE TRIGGER desk_words_insert AFTER INSERT ON desk_item BEGIN {_ADD}; END",
    f"CREATE TRIGGER desk_words_delete AFTER DELETE ON desk_item BEGIN {_TAKE}; END",
    f"CREATE TRIGGER desk_words_update AFTER UPDATE OF search ON desk_item BEGIN {_TAKE}; {_ADD}; END",
)
"""The same triggers as in the migration that made them."""


@contextmanager
def indexes_later() -> Iterator[None]:
    """Take the indexes of the items away and make them again afterwards, in the transaction around it."""
    editor = connection.SchemaEditorClass(connection, collect_sql=True)
    indexes = Item._meta.indexes  # noqa: SLF001 - Django documents it for use from outside
    table = connection.ops.quote_name(Item._meta.db_table)  # noqa: SLF001
    before = [f"DROP INDEX {connection.ops.quote_name(index.name)}" for index in indexes]
    after = [str(index.create_sql(Item, editor)) for index in indexes]
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            before += [f"DROP TRIGGER desk_words_{verb}" for verb in ("insert", "delete", "update")]
            after += ["INSERT INTO desk_words(desk_words) VALUES ('rebuild')", *WORDS_ON_SQLITE]
        else:
            cursor.execute("SELECT 1 FROM pg_indexes WHERE indexname = 'desk_words'")
            if cursor.fetchone() is not None:
                before.append("DROP INDEX desk_words")
                after.append(f"CREATE INDEX desk_words ON {table} USING gin (search gin_trgm_ops)")
        for statement in before:
            cursor.execute(statement)
    yield
    if connection.vendor != "sqlite":  # PostgreSQL makes no index while references wait to be checked
        connection.check_constraints()
    with connection.cursor() as cursor:
        for statement in after:
            cursor.execute(statement)
        cursor.execute("ANALYZE")
