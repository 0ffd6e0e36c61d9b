"""An entry as the bytes that are hashed. Anybody can recompute them from the exported entries."""

import hashlib
from datetime import datetime

from evenhand.foundation.canonical import canonical_bytes
from evenhand_web.ledger.models import Entry

DOMAIN = "evenhand ledger entry v1"
"""Keeps these hashes apart from any other hash over JSON."""

NOTHING = "0" * 64
"""What the first entry names as its predecessor."""


def entry_hash(entry: Entry) -> str:
    """SHA-256, hex, over the RFC 8785 JSON of everything in the entry but the hash itself."""
    moment: datetime = entry.at
    return hashlib.sha256(
        canonical_bytes(
            {
                "domain": DOMAIN,
                "sequence": entry.sequence,
                "at": moment,
                "actor": entry.actor,
                "organisation": entry.organisation,
                "action": entry.action,
                "subject": entry.subject,
                "details": entry.details,
                "previous": entry.previous,
            }
        )
    ).hexdigest()
