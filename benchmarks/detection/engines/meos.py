"""MEOS, the library of MobilityDB, through pymeos. Temporal points restricted to areas; planar only.

Each object's track is cut where it is silent and handed over whole; areas whose box it never meets are not asked.
"""

import numpy as np
import pyarrow as pa
import pymeos
import pymeos_cffi as meos
import shapely
from engines.steps import read_steps
from job import INTERVALS, Job, read_areas
from pymeos_cffi.functions import _ffi, _lib

EPOCH_MS = 946_684_800_000
"""MEOS counts microseconds since the year 2000."""
LINEAR = meos.InterpolationType.LINEAR if hasattr(meos, "InterpolationType") else 3


def _shape(wkb: bytes):
    return meos.geo_from_ewkb(_ffi.cast("const uint8_t *", _ffi.from_buffer(wkb)), len(wkb), 4326)


def _tracks(job: Job, steps):
    """First and last (excluded) fix of each stretch without a silence, of the objects that are asked."""
    object_, t_ms = steps["object"], steps["t_ms"]
    cuts = np.flatnonzero((object_[1:] != object_[:-1]) | (np.diff(t_ms) > job.gap_ms)) + 1
    every = max(1, round(1 / job.sample))
    for first, last in zip(np.r_[0, cuts], np.r_[cuts, len(object_)], strict=True):
        if last - first > 1 and object_[first] % every == 0:
            yield first, last


def _visits(sequence, shape):
    """Milliseconds of entry and exit."""
    inside = _lib.tpoint_at_geom(_ffi.cast("Temporal *", sequence), shape, _ffi.NULL)
    if inside == _ffi.NULL:
        return
    times = _lib.temporal_time(inside)
    for k in range(1, times.count + 1):
        span = _lib.spanset_span_n(times, k)
        yield tuple(int(_ffi.cast("int64_t", end)) / 1000 + EPOCH_MS for end in (span.lower, span.upper))


def full(job: Job):
    pymeos.pymeos_initialize()
    wkb = read_areas(job)
    shapes = [_shape(one) for one in wkb]
    west, south, east, north = shapely.bounds(shapely.from_wkb(wkb)).T

    def run():
        steps, found = read_steps(job), []
        for first, last in _tracks(job, steps):
            lon, lat = steps["lon"][first:last], steps["lat"][first:last]
            near = np.flatnonzero(
                (west <= lon.max()) & (east >= lon.min()) & (south <= lat.max()) & (north >= lat.min())
            )
            if not len(near):
                continue
            times = (steps["t_ms"][first:last] - EPOCH_MS) * 1000
            sequence = meos.tpointseq_make_coords(
                lon.ctypes.data,
                lat.ctypes.data,
                _ffi.NULL,
                times.ctypes.data,
                last - first,
                4326,
                geodetic=False,
                lower_inc=True,
                upper_inc=True,
                interp=LINEAR,
                normalize=False,
            )
            for area in near:
                found += [(int(steps["object"][first]), int(area), *visit) for visit in _visits(sequence, shapes[area])]
        return found

    return run


def told(found) -> pa.Table:
    columns = list(zip(*found, strict=True)) if found else [[], [], [], []]
    return pa.table([*columns, pa.nulls(len(found), pa.int64())], schema=INTERVALS)


def version() -> str:
    return f"MEOS through pymeos {pymeos.__version__}"


TASKS = {"full": full}
TOLD = ("full",)
