"""Two objects at once: what each odd case gives, and the whole against geographiclib at many instants."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evenhand.detection.kernels.legs import ALREADY, CAME, COUNTED, LOST, REGAINED, STILL, UNCOUNTED, WENT, Windows
from evenhand.detection.kernels.pairs import Terms, find_close
from evenhand.foundation.problems import Problem
from unit.detection.kernels.oracles import MINUTE_US
from unit.detection.kernels.pair_oracles import arranged, least_m, meetings, samples, shifted

NORTH = 0.009
"""About a kilometre in degrees of latitude."""


def told(tracks, distance_m=1500.0, **more):
    """Minutes, how it begins and ends, fixes of each meeting."""
    return [
        (
            round(one["began_us"] / MINUTE_US, 2),
            round(one["ended_us"] / MINUTE_US, 2),
            one["entry"],
            one["exit"],
            one["n_fixes"],
        )
        for one in meetings(tracks, distance_m, **more)
    ]


POST = [(0, 18.0, 44.0), (20, 18.0, 44.0)]


@pytest.mark.parametrize(
    ("other", "expected"),
    [
        pytest.param([], [], id="nobody-else"),
        pytest.param([(0, 18.0, 44.1), (20, 18.0, 44.1)], [], id="far"),
        pytest.param([(0, 18.0, 44.0 + NORTH)], [(0.0, 0.0, ALREADY, STILL, 2)], id="near-for-an-instant"),
        pytest.param(
            [(0, 18.0, 44.0 + NORTH), (20, 18.0, 44.0 + NORTH)], [(0.0, 20.0, ALREADY, STILL, 4)], id="near-throughout"
        ),
        pytest.param(
            [(0, 18.0, 44.0), (20, 18.0, 44.0 + 2.7 * NORTH)], [(0.0, 11.11, ALREADY, WENT, 2)], id="goes-away"
        ),
        pytest.param(
            [(0, 18.0, 44.0 + 2.7 * NORTH), (20, 18.0, 44.0)], [(8.89, 20.0, CAME, STILL, 2)], id="comes-near"
        ),
        pytest.param(
            [(0, 18.0, 44.0 + 3 * NORTH), (20, 18.0, 44.0 - 3 * NORTH)],
            [(5.0, 15.0, CAME, WENT, 0)],
            id="passes-between-two-fixes",
        ),
        pytest.param([(30, 18.0, 44.0), (40, 18.0, 44.0)], [], id="at-another-time"),
        pytest.param(
            [(20, 18.0, 44.0), (40, 18.0, 44.0)], [(20.0, 20.0, ALREADY, STILL, 2)], id="one-comes-as-one-goes"
        ),
        pytest.param([(7, 18.0, 44.0), (7, 18.0, 44.0)], [(7.0, 7.0, ALREADY, STILL, 1)], id="a-repeat-counts-once"),
        pytest.param(
            [(5, 18.0, 44.0), (5, 18.0, 44.5), (9, 18.0, 44.5)],
            [(5.0, 5.0, ALREADY, WENT, 1)],
            id="two-places-at-one-instant",
        ),
    ],
)
def test_meetings_of_two_objects(other, expected):
    tracks = {"a": POST, "b": other} if other else {"a": POST}

    assert told(tracks) == expected


def test_a_silence_beyond_the_limit_ends_a_meeting():
    tracks = {
        "a": [(0, 18.0, 44.0), (10, 18.0, 44.0), (41, 18.0, 44.0)],
        "b": [(0, 18.0, 44.0), (30, 18.0, 44.0), (60, 18.0, 44.0)],
    }

    assert told(tracks) == [(0.0, 10.0, ALREADY, LOST, 3), (41.0, 41.0, REGAINED, STILL, 1)]


def test_both_move_and_meet_where_neither_was_heard():
    tracks = {"a": [(0, 18.0, 44.0), (20, 18.1, 44.0)], "b": [(0, 18.1, 44.0), (20, 18.0, 44.0)]}

    (one,) = meetings(tracks, 1000.0)
    assert one["least_m"] == pytest.approx(0.0, abs=0.1)
    assert one["least_us"] == pytest.approx(10 * MINUTE_US, abs=1000)
    assert (one["least_a_lon"], one["least_b_lon"]) == pytest.approx((18.05, 18.05), abs=1e-6)
    assert one["gap_us"] == 20 * MINUTE_US


def test_two_of_one_side_do_not_meet_and_one_of_none_meets_all():
    spot = [(0, 18.0, 44.0)]
    pairs = [
        (one["a"], one["b"])
        for one in meetings({"a": spot, "b": spot, "c": spot, "d": spot}, 10.0, sides=[0, 0, 1, -1])
    ]

    assert pairs == [(0, 2), (0, 3), (1, 2), (1, 3), (2, 3)]


def test_objects_count_only_in_their_windows():
    windows = Windows(np.array([0, 1, 3]), np.array([5, 0, 12]) * MINUTE_US, np.array([15, 8, 20]) * MINUTE_US)
    tracks = {"a": POST, "b": POST}

    assert told(tracks, windows=windows) == [(5.0, 8.0, COUNTED, UNCOUNTED, 0), (12.0, 15.0, COUNTED, UNCOUNTED, 0)]


def test_a_time_shorter_than_asked_for_is_left_out():
    tracks = {"a": POST, "b": [(0, 18.0, 44.0 + 3 * NORTH), (20, 18.0, 44.0 - 3 * NORTH)]}

    assert told(tracks, least_min=11) == []
    assert len(told(tracks, least_min=9)) == 1


@pytest.mark.parametrize("distance_m", [0.0, -1.0, 200_001.0, float("nan")])
def test_a_distance_that_makes_no_sense_is_refused(distance_m):
    with pytest.raises(Problem) as refused:
        meetings({"a": POST, "b": POST}, distance_m)
    assert refused.value.code == "detection.bad-distance"


def test_more_meetings_than_can_be_kept_are_refused():
    fixes = arranged({str(k): POST for k in range(9)})

    with pytest.raises(Problem) as refused:
        find_close(fixes, np.full(9, -1, np.int32), Terms(distance_m=10.0, gap_us=MINUTE_US), most=20)
    assert refused.value.code == "detection.too-many-meetings"


CENTRES = [(18.0, 44.0), (179.999, 10.0), (-180.0, -60.0), (30.0, 87.9), (-100.0, -89.999), (0.0, 0.0)]


@st.composite
def worlds(draw, n_objects=2, most_fixes=5):
    """A few objects around a point, their fixes at distances that matter, and the distance asked about."""
    lon, lat = draw(st.sampled_from(CENTRES))
    distance = draw(st.sampled_from([50.0, 1000.0, 20_000.0, 150_000.0]))
    fix = st.tuples(st.integers(0, 40), st.floats(0, 360), st.floats(0.0, 1.5))
    tracks = {}
    for k in range(n_objects):
        drawn = draw(st.lists(fix, min_size=1, max_size=most_fixes))
        tracks[f"object-{k}"] = [(minute, *shifted(lon, lat, way, share * distance)) for minute, way, share in drawn]
    # Not quite a round number: exactly on the line both answers would be right.
    return tracks, distance * 1.00731


@settings(max_examples=60, deadline=None)
@given(worlds())
def test_meetings_are_those_of_geographiclib(world):
    tracks, distance_m = world
    a, b = tracks["object-0"], tracks["object-1"]
    found = meetings(tracks, distance_m, gap_min=20)
    spans = [(one["began_us"] / MINUTE_US, one["ended_us"] / MINUTE_US) for one in found]

    for minute, apart in samples(a, b, 20):
        if abs(apart - distance_m) > 0.1:
            assert any(began - 1e-7 <= minute <= ended + 1e-7 for began, ended in spans) == (apart < distance_m)
    for one, (began, ended) in zip(found, spans, strict=True):
        assert one["least_m"] == pytest.approx(least_m(a, b, 20, began, ended), abs=0.1)


@settings(max_examples=60, deadline=None)
@given(worlds(n_objects=4), st.randoms(use_true_random=False))
def test_order_of_rows_repeats_and_threads_change_nothing(world, random):
    tracks, distance_m = world
    shuffled = {name: random.sample([*fixes, fixes[0]], len(fixes) + 1) for name, fixes in tracks.items()}
    strip = ("first_a", "last_a", "first_b", "last_b")

    def bare(rows):
        return [{key: value for key, value in row.items() if key not in strip} for row in rows]

    assert bare(meetings(shuffled, distance_m, threads=2)) == bare(meetings(tracks, distance_m))


@settings(max_examples=60, deadline=None)
@given(worlds())
def test_two_objects_that_change_names_meet_the_same(world):
    tracks, distance_m = world
    mirrored = {"object-0": tracks["object-1"], "object-1": tracks["object-0"]}
    same = ("began_us", "ended_us", "entry", "exit", "n_fixes", "gap_us", "certain")

    one, other = meetings(tracks, distance_m), meetings(mirrored, distance_m)
    assert [[row[key] for key in same] for row in one] == [[row[key] for key in same] for row in other]
    for row, twin in zip(one, other, strict=True):
        assert row["least_m"] == pytest.approx(twin["least_m"], abs=0.01)
        if all(len({fix[0] for fix in fixes}) == len(fixes) for fixes in tracks.values()):
            assert (row["entry_a_lon"], row["entry_b_lat"]) == pytest.approx((twin["entry_b_lon"], twin["entry_a_lat"]))


@settings(max_examples=40, deadline=None)
@given(worlds(n_objects=6, most_fixes=4))
def test_many_at_once_are_every_two_by_themselves(world):
    tracks, distance_m = world
    names = sorted(tracks)
    alone = []
    for i, one in enumerate(names):
        for j in range(i + 1, len(names)):
            pair = meetings({one: tracks[one], names[j]: tracks[names[j]]}, distance_m)
            alone += [(i, j, row["began_us"], row["ended_us"], row["least_m"]) for row in pair]

    together = meetings(tracks, distance_m)
    assert [(row["a"], row["b"], row["began_us"], row["ended_us"], row["least_m"]) for row in together] == alone
