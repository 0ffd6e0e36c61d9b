"""The record of formal acts."""

from evenhand_web.ledger.models.entry import Entry

__all__ = ["Entry"]
