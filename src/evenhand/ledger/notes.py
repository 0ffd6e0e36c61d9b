"""Signed notes: a text, a blank line, and lines that say who signed it.

Sources: C2SP signed-note (form, key ids, verifier keys); C2SP tlog-cosignature v1.0.1 (type 0x04) and v1.1.0-rc.1
(type 0x06); RFC 8032 (Ed25519); FIPS 204 (ML-DSA-44).
"""

import base64
import binascii
import hashlib
import re
from collections.abc import Iterable
from dataclasses import dataclass

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.asymmetric.mldsa import MLDSA44PrivateKey, MLDSA44PublicKey

from evenhand.foundation.problems import ProblemKind

BAD_KEY = ProblemKind(
    code="ledger.bad-key",
    blame="caller",
    message="{value!r} is no key: {fault}. Write it as name+id+key, as whoever holds the key prints it.",
)
NOTE_MALFORMED = ProblemKind(
    code="ledger.note-malformed",
    blame="caller",
    message="This is no signed note: {fault}. Get it again from its source, byte for byte.",
)
SIGNATURE_BAD = ProblemKind(
    code="ledger.signature-bad",
    blame="caller",
    message="The signature of {name} is not one of this text. The text or the signature was changed: keep both, "
    "and ask {name}.",
)
NOT_SIGNED = ProblemKind(
    code="ledger.not-signed",
    blame="caller",
    message="None of the known keys signed this ({known}); it is signed by {found}. Check which log or witness "
    "it is of.",
)

ED25519, COSIGNATURE, QUANTUM_SAFE = 0x01, 0x04, 0x06
KINDS = {ED25519: "signature", COSIGNATURE: "cosignature", QUANTUM_SAFE: "cosignature with ML-DSA-44"}
COSIGNING = frozenset({COSIGNATURE, QUANTUM_SAFE})
"""The kinds of keys whose signatures say a time."""
NOTE_BYTES = 1_000_000
SIGNATURES = 100
"""A note with more is refused; the source asks for 16 at least."""
_DASH = "\u2014 "
_SEED_BYTES, _ID_BYTES, _TIME_BYTES = 32, 4, 8
_PUBLIC_BYTES = {ED25519: 32, COSIGNATURE: 32, QUANTUM_SAFE: 1312}
_SIGNATURE_BYTES = {ED25519: 64, COSIGNATURE: 64, QUANTUM_SAFE: 2420}
_SUBTREE, _ROOT_BYTES, _SIZE = b"subtree/v1\n\0", 32, re.compile(r"0|[1-9][0-9]{0,18}")
_PRIVATE = "PRIVATE+KEY+"
_CONTROL, _NAME = re.compile(r"[\x00-\x09\x0b-\x1f]"), re.compile(r"[^\s+\x00-\x1f]+")


@dataclass(frozen=True, slots=True, kw_only=True)
class VerifierKey:
    """A public key with the name of its holder and what it signs."""

    name: str
    kind: int
    """The type byte of the source: 0x01 signs texts, 0x04 and 0x06 cosign with a time; others are only carried."""
    public: bytes

    @property
    def id(self) -> bytes:
        """The four bytes by which a signature names its key. Source: signed-note, "Signatures"."""
        return hashlib.sha256(self.name.encode() + b"\n" + bytes([self.kind]) + self.public).digest()[:_ID_BYTES]

    def __str__(self) -> str:
        packed = base64.b64encode(bytes([self.kind]) + self.public).decode()
        return f"{self.name}+{self.id.hex()}+{packed}"


@dataclass(frozen=True, slots=True, kw_only=True)
class SigningKey:
    """A private key with the name of its holder and what it signs."""

    name: str
    kind: int
    private: Ed25519PrivateKey | MLDSA44PrivateKey

    @property
    def verifier(self) -> VerifierKey:
        """Its public half."""
        return VerifierKey(name=self.name, kind=self.kind, public=self.private.public_key().public_bytes_raw())

    def text(self) -> str:
        """The key as a file keeps it, readable for whoever has the file. Source: Go, x/mod/sumdb/note."""
        packed = base64.b64encode(bytes([self.kind]) + self.private.private_bytes_raw()).decode()
        return f"{_PRIVATE}{self.name}+{self.verifier.id.hex()}+{packed}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Signature:
    """One line under a note."""

    name: str
    key_id: bytes
    value: bytes

    def line(self) -> str:
        """The line as it stands in the note."""
        return f"{_DASH}{self.name} {base64.b64encode(self.key_id + self.value).decode()}\n"

    @property
    def cosigned_at_s(self) -> int:
        """The seconds since 1970 that a cosignature names; only for what was verified with a key of that kind."""
        return int.from_bytes(self.value[:_TIME_BYTES], "big")


@dataclass(frozen=True, slots=True, kw_only=True)
class Note:
    """A text, which ends with a line's end, and the signatures under it."""

    text: str
    signatures: tuple[Signature, ...]

    def content(self) -> bytes:
        """The note as it is kept and sent."""
        return (self.text + "\n" + "".join(signature.line() for signature in self.signatures)).encode()


@dataclass(frozen=True, slots=True, kw_only=True)
class Signed:
    """A signature that was verified, and the key that made it."""

    key: VerifierKey
    signature: Signature


def read_key(value: str) -> VerifierKey:
    """A verifier key from its text.

    Raises:
        BAD_KEY: it has another form, or its id is not the one of its name and key.

    >>> read_key("example.com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k").name
    'example.com/foo'
    """
    name, kind, public = _key_parts(value.strip(), shown=value[:200])
    key = VerifierKey(name=name, kind=kind, public=public)
    if value.strip().split("+")[1] != key.id.hex():
        raise BAD_KEY(value=value[:200], fault=f"its id should be {key.id.hex()}")
    return key


def read_signing_key(value: str) -> SigningKey:
    """A private key from its text; its words are never shown again.

    Raises:
        BAD_KEY: it has another form, or its id is not the one of its name and key.
    """
    text = value.strip()
    if not text.startswith(_PRIVATE):
        raise BAD_KEY(value="(hidden)", fault=f"a private key begins with {_PRIVATE}")
    name, kind, seed = _key_parts(text.removeprefix(_PRIVATE), shown="(hidden)", secret=True)
    if kind not in KINDS:
        raise BAD_KEY(value="(hidden)", fault=f"its type {kind} is none that Evenhand signs with")
    key = SigningKey(name=name, kind=kind, private=_private(kind, seed))
    if text.removeprefix(_PRIVATE).split("+")[1] != key.verifier.id.hex():
        raise BAD_KEY(value="(hidden)", fault="its id is not the one of its name and key")
    return key


def signing_key(name: str, seed: bytes, *, kind: int = ED25519) -> SigningKey:
    """A private key from 32 random bytes.

    Raises:
        BAD_KEY: the name is empty or has a space or a plus sign in it.
    """
    if not _is_name(name):
        raise BAD_KEY(value=name, fault="a name has no space, no + and no control character")
    return SigningKey(name=name, kind=kind, private=_private(kind, seed))


def read_note(content: bytes) -> Note:
    """A note taken apart; nothing is verified.

    Raises:
        NOTE_MALFORMED: it has another form.
    """
    try:
        text = content.decode()
    except UnicodeDecodeError as fault:
        raise NOTE_MALFORMED(fault=f"byte {fault.start} is not UTF-8") from None
    if len(content) > NOTE_BYTES or _CONTROL.search(text):
        raise NOTE_MALFORMED(fault="it is too long, or has a control character")
    # signed-note, "Format": the text ends at the last empty line.
    split = text.rfind("\n\n")
    if split < 0 or not text.endswith("\n"):
        raise NOTE_MALFORMED(fault="there is no blank line before its signatures, or no end of the last line")
    lines = text[split + 2 :].split("\n")[:-1]
    if not 1 <= len(lines) <= SIGNATURES:
        raise NOTE_MALFORMED(fault=f"it has {len(lines)} signatures; 1 to {SIGNATURES} are taken")
    return Note(text=text[: split + 1], signatures=tuple(read_signature(line) for line in lines))


def read_signature(line: str) -> Signature:
    """One line under a note.

    Raises:
        NOTE_MALFORMED: it has another form.
    """
    name, _, packed = line.removeprefix(_DASH).partition(" ")
    value = from_base64(packed)
    if not line.startswith(_DASH) or not _is_name(name) or value is None or len(value) <= _ID_BYTES:
        raise NOTE_MALFORMED(fault=f"{line[:100]!r} is not the line of a signature")
    return Signature(name=name, key_id=value[:_ID_BYTES], value=value[_ID_BYTES:])


def verified(note: Note, keys: Iterable[VerifierKey]) -> tuple[Signed, ...]:
    """The signatures that known keys made, in the order of the note; those of unknown keys are passed over.

    Raises:
        SIGNATURE_BAD: a known key is named, and its signature is not one of this text.
        NOT_SIGNED: no known key signed.
    """
    known = {(key.name, key.id): key for key in keys}
    found = []
    for signature in note.signatures:
        key = known.get((signature.name, signature.key_id))
        if key is None:
            continue
        _require_good(note.text, signature, key)
        found.append(Signed(key=key, signature=signature))
    if not found:
        names = ", ".join(sorted({signature.name for signature in note.signatures}))
        raise NOT_SIGNED(known=", ".join(sorted(name for name, _ in known)) or "-", found=names)
    return tuple(found)


def sign(text: str, key: SigningKey, *, at_s: int = 0) -> Signature:
    """A signature under a text; `at_s`, seconds since 1970, is what a cosignature says."""
    if key.kind in COSIGNING:
        value = at_s.to_bytes(_TIME_BYTES, "big") + key.private.sign(_cosigned(text, at_s, key.verifier))
    else:
        value = key.private.sign(text.encode())
    return Signature(name=key.name, key_id=key.verifier.id, value=value)


def from_base64(packed: str) -> bytes | None:
    """The bytes of standard base64 in its one canonical form; None for anything else."""
    try:
        value = base64.b64decode(packed, validate=True)
    except (binascii.Error, ValueError):
        return None
    return value if base64.b64encode(value).decode() == packed else None


def _require_good(text: str, signature: Signature, key: VerifierKey) -> None:
    value, message = signature.value, text.encode()
    try:
        if key.kind in COSIGNING:
            # tlog-cosignature, "Format": eight bytes of time, then the signature over it and the text.
            value, message = value[_TIME_BYTES:], _cosigned(text, signature.cosigned_at_s, key)
        if len(value) != _SIGNATURE_BYTES.get(key.kind):
            raise SIGNATURE_BAD(name=signature.name)
        _public(key).verify(value, message)
    except (InvalidSignature, ValueError, OverflowError):
        raise SIGNATURE_BAD(name=signature.name) from None


def _cosigned(text: str, at_s: int, key: VerifierKey) -> bytes:
    """What a cosigner signs of a checkpoint at a time; of any other text the form of Ed25519, whatever the key."""
    lines = text.split("\n")
    root = from_base64(lines[2]) if len(lines) > 3 and _SIZE.fullmatch(lines[1]) else None
    if key.kind != QUANTUM_SAFE or root is None or len(root) != _ROOT_BYTES:
        return f"cosignature/v1\ntime {at_s}\n{text}".encode()  # tlog-cosignature, "Ed25519 signed message"
    # "ML-DSA-44 signed message": the three lines of the checkpoint alone, from entry 0 to its size.
    names = [len(name).to_bytes(1, "big") + name for name in (key.name.encode(), lines[0].encode())]
    span = (0).to_bytes(8, "big") + int(lines[1]).to_bytes(8, "big")
    return _SUBTREE + names[0] + at_s.to_bytes(_TIME_BYTES, "big") + names[1] + span + root


def _private(kind: int, seed: bytes) -> Ed25519PrivateKey | MLDSA44PrivateKey:
    if kind == QUANTUM_SAFE:
        return MLDSA44PrivateKey.from_seed_bytes(seed)
    return Ed25519PrivateKey.from_private_bytes(seed)


def _public(key: VerifierKey) -> Ed25519PublicKey | MLDSA44PublicKey:
    if key.kind == QUANTUM_SAFE:
        return MLDSA44PublicKey.from_public_bytes(key.public)
    return Ed25519PublicKey.from_public_bytes(key.public)


def _key_parts(text: str, *, shown: str, secret: bool = False) -> tuple[str, int, bytes]:
    parts = text.split("+", 2)
    packed = from_base64(parts[2]) if len(parts) == 3 else None
    if packed is None or not _is_name(parts[0]) or len(parts[1]) != 2 * _ID_BYTES:
        raise BAD_KEY(value=shown, fault="its form is another")
    wanted = _SEED_BYTES if secret else _PUBLIC_BYTES.get(packed[0])
    if packed[0] in KINDS and len(packed) - 1 != wanted:
        raise BAD_KEY(value=shown, fault=f"it has {len(packed) - 1} bytes, not {wanted}")
    return parts[0], packed[0], packed[1:]


def _is_name(name: str) -> bool:
    return bool(_NAME.fullmatch(name))
