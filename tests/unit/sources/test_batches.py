from datetime import UTC, datetime
from pathlib import Path

import numpy as np
import pyarrow as pa
import pytest

from evenhand.observations.schemas import POSITIONS, require
from evenhand.sources.batches import Context, constant, finish, in_microseconds
from evenhand.sources.columns import Chunk, Marks

NOON = in_microseconds(datetime(2020, 12, 6, 12, tzinfo=UTC))


def finished(count=1, kind="positions", **columns):
    chunk = Chunk(columns={}, rows=np.arange(1, count + 1), raw=lambda i: f"raw {i}")
    given = {
        "object": pa.array(["a:1"] * count),
        "seen_at": np.full(count, NOON),
        "lon": np.full(count, 16.5),
        "lat": np.full(count, 31.2),
        **columns,
    }
    context = Context(path=Path("f"), digest="d" * 64)
    return finish(kind, given, chunk=chunk, marks=Marks(chunk), context=context, source="test")


class TestFinish:
    def test_the_table_has_the_schema_and_says_where_rows_came_from(self):
        batch = finished(2)
        require(batch.table, POSITIONS, what="the test")

        assert batch.table["file"].to_pylist() == ["d" * 64] * 2
        assert batch.table["row"].to_pylist() == [1, 2]
        assert (batch.rows_read, batch.quarantine.num_rows) == (2, 0)

    @pytest.mark.parametrize(
        ("name", "value", "kept"),
        [
            pytest.param("speed_kn", -1.0, None, id="negative-speed-is-unknown"),
            pytest.param("accuracy_m", -1.0, None, id="negative-accuracy-is-unknown"),
            pytest.param("course_deg", 360.0, 0.0, id="360-is-north"),
            pytest.param("course_deg", 361.0, None, id="no-course"),
            pytest.param("altitude_m", -400.0, -400.0, id="below-the-sea"),
        ],
    )
    def test_numbers_that_feeds_write_for_unknown_become_null(self, name, value, kept):
        assert finished(**{name: np.array([value])}).table[name].to_pylist() == [kept]

    def test_numbers_beyond_reason_set_the_row_aside(self):
        batch = finished(2, altitude_m=np.array([1e30, 100.0]))

        assert batch.quarantine["code"].to_pylist() == ["sources.bad-number"]
        assert batch.table["altitude_m"].to_pylist() == [100.0]

    def test_a_batch_without_good_rows_has_no_table(self):
        assert finished(lat=np.array([np.nan])).table is None

    @pytest.mark.parametrize(("moment", "shown"), [(-1, "1969-12-31T23:59:59.999999Z"), (2**62, "s from 1970")])
    def test_instants_out_of_range_are_quoted_whatever_their_size(self, moment, shown):
        batch = finished(seen_at=np.array([moment]))

        assert shown in batch.quarantine["reason"][0].as_py()

    def test_columns_that_are_missing_are_named(self):
        chunk = Chunk(columns={}, rows=np.arange(1, 2), raw=lambda i: "raw")
        context = Context(path=Path("f"), digest="d")
        batch = finish(
            "positions", {"object": pa.array(["a"])}, chunk=chunk, marks=Marks(chunk), context=context, source="t"
        )

        assert batch.quarantine["code"].to_pylist() == ["sources.no-time"]

    def test_null_island_keeps_what_the_source_said_of_other_rows(self):
        batch = finished(2, lon=np.zeros(2), lat=np.array([0.0, 1.0]), integrity=pa.array(["trusted", "trusted"]))

        assert batch.table["integrity"].to_pylist() == ["implausible", "trusted"]


def test_a_constant_column_costs_no_text():
    assert constant("ais", 3).dictionary.to_pylist() == ["ais"]
    assert constant(None, 2).null_count == 2
