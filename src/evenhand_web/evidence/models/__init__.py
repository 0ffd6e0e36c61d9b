"""Rows of this app."""

from evenhand_web.evidence.models.custody_act import CustodyAct
from evenhand_web.evidence.models.derivative import Derivative, DerivativeKind
from evenhand_web.evidence.models.evidence import Evidence, Integrity, Protection, Release
from evenhand_web.evidence.models.text import Text, TextKind
from evenhand_web.evidence.models.upload import Upload

__all__ = ["CustodyAct", "Derivative", "DerivativeKind", "Evidence", "Integrity", "Protection", "Release", "Text",
           "TextKind", "Upload"]  # fmt: skip
