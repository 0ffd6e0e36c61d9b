"""The verbs of the library."""

from evenhand_web.documents.services.heads import confirm, correct
from evenhand_web.documents.services.proposing import propose_commitments
from evenhand_web.documents.services.reading import read
from evenhand_web.documents.services.receiving import Received, receive
from evenhand_web.documents.services.releasing import close_to_others, open_to_all, recall, release

__all__ = [
    "Received",
    "close_to_others",
    "confirm",
    "correct",
    "open_to_all",
    "propose_commitments",
    "read",
    "recall",
    "receive",
    "release",
]
