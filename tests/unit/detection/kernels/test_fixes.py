"""Positions into sorted arrays."""

import pyarrow as pa
import pytest

from evenhand.detection.kernels.fixes import BAD_COLUMN, BAD_COORDINATES, arrange, coded
from evenhand.foundation.problems import Problem
from unit.detection.kernels.oracles import positions


def test_sorted_rows_are_taken_as_they_are():
    arranged = arrange(positions({"a": [(0, 1, 2), (1, 1, 2)], "b": [(0, 3, 4)]}))

    assert arranged.rows is None
    assert arranged.objects == ("a", "b")


def test_other_rows_are_sorted_by_object_time_and_place():
    table = positions({"b": [(1, 3, 4), (0, 3, 4)], "a": [(0, 2, 2), (0, 1, 2)]})

    arranged = arrange(table)

    assert arranged.rows.tolist() == [1, 0, 3, 2]
    assert arranged.fixes.lon.tolist() == [3.0, 3.0, 1.0, 2.0]


def test_chunks_with_dictionaries_of_their_own_are_one_object():
    table = pa.concat_tables([positions({"a": [(0, 1, 2)]}), positions({"b": [(0, 1, 2)], "a": [(1, 1, 2)]})])

    arranged = arrange(table)

    assert sorted(arranged.objects) == ["a", "b"]
    assert len(set(arranged.fixes.object.tolist())) == 2


def test_a_word_that_stands_twice_in_a_dictionary_is_one_word():
    column = pa.chunked_array(
        [pa.DictionaryArray.from_arrays(pa.array([0, 1, None], pa.int32()), pa.array(["a", "a"]))]
    )

    codes, words = coded(column)

    assert (codes.tolist(), words) == ([0, 0, -1], ("a",))


@pytest.mark.parametrize(("lon", "lat"), [(181.0, 0.0), (0.0, 90.1), (float("nan"), 0.0), (0.0, float("inf"))])
def test_a_fix_that_is_nowhere_on_earth_is_named(lon, lat):
    with pytest.raises(Problem) as caught:
        arrange(positions({"a": [(0, 1, 2), (1, lon, lat)]}))

    assert caught.value.kind is BAD_COORDINATES
    assert caught.value.details["row"] == 1


@pytest.mark.parametrize("column", ["object", "seen_at", "lon", "lat"])
def test_a_missing_column_is_named(column):
    with pytest.raises(Problem) as caught:
        arrange(positions({"a": [(0, 1, 2)]}).drop_columns([column]))

    assert caught.value.kind is BAD_COLUMN
    assert caught.value.details["column"] == column
