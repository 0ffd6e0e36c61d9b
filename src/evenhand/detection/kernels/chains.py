"""Which fixes of one object cannot belong together: tracks told apart by what could have been travelled.

Source: docs/methods/integrity.md, "Impossible speed"; multi-hypothesis track formation after Reid, IEEE Trans.
Automatic Control 24 (1979), cut down to one hypothesis: a fix follows the chain heard last of those that it can follow.
"""

from math import cos, radians, sqrt
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from evenhand.detection.kernels.compiled import compiled, inlined, pure

WINDOW_US = 3_600_000_000
"""After an hour without a fix a chain is given up: by then anything can be reached."""
EDGE_US = 600_000_000
"""How far from a jump both sides are doubted, and how soon a second object must be heard again."""
IMPOSSIBLE, UNRESOLVED, DUPLICATE = 1, 2, 4
_MOST_CHAINS = 8
_RETURNS = 2
_FEW, _MANY_TIMES = 2, 3
_SHARE = 10
"""A second object gives at least a tenth of the fixes; strays give fewer."""
_DEGREE_M = 111_700.0
"""No degree on the ellipsoid is longer: along the meridian at a pole 111,694 m."""
_SLACK_M = 100.0
"""What rounding and antennas explain."""

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]


class Chained(NamedTuple):
    """By fix, what the chains say."""

    track: NDArray[np.int32]
    """Number of its chain within the object, from 0; fixes of one number can follow one another."""
    verdict: NDArray[np.uint8]
    """Bits IMPOSSIBLE, UNRESOLVED, DUPLICATE."""


class _Slots(NamedTuple):
    """The chains of one object that are still alive, at most eight of them; `alive` of them count."""

    number: Integers
    first: Integers
    last: Integers
    size: Integers
    returns: Integers
    parent: Integers
    """Number of the chain that it jumped away from; -1: none, or settled."""
    opened: Integers
    """Index of the fix that opened it."""
    dup_from: Integers
    dup_to: Integers
    alive: Integers


@pure
def away_m(lon1: float, lat1: float, lon2: float, lat2: float) -> float:
    """Distance good to one part in a hundred up to some hundred kilometres, and never more than the true one."""
    dlat = lat2 - lat1
    dlon = abs(lon2 - lon1)
    if dlon > 180.0:
        dlon = 360.0 - dlon
    if dlon < 3.0 and abs(dlat) < 3.0:
        x = dlon * cos(radians(0.5 * (lat1 + lat2)))
        return 110_400.0 * sqrt(x * x + dlat * dlat)
    a, b, half = radians(lat1), radians(lat2), radians(0.5 * dlon)
    s, t = np.sin(0.5 * (b - a)), np.sin(half)
    return float(2.0 * 6_335_000.0 * np.arcsin(min(1.0, sqrt(s * s + cos(a) * cos(b) * t * t))))


@inlined
def error_m(i: int, j: int, accuracy_m: NDArray[np.float32]) -> float:
    """Both errors together; what is not said is taken as 0."""
    together_m = 0.0
    if len(accuracy_m) > 0:
        if accuracy_m[i] > 0.0:
            together_m += accuracy_m[i]
        if accuracy_m[j] > 0.0:
            together_m += accuracy_m[j]
    return together_m


@inlined
def reachable(
    i: int,
    j: int,
    t_us: Integers,
    lon: Floats,
    lat: Floats,
    accuracy_m: NDArray[np.float32],
    limit: tuple[float, float],
) -> bool:
    """Whether fix j can follow fix i: `limit` is metres a second and seconds of error in the clock."""
    allowed_m = limit[0] * ((t_us[j] - t_us[i]) * 1e-6 + limit[1]) + _SLACK_M
    # The quick bound is right in nearly all cases: the sum of both sides is never shorter than the way.
    if (abs(lon[j] - lon[i]) + abs(lat[j] - lat[i])) * _DEGREE_M <= allowed_m:
        return True
    allowed_m += error_m(i, j, accuracy_m)
    return bool(away_m(lon[i], lat[i], lon[j], lat[j]) <= allowed_m)


@compiled
def chain(
    obj: NDArray[np.int32],
    t_us: Integers,
    lon: Floats,
    lat: Floats,
    accuracy_m: NDArray[np.float32],
    limits: Floats,
) -> Chained:
    """Put fixes into chains and judge the chains.

    Args:
        obj: N object numbers; the fixes of one stand together.
        t_us: N instants, ascending within an object.
        lon: N degrees.
        lat: N degrees.
        accuracy_m: N or 0; NaN: unknown, taken as 0.
        limits: objects x 2: greatest speed in metres a second, seconds of error in its clocks.
    """
    n = len(obj)
    track = np.zeros(n, np.int32)
    verdict = np.zeros(n, np.uint8)
    all_ = np.zeros((10, _MOST_CHAINS), np.int64)
    slots = _Slots(all_[0], all_[1], all_[2], all_[3], all_[4], all_[5], all_[6], all_[7], all_[8], all_[9])
    begin, number = 0, 0
    for i in range(n):
        if i == 0 or obj[i] != obj[i - 1]:
            if i > 0 and slots.alive[0] > 1:
                _finish(slots, track, t_us, verdict)
            begin, number = i, 0
            _alone(slots, 0, i)
            continue
        limit = (limits[obj[i], 0], limits[obj[i], 1])
        if slots.alive[0] == 1:
            track[i] = track[i - 1]
            if t_us[i] - t_us[i - 1] > WINDOW_US or reachable(i - 1, i, t_us, lon, lat, accuracy_m, limit):
                continue
            _begin_episode(slots, begin, i, int(track[i]), t_us, track)
        else:
            _settle(slots, i, track, t_us, verdict)
        chosen = _join(slots, i, t_us, lon, lat, accuracy_m, limit)
        if chosen < 0:
            number += 1
            chosen = _open(slots, i, number, track, t_us, verdict)
        track[i] = slots.number[chosen]
    if n > 0 and slots.alive[0] > 1:
        _finish(slots, track, t_us, verdict)
    return Chained(track, verdict)


@pure
def _alone(slots: _Slots, number: int, first: int) -> None:
    """One chain and no other."""
    slots.alive[0] = 1
    slots.number[0], slots.first[0], slots.last[0] = number, first, first
    slots.size[0], slots.returns[0], slots.parent[0], slots.opened[0] = 1, 0, -1, first
    slots.dup_from[0], slots.dup_to[0] = -1, -1


@pure
def _begin_episode(slots: _Slots, begin: int, i: int, number: int, t_us: Integers, track: NDArray[np.int32]) -> None:
    """The one chain as it stands before its first impossible step; only its last hour has a say in what follows."""
    first = i - 1
    while first > begin and t_us[i] - t_us[first - 1] <= WINDOW_US and track[first - 1] == number:
        first -= 1
    _alone(slots, number, first)
    slots.last[0], slots.size[0] = i - 1, i - first


@pure
def _join(
    slots: _Slots,
    i: int,
    t_us: Integers,
    lon: Floats,
    lat: Floats,
    accuracy_m: NDArray[np.float32],
    limit: tuple[float, float],
) -> int:
    """Put a fix to the chain heard last of those that it can follow; -1: none."""
    best, latest = -1, -1
    for k in range(slots.alive[0]):
        head = slots.last[k]
        latest = max(latest, head)
        if best >= 0 and head < slots.last[best]:
            continue
        # Only the chain that the others left is waited for; a stray one is not found again by what comes by much later.
        if slots.parent[k] >= 0 and t_us[i] - t_us[head] > EDGE_US:
            continue
        if t_us[i] - t_us[head] > WINDOW_US or reachable(head, i, t_us, lon, lat, accuracy_m, limit):
            best = k
    if best < 0:
        return -1
    # What comes back only after a long silence proves little: single false fixes far apart can follow one another too.
    back = slots.last[best] != latest and t_us[i] - t_us[slots.last[best]] <= EDGE_US
    slots.last[best] = i
    slots.size[best] += 1
    if back:
        slots.returns[best] += 1
        _both_at_once(slots, best, i)
    return best


@pure
def _both_at_once(slots: _Slots, one: int, i: int) -> None:
    """Two chains that are each gone back to are two objects under one name."""
    if slots.returns[one] < _RETURNS or slots.size[one] <= _FEW:
        return
    for other in range(slots.alive[0]):
        if other == one or slots.returns[other] < _RETURNS or slots.size[other] <= _FEW:
            continue
        begin = max(slots.first[one], slots.first[other])
        if _SHARE * min(slots.size[one], slots.size[other]) < i - begin:
            continue
        for k in (one, other):
            slots.dup_from[k] = begin if slots.dup_from[k] < 0 else min(begin, slots.dup_from[k])
            slots.dup_to[k] = i


@pure
def _open(
    slots: _Slots, i: int, number: int, track: NDArray[np.int32], t_us: Integers, verdict: NDArray[np.uint8]
) -> int:
    """A new chain, taken to have jumped away from the largest; where eight are alive the smallest makes room."""
    parent = 0
    for k in range(1, slots.alive[0]):
        more = slots.size[k] - slots.size[parent]
        if more > 0 or (more == 0 and slots.last[k] > slots.last[parent]):
            parent = k
    jumped_from = slots.number[parent]
    if slots.alive[0] == _MOST_CHAINS:
        least = 0
        for k in range(1, _MOST_CHAINS):
            fewer = slots.size[least] - slots.size[k]
            if fewer > 0 or (fewer == 0 and slots.last[k] < slots.last[least]):
                least = k
        _close(slots, least, track, t_us, verdict)
    k = slots.alive[0]
    slots.alive[0] += 1
    slots.number[k], slots.first[k], slots.last[k] = number, i, i
    slots.size[k], slots.returns[k], slots.parent[k], slots.opened[k] = 1, 0, jumped_from, i
    slots.dup_from[k], slots.dup_to[k] = -1, -1
    return int(k)


@pure
def _finish(slots: _Slots, track: NDArray[np.int32], t_us: Integers, verdict: NDArray[np.uint8]) -> None:
    """Judge all chains at an object's last fix."""
    for k in range(slots.alive[0]):
        _judge(slots, k, track, t_us, verdict)
    for k in range(slots.alive[0]):
        _mark(slots.number[k], slots.dup_from[k], slots.dup_to[k], DUPLICATE, track, verdict)
    slots.alive[0] = 0


@pure
def _settle(slots: _Slots, i: int, track: NDArray[np.int32], t_us: Integers, verdict: NDArray[np.uint8]) -> None:
    """Judge and drop the chains that are given up by fix i; one always stays, the last that is not held to be false."""
    for k in range(slots.alive[0]):
        if t_us[i] - t_us[slots.last[k]] > WINDOW_US:
            _judge(slots, k, track, t_us, verdict)
    stays = 0
    for k in range(slots.alive[0]):
        false = verdict[slots.last[k]] & IMPOSSIBLE
        kept_false = verdict[slots.last[stays]] & IMPOSSIBLE
        if false < kept_false or (false == kept_false and slots.last[k] > slots.last[stays]):
            stays = k
    kept = slots.number[stays]
    k = 0
    while k < slots.alive[0]:
        if slots.number[k] != kept and t_us[i] - t_us[slots.last[k]] > WINDOW_US:
            _close(slots, k, track, t_us, verdict)
        else:
            k += 1


@pure
def _close(slots: _Slots, k: int, track: NDArray[np.int32], t_us: Integers, verdict: NDArray[np.uint8]) -> None:
    """Judge a chain, mark it, and take it out."""
    _judge(slots, k, track, t_us, verdict)
    _mark(slots.number[k], slots.dup_from[k], slots.dup_to[k], DUPLICATE, track, verdict)
    last = slots.alive[0] - 1
    slots.number[k], slots.first[k], slots.last[k] = slots.number[last], slots.first[last], slots.last[last]
    slots.size[k], slots.returns[k], slots.parent[k] = slots.size[last], slots.returns[last], slots.parent[last]
    slots.opened[k], slots.dup_from[k] = slots.opened[last], slots.dup_from[last]
    slots.dup_to[k] = slots.dup_to[last]
    slots.alive[0] = last


@pure
def _judge(slots: _Slots, k: int, track: NDArray[np.int32], t_us: Integers, verdict: NDArray[np.uint8]) -> None:
    """What a chain that ends is to those it jumped from, and to those that jumped from it."""
    for child in range(slots.alive[0]):
        if slots.parent[child] < 0:
            continue
        for parent in range(slots.alive[0]):
            if slots.number[parent] == slots.parent[child] and k in (child, parent):
                _judge_pair(slots, child, parent, track, t_us, verdict)
                slots.parent[child] = -1
                break


@pure
def _judge_pair(
    slots: _Slots, child: int, parent: int, track: NDArray[np.int32], t_us: Integers, verdict: NDArray[np.uint8]
) -> None:
    """Which of two chains is the false one.

    Two that go on side by side are two objects. Where one lies wholly within the other, the smaller is false; where one
    only follows the other, a smaller one of one or two fixes is. Else nobody can say, and both sides are doubted.
    """
    if slots.dup_from[child] >= 0 and slots.dup_from[parent] >= 0:
        return
    smaller, larger = (child, parent) if slots.size[child] < slots.size[parent] else (parent, child)
    within = slots.last[parent] > slots.last[child]
    few = slots.size[smaller] <= _FEW and slots.size[larger] >= _MANY_TIMES * slots.size[smaller]
    if slots.size[smaller] < slots.size[larger] and (within or few):
        _mark(slots.number[smaller], slots.first[smaller], slots.last[smaller], IMPOSSIBLE, track, verdict)
        return
    jump = slots.opened[child]
    for j in range(jump, slots.last[child] + 1):
        if t_us[j] - t_us[jump] > EDGE_US:
            break
        if track[j] == slots.number[child]:
            verdict[j] |= UNRESOLVED
    nearest = -1
    for j in range(jump - 1, slots.first[parent] - 1, -1):
        if nearest >= 0 and t_us[jump] - t_us[j] > EDGE_US:
            break
        if track[j] == slots.number[parent]:
            nearest = j
            verdict[j] |= UNRESOLVED


@pure
def _mark(number: int, first: int, last: int, bit: int, track: NDArray[np.int32], verdict: NDArray[np.uint8]) -> None:
    """Set a bit on the fixes of one chain from `first` to `last`."""
    if first < 0:
        return
    for j in range(first, last + 1):
        if track[j] == number:
            verdict[j] |= bit
