"""The keys of this log, and whose cosignatures make its checkpoints final."""

import secrets
from pathlib import Path

from django.conf import settings

from evenhand.ledger.notes import COSIGNATURE, ED25519, SigningKey, VerifierKey, read_signing_key, signing_key
from evenhand.ledger.policy import Policy, read_policy
from evenhand_web.config.once import written_once


def log_keys() -> tuple[SigningKey, ...]:
    """The keys of this log, made once and kept where only the server reads them: one signs, one tells the time."""
    text = written_once(Path(settings.LEDGER_KEY_FILE), _new_keys).decode()
    return tuple(read_signing_key(line) for line in text.splitlines() if line.strip())


def verifier() -> VerifierKey:
    """The public key by which this log's checkpoints are checked."""
    return log_keys()[0].verifier


def clock_key() -> VerifierKey:
    """The public key with which the log says when it signed."""
    return log_keys()[1].verifier


def policy() -> Policy | None:
    """Whose cosignatures make a checkpoint final; None where nobody was named.

    Raises:
        BAD_POLICY: the file that the operator named is none.
    """
    path = settings.LEDGER_POLICY
    return read_policy(Path(path).read_text(encoding="utf-8")) if path else None


def _new_keys() -> bytes:
    made = (signing_key(settings.LEDGER_ORIGIN, secrets.token_bytes(32), kind=kind) for kind in (ED25519, COSIGNATURE))
    return "".join(f"{key.text()}\n" for key in made).encode()
