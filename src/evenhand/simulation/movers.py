"""How things really move: itineraries on the ellipsoid, cut into knots between which speed is constant.

A `Path` is the truth that sensors then see badly. Positions between knots lie on the geodesic.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from evenhand.foundation.geodesy import WGS84

Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]

_RAMP_PIECES = 10
_ORBIT_STEP_DEG = 10.0
_WOBBLE_EVERY_M = 2500.0
_DEGREE_M = 111_195.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Profile:
    """How a kind of mover goes: speeds in m/s, lengths in m, times in s."""

    cruise_mps: float
    slowest_mps: float
    """Speed at take-off and landing; equal to `cruise_mps` for what neither flies nor accelerates slowly."""
    altitude_m: float = 0.0
    climb_mps: float = 8.0
    taxi_s: float = 0.0
    """Time on the ground, transmitting, before take-off and after landing."""
    wobble_m: float = 0.0
    """How far a road or a helmsman leaves the straight line."""

    @property
    def flies(self) -> bool:
        """Whether it leaves the ground."""
        return self.altitude_m > 0.0


@dataclass(frozen=True, slots=True)
class Go:
    """Go to a point."""

    lon: float
    lat: float


@dataclass(frozen=True, slots=True)
class Stay:
    """Stay where one is (an aircraft: on the ground) for some seconds."""

    seconds: float


@dataclass(frozen=True, slots=True)
class Orbit:
    """Circle round a point for about some seconds, in whole steps of ten degrees."""

    lon: float
    lat: float
    radius_m: float
    seconds: float


@dataclass(frozen=True, slots=True)
class Roam:
    """Go from one random point to the next within a radius, for about some seconds."""

    lon: float
    lat: float
    radius_m: float
    seconds: float


Step = Go | Stay | Orbit | Roam


@dataclass(frozen=True, slots=True)
class Path:
    """Knots of a movement: seconds since 1970 (rising), degrees, metres, and whether it stands on the ground."""

    at_s: Floats
    lon: Floats
    lat: Floats
    altitude_m: Floats
    on_ground: Flags


@dataclass(frozen=True, slots=True)
class Motion:
    """Where a path is at asked instants; arrays of one length."""

    at_s: Floats
    lon: Floats
    lat: Floats
    altitude_m: Floats
    speed_kn: Floats
    course_deg: Floats
    on_ground: Flags


def walk(steps: Sequence[Step], *, start: Go, departs_s: float, profile: Profile, rng: np.random.Generator) -> Path:
    """The path of a mover that follows `steps` from `start`.

    Consecutive `Go`, `Orbit` and `Roam` steps of a flying mover are one flight: it climbs once and lands once,
    before a `Stay` or at the end.

    Args:
        steps: what it does, in order; none leaves it standing where it is.
        start: where it is at `departs_s`.
        departs_s: seconds since 1970 at which it leaves; a taxi before take-off begins earlier.
        profile: how it moves.
        rng: for wobble and roaming only.

    Returns:
        A path of at least two knots.
    """
    pieces: list[Path] = []
    here, clock = (start.lon, start.lat), departs_s
    if profile.taxi_s:
        pieces.append(_standing(here, clock - profile.taxi_s, clock))
    for leg in _legs(steps):
        if isinstance(leg, Stay):
            pieces.append(_standing(here, clock, clock + leg.seconds))
        else:
            line = _line(leg, here, profile, rng)
            pieces.append(_along(line, clock, profile))
            here = line[-1]
        clock = float(pieces[-1].at_s[-1])
    if profile.taxi_s or not pieces:
        pieces.append(_standing(here, clock, clock + max(profile.taxi_s, 1.0)))
    return _join(pieces)


def path_at(path: Path, at_s: Floats) -> Motion:
    """Where the mover is at each asked instant; instants outside the path are left out.

    >>> still = walk([], start=Go(16.0, 31.0), departs_s=0.0,
    ...              profile=Profile(cruise_mps=1, slowest_mps=1), rng=np.random.default_rng(0))
    >>> path_at(still, np.array([-5.0, 0.5])).at_s.tolist()
    [0.5]
    """
    asked = at_s[(at_s >= path.at_s[0]) & (at_s <= path.at_s[-1])]
    knot = np.clip(np.searchsorted(path.at_s, asked, side="right") - 1, 0, len(path.at_s) - 2)
    azimuth, _, length_m = WGS84.inv(path.lon[:-1], path.lat[:-1], path.lon[1:], path.lat[1:])
    lasts_s = np.maximum(np.diff(path.at_s), 1e-9)
    share = (asked - path.at_s[knot]) / lasts_s[knot]
    lon, lat, back = WGS84.fwd(path.lon[knot], path.lat[knot], azimuth[knot], length_m[knot] * share)
    speed_mps = (length_m / lasts_s)[knot]
    return Motion(
        at_s=asked,
        lon=np.asarray(lon),
        lat=np.asarray(lat),
        altitude_m=path.altitude_m[knot] + share * (path.altitude_m[knot + 1] - path.altitude_m[knot]),
        speed_kn=speed_mps * 3600.0 / 1852.0,
        course_deg=np.mod(np.asarray(back) + 180.0, 360.0),
        on_ground=path.on_ground[knot] & path.on_ground[knot + 1],
    )


def _legs(steps: Sequence[Step]) -> Iterator[Stay | list[Go | Orbit | Roam]]:
    moving: list[Go | Orbit | Roam] = []
    for step in steps:
        if not isinstance(step, Stay):
            moving.append(step)
            continue
        if moving:
            yield moving
            moving = []
        yield step
    if moving:
        yield moving


def _line(
    leg: list[Go | Orbit | Roam], here: tuple[float, float], profile: Profile, rng: np.random.Generator
) -> list[tuple[float, float]]:
    line = [here]
    for step in leg:
        if isinstance(step, Go):
            line.extend(_wobbled(line[-1], (step.lon, step.lat), profile.wobble_m, rng))
        elif isinstance(step, Orbit):
            line.extend(_circle(step, line[-1], profile))
        else:
            line.extend(_wander(step, line[-1], profile, rng))
    return line


def _wobbled(
    here: tuple[float, float], there: tuple[float, float], wobble_m: float, rng: np.random.Generator
) -> list[tuple[float, float]]:
    azimuth, _, length_m = WGS84.inv(*here, *there)
    between = int(length_m // _WOBBLE_EVERY_M) if wobble_m else 0
    points = []
    aside_m = 0.0
    for number in range(1, between):
        lon, lat, _ = WGS84.fwd(*here, azimuth, length_m * number / between)
        aside_m = 0.7 * aside_m + rng.normal(0.0, wobble_m * 0.5)  # a road wanders; it does not jump
        lon, lat, _ = WGS84.fwd(lon, lat, azimuth + 90.0, aside_m)
        points.append((float(lon), float(lat)))
    return [*points, there]


def _circle(step: Orbit, here: tuple[float, float], profile: Profile) -> list[tuple[float, float]]:
    first_deg = WGS84.inv(step.lon, step.lat, *here)[0]
    piece_m = 2.0 * step.radius_m * np.sin(np.radians(_ORBIT_STEP_DEG / 2.0))
    pieces = max(1, round(step.seconds * profile.cruise_mps / piece_m))
    turned = first_deg + _ORBIT_STEP_DEG * np.arange(pieces + 1)
    ones = np.ones_like(turned)
    lon, lat, _ = WGS84.fwd(step.lon * ones, step.lat * ones, turned, step.radius_m * ones)
    return [(float(x), float(y)) for x, y in zip(lon, lat, strict=True)]


def _wander(
    step: Roam, here: tuple[float, float], profile: Profile, rng: np.random.Generator
) -> list[tuple[float, float]]:
    points: list[tuple[float, float]] = []
    left_m = step.seconds * profile.cruise_mps
    while left_m > 0.0:
        away_m = step.radius_m * float(np.sqrt(rng.uniform()))
        lon, lat, _ = WGS84.fwd(step.lon, step.lat, float(rng.uniform(0.0, 360.0)), away_m)
        east = (lon - here[0]) * np.cos(np.radians(lat))  # near enough to spend the time that is left
        left_m -= max(float(np.hypot(east, lat - here[1])) * _DEGREE_M, 1.0)
        here = (float(lon), float(lat))
        points.append(here)
    return points


def _along(line: list[tuple[float, float]], departs_s: float, profile: Profile) -> Path:
    """A moving leg: speed rises from the slowest to cruise over the climb, and falls again over the descent."""
    lon, lat = np.array(line).T
    azimuth, _, length_m = WGS84.inv(lon[:-1], lat[:-1], lon[1:], lat[1:])
    vertex_m = np.concatenate([[0.0], np.cumsum(length_m)])
    total_m = float(vertex_m[-1])
    climb_s = profile.altitude_m / profile.climb_mps
    ramp_m = climb_s * (profile.slowest_mps + profile.cruise_mps) / 2.0
    low = min(1.0, total_m / (2.0 * ramp_m)) if ramp_m else 1.0  # a short hop never reaches its cruise
    climb_s, ramp_m = climb_s * low, ramp_m * low
    cruise_mps = 2.0 * ramp_m / climb_s - profile.slowest_mps if climb_s else profile.cruise_mps

    steps = np.linspace(0.0, 1.0, _RAMP_PIECES + 1)
    speeds = profile.slowest_mps + (cruise_mps - profile.slowest_mps) * steps
    up_m = climb_s * steps * (profile.slowest_mps + speeds) / 2.0
    flat_s = max(0.0, total_m - 2.0 * ramp_m) / cruise_mps
    known_m = np.concatenate([up_m, (total_m - up_m)[::-1]])
    known_s = np.concatenate([climb_s * steps, climb_s + flat_s + climb_s * steps])
    known_up = np.concatenate([steps, steps[::-1]]) * profile.altitude_m * low

    along_m = np.unique(np.clip(np.concatenate([known_m, vertex_m]), 0.0, total_m))
    along_m = along_m[np.concatenate([[True], np.diff(along_m) > 1e-3])]
    leg = np.clip(np.searchsorted(vertex_m, along_m, side="right") - 1, 0, len(length_m) - 1)
    x, y, _ = WGS84.fwd(lon[leg], lat[leg], azimuth[leg], along_m - vertex_m[leg])
    altitude_m = np.interp(along_m, known_m, known_up)
    return Path(
        at_s=departs_s + np.interp(along_m, known_m, known_s),
        lon=np.asarray(x),
        lat=np.asarray(y),
        altitude_m=altitude_m,
        on_ground=np.full(len(along_m), not profile.flies),
    )


def _standing(here: tuple[float, float], begins_s: float, ends_s: float) -> Path:
    pair = np.ones(2)
    return Path(
        at_s=np.array([begins_s, ends_s]),
        lon=here[0] * pair,
        lat=here[1] * pair,
        altitude_m=0.0 * pair,
        on_ground=np.array([True, True]),
    )


def _join(pieces: list[Path]) -> Path:
    return Path(
        at_s=np.concatenate([piece.at_s for piece in pieces]),
        lon=np.concatenate([piece.lon for piece in pieces]),
        lat=np.concatenate([piece.lat for piece in pieces]),
        altitude_m=np.concatenate([piece.altitude_m for piece in pieces]),
        on_ground=np.concatenate([piece.on_ground for piece in pieces]),
    )
