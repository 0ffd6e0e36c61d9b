"""The squares of a quarter of a degree by which the desk finds what is near and draws its map. Pure."""

from collections.abc import Iterator
from math import ceil, cos, floor, radians

SIDE_DEG = 0.25
COLUMNS = 1440
ROWS = 720
_M_PER_DEG = 111_320.0

Box = tuple[float, float, float, float]
"""West, south, east, north, degrees."""


def cell_of(lon: float, lat: float) -> int:
    """The number of the square of a point; what lies on a line belongs to the square north or east of it.

    >>> cell_of(-180.0, -90.0), cell_of(180.0, 90.0) == COLUMNS * ROWS - 1
    (0, True)
    """
    column = min(int((lon + 180.0) // SIDE_DEG), COLUMNS - 1)
    row = min(int((lat + 90.0) // SIDE_DEG), ROWS - 1)
    return row * COLUMNS + column


def middle(cell: int) -> tuple[float, float]:
    """(lon, lat) of the middle of a square."""
    row, column = divmod(cell, COLUMNS)
    return (column + 0.5) * SIDE_DEG - 180.0, (row + 0.5) * SIDE_DEG - 90.0


def rows_of(box: Box) -> Iterator[tuple[int, int]]:
    """First and last square of each row of squares that a box meets, from south to north."""
    west, south, east, north = box
    left, right = cell_of(west, south) % COLUMNS, cell_of(east, south) % COLUMNS
    for row in range(cell_of(west, south) // COLUMNS, cell_of(west, north) // COLUMNS + 1):
        yield row * COLUMNS + left, row * COLUMNS + right


def cells_in(box: Box, *, most: int) -> tuple[int, ...] | None:
    """The squares that a box meets; None where there are more than `most`."""
    west, south, east, north = box
    if ceil((east - west) / SIDE_DEG + 1) * ceil((north - south) / SIDE_DEG + 1) > 4 * most:
        return None
    found = tuple(cell for first, last in rows_of(box) for cell in range(first, last + 1))
    return found if len(found) <= most else None


def box_round(lon: float, lat: float, radius_m: float) -> Box:
    """A box that holds every point within a distance of a point, within the bounds of the map."""
    tall = radius_m / _M_PER_DEG * 1.01
    wide = min(tall / max(cos(radians(min(abs(lat) + tall, 89.0))), 0.02), 180.0)
    return max(lon - wide, -180.0), max(lat - tall, -90.0), min(lon + wide, 180.0), min(lat + tall, 90.0)


def step_for(box: Box, *, across: int) -> float:
    """The side of the squares into which a map of that width is cut: a quarter degree, doubled or halved until about
    `across` of them stand side by side.

    >>> step_for((0.0, 0.0, 24.0, 10.0), across=24)
    1.0
    """
    wanted = max((box[2] - box[0]) / across, 1e-6)
    step = SIDE_DEG
    while step < wanted:
        step *= 2.0
    while step / 2.0 >= wanted:
        step /= 2.0
    return step


def square_of(lon: float, lat: float, step: float) -> tuple[int, int]:
    """Column and row of a point in squares of `step` degrees."""
    return floor((lon + 180.0) / step), floor((lat + 90.0) / step)
