"""Legs: what each odd case of windows, silences and repeats gives; slowness against plain arithmetic."""

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evenhand.detection.kernels.legs import (
    ALREADY,
    CAME,
    COUNTED,
    LOST,
    REGAINED,
    STILL,
    UNCOUNTED,
    WENT,
    Windows,
    cut_legs,
    lay_path,
    slow_windows,
    surface_m,
    way_at_most_m,
)
from evenhand.detection.kernels.pairs import EVERYTHING
from unit.detection.kernels.oracles import MINUTE_US
from unit.detection.kernels.pair_oracles import EARTH, arranged, shifted

GAP_US = 30 * MINUTE_US


def windows(*spans):
    bounds = np.array(spans, float).reshape(-1, 2) * MINUTE_US
    return Windows(np.array([0, len(spans)]), bounds[:, 0].astype(np.int64), bounds[:, 1].astype(np.int64))


def told(minutes, counted=EVERYTHING):
    """Minutes, whether it moves, how it begins and ends, of every leg of one object."""
    path = lay_path(arranged({"a": [(minute, 10.0 + minute / 1000, 20.0) for minute in minutes]}), 1)
    legs = cut_legs(path, GAP_US, counted)
    columns = (legs.t0_us / MINUTE_US, legs.t1_us / MINUTE_US, legs.moves, legs.entry, legs.exit)
    return list(zip(*(column.tolist() for column in columns), strict=True))


@pytest.mark.parametrize(
    ("minutes", "counted", "expected"),
    [
        pytest.param([5], EVERYTHING, [(5, 5, 0, ALREADY, STILL)], id="one-fix-stands-for-its-instant"),
        pytest.param([0, 30], EVERYTHING, [(0, 30, 1, ALREADY, STILL)], id="a-silence-of-the-limit-is-bridged"),
        pytest.param(
            [0, 31], EVERYTHING, [(0, 0, 0, ALREADY, LOST), (31, 31, 0, REGAINED, STILL)], id="a-longer-one-is-not"
        ),
        pytest.param([0, 10, 20], EVERYTHING, [(0, 10, 1, ALREADY, WENT), (10, 20, 1, CAME, STILL)], id="legs-follow"),
        pytest.param([0, 0, 10], EVERYTHING, [(0, 10, 1, ALREADY, STILL)], id="a-repeat-is-one-fix"),
        pytest.param([0, 20], windows(), [], id="never-counts"),
        pytest.param([0, 20], windows((5, 15)), [(5, 15, 1, COUNTED, UNCOUNTED)], id="cut-at-both-ends"),
        pytest.param(
            [0, 20], windows((0, 20)), [(0, 20, 1, ALREADY, STILL)], id="a-window-of-just-its-length-cuts-nothing"
        ),
        pytest.param(
            [0, 10, 20],
            windows((0, 10)),
            [(0, 10, 1, ALREADY, UNCOUNTED), (10, 10, 1, CAME, UNCOUNTED)],
            id="a-window-that-ends-with-a-fix",
        ),
        pytest.param(
            [0, 20],
            windows((2, 4), (6, 8)),
            [(2, 4, 1, COUNTED, UNCOUNTED), (6, 8, 1, COUNTED, UNCOUNTED)],
            id="two-windows-in-a-leg",
        ),
        pytest.param([10], windows((10, 12)), [(10, 10, 0, ALREADY, STILL)], id="an-instant-in-its-window"),
    ],
)
def test_legs_of_one_object(minutes, counted, expected):
    assert told(minutes, counted) == expected


def test_of_repeats_the_trusted_and_most_exact_one_speaks():
    spot = (0, 10.0, 20.0)
    fixes = arranged(
        {"a": [spot] * 4}, accuracy_m=[5.0, 90.0, 40.0, None], integrity=["jammed", "trusted", "trusted", "jammed"]
    )
    path = lay_path(fixes, 1)

    assert (len(path.t_us), path.accuracy_m.tolist(), path.trusted.tolist()) == (1, [40.0], [1])


def test_bounds_hold_on_the_ellipsoid():
    for length_m in (1.0, 5_000.0, 900_000.0, 12_000_000.0):
        for azimuth in (0, 45, 90):
            ends = {"a": [(0, 0.0, 0.0)], "b": [(0, *shifted(0.0, 0.0, azimuth, length_m))]}
            path = lay_path(arranged(ends), 2)
            chord = float(np.linalg.norm(path.xyz_m[1] - path.xyz_m[0]))
            assert chord <= length_m <= way_at_most_m(chord)
            assert length_m > 200_000.0 or surface_m(chord) == pytest.approx(length_m, abs=0.1)


def slow_by_hand(fixes, limit_kn):
    """Legs of (minute, lon, lat) fixes that are slow over five minutes or more around their middle."""
    found, low = [], 0
    for k, (one, other) in enumerate(pairwise(fixes)):
        if other[0] - one[0] > 30:
            low = k + 1
            continue
        middle = (one[0] + other[0]) / 2
        before = [i for i in range(low, k + 1) if fixes[i][0] <= middle - 2.5]
        i, j = before[-1] if before else low, k + 1
        while j + 1 < len(fixes) and fixes[j][0] < middle + 2.5 and fixes[j + 1][0] - fixes[j][0] <= 30:
            j += 1
        way = EARTH.Inverse(fixes[i][2], fixes[i][1], fixes[j][2], fixes[j][1])["s12"]
        if way / ((fixes[j][0] - fixes[i][0]) * 60) <= limit_kn * 1852 / 3600:
            joined = found and found[-1][1] == one[0]
            found[-1:] = (
                [(found[-1][0] if joined else one[0], other[0])] if joined else [*found[-1:], (one[0], other[0])]
            )
    return found


@settings(max_examples=80, deadline=None)
@given(
    st.lists(st.tuples(st.integers(0, 60), st.floats(0, 900)), min_size=1, max_size=14, unique_by=lambda fix: fix[0])
)
def test_slow_times_are_those_of_plain_arithmetic(moves):
    fixes = [(minute, *shifted(30.0, 40.0, 70.0, metres)) for minute, metres in sorted(moves)]
    found = slow_windows(lay_path(arranged({"a": fixes}), 1), GAP_US, 2.0)

    bounds = zip((found.begin_us / MINUTE_US).tolist(), (found.end_us / MINUTE_US).tolist(), strict=True)
    assert list(bounds) == slow_by_hand(fixes, 2.0)


def test_the_error_of_a_receiver_is_no_speed():
    fixes = [(second / 60, *shifted(30.0, 40.0, 180 * (second % 2), 8.0)) for second in range(0, 1200, 2)]
    found = slow_windows(lay_path(arranged({"a": fixes}), 1), GAP_US, 2.0)

    assert (found.begin_us.tolist(), found.end_us.tolist()) == ([0], [round(fixes[-1][0] * MINUTE_US)])
