"""Rows of this app."""

from evenhand_web.observations.models.feed_source import FeedSource
from evenhand_web.observations.models.lake_file import LakeFile

__all__ = ["FeedSource", "LakeFile"]
