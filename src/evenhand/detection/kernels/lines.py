"""How near objects came to a line: the least geodesic distance over stretches of fixes.

Source: docs/methods/withdrawal-line.md.
"""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from evenhand.detection.kernels.boundary import Boundaries, build_boundaries, exact_m, nearest
from evenhand.detection.kernels.compiled import compiled

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]


def least_distances(lon: Floats, lat: Floats, ranges: Ints, lines: Sequence[Floats]) -> Floats:
    """The least distance of the fixes of each stretch from any of some lines.

    Args:
        lon: N degrees.
        lat: N degrees.
        ranges: M x 2, the first and last fix (included) of each stretch.
        lines: each K x 2 degrees (longitude, latitude), straight between points that follow the true line.

    Returns:
        M geodesic metres; NaN where a stretch or every line is empty.

    Source: docs/methods/withdrawal-line.md, "Distance".

    >>> line = np.array([[16.0, 31.0], [16.0, 31.1]])
    >>> least_distances(np.array([16.1]), np.array([31.05]), np.array([[0, 0]]), [line]).round().tolist()
    [9545.0]
    """
    pieces = [np.hstack([line[:-1], line[1:]]) for line in lines if len(line) > 1]
    ranges = np.ascontiguousarray(ranges, np.int64).reshape(-1, 2)
    if not pieces or not len(ranges):
        return np.full(len(ranges), np.nan)
    whole = np.ascontiguousarray(np.vstack(pieces), np.float64)
    boundaries = build_boundaries(whole, np.zeros(len(whole), np.int32), 1)
    return _least(boundaries, np.ascontiguousarray(lon), np.ascontiguousarray(lat), ranges)


@compiled
def _least(boundaries: Boundaries, lon: Floats, lat: Floats, ranges: Ints) -> Floats:
    least = np.full(len(ranges), np.nan)
    for k in range(len(ranges)):
        best_m, best, best_piece, best_along, hint = 1e30, -1, -1, 0.0, -1
        for i in range(ranges[k, 0], ranges[k, 1] + 1):
            chord_m, hint, along = nearest(boundaries, 0, lon[i], lat[i], hint)
            if chord_m < best_m:
                best_m, best, best_piece, best_along = chord_m, i, hint, along
        if best >= 0:
            least[k] = exact_m(boundaries, best_piece, best_along, lon[best], lat[best])
    return least
