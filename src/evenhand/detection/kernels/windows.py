"""Intervals of presence cut to windows of time, with number of fixes, depth and certainty anew for each part.

Source: docs/methods/presence.md, "From presence to alerts".
"""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from evenhand.detection.kernels.compiled import compiled, inlined, pure
from evenhand.detection.kernels.fixes import Fixes
from evenhand.detection.kernels.geodesic import between
from evenhand.detection.kernels.grid import Index
from evenhand.detection.kernels.intervals import (
    ALREADY_INSIDE,
    INTERVAL,
    STILL_INSIDE,
    Intervals,
    Scratch,
    forget,
    measure_depth,
    new_scratch,
    settle,
)


@inlined
def is_repeat(fixes: Fixes, i: int) -> bool:
    """Whether fix i says the same as the one before."""
    same_time = fixes.t_us[i] == fixes.t_us[i - 1]
    return bool(same_time and fixes.lon[i] == fixes.lon[i - 1] and fixes.lat[i] == fixes.lat[i - 1])


Windows = tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.int64]]
"""N numbers of intervals, N instants at which a window begins, N at which it ends."""


@pure
def _position_at(fixes: Fixes, fix: int, last: int, t_us: int) -> tuple[float, float]:
    """Where the path is at an instant between fix `fix` and the fix after `last`."""
    low, high = fix, min(last + 1, len(fixes.t_us) - 1)
    while high - low > 1:
        middle = (low + high) // 2
        if fixes.t_us[middle] <= t_us:
            low = middle
        else:
            high = middle
    took = fixes.t_us[high] - fixes.t_us[low]
    if took <= 0 or t_us <= fixes.t_us[low]:
        return fixes.lon[low], fixes.lat[low]
    part = (t_us - fixes.t_us[low]) / took
    return between(fixes.lon[low], fixes.lat[low], fixes.lon[high], fixes.lat[high], part)


@compiled
def cut_to_windows(fixes: Fixes, index: Index, intervals: Intervals, windows: Windows) -> Intervals:
    """See `Presence.within`."""
    which, begins_us, ends_us = windows
    out, scratch = np.empty(len(which), INTERVAL), new_scratch()
    n = 0
    for k in range(len(which)):
        begin_us, end_us = begins_us[k], ends_us[k]
        out[n] = intervals[which[k]]
        part = out[n]
        part.number = k
        if begin_us > part.began_us or end_us <= part.ended_us:
            if begin_us > part.ended_us or end_us <= part.began_us or begin_us >= end_us:
                continue
            _cut(fixes, index, part, (begin_us, end_us), scratch)
            if part.n_fixes == 0 and part.ended_us <= part.began_us:
                continue
        n += 1
    return out[:n].copy()


@pure
def _cut(fixes: Fixes, index: Index, part: Any, window: tuple[int, int], scratch: Scratch) -> None:
    """Cut an interval to a window in place."""
    latest = max(part.last, part.before)
    began_us, ended_us = max(part.began_us, window[0]), min(part.ended_us, window[1])
    if ended_us < part.ended_us:
        part.exit = STILL_INSIDE
        part.exit_lon, part.exit_lat = _position_at(fixes, part.before, latest, ended_us)
    if began_us > part.began_us:
        part.entry = ALREADY_INSIDE
        part.entry_lon, part.entry_lat = _position_at(fixes, part.before, latest, began_us)
    part.began_us, part.ended_us = began_us, ended_us
    first, last = part.first, part.last
    forget(part)
    part.n_fixes, part.first, part.last = 0, -1, -1
    while part.before < latest and fixes.t_us[part.before + 1] <= began_us:
        part.before += 1
    if first >= 0:
        for i in range(first, last + 1):
            if began_us <= fixes.t_us[i] < window[1]:
                if part.first < 0:
                    part.first = i
                if part.first == i or not is_repeat(fixes, i):
                    part.n_fixes += 1
                part.last = i
    if part.n_fixes == 0:
        part.gap_us = fixes.t_us[part.before + 1] - fixes.t_us[part.before] if first >= 0 else part.gap_us
        return
    settle(fixes, index, part, (part.first, part.last), scratch)
    measure_depth(index, part)
