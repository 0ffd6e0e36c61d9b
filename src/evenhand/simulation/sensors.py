"""What sensors make of the truth: range, horizon, noise, loss, outages, jamming, and silence.

Each function takes a path and gives the fixes that one sensor has of it; nothing here knows a file format.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from evenhand.foundation.geodesy import WGS84
from evenhand.simulation.movers import Flags, Floats, Motion, Path, path_at

Ints = NDArray[np.int64]

_EFFECTIVE_RADIUS_M = 8_495_000.0
"""Four thirds of the earth's radius. Source: ITU-R P.310 (effective earth radius, k = 4/3)."""

# Radius of containment that goes with each navigation integrity category, metres. Source: RTCA DO-260B, table 2-14.
CONTAINMENT_M = {11: 7.5, 10: 25.0, 9: 75.0, 8: 185.2, 7: 370.4, 6: 1111.2, 5: 1852.0, 4: 3704.0, 2: 14816.0, 0: None}
# 95 % horizontal bound that goes with each navigation accuracy category, metres. Source: RTCA DO-260B, table 2-69.
ACCURACY_M = {11: 3.0, 10: 10.0, 9: 30.0, 8: 92.6, 7: 185.2, 6: 555.6, 5: 926.0, 4: 1852.0, 1: 18520.0, 0: None}

_SIGMA_OF_95 = 1.0 / 2.448
"""Standard deviation of each axis for a 95 % radius of one: sqrt(chi-square with two degrees, 0.95) = 2.448."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Span:
    """From `begins_s` until `ends_s` (excluded), seconds since 1970."""

    begins_s: float
    ends_s: float

    def holds(self, at_s: Floats) -> Flags:
        """Which instants are inside."""
        return np.asarray((at_s >= self.begins_s) & (at_s < self.ends_s))


@dataclass(frozen=True, slots=True, kw_only=True)
class Receiver:
    """An aerial: where it stands, how high, how far it hears at best."""

    lon: float
    lat: float
    range_m: float
    mast_m: float = 30.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Jammer:
    """Something that spoils satellite navigation within a radius for a time; positions drift off by `drift_m`."""

    lon: float
    lat: float
    radius_m: float
    drift_m: float
    span: Span


@dataclass(frozen=True, slots=True)
class Fixes:
    """What was heard of one object; arrays of one length, in order of time. `nic`, `nac_p` as ADS-B sends them."""

    motion: Motion
    accuracy_m: Floats
    nic: Ints
    nac_p: Ints
    jammed: Flags

    def where(self, keep: Flags) -> "Fixes":
        """The fixes that `keep` marks."""
        motion = self.motion
        kept = Motion(
            at_s=motion.at_s[keep],
            lon=motion.lon[keep],
            lat=motion.lat[keep],
            altitude_m=motion.altitude_m[keep],
            speed_kn=motion.speed_kn[keep],
            course_deg=motion.course_deg[keep],
            on_ground=motion.on_ground[keep],
        )
        return Fixes(kept, self.accuracy_m[keep], self.nic[keep], self.nac_p[keep], self.jammed[keep])

    def __len__(self) -> int:
        return len(self.motion.at_s)


def transmit(
    path: Path,
    *,
    every_s: float,
    accuracy_m: float,
    jammers: Sequence[Jammer],
    silent: Sequence[Span],
    rng: np.random.Generator,
) -> Fixes:
    """What the object itself sends: its own, slightly wrong idea of where it is, at a slightly uneven pace.

    Args:
        path: the truth.
        every_s: usual time between two messages.
        accuracy_m: radius that holds the true place with 95 %; the error drifts, as satellite navigation's does.
        jammers: within their radius the error grows and the object admits it (NIC and NACp fall).
        silent: spans in which the transponder is off.
        rng: noise.

    Returns:
        The fixes sent; a path shorter than `every_s` may send none.
    """
    count = int((path.at_s[-1] - path.at_s[0]) / every_s)
    if count == 0:
        return _nothing(path)
    due_s = path.at_s[0] + every_s * (np.arange(count) + rng.uniform()) + rng.normal(0.0, every_s * 0.03, count)
    motion = path_at(path, np.unique(np.round(due_s, 3)))
    on = np.ones(len(motion.at_s), dtype=bool)
    for span in silent:
        on &= ~span.holds(motion.at_s)
    true = Fixes(motion, *_honest(len(motion.at_s), accuracy_m)).where(on)
    jammed, jammer_drift_m = _jamming(true.motion, jammers)
    east_m, north_m = _drift(len(true), accuracy_m * _SIGMA_OF_95, rng)
    wild_east, wild_north = _jumps(jammer_drift_m, rng)
    moved = _moved(true.motion, east_m + wild_east, north_m + wild_north)
    return Fixes(
        moved,
        np.where(jammed, np.nan, true.accuracy_m),
        np.where(jammed, 0, true.nic),
        np.where(jammed, 0, true.nac_p),
        jammed,
    )


def heard(
    sent: Fixes,
    *,
    receivers: Sequence[Receiver],
    outages: Sequence[Span],
    loss: float,
    rng: np.random.Generator,
) -> Fixes:
    """The messages that at least one receiver of a network hears.

    A receiver hears what is nearer than its range and above its radio horizon; `loss` of the rest is lost anyway.
    No receivers: everything is heard (a tracker that reports by itself).
    """
    motion = sent.motion
    audible = np.zeros(len(sent), dtype=bool)
    for receiver in receivers:
        ones = np.ones(len(sent))
        away_m = WGS84.inv(receiver.lon * ones, receiver.lat * ones, motion.lon, motion.lat)[2]
        height_m = np.maximum(motion.altitude_m, 5.0)
        horizon_m = np.sqrt(2.0 * _EFFECTIVE_RADIUS_M) * (np.sqrt(receiver.mast_m) + np.sqrt(height_m))
        audible |= away_m < np.minimum(receiver.range_m, horizon_m)
    if not receivers:
        audible[:] = True
    for span in outages:
        audible &= ~span.holds(motion.at_s)
    return sent.where(audible & (rng.uniform(size=len(sent)) >= loss))


def seen_heat(
    *, burning: Span, passes_s: Floats, chance_night: float, chance_day: float, night: Flags, rng: np.random.Generator
) -> Floats:
    """The satellite passes (seconds since 1970) that see one source of heat while it burns."""
    chance = np.where(night, chance_night, chance_day)
    seen = burning.holds(passes_s) & (rng.uniform(size=len(passes_s)) < chance)
    return np.asarray(passes_s[seen])


def _nothing(path: Path) -> Fixes:
    return Fixes(path_at(path, np.empty(0)), *_honest(0, 1.0))


def _honest(count: int, accuracy_m: float) -> tuple[Floats, Ints, Ints, Flags]:
    """Quality figures of a position that nothing disturbs: the best categories whose bound the accuracy meets."""
    nac_p = max(number for number, bound in ACCURACY_M.items() if bound is None or bound >= accuracy_m)
    nic = max(number for number, bound in CONTAINMENT_M.items() if bound is None or bound >= 4.0 * accuracy_m)
    return np.full(count, accuracy_m), np.full(count, nic), np.full(count, nac_p), np.zeros(count, dtype=bool)


def _jamming(motion: Motion, jammers: Sequence[Jammer]) -> tuple[Flags, Floats]:
    drift_m = np.zeros(len(motion.at_s))
    for jammer in jammers:
        ones = np.ones(len(motion.at_s))
        away_m = WGS84.inv(jammer.lon * ones, jammer.lat * ones, motion.lon, motion.lat)[2]
        near = (away_m < jammer.radius_m) & jammer.span.holds(motion.at_s)
        drift_m = np.where(near, np.maximum(drift_m, jammer.drift_m), drift_m)
    return drift_m > 0.0, drift_m


def _drift(count: int, sigma_m: float, rng: np.random.Generator) -> tuple[Floats, Floats]:
    """A first-order drift: errors of neighbouring fixes resemble each other, with standard deviation `sigma_m`."""
    keep = 0.9
    push = rng.normal(0.0, sigma_m * np.sqrt(1.0 - keep * keep), (2, count)).tolist()
    errors = []
    for axis in push:
        last = float(rng.normal(0.0, sigma_m))
        error = []
        for step in axis:
            last = keep * last + step
            error.append(last)
        errors.append(np.array(error))
    return errors[0], errors[1]


def _jumps(drift_m: Floats, rng: np.random.Generator) -> tuple[Floats, Floats]:
    """Errors under jamming: a false place that holds for some fixes, then jumps to another."""
    bearing = np.radians(rng.uniform(0.0, 360.0, len(drift_m)))
    size = drift_m * rng.uniform(0.2, 1.0, len(drift_m))
    held = (np.arange(len(drift_m)) // 8) * 8
    return np.sin(bearing)[held] * size[held] * (drift_m > 0), np.cos(bearing)[held] * size[held] * (drift_m > 0)


def _moved(motion: Motion, east_m: Floats, north_m: Floats) -> Motion:
    lon, lat, _ = WGS84.fwd(motion.lon, motion.lat, np.degrees(np.arctan2(east_m, north_m)), np.hypot(east_m, north_m))
    return Motion(
        at_s=motion.at_s,
        lon=np.asarray(lon),
        lat=np.asarray(lat),
        altitude_m=motion.altitude_m,
        speed_kn=motion.speed_kn,
        course_deg=motion.course_deg,
        on_ground=motion.on_ground,
    )
