"""Observations read from Parquet files wherever they lie."""

import json
import random

import fsspec
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from evenhand.foundation.problems import Problem
from evenhand.observations.ranges import plan_ranges, read_range
from evenhand.observations.stores import open_store, read_groups
from unit.observations.lakes import a_lake


def test_a_lake_is_read_as_the_lake_itself_reads_it(tmp_path):
    lake = a_lake(tmp_path / "lake", seed=1)
    store = open_store(str(lake.folder))

    for kind in ("events", "identities", "notices"):
        assert store.table(kind).equals(getattr(lake, kind)())
    assert len(store.positions()) == sum(len(one.files) for one in lake.catalogue() if one.kind == "positions")


def test_object_storage_is_read_through_its_file_system(tmp_path):
    lake = a_lake(tmp_path / "lake", seed=2)
    fsspec.filesystem("memory").put(str(lake.folder), "/bucket/lake", recursive=True)

    store = open_store("memory://bucket/lake")
    (path, *_) = store.positions()

    assert sum(table.num_rows for table in read_groups(store, path, [0])) > 0
    assert store.table("identities").equals(lake.identities())


def test_a_folder_of_positions_is_a_store_too(tmp_path):
    rows = a_lake(tmp_path / "lake", seed=3).positions()
    pq.write_table(rows.drop_columns(["label", "altitude_m"]), tmp_path / "part.parquet")
    (tmp_path / "lake").rename(tmp_path.parent / f"{tmp_path.name}-elsewhere")

    store = open_store(str(tmp_path))
    (table,) = read_groups(store, store.positions()[0], [0])

    assert table.schema.equals(rows.schema)
    assert table["label"].null_count == table.num_rows == rows.num_rows


@pytest.mark.parametrize(
    ("address", "code"),
    [
        ("nowhere", "observations.store-empty"),
        ("such://bucket/lake", "observations.store-unreadable"),
    ],
)
def test_an_address_with_nothing_behind_it_is_refused(tmp_path, address, code):
    with pytest.raises(Problem) as caught:
        open_store(address if "://" in address else str(tmp_path / address))

    assert caught.value.code == code


def test_a_file_that_lacks_what_every_position_has_is_refused(tmp_path):
    pq.write_table(pa.table({"object": ["a"], "lon": [1.0]}), tmp_path / "a.parquet")
    store = open_store(str(tmp_path))

    with pytest.raises(Problem) as caught:
        list(read_groups(store, store.positions()[0], [0]))

    assert caught.value.code == "observations.not-positions"
    assert "seen_at" in str(caught.value)


def test_a_broken_file_is_refused_by_name(tmp_path):
    (tmp_path / "a.parquet").write_bytes(b"PAR1 nothing PAR1")
    store = open_store(str(tmp_path))

    with pytest.raises(Problem) as caught:
        list(read_groups(store, store.positions()[0], [0]))

    assert caught.value.code == "observations.store-unreadable"
    assert "a.parquet" in str(caught.value)


def told_or_refused(read, expected):
    """Whether what is read is what was written, or a Problem says that it is not."""
    try:
        return read().equals(expected)
    except Problem:
        return True


def in_pages(metadata):
    """Places of bytes that checksums cover: those of a chunk's last page, whose header, which none covers, is shorter
    than 60 bytes. `evenhand lake check` finds what is changed there too."""
    columns = [metadata.row_group(0).column(k) for k in range(metadata.num_columns)]
    ends = [
        (one.data_page_offset, (one.dictionary_page_offset or one.data_page_offset) + one.total_compressed_size)
        for one in columns
    ]
    return [place for begins, end in ends for place in range(begins + 60, end)]


@pytest.mark.parametrize("seed", range(60))
def test_a_bit_that_the_disk_turned_is_refused_and_never_another_answer(tmp_path, seed):
    lake, chance = a_lake(tmp_path / "lake", seed=7), random.Random(seed)
    expected = lake.positions()

    def by_ranges():
        stores = [open_store(str(lake.folder))]
        read = [read_range(stores, one) for one in plan_ranges(stores, rows_each=200)]
        return pa.concat_tables(read).unify_dictionaries().combine_chunks()

    for path in sorted((lake.folder / "positions").rglob("*.parquet"))[:4]:
        whole = path.read_bytes()
        pages = len(whole) - 8 - int.from_bytes(whole[-8:-4], "little")
        for turned in (chance.choice(in_pages(pq.read_metadata(path))), chance.randrange(pages, len(whole))):
            path.write_bytes(whole[:turned] + bytes([whole[turned] ^ 1 << chance.randrange(8)]) + whole[turned + 1 :])

            assert told_or_refused(lake.positions, expected)
            assert told_or_refused(by_ranges, expected)
        path.write_bytes(whole)


@pytest.mark.parametrize("told", ["icao24:000004", "icao24:00000a"])
def test_an_index_that_leaves_out_objects_which_are_there_is_refused(tmp_path, told):
    lake = a_lake(tmp_path / "lake", seed=7)
    path = min((lake.folder / "positions").rglob("*.parquet"))
    whole = path.read_bytes()
    footer = len(whole) - 8 - int.from_bytes(whole[-8:-4], "little")
    assert whole.find(b"icao24:000000", footer) > 0
    path.write_bytes(whole[:footer] + whole[footer:].replace(b"icao24:000000", told.encode()))
    stores = [open_store(str(lake.folder / "positions"))]

    with pytest.raises(Problem, match="its own index leaves out") as caught:
        [read_range(stores, one) for one in plan_ranges(stores, rows_each=200)]

    assert caught.value.code == "observations.store-unreadable"


def test_an_index_whose_objects_end_before_they_begin_is_refused(tmp_path):
    lake = a_lake(tmp_path / "lake", seed=7)
    path = min((lake.folder / "positions").rglob("*.parquet"))
    whole = path.read_bytes()
    footer = len(whole) - 8 - int.from_bytes(whole[-8:-4], "little")
    path.write_bytes(whole[:footer] + whole[footer:].replace(b"icao24:000000", b"icao24:00000f"))

    with pytest.raises(Problem, match="end before they begin"):
        plan_ranges([open_store(str(lake.folder / "positions"))])


def test_a_footer_that_says_something_else_is_refused_in_a_lake(tmp_path):
    lake = a_lake(tmp_path / "lake", seed=7)
    path = min((lake.folder / "positions").rglob("*.parquet"))
    pq.write_table(pq.read_table(path).slice(1), path)
    store = open_store(str(lake.folder))

    for read in (lake.positions, lambda: list(read_groups(store, str(path), [0]))):
        with pytest.raises(Problem, match="not the one that was written"):
            read()


def test_a_lake_whose_entries_know_no_footers_is_read_as_before(tmp_path):
    lake = a_lake(tmp_path / "lake", seed=7)
    expected = lake.positions()
    for entry in (lake.folder / "catalogue").iterdir():
        members = json.loads(entry.read_text())
        assert all(len(one.pop("footer")) == 64 for one in members["files"])
        entry.write_text(json.dumps(members))
    stores = [open_store(str(lake.folder))]

    assert stores[0].footers == {}
    assert lake.positions().equals(expected)
    assert pa.concat_tables(read_range(stores, one) for one in plan_ranges(stores)).num_rows == expected.num_rows
