"""The files of the benchmark: made once, from seeds, and kept beside the results.

A file is written under another name first, so that what is there is whole.
"""

import hashlib
import importlib.util
import shutil
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import shapely
import workload
from workload import areas, in_parts, write, write_parts

from evenhand.observations.layout import write_layout

OBJECTS = 2000
PLANAR_STEP_M = 1000.0
DEGREE_M = 111_320.0
BYTES_A_FIX = 30


def folder(above: Path) -> Path:
    """The folder for files of this definition of the workload; those of another definition are forgotten."""
    definition = Path(workload.__file__).read_bytes() + Path(__file__).read_bytes()
    found = above / hashlib.sha256(definition).hexdigest()[:12]
    for old in above.iterdir() if above.is_dir() else ():
        if old != found:
            shutil.rmtree(old)
    return found


def kept(path: Path, make: Callable[[Path], None]) -> str:
    """The path of a file, made if it is not there."""
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        unfinished = path.with_suffix(".unfinished")
        print(f"making {path.name}", flush=True)
        make(unfinished)
        unfinished.rename(path)
    return str(path)


def by_object(folder: Path, n: int, objects: int = OBJECTS) -> str:
    """As anybody would write it: float64 degrees, zstd, rows by object and time."""
    path = folder / f"object-{n}{'' if objects == OBJECTS else f'-{objects}'}.parquet"
    return kept(path, lambda into: write_parts(in_parts(n, objects=objects), into))


def by_time(folder: Path, n: int, objects: int = OBJECTS) -> str:
    """The same rows in the order in which they were seen: all objects mixed."""

    def make(into):
        table = pq.read_table(by_object(folder, n, objects))
        write(table.take(np.argsort(table["seen_at"].to_numpy(), kind="stable")), into)

    return kept(folder / f"time-{n}{'' if objects == OBJECTS else f'-{objects}'}.parquet", make)


def in_our_layout(folder: Path, n: int) -> str:
    """The same rows as whole numbers of 1e-7 degree, packed, row groups ending with objects."""
    return kept(
        folder / f"compact-{n}.parquet", lambda into: write_layout(pq.read_table(by_object(folder, n)), str(into))
    )


def with_planar_steps(folder: Path, source: str) -> str:
    """The same fixes, and along each longer step more of them on the straight line in degrees.

    So our kernel is made to assume what planar engines assume of the path between two fixes.
    """

    def make(into):
        table = pq.read_table(source, columns=["object", "seen_at", "lon", "lat"])
        object_, lon, lat = (table[name].to_numpy() for name in ("object", "lon", "lat"))
        t_us = table["seen_at"].cast(pa.int64()).to_numpy() * 1000
        east = np.diff(lon) * np.cos(np.radians(lat[:-1])) * DEGREE_M
        far = np.hypot(east, np.diff(lat) * DEGREE_M)
        linked = (np.diff(object_) == 0) & (np.diff(t_us) <= 1_800_000_000)
        pieces = np.append(np.where(linked, np.ceil(far / PLANAR_STEP_M), 1).astype(np.int64).clip(1), 1)
        at = np.repeat(np.arange(len(object_)), pieces)
        part = (np.arange(len(at)) - np.repeat(np.cumsum(pieces) - pieces, pieces)) / pieces[at]
        after = np.minimum(at + 1, len(object_) - 1)
        whole = part == 0
        columns = {"object": object_[at]}
        for name, values in (("seen_at", t_us), ("lon", lon), ("lat", lat)):
            columns[name] = np.where(whole, values[at], values[at] + part * (values[after] - values[at]))
        columns["seen_at"] = pa.array(np.rint(columns["seen_at"]).astype(np.int64)).cast(pa.timestamp("us", "UTC"))
        write(pa.table(columns), into)

    return kept(folder / f"planar-{Path(source).name}", make)


def areas_file(folder: Path, n: int, *, deep: bool = False) -> str:
    """The areas, whose straight edges follow the geodesics to 2 cm, as well-known binary."""
    name = f"areas-{n}{'-deep' if deep else ''}.parquet"
    return kept(folder / name, lambda into: write_areas(areas(n, deep=deep), into))


def write_areas(shapes, into: Path) -> None:
    numbers = pa.array(range(len(shapes)), pa.int64())
    pq.write_table(pa.table({"area": numbers, "wkb": [shapely.to_wkb(one) for one in shapes]}), into)


def shared_files(folder: Path, shared: Path, n: int) -> tuple[str, str]:
    """The workload that the published counts are of; its definition lies outside this project and is run from there."""
    spec = importlib.util.spec_from_file_location("shared_workload", shared / "gen.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)

    def make_fixes(into):
        _, object_, t_ms, lon, lat, *_ = module.make(n)
        seen_at = pa.array(t_ms).cast(pa.timestamp("ms", "UTC"))
        write(pa.table({"object": object_, "seen_at": seen_at, "lon": lon, "lat": lat}), into)

    fixes = kept(folder / f"shared-{n}.parquet", make_fixes)
    return fixes, kept(folder / "areas-shared.parquet", lambda into: write_areas(module.zone_polys(), into))


def room_for(folder: Path, n: int) -> bool:
    """Whether a file of `n` fixes is there, or the disk holds one with as much to spare."""
    folder.mkdir(parents=True, exist_ok=True)
    return (folder / f"object-{n}.parquet").exists() or shutil.disk_usage(folder).free > 2 * BYTES_A_FIX * n
