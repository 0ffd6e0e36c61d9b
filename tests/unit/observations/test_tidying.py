"""Joining files changes no answer, whatever comes between, and loses nothing wherever it ends."""

import errno
import random
from datetime import date, timedelta

import pytest

from evenhand.foundation.problems import Problem
from evenhand.observations.checking import CHANGED
from evenhand.observations.lake import Lake
from evenhand.observations.ranges import plan_ranges, read_range
from evenhand.observations.stores import open_store
from evenhand.observations.tidying import Span, join_files
from evenhand.sources.opening import open_source
from unit.observations.failing import Crash, FailingDisk
from unit.observations.lakes import NOW, OBJECTS, START

HEAD = "object,seen_at,lon,lat,source\n"
LATER = NOW + timedelta(days=1)


def draft(folder, number, chance, *, days=3, rows=40):
    """A file of which some rows tie: same object and instant, another place or source."""
    lines = []
    for _ in range(rows):
        moment = START + timedelta(days=chance.randrange(days), minutes=chance.randrange(4))
        place = f"{chance.randrange(15, 18)}.0,31.0"
        lines.append(f"{chance.choice(OBJECTS[:4])},{moment.isoformat()},{place},{chance.choice(['ais', 'adsb'])}\n")
    path = folder / f"part-{number}.csv"
    path.write_text(HEAD + f"# {number}\n".replace("#", "x:1,never,1,2,") + "".join(lines), encoding="utf-8")
    return path


def a_lake(folder, n_files=5, seed=1, **more):
    lake, chance = Lake(folder / "lake"), random.Random(seed)
    paths = [draft(folder, number, chance, **more) for number in range(n_files)]
    for number, path in enumerate(paths):
        lake.ingest(open_source(path), now=NOW + timedelta(seconds=number))
    return lake, paths


def everything(lake):
    """All that the lake can be asked for."""
    entries = lake.catalogue()
    stores = [open_store(str(lake.folder))]
    return {
        "catalogue": [(one.digest, one.rows_kept, one.rows_duplicate, one.files) for one in entries],
        "positions": lake.positions().to_pydict(),
        "a day": lake.positions(begins_at=START, ends_at=START + timedelta(days=1)).to_pydict(),
        "two objects": lake.positions(objects=OBJECTS[1:3], columns=["object", "lon", "file", "row"]).to_pydict(),
        "by file": [sorted(lake.rows_of(one.digest).to_pylist(), key=lambda row: row["row"]) for one in entries],
        "some of it": [sorted(lake.rows_of(one.digest, columns=["row"])["row"].to_pylist()) for one in entries],
        "by ranges": [read_range(stores, one).to_pydict() for one in plan_ranges(stores, rows_each=50)],
        "aside": [lake.quarantine(one.digest).to_pydict() for one in entries],
        "damage": [one for entry in entries for one in lake.damage(entry)],
    }


def joined(lake, *, by=Span.DAY, before=date(2100, 1, 1), now=NOW):
    return join_files(lake, before=before, by=by, clock=lambda: now)


@pytest.mark.parametrize("by", Span)
def test_nothing_that_is_read_changes(tmp_path, by):
    lake, _ = a_lake(tmp_path)
    before = everything(lake)

    done = joined(lake, by=by)

    assert len(lake.files("positions")) == len(done.joins) == (3 if by is Span.DAY else 1)
    assert done.removed == 0
    assert everything(Lake(lake.folder)) == before
    assert joined(lake, by=by).joins == ()


@pytest.mark.parametrize("seed", range(25))
def test_nor_when_files_come_between_and_joins_are_joined(tmp_path, seed):
    chance = random.Random(seed)
    (tmp_path / "plain").mkdir()
    lake, plain = Lake(tmp_path / "lake"), Lake(tmp_path / "plain")
    now = NOW
    for number in range(12):
        now += timedelta(hours=chance.randrange(1, 30))
        if chance.random() < 0.6:
            path = draft(tmp_path, number, chance, days=40, rows=chance.randrange(1, 25))
            for one in (lake, plain):
                one.ingest(open_source(path), now=now)
        else:
            joined(
                lake, by=chance.choice(list(Span)), before=START.date() + timedelta(days=chance.randrange(60)), now=now
            )
    joined(lake, by=Span.MONTH, now=now)

    assert len(lake.files("positions")) <= 2
    assert everything(lake) == everything(plain)


def test_days_that_have_not_ended_are_left(tmp_path):
    lake, _ = a_lake(tmp_path)

    done = joined(lake, before=START.date() + timedelta(days=1))

    assert [join.file.path.split("/")[1] for join in done.joins] == [f"day={START.date()}"]
    assert joined(lake, by=Span.MONTH, before=date(2026, 3, 31)).joins == ()
    assert len(joined(lake, by=Span.MONTH, before=date(2026, 4, 1)).joins) == 1


def test_joined_files_are_removed_a_day_later_and_nothing_else(tmp_path):
    lake, _ = a_lake(tmp_path)
    before = everything(lake)
    old = {one.path for one in lake.files("positions")}
    joined(lake)
    days = {one.path for one in lake.files("positions")}
    (lake.folder / "positions" / f"day={START.date()}" / "joined-left-by-a-crash.parquet").write_bytes(b"PAR1")

    early = joined(lake, now=LATER - timedelta(seconds=1))
    assert all((lake.folder / path).exists() for path in old)
    late = joined(lake, by=Span.MONTH, now=LATER)
    assert all((lake.folder / path).exists() for path in days)
    last = joined(lake, by=Span.MONTH, now=LATER + timedelta(days=1))

    assert (early.removed, late.removed, last.removed) == (1, len(old), len(days))
    written = {path.relative_to(lake.folder).as_posix() for path in lake.folder.rglob("*.parquet")}
    (month,) = lake.files("positions")
    assert {path for path in written if path.startswith("positions/")} == {month.path}
    assert len(list((lake.folder / "joined").glob("*.json"))) == 1
    assert everything(lake) == before


def test_a_crash_at_any_step_changes_nothing_that_is_read(tmp_path):
    lake, _ = a_lake(tmp_path)
    before, crashes = everything(lake), 0
    for now in (NOW, LATER, LATER + timedelta(days=2)):
        for by in Span:
            while True:
                try:
                    joined(Lake(lake.folder, disk=FailingDisk(crashes % 40)), by=by, now=now)
                except Crash:
                    crashes += 1
                    assert everything(Lake(lake.folder)) == before
                    continue
                crashes = 0
                break

    assert len(lake.files("positions")) == 1
    joined(lake, by=Span.MONTH, now=LATER + timedelta(days=9))
    assert everything(lake) == before
    assert not list(lake.folder.rglob("*.draft"))


def test_two_do_not_join_at_once(tmp_path):
    lake, _ = a_lake(tmp_path)
    (lake.folder / "joined").mkdir()

    with lake.disk.locked(lake.folder / "joined" / ".lock", wait=False), pytest.raises(Problem) as caught:
        joined(lake)

    assert caught.value.code == "observations.joining-already"


@pytest.mark.parametrize("which", [0, 1, 2])
def test_a_damaged_file_stops_its_join_and_no_other(tmp_path, which):
    lake, _ = a_lake(tmp_path)
    days = sorted({one.path.rpartition("/")[0] for one in lake.files("positions")})
    path = next(one.path for one in lake.files("positions") if one.path.startswith(days[which]))
    spoil(lake, path)

    done = joined(lake)

    assert [path in str(problem) for problem in done.faults] == [True]
    assert len(lake.joins().all) == 2


def test_files_that_a_damaged_join_stands_for_are_never_removed(tmp_path):
    lake, paths = a_lake(tmp_path)
    before = everything(lake)
    joined(lake)
    spoil(lake, lake.files("positions")[0].path)

    late = joined(lake, now=LATER)

    assert len(late.faults) == 1
    assert late.removed == 10  # of two days of three
    lake.ingest(open_source(paths[0]), now=LATER)
    assert everything(lake) == before


def test_a_passing_fault_of_the_disk_is_no_damage(tmp_path, monkeypatch):
    lake, paths = a_lake(tmp_path)
    before = everything(lake)
    joined(lake)
    joined(lake, now=LATER)

    def full(_path):
        raise OSError(errno.EMFILE, "Too many open files")

    lake = Lake(lake.folder)
    monkeypatch.setattr(lake.disk, "digest", full)
    with pytest.raises(OSError, match="Too many"):
        lake.ingest(open_source(paths[0]), now=LATER)
    with pytest.raises(OSError, match="Too many"):
        joined(lake, now=LATER)

    assert everything(Lake(lake.folder)) == before


def spoil(lake, path):
    whole = bytearray((lake.folder / path).read_bytes())
    whole[len(whole) // 2] ^= 1
    (lake.folder / path).write_bytes(whole)


def test_a_damaged_join_gives_way_to_the_files_that_it_stands_for(tmp_path):
    lake, paths = a_lake(tmp_path)
    before = everything(lake)
    joined(lake, by=Span.MONTH)
    (month,) = lake.files("positions")
    spoil(lake, month.path)
    (entry, *_) = lake.catalogue()

    assert [(one.path, one.fault) for one in lake.damage(entry)] == [(month.path, CHANGED)]
    lake.ingest(open_source(paths[0]), now=LATER)
    assert everything(lake) == before


def test_or_to_the_joins_that_it_stands_for(tmp_path):
    lake, paths = a_lake(tmp_path)
    before = everything(lake)
    joined(lake)
    joined(lake, now=LATER)
    joined(lake, by=Span.MONTH, now=LATER)
    (month,) = lake.files("positions")
    spoil(lake, month.path)

    lake.ingest(open_source(paths[0]), now=LATER)

    assert len(lake.files("positions")) == 3
    assert everything(lake) == before


def test_where_those_are_gone_each_is_loaded_again_and_nothing_is_given_up_before(tmp_path):
    lake, paths = a_lake(tmp_path)
    before = everything(lake)
    joined(lake, by=Span.MONTH)
    joined(lake, by=Span.MONTH, now=LATER)
    (month,) = lake.files("positions")
    spoil(lake, month.path)

    for path in paths:
        with pytest.raises(Problem) as caught:
            lake.positions()
        assert caught.value.code == "observations.lake-damaged"
        assert lake.files("positions") == (month,)
        joined(lake, now=LATER + timedelta(days=1))
        lake.ingest(open_source(path), now=LATER)

    assert everything(lake) == before


def test_what_has_no_entry_is_not_read_out_of_a_joined_file_either(tmp_path):
    lake, _ = a_lake(tmp_path)
    joined(lake)
    (lake.folder / "catalogue" / f"{lake.catalogue()[0].digest}.json").unlink()

    for read in (lake.positions, lambda: open_store(str(lake.folder))):
        with pytest.raises(Problem, match="the catalogue has no entry of"):
            read()


def test_a_clock_that_is_set_back_changes_nothing(tmp_path):
    chance, plain = random.Random(3), Lake(tmp_path / "plain")
    lake, paths = a_lake(tmp_path)
    paths.append(draft(tmp_path, 9, chance))
    joined(lake, now=LATER + timedelta(days=400))
    lake.ingest(open_source(paths[-1]), now=NOW + timedelta(hours=1))
    for _ in range(3):
        joined(lake, now=NOW + timedelta(hours=2))
    for number, path in enumerate(paths):
        plain.ingest(open_source(path), now=NOW + (timedelta(hours=1) if number == 5 else timedelta(seconds=number)))

    assert len(lake.files("positions")) == 3
    assert everything(lake) == everything(plain)


def test_days_of_a_month_that_was_loaded_as_a_whole_are_left_to_joining_by_month(tmp_path):
    lake = Lake(tmp_path / "lake")
    for number in range(4):
        rows = [f"a:1,2026-03-02T00:00:00Z,{number}.0,31.0,ais\n"]
        if number % 2:
            rows += [f"a:1,{START + timedelta(days=k):%Y-%m-%d}T00:00:00Z,9.0,31.0,ais\n" for k in range(-420, 0)]
        (tmp_path / f"{number}.csv").write_text(HEAD + "".join(rows), encoding="utf-8")
        lake.ingest(open_source(tmp_path / f"{number}.csv"), now=NOW + timedelta(seconds=number))
    before = everything(lake)

    by_day = joined(lake)
    assert f"month={START:%Y-%m}" not in {join.file.path.split("/")[1] for join in by_day.joins}
    assert everything(lake) == before
    joined(lake, by=Span.MONTH)
    assert everything(lake) == before
