"""Columns of words freed of words that no row says."""

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from evenhand.observations.words import only_used

words = st.sampled_from(["ship", "drone", "lorry", "طائرة", ""])


@given(st.lists(st.none() | words, max_size=40), st.integers(0, 40), st.integers(0, 40))
def test_the_rows_stay_and_the_list_holds_what_they_say(rows, begin, count):
    whole = pa.table({"kind": pa.array(rows, pa.string()).dictionary_encode(), "n": range(len(rows))})
    part = whole.slice(begin, count)

    freed = only_used(part)

    assert freed.to_pydict() == part.to_pydict()
    assert freed.schema == whole.schema
    said = {one for one in rows[begin : begin + count] if one is not None}
    assert [set(chunk.dictionary.to_pylist()) for chunk in freed["kind"].chunks] in ([said], [])


def test_chunks_with_lists_of_their_own_become_one():
    chunks = [pa.array(["a", "b"]).dictionary_encode(), pa.array(["c", "a"]).dictionary_encode()]

    freed = only_used(pa.table({"kind": pa.chunked_array(chunks)}).slice(2))

    assert freed["kind"].to_pylist() == ["c", "a"]
    assert sorted(freed["kind"].chunk(0).dictionary.to_pylist()) == ["a", "c"]


@pytest.mark.parametrize("kind", [pa.uint8(), pa.int8(), pa.uint32()])
def test_words_may_be_numbered_by_any_kind_of_number(kind):
    words = pa.DictionaryArray.from_arrays(pa.array([2, None, 1], kind), ["a", "b", "c"])

    assert only_used(pa.table({"kind": words}))["kind"].to_pylist() == ["c", None, "b"]


def test_a_table_without_words_is_left_alone():
    table = pa.table({"n": [1, 2]})

    assert only_used(table) is table
