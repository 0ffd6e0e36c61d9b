import hashlib
import os
from datetime import UTC, datetime
from pathlib import Path

import pytest

from evenhand.foundation.problems import Problem
from evenhand.sources.opening import FORMATS, open_source

TABLE = "mmsi,time,lat,lon\n7,2020-12-06T12:00:00Z,31.2,16.5\n"


class TestOpenSource:
    def test_says_what_the_file_is(self, tmp_path):
        path = tmp_path / "anything.pdf"
        path.write_text(TABLE, encoding="utf-8")
        source = open_source(path, source="ais:haifa")

        assert source.digest == hashlib.sha256(TABLE.encode()).hexdigest()
        assert (source.format, source.kind, source.source) == ("table", "positions", "ais:haifa")
        assert (source.name, source.size_bytes) == ("anything.pdf", len(TABLE))

    def test_batches_can_be_asked_for_twice(self, reading):
        source = reading(TABLE).source

        assert [b.rows_read for b in source.batches()] == [b.rows_read for b in source.batches()] == [1]

    def test_a_file_that_is_not_there_is_a_problem(self, tmp_path):
        for path in (tmp_path / "nothing", tmp_path):
            with pytest.raises(Problem) as caught:
                open_source(path)
            assert caught.value.code == "sources.unreadable"

    def test_a_file_that_changes_while_it_is_read_is_refused(self, tmp_path):
        path = Path(tmp_path) / "f"
        path.write_text(TABLE, encoding="utf-8")
        batches = open_source(path).batches()
        next(batches)
        os.utime(path, (1, 1))

        with pytest.raises(Problem) as caught:
            next(batches)
        assert caught.value.code == "sources.file-changed"

    def test_reception_needs_a_zone(self, refusal):
        assert refusal(TABLE, received_at=datetime(2020, 12, 6)) == "foundation.naive-instant"  # noqa: DTZ001

    def test_reception_is_entered_in_every_row(self, reading):
        noon = datetime(2020, 12, 6, 13, tzinfo=UTC)

        assert reading(TABLE, received_at=noon).column("received_at") == [noon]

    @pytest.mark.parametrize("content", ["", "\n \n", "\ufeff"])
    def test_an_empty_file_is_refused(self, refusal, content):
        assert refusal(content) == "sources.empty-file"

    def test_a_header_alone_is_an_empty_table(self, reading):
        assert reading(TABLE.split("\n", maxsplit=1)[0] + "\n").rows_read == 0


def test_formats_are_one_table():
    assert len(FORMATS) == len(set(FORMATS)) >= 8
