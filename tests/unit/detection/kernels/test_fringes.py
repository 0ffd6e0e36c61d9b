"""Perhaps inside: fixes outside by no more than their error, against asking every fix by itself."""

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from evenhand.detection.kernels.fringes import TELLS_NOTHING_M, find_fringes
from evenhand.detection.kernels.intervals import ENTRIES, EXITS
from evenhand.detection.kernels.presence import find_presence
from unit.detection.kernels.oracles import MINUTE_US, area, distance_m, positions

BOX = shapely.MultiPolygon([shapely.box(16.0, 31.0, 16.1, 31.1)])
HALF_HOUR = 30 * MINUTE_US
BESIDE, FAR, IN = (15.998, 31.05), (15.9, 31.05), (16.05, 31.05)
"""191 m outside, 9.5 km outside, 4.8 km inside."""


def fringes(tracks, accuracy_m, areas=(BOX,), **more):
    found = find_presence(positions(tracks, accuracy_m=accuracy_m, **more), list(areas), [HALF_HOUR] * len(areas))
    return found, find_fringes(found.fixes, found.index, found.intervals)


def told(stays):
    return [
        (one["began_us"] / MINUTE_US, one["ended_us"] / MINUTE_US, int(one["n_fixes"]), ENTRIES[one["entry"]],
         EXITS[one["exit"]]) for one in stays
    ]  # fmt: skip


def track(*places):
    return {"boat": [(10 * k, *place) for k, place in enumerate(places)]}


@pytest.mark.parametrize(
    ("places", "errors_m", "expected"),
    [
        pytest.param((FAR, BESIDE, FAR), [None] * 3, [], id="no-error-no-doubt"),
        pytest.param((FAR, BESIDE, FAR), [150.0] * 3, [], id="farther-than-its-error"),
        pytest.param((FAR, BESIDE, FAR), [200.0] * 3, [(10, 10, 1, "crossed", "crossed")], id="within-its-error"),
        pytest.param((BESIDE,), [200.0], [(0, 0, 1, "already-inside", "still-inside")], id="heard-once"),
        pytest.param((BESIDE, BESIDE, FAR), [200.0] * 3, [(0, 10, 2, "already-inside", "crossed")], id="stays-beside"),
        pytest.param((BESIDE, FAR, BESIDE), [200.0] * 3, [
            (0, 0, 1, "already-inside", "crossed"), (20, 20, 1, "crossed", "still-inside")], id="comes-back"),
        pytest.param((IN, IN), [200.0] * 2, [], id="inside-is-no-fringe"),
        pytest.param((BESIDE, IN, BESIDE), [200.0] * 3, [(0, 20, 3, "already-inside", "still-inside")], id="in-and-by"),
        pytest.param((BESIDE,), [1.01 * TELLS_NOTHING_M], [], id="an-error-that-tells-nothing"),
    ],
)  # fmt: skip
def test_stays_of_one_object(places, errors_m, expected):
    _, found = fringes(track(*places), errors_m)

    assert told(found.stays) == expected


def test_a_silence_beyond_the_limit_ends_a_stay():
    _, found = fringes({"boat": [(0, *BESIDE), (31, *BESIDE)]}, [200.0, 200.0])

    assert told(found.stays) == [(0, 0, 1, "already-inside", "lost"), (31, 31, 1, "regained", "still-inside")]


def test_untrusted_fixes_say_nothing_and_the_most_exact_of_repeats_speaks():
    twice = {"boat": [(0, *BESIDE), (0, *BESIDE)]}

    assert len(fringes(track(BESIDE), [200.0], integrity=["jammed"])[1].stays) == 0
    assert len(fringes(twice, [200.0, 50.0])[1].stays) == 0
    assert len(fringes(twice, [200.0, None])[1].stays) == 0
    assert told(fringes(twice, [200.0, 300.0])[1].stays) == [(0, 0, 1, "already-inside", "still-inside")]


@pytest.mark.parametrize(
    ("window", "expected"),
    [
        ((-1, 99), [(0, 20, 3)]),
        ((5, 15), [(5, 15, 1)]),
        ((12, 18), [(12, 18, 0)]),
        ((10, 10), []),
        ((21, 30), []),
        ((20, 30), [(20, 20, 1)]),
    ],
)
def test_a_stay_is_cut_to_a_window(window, expected):
    _, found = fringes(track(BESIDE, BESIDE, BESIDE), [200.0] * 3)
    begin, end = (np.array([bound * MINUTE_US]) for bound in window)

    cut = found.within(np.array([0]), begin, end)

    assert [one[:3] for one in told(cut)] == expected


def test_no_fixes_and_no_areas():
    assert len(fringes({}, [])[1].stays) == 0
    assert len(fringes(track(BESIDE), [200.0], areas=())[1].stays) == 0


def groups(shape, fixes, errors_m):
    """By hand: maximal runs of fixes inside or outside by no more than their error; None: too near to say."""
    runs, before, outside = [], None, []
    for number, (minute, lon, lat) in enumerate(fixes):
        away_m, inside = distance_m(shape, lon, lat), bool(shapely.contains_xy(shape, lon, lat))
        if min(away_m, abs(away_m - errors_m[number])) < 0.2:
            return None
        if not inside and away_m > errors_m[number]:
            before = None
            continue
        if before is None or minute - fixes[before][0] > 30:
            runs.append((number, number))
            outside.append(np.inf)
        runs[-1], before = (runs[-1][0], number), number
        outside[-1] = outside[-1] if inside else min(outside[-1], away_m)
    return [(*run, away_m) for run, away_m in zip(runs, outside, strict=True) if away_m < np.inf]


SIDES = st.tuples(st.floats(-0.6, 1.6), st.floats(-0.6, 1.6))


@settings(deadline=None, max_examples=150)
@given(
    st.lists(
        st.tuples(SIDES, st.integers(1, 33), st.sampled_from([3.0, 150.0, 900.0, 6000.0])), min_size=1, max_size=9
    ),
    st.sampled_from([0.002, 0.02, 0.3]),
    st.sampled_from([(16.0, 31.0), (179.2, 0.0), (20.0, 78.0)]),
)
def test_as_every_fix_by_itself(steps, size, corner):
    west, south = corner
    shape = area(
        [(west, south), (west + size, south), (west + size, south + size), (west + size / 3, south + size / 2)]
    )
    minutes = np.cumsum([step[1] for step in steps]).tolist()
    fixes = [(t, west + x * size, south + y * size) for t, ((x, y), _, _) in zip(minutes, steps, strict=True)]
    errors_m = [step[2] for step in steps]

    expected = groups(shape, fixes, errors_m)
    _, found = fringes({"boat": fixes}, errors_m, areas=(shape, BOX))

    mine = found.stays[found.stays["slot"] == 0]
    if expected is not None:
        assert [(one["first"], one["last"]) for one in mine] == [run[:2] for run in expected]
        assert mine["outside_m"] == pytest.approx([run[2] for run in expected], abs=0.1)


def test_across_the_antimeridian():
    shape = shapely.MultiPolygon([shapely.box(179.9, 0.0, 179.999, 0.1)])

    _, found = fringes({"boat": [(0, -179.995, 0.05)]}, [1000.0], areas=(shape,))

    assert found.stays["outside_m"] == pytest.approx([667.9], abs=0.5)


@pytest.mark.parametrize("order", [(0, 1, 2), (2, 1, 0), (1, 0, 2)])
def test_the_order_of_areas_and_objects_changes_nothing(order):
    shapes = [shapely.MultiPolygon([shapely.box(16.0 + k, 31.0, 16.1 + k, 31.1)]) for k in range(3)]
    rng = np.random.default_rng(4)
    tracks = {
        f"o{k}": [(m, 16.05 + k % 3 + x, 31.05 + y) for m, (x, y) in enumerate(rng.normal(0, 0.06, (200, 2)))]
        for k in range(7)
    }

    found, perhaps = fringes(tracks, [500.0] * 1400, areas=[shapes[k] for k in order])

    told_by = {
        (found.objects[one["object"]], order[one["slot"]], int(one["began_us"]), int(one["ended_us"])): one["outside_m"]
        for one in perhaps.stays
    }
    assert len(told_by) == len(perhaps.stays) > 50
    plain, again = fringes(tracks, [500.0] * 1400, areas=shapes)
    assert told_by == {
        (plain.objects[one["object"]], int(one["slot"]), int(one["began_us"]), int(one["ended_us"])): one["outside_m"]
        for one in again.stays
    }
