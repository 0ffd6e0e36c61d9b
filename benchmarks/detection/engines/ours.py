"""Evenhand's presence kernel: geodesic edges, geodesic steps, crossings between fixes; with or without distances."""

from importlib.metadata import version as installed

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import shapely
from job import INTERVALS, Job, read_areas, row_groups
from workload import kinds_of

from evenhand.detection.kernels.compiled import pure
from evenhand.detection.kernels.crossings import MOST_NEAR, pieces_near
from evenhand.detection.kernels.fixes import frozen
from evenhand.detection.kernels.grid import build_index, safe_box
from evenhand.detection.kernels.lending import lent
from evenhand.detection.kernels.membership import is_inside, slots_at
from evenhand.detection.kernels.presence import find_presence
from evenhand.detection.kernels.streaming import grid_side, presence_of_parquet
from evenhand.observations.schemas import INSTANT

DAY_US = 86_400_000_000


def _areas(job: Job):
    shapes = shapely.from_wkb(read_areas(job))
    return shapes, [job.gap_ms * 1000] * len(shapes)


def _stays(job: Job, *, distances: bool):
    return lambda: presence_of_parquet([job.fixes], *_areas(job), threads=job.threads, distances=distances)


def full(job: Job):
    return _stays(job, distances=False)


def depth(job: Job):
    return _stays(job, distances=True)


which = full


def index(job: Job):
    """Only what the stream makes of the areas before the first fix is looked at."""

    def run():
        shapes, gaps_us = _areas(job)
        return len(build_index(shapes, gaps_us, longest_side=grid_side(shapes), distances=False).gap_us)

    return run


def windows(job: Job):
    """Half of the areas bind two kinds of objects only, and only in the first twelve hours of each day.

    Asked of the kernel for tables in memory, which works out fixes, depth and certainty anew for each part of a visit.
    """
    bound = np.isin(kinds_of(2000), [2, 4])

    def run():
        found = _in_memory(job)
        rows = found.intervals
        numbers = np.array([int(name) for name in found.objects])
        plain = rows["slot"] % 2 == 0
        asked = np.flatnonzero(plain | bound[numbers[rows["object"]]])
        first_day = rows["began_us"][asked] // DAY_US
        days = np.where(plain[asked], 1, rows["ended_us"][asked] // DAY_US - first_day + 1)
        which = np.repeat(asked, days)
        day = np.repeat(first_day, days) + np.arange(len(which)) - np.repeat(np.cumsum(days) - days, days)
        always = plain[which]
        begins = np.where(always, rows["began_us"][which], day * DAY_US)
        ends = np.where(always, rows["ended_us"][which] + 1, day * DAY_US + DAY_US // 2)
        return found.within(which, begins, ends)

    return run


def _in_memory(job: Job):
    table = pq.read_table(job.fixes, columns=["object", "seen_at", "lon", "lat"])
    codes = table["object"].combine_chunks()
    names = pa.array([str(k) for k in range(int(codes.to_numpy().max()) + 1)])
    words = pa.DictionaryArray.from_arrays(codes, names)
    table = table.set_column(0, "object", words).set_column(1, "seen_at", table["seen_at"].cast(INSTANT))
    return find_presence(table, *_areas(job), threads=job.threads)


@pure
def _count(grid, lon, lat, room):
    """How many areas each fix lies in, added up: the same as before, but for areas of which a boundary lies between."""
    found, place, near, inside = room
    hits, here, x, y, rare = 0, 0, np.nan, np.nan, lent(grid)
    west, south, east, north = np.inf, np.inf, -np.inf, -np.inf
    for i in range(len(lon)):
        if not (west <= lon[i] <= east and south <= lat[i] <= north):
            west, south, east, north = safe_box(grid, lon[i], lat[i])
            if not (west <= x <= east and south <= y <= north):
                n_near = pieces_near(grid, (x, y), (lon[i], lat[i]), near)
                if n_near < 0:
                    here = slots_at(rare, lon[i], lat[i], found, place)
                    inside[:] = 0
                    for k in range(here):
                        inside[found[k]] = 1
                for k in range(n_near):
                    slot = grid.piece_slot[near[k]]
                    here -= inside[slot]
                    inside[slot] = is_inside(rare, slot, lon[i], lat[i])
                    here += inside[slot]
        x, y = lon[i], lat[i]
        hits += here
    return hits


def points(job: Job):
    """The same index asked fix by fix, as engines that only join points are."""

    def run():
        grid, hits = build_index(*_areas(job), distances=False).grid, 0
        n_areas = pq.read_metadata(job.areas).num_rows
        room = (
            np.empty(n_areas, np.int32),
            np.full(n_areas, -1, np.int32),
            np.empty(MOST_NEAR, np.int32),
            np.zeros(n_areas, np.int64),
        )
        for part in row_groups(job.fixes, ["lon", "lat"]):
            hits += _count(grid, frozen(part["lon"].to_numpy()), frozen(part["lat"].to_numpy()), room)
        return hits

    return run


def told(found) -> pa.Table:
    """The answer in the form of all engines."""
    if isinstance(found, pa.Table):
        instants = [found[name].cast(pa.int64()).to_numpy() / 1000 for name in ("entered", "left")]
        columns = [found["object"], found["area"], *map(pa.array, instants), found["n_fixes"]]
    else:
        columns = [found["object"], found["slot"], found["began_us"] / 1000, found["ended_us"] / 1000, found["n_fixes"]]
        columns = [pa.array(column) for column in columns]
    return pa.table(
        [column.cast(field.type) for column, field in zip(columns, INTERVALS, strict=True)], schema=INTERVALS
    )


def version() -> str:
    return f"Evenhand {installed('evenhand')}"


TASKS = {"full": full, "depth": depth, "points": points, "which": which, "index": index, "windows": windows}
TOLD = ("full", "depth", "which", "windows")
