"""Who may come near whom: boxes around stretches of legs, hashed by time and place in space.

Time is cut into buckets. What an object does within one bucket lies in a box of Earth-centred metres, so neither the
antimeridian nor a pole is a special place. Boxes stand in grids of several coarsenesses by their size; each is kept in
the one cell that holds its low corner. Source: docs/methods/separation.md, "How it is computed"; Teschner and others,
Optimized spatial hashing for collision detection of deformable objects, Vision, Modeling, and Visualization (2003).
"""

from math import floor
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from evenhand.detection.kernels.approach import way_m
from evenhand.detection.kernels.compiled import compiled, inlined
from evenhand.detection.kernels.legs import LEAST_RADIUS_M, Legs, Path

LEVELS = 6
COARSER = 8.0
MARGIN_M = 2.0
"""More than what is lost where boxes are kept in single precision."""
BUCKET_LEGS = 4
"""A bucket is as long as so many legs are on average."""
MOST_BUCKETS = 1_000_000


class Nearby(NamedTuple):
    """B boxes, ordered by object and time, and how to find those near a place."""

    object: NDArray[np.int32]
    bucket: NDArray[np.int32]
    low_m: NDArray[np.float32]
    high_m: NDArray[np.float32]
    level: NDArray[np.uint8]
    start: NDArray[np.int64]
    """By object its first box; one more at the end."""
    head: NDArray[np.int32]
    """By hash of bucket, level and cell, one box there; -1: none."""
    following: NDArray[np.int32]
    """By box another one of the same hash; -1: none."""
    group_start: NDArray[np.int64]
    """By bucket and level, where its boxes stand in `group`; one more at the end."""
    group: NDArray[np.int32]
    origin_us: int
    bucket_us: int
    cell_m: float
    reach_m: float


@compiled
def index_boxes(path: Path, legs: Legs, reach_m: float) -> Nearby:
    """Box what every object does in every bucket of time.

    Args:
        path: waypoints.
        legs: at least one.
        reach_m: how near two objects must come to matter.
    """
    origin_us, last_us, lasting_us = legs.t0_us[0], legs.t1_us[0], 0
    for k in range(len(legs.at)):
        origin_us, last_us = min(origin_us, legs.t0_us[k]), max(last_us, legs.t1_us[k])
        lasting_us += (legs.t1_us[k] - legs.t0_us[k]) // len(legs.at)
    bucket_us = max(BUCKET_LEGS * lasting_us, (last_us - origin_us) // min(MOST_BUCKETS, 2 * len(legs.at)) + 1, 1000)
    most = 0
    for k in range(len(legs.at)):
        most += (legs.t1_us[k] - origin_us) // bucket_us - (legs.t0_us[k] - origin_us) // bucket_us + 1
    cell_m = max(4.0 * (reach_m + MARGIN_M), 1000.0)
    n_buckets = (last_us - origin_us) // bucket_us + 1
    size = 1
    while size < 2 * most:
        size *= 2
    near = Nearby(
        np.empty(most, np.int32),
        np.empty(most, np.int32),
        np.empty((most, 3), np.float32),
        np.empty((most, 3), np.float32),
        np.zeros(most, np.uint8),
        np.zeros(len(legs.start), np.int64),
        np.full(size, -1, np.int32),
        np.full(most, -1, np.int32),
        np.zeros(n_buckets * LEVELS + 1, np.int64),
        np.empty(most, np.int32),
        origin_us,
        bucket_us,
        cell_m,
        reach_m + MARGIN_M,
    )
    n = legs.start[0]
    for obj in range(len(legs.start) - 1):
        for k in range(legs.start[obj], legs.start[obj + 1]):
            n = _box_leg(path, legs, near, n, (obj, k))
        near.start[obj + 1] = n
    _hash(near, n)
    return near


@inlined
def _box_leg(path: Path, legs: Legs, near: Nearby, n: int, which: tuple[int, int]) -> int:
    """Put one leg into the boxes of the buckets that it touches; how many boxes there are then."""
    obj, k = which
    w, moves = legs.at[k], legs.moves[k]
    way = way_m(path, w, moves)
    bend = way * way / (8.0 * LEAST_RADIUS_M) + MARGIN_M
    first = (legs.t0_us[k] - near.origin_us) // near.bucket_us
    last = (legs.t1_us[k] - near.origin_us) // near.bucket_us
    for bucket in range(first, last + 1):
        begin_us = max(legs.t0_us[k], near.origin_us + bucket * near.bucket_us)
        end_us = min(legs.t1_us[k], near.origin_us + (bucket + 1) * near.bucket_us)
        joins = n > near.start[obj] and near.object[n - 1] == obj and near.bucket[n - 1] == bucket
        size = 0.0
        for axis in range(3):
            p = q = path.xyz_m[w, axis]
            if moves == 1:
                length_us = path.t_us[w + 1] - path.t_us[w]
                d = path.xyz_m[w + 1, axis] - p
                p, q = p + d * ((begin_us - path.t_us[w]) / length_us), p + d * ((end_us - path.t_us[w]) / length_us)
            low, high = min(p, q) - bend, max(p, q) + bend
            near.low_m[n, axis], near.high_m[n, axis] = low, high
            if joins:
                size = max(size, max(high, near.high_m[n - 1, axis]) - min(low, near.low_m[n - 1, axis]))
        if joins and size <= near.cell_m:
            for axis in range(3):
                near.low_m[n - 1, axis] = min(near.low_m[n - 1, axis], near.low_m[n, axis])
                near.high_m[n - 1, axis] = max(near.high_m[n - 1, axis], near.high_m[n, axis])
            continue
        near.object[n], near.bucket[n] = obj, bucket
        n += 1
    return n


@inlined
def _slot(near: Nearby, bucket: int, level: int, cell: tuple[int, int, int]) -> int:
    """Where boxes of a cell are hashed to."""
    mixed = (bucket * 0x1E3779B1 + level) * 0x2C1B3C6D + cell[0] * 73856093
    mixed = (mixed ^ (mixed >> 31)) * 0x165667B1 + cell[1] * 19349663
    mixed = (mixed ^ (mixed >> 29)) * 0x27D4EB2F + cell[2] * 83492791
    mixed = (mixed ^ (mixed >> 32)) * 0x1B873593
    return int((mixed ^ (mixed >> 27)) & (len(near.head) - 1))


@compiled
def _hash(near: Nearby, n: int) -> None:
    """Hang every box under its cell, and list the boxes of every bucket and level."""
    for j in range(n):
        size = 0.0
        for axis in range(3):
            size = max(size, near.high_m[j, axis] - near.low_m[j, axis])
        level, cell_m = 0, near.cell_m
        while size > cell_m and level < LEVELS - 1:
            level, cell_m = level + 1, cell_m * COARSER
        near.level[j] = level
        cell = (
            floor(near.low_m[j, 0] / cell_m),
            floor(near.low_m[j, 1] / cell_m),
            floor(near.low_m[j, 2] / cell_m),
        )
        slot = _slot(near, near.bucket[j], level, cell)
        near.following[j], near.head[slot] = near.head[slot], j
        near.group_start[near.bucket[j] * LEVELS + level + 1] += 1
    for g in range(len(near.group_start) - 1):
        near.group_start[g + 1] += near.group_start[g]
    filled = near.group_start.copy()
    for j in range(n):
        g = near.bucket[j] * LEVELS + near.level[j]
        near.group[filled[g]] = j
        filled[g] += 1


@inlined
def _meets(near: Nearby, i: int, j: int, sides: NDArray[np.int32]) -> bool:
    """Whether box j is of a later object that may matter to that of box i, in the same bucket, within reach."""
    a, b = near.object[i], near.object[j]
    if b <= a or near.bucket[i] != near.bucket[j] or (sides[a] == sides[b] and sides[a] >= 0):
        return False
    for axis in range(3):
        if near.low_m[j, axis] > near.high_m[i, axis] + near.reach_m:
            return False
        if near.high_m[j, axis] < near.low_m[i, axis] - near.reach_m:
            return False
    return True


@compiled
def _noted(near: Nearby, found: NDArray[np.int64], n: int, j: int) -> NDArray[np.int64]:
    """Note the object and the bucket of box j; the list, longer if it had to grow."""
    if n == len(found):
        larger = np.empty(2 * n, np.int64)
        larger[:n] = found
        found = larger
    found[n] = np.int64(near.object[j]) << 32 | near.bucket[j]
    return found


@compiled
def find_nearby(
    near: Nearby, sides: NDArray[np.int32], a: int, found: NDArray[np.int64]
) -> tuple[NDArray[np.int64], int]:
    """Every later object and bucket in which object `a` may come near it, in order, once each.

    Args:
        near: boxes.
        sides: by object; two of one side do not matter to each other, but -1 matters to all.
        a: the object.
        found: room for the answer.

    Returns:
        The room, larger if need be, and how many it holds: object * 2**32 + bucket.
    """
    n = 0
    for i in range(near.start[a], near.start[a + 1]):
        for level in range(LEVELS):
            g = near.bucket[i] * LEVELS + level
            held = near.group_start[g + 1] - near.group_start[g]
            first, last, cells = _cells(near, i, near.cell_m * COARSER**level)
            if 0 < held <= cells:
                found, n = _look_through(near, sides, (i, g), found, n)
            elif held > 0:
                found, n = _look_up(near, sides, (i, level), (first, last), found, n)
    return found, _sorted_once(found, n)


@compiled
def _look_through(
    near: Nearby, sides: NDArray[np.int32], which: tuple[int, int], found: NDArray[np.int64], n: int
) -> tuple[NDArray[np.int64], int]:
    """Note who of a bucket and level is near a box, where there are fewer of them than cells."""
    i, g = which
    for k in range(near.group_start[g], near.group_start[g + 1]):
        if _meets(near, i, near.group[k], sides):
            found = _noted(near, found, n, near.group[k])
            n += 1
    return found, n


@compiled
def _look_up(
    near: Nearby,
    sides: NDArray[np.int32],
    which: tuple[int, int],
    cells: tuple[tuple[int, int, int], tuple[int, int, int]],
    found: NDArray[np.int64],
    n: int,
) -> tuple[NDArray[np.int64], int]:
    """Note who of a level is near a box, by the cells around it."""
    i, level = which
    first, last = cells
    for x in range(first[0], last[0] + 1):
        for y in range(first[1], last[1] + 1):
            for z in range(first[2], last[2] + 1):
                j = near.head[_slot(near, near.bucket[i], level, (x, y, z))]
                while j >= 0:
                    if near.level[j] == level and _meets(near, i, j, sides):
                        found = _noted(near, found, n, j)
                        n += 1
                    j = near.following[j]
    return found, n


@inlined
def _cells(near: Nearby, i: int, cell_m: float) -> tuple[tuple[int, int, int], tuple[int, int, int], int]:
    """The cells that may hold the low corner of a box within reach of box i: first, last, how many."""
    low, high, reach_m = near.low_m[i], near.high_m[i], near.reach_m
    first = (
        floor((low[0] - reach_m) / cell_m) - 1,
        floor((low[1] - reach_m) / cell_m) - 1,
        floor((low[2] - reach_m) / cell_m) - 1,
    )
    last = (
        floor((high[0] + reach_m) / cell_m),
        floor((high[1] + reach_m) / cell_m),
        floor((high[2] + reach_m) / cell_m),
    )
    return first, last, (last[0] - first[0] + 1) * (last[1] - first[1] + 1) * (last[2] - first[2] + 1)


@compiled
def _sorted_once(found: NDArray[np.int64], n: int) -> int:
    """Sort the first n and leave out repeats; how many are left."""
    found[:n].sort()
    kept = 0
    for k in range(n):
        if kept == 0 or found[k] != found[kept - 1]:
            found[kept] = found[k]
            kept += 1
    return kept
