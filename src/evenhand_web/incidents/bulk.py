"""Rows written many at a time: one prepared statement, so that a hundred thousand alerts take seconds."""

from collections.abc import Iterable, Sequence

from django.db import connection
from django.db.models import Model


def insert(model: type[Model], rows: Iterable[Model], *, instead: Sequence[str] = (), key: Sequence[str] = ()) -> None:
    """Insert rows of one table; those whose key is there already take over the fields `instead`.

    Args:
        model: of the rows. A key that the database gives is left to it.
        rows: whole, in the order in which they are to be numbered.
        instead: names of fields; none: a key that is there already is refused by the database.
        key: names of the fields of another unique key by which a row is there already; none: the primary key.
    """
    table = model._meta  # noqa: SLF001 - Django documents it for use from outside
    name = connection.ops.quote_name
    fields = [one for one in table.concrete_fields if not one.primary_key or not one.db_returning]
    columns = ", ".join(name(one.column) for one in fields)
    statement = f"INSERT INTO {name(table.db_table)} ({columns}) VALUES ({', '.join(['%s'] * len(fields))})"  # noqa: S608
    if instead and table.pk is not None:
        taken = (name(table.get_field(one).column) for one in instead)
        changed = ", ".join(f"{column} = EXCLUDED.{column}" for column in taken)
        unique = ", ".join(name(table.get_field(one).column) for one in key) or name(table.pk.column)
        statement += f" ON CONFLICT ({unique}) DO UPDATE SET {changed}"
    values = ([one.get_db_prep_save(getattr(row, one.attname), connection) for one in fields] for row in rows)
    with connection.cursor() as cursor:
        cursor.executemany(statement, list(values))
