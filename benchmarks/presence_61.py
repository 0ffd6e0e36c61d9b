"""Presence of N fixes in 61 areas: our kernel, the Parquet scan alone, and prepared shapely on the same points.

    python benchmarks/presence_61.py [N]

What counts is the ratio to the scan in the same run. CPU seconds, best of three; the first run of the kernel, which may
compile, is told apart.
"""

import json
import sys
import tempfile
import time
from pathlib import Path

import numpy as np
import pyarrow.parquet as pq
import shapely
from workload import areas, fixes, write

from evenhand.detection.kernels.presence import find_presence

COLUMNS = ["object", "seen_at", "lon", "lat"]
GAP_US = 1_800_000_000


def measured(work, *, times=3):
    """Best wall and CPU seconds, and the last answer."""
    wall, cpu, answer = [], [], None
    for _ in range(times):
        began, spent = time.perf_counter(), time.process_time()
        answer = work()
        wall.append(time.perf_counter() - began)
        cpu.append(time.process_time() - spent)
    return min(wall), min(cpu), answer


def points_in_areas(table, shapes):
    lon, lat = table["lon"].to_numpy(), table["lat"].to_numpy()
    hits = 0
    for shape in shapes:
        shapely.prepare(shape)
        west, south, east, north = shape.bounds
        near = np.flatnonzero((lon >= west) & (lon <= east) & (lat >= south) & (lat <= north))
        hits += int(shapely.contains_xy(shape, lon[near], lat[near]).sum())
    return hits


def main(n: int = 1_000_000) -> dict:
    shapes = areas()
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "fixes.parquet"
        write(fixes(n), path)

        def read():
            return pq.read_table(path, columns=COLUMNS)

        scan = measured(read)
        first_began = time.perf_counter()
        find_presence(read(), shapes, [GAP_US] * len(shapes))
        first_s = time.perf_counter() - first_began
        one = measured(lambda: find_presence(read(), shapes, [GAP_US] * len(shapes), threads=1))
        two = measured(lambda: find_presence(read(), shapes, [GAP_US] * len(shapes), threads=2))
        points = measured(lambda: points_in_areas(read(), shapes), times=1)
    found = one[2].intervals
    rows = [
        ("parquet scan alone", *scan[:2]),
        ("scan + presence, 1 thread", *one[:2]),
        ("scan + presence, 2 threads", *two[:2]),
        ("scan + points in areas, shapely", *points[:2]),
    ]
    print(f"{n:,} fixes, {len(shapes)} areas; first call {first_s:.2f} s")
    print(f"{'':34}{'wall s':>9}{'cpu s':>9}{'x scan':>9}")
    for name, wall, cpu in rows:
        print(f"{name:34}{wall:9.3f}{cpu:9.3f}{cpu / scan[1]:9.1f}")
    print(
        f"intervals {len(found):,}, without a fix {int((found['n_fixes'] == 0).sum()):,}, "
        f"hits {int(found['n_fixes'].sum()):,}"
    )
    agrees = int(found["n_fixes"].sum()) - points[2]
    print(f"hits less those of shapely: {agrees}")
    return {
        "benchmark": "presence_61",
        "n": n,
        "first_s": first_s,
        "rows": [dict(zip(("name", "wall_s", "cpu_s"), row, strict=True)) for row in rows],
        "intervals": len(found),
        "hits_less_shapely": agrees,
    }


if __name__ == "__main__":
    answer = main(*(int(float(one)) for one in sys.argv[1:2]))
    Path(__file__).with_suffix(".json").write_text(json.dumps(answer, indent=1) + "\n", encoding="utf-8")
