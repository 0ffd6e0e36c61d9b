"""Rows of the app."""

from evenhand_web.drafts.models.draft import Draft

__all__ = ["Draft"]
