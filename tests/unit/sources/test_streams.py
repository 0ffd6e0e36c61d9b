import gzip
import os
import zlib

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evenhand.foundation.problems import Problem
from evenhand.sources import streams
from evenhand.sources.streams import RawStream, TextStream, require_text


@pytest.fixture
def stored(tmp_path):
    def store(content):
        path = tmp_path / "file"
        path.write_bytes(content)
        return path

    return store


def text_of(stream):
    return b"".join(stream.blocks())


class TestRawStream:
    def test_gzip_members_may_be_padded_with_zeros(self, stored):
        stream = RawStream(stored(gzip.compress(b"one\n") + gzip.compress(b"two\n") + b"\0" * 512))

        assert b"".join(stream.blocks()) == b"one\ntwo\n"
        assert stream.broken is None

    @pytest.mark.parametrize(
        "damage",
        [
            pytest.param(lambda data: data[:-9], id="cut-in-the-data"),
            pytest.param(lambda data: data[:-4], id="cut-in-the-trailer"),
            pytest.param(lambda data: data[:-8] + b"\0" * 8, id="wrong-checksum"),
            pytest.param(lambda data: data + b"garbage", id="garbage-behind"),
            pytest.param(lambda data: data[:3], id="header-only"),
        ],
    )
    def test_damage_is_told_after_what_came_before(self, stored, damage):
        plain = os.urandom(3000)
        stream = RawStream(stored(damage(gzip.compress(plain))))

        assert plain.startswith(b"".join(stream.blocks()))
        assert stream.broken is not None

    def test_a_bomb_is_refused_without_unpacking_it(self, stored, monkeypatch):
        monkeypatch.setattr(streams, "FREE_EXPANSION", 1 << 20)
        bomb = zlib.compressobj(9, wbits=31)
        data = bomb.compress(bytes(64 << 20)) + bomb.flush()
        seen = []

        with pytest.raises(Problem) as caught:
            seen.extend(len(block) for block in RawStream(stored(data)).blocks())
        assert caught.value.code == "sources.expands-too-far"
        assert sum(seen) < 32 << 20

    def test_a_file_that_is_not_there_is_a_problem(self, tmp_path):
        with pytest.raises(Problem) as caught:
            list(RawStream(tmp_path / "nothing").blocks())
        assert caught.value.code == "sources.unreadable"


class TestTextStream:
    @pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le"])
    def test_every_encoding_becomes_utf_8(self, stored, encoding):
        mark = b"\xff\xfe" if encoding == "utf-16-le" else b""

        assert text_of(TextStream(stored(mark + "سرت\n".encode(encoding)))) == "سرت\n".encode()

    def test_half_a_character_at_the_end_is_told(self, stored):
        stream = TextStream(stored("abc".encode("utf-16") + b"x"))

        assert text_of(stream) == b"abc"
        assert "cut" in stream.broken

    @pytest.mark.parametrize(
        ("content", "code"),
        [
            pytest.param(b"", "sources.empty-file", id="empty"),
            pytest.param(b" \n\n", "sources.empty-file", id="white-space"),
            pytest.param("a,b".encode("utf-32"), "sources.unknown-encoding", id="utf-32"),
            pytest.param("a,b,c,d".encode("utf-16-be"), "sources.unknown-encoding", id="utf-16-without-mark"),
        ],
    )
    def test_what_cannot_be_text_is_refused(self, stored, content, code):
        with pytest.raises(Problem) as caught:
            require_text(TextStream(stored(content)))
        assert caught.value.code == code

    @settings(deadline=None, max_examples=60)
    @given(
        st.lists(st.binary(max_size=40).map(lambda b: b.replace(b"\n", b"").replace(b"\r", b"")), max_size=30),
        st.integers(1, 50),
    )
    def test_blocks_of_lines_join_to_the_text_and_count_right(self, tmp_path_factory, lines, block_size):
        path = tmp_path_factory.mktemp("s") / "f"
        text = b"x" + b"\n".join(lines)
        path.write_bytes(text)
        blocks = list(TextStream(path).lines(block_size=block_size))

        assert b"".join(block.data for block in blocks) == (text if text.endswith(b"\n") else text + b"\n")
        counted = 1
        for block in blocks:
            assert block.first_line == counted
            counted += block.data.count(b"\n")

    def test_an_endless_line_is_cut_and_the_next_is_read(self, stored, monkeypatch):
        monkeypatch.setattr(streams, "MAX_LINE", 1 << 20)
        path = stored(b"a\n" + b"x" * (5 << 20) + b"\nb\n")
        lines = b"".join(block.data for block in TextStream(path).lines()).split(b"\n")

        assert [len(line) for line in lines[:3]] == [1, 1 << 20, 1]
        assert lines[2] == b"b"
