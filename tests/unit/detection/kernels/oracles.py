"""Slow answers that cannot be wrong: every metre of the path asked against every edge, on the ellipsoid."""

from itertools import pairwise

import numpy as np
import pyarrow as pa
import shapely
from pyproj import Geod

from evenhand.foundation.geodesy import densify

WGS84 = Geod(ellps="WGS84")
MINUTE_US = 60_000_000


def positions(tracks, accuracy_m=None, integrity=None):
    """A POSITIONS-like table from {object: [(minute, lon, lat), ...]}."""
    rows = [(name, *fix) for name, fixes in tracks.items() for fix in fixes]
    columns = {
        "object": pa.array([row[0] for row in rows], pa.string()).dictionary_encode(),
        "seen_at": pa.array([round(row[1] * MINUTE_US) for row in rows], pa.timestamp("us", tz="UTC")),
        "lon": pa.array([row[2] for row in rows], pa.float64()),
        "lat": pa.array([row[3] for row in rows], pa.float64()),
    }
    if accuracy_m is not None:
        columns["accuracy_m"] = pa.array(accuracy_m, pa.float32())
    if integrity is not None:
        columns["integrity"] = pa.array(integrity, pa.string()).dictionary_encode()
    return pa.table(columns)


def area(vertices, holes=(), tolerance_m=0.005):
    """A polygon whose straight pieces follow geodesic edges to five millimetres."""

    def ring(points):
        return densify([*points, points[0]], tolerance_m=tolerance_m)

    return shapely.MultiPolygon([shapely.Polygon(ring(vertices), [ring(hole) for hole in holes])])


def is_inside(shape, lon, lat):
    """Whether a point is inside; None within 0.1 m of the boundary."""
    if distance_m(shape, lon, lat) < 0.1:
        return None
    return bool(shapely.contains_xy(shape, lon, lat))


def distance_m(shape, lon, lat):
    """Geodesic distance to the boundary: roughly to every edge, then exactly along the nearest."""
    scale, best = np.array([np.cos(np.radians(lat)), 1.0]), np.inf
    for line in shapely.get_parts(shapely.boundary(shape)):
        xy = shapely.get_coordinates(line)
        one, run = xy[:-1], xy[1:] - xy[:-1]
        length2 = np.maximum(((run * scale) ** 2).sum(axis=1), 1e-30)
        part = np.clip((((np.array([lon, lat]) - one) * scale) * (run * scale)).sum(axis=1) / length2, 0, 1)
        away = (((one + run * part[:, None] - [lon, lat]) * scale) ** 2).sum(axis=1)
        for k in np.argsort(away)[:4]:
            middle = part[k]
            for width in (0.2, 0.01, 0.0005):
                parts = np.clip(middle + np.linspace(-width, width, 41), 0, 1)
                points = one[k] + run[k] * parts[:, None]
                _, _, exact = WGS84.inv(np.full(41, lon), np.full(41, lat), points[:, 0], points[:, 1])
                middle, best = parts[exact.argmin()], min(best, float(exact.min()))
    return best


def stays(shape, fixes, step_s=1.0):
    """Intervals in which the geodesic path through (minute, lon, lat) fixes is inside, by asking it every `step_s`."""
    times, inside = [], []
    for (t1, lon1, lat1), (t2, lon2, lat2) in pairwise(fixes):
        azimuth, _, length = WGS84.inv(lon1, lat1, lon2, lat2)
        n = max(1, round((t2 - t1) * 60 / step_s))
        part = np.arange(n) / n
        lons, lats, _ = WGS84.fwd(np.full(n, lon1), np.full(n, lat1), np.full(n, azimuth), length * part)
        times.extend((t1 + (t2 - t1) * part) * 60)
        inside.extend(shapely.contains_xy(shape, lons, lats))
    times.append(fixes[-1][0] * 60)
    inside.append(bool(shapely.contains_xy(shape, fixes[-1][1], fixes[-1][2])))
    found, began = [], None
    for time_s, now in zip(times, inside, strict=True):
        if now and began is None:
            began = time_s
        if not now and began is not None:
            found.append((began, time_s))
            began = None
    return found if began is None else [*found, (began, times[-1])]
