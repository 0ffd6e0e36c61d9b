"""Statements: what an entry of the log says, with the fields hidden behind commitments.

An entry never holds a field. It holds, for each, SHA-256 over the field's name, a secret random salt and its value; who
is shown salt and value can check them, who is not learns nothing, and once both are destroyed nobody can. The author is
a field too, so that a person can be erased. Sources: RFC 8785 (canonical JSON); RFC 8032 (Ed25519).
"""

import hashlib
import json
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from evenhand.foundation.canonical import canonical_bytes
from evenhand.foundation.instants import format_instant, parse_instant
from evenhand.foundation.problems import Problem, ProblemKind

NOT_A_STATEMENT = ProblemKind(
    code="ledger.not-a-statement",
    blame="caller",
    message="This entry is no statement: {fault}. Check that it is the entry that the proof is of, byte for byte.",
)
NO_SUCH_FIELD = ProblemKind(
    code="ledger.no-such-field",
    blame="caller",
    message="The statement has no field {field!r}. It has: {fields}.",
)
FIELD_BAD = ProblemKind(
    code="ledger.field-bad",
    blame="caller",
    message="What is shown as {field} is not what the statement was made with. The value or its salt was "
    "changed: ask for "
    "it again from whoever showed it.",
)
AUTHOR_BAD = ProblemKind(
    code="ledger.author-bad",
    blame="caller",
    message="The signature that is shown as the author's ({key}) is not one of this statement. Ask for it again; if it "
    "stays, the author did not sign it.",
)

FORMAT = "evenhand.statement/1"
SALT_BYTES = 32
AUTHOR, SIGNATURE = "author", "signature"
_DOMAIN = b"evenhand.field/1\n"
_HEAD = ("at", "fields", "format", "kind", "organisation", "subject")
_HEX = re.compile(r"[0-9a-f]{64}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """A field in the open."""

    field: str
    salt: bytes
    value: Any

    def commitment(self) -> str:
        """What the entry holds of it."""
        content = canonical_bytes({"field": self.field, "salt": self.salt.hex(), "value": self.value})
        return hashlib.sha256(_DOMAIN + content).hexdigest()


@dataclass(frozen=True, slots=True, kw_only=True)
class Statement:
    """What everybody who reads the log sees of one act."""

    organisation: str
    at: datetime
    kind: str
    """What was done, e.g. "reports.received"."""
    subject: str
    """The record that it was done to, by its opaque id: never a person's name."""
    fields: Mapping[str, str]
    """Commitments by name of field."""

    def entry(self) -> bytes:
        """The entry of the log: canonical JSON, the same on any machine."""
        return canonical_bytes(self._plain(self.fields))

    def signed_bytes(self) -> bytes:
        """What the author signs: all but the commitment to the signature."""
        return canonical_bytes(self._plain({name: held for name, held in self.fields.items() if name != SIGNATURE}))

    def _plain(self, fields: Mapping[str, str]) -> dict[str, Any]:
        return {
            "format": FORMAT,
            "organisation": self.organisation,
            "at": format_instant(self.at),
            "kind": self.kind,
            "subject": self.subject,
            "fields": dict(fields),
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class Sealed:
    """A statement with what is behind its commitments, as it is kept outside the log."""

    statement: Statement
    shown: tuple[Shown, ...]

    def show(self, names: Iterable[str]) -> tuple[Shown, ...]:
        """Some of the fields, to be handed on.

        Raises:
            NO_SUCH_FIELD: the statement has none of that name, or it was erased.
        """
        by_name = {one.field: one for one in self.shown}
        wanted = list(names)
        for name in wanted:
            if name not in by_name:
                raise NO_SUCH_FIELD(field=name, fields=", ".join(sorted(by_name)))
        return tuple(by_name[name] for name in wanted)

    def without(self, names: Iterable[str]) -> "Sealed":
        """What is kept once these fields were erased. The entry stays, and so do all proofs; nobody can "
        "open them again.
        """
        gone = set(names)
        return Sealed(statement=self.statement, shown=tuple(one for one in self.shown if one.field not in gone))


def seal(
    fields: Mapping[str, Any],
    *,
    organisation: str,
    at: datetime,
    kind: str,
    subject: str,
    salts: Callable[[], bytes],
    key: Ed25519PrivateKey | None = None,
) -> Sealed:
    """Make a statement.

    Args:
        fields: what is said, `author` among them; plain JSON values.
        organisation: whose act it is.
        at: when, aware.
        kind: what was done.
        subject: to which record.
        salts: gives 32 fresh random bytes at each call.
        key: the author's, where there is one.
    """
    shown = [Shown(field=name, salt=salts(), value=value) for name, value in sorted(fields.items())]
    head = {"organisation": organisation, "at": at, "kind": kind, "subject": subject}
    statement = Statement(**head, fields={one.field: one.commitment() for one in shown})  # type: ignore[arg-type]
    if key is None:
        return Sealed(statement=statement, shown=tuple(shown))
    public, value = key.public_key().public_bytes_raw(), key.sign(statement.signed_bytes())
    signed = Shown(field=SIGNATURE, salt=salts(), value={"key": public.hex(), "value": value.hex()})
    fields = {**statement.fields, SIGNATURE: signed.commitment()}
    return Sealed(statement=Statement(**head, fields=fields), shown=(*shown, signed))  # type: ignore[arg-type]


def read_statement(entry: bytes) -> Statement:
    """The statement that an entry is.

    Raises:
        NOT_A_STATEMENT: it is none, or not in its one canonical form.
    """
    try:
        data = json.loads(entry)
        if tuple(sorted(data)) != _HEAD or data["format"] != FORMAT:
            raise NOT_A_STATEMENT(fault=f"its format is not {FORMAT}")
        words = {name: data[name] for name in ("organisation", "kind", "subject")}
        fields = data["fields"]
        if not all(isinstance(word, str) for word in words.values()):
            raise NOT_A_STATEMENT(fault="organisation, kind and subject are words")
        if not all(isinstance(held, str) and _HEX.fullmatch(held) for held in fields.values()):
            raise NOT_A_STATEMENT(fault="a field is no commitment")
        statement = Statement(**words, at=parse_instant(str(data["at"]), field="at"), fields=fields)
    except (ValueError, TypeError, AttributeError, RecursionError) as fault:
        raise NOT_A_STATEMENT(fault=fault) from None
    except Problem as problem:
        raise NOT_A_STATEMENT(fault=problem) from None
    if statement.entry() != entry:
        raise NOT_A_STATEMENT(fault="it is not in canonical form")
    return statement


def require_shown(statement: Statement, shown: Iterable[Shown]) -> None:
    """Stop unless each field is what the statement was made with, and a signature that is shown is the author's.

    Raises:
        NO_SUCH_FIELD, FIELD_BAD, AUTHOR_BAD: which one is not.
    """
    for one in shown:
        held = statement.fields.get(one.field)
        if held is None:
            raise NO_SUCH_FIELD(field=one.field, fields=", ".join(sorted(statement.fields)))
        if len(one.salt) != SALT_BYTES or one.commitment() != held:
            raise FIELD_BAD(field=one.field)
        if one.field == SIGNATURE:
            _require_author(statement, one.value)


def _require_author(statement: Statement, value: Any) -> None:
    shown = str(value.get("key", "-"))[:16] if isinstance(value, dict) else "-"
    try:
        key = Ed25519PublicKey.from_public_bytes(bytes.fromhex(value["key"]))
        key.verify(bytes.fromhex(value["value"]), statement.signed_bytes())
    except (InvalidSignature, ValueError, KeyError, TypeError):
        raise AUTHOR_BAD(key=shown) from None
