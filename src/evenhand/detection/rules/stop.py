"""Stop: an object stays in one place, or lands, in an area where it may not.

Source: docs/methods/stop.md.
"""

from collections.abc import Iterable
from datetime import timedelta

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from evenhand.agreements.model import Rule
from evenhand.detection.kernels.stops import (
    AIRBORNE,
    GROUND,
    UNKNOWN,
    Limits,
    States,
    Stops,
    find_landings,
    find_stops,
    settled_states,
)
from evenhand.detection.movements import Inside
from evenhand.detection.rows import row_of_part
from evenhand.detection.sightings import PARTS, Row, instant, part_of
from evenhand.detection.stages import Finding, Looking, RuleWork, amid

OUTVOTED_US = 120 * 1_000_000
"""How far before and after the ground flags of an aircraft outvote a false one."""
BLINK_US = 30 * 1_000_000
"""States between changes that follow one another so fast are no states."""

STOPPED, LANDED, GROUNDED = "stopped", "landed", "grounded"
"""It stayed in one place; it was seen to land; it was on the ground, and nobody saw it land."""

SEEN = pa.schema([*PARTS, pa.field("reason", pa.string(), nullable=False), pa.field("distance_m", pa.float64())])
"""PARTS cut to the stop, why it counts as one, and how far from its middle it wandered."""


def look(looking: Looking, rule: Rule) -> pa.Table:
    """The stops of each object in each area of the rule."""
    presence = looking.movements.presence
    states = settled_states(presence.fixes, _said(looking), window_us=OUTVOTED_US, blink_us=BLINK_US)
    landings = find_landings(presence.fixes, states, gap_us=rule.max_gap // timedelta(microseconds=1))
    limits = Limits(
        rule.distance_m or 0.0,
        rule.min_dwell // timedelta(microseconds=1),
        rule.max_gap // timedelta(microseconds=1),
    )
    touchdowns = landings["after"][landings["lands"] == 1]
    rows: list[Row] = []
    for inside in looking.movements.insides(rule):
        which = np.flatnonzero(inside.intervals["first"] >= 0)
        ranges = np.stack([inside.intervals[end][which] for end in ("first", "last")], axis=1)
        found = find_stops(presence.fixes, ranges, limits=limits, states=states, barred=_barred(looking, rule))
        rows += _rows(looking, rule, _cut(looking, inside, which[found["range"]], found), (found, states, touchdowns))
    return pa.Table.from_pylist(rows, schema=SEEN)


def _cut(looking: Looking, inside: Inside, which: NDArray[np.int64], stops: Stops) -> Inside:
    """The presences cut to the stops in them: one a stop, in their order."""
    origin = inside.origin[which]
    cut = looking.movements.presence.within(origin, stops["began_us"].copy(), stops["ended_us"] + 1)
    return Inside(
        area=inside.area,
        intervals=cut,
        origin=origin[cut["number"]],
        doubts=tuple(inside.doubts[which[number]] for number in cut["number"].tolist()),
    )


def _rows(looking: Looking, rule: Rule, inside: Inside, seen: tuple[Stops, States, NDArray[np.int64]]) -> Iterable[Row]:
    stops, states, touchdowns = seen
    fixes = looking.movements.presence.fixes
    for interval, row in looking.movements.rows(rule, inside):
        stop = stops[interval["number"]]
        first, last, place = int(stop["first"]), int(stop["last"]), int(stop["middle"])
        reason, doubts = STOPPED, row["doubts"]
        if stop["grounded"]:
            on_ground = first + np.flatnonzero(states[first : last + 1] == GROUND)
            landed = np.intersect1d(on_ground, touchdowns)
            reason, place = (LANDED, int(landed[0])) if len(landed) else (GROUNDED, int(on_ground[0]))
            doubts = sorted({*doubts, *(["one-fix-only"] if len(on_ground) == 1 else [])})
        where = {"lon": round(float(fixes.lon[place]), 7), "lat": round(float(fixes.lat[place]), 7)}
        yield {
            **row,
            **{f"{end}_{axis}": value for end in ("entry", "exit") for axis, value in where.items()},
            "began_at": instant(int(stop["began_us"])),
            "ended_at": instant(int(stop["ended_us"])),
            "doubts": doubts,
            "reason": reason,
            "distance_m": round(float(stop["spread_m"]), 1),
        }


def _said(looking: Looking) -> States:
    """By fix, what its source says of flying."""
    column = looking.apart.column("on_ground")
    if column is None:
        return np.full(len(looking.movements.presence.fixes.t_us), UNKNOWN, np.int8)
    said = pc.if_else(column, pa.scalar(GROUND, pa.int8()), pa.scalar(AIRBORNE, pa.int8()))
    states: States = said.fill_null(UNKNOWN).to_numpy(zero_copy_only=False)
    return np.ascontiguousarray(states)


def _barred(looking: Looking, rule: Rule) -> NDArray[np.uint8]:
    """By fix, whether it reports a speed above the rule's; empty where the rule has none."""
    column = looking.apart.column("speed_kn") if rule.max_speed_kn is not None else None
    if column is None:
        return np.empty(0, np.uint8)
    faster = pc.greater(column, pa.scalar(rule.max_speed_kn, pa.float32())).fill_null(pa.scalar(value=False))
    barred: NDArray[np.uint8] = faster.cast(pa.uint8()).to_numpy(zero_copy_only=False)
    return np.ascontiguousarray(barred)


def find(finding: Finding, rule: Rule) -> Iterable[Row]:
    """Every stop is a candidate."""
    seen = finding.look(rule)
    for row in [] if seen is None else seen.to_pylist():
        yield {
            **row_of_part(finding.agreement, rule, part_of(amid(row, finding.interference))),
            "entry": None,
            "exit": None,
            "reason": row["reason"],
            "distance_m": row["distance_m"],
        }


WORK = RuleWork(find=find, look=look, inside=True)
