"""A browser that holds keys, in Python: it signs the same bytes as the scripts of the pages."""

from dataclasses import replace

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from django.test import Client

from evenhand.cases.acts import PositionTaken, Signature
from evenhand.cases.codes import Position
from evenhand.cases.signing import Statement, sign
from evenhand.foundation.instants import format_instant
from evenhand_web.accounts.access import Actor
from evenhand_web.signing import services
from evenhand_web.signing.proofs import Proof, enrolment_bytes
from web.conftest import NOW

SESSION = "a-session"


def private(seed: int = 1) -> Ed25519PrivateKey:
    return Ed25519PrivateKey.from_private_bytes(bytes([seed]) * 32)


def public(key: Ed25519PrivateKey) -> str:
    return key.public_key().public_bytes_raw().hex()


def proof(key: Ed25519PrivateKey, challenge: str, user: str) -> Proof:
    said = enrolment_bytes(challenge=challenge, public_key=public(key), user=user)
    return Proof(public_key=public(key), challenge=challenge, value=key.sign(said).hex())


def enrolled(actor: Actor, *, seed: int = 1, label: str = "Laptop", now=NOW) -> str:
    """The id of a key of the actor, enrolled as a browser does it."""
    asked = services.challenge(session=SESSION, actor=actor, now=now)
    shown = proof(private(seed), asked, actor.username)
    return services.enrol(proof=shown, label=label, session=SESSION, actor=actor, now=now)


def statement(user: str, **more) -> Statement:
    position = PositionTaken(
        version=2,
        digest="ab" * 32,
        position=Position.DISSENTS,
        organisation="north",
        side="north",
        text={"ar": "لا نوافق", "en": "We do not agree."},
        signed_at=format_instant(NOW),
    )
    return Statement(case="CASE-2020-00001", user=user, position=replace(position, **more))


def signature(said: Statement, *, seed: int = 1, held: str = "browser") -> Signature:
    return sign(said, private(seed), held=held)


def enrol_by_page(client: Client, user: str, *, seed: int = 1, label: str = "Laptop in Sirte") -> None:
    """What the script of the page does."""
    asked = client.post("/me/keys/challenge/").json()["challenge"]
    shown = proof(private(seed), asked, user)
    data = {"public_key": shown.public_key, "challenge": asked, "proof": shown.value, "label": label}
    assert client.post("/me/keys/enrol/", data).status_code == 302
