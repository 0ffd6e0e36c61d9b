"""Freedom of movement: access denied, patrols that turned back on a route, roads on which nobody passes.

Source: docs/methods/freedom-of-movement.md.
"""

from collections.abc import Iterable
from dataclasses import replace
from datetime import timedelta

import numpy as np
import pyarrow as pa

from evenhand.agreements.model import Rule
from evenhand.detection.binding import any_covers, micros, rule_window
from evenhand.detection.fires import Fire
from evenhand.detection.kernels.fixes import Arranged, Fixes
from evenhand.detection.kernels.geodesic import inverse
from evenhand.detection.kernels.silences import find_quiet
from evenhand.detection.kernels.turns import find_turns
from evenhand.detection.movements import Inside
from evenhand.detection.rows import base_row, certainty, row_of_fire, row_of_part
from evenhand.detection.sightings import PARTS, Row, instant, part_of
from evenhand.detection.stages import Finding, Looking, RuleWork
from evenhand.observations.schemas import INSTANT

BESIDE_M = 500.0
"""How far beside the way out a way back is still the same way."""
EXPLAINS_M, EXPLAINS_US = 5_000.0, 2 * 3600 * 1_000_000
"""An event this near to a turn, in place and time, says why the patrol turned."""

SEEN = pa.schema(
    [
        pa.field("kind", pa.string(), nullable=False),
        *(pa.field(field.name, field.type) for field in PARTS),
        pa.field("out_m", pa.float64()),
        pa.field("watched_from", INSTANT),
        pa.field("watched_until", INSTANT),
    ]
)
"""By kind: "traffic" somebody was there (PARTS); "turn" somebody turned back there (PARTS, and `out_m`, how far out it
had come); "watch" from when until when an object was heard at all. Every row concerns one object."""


def asks(rule: Rule) -> bool:
    """Turning back is looked for where the rule says from how far, quiet where it says from how long."""
    return rule.distance_m is not None or rule.max_silence is not None


def look(looking: Looking, rule: Rule) -> pa.Table:
    """Who of the rule's categories was on the route, and who turned back there."""
    rows: list[Row] = []
    if rule.max_silence is not None:
        rows += _watches(looking.scored.arranged)
    # The rule binds those who must let others pass, not those who pass.
    for inside in looking.movements.insides(replace(rule, binds=())):
        parts = [row for _, row in looking.movements.rows(rule, inside)]
        rows += [{**row, "kind": "traffic"} for row in parts]
        if rule.distance_m is not None:
            rows += _turns(looking.movements.presence.fixes, inside, parts, rule.distance_m)
    return pa.Table.from_pylist(rows, schema=SEEN)


def _watches(heard: Arranged) -> Iterable[Row]:
    """When each object was heard first and last."""
    fixes = heard.fixes
    first = np.flatnonzero(np.diff(fixes.object, prepend=-1))
    last = np.append(first[1:], len(fixes.object)) - 1 if len(first) else first
    for number, low, high in zip(fixes.object[first].tolist(), first.tolist(), last.tolist(), strict=True):
        span = {"watched_from": instant(int(fixes.t_us[low])), "watched_until": instant(int(fixes.t_us[high]))}
        yield {"kind": "watch", "object": heard.objects[number], **span}


def _turns(fixes: Fixes, inside: Inside, parts: list[Row], least_m: float) -> Iterable[Row]:
    """The presences in which somebody turned back, from the turn on."""
    which = np.flatnonzero(inside.intervals["first"] >= 0)
    ranges = np.stack([inside.intervals[end][which] for end in ("first", "last")], axis=1)
    for turn in find_turns(fixes, ranges, least_m=least_m, width_m=BESIDE_M):
        number, fix, last = int(which[turn["range"]]), int(turn["turn"]), int(turn["last"])
        yield {
            **parts[number],
            "kind": "turn",
            "began_at": instant(int(fixes.t_us[fix])),
            "ended_at": instant(int(fixes.t_us[last])),
            "entry_lon": round(float(fixes.lon[fix]), 7),
            "entry_lat": round(float(fixes.lat[fix]), 7),
            "exit_lon": round(float(fixes.lon[last]), 7),
            "exit_lat": round(float(fixes.lat[last]), 7),
            "doubts": sorted({*inside.doubts[number], "turn-unexplained"}),
            "out_m": round(float(turn["out_m"]), 1),
        }


def find(finding: Finding, rule: Rule) -> Iterable[Row]:
    """Events that deny passage, then turns that no such event explains, then times in which nobody passed."""
    table = finding.look(rule)
    seen: list[Row] = [] if table is None else table.to_pylist()
    turns = [row for row in seen if row["kind"] == "turn"]
    denials = list(_denials(finding, rule))
    for fire, doubts in denials:
        turned = {turn["object"] for turn in turns if _explains(fire, turn)}
        yield {
            **row_of_fire(finding.agreement, rule, fire, doubts=doubts),
            "related": sorted({fire.event["event"], *turned}),
        }
    for turn in turns:
        if not any(_explains(fire, turn) for fire, _ in denials):
            yield _of_turn(finding, rule, turn)
    if rule.max_silence is not None:
        yield from _quiet(finding, rule, seen)


def _denials(finding: Finding, rule: Rule) -> Iterable[tuple[Fire, tuple[str, ...]]]:
    """Events of the rule's kinds, with what is doubtful about each.

    The rule's categories are of those who have to be let through. Where a source says whom it was about, that is held
    against them; where it says nothing, an event of this kind is about them.
    """
    if not rule.event_kinds or not finding.events.num_rows:
        return
    for fire in finding.fires.of(replace(rule, categories=())):
        category = fire.event["category"]
        covered = "yes" if category is None else any_covers(finding.agreement, rule.categories, category)
        if covered != "no":
            yield fire, (*fire.doubts, *(("category-unknown",) if covered == "unknown" else ()))


def _explains(fire: Fire, turn: Row) -> bool:
    """Whether an event says why somebody turned back: near enough in place and time."""
    turned_us = micros(turn["began_at"])
    if not fire.began_us - EXPLAINS_US <= turned_us <= fire.ended_us + EXPLAINS_US:
        return False
    away_m, _ = inverse(fire.event["lon"], fire.event["lat"], turn["entry_lon"], turn["entry_lat"])
    return 0.0 <= away_m <= EXPLAINS_M


def _of_turn(finding: Finding, rule: Rule, turn: Row) -> Row:
    """The alert about one who turned back; who made it turn is not known, so no party is named."""
    return {
        **row_of_part(finding.agreement, rule, part_of(turn)),
        "party": None,
        "entry": None,
        "exit": None,
        "max_depth_m": None,
        "distance_m": turn["out_m"],
        "reason": "turned-back",
    }


def _quiet(finding: Finding, rule: Rule, seen: list[Row]) -> Iterable[Row]:
    """Times longer than the rule allows in which nobody of its categories was on the route, while others were heard."""
    watches = [row for row in seen if row["kind"] == "watch"]
    if not watches:
        return
    heard = (min(micros(row["watched_from"]) for row in watches), max(micros(row["watched_until"]) for row in watches))
    longest_us = (rule.max_silence or timedelta(0)) // timedelta(microseconds=1)
    for area in rule.areas:
        span = rule_window(finding.agreement, rule, area)
        if span is None:
            continue
        passed = [
            (micros(row["began_at"]), micros(row["ended_at"]))
            for row in seen
            if row["kind"] == "traffic" and row["area"] == area
        ]
        window = (max(span[0], heard[0]), min(span[1], heard[1]))
        for began_us, ended_us in find_quiet(passed, window, longest_us=longest_us):
            yield {
                **base_row(finding.agreement, rule, {"area": area}, began_us, ended_us),
                **certainty(["maybe-unheard"]),
                "reason": "no-passage",
            }


WORK = RuleWork(find=find, look=look, inside=True, asks=asks)
