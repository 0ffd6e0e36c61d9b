"""Points at known distances from true edges, and how many of them each engine puts on the wrong side.

The judge is geographiclib: a point is set on the geodesic of an edge, then so many metres to its left or right. Which
side is inside follows from how the ring runs, so no engine's own answer is needed to know the truth.
"""

from itertools import pairwise
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import shapely
from geographiclib.geodesic import Geodesic
from workload import QUADRILATERAL, densify, disc

EARTH = Geodesic.WGS84
OFFSETS_M = (0.01, 0.1, 1.0)
A_SIDE = 100
"""Points for each edge, side and offset."""
LONG = [(10.0, 20.0), (24.0, 21.0), (25.0, 33.0), (9.5, 32.5)]
"""Edges of 1,300 km and more."""
SHAPES = {"drawn": None, "dense": 0.02, "fine": 0.002}
"""Metres within which straight pieces follow the true edges: not at all, as our reader of agreements does, finer."""
CENTRE, RADIUS_M = (13.2, 32.9), 10_000.0


def _rings():
    """Counter-clockwise, so that inside is to the left."""
    for ring in (QUADRILATERAL, LONG):
        yield list(shapely.get_coordinates(shapely.Polygon(ring).normalize().exterior)[::-1].tolist())


def _beside_edges(ring, random):
    for (lon1, lat1), (lon2, lat2) in pairwise(ring):
        edge = EARTH.InverseLine(lat1, lon1, lat2, lon2)
        for offset_m in OFFSETS_M:
            for side in (-1, 1):
                for along in random.uniform(0.02, 0.98, A_SIDE):
                    on = edge.Position(edge.s13 * along)
                    at = EARTH.Direct(on["lat2"], on["lon2"], on["azi2"] + 90.0 * side, offset_m)
                    yield at["lon2"], at["lat2"], offset_m, side < 0


def _around(centre, random):
    for offset_m in OFFSETS_M:
        for side in (-1, 1):
            for azimuth in random.uniform(0, 360, A_SIDE):
                at = EARTH.Direct(centre[1], centre[0], azimuth, RADIUS_M + side * offset_m)
                yield at["lon2"], at["lat2"], offset_m, side < 0


def write_points(into: Path) -> None:
    """Each point is an object of its own; `area` is the one it is asked about, `inside` the truth."""
    random = np.random.default_rng(5)
    found = [(*point, area) for area, ring in enumerate(_rings()) for point in _beside_edges(ring, random)]
    found += [(*point, 2) for point in _around(CENTRE, random)]
    lon, lat, offset_m, inside, area = zip(*found, strict=True)
    numbers = pa.array(range(len(found)), pa.int32())
    seen_at = pa.array([1_606_780_800_000] * len(found)).cast(pa.timestamp("ms", "UTC"))
    columns = {"object": numbers, "seen_at": seen_at, "lon": lon, "lat": lat, "offset_m": offset_m}
    pq.write_table(pa.table({**columns, "inside": inside, "area": pa.array(area, pa.int64())}), into)


def write_shapes(into: Path, *, within_m: float | None) -> None:
    """The areas with points added until straight pieces follow the true edges; None: corners only, as drawn."""
    rings = list(_rings())
    shapes = [shapely.Polygon(densify(ring, tolerance_m=within_m) if within_m else ring) for ring in rings]
    shapes.append(disc(*CENTRE, RADIUS_M, tolerance_m=within_m or 0.02))
    multi = [shapely.MultiPolygon([one]) for one in shapes]
    pq.write_table(pa.table({"area": [0, 1, 2], "wkb": [shapely.to_wkb(one) for one in multi]}), into)


def wrong(points: str, answer: str) -> dict[str, str]:
    """By offset, how many of the points beside edges and around the disc an engine got wrong, as "wrong / asked"."""
    asked = pq.read_table(points)
    said = pq.read_table(answer)
    hits = set(zip(said["object"].to_pylist(), said["area"].to_pylist(), strict=True))
    area, offset = asked["area"].to_numpy(), asked["offset_m"].to_numpy()
    held = np.array([one in hits for one in zip(asked["object"].to_pylist(), area.tolist(), strict=True)])
    right = held == asked["inside"].to_numpy(zero_copy_only=False)
    found = {}
    for name, chosen in (("edges", area < 2), ("disc", area == 2)):
        for offset_m in OFFSETS_M:
            these = chosen & (offset == offset_m)
            found[f"{name} {offset_m}"] = f"{int(np.count_nonzero(~right & these))} / {int(np.count_nonzero(these))}"
    return found


def planar_error_m() -> list[float]:
    """For each area of edges, how far at most an edge drawn straight in degrees lies from the true one."""
    return [max(_edge_error_m(*p, *q) for p, q in pairwise(ring)) for ring in _rings()]


def _edge_error_m(lon1, lat1, lon2, lat2):
    edge = EARTH.InverseLine(lat1, lon1, lat2, lon2)
    worst = 0.0
    for k in range(1, 20):
        lon, lat = (a + (b - a) * k / 20 for a, b in ((lon1, lon2), (lat1, lat2)))
        low, high = edge.s13 * (k / 20 - 0.1), edge.s13 * (k / 20 + 0.1)
        for _ in range(30):
            a, b = low + (high - low) / 3, high - (high - low) / 3
            low, high = (low, b) if _apart_m(edge, a, lon, lat) < _apart_m(edge, b, lon, lat) else (a, high)
        worst = max(worst, _apart_m(edge, low, lon, lat))
    return worst


def _apart_m(edge, along_m, lon, lat):
    at = edge.Position(along_m)
    return EARTH.Inverse(at["lat2"], at["lon2"], lat, lon)["s12"]
