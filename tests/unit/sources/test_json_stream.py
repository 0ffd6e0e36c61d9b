import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evenhand.foundation.problems import Problem
from evenhand.sources import json_stream
from evenhand.sources.json_stream import JsonStream, line_values
from evenhand.sources.streams import TextStream

VALUES = st.recursive(
    st.none() | st.booleans() | st.integers(-(10**12), 10**12) | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=4), inner, max_size=4),
    max_leaves=12,
)


@pytest.fixture
def stream(tmp_path, monkeypatch):
    def make(text, block=7):
        monkeypatch.setattr("evenhand.sources.streams.BLOCK", block)
        path = tmp_path / "f"
        path.write_bytes(text if isinstance(text, bytes) else text.encode("utf-8"))
        return JsonStream(TextStream(path))

    return make


class TestJsonStream:
    @settings(deadline=None, max_examples=60)
    @given(st.lists(VALUES, min_size=1, max_size=5), st.sampled_from([None, 1]), st.integers(1, 20))
    def test_arrays_and_documents_come_piece_by_piece(self, tmp_path_factory, values, indent, block):
        path = tmp_path_factory.mktemp("j") / "f"
        path.write_text(json.dumps(values, indent=indent, ensure_ascii=False), encoding="utf-8")
        assert list(JsonStream(TextStream(path)).items()) == values
        path.write_text(" ".join(json.dumps(v, indent=indent) for v in values), encoding="utf-8")
        assert list(JsonStream(TextStream(path)).documents()) == values

    def test_small_blocks_change_nothing(self, stream):
        assert list(stream('[{"a": "سرت"}, 12345678901, "x"]', block=1).items()) == [{"a": "سرت"}, 12345678901, "x"]

    def test_members_come_with_the_long_array_apart(self, stream):
        found = list(stream('{"type": "F", "features": [1, 2], "n": {"features": [3]}}').members("features"))

        assert found == [("type", "F"), ("features", 1), ("features", 2), ("n", {"features": [3]})]

    @pytest.mark.parametrize(
        "text",
        ["[1, 2", "[1 2]", "[1,]", '["a', "[" * 100_000, "[1, nul]", b'["\xff"]', "{}", "[" + "9" * 5000 + "]", "[1]]"],
    )
    def test_broken_text_is_a_problem(self, stream, text):
        cursor = stream(text, block=4096)

        def read_whole():
            list(cursor.items())
            cursor.end()

        with pytest.raises(Problem) as caught:
            read_whole()
        assert caught.value.code == "sources.broken-file"

    def test_a_value_without_end_is_refused_before_it_fills_the_memory(self, stream, monkeypatch):
        monkeypatch.setattr(json_stream, "MAX_DOCUMENT", 10_000)
        with pytest.raises(Problem) as caught:
            list(stream('["' + "x" * 50_000, block=1000).items())
        assert caught.value.code == "sources.document-too-large"


def test_a_line_may_hold_several_values_and_record_separators():
    assert line_values('\x1e{"a":1} {"a":2}\x1e[3]') == [{"a": 1}, {"a": 2}, [3]]
    with pytest.raises(ValueError, match="Expecting"):
        line_values('{"a":1} x')
