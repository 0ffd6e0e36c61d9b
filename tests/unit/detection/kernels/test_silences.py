"""Silences, against asking every pair of fixes and every instant."""

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evenhand.detection.kernels.coverage import cell_of, grid_of
from evenhand.detection.kernels.fixes import arrange
from evenhand.detection.kernels.silences import (
    Gaps,
    find_quiet,
    find_silences,
    heard_in,
    heard_of,
    heard_share,
)
from unit.detection.kernels.oracles import MINUTE_US, WGS84, positions


def silences(tracks, *, limit=60, until=10_000):
    arranged = arrange(positions(tracks))
    found = find_silences(arranged.fixes, max_silence_us=limit * MINUTE_US, until_us=until * MINUTE_US)
    return arranged, found


def told(tracks, **more):
    arranged, found = silences(tracks, **more)
    return [
        (arranged.objects[one["object"]], one["began_us"] / MINUTE_US, one["ended_us"] / MINUTE_US, one["next"] >= 0)
        for one in found
    ]


@pytest.mark.parametrize(
    ("fixes", "until", "expected"),
    [
        pytest.param([(0, 16.0, 31.0)], 60, [], id="exactly-the-limit-is-tolerated"),
        pytest.param([(0, 16.0, 31.0)], 61, [(0, 61, False)], id="never-heard-again"),
        pytest.param([(0, 16.0, 31.0)], -5, [], id="the-watch-ended-before-the-only-fix"),
        pytest.param([(0, 16.0, 31.0), (60, 16.0, 31.0)], 60, [], id="a-report-each-hour"),
        pytest.param([(0, 16.0, 31.0), (61, 16.0, 31.0)], 61, [(0, 61, True)], id="a-gap-that-closed"),
        pytest.param(
            [(0, 16.0, 31.0), (0, 16.0, 31.0), (90, 16.0, 31.0)], 90, [(0, 90, True)], id="a-repeat-changes-nothing"
        ),
        pytest.param(
            [(500, 16.0, 31.0), (0, 16.0, 31.0), (100, 16.0, 31.0)],
            600,
            [(0, 100, True), (100, 500, True), (500, 600, False)],
            id="any-order-of-rows",
        ),
    ],
)
def test_silences_longer_than_the_limit(fixes, until, expected):
    assert [one[1:] for one in told({"dhow": fixes}, until=until)] == expected


def test_two_objects_are_not_one():
    assert told({"dhow": [(0, 16.0, 31.0)], "tug": [(50, 16.0, 31.0)]}, until=100) == [("dhow", 0, 100, False)]


def test_nobody_is_never_silent():
    assert told({}) == []


def test_says_how_far_away_it_was_heard_again():
    _, found = silences({"dhow": [(0, 179.9, 31.0), (100, -179.9, 31.2)]}, until=100)

    assert found["moved_m"][0] == pytest.approx(WGS84.inv(179.9, 31.0, -179.9, 31.2)[2], abs=0.01)


def test_what_was_not_heard_again_moved_nobody_knows_how_far():
    _, found = silences({"dhow": [(0, 16.0, 31.0)]}, until=100)

    assert np.isnan(found["moved_m"][0])


times = st.lists(st.integers(0, 500), max_size=12)


@settings(deadline=None, max_examples=100)
@given(st.dictionaries(st.sampled_from(["dhow", "tug", "ferry"]), times), st.integers(0, 90), st.integers(0, 700))
def test_agrees_with_asking_every_pair(tracks, limit, until):
    expected = []
    for name, minutes in tracks.items():
        ordered = sorted(minutes)
        expected += [(name, one, other, True) for one, other in pairwise(ordered) if other - one > limit]
        expected += [(name, last, until, False) for last in ordered[-1:] if until - last > limit]
    rows = {name: [(minute, 16.0, 31.0) for minute in minutes] for name, minutes in tracks.items()}

    assert sorted(told(rows, limit=limit, until=until)) == sorted(expected)


NOISY = {f"ship-{k}": [(minute, 16.02, 31.02) for minute in range(0, 400, 20)] for k in range(2)}


def share(fixes, others, *, ended, again=None, bin_minutes=60):
    """The share for a dhow that fell silent at minute 0 at a place, with what others were heard."""
    bin_us, grid = bin_minutes * MINUTE_US, grid_of(0.25)
    _, cells, bins = heard_in(arrange(positions({"dhow": fixes, **others})).fixes, grid, bin_us)
    (_, lon, lat), to = fixes[0], again or (np.nan, np.nan)
    columns = [np.array([value], float) for value in (lon, lat, *to)]
    gaps = Gaps(np.array([0]), np.array([ended * MINUTE_US]), *columns)
    return heard_share(gaps, heard_of(grid, bin_us, cells, bins))[0]


@pytest.mark.parametrize(
    ("others", "expected"),
    [
        pytest.param({}, 0.0, id="nobody-else-at-all"),
        pytest.param(NOISY, 1.0, id="others-all-the-time"),
        pytest.param({"ship": [(minute, 16.02, 31.02) for minute in range(0, 181, 20)]}, 0.75, id="others-part-of-it"),
        pytest.param({"ship": [(minute, 17.0, 31.0) for minute in range(0, 400, 20)]}, 0.0, id="others-elsewhere"),
        pytest.param({"ship": [(minute, 16.27, 30.98) for minute in range(0, 400, 20)]}, 1.0, id="beside-it"),
        pytest.param({"ship": [(minute, 16.01, 31.01) for minute in (10, 350)]}, 0.0, id="bins-cut-short-do-not-count"),
    ],
)
def test_share_of_a_silence_in_which_others_were_heard(others, expected):
    assert share([(0, 16.01, 31.01), (360, 16.01, 31.01)], others, ended=350) == expected


def test_follows_the_way_to_where_it_was_heard_again():
    ahead = {"ship": [(minute, 18.0, 31.0) for minute in range(0, 600, 20)]}

    found = share([(0, 16.0, 31.0), (600, 20.0, 31.0)], ahead, ended=600, again=(20.0, 31.0))

    assert 0.0 < found < 0.5


def test_a_silence_without_a_whole_bin_cannot_tell():
    assert np.isnan(share([(0, 16.0, 31.0), (100, 16.0, 31.0)], NOISY, ended=100))


def test_a_feed_that_ended_covers_nobody_and_costs_nothing():
    assert share([(0, 16.0, 31.0)], NOISY, ended=4_000_000_000, bin_minutes=1) < 1e-6


def test_the_antimeridian_and_the_poles_are_no_edge():
    ships = {"ship": [(minute, -179.99, 31.0) for minute in range(0, 400, 20)]}

    assert share([(0, 179.99, 31.0)], ships, ended=400) == 1.0
    assert share([(0, 10.0, 89.99)], {"ship": [(minute, 10.0, 89.9) for minute in range(0, 400, 20)]}, ended=400) == 1.0


fixes_of = st.lists(st.tuples(st.integers(0, 300), st.floats(-180, 180), st.floats(-90, 90)), min_size=1, max_size=8)


@settings(deadline=None, max_examples=60)
@given(st.dictionaries(st.sampled_from("abcd"), fixes_of, min_size=1))
def test_each_object_is_heard_where_its_fixes_lie(tracks):
    grid, arranged = grid_of(0.5), arrange(positions(tracks))

    objects, cells, bins = heard_in(arranged.fixes, grid, 60 * MINUTE_US)

    found = {
        (arranged.objects[number], cell, time_bin)
        for number, cell, time_bin in zip(objects.tolist(), cells.tolist(), bins.tolist(), strict=True)
    }
    assert len(found) == len(cells)
    assert found == {
        (name, cell_of(grid, lon, lat), minute // 60) for name, fixes in tracks.items() for minute, lon, lat in fixes
    }


@settings(deadline=None, max_examples=100)
@given(st.lists(st.tuples(st.integers(-5, 40), st.integers(0, 9)), max_size=8), st.integers(0, 9))
def test_quiet_times_are_those_in_which_nothing_happens(rows, longest):
    times = [(began, began + length) for began, length in rows]

    found = find_quiet(times, (0, 40), longest_us=longest)

    for instant in np.arange(0.25, 40, 0.5):
        busy = [(began, ended) for began, ended in times if ended >= 0 and began <= 40]
        before = max((ended for began, ended in busy if began < instant), default=0)
        after = min((began for began, _ in busy if began > instant), default=40)
        quiet = before < instant and max(after, 0) - max(before, 0) > longest
        assert any(began < instant < ended for began, ended in found) == quiet
