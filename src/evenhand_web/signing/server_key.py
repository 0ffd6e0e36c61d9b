"""The key by which this server attests who was signed in: from the environment, else made once in the workspace."""

import re
import secrets
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from django.conf import settings

from evenhand.foundation.problems import ProblemKind
from evenhand_web.config.once import written_once

KEY_DAMAGED = ProblemKind(
    code="signing.key-damaged",
    blame="operator",
    message="The attestation key of {place} is not 64 hexadecimal digits. Restore it from a backup; with a new one, "
    "what the server attests from then on bears another key.",
)


def server_key() -> Ed25519PrivateKey:
    """The server's own key, made if there is none.

    Raises:
        KEY_DAMAGED: the setting or the file holds something else.
    """
    place, text = "EVENHAND_ATTESTATION_KEY", str(settings.ATTESTATION_KEY)
    if not text:
        path = Path(settings.WORKSPACE) / "attestation-key"
        place, text = str(path), written_once(path, lambda: secrets.token_hex(32).encode()).decode("ascii", "replace")
    if not re.fullmatch(r"[0-9a-fA-F]{64}\s*", text):
        raise KEY_DAMAGED(place=place)
    return Ed25519PrivateKey.from_private_bytes(bytes.fromhex(text.strip()))
