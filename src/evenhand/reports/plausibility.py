"""What a phone claims and cannot be so: recorded with its reason, neither trusted nor thrown away.

A mock location may be a lie, or the only way in which an observer indoors could mark a map; a clock a year behind is
a flat battery. So a flag never changes a report and never refuses one: the duty officer reads it beside the report.

Source: docs/methods/places.md, What is not believed.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

import shapely
from shapely.geometry.base import BaseGeometry

from evenhand.agreements.gazetteer import say_distance
from evenhand.foundation.geodesy import distance_m
from evenhand.foundation.instants import NAIVE_INSTANT
from evenhand.reports.overlaps import gap_m
from evenhand.reports.places import ReportedPlace, SectorPlace
from evenhand.reports.record import Claimed, When
from evenhand.reports.shapes import DEFAULT_ASSUMPTIONS
from evenhand.reports.wording import say

CODES = (
    "mock-location",
    "clock-ahead",
    "clock-reset",
    "long-before",
    "finished-before-started",
    "long-filling",
    "event-ahead",
    "event-after-report",
    "zone-missing",
    "accuracy-nought",
    "accuracy-huge",
    "position-impossible",
    "position-nought",
    "place-far",
    "too-fast",
    "two-places-at-once",
    "bearing-impossible",
    "device-differs",
)
"""Every flag, in the order in which they are told."""
REVEALING = frozenset({"place-far", "too-fast", "two-places-at-once", "device-differs"})
"""Flags that say something of where the reporter was: not to be shown where the source is protected."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Flag:
    """One claim that is not believed, and the figures why; `details` are plain JSON values."""

    code: str
    """One of CODES."""
    details: Mapping[str, Any] = field(default_factory=dict)

    @property
    def reveals_source(self) -> bool:
        """Whether it says where the reporter was, which is hidden with the source."""
        return self.code in REVEALING

    def words(self, *, language: str = "en") -> str:
        """The flag in one sentence.

        >>> Flag(code="accuracy-huge", details={"accuracy_m": 25000.0}).words()
        'The receiver gave its position to 25 km only.'
        """
        return say(f"flag.{self.code}", language=language, **_told(self.details, language))

    def to_json(self) -> dict[str, Any]:
        """As it is kept beside the report."""
        return {"code": self.code, "details": dict(self.details)}


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """From where on a claim is flagged; all chosen by us and changed by whoever runs the system."""

    clock_slack: timedelta = timedelta(minutes=2)
    """A clock may be ahead of ours by so much."""
    oldest: timedelta = timedelta(days=30)
    """A report finished longer ago than this waited long in a queue, or its clock is wrong."""
    longest_filling: timedelta = timedelta(days=1)
    reset_before_year: int = 2015
    """No phone that runs our forms was made before; its clock fell back to its first day."""
    worst_accuracy_m: float = 10_000.0
    farthest_m: float = 50_000.0
    """From the device to the reported place."""
    fastest_m_s: float = 90.0
    """324 km/h: faster than roads and most helicopters."""


DEFAULT_LIMITS = Limits()


@dataclass(frozen=True, slots=True, kw_only=True)
class Fix:
    """Where a device was when it finished a report."""

    at: datetime
    lon: float
    lat: float
    accuracy_m: float | None = None

    def __post_init__(self) -> None:
        if self.at.tzinfo is None:
            raise NAIVE_INSTANT(field="at", value=self.at)


@dataclass(frozen=True, slots=True, kw_only=True)
class Circumstances:
    """What the server itself knows of a submission."""

    received_at: datetime
    device: str | None = None
    """The one whose key was used at the door; None: the door knows no devices."""
    previous: Fix | None = None
    """Of the same device, from the report before."""
    zoneless: bool = False
    """Some time came without a zone, and was read in the agreement's."""
    bearing_said: float | None = None
    """A bearing in degrees that no place could be made of."""

    def __post_init__(self) -> None:
        if self.received_at.tzinfo is None:
            raise NAIVE_INSTANT(field="received_at", value=self.received_at)


def flags_of(
    claimed: Claimed | None,
    circumstances: Circumstances,
    *,
    when: When | None = None,
    place: ReportedPlace | None = None,
    shape: BaseGeometry | None = None,
    limits: Limits = DEFAULT_LIMITS,
) -> tuple[Flag, ...]:
    """Every claim of a submission that is not believed, in the order of CODES; none if all can be so.

    Args:
        claimed: what the device says of itself; None: it says nothing.
        circumstances: what the server knows.
        when: of the event.
        place: of the event; of a sector, the observer is compared with the device, else the shape.
        shape: of `place`, as `shapes.draw` gives it; None: not compared, unless the place is a sector.
        limits: from where on a claim is flagged.

    >>> from datetime import UTC
    >>> here = Circumstances(received_at=datetime(2026, 3, 1, 12, tzinfo=UTC))
    >>> [flag.code for flag in flags_of(Claimed(mock_location=True, accuracy_m=0.0), here)]
    ['mock-location', 'accuracy-nought']
    >>> flags_of(None, here)
    ()
    """
    claimed = claimed or Claimed()
    found = [
        *_of_clock(claimed, circumstances, limits),
        *_of_event(claimed, circumstances, when, limits),
        *_of_receiver(claimed, limits),
        *_of_place(claimed, place, shape, limits),
        *_of_movement(claimed, circumstances, limits),
        *_of_the_rest(claimed, circumstances),
    ]
    return tuple(sorted(found, key=lambda flag: CODES.index(flag.code)))


def say_flags(flags: tuple[Flag, ...], *, language: str = "en", protected: bool = False) -> tuple[str, ...]:
    """The flags in sentences; where the source is `protected`, without those that say where the reporter was."""
    return tuple(flag.words(language=language) for flag in flags if not (protected and flag.reveals_source))


def _of_clock(claimed: Claimed, circumstances: Circumstances, limits: Limits) -> Iterator[Flag]:
    started, finished, received = claimed.started_at, claimed.finished_at, circumstances.received_at
    last = finished or started
    if last is None:
        return
    ahead = max(moment for moment in (started, finished) if moment is not None) - received
    if ahead > limits.clock_slack:
        yield Flag(code="clock-ahead", details={"seconds": ahead.total_seconds()})
    if last.year < limits.reset_before_year:
        yield Flag(code="clock-reset", details={"year": last.year})
    elif received - last > limits.oldest:
        yield Flag(code="long-before", details={"seconds": (received - last).total_seconds()})
    if started is not None and finished is not None:
        length = finished - started
        if length < timedelta(0):
            yield Flag(code="finished-before-started", details={"seconds": -length.total_seconds()})
        elif length > limits.longest_filling:
            yield Flag(code="long-filling", details={"seconds": length.total_seconds()})


def _of_event(claimed: Claimed, circumstances: Circumstances, when: When | None, limits: Limits) -> Iterator[Flag]:
    if circumstances.zoneless:
        yield Flag(code="zone-missing")
    if when is None:
        return
    ahead = when.begins_at - circumstances.received_at
    if ahead > limits.clock_slack:
        yield Flag(code="event-ahead", details={"seconds": ahead.total_seconds()})
    elif claimed.finished_at is not None and when.begins_at - claimed.finished_at > limits.clock_slack:
        late = when.begins_at - claimed.finished_at
        yield Flag(code="event-after-report", details={"seconds": late.total_seconds()})


def _of_receiver(claimed: Claimed, limits: Limits) -> Iterator[Flag]:
    if claimed.mock_location:
        yield Flag(code="mock-location")
    accuracy = claimed.accuracy_m
    if accuracy is not None and accuracy <= 0.0:
        yield Flag(code="accuracy-nought", details={"figure": accuracy})
    elif accuracy is not None and accuracy > limits.worst_accuracy_m:
        yield Flag(code="accuracy-huge", details={"accuracy_m": accuracy})
    if claimed.lon is None or claimed.lat is None:
        return
    if not _on_the_globe(claimed):
        yield Flag(code="position-impossible", details={"lon": claimed.lon, "lat": claimed.lat})
    elif claimed.lon == 0.0 and claimed.lat == 0.0:
        yield Flag(code="position-nought")


def _of_place(
    claimed: Claimed, place: ReportedPlace | None, shape: BaseGeometry | None, limits: Limits
) -> Iterator[Flag]:
    fix = _fix(claimed)
    if fix is None:
        return
    lon, lat, accuracy_m = fix
    if isinstance(place, SectorPlace):
        slack_m = accuracy_m + (place.observer_accuracy_m or DEFAULT_ASSUMPTIONS.observer_accuracy_m)
        away_m = distance_m(lon, lat, place.observer_lon, place.observer_lat) - slack_m
    elif shape is not None:
        away_m = gap_m(shapely.Point(lon, lat), shape) - accuracy_m
    else:
        return
    if away_m > limits.farthest_m:
        yield Flag(code="place-far", details={"distance_m": round(away_m, 1)})


def _of_movement(claimed: Claimed, circumstances: Circumstances, limits: Limits) -> Iterator[Flag]:
    previous, fix = circumstances.previous, _fix(claimed)
    if previous is None or fix is None or claimed.finished_at is None:
        return
    lon, lat, accuracy_m = fix
    away_m = distance_m(lon, lat, previous.lon, previous.lat) - accuracy_m - (previous.accuracy_m or 0.0)
    seconds = abs((claimed.finished_at - previous.at).total_seconds())
    if away_m <= limits.fastest_m_s * (seconds + 1.0):  # clocks are read to the second
        return
    if seconds < 1.0:
        yield Flag(code="two-places-at-once", details={"distance_m": round(away_m, 1)})
    else:
        details = {"distance_m": round(away_m, 1), "seconds": seconds, "speed_km_h": round(away_m / seconds * 3.6)}
        yield Flag(code="too-fast", details=details)


def _of_the_rest(claimed: Claimed, circumstances: Circumstances) -> Iterator[Flag]:
    said = circumstances.bearing_said
    if said is not None and not 0.0 <= said <= 360.0:
        yield Flag(code="bearing-impossible", details={"figure": said})
    if None not in (claimed.device, circumstances.device) and claimed.device != circumstances.device:
        yield Flag(code="device-differs")


def _on_the_globe(claimed: Claimed) -> bool:
    return abs(claimed.lon or 0.0) <= 180.0 and abs(claimed.lat or 0.0) <= 90.0


def _fix(claimed: Claimed) -> tuple[float, float, float] | None:
    """(lon, lat, accuracy) of a device that says where it was, if that can be so."""
    if claimed.lon is None or claimed.lat is None or not _on_the_globe(claimed):
        return None
    return claimed.lon, claimed.lat, max(claimed.accuracy_m or 0.0, 0.0)


def _told(details: Mapping[str, Any], language: str) -> dict[str, Any]:
    """The details as words: distances and lengths of time with their units."""
    told: dict[str, Any] = {}
    for name, value in details.items():
        if name in ("distance_m", "accuracy_m"):
            told["distance"] = say_distance(value, language=language)
        elif name == "seconds":
            told["length"] = say_length(value, language=language)
        else:
            told[name] = f"{value:g}" if isinstance(value, float) else value
    return told


def say_length(seconds: float, *, language: str = "en") -> str:
    """A length of time as people say it, in its largest unit: "40 s", "5 min", "3 h", "12 d".

    >>> say_length(40), say_length(300), say_length(90_000), say_length(864_000)
    ('40 s', '5 min', '25 h', '10 d')
    """
    units = (("d", 86_400.0, 172_800.0), ("h", 3600.0, 7200.0), ("min", 60.0, 120.0), ("s", 1.0, 0.0))
    unit, size = next((unit, size) for unit, size, least in units if abs(seconds) >= least)
    return say(f"length.{unit}", language=language, figure=f"{seconds / size:.0f}")
