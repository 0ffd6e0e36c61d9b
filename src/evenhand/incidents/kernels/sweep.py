"""Which statements may tell of one event: a sweep through time over grids of several coarsenesses.

A statement lies in the grid of its own radius and, as a visitor, in all coarser ones. A pair is found in the grid of
the coarser of the two, where nine cells or so hold all that is within reach. Each cell is a chain, the latest first,
so a search ends where the chain becomes too old.
Sources: docs/methods/corroboration.md, "How it is computed"; Teschner and others, Optimized spatial hashing for
collision detection of deformable objects, Vision, Modeling, and Visualization (2003).
"""

from math import floor
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from evenhand.detection.kernels.compiled import compiled, inlined
from evenhand.incidents.kernels.bins import (
    KM_PER_DEGREE,
    LEAST_REACH_KM,
    REACH,
    WINDOW_H,
    Binned,
    Layout,
    apart2_km2,
    score_of,
    spread2_km2,
)
from evenhand.incidents.kernels.statements import Statements

GRIDS = 6
COARSER = 4.0
FINEST_KM = 0.6
"""Radius up to which a statement lies in the finest grid."""
NEARLY_POLE_DEG = 89.9


class Grids(NamedTuple):
    """How the Earth is cut into cells, grid by grid."""

    width_deg: NDArray[np.float64]
    """[grid]: two statements of a grid that are within reach lie in neighbouring rows."""
    columns: NDArray[np.int32]
    """[grid, row]: into how many cells a row is cut, so that none is narrower than the row is high."""


class Chains(NamedTuple):
    """The chains of all grids; -1 ends one."""

    grid: NDArray[np.int32]
    """[statement]: the grid of its own radius."""
    members: NDArray[np.int32]
    """[grid, hash]: the latest statement of the grid's own radius."""
    visitors: NDArray[np.int32]
    """[grid, hash]: the latest of a finer one."""
    before: NDArray[np.int32]
    """[grid, statement]: the one before it in its chain."""
    cell: NDArray[np.int64]
    """[grid, statement]: its cell, for different cells may share a hash."""


def grids() -> Grids:
    """The grids, the same for all data."""
    radii = FINEST_KM * COARSER ** np.arange(GRIDS)
    widths = np.maximum(REACH * radii * 1.4143, LEAST_REACH_KM) / KM_PER_DEGREE
    rows = int(np.ceil(180.0 / widths[0])) + 3
    columns = np.ones((GRIDS, rows), np.int32)
    for grid, width in enumerate(widths):
        edges = np.abs(np.arange(rows + 1) * width - 90.0 - width)
        north = np.minimum(np.maximum(edges[:-1], edges[1:]), NEARLY_POLE_DEG)
        columns[grid] = np.maximum((360.0 * np.cos(np.radians(north)) / width).astype(np.int32), 1)
    return Grids(widths, columns)


def chains(of: Statements, slots: int) -> Chains:
    """Empty chains for these statements; `slots` is a power of two."""
    finer = np.maximum(of.radius_km.astype(np.float64) / FINEST_KM, 1.0)
    grid = np.minimum(np.ceil(np.log(finer) / np.log(COARSER)), GRIDS - 1).astype(np.int32)
    count = of.at_h.size
    return Chains(
        grid,
        np.full((GRIDS, slots), -1, np.int32),
        np.full((GRIDS, slots), -1, np.int32),
        np.full((GRIDS, count), -1, np.int32),
        np.zeros((GRIDS, count), np.int64),
    )


@inlined
def cell_of(row: int, column: int) -> int:
    """One number for a cell of a grid."""
    return row * 1_000_000 + column


@inlined
def slot_of(cell: int, slots: int) -> int:
    """Where the chain of a cell begins (Fibonacci hashing)."""
    return ((cell * 0x9E3779B97F4A7C1) >> 24) & (slots - 1)


@inlined
def put_in(of: Statements, cut: Grids, into: Chains, one: int) -> None:
    """Put a statement at the head of its chains."""
    own = into.grid[one]
    slots = into.members.shape[1]
    for grid in range(own, GRIDS):
        row = int((of.lat[one] + 90.0) / cut.width_deg[grid]) + 1
        columns = cut.columns[grid, row]
        column = min(int((of.lon[one] + 180.0) / 360.0 * columns), columns - 1)
        cell = cell_of(row, column)
        slot = slot_of(cell, slots)
        heads = into.members if grid == own else into.visitors
        into.cell[grid, one] = cell
        into.before[grid, one] = heads[grid, slot]
        heads[grid, slot] = one


class Sweep(NamedTuple):
    """What a sweep goes along with."""

    of: Statements
    by: Binned
    cut: Grids
    along: Chains
    found: NDArray[np.int32]
    """Room for the others of one statement."""
    longest_half_h: float


@inlined
def follow(go: Sweep, start: tuple[int, int, int], one: int, oldest_h: float, count: int) -> int:
    """Gather from one chain what lies within reach of a statement; gives how many are gathered then."""
    grid, cell, other = start
    while other >= 0 and go.of.at_h[other] >= oldest_h:
        if go.along.cell[grid, other] == cell and count < go.found.size:
            dt_h = go.of.at_h[one] - go.of.at_h[other]
            if dt_h <= WINDOW_H + go.of.half_h[one] + go.of.half_h[other]:
                reach2 = max(REACH * REACH * spread2_km2(go.of, one, other), LEAST_REACH_KM * LEAST_REACH_KM)
                if apart2_km2(go.of, go.by, one, other) <= reach2:
                    go.found[count] = other
                    count += 1
        other = go.along.before[grid, other]
    return count


@inlined
def others_near(go: Sweep, one: int) -> int:
    """Gather all earlier statements that may go with one; gives how many."""
    oldest_h = go.of.at_h[one] - WINDOW_H - go.of.half_h[one] - go.longest_half_h
    own = go.along.grid[one]
    slots = go.along.members.shape[1]
    count = 0
    for grid in range(own, GRIDS):
        width = go.cut.width_deg[grid]
        middle = int((go.of.lat[one] + 90.0) / width) + 1
        reach_deg = width / max(go.by.cos_lat[one] - 0.02 * width, 0.002)
        for row in range(middle - 1, middle + 2):
            columns = go.cut.columns[grid, row]
            first = floor((go.of.lon[one] + 180.0 - reach_deg) / 360.0 * columns)
            last = min(floor((go.of.lon[one] + 180.0 + reach_deg) / 360.0 * columns), first + columns - 1)
            for column in range(first, last + 1):
                cell = cell_of(row, column % columns)
                slot = slot_of(cell, slots)
                count = follow(go, (grid, cell, go.along.members[grid, slot]), one, oldest_h, count)
                if grid == own:
                    count = follow(go, (grid, cell, go.along.visitors[grid, slot]), one, oldest_h, count)
    return count


@compiled
def count_near(go: Sweep, span: tuple[int, int, int], crowd: NDArray[np.int32]) -> None:
    """Count for the statements of a stretch, and for the earlier ones they meet, how many others each may go with.

    Args:
        go: with empty chains, which are filled.
        span: the first statement that is put into the chains, the first that is counted, and the one after the last.
        crowd: where to count.
    """
    for one in range(span[0], span[2]):
        if one >= span[1]:
            count = others_near(go, one)
            crowd[one] += count
            for entry in range(count):
                crowd[go.found[entry]] += 1
        put_in(go.of, go.cut, go.along, one)


class Kept(NamedTuple):
    """Pairs that are kept, as far as there is room."""

    late: NDArray[np.int32]
    early: NDArray[np.int32]
    score: NDArray[np.float32]
    filled: NDArray[np.int64]
    """One number: how many are kept."""


@compiled
def score_those(
    of: Statements, by: Binned, one: int, others: NDArray[np.int32], how: tuple[Layout, NDArray[np.float32], float],
    kept: Kept,
) -> None:  # fmt: skip
    """Score one statement with others and keep the pairs that are worth it; there is room for all.

    Args:
        of: the statements.
        by: their bins.
        one: the later statement.
        others: earlier ones.
        how: the layout of the scorecard, its packed weights, and the log-odds that a pair must have to be kept.
        kept: where to.
    """
    where, weights, least = how
    place = kept.filled[0]
    for other in others:
        score = score_of(of, by, one, other, where, weights, least)
        if score >= least:
            kept.late[place] = one
            kept.early[place] = other
            kept.score[place] = score
            place += 1
    kept.filled[0] = place


@compiled
def score_near(
    go: Sweep, span: tuple[int, int, int], where: Layout, weights: NDArray[np.float32], least: float, kept: Kept
) -> int:
    """Score the pairs of a stretch and keep those of at least `least`, until the room runs out.

    Args:
        go: with the chains as the last call left them, empty at first.
        span: see `count_near`; where the room ran out, both beginnings are where to go on from.
        where: the layout of the scorecard.
        weights: the scorecard, packed.
        least: log-odds below which a pair is not worth keeping.
        kept: where to.

    Returns:
        The statement from which to go on; the end of the span when all is done.
    """
    for one in range(span[0], span[2]):
        if one >= span[1]:
            if kept.filled[0] + go.found.size > kept.late.size:
                return one
            score_those(go.of, go.by, one, go.found[: others_near(go, one)], (where, weights, least), kept)
        put_in(go.of, go.cut, go.along, one)
    return span[2]
