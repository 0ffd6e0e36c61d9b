"""Cessation: events of the forbidden kinds at the forbidden time and place.

Source: docs/methods/cessation.md.
"""

from collections.abc import Iterable

from evenhand.agreements.model import Rule
from evenhand.detection.rows import row_of_fire
from evenhand.detection.sightings import Row
from evenhand.detection.stages import Finding, RuleWork


def find(finding: Finding, rule: Rule) -> Iterable[Row]:
    """Every forbidden event is a candidate."""
    if not finding.events.num_rows:
        return
    for fire in finding.fires.of(rule):
        yield row_of_fire(finding.agreement, rule, fire, doubts=fire.doubts)


WORK = RuleWork(find=find)
