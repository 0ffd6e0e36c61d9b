"""Separation distance: objects of two parties are closer than a distance, both moving.

Source: docs/methods/separation.md, "From meetings to alerts".
"""

from collections.abc import Iterable

import pyarrow as pa

from evenhand.agreements.model import Rule
from evenhand.detection.binding import Binding
from evenhand.detection.encounters import encounters, look_for_company, row_of_encounter, told
from evenhand.detection.sightings import Row
from evenhand.detection.stages import Finding, Looking, RuleWork


def look(looking: Looking, rule: Rule) -> pa.Table:
    """Whoever is, or may be, of one of the parties."""
    return look_for_company(looking.movements, rule, Binding(looking.agreement, rule))


def find(finding: Finding, rule: Rule) -> Iterable[Row]:
    """Two of one party are left out; of unknown parties they may be two."""
    return told(finding, rule, lambda: _alerts(finding, rule))


def _alerts(finding: Finding, rule: Rule) -> Iterable[Row]:
    for one in encounters(finding, rule, sides=True):
        doubts = {*one.a.subject.doubts, *one.b.subject.doubts}
        if one.a.subject.party is None or one.b.subject.party is None:
            doubts.add("party-unknown")
        yield row_of_encounter(finding, rule, one, reason="too-close", doubts=doubts)


WORK = RuleWork(find=find, inside=True, look=look)
