"""Intervals cut to windows of time."""

import numpy as np
import pytest
import shapely

from evenhand.detection.kernels.intervals import ENTRIES
from evenhand.detection.kernels.presence import find_presence
from unit.detection.kernels.oracles import MINUTE_US, positions

BOX = shapely.MultiPolygon([shapely.box(16.0, 31.0, 16.1, 31.1)])
HALF_HOUR = 30 * MINUTE_US


def presence(tracks, **more):
    return find_presence(positions(tracks, **more), [BOX], [HALF_HOUR])


def test_windows_cut_intervals_and_count_anew():
    found = presence({"boat": [(m, 16.02 + 0.001 * m, 31.05) for m in range(0, 41, 10)]})

    parts = found.within(np.array([0, 0, 0]), np.array([0, 15, 40]) * MINUTE_US, np.array([5, 35, 90]) * MINUTE_US)

    assert [(p["began_us"] // MINUTE_US, p["ended_us"] // MINUTE_US, p["n_fixes"]) for p in parts] == [
        (0, 5, 1), (15, 35, 2), (40, 40, 1),
    ]  # fmt: skip
    assert [ENTRIES[p["entry"]] for p in parts] == ["already-inside"] * 3
    assert parts[1]["entry_lon"] == pytest.approx(16.035, abs=1e-6)


def test_a_window_between_two_fixes_holds_no_fix():
    found = presence({"boat": [(0, 16.02, 31.05), (20, 16.08, 31.05)]})

    (part,) = found.within(np.array([0]), np.array([5 * MINUTE_US]), np.array([10 * MINUTE_US]))

    assert (part["n_fixes"], part["depth_m"], part["certain"]) == (0, -1.0, 0)
    assert part["gap_us"] == 20 * MINUTE_US
