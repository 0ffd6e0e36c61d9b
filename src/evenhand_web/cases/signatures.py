"""How a position comes to be signed: with the person's own key in the browser, or attested by the server.

Until keys have an app of their own, the server attests with one key, which it makes from its secret.
"""

import hashlib
from collections.abc import Mapping
from datetime import datetime

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from django.conf import settings

from evenhand.cases.acts import Signature
from evenhand.cases.signing import Statement, sign
from evenhand_web.accounts.access import Actor

PART = ""
"""Template of the part of a form that signs in the browser; "": there is none."""


def signature_for(statement: Statement, posted: Mapping[str, str], *, actor: Actor, now: datetime) -> Signature:  # noqa: ARG001 - the app of keys needs all of it
    """The signature under a statement, as the form brings it, else the server's.

    Args:
        statement: what is signed.
        posted: the form; its fields `signature_key`, `signature_public_key` and `signature_value` are the browser's.
        actor: who signs.
        now: when.
    """
    seed = hashlib.sha256(b"evenhand/attest/1" + settings.SECRET_KEY.encode()).digest()
    return sign(statement, Ed25519PrivateKey.from_private_bytes(seed), held="server")
