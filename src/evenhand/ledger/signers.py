"""The keys of people who sign statements: from which entry on a key is one of the record's, and until which.

The log says so itself, in the order of its entries: a thief who signs after the retirement comes after it there, and
cannot change that. Kinds and subjects are those of evenhand_web.signing.
"""

import hashlib
from dataclasses import dataclass, field

from evenhand.foundation.problems import ProblemKind
from evenhand.ledger.statements import Statement

KEY_RETIRED = ProblemKind(
    code="ledger.key-retired",
    blame="caller",
    message="The author's key {key} was retired by entry {retired} of the log; this is entry {entry}, which came later"
    ". Somebody else may hold that key: ask the author by another way.",
)
KEY_NOT_YET = ProblemKind(
    code="ledger.key-not-yet",
    blame="caller",
    message="The author's key {key} was enrolled by entry {enrolled} of the log; this is entry {entry}, which came "
    "before. Ask the author by another way.",
)

ENROLLED = frozenset({"signing.enrol", "signing.server-key"})
RETIRED = frozenset({"signing.retire"})
_SUBJECT = "key-"


@dataclass(slots=True)
class Signers:
    """What a log says of keys, as far as it was read."""

    enrolled: dict[str, int] = field(default_factory=dict)
    """By the id of a key, the index of the first entry that enrols it."""
    retired: dict[str, int] = field(default_factory=dict)

    def take(self, index: int, statement: Statement) -> None:
        """Read one entry; what speaks of no key changes nothing. The order in which they are read does not matter."""
        key = statement.subject.removeprefix(_SUBJECT)
        if key == statement.subject:
            return
        for kinds, known in ((ENROLLED, self.enrolled), (RETIRED, self.retired)):
            if statement.kind in kinds:
                known[key] = min(index, known.get(key, index))

    def require(self, public_hex: str, index: int) -> bool:
        """Stop if the key did not hold at entry `index`; whether the log was seen to know it at all.

        Raises:
            KEY_RETIRED: an earlier entry retired it.
            KEY_NOT_YET: a later entry enrols it.
        """
        key = key_id(public_hex)
        if self.retired.get(key, index) < index:
            raise KEY_RETIRED(key=key[:16], retired=self.retired[key] + 1, entry=index + 1)
        if self.enrolled.get(key, index) > index:
            raise KEY_NOT_YET(key=key[:16], enrolled=self.enrolled[key] + 1, entry=index + 1)
        return key in self.enrolled


def key_id(public_hex: str) -> str:
    """The id of a public key: SHA-256 of its 32 raw bytes, hex."""
    return hashlib.sha256(bytes.fromhex(public_hex)).hexdigest()
