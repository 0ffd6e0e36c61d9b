from pathlib import Path

import numpy as np
import pyarrow as pa

from evenhand.sources.batches import Context
from evenhand.sources.columns import Chunk
from evenhand.sources.mapping import read_mapping
from evenhand.sources.tables import convert


def converted(mapping, **columns):
    arrays = {name: pa.array(values) for name, values in columns.items()}
    length = len(next(iter(arrays.values())))
    chunk = Chunk(columns=arrays, rows=np.arange(1, length + 1), raw=lambda i: "raw")
    context = Context(path=Path("f"), digest="d")
    return convert(chunk, read_mapping(mapping), context=context, source="table", is_first=True)


PLACE = {"lon": {"value": 16.5}, "lat": {"value": 31.2}}


def test_prefix_padding_and_words_make_ids():
    fields = {"object": {"column": "id", "prefix": "mmsi", "pad": 4, "words": {"x": "9"}}, "seen_at": "t", **PLACE}
    batch = converted({"columns": fields}, id=["7", "x", "boat:7", "ab"], t=[1607256000] * 4)

    assert batch.table["object"].to_pylist() == ["mmsi:0007", "mmsi:0009", "boat:7", "mmsi:ab"]


def test_columns_are_joined_by_a_space():
    fields = {"object": {"columns": ["a", "b"]}, "seen_at": "t", **PLACE}

    assert converted({"columns": fields}, a=["x"], b=[7], t=[1607256000]).table["object"].to_pylist() == ["x 7"]


def test_a_time_of_the_mapping_fills_rows_that_have_none():
    fields = {"object": "a", "seen_at": "t", **PLACE}
    mapping = {"time": "2020-12-06T12:00:00Z", "columns": fields}
    batch = converted(mapping, a=["x", "y"], t=["2020-12-06T11:00:00Z", None])

    assert [moment.hour for moment in batch.table["seen_at"].to_pylist()] == [11, 12]


def test_a_time_may_be_one_value_for_all():
    fields = {"object": "a", "seen_at": {"value": "2020-12-06T12:00:00Z"}, **PLACE}

    assert converted({"columns": fields}, a=["x"]).table["seen_at"][0].as_py().hour == 12
