"""Reads of adopted agreements: `agreement` and `current` for every app; the pages' own reads are in `pages`."""

from evenhand_web.agreements.queries.adopted import agreement, current, versions_of

__all__ = ["agreement", "current", "versions_of"]
