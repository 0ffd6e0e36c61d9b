"""Files of a lake that are not what was written are found, and made again from the file that was loaded."""

import json
import random

import pytest

from evenhand.observations.checking import CHANGED, MISSING
from evenhand.observations.lake import Lake
from evenhand.sources.opening import open_source
from unit.observations.lakes import NOW

HEAD = "object,seen_at,lon,lat,source\n"


@pytest.fixture
def source(tmp_path):
    path = tmp_path / "f.csv"
    path.write_text(
        HEAD
        + "".join(f"a:{k},2020-12-0{1 + k % 3}T12:00:00Z,16.5,31.2,ais\n" for k in range(9))
        + "a:1,never,1,2,ais\n",
        encoding="utf-8",
    )
    return lambda: open_source(path)


@pytest.fixture
def lake(tmp_path, source):
    lake = Lake(tmp_path / "lake")
    lake.ingest(source(), now=NOW)
    return lake


def found(lake):
    return [(one.path, one.fault) for entry in lake.catalogue() for one in lake.damage(entry)]


def data_files(lake):
    (entry,) = lake.catalogue()
    return [*entry.files, entry.aside]


def turn_a_bit(path, chance):
    whole = bytearray(path.read_bytes())
    whole[chance.randrange(len(whole))] ^= 1 << chance.randrange(8)
    path.write_bytes(whole)


def test_a_lake_as_it_was_written_is_whole(lake):
    assert len(data_files(lake)) == 4
    assert found(lake) == []


@pytest.mark.parametrize("seed", range(40))
def test_one_turned_bit_anywhere_is_found(lake, seed):
    chance = random.Random(seed)
    one = chance.choice(data_files(lake))

    turn_a_bit(lake.folder / one.path, chance)

    assert found(lake) == [(one.path, CHANGED)]


def test_a_file_that_is_gone_is_found(lake):
    one = data_files(lake)[1]
    (lake.folder / one.path).unlink()

    assert found(lake) == [(one.path, MISSING)]


@pytest.mark.parametrize("which", range(4))
def test_loading_the_file_again_mends_it_and_keeps_its_place(lake, source, which):
    (before,), expected = lake.catalogue(), lake.positions()
    turn_a_bit(lake.folder / data_files(lake)[which].path, random.Random(1))

    again = lake.ingest(source(), now=NOW.replace(year=2030))

    assert not again.is_repeat
    assert (found(lake), lake.catalogue()) == ([], (before,))
    assert lake.positions().equals(expected)
    assert lake.ingest(source(), now=NOW).is_repeat


def test_of_entries_without_digests_the_checksums_are_asked(lake):
    (path,) = (lake.folder / "catalogue").iterdir()
    members = json.loads(path.read_text(encoding="utf-8"))
    for one in members["files"]:
        del one["digest"], one["footer"]
    del members["aside"]
    path.write_text(json.dumps(members), encoding="utf-8")
    (entry,) = lake.catalogue()

    assert found(lake) == []
    assert lake.quarantine(entry.digest).num_rows == 1
    whole = (lake.folder / entry.files[0].path).read_bytes()
    (lake.folder / entry.files[0].path).write_bytes(whole[:-9])
    assert found(lake) == [(entry.files[0].path, CHANGED)]
    (lake.folder / "quarantine" / f"{entry.digest}.parquet").unlink()
    assert found(lake)[-1] == (f"quarantine/{entry.digest}.parquet", MISSING)
