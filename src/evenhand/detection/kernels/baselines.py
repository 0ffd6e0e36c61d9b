"""Hot spots that come again day after day at one place: gas flares, furnaces, burning dumps.

Source: docs/methods/nuisances.md; persistence is what tells flares from fires in Elvidge et al., Energies 9 (2016) 14.
"""

import numpy as np
from numpy.typing import NDArray

from evenhand.detection.kernels.compiled import compiled, pure
from evenhand.detection.kernels.geodesic import earth_centred

DAY_US = 86_400_000_000
RADIUS_M = 1000.0
"""Two pixels of VIIRS, one of MODIS."""
LEAST_DAYS = 5
LEAST_SPAN_DAYS = 14
"""Fighting at one place for five days is known; at one place within a kilometre over two weeks it rarely is."""

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]


def recurring(
    lon: Floats,
    lat: Floats,
    t_us: Integers,
    *,
    radius_m: float = RADIUS_M,
    least_days: int = LEAST_DAYS,
    span_days: int = LEAST_SPAN_DAYS,
) -> NDArray[np.uint8]:
    """Whether there was heat near each event on enough days far enough apart.

    Args:
        lon: N degrees.
        lat: N degrees.
        t_us: N instants, microseconds since 1970.
        radius_m: how near; the straight line through the Earth, which at this length is the way along it.
        least_days: on how many different days (UTC), its own among them.
        span_days: how many days from the first of them to the last.

    Returns:
        N; 1 where it is.

    Source: docs/methods/nuisances.md.

    >>> recurring(np.empty(0), np.empty(0), np.empty(0, np.int64)).tolist()
    []
    """
    points = np.empty((len(lon), 3))
    for number, (x, y) in enumerate(zip(lon.tolist(), lat.tolist(), strict=True)):
        points[number] = earth_centred(x, y)
    cells = np.floor(points / radius_m).astype(np.int64)
    keys = _keys(cells)
    order = np.lexsort((t_us, keys))
    days = np.ascontiguousarray(t_us[order] // DAY_US)
    found = _recurring(points[order], cells[order], keys[order], days, radius_m, (least_days, span_days))
    marks = np.empty(len(lon), np.uint8)
    marks[order] = found
    return marks


def _keys(cells: Integers) -> Integers:
    """One number a cell; the Earth is less than 2^20 cells wide at any radius of 13 m and more."""
    keys: Integers = ((cells[:, 0] + (1 << 19)) << 40) + ((cells[:, 1] + (1 << 19)) << 20) + cells[:, 2] + (1 << 19)
    return keys


@compiled
def _recurring(
    points: Floats, cells: Integers, keys: Integers, days: Integers, radius_m: float, least: tuple[int, int]
) -> NDArray[np.uint8]:
    marks = np.zeros(len(days), np.uint8)
    seen = np.empty(max(1, least[0]), np.int64)
    for i in range(len(days)):
        n, first, last = 0, days[i], days[i]
        for offset in range(27):
            x, y, z = cells[i, 0] + offset // 9 - 1, cells[i, 1] + offset // 3 % 3 - 1, cells[i, 2] + offset % 3 - 1
            key = ((x + (1 << 19)) << 40) + ((y + (1 << 19)) << 20) + z + (1 << 19)
            j = np.searchsorted(keys, key)
            while j < len(keys) and keys[j] == key and marks[i] == 0:
                if _near(points, i, j, radius_m):
                    first, last = min(first, days[j]), max(last, days[j])
                    n = _noted(seen, n, days[j])
                    if n >= least[0] and last - first >= least[1]:
                        marks[i] = 1
                j += 1
    return marks


@pure
def _near(points: Floats, i: int, j: int, radius_m: float) -> bool:
    x, y, z = points[i, 0] - points[j, 0], points[i, 1] - points[j, 1], points[i, 2] - points[j, 2]
    return bool(x * x + y * y + z * z <= radius_m * radius_m)


@pure
def _noted(seen: Integers, n: int, day: int) -> int:
    """How many different days there are now, as far as there is room to note them."""
    for k in range(n):
        if seen[k] == day:
            return n
    if n < len(seen):
        seen[n] = day
        n += 1
    return n
