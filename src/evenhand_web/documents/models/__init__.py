"""Rows of this app."""

from evenhand_web.documents.models.document import Document, DocumentRelease, State
from evenhand_web.documents.models.paragraph import Paragraph
from evenhand_web.documents.models.reading import HeadVersion, Reading

__all__ = ["Document", "DocumentRelease", "HeadVersion", "Paragraph", "Reading", "State"]
