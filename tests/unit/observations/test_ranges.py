"""Positions divided into ranges of complete objects."""

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evenhand.observations.ranges import ObjectRange, plan_ranges, read_range
from evenhand.observations.schemas import POSITIONS
from evenhand.observations.stores import open_store
from unit.observations.lakes import OBJECTS, a_lake

DEFAULT = pa.default_memory_pool()
COUNTED = pa.proxy_memory_pool(DEFAULT)
"""Counts what is taken from it; it has to outlive all that was."""


@pytest.fixture(scope="module")
def lake(tmp_path_factory):
    return a_lake(tmp_path_factory.mktemp("ranges") / "lake", seed=7)


@settings(deadline=None, max_examples=20)
@given(rows_each=st.integers(1, 800), least=st.integers(1, 20))
def test_the_ranges_together_are_what_the_lake_holds(lake, rows_each, least):
    stores = [open_store(str(lake.folder))]

    ranges = plan_ranges(stores, rows_each=rows_each, least=least)
    read = [read_range(stores, one) for one in ranges]

    assert pa.concat_tables(read).unify_dictionaries().combine_chunks().equals(lake.positions())
    objects = [set(table["object"].to_pylist()) for table in read]
    assert sum(map(len, objects)) == len(set().union(*objects)) == len(OBJECTS)


def test_ranges_are_about_as_large_as_asked(lake):
    stores = [open_store(str(lake.folder))]

    read = [read_range(stores, one).num_rows for one in plan_ranges(stores, rows_each=150)]

    assert len(read) >= 4
    assert max(read) <= 300


def test_rows_from_elsewhere_join_the_range_of_their_object(lake):
    stores = [open_store(str(lake.folder))]
    loose = lake.positions().slice(0, 5).set_column(2, "lon", pa.array([1.0] * 5))

    read = [read_range(stores, one, loose=loose) for one in plan_ranges(stores, rows_each=150)]

    assert sum(table.num_rows for table in read) == lake.positions().num_rows + 5


def test_row_groups_that_hold_no_object_of_a_range_are_not_read(tmp_path):
    rows = a_lake(tmp_path / "lake", seed=8).positions()
    folder = tmp_path / "parts"
    folder.mkdir()
    pq.write_table(rows, folder / "a.parquet", row_group_size=50)
    stores = [open_store(str(folder))]

    ranges = plan_ranges(stores, rows_each=100)

    read = sum(len(piece.groups) for one in ranges for piece in one.pieces)
    assert read <= pq.ParquetFile(folder / "a.parquet").num_row_groups + len(ranges) - 1


def test_a_small_part_of_many_files_does_not_keep_their_row_groups_in_memory(tmp_path):
    rows = a_lake(tmp_path / "lake", seed=8).positions()
    wide = pa.concat_tables([rows] * 20).unify_dictionaries().combine_chunks().sort_by([("row", "ascending")])
    names = pa.array([f"object:{k * 300 // wide.num_rows:03}" for k in range(wide.num_rows)]).dictionary_encode()
    wide = wide.set_column(wide.schema.get_field_index("object"), "object", names).cast(POSITIONS)
    folder = tmp_path / "days"
    folder.mkdir()
    for day in range(20):
        pq.write_table(wide, folder / f"{day:02}.parquet")
    stores = [open_store(str(folder))]
    pieces = plan_ranges(stores)[0].pieces

    pa.set_memory_pool(COUNTED)
    try:
        read = read_range(stores, ObjectRange(first="object:100", end="object:102", pieces=pieces))
    finally:
        pa.set_memory_pool(DEFAULT)

    assert set(read["object"].to_pylist()) == {"object:100", "object:101"}
    assert COUNTED.max_memory() < 4 * wide.nbytes


def test_nothing_has_no_ranges(tmp_path):
    assert plan_ranges([]) == ()


def test_files_without_a_row_have_no_ranges_however_many_are_wanted(tmp_path):
    pq.write_table(POSITIONS.empty_table(), tmp_path / "a.parquet")

    assert plan_ranges([open_store(str(tmp_path))], least=8) == ()


def test_names_that_a_file_holds_as_bytes_are_all_found(lake, tmp_path):
    rows = lake.positions()
    names = pc.cast(rows["object"], pa.string())
    plain = rows.set_column(rows.schema.get_field_index("object"), "object", pc.cast(names, pa.binary()))
    pq.write_table(plain, tmp_path / "a.parquet", row_group_size=100, store_schema=False)
    stores = [open_store(str(tmp_path))]

    ranges = plan_ranges(stores, rows_each=200)

    assert len(ranges) > 1
    assert sum(read_range(stores, one).num_rows for one in ranges) == rows.num_rows
