"""Checking a signed position without the server that keeps it: two small files in, a verdict out.

Sources: RFC 8032 (Ed25519), section 5.1; RFC 8785 (canonical JSON); docs/methods/signatures.md.
"""

import json
from dataclasses import dataclass
from typing import Any

from evenhand.cases.acts import PositionTaken, Signature
from evenhand.cases.codes import Position
from evenhand.cases.signing import FORMAT, Statement, require_good, statement_bytes
from evenhand.foundation.codec import from_json, to_json
from evenhand.foundation.problems import Problem, ProblemKind

NOT_A_STATEMENT = ProblemKind(
    code="cases.not-a-statement",
    blame="caller",
    message="The {what} cannot be read: {fault}. Give the two files as the page of the position hands them out.",
)
WEAK_KEY = ProblemKind(
    code="cases.weak-key",
    blame="caller",
    message="The key {key} is none that can sign: {fault}. Make a new key.",
)

SIGNATURE_FORMAT = "evenhand.signature/1"
_FIELDS = {"format", "case", "finding", "organisation", "position", "side", "signed_at", "text", "user"}
_FIELD = 2**255 - 19
_EIGHTH = int.from_bytes(bytes.fromhex("26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05"), "little")
_SMALL = frozenset({0, 1, _FIELD - 1, _EIGHTH, _FIELD - _EIGHTH})
"""The y of the points whose order divides eight: with one of them as key, one signature fits many statements."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Verified:
    """A statement and a signature that fit each other."""

    statement: Statement
    signature: Signature
    canonical: bool
    """Whether the file holds the signed bytes themselves; else the same statement, written another way."""


def signature_bytes(signature: Signature) -> bytes:
    """A signature as the file that `verify` reads."""
    return json.dumps({"format": SIGNATURE_FORMAT, **to_json(signature)}, indent=1).encode() + b"\n"


def verify(statement: bytes, signature: bytes) -> Verified:
    """Whether the two files belong together.

    `held` is what the file says and is not signed: compare the key with one that you know.

    Raises:
        NOT_A_STATEMENT: one of the files is something else.
        BAD_SIGNATURE, WEAK_KEY: they do not fit each other, or the key would fit anything.
    """
    said, sealed = read_statement(statement), read_signature(signature)
    require_strong(sealed.public_key)
    require_good(said, sealed)
    return Verified(statement=said, signature=sealed, canonical=statement.removesuffix(b"\n") == statement_bytes(said))


def read_statement(raw: bytes) -> Statement:
    """The statement that a file holds. Nothing is left out: an unknown field is a fault, for it would not be signed.

    Raises:
        NOT_A_STATEMENT.
    """
    found = _object(raw, "statement")
    if found.get("format") != FORMAT:
        raise NOT_A_STATEMENT(what="statement", fault=f"its format is {found.get('format')!r}, not {FORMAT!r}")
    finding, text = found.get("finding"), found.get("text")
    if set(found) != _FIELDS or not isinstance(finding, dict) or set(finding) != {"version", "digest"}:
        raise NOT_A_STATEMENT(what="statement", fault=f"its fields are {', '.join(sorted(found))}")
    texts = [found["case"], found["organisation"], found["signed_at"], found["user"], finding["digest"]]
    if not isinstance(text, dict) or not all(isinstance(one, str) for one in (*texts, *text.values())):
        raise NOT_A_STATEMENT(what="statement", fault="something in it that is to be text is none")
    if type(finding["version"]) is not int or not isinstance(found["side"], str | None):
        raise NOT_A_STATEMENT(
            what="statement", fault="the version of the finding is no whole number, or the side no text"
        )
    if found["position"] not in list(Position):
        raise NOT_A_STATEMENT(what="statement", fault=f"{found['position']!r} is no position")
    taken = PositionTaken(
        version=finding["version"],
        digest=finding["digest"],
        position=Position(found["position"]),
        organisation=found["organisation"],
        side=found["side"],
        text=text,
        signed_at=found["signed_at"],
    )
    said = Statement(case=found["case"], user=found["user"], position=taken)
    try:
        statement_bytes(said)
    except ValueError as fault:  # half a character, or a number that not every machine writes alike
        raise NOT_A_STATEMENT(what="statement", fault=f"it has no canonical form ({fault})") from None
    return said


def read_signature(raw: bytes) -> Signature:
    """The signature that a file holds.

    Raises:
        NOT_A_STATEMENT: it holds something else.
    """
    found = _object(raw, "signature")
    if found.pop("format", None) != SIGNATURE_FORMAT:
        raise NOT_A_STATEMENT(what="signature", fault=f"its format is not {SIGNATURE_FORMAT!r}")
    try:
        return from_json(Signature, found, what="signature")
    except Problem as problem:
        raise NOT_A_STATEMENT(what="signature", fault=str(problem)) from None


def require_strong(public_key: str) -> None:
    """Stop unless a public key (hex) binds its owner: in canonical form, and of no small order.

    Source: RFC 8032, section 5.1.3; Chalkias, Garillon, Nikolaenko, "Taming the many EdDSAs" (2020), section 3.

    Raises:
        WEAK_KEY.
    """
    try:
        raw = bytes.fromhex(public_key)
    except ValueError:
        raw = b""
    if len(raw) != 32:
        raise WEAK_KEY(key=public_key[:16], fault="it is not 32 bytes in hexadecimal")
    y = int.from_bytes(raw, "little") & (2**255 - 1)
    if y >= _FIELD or y in _SMALL:
        raise WEAK_KEY(key=public_key[:16], fault="signatures with it would fit more than one statement")


def _object(raw: bytes, what: str) -> dict[str, Any]:
    try:
        found = json.loads(raw.decode("utf-8"), object_pairs_hook=_once)
    except (ValueError, RecursionError):
        raise NOT_A_STATEMENT(what=what, fault="it is no JSON in UTF-8, or a name stands in it twice") from None
    if not isinstance(found, dict):
        raise NOT_A_STATEMENT(what=what, fault="it is no JSON object")
    return found


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """An object whose names stand in it once; readers differ in which of two they take."""
    found = dict(pairs)
    if len(found) != len(pairs):
        raise NOT_A_STATEMENT(what="file", fault="a name stands in it twice")
    return found
