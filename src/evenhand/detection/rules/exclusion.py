"""Exclusion: nobody of some parties and categories is in an area.

Source: docs/methods/presence.md, "From presence to alerts".
"""

from collections.abc import Iterable

from evenhand.agreements.model import Rule
from evenhand.detection.rows import row_of_part
from evenhand.detection.sightings import Row
from evenhand.detection.stages import Finding, RuleWork


def find(finding: Finding, rule: Rule) -> Iterable[Row]:
    """Every presence is a candidate."""
    for part in finding.parts(rule):
        yield row_of_part(finding.agreement, rule, part)


WORK = RuleWork(find=find, presence=True)
