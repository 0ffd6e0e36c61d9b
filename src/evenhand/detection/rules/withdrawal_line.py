"""Withdrawal line: objects of some categories are nearer to a line than they may be.

The area of the rule is the band that they have to leave. Source: docs/methods/withdrawal-line.md.
"""

from collections.abc import Iterable

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from evenhand.agreements.areas import lines_of
from evenhand.agreements.model import Rule
from evenhand.detection.kernels.lines import least_distances
from evenhand.detection.movements import Inside, dwell_us
from evenhand.detection.rows import row_of_part
from evenhand.detection.sightings import PARTS, Row, part_of
from evenhand.detection.stages import Finding, Looking, RuleWork, amid

NEAR = PARTS.append(pa.field("distance_m", pa.float64()))
"""PARTS, and how near to the line the fixes came; null: the band is not drawn along a line, or no fix lies in it."""


def look(looking: Looking, rule: Rule) -> pa.Table:
    """Presences in the band, each with its least distance from the line."""
    least_us = rule.min_dwell.total_seconds() * 1e6
    rows: list[Row] = []
    for inside in looking.movements.insides(rule):
        distances = _distances(looking, inside)
        for (_, row), distance_m in zip(looking.movements.rows(rule, inside), distances.tolist(), strict=True):
            if dwell_us(row) >= least_us:
                rows.append({**row, "distance_m": None if np.isnan(distance_m) else round(distance_m, 1)})
    return pa.Table.from_pylist(rows, schema=NEAR)


def _distances(looking: Looking, inside: Inside) -> NDArray[np.float64]:
    """By interval, the least distance of its fixes from the lines that the band is drawn along."""
    fixes = looking.movements.presence.fixes
    lines = [np.array(line) for line in lines_of(looking.agreement, inside.area)]
    ranges = np.stack([inside.intervals["first"], inside.intervals["last"]], axis=1)
    ranges[ranges[:, 0] < 0] = (0, -1)
    return least_distances(np.asarray(fixes.lon), np.asarray(fixes.lat), ranges, lines)


def find(finding: Finding, rule: Rule) -> Iterable[Row]:
    """Every presence in the band is a candidate."""
    seen = finding.look(rule)
    if seen is None:
        return
    for row in seen.to_pylist():
        yield {
            **row_of_part(finding.agreement, rule, part_of(amid(row, finding.interference))),
            "distance_m": row["distance_m"],
        }


WORK = RuleWork(find=find, look=look, inside=True)
