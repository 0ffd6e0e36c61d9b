"""Withdrawal line: objects of some categories are nearer to a line than they may be.

The area of the rule is the band that they have to leave. Source: docs/methods/withdrawal-line.md.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from evenhand.agreements.areas import lines_of
from evenhand.agreements.model import Rule
from evenhand.detection.kernels.lines import least_distances
from evenhand.detection.rows import row_of_part
from evenhand.detection.sightings import PARTS, Row, part_of
from evenhand.detection.stages import Finding, Looking, RuleWork, amid

NEAR = PARTS.append(pa.field("distance_m", pa.float64()))
"""PARTS, and how near to the line the fixes came; null: the band is not drawn along a line, or no fix lies in it."""


def look(looking: Looking, rule: Rule) -> pa.Table:
    """Presences in the band, each with its least distance from the line."""
    found = looking.movements.found(rule)
    rows: list[Row] = []
    for area in rule.areas:
        here = [(interval, row) for interval, row in found if row["area"] == area]
        distances = _distances(looking, area, [interval for interval, _ in here])
        for (_, row), distance_m in zip(here, distances.tolist(), strict=True):
            rows.append({**row, "distance_m": None if np.isnan(distance_m) else round(distance_m, 1)})
    return pa.Table.from_pylist(rows, schema=NEAR)


def _distances(looking: Looking, area: str, intervals: Sequence[Mapping[str, Any]]) -> NDArray[np.float64]:
    """By interval, the least distance of its fixes from the lines that the band is drawn along."""
    fixes = looking.movements.presence.fixes
    lines = [np.array(line) for line in lines_of(looking.agreement, area)]
    ranges = np.array([(one["first"], one["last"]) if one["first"] >= 0 else (0, -1) for one in intervals], np.int64)
    ranges = ranges.reshape(-1, 2)
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
