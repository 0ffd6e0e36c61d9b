from pathlib import Path

import pytest

from evenhand.foundation.problems import Problem
from evenhand.sources.batches import Context
from evenhand.sources.faults import BAD_ROW
from evenhand.sources.rows import PositionRows, number, word


@pytest.mark.parametrize(
    ("value", "expected"), [(None, None), ("", None), ("1.5", 1.5), (7, 7.0), (" 2 ", 2.0), (-0.5, -0.5)]
)
def test_numbers_of_json_and_text_are_read(value, expected):
    assert number(value, "v") == expected


@pytest.mark.parametrize("value", ["north", "inf", "nan", "1_0", float("inf"), True, [], {}, 10**400, "9" * 400])
def test_what_is_no_finite_number_is_a_fault(value):
    with pytest.raises(Problem) as caught:
        number(value, "v")
    assert caught.value.code == "sources.bad-number"


@pytest.mark.parametrize(
    ("value", "expected"),
    [(None, None), ("  ", None), (" A ", "A"), (7, "7"), ([], None), (True, None), ("\ud800", "\\ud800")],
)
def test_words_are_trimmed_and_storable(value, expected):
    assert word(value) == expected


def test_a_batch_empties_what_waited():
    rows = PositionRows(Context(path=Path("f"), digest="d"), source="ais")
    rows.add(1, "raw", {"object": "a:1", "seen_at": 0, "lon": 1.0, "lat": 2.0})
    rows.refuse(2, BAD_ROW(fault="x"), b"raw")
    rows.column("label")[0] = "Havet"
    batch = rows.batch()

    assert (batch.rows_read, batch.table["label"].to_pylist()) == (2, ["Havet"])
    assert batch.quarantine["row"].to_pylist() == [2]
    assert rows.is_empty
