"""Signatures under positions: what exactly is signed, and whether a signature is good.

A person's key is an Ed25519 key that the browser holds and the server never sees; where a browser cannot, the server
signs that this person was signed in and said so, and the signature says which of the two it is.
Sources: RFC 8032 (Ed25519); RFC 8785 (canonical JSON).
"""

import hashlib
from dataclasses import dataclass

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from evenhand.cases.acts import PositionTaken, Signature
from evenhand.foundation.canonical import canonical_bytes
from evenhand.foundation.problems import ProblemKind

BAD_SIGNATURE = ProblemKind(
    code="cases.bad-signature",
    blame="caller",
    message="The signature with the key {key} is not one of this position: {fault}. Sign what the page shows, anew.",
)

FORMAT = "evenhand.position/1"
HELD = ("browser", "server")


@dataclass(frozen=True, slots=True, kw_only=True)
class Statement:
    """What a position says, as it is signed."""

    case: str
    user: str
    position: PositionTaken
    """Its signature is left out of what is signed."""


def statement_bytes(statement: Statement) -> bytes:
    """The bytes that are signed: canonical JSON, the same on every machine."""
    position = statement.position
    return canonical_bytes(
        {
            "format": FORMAT,
            "case": statement.case,
            "finding": {"version": position.version, "digest": position.digest},
            "organisation": position.organisation,
            "position": position.position.value,
            "side": position.side,
            "signed_at": position.signed_at,
            "text": dict(position.text),
            "user": statement.user,
        }
    )


def key_id(public_key: bytes) -> str:
    """The id of a public key: SHA-256 of its 32 raw bytes, hex."""
    return hashlib.sha256(public_key).hexdigest()


def sign(statement: Statement, key: Ed25519PrivateKey, *, held: str) -> Signature:
    """Sign a statement; `held` says where the key lies."""
    public = key.public_key().public_bytes_raw()
    value = key.sign(statement_bytes(statement)).hex()
    return Signature(key=key_id(public), public_key=public.hex(), value=value, held=held)


def require_good(statement: Statement, signature: Signature) -> None:
    """Stop unless the signature is one of this statement with the key that it names.

    Raises:
        BAD_SIGNATURE: another key's, another statement's, or no signature at all.
    """
    try:
        public, value = bytes.fromhex(signature.public_key), bytes.fromhex(signature.value)
        if key_id(public) != signature.key or signature.held not in HELD:
            raise BAD_SIGNATURE(key=signature.key[:16], fault="its key is not the one that it names")
        Ed25519PublicKey.from_public_bytes(public).verify(value, statement_bytes(statement))
    except (ValueError, InvalidSignature):
        raise BAD_SIGNATURE(key=signature.key[:16], fault="it does not fit what was said") from None
