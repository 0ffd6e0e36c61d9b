import io
import struct

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evenhand.evidence.archives import names_in_zip, open_zip, read_entry
from unit.evidence import samples

SMALL = samples.zipped({"a.txt": b"hello", "b/c.txt": b"x" * 1000})


class TestNames:
    def test_are_those_of_the_directory(self):
        assert names_in_zip(io.BytesIO(SMALL)) == ("a.txt", "b/c.txt")

    @pytest.mark.parametrize(
        "content",
        [b"", b"PK\x05\x06", SMALL[:50], b"x" * 100],
        ids=["nothing", "an end alone", "cut short", "no archive"],
    )
    def test_of_what_is_no_zip_there_are_none(self, content):
        assert names_in_zip(io.BytesIO(content)) is None

    def test_of_a_directory_too_long_to_hold_there_are_none(self):
        at = SMALL.rindex(b"PK\x05\x06")
        lying = SMALL[: at + 10] + struct.pack("<HI", 60_000, 2**31) + SMALL[at + 16 :]

        assert names_in_zip(io.BytesIO(lying)) is None

    @settings(deadline=None)
    @given(st.data())
    def test_whatever_is_changed_in_one_is_no_error(self, data):
        spoiled = bytearray(SMALL)
        for at in data.draw(st.lists(st.integers(0, len(SMALL) - 1), max_size=6)):
            spoiled[at] = data.draw(st.integers(0, 255))
        archive = open_zip(io.BytesIO(bytes(spoiled)))
        for entry in archive.infolist() if archive else ():
            read_entry(archive, entry.filename, limit=100)


class TestReadEntry:
    def test_gives_what_fits(self):
        archive = open_zip(io.BytesIO(SMALL))

        assert read_entry(archive, "a.txt", limit=5) == b"hello"
        assert read_entry(archive, "b/c.txt", limit=999) is None
        assert read_entry(archive, "none", limit=5) is None
