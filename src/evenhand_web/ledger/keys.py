"""The keys of this log, and whose cosignatures make its checkpoints final."""

import secrets
from pathlib import Path

from django.conf import settings

from evenhand.ledger.history import Eras, read_history, verify_history
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


def rules() -> Policy | Eras | None:
    """Whose cosignatures make a checkpoint final, at each size; None where nobody was named.

    Raises:
        BAD_POLICY, NOT_A_HISTORY, NOT_A_STEP, STEP_NOT_APPROVED: the file that the operator named is neither a policy
            nor a history of policies.
    """
    path = settings.LEDGER_POLICY
    if not path:
        return None
    text = Path(path).read_text(encoding="utf-8")
    return verify_history(read_history(text.encode())) if text.startswith("{") else read_policy(text)


def policy() -> Policy | None:
    """The policy that holds now (see `rules`)."""
    found = rules()
    return found.eras[-1].policy if isinstance(found, Eras) else found


def policy_text() -> str:
    """The file of the policy that holds now; "" where nobody was named."""
    path = settings.LEDGER_POLICY
    text = Path(path).read_text(encoding="utf-8") if path else ""
    return read_history(text.encode()).policies[-1] if text.startswith("{") else text


def verifiers() -> tuple[VerifierKey, ...]:
    """The keys with which this log signs and signed before, by the history of policies; the present one first."""
    found, present = rules(), verifier()
    former = found.logs() if isinstance(found, Eras) else ()
    return (present, *(key for key in former if key.name == present.name and key != present))


def _new_keys() -> bytes:
    made = (signing_key(settings.LEDGER_ORIGIN, secrets.token_bytes(32), kind=kind) for kind in (ED25519, COSIGNATURE))
    return "".join(f"{key.text()}\n" for key in made).encode()
