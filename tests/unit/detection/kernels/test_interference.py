"""Many objects at once: tallies, and what they are judged to be."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evenhand.detection.kernels.fixes import Fixes
from evenhand.detection.kernels.interference import (
    BIN_US,
    CELLS_DEG,
    DEGRADED,
    DISPLACED,
    TALLY,
    Interference,
    find_interference,
    places_of,
    tally,
)

NOTHING = np.empty(0, np.float32), np.empty(0, np.uint8)
NAMES = [f"icao24:{number}" for number in range(40)]


def tallied(rows):
    """Of (object, minute, lon, lat, degraded, displaced)."""
    columns = list(zip(*sorted(rows), strict=True)) or [[]] * 6
    obj, minute, lon, lat, degraded, displaced = (np.array(column, float) for column in columns)
    fixes = Fixes(obj.astype(np.int32), (minute * 60e6).astype(np.int64), lon, lat, *NOTHING)
    return tally(fixes, NAMES, degraded.astype(np.uint8), displaced.astype(np.uint8))


def lies_in(found, lon, lat, minute, kind):
    return found.over(np.array([lon]), np.array([lat]), np.array([minute * 60_000_000]), kind).tolist() == [True]


@pytest.mark.parametrize(
    ("degraded", "jammed"),
    [
        pytest.param([1, 1, 1], True, id="three-at-once"),
        pytest.param([1, 1, 0], False, id="two-may-be-chance"),
        pytest.param([1, 1, 1] + [0] * 30, True, id="among-many-that-are-not"),
    ],
)
def test_jamming_is_many_degraded_in_one_place_at_one_time(degraded, jammed):
    before = [(k, 1, 3.5, 50.0, 0, 0) for k in range(len(degraded))]

    found = find_interference(
        [tallied([*before, *((k, 45, 16.2, 31.2, state, 0) for k, state in enumerate(degraded))])]
    )

    assert lies_in(found, 16.9, 31.9, 45, DEGRADED) == jammed
    assert not lies_in(found, 17.1, 31.9, 45, DEGRADED)
    assert not lies_in(found, 16.9, 31.9, 65, DEGRADED)


def test_those_that_are_never_good_are_no_sign_of_jamming():
    assert find_interference([tallied([(k, 5, 16.2, 31.2, 1, 0) for k in range(9)])]) == Interference()


def test_one_object_that_is_degraded_often_is_one():
    rows = [(1, 0, 16.2, 31.2, 0, 0), *((1, minute / 10, 16.2, 31.2, 1, 0) for minute in range(1, 90))]

    assert find_interference([tallied(rows)]) == Interference()


def test_spoofing_is_several_displaced_to_one_small_place():
    found = find_interference([tallied([(k, 5, 35.49, 33.82, 0, 1) for k in range(3)])])

    assert lies_in(found, 35.41, 33.85, 5, DISPLACED)
    assert not lies_in(found, 35.6, 33.85, 5, DISPLACED)
    assert found.any_of(places_of(np.array([35.41]), np.array([33.85]), np.array([BIN_US]), DISPLACED), DISPLACED)


ROW = st.tuples(
    st.integers(0, 5), st.integers(0, 200), st.sampled_from([-179.9, -0.5, 0.5, 16.2, 179.95]),
    st.sampled_from([-89.9, 0.05, 31.2]), st.booleans(), st.booleans(),
)  # fmt: skip


@settings(deadline=None, max_examples=100)
@given(st.lists(ROW, max_size=40))
def test_notes_every_object_in_each_cell_and_ten_minutes_in_which_it_was_affected(rows):
    def near_a_good_one(row):
        return any(one[0] == row[0] and not one[4] and abs(one[1] - row[1]) <= 60 for one in rows)

    for kind, affected in ((DEGRADED, lambda row: row[4] and near_a_good_one(row)), (DISPLACED, lambda row: row[5])):
        side = CELLS_DEG[kind]
        expected = {
            (NAMES[row[0]], (row[3] + 90) // side, (row[2] + 180) // side, row[1] // 10)
            for row in rows
            if affected(row)
        }
        found = [row for row in tallied(rows).to_pylist() if row["kind"] == kind]
        assert len(found) == len(expected)
        assert {row["object"] for row in found} == {one[0] for one in expected}


@settings(deadline=None, max_examples=50)
@given(st.lists(ROW, max_size=40), st.integers(0, 6))
def test_the_tallies_of_any_division_of_the_objects_tell_what_that_of_all_does(rows, split):
    parts = [tallied([row for row in rows if (row[0] < split) == low]) for low in (True, False)]

    assert find_interference(parts) == find_interference([tallied(rows)])


def test_cells_meet_at_the_antimeridian():
    east, west = (places_of(np.array([lon]), np.zeros(1), np.zeros(1, int), DEGRADED) for lon in (180.0, -180.0))

    assert east == west


def test_nothing_is_tallied_of_nothing():
    assert tallied([]).schema.equals(TALLY)
    assert find_interference([]) == Interference()
