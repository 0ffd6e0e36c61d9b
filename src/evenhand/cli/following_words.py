"""What following says: changes of the answer and events of feeds, for people and for programs."""

import json
from datetime import datetime
from typing import Any

from evenhand.agreements.model import Agreement
from evenhand.cli.speech import LANGUAGE, say
from evenhand.detection.changes import Change
from evenhand.detection.explain import explain
from evenhand.foundation.instants import format_instant
from evenhand.sources.feeds.feed import FeedEvent

EVENTS = (
    "back",
    "cut",
    "failing",
    "forgotten",
    "gone",
    "outside",
    "listening",
    "refused",
    "stuck",
    "unjoined",
    "unstuck",
    "weak",
)
"""Every event of a feed; each has a sentence in every language."""


def change_in_words(agreement: Agreement, change: Change) -> str:
    """One line for people: what became of the alert, why, and what it is about."""
    row = change.alert
    reasons = ", ".join(say(f"follow.reason.{reason.value}") for reason in change.reasons)
    return say(
        "follow.change",
        change=say(f"follow.change.{change.kind.value}"),
        alert=row["alert"],
        began=format_instant(row["began_at"].replace(microsecond=0)),
        certainty=say(f"watch.{row['certainty']}"),
        headline=explain(agreement, row, language=LANGUAGE).headline,
        reasons=reasons or "-",
    )


def change_as_json(change: Change, as_of: datetime) -> dict[str, Any]:
    """One change for programs: kind, alert, the ids that it replaces, reasons, files, and the fields that differ."""
    return {
        "as_of": format_instant(as_of),
        "change": change.kind.value,
        "reasons": [reason.value for reason in change.reasons],
        "because_of": list(change.because_of),
        "replaces": list(change.replaces),
        "fields": {name: {"from": json.loads(was), "to": json.loads(now)} for name, was, now in change.fields},
        "alert": {name: _plain(value) for name, value in change.alert.items()},
    }


def event_in_words(event: FeedEvent, at: datetime) -> str:
    """One line about a feed."""
    told = say(f"follow.event.{event.what}", feed=event.feed, **event.details)
    return f"{format_instant(at.replace(microsecond=0))}  {told}"


def _plain(value: Any) -> Any:
    return format_instant(value) if isinstance(value, datetime) else value
