"""The key by which this office signs its bundles: made once, kept in the workspace, readable by its owner only."""

import secrets
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from django.conf import settings

from evenhand.foundation.problems import ProblemKind
from evenhand.reports.bundles import new_key
from evenhand_web.config.once import written_once

KEY_DAMAGED = ProblemKind(
    code="doors.key-damaged",
    blame="operator",
    message="The office key {path} has {size} bytes instead of 32. Restore it from a backup; a new one would have to "
    "be trusted anew by every other office.",
)


def office_key() -> Ed25519PrivateKey:
    """The key of this office, made if there is none.

    Raises:
        KEY_DAMAGED: the file holds something else.
    """
    path = Path(settings.WORKSPACE) / "office-key"
    seed = written_once(path, lambda: secrets.token_bytes(32))
    if len(seed) != 32:
        raise KEY_DAMAGED(path=path, size=len(seed))
    return new_key(seed)


def office_name() -> str:
    """What this office calls itself on its bundles."""
    return str(settings.OFFICE)[:100]
