"""Which inputs are read range by range, and by whom."""

import pytest

from evenhand.cli.engines import NO_SPARK, engine, told_apart
from evenhand.foundation.problems import Problem
from evenhand.pipeline.engines import ALONE
from unit.observations.lakes import a_lake


def test_a_lake_is_read_range_by_range_and_a_file_whole(tmp_path):
    lake = a_lake(tmp_path / "lake", seed=1)
    file = tmp_path / "lake-files" / "part-0.csv"

    files, stores = told_apart([str(lake.folder), str(file)], engine="local")

    assert files == (file,)
    assert [store.address for store in stores] == [str(lake.folder)]


def test_with_spark_every_folder_is_read_range_by_range(tmp_path):
    folder = a_lake(tmp_path / "lake", seed=1).folder / "positions"

    assert told_apart([str(folder)], engine="local")[1] == ()
    assert len(told_apart([str(folder)], engine="spark")[1]) == 1


def test_an_address_that_nobody_can_read_is_a_problem():
    with pytest.raises(Problem) as caught:
        told_apart(["such://bucket/lake"], engine="local")

    assert caught.value.code == "observations.store-unreadable"


def test_this_machine_is_the_engine_unless_told_otherwise():
    with engine("local", master="unused") as found:
        assert found is ALONE


def test_the_problem_of_a_missing_engine_says_what_to_install():
    assert "spark" in str(NO_SPARK(fault="No module named 'pyspark'"))
