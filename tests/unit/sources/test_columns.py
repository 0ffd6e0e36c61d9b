import numpy as np
import pyarrow as pa
import pytest

from evenhand.sources.columns import Chunk, Marks, numbers, truth, words


def marks_for(count):
    return Marks(Chunk(columns={}, rows=np.arange(1, count + 1), raw=lambda i: f"raw {i}"))


class TestNumbers:
    @pytest.mark.parametrize(
        ("values", "expected", "bad"),
        [
            pytest.param(["1", " 2.5 ", "-3e2", ".5", "5."], [1, 2.5, -300, 0.5, 5], [], id="text"),
            pytest.param(["", "null", "N/A", "-", None], [None] * 5, [], id="words-for-unknown"),
            pytest.param(
                ["1_000", "0x1f", "inf", "1,5", "٣", "1e999"], [None] * 6, [1, 2, 3, 4, 5, 6], id="no-numbers"
            ),
            pytest.param([1, None, 3], [1, None, 3], [], id="integers"),
            pytest.param([1.5, float("nan"), float("inf")], [1.5, None, None], [3], id="floats"),
            pytest.param([True, False], [None, None], [1, 2], id="truths-are-no-numbers"),
            pytest.param([{"a": 1}], [None], [1], id="nested"),
            pytest.param(pa.nulls(2), [None, None], [], id="all-unknown"),
            pytest.param(pa.array(["1", "1"]).dictionary_encode(), [1, 1], [], id="dictionary"),
        ],
    )
    def test_only_finite_numbers_come_through(self, values, expected, bad):
        array = values if isinstance(values, pa.Array) else pa.array(values)
        marks = marks_for(len(array))
        found = numbers(array, name="v", marks=marks)

        assert [None if np.isnan(v) else v for v in found] == expected
        assert [fault.row for fault in marks.faults] == bad
        assert all(fault.code == "sources.bad-number" for fault in marks.faults)

    def test_a_decimal_comma_is_read_where_named(self):
        assert list(numbers(pa.array(["1,5"]), name="v", marks=marks_for(1), decimal=",")) == [1.5]


class TestMarks:
    def test_the_first_fault_of_a_row_is_the_one_that_counts(self):
        marks = marks_for(2)
        numbers(pa.array(["x", "1"]), name="a", marks=marks)
        numbers(pa.array(["y", "z"]), name="b", marks=marks)

        assert [(fault.row, fault.reason[:1], fault.raw) for fault in marks.faults] == [
            (1, "a", "raw 0"),
            (2, "b", "raw 1"),
        ]


def test_words_of_numbers_lose_what_only_the_type_added():
    assert words(pa.array([351759000.0, 12.0])).to_pylist() == ["351759000", "12"]
    assert words(pa.array([1.5, None])).to_pylist() == ["1.5", None]
    assert words(pa.array([b"caf\xe9", None])).to_pylist() == ["caf\\xe9", None]
    assert words(pa.array(["  سرت ", "Unknown"]), missing=["Unknown"]).to_pylist() == ["سرت", None]


def test_truth_is_unknown_where_the_word_is():
    assert truth(pa.array(["Yes", "0", "maybe", None])).to_pylist() == [True, False, None, None]
    assert truth(pa.array([1, 0, 7])).to_pylist() == [True, False, None]
