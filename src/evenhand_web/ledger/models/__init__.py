"""Rows of the record."""

from evenhand_web.ledger.models.entry import Entry
from evenhand_web.ledger.models.opening import Opening, RecordKey

__all__ = ["Entry", "Opening", "RecordKey"]
