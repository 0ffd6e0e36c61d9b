"""Many objects at once: tallies, and what they are judged to be."""

import numpy as np
import pyarrow as pa
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
    add,
    cell_of,
    find_interference,
    tally,
)

NOTHING = np.empty(0, np.float32), np.empty(0, np.uint8)


def tallied(rows):
    """Of (object, minute, lon, lat, degraded, displaced)."""
    columns = list(zip(*sorted(rows), strict=True)) or [[]] * 6
    obj, minute, lon, lat, degraded, displaced = (np.array(column, float) for column in columns)
    fixes = Fixes(obj.astype(np.int32), (minute * 60e6).astype(np.int64), lon, lat, *NOTHING)
    return tally(fixes, degraded.astype(np.uint8), displaced.astype(np.uint8))


@pytest.mark.parametrize(
    ("degraded", "jammed"),
    [
        pytest.param([1, 1, 1], True, id="three-at-once"),
        pytest.param([1, 1, 0], False, id="two-may-be-chance"),
        pytest.param([1, 1, 1] + [0] * 9, True, id="a-quarter"),
        pytest.param([1, 1, 1] + [0] * 10, False, id="less-than-a-quarter"),
        pytest.param([1, 1, 1] + [2] * 10, True, id="those-that-never-say-do-not-count"),
    ],
)
def test_jamming_is_many_degraded_in_one_place_at_one_time(degraded, jammed):
    found = find_interference(tallied([(k, 5, 16.2, 31.2, state, 0) for k, state in enumerate(degraded)]))

    assert found.at(16.9, 31.9, 5 * 60_000_000, DEGRADED) == jammed
    assert not found.at(17.1, 31.9, 5 * 60_000_000, DEGRADED)
    assert not found.at(16.9, 31.9, 25 * 60_000_000, DEGRADED)


def test_one_object_that_is_degraded_often_is_one():
    rows = [(1, minute / 10, 16.2, 31.2, 1, 0) for minute in range(90)]

    assert find_interference(tallied(rows)) == Interference()


def test_spoofing_is_several_displaced_to_one_small_place():
    rows = [(k, 5, 35.49, 33.82, 0, 1) for k in range(3)] + [(9, 5, 35.4, 33.8, 0, 0)]

    found = find_interference(tallied(rows))

    assert found.at(35.41, 33.85, 5 * 60_000_000, DISPLACED)
    assert not found.at(35.6, 33.85, 5 * 60_000_000, DISPLACED)
    assert found.over(np.array([35.41, 35.6]), np.array([33.85] * 2), np.array([BIN_US] * 2), DISPLACED).tolist() == [
        True,
        False,
    ]


ROW = st.tuples(
    st.integers(0, 5), st.integers(0, 60), st.sampled_from([-179.9, -0.5, 0.5, 16.2, 179.95]),
    st.sampled_from([-89.9, 0.05, 31.2]), st.integers(0, 2), st.booleans(),
)  # fmt: skip


@settings(deadline=None, max_examples=100)
@given(st.lists(ROW, max_size=40))
def test_counts_distinct_objects_in_each_cell_and_ten_minutes(rows):
    def counted(kind, counts, affected):
        seen = {}
        for obj, minute, lon, lat, *states in rows:
            if counts(states):
                cell = (int((lat + 90) // CELLS_DEG[kind]), int((lon + 180) // CELLS_DEG[kind]), minute // 10)
                seen.setdefault(cell, {}).setdefault(obj, []).append(affected(states))
        return sorted((len(objects), sum(any(one) for one in objects.values())) for objects in seen.values())

    found = tallied(rows)

    for kind, counts, affected in (
        (DEGRADED, lambda one: one[0] != 2, lambda one: one[0] == 1),
        (DISPLACED, lambda one: one[1], lambda one: True),
    ):
        mine = [row for row in found.to_pylist() if row["kind"] == kind]
        assert sorted((row["objects"], row["affected"]) for row in mine) == counted(kind, counts, affected)


@settings(deadline=None, max_examples=50)
@given(st.lists(ROW, max_size=40), st.integers(0, 6))
def test_the_tallies_of_any_division_of_the_objects_add_up_to_that_of_all(rows, split):
    parts = [[row for row in rows if (row[0] < split) == low] for low in (True, False)]

    assert add([tallied(part) for part in parts]).equals(tallied(rows))


def test_cells_meet_at_the_antimeridian():
    assert cell_of(np.array([180.0]), np.array([0.0]), DEGRADED) == cell_of(
        np.array([-180.0]), np.array([0.0]), DEGRADED
    )


def test_nothing_is_tallied_of_nothing():
    assert tallied([]).schema.equals(TALLY)
    assert find_interference(add([])) == Interference()
    assert isinstance(add([tallied([])]), pa.Table)
