"""Geodesy on the WGS84 ellipsoid: distances, courses, and lines cut fine enough to be drawn straight.

Source: Karney, Algorithms for geodesics, J. Geodesy 87 (2013), through PROJ's implementation.
"""

from collections.abc import Sequence
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray
from pyproj import Geod

WGS84 = Geod(ellps="WGS84")
"""Source: NIMA TR8350.2, a = 6378137 m, f = 1/298.257223563."""

MEAN_RADIUS_M = 6371008.8

Floats = NDArray[np.float64]


def distance_m(lon1: float, lat1: float, lon2: float, lat2: float) -> float:
    """Geodesic distance in metres; degrees in.

    >>> round(distance_m(16.59, 31.21, 15.25, 31.43))
    129857
    """
    return float(WGS84.inv(lon1, lat1, lon2, lat2)[2])


def destination(lon: float, lat: float, azimuth_deg: float, length_m: float) -> tuple[float, float]:
    """Where `length_m` along a geodesic leads; (lon, lat) in degrees."""
    lon2, lat2, _ = WGS84.fwd(lon, lat, azimuth_deg, length_m)
    return float(lon2), float(lat2)


def chord_bulge_m(length_m: float, lat_deg: float) -> float:
    """How far, at most, a geodesic of `length_m` leaves the straight line drawn in longitude and latitude.

    Leading term of the series, s^2 tan(lat) / (8 R); good for lengths far below the radius.
    """
    return float(length_m * length_m * abs(np.tan(np.radians(lat_deg))) / (8.0 * MEAN_RADIUS_M))


def densify(
    points: Sequence[tuple[float, float]], *, tolerance_m: float = 0.02, along_parallel: bool = False
) -> list[tuple[float, float]]:
    """The same path with points added until straight lon/lat pieces stay within `tolerance_m` of the true edge.

    Args:
        points: (lon, lat) in degrees; consecutive pairs are the edges.
        tolerance_m: greatest distance between a drawn piece and the true edge.
        along_parallel: edges of equal latitude follow the parallel instead of the geodesic.

    Returns:
        Points in the same order, the given ones among them.
    """
    path: list[tuple[float, float]] = [points[0]] if points else []
    for (lon1, lat1), (lon2, lat2) in pairwise(points):
        if not (along_parallel and lat1 == lat2):
            length_m = distance_m(lon1, lat1, lon2, lat2)
            steepest = max(abs(lat1), abs(lat2), 1.0)
            pieces = max(1, int(np.ceil(np.sqrt(chord_bulge_m(length_m, min(steepest, 89.0)) / tolerance_m))))
            if pieces > 1:
                path.extend((float(x), float(y)) for x, y in WGS84.npts(lon1, lat1, lon2, lat2, pieces - 1))
        path.append((lon2, lat2))
    return path
