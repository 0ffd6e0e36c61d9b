"""The verbs about evidence. Each leaves an act in the chain of custody and an entry of the record."""

from evenhand_web.evidence.services.adding import CopyClaim, TextClaim, add_copy, add_text
from evenhand_web.evidence.services.examining import ensure_examined, examine, examine_new
from evenhand_web.evidence.services.handing import hand_out, verify, verify_due
from evenhand_web.evidence.services.receiving import Attached, Claim, attach, keep
from evenhand_web.evidence.services.releasing import recall, release, restrict

__all__ = [
    "Attached",
    "Claim",
    "CopyClaim",
    "TextClaim",
    "add_copy",
    "add_text",
    "attach",
    "ensure_examined",
    "examine",
    "examine_new",
    "hand_out",
    "keep",
    "recall",
    "release",
    "restrict",
    "verify",
    "verify_due",
]
