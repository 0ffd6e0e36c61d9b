"""Reads for pages: feeds and their silence, one file and its refused rows, tracks and events for the map."""

from evenhand_web.observations.queries.feeds import (
    Day,
    Feeds,
    FilePage,
    Refused,
    Source,
    Timeline,
    feeds,
    file_page,
    files_page,
    refused_rows,
)
from evenhand_web.observations.queries.tracks import (
    Bin,
    Event,
    Fix,
    Track,
    Tracks,
    events,
    fixes_for_alert,
    histogram,
    tracks,
)

__all__ = [
    "Bin",
    "Day",
    "Event",
    "Feeds",
    "FilePage",
    "Fix",
    "Refused",
    "Source",
    "Timeline",
    "Track",
    "Tracks",
    "events",
    "feeds",
    "file_page",
    "files_page",
    "fixes_for_alert",
    "histogram",
    "refused_rows",
    "tracks",
]
