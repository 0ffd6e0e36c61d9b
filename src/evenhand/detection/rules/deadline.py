"""Deadline: a commitment was not met by when it was due, or was met too late.

Source: docs/methods/deadline.md.
"""

from collections.abc import Iterable, Mapping
from datetime import datetime

from evenhand.agreements.model import Commitment, Rule
from evenhand.detection.binding import micros, rule_window
from evenhand.detection.rows import base_row, certainty
from evenhand.detection.sightings import Row
from evenhand.detection.stages import Finding, RuleWork


def find(finding: Finding, rule: Rule) -> Iterable[Row]:
    """At most one alert: missed (not done yet) or late (done, but not in time).

    It is certain once the deadline has passed under every reading, possible while only some have passed.
    """
    owed = next((one for one in finding.agreement.commitments if one.id == rule.commitment), None)
    if owed is None or not owed.readings:
        return
    due_us = sorted(micros(reading.due_at) for reading in owed.readings)
    span = rule_window(finding.agreement, rule, None)
    if span is None or due_us[-1] < span[0] or due_us[0] >= span[1]:
        return
    done_at = _done_at(finding.done, owed, rule)
    if done_at is None and owed.status == "met":
        return  # met, nobody says when
    is_done = done_at is not None and done_at <= finding.as_of
    ended_us = micros(done_at if is_done and done_at is not None else finding.as_of)
    if ended_us < due_us[0]:
        return
    yield {
        **base_row(finding.agreement, rule, {"commitment": owed.id}, due_us[0], ended_us),
        **certainty([] if ended_us >= due_us[-1] else ["deadline-disputed"]),
        "party": rule.binds[0] if len(rule.binds) == 1 else None,
        "reason": "late" if is_done else "missed",
        "related": [party for party in rule.binds if is_done or party not in finding.done],
    }


def _done_at(done: Mapping[str, datetime], owed: Commitment, rule: Rule) -> datetime | None:
    """When it was met: as a whole, or by the last of the parties that the rule binds."""
    if owed.id in done:
        return done[owed.id]
    if rule.binds and all(party in done for party in rule.binds):
        return max(done[party] for party in rule.binds)
    return None


WORK = RuleWork(find=find)
