"""What is drawn of the desk's items on its map, and what lies near in space and time.

Source: docs/methods/desk.md.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

import numpy as np
from django.db.models import Q, QuerySet, Sum

from evenhand.foundation.geodesy import WGS84
from evenhand_web.desk.grid import SIDE_DEG, Box, box_round, cells_in, middle, square_of, step_for
from evenhand_web.desk.models import NOWHERE, Item, Tally

ACROSS = 24
"""So many squares at most stand side by side on a map."""
DRAWN = 1000
"""So many single items at most are looked at for a map or a filter."""
MOST_CELLS = 1000
NEAR_M = 20_000.0
NEAR_TIME = timedelta(hours=24)
NEAR_SHOWN = 12
_LOOKED_AT = 3000


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """A point of the map: one item, or several that lie together."""

    lon: float
    lat: float
    number: int
    reports: int
    item: Item | None = None
    """Where it is one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Near:
    """Something that lies near."""

    item: Item
    distance_m: float
    apart: timedelta
    """How much later it began; negative: earlier."""


def tallies(*, kinds: Sequence[str], kind: str, states: Sequence[str]) -> QuerySet[Tally]:
    """The tallies of some kinds in some states; of one of those kinds where `kind` names it."""
    found = Tally.objects.filter(kind__in=kinds, state__in=states, number__gt=0)
    return found.filter(kind=kind) if kind else found


def wide_marks(counted: QuerySet[Tally], box: Box) -> tuple[Mark, ...]:
    """Squares with how many items lie in each, from the tallies: however many items there are, it costs the same."""
    step = max(step_for(box, across=ACROSS), SIDE_DEG)
    sums: dict[tuple[int, int], list[float]] = {}
    rows = counted.exclude(cell=NOWHERE).values_list("cell", "kind").annotate(n=Sum("number"))
    for cell, kind, number in rows:
        lon, lat = middle(cell)
        if not _meets(cell, box):
            continue
        entry = sums.setdefault(square_of(lon, lat, step), [0.0, 0.0, 0.0, 0.0])
        for at, value in enumerate((number, number * lon, number * lat, number if kind == "report" else 0)):
            entry[at] += value
    return tuple(
        Mark(lon=lon / n, lat=lat / n, number=int(n), reports=int(reports)) for n, lon, lat, reports in sums.values()
    )


def close_marks(items: Iterable[Item], box: Box) -> tuple[Mark, ...]:
    """Single items where they are few in their square, else one mark for all in it."""
    step = step_for(box, across=ACROSS)
    squares: dict[tuple[int, int], list[Item]] = {}
    for item in items:
        lon, lat = item.lon, item.lat
        if lon is not None and lat is not None and box[0] <= lon <= box[2] and box[1] <= lat <= box[3]:
            squares.setdefault(square_of(lon, lat, step), []).append(item)
    return tuple(mark for several in squares.values() for mark in _together(several))


def newest_in(items: QuerySet[Item], box: Box, *, total: int) -> list[Item] | None:
    """The items of a part of the map; None where there are too many of them to be drawn one by one."""
    if total > DRAWN:
        return None
    cells = cells_in(box, most=MOST_CELLS)
    west, south, east, north = box
    inside = {"lon__gte": west, "lon__lte": east, "lat__gte": south, "lat__lte": north}
    wanted = items.filter(**inside) if cells is None else items.filter(cell__in=cells)
    return list(wanted[:DRAWN])


def total_in(counted: QuerySet[Tally], box: Box) -> int:
    """How many items lie in the squares that a box meets."""
    cells = cells_in(box, most=MOST_CELLS)
    if cells is not None:
        return counted.filter(cell__in=cells).aggregate(n=Sum("number"))["n"] or 0
    rows = counted.exclude(cell=NOWHERE).values_list("cell").annotate(n=Sum("number"))
    return sum(number for cell, number in rows if _meets(cell, box))


def bounds_of(counted: QuerySet[Tally]) -> Box | None:
    """A box that holds every square with anything in it; None where nothing has a place."""
    cells = [middle(cell) for (cell,) in counted.exclude(cell=NOWHERE).values_list("cell").distinct()]
    if not cells:
        return None
    (lons, lats), half = zip(*cells, strict=True), SIDE_DEG / 2.0
    return min(lons) - half, min(lats) - half, max(lons) + half, max(lats) + half


def _meets(cell: int, box: Box) -> bool:
    (lon, lat), half = middle(cell), SIDE_DEG / 2.0
    return box[0] - half <= lon <= box[2] + half and box[1] - half <= lat <= box[3] + half


def near(
    items: QuerySet[Item], *, lon: float, lat: float, at: datetime, but: Q, radius_m: float = NEAR_M
) -> tuple[Near, ...]:
    """The items nearest to a point among those that began within a day, by distance on the ellipsoid.

    Args:
        items: among which.
        lon: of the point, degrees.
        lat: of the point, degrees.
        at: the instant.
        but: what is left out.
        radius_m: how far is near.
    """
    cells = cells_in(box_round(lon, lat, radius_m), most=400) or ()
    around = items.filter(cell__in=cells, at__gte=at - NEAR_TIME, at__lte=at + NEAR_TIME).exclude(but)
    found = list(around.select_related("owner").defer("search")[:_LOOKED_AT])
    if not found:
        return ()
    count = len(found)
    lons, lats = (np.array([getattr(one, name) for one in found], dtype=float) for name in ("lon", "lat"))
    _, _, lengths = WGS84.inv(np.full(count, lon), np.full(count, lat), lons, lats)
    pairs = sorted(zip(lengths.tolist(), found, strict=True), key=lambda pair: (pair[0], pair[1].pk))
    return tuple(
        Near(item=item, distance_m=length, apart=item.at - at) for length, item in pairs if length <= radius_m
    )[:NEAR_SHOWN]


def _together(several: Sequence[Item]) -> list[Mark]:
    if len(several) <= 3 and len({(one.lon, one.lat) for one in several}) == len(several):
        return [
            Mark(lon=one.lon or 0.0, lat=one.lat or 0.0, number=1, reports=int(one.kind == "report"), item=one)
            for one in several
        ]
    lon = sum(one.lon or 0.0 for one in several) / len(several)
    lat = sum(one.lat or 0.0 for one in several) / len(several)
    return [Mark(lon=lon, lat=lat, number=len(several), reports=Counter(one.kind for one in several)["report"])]
