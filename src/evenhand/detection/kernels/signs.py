"""What a fix says against itself: speed and course that its own positions contradict, a made-up place, a wrong clock.

Source: docs/methods/integrity.md, "Speed and course", "Mock location", "Clock".
"""

from math import hypot, sqrt

import numpy as np
from numpy.typing import NDArray

from evenhand.detection.kernels.chains import error_m
from evenhand.detection.kernels.compiled import compiled, inlined, pure

MISMATCH, MOCK, AHEAD, DISORDER = 1, 2, 4, 8

REPORTED_US = 120_000_000
"""Speed and course say where an object will be for no longer than this."""
STEPS = 3
"""So many steps in a row must contradict what is reported; one may be a late speed or a rounded time."""
FASTER = 2.0
"""Moved more than twice as far as reported, or (without turning) less than half."""
STEADY_DEG = 30.0
ASIDE = 1.2
"""Distance from where it was headed, by the way: more than 74 degrees off. Real feeds lag in turns."""
MOCK_US = 3_600_000_000
MOCK_FIXES = 10
EXACT_M = 2.0
"""No phone is this exact: 1 m with 68 % is 1.62 m with 95 %."""
AHEAD_US = 120_000_000
"""Clocks may differ by two minutes."""
DISORDER_US = 60_000_000
KNOT_M_S = 1852.0 / 3600.0

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]
Singles = NDArray[np.float32]


_SINES = np.sin(np.radians(np.arange(452.0)))
"""By whole degree, to 451: far finer than any threshold here needs, and a tenth of the cost of a sine at every fix."""


@inlined
def _sine(degrees: float) -> float:
    """Of 0 to 450 degrees, to two parts in ten thousand."""
    k = int(degrees)
    return float(_SINES[k] + (degrees - k) * (_SINES[k + 1] - _SINES[k]))


@inlined
def _contradicts(
    i: int, j: int, t_us: Integers, lon: Floats, lat: Floats, said: tuple[Singles, Singles, Singles], slack_s: float
) -> bool:
    """Whether the step from fix i to j is not what speed and course (accuracy: third) of both ends lead to."""
    speed, course, accuracy = said
    dt_s = (t_us[j] - t_us[i]) * 1e-6
    if not 0.0 < dt_s <= REPORTED_US * 1e-6 or not (speed[i] >= 0.0 and speed[j] >= 0.0):
        return False
    v, w = speed[i] * KNOT_M_S, speed[j] * KNOT_M_S
    dlon = lon[j] - lon[i]
    if abs(dlon) > 180.0:
        dlon -= 360.0 if dlon > 0.0 else -360.0
    x, y = dlon * 111_320.0 * _sine(90.0 - abs(lat[i])), (lat[j] - lat[i]) * 111_000.0
    slack_m = 100.0 + slack_s * max(v, w) + error_m(i, j, accuracy)
    headed = len(course) > 0 and 0.0 <= course[i] <= 360.0 and 0.0 <= course[j] <= 360.0
    aside_m2 = 0.0
    if headed:
        a, b = course[i], course[j]
        east = x - 0.5 * dt_s * (v * _sine(a) + w * _sine(b))
        north = y - 0.5 * dt_s * (v * _sine(a + 90.0) + w * _sine(b + 90.0))
        aside_m2 = east * east + north * north
        if aside_m2 <= slack_m * slack_m:
            return False
    moved_m, told_m = hypot(x, y), 0.5 * (v + w) * dt_s
    if moved_m > FASTER * told_m + slack_m:
        return True
    if not headed:
        return False  # it may have turned
    if told_m > FASTER * moved_m + slack_m and abs((course[j] - course[i] + 180.0) % 360.0 - 180.0) < STEADY_DEG:
        return True
    return bool(sqrt(aside_m2) > ASIDE * max(moved_m, told_m) + slack_m)


@compiled
def against_reported(
    obj: NDArray[np.int32],
    track: NDArray[np.int32],
    t_us: Integers,
    lon: Floats,
    lat: Floats,
    said: tuple[Singles, Singles, Singles],
    slack_s: Floats,
) -> NDArray[np.uint8]:
    """MISMATCH on the fixes of every run of at least three steps that contradict the reported speed and course.

    Args:
        obj: N object numbers; the fixes of one stand together.
        track: N numbers of chains; steps from one chain to another are not asked.
        t_us: N instants, ascending within an object.
        lon: N degrees.
        lat: N degrees.
        said: speed in knots (N or 0), course in degrees (N or 0), accuracy in metres (N or 0); NaN: not said.
        slack_s: by object, seconds of error in its clocks.
    """
    marks = np.zeros(len(obj), np.uint8)
    if len(said[0]) == 0:
        return marks
    run = 0
    for i in range(1, len(obj) + 1):
        same = i < len(obj) and obj[i] == obj[i - 1] and track[i] == track[i - 1]
        if same and _heard_twice(i, t_us, lon, lat):
            continue
        if same and _contradicts(i - 1, i, t_us, lon, lat, said, slack_s[obj[i]]):
            run += 1
            continue
        if run >= STEPS:
            _mark_run(marks, i - 1, run, t_us, lon, lat)
        run = 0
    return marks


@inlined
def _heard_twice(i: int, t_us: Integers, lon: Floats, lat: Floats) -> bool:
    """Whether a fix is the one before it again."""
    return bool(t_us[i] == t_us[i - 1] and lon[i] == lon[i - 1] and lat[i] == lat[i - 1])


@pure
def _mark_run(marks: NDArray[np.uint8], last: int, steps: int, t_us: Integers, lon: Floats, lat: Floats) -> None:
    """Mark the fixes of the steps that end with one, those heard twice included."""
    k, left = last, steps
    marks[k] = MISMATCH
    while left > 0 or (k > 0 and _heard_twice(k, t_us, lon, lat)):
        left -= 0 if _heard_twice(k, t_us, lon, lat) else 1
        k -= 1
        marks[k] = MISMATCH


@inlined
def _made_up(
    i: int, n: int, place: tuple[NDArray[np.int32], Floats, Floats], altitude: Singles, exact: Singles
) -> bool:
    """Two of three signs: the place of a neighbour to the last digit, altitude zero, more exact than any phone is."""
    obj, lon, lat = place
    signs = 0
    for j in (i - 1, i + 1):
        if 0 <= j < n and obj[j] == obj[i] and lon[j] == lon[i] and lat[j] == lat[i]:
            signs = 1
    if len(altitude) > 0 and altitude[i] == 0.0:
        signs += 1
    if len(exact) > 0 and 0.0 <= exact[i] <= EXACT_M:
        signs += 1
    return signs >= 2


@compiled
def made_up_places(
    place: tuple[NDArray[np.int32], Floats, Floats], t_us: Integers, altitude_m: Singles, accuracy_m: Singles
) -> NDArray[np.uint8]:
    """MOCK on every run of fixes, an hour and ten instants long, that each bear two of the three signs.

    Args:
        place: object numbers, longitudes, latitudes, N each.
        t_us: N instants, ascending within an object.
        altitude_m: N or 0; NaN: not said.
        accuracy_m: N or 0; NaN: not said.
    """
    obj = place[0]
    n = len(obj)
    marks = np.zeros(n, np.uint8)
    if len(altitude_m) == 0 and len(accuracy_m) == 0:
        return marks
    begin, instants = 0, 0
    for i in range(n + 1):
        ends = i == n or (i > 0 and obj[i] != obj[i - 1])
        bears = i < n and _made_up(i, n, place, altitude_m, accuracy_m)
        if ends or not bears:
            if instants >= MOCK_FIXES and t_us[i - 1] - t_us[begin] >= MOCK_US:
                marks[begin:i] = MOCK
            begin, instants = i + (0 if bears else 1), 0
        if bears:
            instants += 1 if i == begin or t_us[i] != t_us[i - 1] else 0
    return marks


@compiled
def wrong_clocks(
    obj: NDArray[np.int32], t_us: Integers, received_us: Integers, source: NDArray[np.int32]
) -> NDArray[np.uint8]:
    """AHEAD where a fix was received before it was seen; DISORDER where it came after a later one of the same feed.

    Args:
        obj: N object numbers; the fixes of one stand together.
        t_us: N instants, ascending within an object.
        received_us: N or 0; negative: not said.
        source: N numbers of feeds.
    """
    marks = np.zeros(len(obj), np.uint8)
    if len(received_us) == 0:
        return marks
    for i in range(len(obj)):
        if received_us[i] < 0:
            continue
        if t_us[i] - received_us[i] > AHEAD_US:
            marks[i] |= AHEAD
        j = i + 1
        same = j < len(obj) and obj[j] == obj[i] and source[j] == source[i] and t_us[j] > t_us[i]
        if same and received_us[j] >= 0 and received_us[i] - received_us[j] > DISORDER_US:
            marks[i] |= DISORDER
    return marks
