"""Whether events with a radius of error are inside areas: yes, no, or cannot tell.

Source: docs/methods/cessation.md.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import shapely
from numpy.typing import NDArray

from evenhand.detection.kernels.boundary import Boundaries, exact_m, nearest
from evenhand.detection.kernels.compiled import compiled
from evenhand.detection.kernels.grid import Grid, build_index
from evenhand.detection.kernels.membership import is_inside

OUTSIDE, INSIDE, POSSIBLY = 0, 1, 2
Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True, kw_only=True)
class Placed:
    """N events against S areas."""

    answer: NDArray[np.uint8]
    """N x S of OUTSIDE, INSIDE, POSSIBLY."""
    depth_m: Floats
    """N x S geodesic metres to the boundary, negative outside."""


def place_events(lon: Floats, lat: Floats, accuracy_m: Floats, areas: Sequence[shapely.MultiPolygon]) -> Placed:
    """Hold events against areas.

    Args:
        lon: N degrees.
        lat: N degrees.
        accuracy_m: N radii that hold the true place; NaN: unknown, taken as 0.
        areas: S areas whose straight edges follow the true ones.
    """
    index = build_index(areas, [0] * len(areas), longest_side=128)
    columns = [np.ascontiguousarray(column, np.float64) for column in (lon, lat, np.nan_to_num(accuracy_m))]
    answer, depth_m = _place(index.grid, index.boundaries, columns[0], columns[1], columns[2], len(areas))
    return Placed(answer=answer, depth_m=depth_m)


@compiled
def _place(
    grid: Grid, boundaries: Boundaries, lon: Floats, lat: Floats, accuracy_m: Floats, n_areas: int
) -> tuple[NDArray[np.uint8], Floats]:
    answer = np.zeros((len(lon), n_areas), np.uint8)
    depth_m = np.zeros((len(lon), n_areas))
    for i in range(len(lon)):
        for slot in range(n_areas):
            _, piece, along = nearest(boundaries, slot, lon[i], lat[i], -1)
            if piece < 0:
                continue
            inside = is_inside(grid, slot, lon[i], lat[i])
            away_m = exact_m(boundaries, piece, along, lon[i], lat[i])
            depth_m[i, slot] = away_m if inside else -away_m
            if inside:
                answer[i, slot] = INSIDE if away_m > accuracy_m[i] else POSSIBLY
            elif away_m <= accuracy_m[i]:
                answer[i, slot] = POSSIBLY
    return answer, depth_m
