"""Who turned back: objects that went a way, reversed, and came back the way they had come.

Source: docs/methods/freedom-of-movement.md, "Turned back" (definition, known false alarms).
"""

import numpy as np
from numpy.typing import NDArray

from evenhand.detection.kernels.compiled import compiled, pure
from evenhand.detection.kernels.fixes import Fixes
from evenhand.detection.kernels.geodesic import arc_m, earth_centred

RETRACED = 0.9
"""Share of the fixes on the way back that must lie beside the way out; the rest may be noise or a way round a hole."""

TURN = np.dtype(
    [
        ("range", "i8"),  # the number of the range that it lies in
        ("first", "i8"),
        ("turn", "i8"),  # the fix farthest from the first; the earliest of several
        ("last", "i8"),
        ("out_m", "f8"),  # from the first fix to the turn, straight
        ("back_m", "f8"),  # by how much it is nearer to the first fix at the end than at the turn
        ("retraced", "f8"),  # share of the fixes after the turn that lie beside the way out
    ]
)
Turns = NDArray[np.void]
Floats = NDArray[np.float64]
Ints = NDArray[np.int64]


def find_turns(fixes: Fixes, ranges: Ints, *, least_m: float, width_m: float) -> Turns:
    """Find stretches on which an object turned back.

    The **turn** is the fix farthest from the first fix of the stretch; before it lies the way out, after it the way
    back. The object turned back if it went out by at least `least_m` and came back by at least `least_m`, and if nine
    in ten of the fixes on the way back lie within `width_m` of the way out (fixes joined by straight lines).

    Args:
        fixes: ordered as `arrange` leaves them.
        ranges: M x 2, the first and last fix (included) of each stretch of one object to look at.
        least_m: how far out, and how far back; a stretch that does exactly this counts.
        width_m: how far beside the way out the way back may lie.

    Returns:
        TURN rows in the order of the ranges, at most one a range; none where there are no ranges.

    Source: docs/methods/freedom-of-movement.md, "Turned back".
    """
    return _scan(fixes, np.ascontiguousarray(ranges, np.int64).reshape(-1, 2), least_m, width_m)


@compiled
def _scan(fixes: Fixes, ranges: Ints, least_m: float, width_m: float) -> Turns:
    out, found = np.empty(len(ranges), TURN), 0
    for number in range(len(ranges)):
        first, last = ranges[number, 0], ranges[number, 1]
        points = np.empty((last - first + 1, 3))
        for k in range(len(points)):
            points[k, 0], points[k, 1], points[k, 2] = earth_centred(fixes.lon[first + k], fixes.lat[first + k])
        turn, farthest_m = 0, 0.0
        for k in range(len(points)):
            away_m = _apart(points, 0, k)
            if away_m > farthest_m:
                turn, farthest_m = k, away_m
        out_m, left_m = arc_m(farthest_m), arc_m(_apart(points, 0, len(points) - 1))
        if out_m < least_m or out_m - left_m < least_m:
            continue
        retraced = _retraced(points, turn, width_m)
        if retraced < RETRACED:
            continue
        one = out[found]
        one.range, one.first, one.turn, one.last = number, first, first + turn, last
        one.out_m, one.back_m, one.retraced = out_m, out_m - left_m, retraced
        found += 1
    return out[:found].copy()


@pure
def _apart(points: Floats, i: int, j: int) -> float:
    dx, dy, dz = points[i, 0] - points[j, 0], points[i, 1] - points[j, 1], points[i, 2] - points[j, 2]
    return float((dx * dx + dy * dy + dz * dz) ** 0.5)


@pure
def _retraced(points: Floats, turn: int, width_m: float) -> float:
    """Share of the fixes after the turn that lie beside the way before it.

    The step beside which a fix lies is looked for around the one beside which the fix before it lay.
    """
    beside, hint = 0, turn
    n_back = len(points) - 1 - turn
    for k in range(turn + 1, len(points)):
        for reach in range(turn + 1):
            found = -1
            for step in (hint - reach, hint + reach):
                if 1 <= step <= turn and _beside_m(points, step, k) <= width_m:
                    found = step
                    break
            if found >= 0:
                beside, hint = beside + 1, found
                break
            if hint - reach < 1 and hint + reach > turn:
                break
    return beside / n_back


@pure
def _beside_m(points: Floats, step: int, k: int) -> float:
    """How far point k is from the straight line between point `step` and the one before it."""
    ux, uy, uz = (
        points[step, 0] - points[step - 1, 0],
        points[step, 1] - points[step - 1, 1],
        points[step, 2] - points[step - 1, 2],
    )
    dx, dy, dz = (
        points[k, 0] - points[step - 1, 0],
        points[k, 1] - points[step - 1, 1],
        points[k, 2] - points[step - 1, 2],
    )
    length2 = ux * ux + uy * uy + uz * uz
    part = 0.0
    if length2 > 0.0:
        part = min(1.0, max(0.0, (dx * ux + dy * uy + dz * uz) / length2))
    dx, dy, dz = dx - part * ux, dy - part * uy, dz - part * uz
    return float((dx * dx + dy * dy + dz * dz) ** 0.5)
