"""The keys that a witness needs on the command line: its own, and those that it knows from a policy."""

from pathlib import Path

from evenhand.foundation.problems import Problem, ProblemKind
from evenhand.ledger.history import Eras
from evenhand.ledger.notes import COSIGNING, SigningKey, read_signing_key
from evenhand.ledger.policy import Policy
from evenhand.ledger.witness import Trust

NO_COSIGNING_KEY = ProblemKind(
    code="cli.no-cosigning-key",
    blame="caller",
    message="{path} holds no key of a witness: {reason}. Make one with: evenhand witness key NAME --out {path}",
)


def key_at(path: Path) -> SigningKey:
    """The witness's key.

    Raises:
        NO_COSIGNING_KEY: the file holds none, or one that signs other things.
    """
    try:
        key = read_signing_key(path.read_text(encoding="utf-8"))
    except (Problem, UnicodeDecodeError) as fault:
        raise NO_COSIGNING_KEY(path=path, reason=fault) from None
    if key.kind not in COSIGNING:
        raise NO_COSIGNING_KEY(path=path, reason="its key is one of a log")
    return key


def trust_of(rules: Policy | Eras) -> Trust:
    """The keys with which the logs of a policy or of a history sign, and tell the time."""
    logs = rules.logs() if isinstance(rules, Eras) else rules.logs
    origins = {log.name for log in logs}
    clocks = tuple(key for key in rules.witnesses.values() if key.name in origins)
    return Trust(logs=logs, clocks=clocks, rules=rules)
