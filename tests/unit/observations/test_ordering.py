import numpy as np
import pyarrow as pa
from hypothesis import given, settings
from hypothesis import strategies as st

from evenhand.observations.ordering import in_order, ranks, taken


@settings(deadline=None, max_examples=60)
@given(st.lists(st.tuples(st.text(max_size=2), st.integers(0, 3)), max_size=20))
def test_rows_are_ordered_as_python_orders_them_and_ties_stay(rows):
    words = pa.array([word for word, _ in rows], pa.string()).dictionary_encode()
    times = pa.array([time for _, time in rows], pa.int64()).cast(pa.timestamp("us"))
    found = in_order(pa.table({"w": words, "t": times, "n": list(range(len(rows)))}), ["w", "t"])

    assert found["n"].to_pylist() == [n for _w, _t, n in sorted((w, t, n) for n, (w, t) in enumerate(rows))]


def test_words_are_compared_after_what_is_asked_for():
    column = pa.chunked_array([pa.array(["ais:b", "adsb", "ais:a"])])

    assert ranks(column, word=lambda text: text.partition(":")[0]).tolist() == [1, 0, 1]


@given(st.data())
def test_rows_are_taken_as_arrow_takes_them_also_where_a_column_says_one_thing(data):
    n = data.draw(st.integers(1, 12))
    words = pa.array(["a", "b", "c"])
    codes = st.none() | st.integers(0, 2)
    one_thing = [data.draw(codes)] * n
    table = pa.table(
        {
            "row": range(n),
            "word": pa.DictionaryArray.from_arrays(
                pa.array(data.draw(st.lists(codes, min_size=n, max_size=n)), pa.int32()), words
            ),
            "same": pa.DictionaryArray.from_arrays(pa.array(one_thing, pa.int32()), words),
            "empty": pa.nulls(n, pa.float32()),
        }
    )
    order = np.array(data.draw(st.permutations(range(n)))[: data.draw(st.integers(0, n))], np.int64)

    assert taken(table, order).to_pydict() == table.take(pa.array(order)).to_pydict()
    assert taken(table, order).schema == table.schema


def test_a_column_of_several_chunks_is_taken_too():
    chunks = [pa.array(["a", "b"]).dictionary_encode(), pa.array(["a"]).dictionary_encode()]
    table = pa.table({"word": pa.chunked_array(chunks), "empty": pa.chunked_array([pa.nulls(1), pa.nulls(2)])})

    assert taken(table, np.array([2, 0])).to_pydict() == {"word": ["a", "a"], "empty": [None, None]}
