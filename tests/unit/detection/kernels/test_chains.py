"""Fixes of one name told apart by what could have been travelled."""

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from evenhand.detection.kernels.chains import (
    DUPLICATE,
    EDGE_US,
    IMPOSSIBLE,
    UNRESOLVED,
    WINDOW_US,
    away_m,
    chain,
)
from evenhand.foundation.geodesy import distance_m

SECOND = 1_000_000
SPEED, SLACK_S = 50.0, 10.0
NOWHERE = np.empty(0, np.float32)


def chained(*tracks, accuracy_m=NOWHERE, speed=SPEED):
    """Chains of objects given as lists of (seconds, lon, lat)."""
    rows = [(number, *fix) for number, fixes in enumerate(tracks) for fix in sorted(fixes)]
    columns = list(zip(*rows, strict=True)) or [[]] * 4
    obj, seconds, lon, lat = (np.array(column, float) for column in columns)
    limits = np.tile([speed, SLACK_S], (max(1, len(tracks)), 1))
    return chain(obj.astype(np.int32), (seconds * SECOND).astype(np.int64), lon, lat, accuracy_m, limits)


def road(n, lon=16.0, lat=31.0, step_s=10, first_s=0):
    """A car to the north, 25 m/s."""
    return [(first_s + k * step_s, lon, lat + k * step_s * 25 / 111_000) for k in range(n)]


class TestOneFalseFix:
    @pytest.mark.parametrize("place", [1, 7, 18], ids=["second", "middle", "last-but-one"])
    def test_is_found_and_its_neighbours_are_not_blamed(self, place):
        fixes = road(20)
        fixes[place] = (fixes[place][0], 17.0, 33.0)

        verdict = chained(fixes).verdict

        assert np.flatnonzero(verdict).tolist() == [place]
        assert verdict[place] == IMPOSSIBLE

    @pytest.mark.parametrize("place", [0, 19], ids=["first", "last"])
    def test_at_an_end_is_found_by_the_number_of_the_others(self, place):
        fixes = road(20)
        fixes[place] = (fixes[place][0], 17.0, 33.0)

        assert np.flatnonzero(chained(fixes).verdict == IMPOSSIBLE).tolist() == [place]

    def test_of_two_fixes_nobody_knows_which_is_false(self):
        assert chained([(0, 16.0, 31.0), (10, 17.0, 31.0)]).verdict.tolist() == [UNRESOLVED] * 2

    def test_leaves_the_true_track_whole(self):
        fixes = road(20)
        fixes[7] = (fixes[7][0], 17.0, 33.0)

        assert np.flatnonzero(chained(fixes).track).tolist() == [7]

    def test_within_its_own_error_is_none(self):
        fixes = [(0, 16.0, 31.0), (10, 16.1, 31.0), (20, 16.0, 31.0)]

        assert not chained(fixes, accuracy_m=np.array([5, 10_000, 5], np.float32)).verdict.any()


class TestStretches:
    def test_a_false_stretch_with_a_way_back_is_false_as_a_whole(self):
        away = [(t, lon + 2.0, lat) for t, lon, lat in road(30)]

        verdict = chained([*road(60)[:20], *away[20:30], *road(60)[30:]]).verdict

        assert np.flatnonzero(verdict == IMPOSSIBLE).tolist() == list(range(20, 30))
        assert np.flatnonzero(verdict).tolist() == list(range(20, 30))

    def test_a_jump_without_a_way_back_is_doubted_on_both_sides_for_ten_minutes(self):
        fixes = [*road(200), *[(t + 2000, lon + 2.0, lat) for t, lon, lat in road(200)]]

        doubted = np.flatnonzero(chained(fixes).verdict == UNRESOLVED)

        assert doubted.tolist() == list(range(200 - EDGE_US // SECOND // 10, 200 + EDGE_US // SECOND // 10 + 1))

    def test_two_objects_under_one_name_are_told_apart(self):
        mixed = [*road(30, lon=16.0), *road(30, lon=18.0, first_s=5)]

        found = chained(mixed)

        order = np.argsort([fix[0] for fix in mixed], kind="stable")
        assert (found.track == (order >= 30)).all()
        assert (found.verdict[1:] == DUPLICATE).all()

    def test_stray_fixes_far_apart_in_time_are_no_second_object(self):
        fixes = road(1000)
        strays = [100, 300, 500, 700, 900]
        for k, number in enumerate(strays):
            fixes[number] = (fixes[number][0], 18.0 + 0.2 * k, 31.0)

        verdict = chained(fixes).verdict

        assert np.flatnonzero(verdict).tolist() == strays
        assert (verdict[strays] == IMPOSSIBLE).all()

    def test_after_an_hour_of_silence_anything_can_be_reached(self):
        apart = WINDOW_US // SECOND

        assert chained([(0, 16.0, 31.0), (apart + 1, 40.0, 31.0)]).verdict.tolist() == [0, 0]
        assert chained([(0, 16.0, 31.0), (apart, 40.0, 31.0)]).verdict.tolist() == [UNRESOLVED] * 2


class TestDistance:
    @given(st.floats(-180, 180), st.floats(-80, 80), st.floats(-4, 4), st.floats(-4, 4))
    def test_is_never_more_than_the_true_one_and_a_hundredth_less_at_most(self, lon, lat, dlon, dlat):
        to_lon = (lon + dlon + 180.0) % 360.0 - 180.0
        true_m = distance_m(lon, lat, to_lon, lat + dlat)

        assert 0.985 * true_m - 0.01 <= away_m(lon, lat, to_lon, lat + dlat) <= 1.0005 * true_m + 0.01


FIX = st.tuples(st.integers(0, 200), st.integers(0, 3), st.integers(0, 3))


def by_hand(fixes):
    """Which chain each fix joins, by the definition, with distances on the ellipsoid; None: too close to call."""
    chains, numbers = [], []
    for number, (t, lon, lat) in enumerate(fixes):
        open_ = [one for one in chains if t - one["fixes"][-1][0] <= 3600]
        if not open_ and chains:
            open_ = [max(chains, key=lambda one: one["heard"])]
        reachable = []
        for one in open_:
            then, x, y = one["fixes"][-1]
            allowed_m, way_m = SPEED * (t - then + SLACK_S) + 100.0, distance_m(x, y, lon, lat)
            if 0.98 < (allowed_m + 1) / (way_m + 1) < 1.02:
                return None
            if way_m <= allowed_m:
                reachable.append(one)
        if not reachable:
            reachable = [{"number": len(chains), "fixes": []}]
            chains += reachable
        chosen = max(reachable, key=lambda one: one.get("heard", -1))
        chosen["fixes"].append((t, lon, lat))
        chosen["heard"] = number
        numbers.append(chosen["number"])
    return numbers


@settings(deadline=None, max_examples=200)
@given(st.lists(FIX, min_size=1, max_size=9))
def test_every_fix_follows_the_chain_heard_last_of_those_it_can_follow(fixes):
    # Within ten minutes all chains are alive and none is given up, so the definition is this short.
    placed = sorted((t * 3, 16.0 + 0.05 * x, 31.0 + 0.05 * y) for t, x, y in fixes)
    expected = by_hand(placed)
    assume(expected is not None and len(set(expected)) <= 8)

    assert chained(placed).track.tolist() == expected


@settings(deadline=None, max_examples=50)
@given(
    st.lists(st.tuples(st.integers(0, 20_000), st.integers(0, 5), st.integers(0, 5)), max_size=40), st.integers(0, 3)
)
def test_what_other_objects_and_distant_hours_do_changes_nothing(fixes, others):
    placed = [(t, 16.0 + x, 31.0 + y) for t, x, y in fixes]
    later = [(t + 20_000 + 3 * 3600, lon, lat) for t, lon, lat in road(5)]

    alone, among = chained(placed), chained(*[placed] * (others + 1), road(3))
    longer = chained([*placed, *later])

    assert among.verdict[: len(placed)].tolist() == alone.verdict.tolist()
    assert longer.verdict[: len(placed)].tolist() == alone.verdict.tolist()


@given(st.lists(st.floats(0, 1), min_size=2, max_size=50))
def test_what_can_be_travelled_is_never_blamed(shares):
    lat, fixes = 31.0, []
    for k, share in enumerate(shares):
        fixes.append((k * 30, 16.0, lat))
        lat += share * SPEED * 30 / 112_000

    found = chained(fixes)

    assert not found.verdict.any()
    assert not found.track.any()


def test_no_fixes_no_chains():
    assert len(chained().track) == 0


def test_more_than_eight_strays_at_once_leave_the_true_track():
    fixes = [*road(30), *[(300 + k, 20.0 + 3 * k, 31.0) for k in range(12)], *road(60)[32:]]

    verdict = chained(fixes).verdict

    assert (verdict[30:42] == IMPOSSIBLE).all()
    assert not verdict[:20].any()
