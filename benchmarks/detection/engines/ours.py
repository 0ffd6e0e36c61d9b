"""Evenhand's presence kernel: geodesic edges, geodesic steps, crossings between fixes; with or without distances."""

from importlib.metadata import version as installed

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import shapely
from job import INTERVALS, Job, read_areas, row_groups
from workload import kinds_of

from evenhand.detection.kernels.compiled import pure
from evenhand.detection.kernels.crossings import cell_of, slots_at
from evenhand.detection.kernels.grid import build_index
from evenhand.detection.kernels.presence import find_presence
from evenhand.detection.kernels.streaming import grid_side, presence_of_parquet
from evenhand.observations.schemas import INSTANT

DAY_US = 86_400_000_000
LARGE, SIDE, LARGE_SIDE = 3_000_000, 1024, 2048
"""For points alone: beyond so many fixes the grid is finer."""


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


def _index(job: Job, *, distances: bool):
    side = LARGE_SIDE if pq.read_metadata(job.fixes).num_rows >= LARGE else SIDE
    return build_index(*_areas(job), longest_side=side, distances=distances)


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
def _count(grid, lon, lat, found, place):
    """How many areas each fix lies in, added up; in a square of cells that hold no boundary it is the same number."""
    hits = here = 0
    west, south, east, north = np.inf, np.inf, -np.inf, -np.inf
    for i in range(len(lon)):
        if not (west <= lon[i] < east and south <= lat[i] < north):
            here = slots_at(grid, lon[i], lat[i], found, place)
            cell = cell_of(grid, lon[i], lat[i])
            reach = int(grid.safe[cell]) - 1 if cell >= 0 else -1
            column, row = cell % grid.n_cols - reach, cell // grid.n_cols - reach
            wide = 2 * reach + 1
            west, south = grid.west + column * grid.width, grid.south + row * grid.height
            east, north = west + wide * grid.width, south + wide * grid.height
        hits += here
    return hits


def points(job: Job):
    """The same index asked fix by fix, as engines that only join points are."""

    def run():
        grid, hits = _index(job, distances=False).grid, 0
        n_areas = pq.read_metadata(job.areas).num_rows
        room, place = np.empty(n_areas, np.int32), np.full(n_areas, -1, np.int32)
        for part in row_groups(job.fixes, ["lon", "lat"]):
            hits += _count(grid, part["lon"].to_numpy(), part["lat"].to_numpy(), room, place)
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
