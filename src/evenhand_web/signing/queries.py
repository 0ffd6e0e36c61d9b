"""What pages show of keys and signatures."""

import base64
from dataclasses import dataclass
from datetime import datetime

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from evenhand.cases.acts import Signature
from evenhand.cases.signing import Statement, key_id, require_good, statement_bytes
from evenhand.cases.verifying import signature_bytes
from evenhand.foundation.instants import format_instant
from evenhand.foundation.problems import Problem
from evenhand_web.accounts.access import Actor
from evenhand_web.accounts.speaking import as_machine
from evenhand_web.signing.access import keys
from evenhand_web.signing.models import Key, Reason
from evenhand_web.signing.server_key import server_key
from evenhand_web.web import clock


@dataclass(frozen=True, slots=True, kw_only=True)
class KeyRow:
    """One of one's own keys."""

    id: str
    label: str
    groups: str
    """The id in groups of four, for reading aloud."""
    held: str
    enrolled_at: datetime
    last_used_at: datetime | None
    retired_at: datetime | None
    reason: str
    """Why it was retired, in words."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Holder:
    """Who signs with a key. What the owner calls it is theirs alone and not here."""

    username: str | None
    """None: the server."""
    held: str
    enrolled_at: datetime
    retired_at: datetime | None
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ToSign:
    """What the server gives to a statement that a form makes; for `signing/parts/sign.html`."""

    case: str
    version: int
    digest: str
    organisation: str
    side: str | None
    user: str
    now: str
    fixed_clock: bool
    """Whether time stands still, as in a demo."""
    keys: tuple[str, ...]
    """Ids of the keys with which this person may sign."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownSignature:
    """A signature for people, with all that they need to check it; for `signing/parts/signature.html`."""

    statement: Statement
    signature: Signature
    fits: bool
    """Whether it is a signature of this statement at all."""
    whose: str
    """"own": the person's; "server": the server attests; "stranger": a key that is not known to be theirs."""
    holder: Holder | None
    groups: str
    text: str
    """The signed bytes, as text."""
    files: tuple[tuple[str, str], ...]
    """Name and data: address of the files for checking it."""


def keys_of(actor: Actor) -> tuple[KeyRow, ...]:
    """The actor's own keys: those in use first, then by age, newest first."""
    rows = [_row(key) for key in keys(actor)]
    return tuple(sorted(rows, key=lambda row: row.retired_at is not None))


def holder_of(key: str) -> Holder | None:
    """Who signs with the key of that id; None: nobody that is known here. For pages that show its signatures."""
    with as_machine("whose key it is that a signature names, for whoever sees the signature"):
        found = Key.objects.filter(key_id=key).select_related("owner").first()
    if found is None:
        return None
    return Holder(
        username=found.owner.username if found.owner else None,
        held=found.held,
        enrolled_at=found.enrolled_at,
        retired_at=found.retired_at,
        reason=_reason(found),
    )


def to_sign(
    *, actor: Actor, case: str, version: int, digest: str, organisation: str, side: str | None, now: datetime
) -> ToSign:
    """The part of a statement that is not typed, for a form of the actor."""
    return ToSign(
        case=case,
        version=version,
        digest=digest,
        organisation=organisation,
        side=side,
        user=actor.username,
        now=format_instant(now.replace(microsecond=0)),
        fixed_clock=clock.is_demo(),
        keys=tuple(row.id for row in keys_of(actor) if row.retired_at is None),
    )


def shown(*, statement: Statement, signature: Signature) -> ShownSignature:
    """A signature as a page shows it. Whether the reader may see the statement, the page's own app has decided."""
    holder = holder_of(signature.key)
    whose = "stranger"
    if holder is not None and holder.held == signature.held:
        whose = "server" if holder.held == "server" else "own" if holder.username == statement.user else "stranger"
    try:
        require_good(statement, signature)
        fits = True
    except Problem:
        fits = False
    said = statement_bytes(statement)
    return ShownSignature(
        statement=statement,
        signature=signature,
        fits=fits,
        whose=whose,
        holder=holder,
        groups=groups_of(signature.key),
        text=said.decode(),
        files=_files(said, signature) if fits else (),
    )


def server_key_id() -> str:
    """The id of the key by which this server attests, in groups."""
    return groups_of(key_id(server_key().public_key().public_bytes_raw()))


def reasons() -> list[tuple[str, str]]:
    """Why a key can be retired."""
    return [(value, str(label)) for value, label in Reason.choices]


def groups_of(key: str) -> str:
    """An id in groups of four.

    >>> groups_of("0123456789ab")
    '0123 4567 89ab'
    """
    return " ".join(key[at : at + 4] for at in range(0, len(key), 4))


def _files(said: bytes, signature: Signature) -> tuple[tuple[str, str], ...]:
    public = Ed25519PublicKey.from_public_bytes(bytes.fromhex(signature.public_key))
    pem = public.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
    held = {
        "statement.json": said,
        "signature.json": signature_bytes(signature),
        "key.pem": pem,
        "signature.bin": bytes.fromhex(signature.value),
    }
    return tuple(
        (name, f"data:application/octet-stream;base64,{base64.b64encode(content).decode()}")
        for name, content in held.items()
    )


def _row(key: Key) -> KeyRow:
    return KeyRow(
        id=key.key_id,
        label=key.label,
        groups=groups_of(key.key_id),
        held=key.held,
        enrolled_at=key.enrolled_at,
        last_used_at=key.last_used_at,
        retired_at=key.retired_at,
        reason=_reason(key),
    )


def _reason(key: Key) -> str:
    return str(Reason(key.retired_reason).label) if key.retired_reason else ""
