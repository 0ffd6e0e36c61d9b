"""The verbs of intake."""

from evenhand_web.intake.services.receiving import Arrival, ArrivedFile, Receipt, add_files, receive
from evenhand_web.intake.services.sources import look_at_source

__all__ = ["Arrival", "ArrivedFile", "Receipt", "add_files", "look_at_source", "receive"]
