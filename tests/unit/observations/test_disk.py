import pyarrow as pa
import pyarrow.parquet as pq

from evenhand.observations.disk import ROW_GROUP, Disk


def test_a_draft_becomes_a_file_whole(tmp_path):
    disk, final = Disk(), tmp_path / "a" / "b.parquet"
    disk.make_folder(final.parent)
    disk.make_folder(final.parent)
    draft = disk.draft_of(final)
    disk.write_table(pa.table({"n": [1, 2]}), draft)
    disk.sync(draft)

    assert disk.names(final.parent, ".parquet") == ()
    disk.rename(draft, final)
    disk.sync(final.parent)
    assert disk.names(final.parent, ".parquet") == ("b.parquet",)
    assert pq.read_table(final)["n"].to_pylist() == [1, 2]


def test_removing_what_is_gone_is_no_fault(tmp_path):
    Disk().remove(tmp_path / "nothing")
    assert Disk().names(tmp_path / "nothing", ".json") == ()


def test_text_is_utf_8(tmp_path):
    Disk().write_text("سرت", tmp_path / "t")
    assert Disk().read_text(tmp_path / "t") == "سرت"


def test_a_file_written_whole_leaves_no_draft_and_is_read_back(tmp_path):
    disk, final = Disk(), tmp_path / "a" / "b.parquet"
    disk.write_whole(pa.table({"n": [1, 2]}), final)
    disk.write_whole("سرت", tmp_path / "a" / "t")

    assert disk.read_table(final)["n"].to_pylist() == [1, 2]
    assert sorted(path.name for path in final.parent.iterdir()) == ["b.parquet", "t"]


def test_a_lock_is_had_by_one_at_a_time_and_let_go_of(tmp_path):
    disk, path = Disk(), tmp_path / "lock"
    with disk.locked(path, wait=False) as got, disk.locked(path, wait=False) as other:
        assert (got, other) == (True, False)
    with disk.locked(path, wait=True) as again:
        assert again


def test_a_row_group_holds_the_words_of_its_rows_only(tmp_path):
    names = [f"object:{k:02}" for k in range(50)]
    rows = [name for name in names for _ in range(ROW_GROUP // 20)]
    table = pa.table({"object": pa.array(rows).dictionary_encode(), "row": range(len(rows))})

    Disk().write_whole(table, tmp_path / "x.parquet")

    file = pq.ParquetFile(tmp_path / "x.parquet")
    assert file.num_row_groups == 3
    assert [len(file.read_row_group(k)["object"].chunk(0).dictionary) for k in range(3)] == [21, 21, 10]
    assert file.read().to_pydict() == table.to_pydict()


def test_a_table_without_rows_is_read_back_with_its_columns(tmp_path):
    table = pa.table({"object": pa.array([], pa.string()).dictionary_encode()})

    Disk().write_whole(table, tmp_path / "x.parquet")

    assert Disk().read_table(tmp_path / "x.parquet").schema == table.schema
