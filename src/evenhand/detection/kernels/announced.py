"""How far a movement left the route that was announced for it.

Source: docs/methods/prior-notification.md, "Route".
"""

from itertools import pairwise
from math import sqrt
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from evenhand.detection.kernels.compiled import compiled, pure
from evenhand.detection.kernels.geodesic import arc_m, earth_centred
from evenhand.foundation.geodesy import WGS84, distance_m
from evenhand.foundation.routes import Route

PIECE_M = 1000.0
"""Chords no longer than this stay within two centimetres of the ellipsoid."""

Floats = NDArray[np.float64]


class Strayed(NamedTuple):
    """Greatest distances from a route over the points of a movement, in metres."""

    high_m: float
    """Of the points as reported; -1 where there are none."""
    low_m: float
    """Of the points less their errors: at least so far it must have been, never below 0."""


def chords(route: Route) -> Floats:
    """Earth-centred points along the geodesics of a route, no more than 1 km apart: M x 3 metres."""
    lons, lats = [route[0][0]], [route[0][1]]
    for (lon1, lat1), (lon2, lat2) in pairwise(route):
        pieces = max(1, int(np.ceil(distance_m(lon1, lat1, lon2, lat2) / PIECE_M)))
        for lon, lat in WGS84.npts(lon1, lat1, lon2, lat2, pieces - 1) if pieces > 1 else ():
            lons.append(lon)
            lats.append(lat)
        lons.append(lon2)
        lats.append(lat2)
    return _centred(np.array(lons), np.array(lats))


def farthest(points: Floats, lon: Floats, lat: Floats, accuracy_m: NDArray[np.float32]) -> Strayed:
    """How far from a route a movement was at its farthest.

    Args:
        points: of the route, from `chords`.
        lon: N degrees.
        lat: N degrees.
        accuracy_m: N radii of error or none at all; NaN: unknown, taken as 0.

    >>> farthest(chords(((16.0, 31.0), (17.0, 31.0))), np.empty(0), np.empty(0), np.empty(0, np.float32)).high_m
    -1.0
    """
    errors = np.nan_to_num(accuracy_m) if len(accuracy_m) else np.zeros(len(lon), np.float32)
    high_m, low_m = _farthest(points, np.ascontiguousarray(lon), np.ascontiguousarray(lat), errors.astype(np.float32))
    return Strayed(high_m, low_m)


@compiled
def _centred(lon: Floats, lat: Floats) -> Floats:
    points = np.empty((len(lon), 3))
    for i in range(len(lon)):
        points[i, 0], points[i, 1], points[i, 2] = earth_centred(lon[i], lat[i])
    return points


@compiled
def _farthest(points: Floats, lon: Floats, lat: Floats, error_m: NDArray[np.float32]) -> tuple[float, float]:
    high_m, low_m = -1.0, 0.0
    for i in range(len(lon)):
        x, y, z = earth_centred(lon[i], lat[i])
        away_m = arc_m(sqrt(_nearest2(points, x, y, z)))
        high_m = max(high_m, away_m)
        low_m = max(low_m, away_m - error_m[i])
    return high_m, low_m


@pure
def _nearest2(points: Floats, x: float, y: float, z: float) -> float:
    """Least squared distance to the chords between consecutive points."""
    best = 1e30
    for k in range(len(points) - 1):
        ax, ay, az = points[k, 0], points[k, 1], points[k, 2]
        ux, uy, uz = points[k + 1, 0] - ax, points[k + 1, 1] - ay, points[k + 1, 2] - az
        px, py, pz = x - ax, y - ay, z - az
        length2 = ux * ux + uy * uy + uz * uz
        part = (px * ux + py * uy + pz * uz) / length2 if length2 > 0.0 else 0.0
        part = min(1.0, max(0.0, part))
        dx, dy, dz = px - part * ux, py - part * uy, pz - part * uz
        best = min(best, dx * dx + dy * dy + dz * dz)
    return best
