"""Limitation of forces: more than may be are in an area at once, certainly or possibly.

Source: docs/methods/limitation.md.
"""

from collections.abc import Iterable
from datetime import timedelta

from evenhand.agreements.model import Agreement, Rule
from evenhand.detection.kernels.occupancy import Excess, Stay, find_excess
from evenhand.detection.rows import base_row, certainty
from evenhand.detection.sightings import Part, Row
from evenhand.detection.stages import Finding, RuleWork


def find(finding: Finding, rule: Rule) -> Iterable[Row]:
    """Maximal times of too many in each area of the rule."""
    limit = rule.max_count or 0
    parts = finding.parts(rule)
    for area in rule.areas:
        here = [part for part in parts if part.area == area]
        stays = [
            Stay(
                began_us=part.began_us,
                ended_us=part.ended_us,
                low=0 if part.doubts else part.subject.count,
                high=part.subject.count,
            )
            for part in here
        ]
        for excess in find_excess(stays, limit=limit):
            if excess.ended_us - excess.began_us >= rule.min_dwell // timedelta(microseconds=1):
                yield _row(finding.agreement, rule, excess, [here[number] for number in excess.members])


def _row(agreement: Agreement, rule: Rule, excess: Excess, members: list[Part]) -> Row:
    """The alert about too many at once."""
    limit = rule.max_count or 0
    doubts = [] if excess.low > limit else [doubt for part in members for doubt in part.doubts]
    return {
        **base_row(agreement, rule, {"area": members[0].area}, excess.began_us, excess.ended_us),
        **certainty(doubts),
        "category": _only({part.subject.category for part in members}),
        "party": _only({part.subject.party for part in members}),
        "n_fixes": sum(part.row["n_fixes"] for part in members),
        "count_low": excess.low,
        "count_high": excess.high,
        "limit": limit,
        "integrity": sorted({code for part in members for code in part.row["integrity"]}),
        "related": sorted({part.subject.name for part in members}),
        "files": sorted({name for part in members for name in part.row["files"]}),
    }


def _only(values: set[str | None]) -> str | None:
    """The one value that all share, else null."""
    return next(iter(values)) if len(values) == 1 else None


WORK = RuleWork(find=find, presence=True)
