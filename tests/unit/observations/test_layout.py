"""Positions in our own layout: nothing is lost but half a unit of 1e-7 degree, and objects are kept whole."""

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evenhand.foundation.problems import Problem
from evenhand.observations.layout import NOT_IN_LAYOUT, from_layout, to_layout, write_layout
from evenhand.observations.schemas import INSTANT

ROWS = st.lists(
    st.tuples(st.sampled_from("abcd"), st.integers(0, 10**12), st.floats(-180, 180), st.floats(-90, 90)), max_size=30
)


def table_of(rows):
    names = ("object", "seen_at", "lon", "lat")
    kinds = (pa.string(), pa.int64(), pa.float64(), pa.float64())
    table = pa.table({name: pa.array([row[k] for row in rows], kinds[k]) for k, name in enumerate(names)})
    table = table.set_column(0, "object", table["object"].dictionary_encode())
    return table.set_column(1, "seen_at", table["seen_at"].cast(INSTANT))


@settings(deadline=None)
@given(ROWS, st.integers(1, 9))
def test_what_is_written_is_read_again_to_half_a_unit(rows, group_rows):
    table, sink = table_of(rows), pa.BufferOutputStream()

    write_layout(table, sink, group_rows=group_rows)
    read = from_layout(pq.read_table(pa.BufferReader(sink.getvalue())))

    expected = table.take(pa.array(np.lexsort((table["seen_at"].cast(pa.int64()), table["object"].to_pylist()))))
    for name in ("object", "seen_at"):
        assert read[name].to_pylist() == expected[name].to_pylist()
    for name in ("lon", "lat"):
        assert read[name].to_numpy() == pytest.approx(expected[name].to_numpy(), abs=5.1e-8)


def test_a_row_group_ends_where_an_object_does():
    rows = [(name, k, 1.0, 2.0) for name in "abcdef" for k in range(7)]
    sink = pa.BufferOutputStream()

    assert write_layout(table_of(rows), sink, group_rows=10) == 3

    file = pq.ParquetFile(pa.BufferReader(sink.getvalue()))
    assert [file.metadata.row_group(k).num_rows for k in range(3)] == [14, 14, 14]
    assert "DELTA_BINARY_PACKED" in file.metadata.row_group(0).column(2).encodings
    assert file.schema_arrow.metadata[b"evenhand.layout"] == b"1"


def test_degrees_of_seven_digits_come_back_as_they_were_written():
    table = table_of([("a", 0, 16.5833333, -31.2000001)])

    assert from_layout(to_layout(table)).select(["lon", "lat"]).to_pylist() == [{"lon": 16.5833333, "lat": -31.2000001}]


def test_degrees_are_not_taken_for_whole_numbers():
    with pytest.raises(Problem) as caught:
        from_layout(table_of([]))

    assert caught.value.kind is NOT_IN_LAYOUT
