"""A scorecard without labels: what sources state of their own accuracy, and how common things are, as log-odds.

For a pair the odds that both tell of one event are (chance that the second source tells of it at all, in this place, at
this time, with this type) over (how many unrelated statements one would expect there). Each factor is a table.
Source: docs/methods/corroboration.md, "Without labels".
"""

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from evenhand.incidents.kernels.bins import (
    CROWDS,
    DT_BINS,
    DT_SCALE_H,
    FAR_BINS,
    HALF_HIGH_H,
    HALF_LOW_H,
    HALVES,
    HURT_BINS,
    LEVELS,
    PARTY_SHARES,
    RADII,
    RADIUS_HIGH_KM,
    RADIUS_LOW_KM,
    REACH,
    SHARE_LOW,
    SHARES,
    TABLES,
    WINDOW_H,
    layout,
)
from evenhand.incidents.scorecard import Scorecard
from evenhand.incidents.statements import in_order, shares_of

Table = NDArray[np.float64]

SCATTER = 0.75
"""Standard deviation of the distance between two true statements along one axis, in joint radii: stated radii hold most
of the errors, not all."""
STRAY = 0.05
"""Share of true pairs that lie anywhere within reach: wrong towns, wrong centroids."""
LATE_SHARE, LATE_H = 0.25, 12.0
"""Share of true pairs one of which was dated by when it was heard of, and by how much."""
TOLD = 0.4
"""Chance that a second source tells of an event at all."""
SAME_TYPE, SAME_GROUP, SAME_CLASS, OTHER_TYPE = 0.62, 0.25, 0.2, 0.25
SAME_PARTY, OTHER_PARTY = 0.85, 0.2
CROWD_OFFSET = 1.0


def expert(table: pa.Table) -> Scorecard:
    """The scorecard that needs no labels, with the shares of these statements.

    Raises:
        SCHEMA_MISMATCH, BAD_STATEMENT, TWICE.
    """
    types, parties = shares_of(in_order(table)[0])
    tables = {
        "time": _time(), "space": _space(), "type": _type(), "party": _party(),
        "hurt": np.zeros(HURT_BINS), "crowd": _crowd(),
    }  # fmt: skip
    starts = layout(0)
    sizes = {name: starts[place + 1] - starts[place] for place, name in enumerate(TABLES)}
    weights = np.concatenate([tables.get(name, np.zeros(sizes[name])).ravel() for name in TABLES])
    return Scorecard(
        weights=weights.astype(np.float32), bias=float(np.log(TOLD)), type_shares=types, party_shares=parties
    )


def centres(low: float, high: float, bins: int) -> Table:
    """The middle of each logarithmic bin; of the open ones at the ends, a little outside."""
    edges = np.exp(np.linspace(np.log(low), np.log(high), bins - 1))
    return np.concatenate([[low * 0.7], np.sqrt(edges[1:] * edges[:-1]), [high * 1.3]])


def dt_centres() -> Table:
    """The middle of each bin of differences of time, hours."""
    edges = np.sinh(np.linspace(-1.0, 1.0, DT_BINS + 1) * np.arcsinh(WINDOW_H / DT_SCALE_H)) * DT_SCALE_H
    return np.asarray((edges[1:] + edges[:-1]) / 2.0)


def far_centres() -> Table:
    """The middle of each bin of distances, in joint radii."""
    edges = (np.arange(FAR_BINS + 1) / FAR_BINS) ** 2 * REACH
    return np.asarray((edges[1:] + edges[:-1]) / 2.0)


def _space() -> Table:
    """Density of true distances per square kilometre, and the area over which a crowd was counted."""
    radii = centres(RADIUS_LOW_KM, RADIUS_HIGH_KM, RADII)
    spread = np.hypot(radii[:, None], radii[None, :])[..., None]
    sigma = SCATTER * spread
    far = far_centres() * spread
    near = np.exp(-(far**2) / (2.0 * sigma**2)) / (2.0 * np.pi * sigma**2)
    stray = 1.0 / (np.pi * (REACH * spread) ** 2)
    area = np.log(np.pi * REACH**2 * (radii**2 + 36.0))  # others are towns and sites as a rule: 6 km
    return np.asarray(np.log((1.0 - STRAY) * near + STRAY * stray) + 0.5 * (area[:, None, None] + area[None, :, None]))


def _time() -> Table:
    """Density of true differences of time per hour, and the time over which a crowd was counted."""
    halves = centres(HALF_LOW_H, HALF_HIGH_H, HALVES)
    sigma = np.hypot(halves[:, None], halves[None, :])[..., None]
    apart = np.abs(dt_centres())
    prompt = np.exp(-(apart**2) / (2.0 * sigma**2)) / (sigma * np.sqrt(2.0 * np.pi))
    late = np.exp(-apart / LATE_H) / (2.0 * LATE_H)
    return np.asarray(np.log((1.0 - LATE_SHARE) * prompt + LATE_SHARE * late) + np.log(2.0 * WINDOW_H))


def _crowd() -> Table:
    """Less the logarithm of how many others there are."""
    counts = 2.0 ** ((np.arange(CROWDS) + 0.5) / 1.5) - 1.0
    each = -0.5 * np.log(counts + CROWD_OFFSET)
    return np.asarray(each[:, None] + each[None, :])


def _type() -> Table:
    """Agreement on something rare says more; disagreement says little where both coded coarsely."""
    shares = centres(SHARE_LOW, 1.0, SHARES)
    found = np.zeros((LEVELS, SHARES))
    found[0] = np.log(np.maximum(SAME_TYPE / np.maximum(shares, 0.02), 0.3))
    found[1] = np.log(np.minimum(SAME_GROUP / np.maximum(shares, 0.05), 3.0))
    found[2] = np.log(np.minimum(SAME_CLASS / np.maximum(shares, 0.2), 1.0))
    found[3] = np.log(OTHER_TYPE)
    return found


def _party() -> Table:
    shares = centres(0.01, 0.5, PARTY_SHARES)
    same = np.log(np.minimum(SAME_PARTY / shares, 12.0))
    return np.concatenate([same, np.full(PARTY_SHARES, np.log(OTHER_PARTY)), [0.0]])
