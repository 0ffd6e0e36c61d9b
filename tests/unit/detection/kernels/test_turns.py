"""Who turned back, against measuring every fix of the way back against every metre of the way out."""

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from evenhand.detection.kernels.fixes import arrange
from evenhand.detection.kernels.turns import find_turns
from unit.detection.kernels.oracles import WGS84, positions

LON, LAT = 38.0, 48.3
OUT = [(0, 0), (1000, 0), (2000, 0), (3000, 0)]
BACK = [(2000, 10), (1000, -10), (0, 5)]


def track(points):
    """Fixes a minute apart from (metres east, metres north)."""
    rows = []
    for minute, (east, north) in enumerate(points):
        lon, lat, _ = WGS84.fwd(LON, LAT, np.degrees(np.arctan2(east, north)), np.hypot(east, north))
        rows.append((minute, lon, lat))
    return arrange(positions({"patrol": rows})).fixes


def turns(points, *, least_m=2000.0, width_m=200.0):
    fixes = track(points)
    return find_turns(fixes, np.array([[0, len(fixes.t_us) - 1]]), least_m=least_m, width_m=width_m)


@pytest.mark.parametrize(
    ("points", "expected"),
    [
        pytest.param([(0, 0)], [], id="one-fix"),
        pytest.param(OUT, [], id="goes-through"),
        pytest.param([*OUT, *BACK], [3], id="turns-back"),
        pytest.param([*OUT, (2995, 5), (2990, 0), *BACK], [3], id="waits-before-it-turns"),
        pytest.param([*OUT, (2000, 0)], [], id="has-not-come-back-far-enough-yet"),
        pytest.param([(0, 0), (1900, 0), (0, 0)], [], id="had-hardly-set-out"),
        pytest.param([*OUT, (3000, 2000), (1000, 2000), (0, 2000)], [], id="goes-home-another-way"),
        pytest.param([*OUT, (2800, 900), (2000, 150), (1000, 150), (0, 150)], [], id="strays-once-in-four"),
        pytest.param([(0, 0), (0, 3000), (0, 10)], [1], id="northwards"),
    ],
)
def test_turns_back(points, expected):
    assert [one["turn"] for one in turns(points)] == expected


def test_says_how_far_it_went_and_came_back():
    [one] = turns([*OUT, (2000, 0), (500, 0)])

    assert (one["out_m"], one["back_m"]) == (pytest.approx(3000, abs=0.01), pytest.approx(2500, abs=0.01))


def test_each_stretch_stands_for_itself():
    fixes = track([*OUT, *BACK, *OUT])

    found = find_turns(fixes, np.array([[7, 10], [0, 6]]), least_m=2000.0, width_m=200.0)

    assert [(one["range"], one["first"], one["turn"], one["last"]) for one in found] == [(1, 0, 3, 6)]


def test_no_stretches_no_turns():
    assert len(find_turns(track(OUT), np.empty((0, 2), np.int64), least_m=1.0, width_m=1.0)) == 0


def brute(points, least_m, width_m):
    """Whether it turned back, and how near the answer is to the other one; the way out is sampled each two metres."""
    plane = np.array(points, float)
    away = np.hypot(*(plane - plane[0]).T)
    turn = int(np.argmax(away.round(6)))
    out_m, back_m = away[turn], away[turn] - away[-1]
    margin = min(abs(out_m - least_m), abs(back_m - least_m))
    if out_m < least_m or back_m < least_m:
        return None, margin
    way = [plane[0]]
    for one, other in pairwise(plane[: turn + 1]):
        n = max(2, int(np.hypot(*(other - one)) / 2))
        way += list(one + (other - one) * np.linspace(0, 1, n)[:, None])
    nearest = [np.hypot(*(np.array(way) - point).T).min() for point in plane[turn + 1 :]]
    margin = min([margin, *(abs(one - width_m) for one in nearest)])
    return (turn if np.mean([one <= width_m for one in nearest]) >= 0.9 else None), margin


@settings(deadline=None, max_examples=150)
@given(
    st.lists(st.tuples(st.integers(100, 900), st.integers(-300, 300)), min_size=1, max_size=8),
    st.lists(st.tuples(st.integers(-900, 100), st.integers(-300, 300)), min_size=1, max_size=8),
)
def test_agrees_with_measuring_every_metre(out, back):
    points = [(0, 0)]
    for east, north in [*out, *back]:
        points.append((points[-1][0] + east, points[-1][1] + north))
    expected, margin = brute(points, 800.0, 250.0)
    assume(margin > 2.0)

    assert [one["turn"] for one in turns(points, least_m=800.0, width_m=250.0)] == [expected] * (expected is not None)
