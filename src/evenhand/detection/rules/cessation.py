"""Cessation: events of the forbidden kinds at the forbidden time and place.

Source: docs/methods/cessation.md.
"""

from collections.abc import Iterable

from evenhand.agreements.model import Rule
from evenhand.detection.rows import base_row, certainty
from evenhand.detection.sightings import Row
from evenhand.detection.stages import Finding, RuleWork


def find(finding: Finding, rule: Rule) -> Iterable[Row]:
    """Every forbidden event is a candidate."""
    if not finding.events.num_rows:
        return
    for fire in finding.fires.of(rule):
        event = fire.event
        about = {"area": fire.area, "event": event["event"], "source": event["source"]}
        yield {
            **base_row(finding.agreement, rule, about, fire.began_us, fire.ended_us),
            **certainty(fire.doubts),
            "category": event["category"],
            "party": event["party"],
            "max_depth_m": fire.depth_m,
            "entry_lon": event["lon"],
            "entry_lat": event["lat"],
            "nuisance": event["nuisance"],
            "related": [event["event"]],
            "files": [event["file"]],
        }


WORK = RuleWork(find=find)
