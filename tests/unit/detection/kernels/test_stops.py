"""Stops and landings, against trying every fix as the middle and every window around it."""

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evenhand.detection.kernels.fixes import arrange
from evenhand.detection.kernels.stops import (
    AIRBORNE,
    GROUND,
    UNKNOWN,
    Limits,
    find_landings,
    find_stops,
    settled_states,
)
from unit.detection.kernels.oracles import MINUTE_US, WGS84, positions

LON, LAT = 16.0, 31.0
NOBODY = np.empty(0, np.uint8)


def track(points):
    """Fixes from (minute, metres east, metres north)."""
    rows = []
    for minute, east, north in points:
        lon, lat, _ = WGS84.fwd(LON, LAT, np.degrees(np.arctan2(east, north)), np.hypot(east, north))
        rows.append((minute, lon, lat))
    return arrange(positions({"truck": rows})).fixes


def stops(points, *, states=(), barred=(), radius_m=100.0, dwell=10, gap=30):
    fixes = track(points)
    limits = Limits(radius_m, dwell * MINUTE_US, gap * MINUTE_US)
    return find_stops(
        fixes,
        np.array([[0, len(fixes.t_us) - 1]]),
        limits=limits,
        states=np.array(states, np.int8),
        barred=np.array(barred, np.uint8),
    )


def told(found):
    return [(one["began_us"] / MINUTE_US, one["ended_us"] / MINUTE_US, bool(one["grounded"])) for one in found]


STANDS = [(minute, 5 * (minute % 3), 0) for minute in range(0, 21, 5)]
DRIVES = [(minute, 1000 * minute, 0) for minute in range(0, 21, 5)]


@pytest.mark.parametrize(
    ("points", "expected"),
    [
        pytest.param([(0, 0, 0)], [], id="one-fix-is-no-stay"),
        pytest.param(STANDS, [(0, 20)], id="stands"),
        pytest.param(DRIVES, [], id="drives"),
        pytest.param([(0, 0, 0), (10, 0, 0)], [(0, 10)], id="exactly-the-least-dwell-counts"),
        pytest.param([(0, 0, 0), (9, 0, 0)], [], id="shorter-than-the-least-dwell"),
        pytest.param([(0, 0, 0), (10, 99, 0)], [(0, 10)], id="just-within-the-radius"),
        pytest.param([(0, 0, 0), (10, 101, 0)], [], id="just-beyond-the-radius"),
        pytest.param([(0, 0, 0), (31, 0, 0)], [], id="a-gap-interrupts"),
        pytest.param([(0, 0, 0), (5, 500, 0), (10, 0, 0)], [], id="a-way-out-and-back-interrupts"),
        pytest.param(
            [*STANDS, (25, 5000, 0), *((minute + 30, 9000, east) for minute, east, _ in STANDS)],
            [(0, 20), (30, 50)],
            id="two-places-are-two-stops",
        ),
        pytest.param(
            [(minute, 8 * minute, 0) for minute in range(0, 61, 5)],
            [(0, 60)],
            id="creeps-slower-than-a-radius-in-the-least-dwell",
        ),
    ],
)
def test_stays_in_one_place(points, expected):
    assert [one[:2] for one in told(stops(points))] == expected


def test_says_around_which_fix_it_stayed_and_how_far_from_it():
    [one] = stops([(0, -90, 0), (10, 0, 0), (20, 90, 0)])

    assert one["middle"] == 1
    assert one["spread_m"] == pytest.approx(90.0, abs=0.01)


def test_no_ranges_no_stops():
    fixes = track(STANDS)

    assert len(find_stops(fixes, np.empty((0, 2), np.int64), limits=Limits(1, 0, 0), states=NOBODY, barred=NOBODY)) == 0


def test_a_fix_that_is_too_fast_interrupts():
    assert told(stops(STANDS, barred=[0, 0, 1, 0, 0])) == []


def test_a_stop_is_looked_for_in_its_range_only():
    fixes = track(STANDS)
    limits = Limits(100.0, 10 * MINUTE_US, 30 * MINUTE_US)

    found = find_stops(fixes, np.array([[0, 2], [3, 4]]), limits=limits, states=NOBODY, barred=NOBODY)

    assert [(one["range"], one["first"], one["last"]) for one in found] == [(0, 0, 2)]


@pytest.mark.parametrize(
    ("states", "expected"),
    [
        pytest.param([AIRBORNE] * 5, [], id="hovers"),
        pytest.param([UNKNOWN] * 5, [(0, 20, False)], id="nothing-known"),
        pytest.param([GROUND] * 5, [(0, 20, True)], id="on-the-ground"),
        pytest.param([AIRBORNE, AIRBORNE, GROUND, AIRBORNE, AIRBORNE], [(10, 10, True)], id="touches-down-at-once"),
    ],
)
def test_what_is_known_of_flying(states, expected):
    assert told(stops(STANDS, states=states)) == expected


def test_rolling_on_the_ground_counts_whatever_its_speed():
    assert told(stops(DRIVES, states=[GROUND] * 5)) == [(0, 20, True)]


def brute(points, barred, radius_m, dwell, gap):
    """Every fix as the middle, every window around it, and unions over shared fixes."""
    fixes = track(points)
    n, t = len(fixes.t_us), fixes.t_us
    windows = []
    for k in range(n):
        for left in range(k + 1):
            for right in range(k, n):
                inside = range(left, right + 1)
                far = [WGS84.inv(fixes.lon[k], fixes.lat[k], fixes.lon[m], fixes.lat[m])[2] for m in inside]
                whole = all(t[m + 1] - t[m] <= gap * MINUTE_US for m in inside[:-1])
                if max(far) <= radius_m and whole and not any(barred[m] for m in inside):
                    windows.append((left, right))
    windows = sorted({one for one in windows if t[one[1]] - t[one[0]] >= dwell * MINUTE_US})
    merged = []
    for left, right in windows:
        if merged and left <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(merged[-1][1], right))
        else:
            merged.append((left, right))
    return [(t[left] / MINUTE_US, t[right] / MINUTE_US) for left, right in merged]


steps = st.tuples(st.integers(1, 12), st.integers(-70, 70), st.integers(-70, 70), st.booleans())


@settings(deadline=None, max_examples=80)
@given(st.lists(steps, min_size=1, max_size=12), st.integers(0, 20), st.sampled_from([33.3, 77.7, 150.1]))
def test_agrees_with_trying_every_window(moves, dwell, radius_m):
    points, minute, east, north, barred = [], 0, 0, 0, []
    for took, right, up, bar in moves:
        minute, east, north = minute + took, east + right, north + up
        points.append((minute, east, north))
        barred.append(bar and took % 3 == 0)

    found = stops(points, barred=barred, radius_m=radius_m, dwell=dwell, gap=10)

    assert [one[:2] for one in told(found)] == brute(points, barred, radius_m, dwell, 10)


@settings(deadline=None, max_examples=3)
@given(st.integers(4_000, 4_500), st.integers(0, 1000), st.sampled_from([20.0, 31.0, 60.0]))
def test_long_stays_skipped_in_blocks_give_what_every_fix_gives(n, seed, radius_m):
    noise = np.random.default_rng(seed).uniform(-15, 15, (n, 2))
    plane = noise + np.where(np.arange(n) < n // 3, 0, 55)[:, None]

    found = stops([(k * 0.1, *plane[k]) for k in range(n)], radius_m=radius_m, dwell=5)

    edges = np.zeros(n + 1, int)
    for k in range(n):
        far = np.flatnonzero(np.hypot(*(plane - plane[k]).T) > radius_m)
        left, right = max(far[far < k], default=-1) + 1, min(far[far > k], default=n) - 1
        if right - left >= 50:
            edges[left] += 1
            edges[right] -= 1
    inside = np.diff(np.concatenate([[0], np.cumsum(edges)[:-1] > 0, [0]]).astype(int))
    assert found["first"].tolist() == np.flatnonzero(inside == 1).tolist()
    assert found["last"].tolist() == np.flatnonzero(inside == -1).tolist()


@settings(deadline=None, max_examples=60)
@given(
    st.lists(st.tuples(st.integers(0, 30), st.sampled_from([UNKNOWN, AIRBORNE, GROUND])), max_size=14),
    st.integers(0, 8),
)
def test_a_fix_keeps_its_state_where_one_side_says_the_same(rows, window):
    rows = sorted(dict(rows).items())
    fixes = track([(minute, 0, 0) for minute, _ in rows]) if rows else arrange(positions({})).fixes
    said = np.array([state for _, state in rows], np.int8)

    settled = settled_states(fixes, said, window_us=window * MINUTE_US, blink_us=0)

    for k, (minute, state) in enumerate(rows):
        sides = [
            [other for at, other in rows if 0 <= sign * (minute - at) <= window and other != UNKNOWN]
            for sign in (1, -1)
        ]
        kept = state == UNKNOWN or any(2 * side.count(state) >= len(side) for side in sides)
        assert settled[k] == (state if kept else GROUND + AIRBORNE - state)


@settings(deadline=None, max_examples=60)
@given(
    st.lists(st.tuples(st.integers(0, 30), st.sampled_from([UNKNOWN, AIRBORNE, GROUND])), max_size=14),
    st.integers(0, 8),
)
def test_changes_that_follow_one_another_at_once_are_one_or_none(rows, blink):
    rows = sorted(dict(rows).items())
    fixes = track([(minute, 0, 0) for minute, _ in rows]) if rows else arrange(positions({})).fixes
    said = np.array([state for _, state in rows], np.int8)

    steady = settled_states(fixes, said, window_us=0, blink_us=blink * MINUTE_US)

    known = [(minute, state) for minute, state in rows if state != UNKNOWN]
    changes = [later for earlier, later in pairwise(known) if earlier[1] != later[1]]
    kept = [one for k, one in enumerate(changes) if k + 1 == len(changes) or changes[k + 1][0] - one[0] > blink]
    for (minute, state), found in zip(rows, steady, strict=True):
        after = [one[1] for one in kept if one[0] <= minute]
        expected = after[-1] if after else (known[0][1] if known else UNKNOWN)
        assert found == (UNKNOWN if state == UNKNOWN else expected)


def test_states_of_two_objects_and_of_one_instant_do_not_mix_by_their_order():
    tracks = {name: [(0, LON, LAT), (0, LON + 0.1, LAT), (1, LON, LAT)] for name in ("one", "two")}
    fixes = arrange(positions(tracks)).fixes
    said = np.array([GROUND, AIRBORNE, AIRBORNE, GROUND, GROUND, AIRBORNE], np.int8)

    settled = settled_states(fixes, said, window_us=MINUTE_US, blink_us=0)

    assert settled.tolist() == [GROUND, AIRBORNE, AIRBORNE, GROUND, GROUND, AIRBORNE]


@pytest.mark.parametrize(
    ("states", "expected"),
    [
        pytest.param([AIRBORNE, AIRBORNE, GROUND, GROUND, GROUND], [(1, 2, 1)], id="lands"),
        pytest.param([GROUND, GROUND, AIRBORNE, AIRBORNE, AIRBORNE], [(1, 2, 0)], id="takes-off"),
        pytest.param([AIRBORNE, UNKNOWN, GROUND, UNKNOWN, AIRBORNE], [(0, 2, 1), (2, 4, 0)], id="unknown-between"),
        pytest.param([UNKNOWN, GROUND, GROUND, GROUND, UNKNOWN], [], id="was-there-all-the-time"),
    ],
)
def test_landings_and_take_offs(states, expected):
    found = find_landings(track(DRIVES), np.array(states, np.int8), gap_us=10 * MINUTE_US)

    assert [(one["before"], one["after"], one["lands"]) for one in found] == expected


def test_over_a_gap_no_landing_is_assumed():
    states = np.array([AIRBORNE, GROUND], np.int8)

    assert len(find_landings(track([(0, 0, 0), (31, 0, 0)]), states, gap_us=30 * MINUTE_US)) == 0
