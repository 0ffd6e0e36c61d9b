import json
from datetime import UTC, datetime

import pytest

from evenhand.cli.following_words import EVENTS, change_as_json, change_in_words, event_in_words
from evenhand.cli.speech import PHRASES
from evenhand.detection.alerts import ALERTS
from evenhand.detection.attribution import Reason
from evenhand.detection.changes import Change, ChangeKind
from evenhand.foundation.phrases import catalogue
from evenhand.foundation.texts import LANGUAGES
from evenhand.sources.feeds.feed import FeedEvent
from unit.agreements.small import agreement

NOON = datetime(2026, 3, 2, 12, 0, 0, 5, tzinfo=UTC)
ROW = dict.fromkeys(ALERTS.names) | {
    "alert": "alert-abc",
    "rule": "no-flights",
    "rule_kind": "exclusion",
    "article": "art. 4(2)",
    "area": "coastal-zone",
    "object": "north:transport",
    "began_at": NOON,
    "ended_at": NOON,
    "certainty": "possible",
    "presence": "observed",
    "entry": "crossed",
    "exit": "still-inside",
    "doubts": ["long-gap"],
    "n_fixes": 2,
    "dwell_s": 60.0,
    "related": [],
    "integrity": [],
    "files": ["aa"],
}
CHANGE = Change(
    kind=ChangeKind.EXTENDED,
    alert=ROW,
    replaces=("alert-old",),
    reasons=(Reason.LATE_FIXES,),
    because_of=("aa",),
    fields=(("began_at", '"2026-03-02T13:00:00Z"', '"2026-03-02T12:00:00Z"'), ("n_fixes", "1", "2")),
)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_change_reason_and_event_has_its_words(language):
    words = catalogue(PHRASES, language)
    wanted = [f"follow.change.{kind.value}" for kind in ChangeKind]
    wanted += [f"follow.reason.{reason.value}" for reason in Reason]
    wanted += [f"follow.event.{event}" for event in EVENTS]

    assert [key for key in wanted if not words.get(key)] == []


def test_a_line_for_people_says_what_and_why():
    line = change_in_words(agreement(), CHANGE)

    assert line.startswith("extended  alert-abc  2026-03-02T12:00:00Z  possible  ")
    assert line.endswith("(late fixes)")


def test_a_line_for_programs_is_json_with_both_ids_and_both_values():
    told = json.loads(json.dumps(change_as_json(CHANGE, NOON)))

    assert (told["change"], told["replaces"], told["reasons"]) == ("extended", ["alert-old"], ["late-fixes"])
    assert told["fields"]["began_at"] == {"from": "2026-03-02T13:00:00Z", "to": "2026-03-02T12:00:00Z"}
    assert told["fields"]["n_fixes"] == {"from": 1, "to": 2}
    assert told["alert"]["began_at"] == "2026-03-02T12:00:00.000005Z"
    assert set(told["alert"]) == set(ALERTS.names)


def test_an_event_says_when_and_forges_no_line():
    event = FeedEvent(feed="mqtt://broker/t", what="refused", details={"name": "a\nb", "reason": "no\x1b[31m"})

    line = event_in_words(event, NOON)
    assert line.startswith("2026-03-02T12:00:00Z  mqtt://broker/t: ")
    assert "\n" not in line
    assert "\x1b" not in line
