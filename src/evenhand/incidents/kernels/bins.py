"""How a pair of statements falls into the bins of a scorecard.

A scorecard is a sum of tables; each table is looked up by one or two properties of the pair, cut into bins that are the
same for all data, so that a table says in plain numbers what a property is worth.
Source: docs/methods/corroboration.md, "The scorecard".
"""

from math import sqrt
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from evenhand.detection.kernels.compiled import compiled, inlined
from evenhand.incidents.kernels.statements import Statements

KM_PER_DEGREE = 111.2
REACH = 3.2
"""Pairs farther apart than so many of their joint radii are not looked at."""
LEAST_REACH_KM = 2.5
WINDOW_H = 62.4
"""Nor those whose times lie farther apart, beyond what the times themselves leave open."""

DT_BINS, DT_SCALE_H = 48, 0.5
HALVES, HALF_LOW_H, HALF_HIGH_H = 10, 0.12, 24.0
RADII, RADIUS_LOW_KM, RADIUS_HIGH_KM = 10, 0.2, 40.0
FAR_BINS = 24
LEVELS, SHARES = 5, 12
"""Same fine type, same middle, same coarse, different, not known; and how common what they share is."""
SHARE_LOW = 0.002
PARTY_SHARES = 8
HURT_BINS = 81
CROWDS = 16
ECHO = 12.0
"""Log-odds that two statements near each other that pass on the words of one origin speak of one event."""
MOST_SOURCES = 24
"""Sources that a scorecard can tell apart; others are judged by what they state of their own accuracy."""


class Layout(NamedTuple):
    """Where each table begins in the weights of a scorecard."""

    time: int
    space: int
    type: int
    party: int
    hurt: int
    crowd: int
    space_time: int
    space_crowd: int
    source_time: int
    source_type: int
    source_crowd: int
    size: int
    sources: int


def layout(sources: int) -> Layout:
    """The tables of a scorecard that knows so many sources."""
    pairs = sources * sources
    sizes = (
        HALVES * HALVES * DT_BINS, RADII * RADII * FAR_BINS, LEVELS * SHARES, 2 * PARTY_SHARES + 1, HURT_BINS,
        CROWDS * CROWDS, FAR_BINS * (DT_BINS // 2), RADII * CROWDS * FAR_BINS, pairs * DT_BINS, pairs * LEVELS * SHARES,
        pairs * CROWDS,
    )  # fmt: skip
    starts = np.concatenate([[0], np.cumsum(sizes)])
    return Layout._make([*(int(start) for start in starts), sources])


TABLES = Layout._fields[:-2]


class Binned(NamedTuple):
    """What of each statement falls into which bin, worked out once; and how differences of time do."""

    cos_lat: NDArray[np.float64]
    radius_at: NDArray[np.int32]
    half_at: NDArray[np.int32]
    fine_at: NDArray[np.int32]
    middle_at: NDArray[np.int32]
    coarse_at: NDArray[np.int32]
    party_at: NDArray[np.int32]
    root_hurt: NDArray[np.float32]
    """Square root of the killed; -1: not known."""
    crowd_at: NDArray[np.int32]
    """How many others it might go with; all 0 until they are counted."""
    dt_at: NDArray[np.int32]
    """Bin of a difference of times, by how many DT_STEP_H it is, from -DT_MOST_H on."""


DT_STEP_H, DT_MOST_H = 0.02, 80.0
"""The finest bin is more than ten such steps wide."""


def log_bins(values: NDArray[np.floating], low: float, high: float, bins: int) -> NDArray[np.int32]:
    """Bins on a logarithmic scale: the first for what is below `low`, the last from `high` on.

    >>> log_bins(np.array([0.1, 1.0, 9.9, 10.0]), 1.0, 10.0, 3).tolist()
    [0, 1, 1, 2]
    """
    safe = np.maximum(values.astype(np.float64), 1e-12)
    inner = 1 + np.floor(np.log(safe / low) / np.log(high / low) * (bins - 2)).astype(np.int32)
    found = np.where(safe < low, 0, np.where(safe >= high, bins - 1, np.clip(inner, 1, bins - 2)))
    return found.astype(np.int32)


_CROWD_AT = np.minimum((np.log2(np.arange(4096) + 1.0) * 1.5).astype(np.int32), CROWDS - 1)


def crowd_bins(counts: NDArray[np.integer]) -> NDArray[np.int32]:
    """Bins of how many others a statement might go with.

    >>> crowd_bins(np.array([0, 1, 50, 10**6])).tolist()
    [0, 1, 8, 15]
    """
    return _CROWD_AT[np.minimum(counts, _CROWD_AT.size - 1)]


def dt_bins(dt_h: NDArray[np.float64]) -> NDArray[np.int32]:
    """Bins of differences of time with their sign, fine near nought."""
    most = np.arcsinh(WINDOW_H / DT_SCALE_H)
    place = np.floor((np.arcsinh(dt_h / DT_SCALE_H) + most) / (2.0 * most) * DT_BINS)
    return np.clip(place, 0, DT_BINS - 1).astype(np.int32)


def binned(of: Statements, counts: NDArray[np.integer] | None = None) -> Binned:
    """Work out the bins of all statements; `counts`: by statement how many others it might go with."""
    steps = np.arange(int(2 * DT_MOST_H / DT_STEP_H) + 1)
    hurt = of.hurt.astype(np.float32)
    return Binned(
        cos_lat=np.cos(np.radians(of.lat)),
        radius_at=log_bins(of.radius_km, RADIUS_LOW_KM, RADIUS_HIGH_KM, RADII),
        half_at=log_bins(of.half_h, HALF_LOW_H, HALF_HIGH_H, HALVES),
        fine_at=log_bins(of.type_share[0], SHARE_LOW, 1.0, SHARES),
        middle_at=log_bins(of.type_share[1], SHARE_LOW, 1.0, SHARES),
        coarse_at=log_bins(of.type_share[2], SHARE_LOW, 1.0, SHARES),
        party_at=log_bins(of.party_share, 0.01, 0.5, PARTY_SHARES),
        root_hurt=np.where(hurt < 0, np.float32(-1.0), np.sqrt(np.maximum(hurt, 0.0))).astype(np.float32),
        crowd_at=np.zeros(of.at_h.size, np.int32) if counts is None else crowd_bins(counts),
        dt_at=dt_bins(steps.astype(np.float64) * DT_STEP_H - DT_MOST_H),
    )


@inlined
def apart2_km2(of: Statements, by: Binned, one: int, other: int) -> float:
    """Square of the distance of two statements' points; to some thousandths within a few hundred kilometres."""
    dy = (of.lat[one] - of.lat[other]) * KM_PER_DEGREE
    dlon = of.lon[one] - of.lon[other]
    if dlon > 180.0:
        dlon -= 360.0
    elif dlon < -180.0:
        dlon += 360.0
    dx = dlon * KM_PER_DEGREE * 0.5 * (by.cos_lat[one] + by.cos_lat[other])
    return dx * dx + dy * dy


@inlined
def spread2_km2(of: Statements, one: int, other: int) -> float:
    """Square of two statements' joint radius."""
    return of.radius_km[one] * of.radius_km[one] + of.radius_km[other] * of.radius_km[other]


@inlined
def type_bin(of: Statements, by: Binned, a: int, b: int) -> int:
    """Level at which two types agree, and how common what they share is."""
    if of.coarse[a] < 0 or of.coarse[b] < 0:
        return 4 * SHARES
    if of.fine[a] >= 0 and of.fine[a] == of.fine[b]:
        return by.fine_at[a]
    if of.middle[a] >= 0 and of.middle[a] == of.middle[b]:
        return SHARES + by.middle_at[a]
    if of.coarse[a] == of.coarse[b]:
        return 2 * SHARES + by.coarse_at[a]
    return 3 * SHARES


@inlined
def party_bin(of: Statements, by: Binned, a: int, b: int) -> int:
    """Whether both name a party and the same, and how common it is."""
    if of.party[a] < 0 or of.party[b] < 0:
        return 2 * PARTY_SHARES
    if of.party[a] == of.party[b]:
        return by.party_at[a]
    return PARTY_SHARES + min(by.party_at[a], by.party_at[b])


@inlined
def hurt_bin(by: Binned, a: int, b: int) -> int:
    """How far two counts of the killed differ, on the scale on which counts scatter evenly (Anscombe's square root)."""
    low, high = min(by.root_hurt[a], by.root_hurt[b]), max(by.root_hurt[a], by.root_hurt[b])
    if low < 0.0:
        return 0
    return 1 + min(int((high - low) * 4.0), 9) * 8 + min(int(low) * 2, 7)


@inlined
def far_bin(far2_km2: float, spread2_km2: float) -> int:
    """Bin of a distance in joint radii, fine near nought."""
    return min(int(sqrt(sqrt(far2_km2 / spread2_km2) / REACH) * FAR_BINS), FAR_BINS - 1)


@inlined
def dt_bin(by: Binned, dt_h: float) -> int:
    """Bin of a difference of times."""
    step = int((dt_h + DT_MOST_H) / DT_STEP_H + 0.5)
    return by.dt_at[min(max(step, 0), by.dt_at.size - 1)]


@inlined
def one_origin(of: Statements, a: int, b: int) -> bool:
    """Whether both pass on the words of one origin."""
    return of.origin[a] >= 0 and of.origin[a] == of.origin[b]


@inlined
def in_turn(of: Statements, late: int, early: int, where: Layout) -> tuple[int, int]:
    """A pair in the order in which tables take it: by source, the later one first where that says nothing."""
    if min(of.source[late], where.sources) > min(of.source[early], where.sources):
        return early, late
    return late, early


@inlined
def near_score(of: Statements, by: Binned, a: int, b: int, where: Layout, weights: NDArray[np.float32]) -> float:
    """What time, place and crowd are worth: the tables that rule most pairs out."""
    far_at = far_bin(apart2_km2(of, by, a, b), spread2_km2(of, a, b))
    dt = dt_bin(by, of.at_h[a] - of.at_h[b])
    finer, coarser = min(by.radius_at[a], by.radius_at[b]), max(by.radius_at[a], by.radius_at[b])
    fewer, more = min(by.crowd_at[a], by.crowd_at[b]), max(by.crowd_at[a], by.crowd_at[b])
    return (
        weights[where.time + (by.half_at[a] * HALVES + by.half_at[b]) * DT_BINS + dt]
        + weights[where.space + (finer * RADII + coarser) * FAR_BINS + far_at]
        + weights[where.crowd + fewer * CROWDS + more]
        + weights[where.space_time + far_at * (DT_BINS // 2) + dt // 2]
        + weights[where.space_crowd + (coarser * CROWDS + more) * FAR_BINS + far_at]
    )


@inlined
def other_score(of: Statements, by: Binned, a: int, b: int, where: Layout, weights: NDArray[np.float32]) -> float:
    """What type, party and the killed are worth."""
    return (
        weights[where.type + type_bin(of, by, a, b)]
        + weights[where.party + party_bin(of, by, a, b)]
        + weights[where.hurt + hurt_bin(by, a, b)]
    )


@inlined
def source_score(of: Statements, by: Binned, a: int, b: int, where: Layout, weights: NDArray[np.float32]) -> float:
    """What is known of these two sources; both are known, `a` is the lower one."""
    both = of.source[a] * where.sources + of.source[b]
    more = max(by.crowd_at[a], by.crowd_at[b])
    return (
        weights[where.source_time + both * DT_BINS + dt_bin(by, of.at_h[a] - of.at_h[b])]
        + weights[where.source_type + both * LEVELS * SHARES + type_bin(of, by, a, b)]
        + weights[where.source_crowd + both * CROWDS + more]
    )


@inlined
def score_of(
    of: Statements, by: Binned, one: int, other: int, where: Layout, weights: NDArray[np.float32], least: float
) -> float:
    """Log-odds of a pair, the later one first; anything below `least` where it cannot reach it.

    The last three weights are the bias and the most that the later tables can add; see `scorecard.packed`.
    """
    a, b = in_turn(of, one, other, where)
    bias, most_other, most_source = weights[where.size], weights[where.size + 1], weights[where.size + 2]
    score = bias + near_score(of, by, a, b, where, weights)
    if one_origin(of, a, b):
        score += ECHO
    if score + most_other + most_source < least:
        return score + most_other + most_source
    score += other_score(of, by, a, b, where, weights)
    if of.source[b] < where.sources:
        if score + most_source < least:
            return score + most_source
        score += source_score(of, by, a, b, where, weights)
    return score


@inlined
def fill_places(of: Statements, by: Binned, one: int, other: int, where: Layout, out: NDArray[np.int32]) -> None:
    """Write the places of a pair, the later one first, in the weights, one a table in the order of TABLES; -1: none."""
    a, b = in_turn(of, one, other, where)
    far_at = far_bin(apart2_km2(of, by, a, b), spread2_km2(of, a, b))
    dt = dt_bin(by, of.at_h[a] - of.at_h[b])
    finer, coarser = min(by.radius_at[a], by.radius_at[b]), max(by.radius_at[a], by.radius_at[b])
    fewer, more = min(by.crowd_at[a], by.crowd_at[b]), max(by.crowd_at[a], by.crowd_at[b])
    kind = type_bin(of, by, a, b)
    out[0] = where.time + (by.half_at[a] * HALVES + by.half_at[b]) * DT_BINS + dt
    out[1] = where.space + (finer * RADII + coarser) * FAR_BINS + far_at
    out[2] = where.type + kind
    out[3] = where.party + party_bin(of, by, a, b)
    out[4] = where.hurt + hurt_bin(by, a, b)
    out[5] = where.crowd + fewer * CROWDS + more
    out[6] = where.space_time + far_at * (DT_BINS // 2) + dt // 2
    out[7] = where.space_crowd + (coarser * CROWDS + more) * FAR_BINS + far_at
    out[8] = out[9] = out[10] = -1
    if of.source[b] < where.sources:
        both = of.source[a] * where.sources + of.source[b]
        out[8] = where.source_time + both * DT_BINS + dt
        out[9] = where.source_type + both * LEVELS * SHARES + kind
        out[10] = where.source_crowd + both * CROWDS + more


@compiled
def places_of(
    of: Statements, by: Binned, late: NDArray[np.int32], early: NDArray[np.int32], where: Layout
) -> NDArray[np.int32]:
    """The places of many pairs in the weights: [pairs, tables]."""
    found = np.empty((late.size, 11), np.int32)
    for pair in range(late.size):
        fill_places(of, by, late[pair], early[pair], where, found[pair])
    return found
