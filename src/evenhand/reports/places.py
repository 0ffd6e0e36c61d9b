"""Where something was, as its reporter knows it: a shape, never a bare point.

An observer who heard a shell to the north-west, three to five kilometres off, reports a sector; a village is an
extent; a patrol is a line. What nobody stated is None here; `evenhand.reports.shapes` draws it with an assumption and
says so.

Source: docs/methods/places.md.
"""

import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, fields
from typing import Any, Literal, get_args

from evenhand.foundation.canonical import canonical_bytes
from evenhand.foundation.problems import ProblemKind

PLACE_NOT_AN_OBJECT = ProblemKind(
    code="reports.place-not-an-object",
    blame="caller",
    message="{field} is {value}, which is no object with named fields. Write an object with kind and its fields.",
)
PLACE_FORMAT = ProblemKind(
    code="reports.place-format",
    blame="caller",
    message="The place is written in format {value}; this version reads format {known}. Write it in that format.",
)
PLACE_FIELDS = ProblemKind(
    code="reports.place-fields",
    blame="caller",
    message="{field} lacks the fields [{missing}] and has fields that nobody knows: [{unknown}]. It may have: {known}.",
)
PLACE_WORD = ProblemKind(
    code="reports.place-word",
    blame="caller",
    message="{field} of the place is {value}. Write one of: {known}.",
)
PLACE_NUMBER = ProblemKind(
    code="reports.place-number",
    blame="caller",
    message="{field} of the place is {value}. Write a number from {low:g} to {high:g} ({unit}), in figures.",
)
PLACE_BEARING = ProblemKind(
    code="reports.place-bearing",
    blame="caller",
    message="{field} of the place is {value}. Write north as 0, and every other bearing below 360.",
)
PLACE_TEXT = ProblemKind(
    code="reports.place-text",
    blame="caller",
    message="{field} of the place is {value}. Write a text of 1 to {longest} characters.",
)
PLACE_RANGE = ProblemKind(
    code="reports.place-range",
    blame="caller",
    message="{low_field} of the place is {low:g} m and {high_field} {high:g} m. "
    "Write the nearer distance first, and two that differ.",
)
PLACE_POINTS = ProblemKind(
    code="reports.place-points",
    blame="caller",
    message="{field} of the place has {count} points that differ. Write {fewest} to {most}.",
)
PLACE_AREA = ProblemKind(
    code="reports.place-area",
    blame="caller",
    message="The place names the area {area!r} and has a ring of {count} points. Give the one or the other.",
)

FORMAT = 1
"""Version of the JSON form; a change of meaning gives a new one, and old ones stay readable."""

Method = Literal["gnss", "map", "report-only", "bearing-range"]
METHODS: tuple[Method, ...] = get_args(Method)
"""How a point was fixed: a receiver, read off a map, only told, or worked out from a bearing and a distance."""

FARTHEST_M = 500_000.0
"""No accuracy, range, extent or width is larger: beyond it one writes the name of an area."""
MOST_POINTS = 5_000
LONGEST_TEXT = 200
_NO_LETTERS = ("Cc", "Cs")
"""Control characters and halves of surrogate pairs, which neither databases nor UTF-8 take."""
_LONGEST_SHOWN = 80

Point = tuple[float, float]
"""(lon, lat) in WGS84 degrees."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PointPlace:
    """A point and how far the truth may be from it.

    Raises:
        PLACE_NUMBER: a value is no finite number or out of its range.
        PLACE_WORD: the method is not known.

    >>> PointPlace(lon=16.59, lat=31.21).accuracy_m is None
    True
    """

    lon: float
    lat: float
    accuracy_m: float | None = None
    """Greatest distance of the truth from the point, metres; None: not stated. Never 0."""
    method: Method = "report-only"

    def __post_init__(self) -> None:
        _check_point("", self.lon, self.lat)
        _check_length("accuracy_m", self.accuracy_m)
        _check_word("method", self.method, METHODS)


@dataclass(frozen=True, slots=True, kw_only=True)
class SectorPlace:
    """Somewhere between two distances of an observer, within an error of a bearing: an annular sector.

    Raises:
        PLACE_NUMBER, PLACE_BEARING: a value is no finite number or out of its range.
        PLACE_RANGE: the distances are the wrong way round, or one and the same.
        PLACE_TEXT: `said` is empty or too long.
    """

    observer_lon: float
    observer_lat: float
    observer_accuracy_m: float | None = None
    """Greatest distance of the observer from where he says he stands; None: not stated."""
    bearing_deg: float | None = None
    """From the observer, clockwise from true north, 0 to below 360; None: not known, the sector is a ring."""
    bearing_error_deg: float | None = None
    """Greatest error of the bearing to either side, above 0 to 180; None: not stated."""
    range_low_m: float | None = None
    """None: from the observer on."""
    range_high_m: float | None = None
    """None: no limit stated; drawn as far as `Assumptions.greatest_range_m`."""
    said: str | None = None
    """The bearing in the words of the reporter, "NNW" or "5600 mil", where it was worked out from them."""

    def __post_init__(self) -> None:
        _check_point("observer_", self.observer_lon, self.observer_lat)
        _check_length("observer_accuracy_m", self.observer_accuracy_m)
        _check_bearing(self.bearing_deg, self.bearing_error_deg)
        _check_range("range_low_m", self.range_low_m, "range_high_m", self.range_high_m)
        _check_text("said", self.said, optional=True)


@dataclass(frozen=True, slots=True, kw_only=True)
class Offset:
    """How far, and which way, from a named place: "6 km NW of"."""

    bearing_deg: float | None = None
    """From the place, clockwise from true north, 0 to below 360; None: in any direction."""
    bearing_error_deg: float | None = None
    distance_low_m: float | None = None
    distance_high_m: float | None = None
    said: str | None = None
    """The words of the reporter."""

    def __post_init__(self) -> None:
        _check_bearing(self.bearing_deg, self.bearing_error_deg)
        _check_range("distance_low_m", self.distance_low_m, "distance_high_m", self.distance_high_m)
        _check_text("said", self.said, optional=True)


@dataclass(frozen=True, slots=True, kw_only=True)
class NamedPlace:
    """A place of the agreement's gazetteer, as wide as it is, or a distance and direction from it."""

    place: str
    """Its id in the gazetteer."""
    extent_m: float | None = None
    """Radius of the place about its gazetteer point; None: not stated."""
    area: str | None = None
    """Id of the area that is the place; its shape is taken instead of a radius."""
    offset: Offset | None = None

    def __post_init__(self) -> None:
        _check_text("place", self.place)
        _check_length("extent_m", self.extent_m)
        _check_text("area", self.area, optional=True)


@dataclass(frozen=True, slots=True, kw_only=True)
class RoutePlace:
    """Somewhere along a line, in the order it was gone; the way between two points is a geodesic."""

    points: tuple[Point, ...]
    width_m: float | None = None
    """Whole width of the strip, half of it on either side; None: not stated."""

    def __post_init__(self) -> None:
        _check_points("points", self.points, fewest=2)
        _check_length("width_m", self.width_m)


@dataclass(frozen=True, slots=True, kw_only=True)
class AreaPlace:
    """An area of the agreement, or one drawn by hand: its corners in either sense, the first not repeated."""

    area: str | None = None
    ring: tuple[Point, ...] | None = None

    def __post_init__(self) -> None:
        _check_text("area", self.area, optional=True)
        if (self.area is None) == (self.ring is None):
            raise PLACE_AREA(area=self.area, count=len(self.ring or ()))
        if self.ring is not None:
            _check_points("ring", self.ring, fewest=3)


ReportedPlace = PointPlace | SectorPlace | NamedPlace | RoutePlace | AreaPlace

_KINDS: Mapping[str, type[ReportedPlace]] = {
    "point": PointPlace,
    "sector": SectorPlace,
    "named": NamedPlace,
    "route": RoutePlace,
    "area": AreaPlace,
}
KINDS = tuple(_KINDS)
_NAMES = {cls: kind for kind, cls in _KINDS.items()}


def kind_of(place: ReportedPlace) -> str:
    """Its name in JSON: point, sector, named, route or area."""
    return _NAMES[type(place)]


def to_json(place: ReportedPlace) -> dict[str, Any]:
    """The place as plain JSON values: every field, null where nothing was stated, with its kind and format.

    >>> to_json(PointPlace(lon=16.5, lat=31.0, accuracy_m=30, method="gnss"))
    {'format': 1, 'kind': 'point', 'lon': 16.5, 'lat': 31.0, 'accuracy_m': 30, 'method': 'gnss'}
    """
    return {"format": FORMAT, "kind": kind_of(place)} | _values(place)


def place_bytes(place: ReportedPlace) -> bytes:
    """The one canonical form of a place (RFC 8785), for digests and for a fixed order."""
    return canonical_bytes(to_json(place))


def from_json(value: Any, *, field: str = "place") -> ReportedPlace:
    """The place that `to_json` wrote; a field that may be null may be left out, and a bearing of 360 is read as 0.

    Raises:
        PLACE_NOT_AN_OBJECT, PLACE_FORMAT, PLACE_FIELDS, PLACE_WORD, PLACE_NUMBER, PLACE_BEARING, PLACE_TEXT,
        PLACE_RANGE, PLACE_POINTS, PLACE_AREA: what the value is not.

    >>> from_json({"format": 1, "kind": "named", "place": "harbour"})
    NamedPlace(place='harbour', extent_m=None, area=None, offset=None)
    """
    given = _object(value, field)
    form = given.pop("format", FORMAT)
    if form != FORMAT or isinstance(form, bool):
        raise PLACE_FORMAT(value=_shown(form), known=FORMAT)
    kind = given.pop("kind", None)
    if not isinstance(kind, str) or kind not in _KINDS:
        raise PLACE_WORD(field="kind", value=_shown(kind), known=", ".join(KINDS))
    cls = _KINDS[kind]
    _check_fields(cls, given, field, required=_REQUIRED[kind])
    if given.get("offset") is not None:
        offset = _object(given["offset"], f"{field}.offset")
        _check_fields(Offset, offset, f"{field}.offset", required=())
        given["offset"] = Offset(**_north_is_0(offset))
    for name in ("points", "ring"):
        if given.get(name) is not None:
            given[name] = _points(given[name])
    return cls(**_north_is_0(given))


_REQUIRED: Mapping[str, tuple[str, ...]] = {
    "point": ("lon", "lat"),
    "sector": ("observer_lon", "observer_lat"),
    "named": ("place",),
    "route": ("points",),
    "area": (),
}


def _values(value: Any) -> dict[str, Any]:
    plain: dict[str, Any] = {}
    for entry in fields(value):
        item = getattr(value, entry.name)
        if isinstance(item, Offset):
            item = _values(item)
        elif isinstance(item, tuple):
            item = [list(point) for point in item]
        plain[entry.name] = item
    return plain


def _object(value: Any, field: str) -> dict[str, Any]:
    if not isinstance(value, Mapping) or not all(isinstance(key, str) for key in value):
        raise PLACE_NOT_AN_OBJECT(field=field, value=_shown(value))
    return dict(value)


def _check_fields(cls: type, given: Mapping[str, Any], field: str, *, required: tuple[str, ...]) -> None:
    known = [entry.name for entry in fields(cls)]
    unknown = sorted(set(given) - set(known))
    missing = [name for name in required if name not in given]
    if unknown or missing:
        raise PLACE_FIELDS(field=field, missing=", ".join(missing), unknown=", ".join(unknown), known=", ".join(known))


def _north_is_0(given: dict[str, Any]) -> dict[str, Any]:
    """People write north as 360 too; no report is refused for that."""
    bearing = given.get("bearing_deg")
    return given | {"bearing_deg": 0.0} if isinstance(bearing, int | float) and bearing == 360.0 else given


def _points(value: Any) -> Any:
    """Lists as JSON has them into tuples; what else it may be is left for the place to refuse."""
    if not isinstance(value, list):
        return value
    return tuple(tuple(point) if isinstance(point, list) else point for point in value)


def _check_points(field: str, points: Any, *, fewest: int) -> None:
    if not isinstance(points, tuple):
        raise PLACE_POINTS(field=field, count=0, fewest=fewest, most=MOST_POINTS)
    for number, point in enumerate(points):
        if not isinstance(point, tuple) or len(point) != 2:
            raise PLACE_NUMBER(field=f"{field}[{number}]", value=_shown(point), low=-180, high=180, unit="°")
        _check_point(f"{field}[{number}].", *point)
    if not fewest <= len(set(points)) or len(points) > MOST_POINTS:
        raise PLACE_POINTS(field=field, count=len(set(points)), fewest=fewest, most=MOST_POINTS)


def _check_point(prefix: str, lon: Any, lat: Any) -> None:
    _check_number(f"{prefix}lon", lon, low=-180.0, high=180.0, unit="°")
    _check_number(f"{prefix}lat", lat, low=-90.0, high=90.0, unit="°")


def _check_length(field: str, value: Any) -> None:
    """A length above zero, or None: nobody knows anything to 0 m."""
    if value is not None:
        _check_number(field, value, low=0.001, high=FARTHEST_M, unit="m")


def _check_bearing(bearing: Any, error: Any) -> None:
    if bearing is not None:
        _check_number("bearing_deg", bearing, low=0.0, high=360.0, unit="°")
        if bearing == 360.0:
            raise PLACE_BEARING(field="bearing_deg", value=_shown(bearing))
    if error is not None:
        _check_number("bearing_error_deg", error, low=0.001, high=180.0, unit="°")


def _check_range(low_field: str, low: Any, high_field: str, high: Any) -> None:
    for field, value in ((low_field, low), (high_field, high)):
        if value is not None:
            _check_number(field, value, low=0.0, high=FARTHEST_M, unit="m")
    if high is not None and (low or 0.0) >= high:
        raise PLACE_RANGE(low_field=low_field, low=low or 0.0, high_field=high_field, high=high)


def _check_number(field: str, value: Any, *, low: float, high: float, unit: str) -> None:
    number = isinstance(value, int | float) and not isinstance(value, bool)
    if not number or not low <= value <= high:  # which no NaN is
        raise PLACE_NUMBER(field=field, value=_shown(value), low=low, high=high, unit=unit)


def _check_word(field: str, value: Any, known: tuple[str, ...]) -> None:
    if not isinstance(value, str) or value not in known:
        raise PLACE_WORD(field=field, value=_shown(value), known=", ".join(known))


def _check_text(field: str, value: Any, *, optional: bool = False) -> None:
    if value is None and optional:
        return
    fits = isinstance(value, str) and value.strip() and len(value) <= LONGEST_TEXT
    if not fits or any(unicodedata.category(letter) in _NO_LETTERS for letter in value):
        raise PLACE_TEXT(field=field, value=_shown(value), longest=LONGEST_TEXT)


def _shown(value: Any) -> str:
    """A refused value as its message shows it: whatever it is, short."""
    try:
        text = repr(value)
    except (ValueError, RecursionError):  # an integer of thousands of digits; a list of lists without end
        text = type(value).__name__
    return text if len(text) <= _LONGEST_SHOWN else f"{text[:_LONGEST_SHOWN]}..."
