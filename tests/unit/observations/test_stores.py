"""Observations read from Parquet files wherever they lie."""

import fsspec
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from evenhand.foundation.problems import Problem
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
