"""Statements and what is behind them, as rows and back; and rows of other apps as the digests that are entered."""

import hashlib
import json
import secrets
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.db.models import Model, QuerySet

from evenhand.foundation.canonical import canonical_bytes
from evenhand.ledger.statements import AUTHOR, SALT_BYTES, SIGNATURE, Sealed, Shown, read_statement, seal
from evenhand_web.ledger.models import Entry, Opening, RecordKey

ROWS = "row-digests"
"""The field that holds the digests of the rows written with an act."""
OF_PERSON = frozenset({AUTHOR, SIGNATURE})
"""Fields under the key of the person who acted; all others are under that of the subject."""
SECRET_BYTES = 32
_NONCE_BYTES = 12
_EXACT = 2**53


def salt() -> bytes:
    """Fresh, and known to nobody."""
    return secrets.token_bytes(SALT_BYTES)


def statement_of(
    *, author: str, organisation: str, at: datetime, action: str, subject: str, details: Mapping[str, Any]
) -> Sealed:
    """An act as a statement; each name of `details` is a field that can be shown or withheld by itself."""
    return seal(
        {**json.loads(canonical_bytes(dict(details))), AUTHOR: author},
        organisation=organisation,
        at=at,
        kind=action,
        subject=subject,
        salts=salt,
    )


def entry_of(sequence: int, sealed: Sealed) -> Entry:
    """The row of a statement at its place."""
    said = sealed.statement
    return Entry(
        sequence=sequence,
        statement=said.entry().decode(),
        at=said.at,
        organisation=said.organisation,
        action=said.kind,
        subject=said.subject,
    )


def lock(shown: Iterable[Shown], *, sequence: int, secret: bytes) -> bytes:
    """Fields under a key; they open for that entry alone."""
    content = canonical_bytes([{"field": one.field, "salt": one.salt.hex(), "value": one.value} for one in shown])
    nonce = secrets.token_bytes(_NONCE_BYTES)
    return nonce + AESGCM(secret).encrypt(nonce, content, _bound_to(sequence))


def opened(opening: Opening, key: RecordKey | None) -> tuple[Shown, ...] | None:
    """The fields behind an opening; None where its key is gone, or is not its key, or its bytes were changed."""
    if key is None:
        return None
    box = bytes(opening.sealed)
    try:
        nonce, rest = box[:_NONCE_BYTES], box[_NONCE_BYTES:]
        content = AESGCM(bytes(key.secret)).decrypt(nonce, rest, _bound_to(opening.entry_id))
    except (InvalidTag, ValueError):
        return None
    return tuple(
        Shown(field=one["field"], salt=bytes.fromhex(one["salt"]), value=one["value"]) for one in json.loads(content)
    )


def sealed_of(entry: Entry, openings: Sequence[Opening], keys: Mapping[int, RecordKey]) -> Sealed:
    """An entry with all that can still be read of it.

    Raises:
        NOT_A_STATEMENT: the row is none any longer.
    """
    found: list[Shown] = []
    for one in openings:
        found.extend(opened(one, keys.get(one.key_id)) or ())
    return Sealed(statement=read_statement(entry.statement.encode()), shown=tuple(found))


def table_of(model: type[Model]) -> str:
    """The name of its table."""
    return str(model._meta.db_table)  # noqa: SLF001 - `_meta` is public. Source: Django, "Model _meta API"


def rows_of(model: type[Model]) -> QuerySet[Any]:
    """All rows of a table, whatever its managers hide."""
    return model._base_manager.all()  # noqa: SLF001 - likewise, "Base managers"


def name_of(row: Model) -> str:
    """A row of any app by its table and key, as the field `rows` names it."""
    return f"{table_of(type(row))}/{row.pk}"


def row_digest(row: Model) -> str:
    """SHA-256 over all columns of a row as the database holds it."""
    fields = row._meta.concrete_fields  # noqa: SLF001 - likewise
    columns = {field.attname: _plain(getattr(row, field.attname)) for field in fields}
    return hashlib.sha256(canonical_bytes({"table": table_of(type(row)), "columns": columns})).hexdigest()


def _bound_to(sequence: int) -> bytes:
    return b"evenhand.opening/1 %d" % sequence


def _plain(value: Any) -> Any:
    """A column as JSON has it: bytes in hex, and as text what JSON would round."""
    if isinstance(value, bytes | bytearray | memoryview):
        return bytes(value).hex()
    if isinstance(value, dict):
        return {str(name): _plain(inner) for name, inner in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(inner) for inner in value]
    exact = value is None or isinstance(value, bool | float | str | datetime)
    return value if exact or (isinstance(value, int) and abs(value) < _EXACT) else _text(value)


def _text(value: Any) -> str:
    return str(value.normalize() if isinstance(value, Decimal) else value)
