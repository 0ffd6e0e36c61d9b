"""What reported places have to do with each other: inside, apart, and what several of them leave in common.

Answers are certain, possible or no, each with its reason. A reported place is the set of points where the truth may
be: it is certainly inside an area if all of that set is.

Source: docs/methods/places.md.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import accumulate, combinations
from math import cos, radians
from typing import Any, Literal

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from evenhand.agreements.gazetteer import say_distance
from evenhand.agreements.model import Agreement
from evenhand.foundation.geodesy import WGS84, Floats, destination, distance_m
from evenhand.foundation.problems import ProblemKind
from evenhand.reports.places import ReportedPlace, place_bytes
from evenhand.reports.shapes import DEFAULT_ASSUMPTIONS, Assumptions, Drawn, area_m2, draw
from evenhand.reports.wording import joined, say, say_area

NOTHING_TO_MEET = ProblemKind(
    code="reports.nothing-to-meet",
    blame="caller",
    message="{count} places were given to be laid one over the other. Give at least one.",
)

Answer = Literal["certain", "possible", "no"]
Agreeing = Literal["agree", "pairs-apart", "together-apart"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """An answer with its reason, never one without the other."""

    answer: Answer
    reason: str
    """A key of the catalogue, `place.` and a slug."""
    distance_m: float | None = None
    """Between the nearest points, where they are apart."""
    share: float | None = None
    """Of the surface of the reported place, how much is inside, 0 to 1; no likelihood."""

    def words(self, *, language: str = "en") -> str:
        """The reason in one sentence."""
        details: dict[str, Any] = {}
        if self.distance_m is not None:
            details["distance"] = say_distance(self.distance_m, language=language)
        if self.share is not None:
            details["percent"] = f"{self.share * 100:.0f}"
        return say(self.reason, language=language, **details)


@dataclass(frozen=True, slots=True, kw_only=True)
class Apart:
    """Two reports that cannot both be right, in the order of their ids, and the gap between them."""

    one: str
    other: str
    distance_m: float

    def words(self, *, language: str = "en", names: Mapping[str, str] | None = None) -> str:
        """As in: A and B cannot both be right: nearest 2.3 km apart."""
        names = names or {}
        return say(
            "place.cannot-both",
            language=language,
            one=names.get(self.one, self.one),
            other=names.get(self.other, self.other),
            distance=say_distance(self.distance_m, language=language),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Common:
    """What the places of several reports have in common. The order in which they came changes nothing."""

    ids: tuple[str, ...]
    """The reports, in the order of their ids."""
    geometry: BaseGeometry
    """A Polygon or MultiPolygon, (lon, lat) in WGS84 degrees; empty where they do not agree."""
    area_m2: float
    centre: tuple[float, float] | None
    """A point inside, in the middle where the shape allows; None where they do not agree."""
    reach_m: float | None
    """Distance from the centre to the farthest point in common."""
    apart: tuple[Apart, ...]
    """Every pair that cannot both be right."""
    odd: tuple[str, ...]
    """Reports without any one of which the others agree."""
    assumed: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """By report, the fields of its place that nobody stated."""

    @property
    def answer(self) -> Agreeing:
        """Whether all agree, some pair does not, or every pair does and all together do not."""
        if not self.geometry.is_empty:
            return "agree"
        return "pairs-apart" if self.apart else "together-apart"

    def words(self, *, language: str = "en", names: Mapping[str, str] | None = None) -> tuple[str, ...]:
        """The answer in sentences, `names` being what each report is called."""
        called = names or {}
        lines = [pair.words(language=language, names=called) for pair in self.apart]
        if self.reach_m is not None:
            area = say_area(self.area_m2, language=language)
            reach = say_distance(self.reach_m, language=language)
            key = "place.common" if len(self.ids) > 1 else "place.only"
            lines.append(say(key, language=language, count=len(self.ids), area=area, reach=reach))
        if self.answer == "together-apart":
            lines.append(say("place.together-apart", language=language, count=len(self.ids)))
        if self.odd and len(self.ids) > 2:
            odd = joined([called.get(report, report) for report in self.odd], language=language)
            lines.append(say("place.odd", language=language, reports=odd))
        return tuple(lines)


def contains(area: BaseGeometry, place: BaseGeometry) -> Verdict:
    """Whether what was reported at `place` was inside `area`.

    Drawn edges lie within the tolerance of the true ones; nearer to an edge than that, either answer may come.
    """
    if area.covers(place):
        return Verdict(answer="certain", reason="place.wholly-inside", share=1.0)
    inside = _surface(area.intersection(place))
    if inside.is_empty:
        return Verdict(answer="no", reason="place.apart", distance_m=gap_m(area, place))
    share = min(area_m2(inside) / max(area_m2(place), 1e-9), 1.0)
    return Verdict(answer="possible", reason="place.partly-inside", share=share)


def overlap(one: BaseGeometry, other: BaseGeometry) -> Verdict:
    """Whether two reported places may be one: certain only where one lies wholly inside the other."""
    if one.covers(other) or other.covers(one):
        return Verdict(answer="certain", reason="place.one-in-the-other")
    inside = _surface(one.intersection(other))
    if inside.is_empty:
        return Verdict(answer="no", reason="place.apart", distance_m=gap_m(one, other))
    return Verdict(answer="possible", reason="place.in-part", share=min(area_m2(inside) / area_m2(one), 1.0))


def bounds(geometry: BaseGeometry) -> tuple[float, float, float, float]:
    """West, south, east, north in degrees."""
    west, south, east, north = geometry.bounds
    return float(west), float(south), float(east), float(north)


def centre(geometry: BaseGeometry) -> tuple[float, float]:
    """A point of the shape, (lon, lat): its centroid where that is inside, else one well inside.

    The centroid is that of the azimuthal equidistant projection about the middle of the bounds, good to a metre for
    shapes of 100 km.
    """
    west, south, east, north = geometry.bounds
    origin = ((west + east) / 2.0, (south + north) / 2.0)
    middle = shapely.transform(geometry, lambda points: _flat(origin, points)).centroid
    lon, lat = _round(origin, np.array([(middle.x, middle.y)]))[0]
    if not shapely.intersects_xy(geometry, lon, lat):
        inside = geometry.representative_point()
        lon, lat = inside.x, inside.y
    return float(lon), float(lat)


def gap_m(one: BaseGeometry, other: BaseGeometry) -> float:
    """Geodesic distance between the nearest points of two shapes; 0.0 where they meet.

    The nearest points are sought in the azimuthal equidistant projection about the middle between them, in which lines
    through that middle keep their length; the figure is the geodesic between the two.
    """
    if one.intersects(other):
        return 0.0
    middle_lat = (one.centroid.y + other.centroid.y) / 2.0
    squeeze = max(cos(radians(middle_lat)), 0.02)
    line = shapely.shortest_line(*(_scaled(shape, squeeze) for shape in (one, other)))
    ends = shapely.get_coordinates(line) / (squeeze, 1.0)
    for _ in range(2):
        ends = _nearest(one, other, ends)
    return distance_m(*ends[0], *ends[1])


def intersection_of(
    places: Mapping[str, ReportedPlace],
    *,
    agreement: Agreement | None = None,
    assumptions: Assumptions = DEFAULT_ASSUMPTIONS,
) -> Common:
    """What the places of several reports, by their ids, have in common.

    Raises:
        NOTHING_TO_MEET: no place was given.
        As `shapes.draw`.
    """
    if not places:
        raise NOTHING_TO_MEET(count=0)
    drawn = {report: draw(places[report], agreement=agreement, assumptions=assumptions) for report in sorted(places)}
    order = sorted(drawn, key=lambda report: (place_bytes(places[report]), report))
    shapes = [drawn[report].geometry for report in order]
    whole = _all_of(shapes)
    if not whole.is_empty:
        middle = centre(whole)
        return Common(
            ids=tuple(drawn),
            geometry=whole,
            area_m2=area_m2(whole),
            centre=middle,
            reach_m=_reach_m(whole, middle),
            apart=(),
            odd=(),
            assumed=_assumed(drawn),
        )
    return Common(
        ids=tuple(drawn),
        geometry=whole,
        area_m2=0.0,
        centre=None,
        reach_m=None,
        apart=_pairs_apart(drawn),
        odd=tuple(sorted(_odd(order, shapes))),
        assumed=_assumed(drawn),
    )


def _assumed(drawn: Mapping[str, Drawn]) -> dict[str, tuple[str, ...]]:
    return {report: shape.assumed for report, shape in drawn.items() if shape.assumed}


def _pairs_apart(drawn: Mapping[str, Drawn]) -> tuple[Apart, ...]:
    pairs = combinations(drawn, 2)
    return tuple(
        Apart(one=one, other=other, distance_m=gap_m(drawn[one].geometry, drawn[other].geometry))
        for one, other in pairs
        if _both(drawn[one].geometry, drawn[other].geometry).is_empty
    )


def _odd(order: Sequence[str], shapes: Sequence[BaseGeometry]) -> list[str]:
    """Those without any one of which the rest have something in common."""
    if len(order) == 1:
        return []
    before = list(accumulate(shapes, _both))
    after = list(accumulate(reversed(shapes), _both))[::-1]
    found = []
    for index, report in enumerate(order):
        if index == 0:
            rest = after[1]
        elif index == len(order) - 1:
            rest = before[-2]
        else:
            rest = _both(before[index - 1], after[index + 1])
        if not rest.is_empty:
            found.append(report)
    return found


def _all_of(shapes: Sequence[BaseGeometry]) -> BaseGeometry:
    return list(accumulate(shapes, _both))[-1]


def _both(one: BaseGeometry, other: BaseGeometry) -> BaseGeometry:
    return _surface(one.intersection(other))


def _surface(geometry: BaseGeometry) -> BaseGeometry:
    """The polygons alone: two shapes that touch in a point or a line have no surface in common."""
    if geometry.geom_type in ("Polygon", "MultiPolygon"):
        return geometry
    parts = [part for part in shapely.get_parts(geometry) if part.geom_type == "Polygon"]
    return shapely.union_all(parts) if parts else shapely.Polygon()


def _reach_m(geometry: BaseGeometry, middle: tuple[float, float]) -> float:
    _, lengths = _from(middle, shapely.get_coordinates(geometry))
    return float(np.max(lengths))


def _from(origin: tuple[float, float], points: Floats) -> tuple[Floats, Floats]:
    """Azimuths and distances of points from an origin."""
    lons, lats = np.full(len(points), origin[0]), np.full(len(points), origin[1])
    azimuths, _, lengths = WGS84.inv(lons, lats, points[:, 0], points[:, 1])
    return np.asarray(azimuths), np.asarray(lengths)


def _scaled(shape: BaseGeometry, squeeze: float) -> BaseGeometry:
    return shapely.transform(shape, lambda points: points * (squeeze, 1.0))


def _nearest(one: BaseGeometry, other: BaseGeometry, ends: Floats) -> Floats:
    """The nearest points of two shapes, about the middle of a first guess of them."""
    away_deg, _, length_m = WGS84.inv(*ends[0], *ends[1])
    lon, lat = destination(float(ends[0][0]), float(ends[0][1]), away_deg, length_m / 2.0)

    flat = [shapely.transform(shape, lambda points: _flat((lon, lat), points)) for shape in (one, other)]
    return _round((lon, lat), shapely.get_coordinates(shapely.shortest_line(*flat)))


def _flat(origin: tuple[float, float], points: Floats) -> Floats:
    """Metres east and north of an origin in the azimuthal equidistant projection about it."""
    azimuths, lengths = _from(origin, points)
    turn = np.radians(azimuths)
    return np.column_stack([lengths * np.sin(turn), lengths * np.cos(turn)])


def _round(origin: tuple[float, float], points: Floats) -> Floats:
    """What `_flat` made flat, in degrees again."""
    x, y = points.T
    count = len(points)
    azimuths, lengths = np.degrees(np.arctan2(x, y)), np.hypot(x, y)
    lons, lats, _ = WGS84.fwd(np.full(count, origin[0]), np.full(count, origin[1]), azimuths, lengths)
    return np.column_stack([lons, lats])
