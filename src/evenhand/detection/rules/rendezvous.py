"""Rendezvous: two objects stay close together for a time, both slow.

Source: docs/methods/rendezvous.md.
"""

from collections.abc import Iterable
from dataclasses import replace

import pyarrow as pa

from evenhand.agreements.model import Rule
from evenhand.detection.binding import Binding
from evenhand.detection.encounters import Encounter, encounters, look_for_company, row_of_encounter, told
from evenhand.detection.sightings import Row
from evenhand.detection.stages import Finding, Looking, RuleWork


def look(looking: Looking, rule: Rule) -> pa.Table:
    """Whoever is slow, of any party: a rule binds the one, and the other may be anybody."""
    return look_for_company(looking.movements, rule, Binding(looking.agreement, replace(rule, binds=())))


def find(finding: Finding, rule: Rule) -> Iterable[Row]:
    """At least one of the two is of a party that the rule binds."""
    return told(finding, rule, lambda: _alerts(finding, rule))


def _alerts(finding: Finding, rule: Rule) -> Iterable[Row]:
    for one in encounters(finding, rule, sides=False):
        bound = _bound(rule, one)
        if bound == "no":
            continue
        doubts = {*one.a.subject.doubts, *one.b.subject.doubts}
        if bound == "unknown":
            doubts.add("party-unknown")
        yield row_of_encounter(finding, rule, one, reason="met", doubts=doubts)


def _bound(rule: Rule, one: Encounter) -> str:
    parties = {one.a.subject.party, one.b.subject.party}
    if not rule.binds or parties & set(rule.binds):
        return "yes"
    return "unknown" if None in parties else "no"


WORK = RuleWork(find=find, inside=True, look=look)
