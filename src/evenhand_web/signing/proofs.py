"""What a browser shows to enrol a key: that it can sign with it, here and now."""

from dataclasses import dataclass

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from evenhand.foundation.canonical import canonical_bytes

FORMAT = "evenhand.enrolment/1"


@dataclass(frozen=True, slots=True, kw_only=True)
class Proof:
    """What a browser shows of its key."""

    public_key: str
    """Ed25519, raw, hex."""
    challenge: str
    value: str
    """The signature over `enrolment_bytes`, hex."""

    def holds(self, user: str) -> bool:
        """Whether the challenge is signed with the key, for this user."""
        said = enrolment_bytes(challenge=self.challenge, public_key=self.public_key.lower(), user=user)
        try:
            Ed25519PublicKey.from_public_bytes(bytes.fromhex(self.public_key)).verify(bytes.fromhex(self.value), said)
        except (ValueError, InvalidSignature):
            return False
        return True


def enrolment_bytes(*, challenge: str, public_key: str, user: str) -> bytes:
    """What a browser signs to enrol a key: never to be taken for a position, for its format is another."""
    return canonical_bytes({"format": FORMAT, "challenge": challenge, "public_key": public_key, "user": user})
