"""For engines that know shapes only: the steps between fixes, and pieces of steps joined into intervals, in NumPy."""

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
from job import COLUMNS, INTERVALS, Job

JOINED_MS = 0.5
"""Pieces that end and begin within so many milliseconds are one interval."""
AT_END = 1e-12


def read_steps(job: Job) -> dict[str, np.ndarray]:
    """The columns as arrays, and `which`: the fixes that a step to the next fix begins at."""
    table = pq.read_table(job.fixes, columns=COLUMNS, use_threads=job.threads > 1)
    found = {name: table[name].to_numpy() for name in ("object", "lon", "lat")}
    found["t_ms"] = table["seen_at"].cast(pa.int64()).to_numpy()
    object_, t_ms, lon, lat = (found[name] for name in ("object", "t_ms", "lon", "lat"))
    moved = (lon[1:] != lon[:-1]) | (lat[1:] != lat[:-1])
    found["which"] = np.flatnonzero((object_[1:] == object_[:-1]) & (np.diff(t_ms) <= job.gap_ms) & moved)
    return found


def intervals(steps: dict[str, np.ndarray], pieces: list[np.ndarray]) -> pa.Table:
    """Join pieces (first fix of the step, area, fraction it begins and ends at) into INTERVALS."""
    at, area, begins, ends = pieces
    t_ms, silence = steps["t_ms"][at].astype(float), (steps["t_ms"][at + 1] - steps["t_ms"][at]).astype(float)
    object_, entered, left = steps["object"][at].astype(np.int64), t_ms + begins * silence, t_ms + ends * silence
    order = np.lexsort((entered, area, object_))
    object_, area, entered, left = object_[order], area[order].astype(np.int64), entered[order], left[order]
    begins, ends = begins[order], ends[order]
    new = np.ones(len(order), bool)
    new[1:] = (object_[1:] != object_[:-1]) | (area[1:] != area[:-1]) | (entered[1:] > left[:-1] + JOINED_MS)
    first = np.flatnonzero(new)
    if not len(first):
        return INTERVALS.empty_table()
    n_fixes = np.add.reduceat((ends >= 1 - AT_END).astype(np.int64), first) + (begins[first] <= AT_END)
    columns = [object_[first], area[first], entered[first], np.maximum.reduceat(left, first), n_fixes]
    return pa.table([pa.array(column) for column in columns], schema=INTERVALS)
