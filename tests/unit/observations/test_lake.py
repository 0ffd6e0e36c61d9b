from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import pyarrow.parquet as pq
import pytest

from evenhand.foundation.problems import Problem
from evenhand.observations.lake import Lake
from evenhand.observations.schemas import EVENTS, IDENTITIES, NOTICES, POSITIONS, QUARANTINE, require
from evenhand.sources.opening import open_source
from unit.observations.failing import Crash, FailingDisk, TearingDisk

NOW = datetime(2020, 12, 29, tzinfo=UTC)
HEAD = "object,seen_at,lon,lat,source\n"


def line(who="a:1", day=6, hour=12, lon=16.5, source="ais"):
    return f"{who},2020-12-{day:02}T{hour:02}:00:00Z,{lon},31.2,{source}\n"


@pytest.fixture
def file(tmp_path):
    def store(*lines, head=HEAD, name="f.csv"):
        path = tmp_path / name
        path.write_text(head + "".join(lines), encoding="utf-8")
        return open_source(path)

    return store


@pytest.fixture
def lake(tmp_path):
    return Lake(tmp_path / "lake")


class TestIngest:
    def test_the_entry_says_what_became_of_the_file(self, lake, file):
        source = file(line(), line(day=8), line(), "a:1,never,1,2,ais\n")
        entry = lake.ingest(source, now=NOW)

        assert (entry.rows_read, entry.rows_kept, entry.rows_quarantined, entry.rows_duplicate) == (4, 3, 1, 1)
        assert (entry.begins_at.day, entry.ends_at.day, entry.ingested_at) == (6, 8, NOW)
        assert (entry.digest, entry.size_bytes, entry.name) == (source.digest, source.size_bytes, "f.csv")
        assert lake.catalogue() == (entry,)
        assert lake.quarantine(source.digest)["code"].to_pylist() == ["sources.bad-time"]

    def test_the_same_bytes_under_another_name_change_nothing(self, lake, file):
        first = lake.ingest(file(line()), now=NOW)
        again = lake.ingest(file(line(), name="g.csv"), now=NOW + timedelta(days=1))

        assert (again.is_repeat, again.ingested_at) == (True, NOW)
        assert lake.catalogue() == (first,)

    def test_rows_of_another_file_are_counted_and_read_once(self, lake, file):
        lake.ingest(file(line(), line(hour=13)), now=NOW)
        entry = lake.ingest(file(line(), line(hour=14), name="g"), now=NOW + timedelta(hours=1))

        assert (entry.rows_kept, entry.rows_duplicate) == (2, 1)
        found = lake.positions()
        assert [moment.hour for moment in found["seen_at"].to_pylist()] == [12, 13, 14]
        assert found["file"].to_pylist()[0] == min(one.digest for one in lake.catalogue())

    def test_what_stays_of_repeats_does_not_depend_on_the_order_of_loading(self, tmp_path, file):
        head = "object,seen_at,lon,lat,source,accuracy_m,received_at\n"
        row = "a:1,2020-12-06T12:00:00Z,16.5,31.2,ais,{},2020-12-{}T00:00:00Z\n"
        sources = [file(row.format(radius, day), head=head, name=f"f{day}") for radius, day in ((5, 8), (9, 7))]
        for number, order in enumerate((sources, sources[::-1])):
            lake = Lake(tmp_path / f"lake-{number}")
            for source in order:
                lake.ingest(source, now=NOW)

            assert lake.positions()["accuracy_m"].to_pylist() == [5.0]

    def test_the_rows_of_one_file_can_be_asked_for_alone(self, lake, file):
        entry = lake.ingest(file(line(), line(), line("b:2")), now=NOW)
        lake.ingest(file(line(hour=14), name="g"), now=NOW)

        assert lake.rows_of(entry.digest, columns=["object"])["object"].to_pylist() == ["a:1", "a:1", "b:2"]
        require(lake.rows_of(entry.digest), POSITIONS, what="the test")
        with pytest.raises(Problem, match="holds no file"):
            lake.rows_of("0" * 64)

    def test_another_kind_of_source_is_corroboration_and_stays(self, lake, file):
        lake.ingest(file(line(), line(source="radar"), line(source="ais:haifa")), now=NOW)

        assert sorted(lake.positions()["source"].to_pylist()) == ["ais", "radar"]

    def test_a_broken_file_leaves_nothing(self, lake, tmp_path):
        path = tmp_path / "broken"
        path.write_text('[{"icao24": "4b43ac", "timestamp": 1607256000, "latitude": 1, "longitude": 2, "altitude": 3,'
                        ' "groundspeed": 4}, {', encoding="utf-8")  # fmt: skip
        with pytest.raises(Problem):
            lake.ingest(open_source(path), now=NOW)

        assert lake.catalogue() == ()
        assert lake.positions().num_rows == 0

    def test_a_file_over_many_days_is_kept_by_month(self, lake, file):
        lines = [f"a:1,{2000 + n // 12}-{n % 12 + 1:02}-{n % 28 + 1:02}T00:00:00Z,1,2,ais\n" for n in range(420)]
        entry = lake.ingest(file(*lines), now=datetime(2100, 1, 1, tzinfo=UTC))

        assert all("/month=" in one.path for one in entry.files)
        assert lake.positions().num_rows == 420


class TestReading:
    def test_an_empty_lake_gives_empty_tables(self, lake):
        assert lake.catalogue() == ()
        for table, schema in ((lake.positions(), POSITIONS), (lake.events(), EVENTS)):
            assert table.schema.equals(schema)
        assert lake.identities().schema.equals(IDENTITIES)
        assert lake.notices().schema.equals(NOTICES)

    def test_the_interval_is_half_open(self, lake, file):
        lake.ingest(file(line(day=6), line(day=7), line(day=8)), now=NOW)
        found = lake.positions(
            begins_at=datetime(2020, 12, 6, 12, tzinfo=UTC), ends_at=datetime(2020, 12, 8, 12, tzinfo=UTC)
        )

        assert [moment.day for moment in found["seen_at"].to_pylist()] == [6, 7]
        require(found, POSITIONS, what="the test")

    def test_objects_and_columns_can_be_chosen(self, lake, file):
        lake.ingest(file(line("b:2"), line("a:1", hour=13), line("c:3"), line("a:1")), now=NOW)

        assert lake.positions(objects=["a:1", "c:3"], columns=["object"])["object"].to_pylist() == ["a:1", "a:1", "c:3"]
        assert lake.positions(objects=[]).num_rows == 0
        assert [moment.hour for moment in lake.positions(objects=["a:1"])["seen_at"].to_pylist()] == [12, 13]

    def test_events_identities_and_notices_are_kept_too(self, lake, file):
        lake.ingest(
            file("e1,fire,2020-12-06T12:00:00Z,16,31\n", head="event,kind,began_at,lon,lat\n", name="e"), now=NOW
        )
        lake.ingest(file("a:1,vessel\n", head="object,category\n", name="i"), now=NOW)
        notice = "n,2020-12-01T00:00:00Z,2020-12-02T00:00:00Z,2020-12-03T00:00:00Z\n"
        lake.ingest(file(notice, head="notice,given_at,begins_at,ends_at\n", name="n"), now=NOW)

        assert lake.events(kinds=["fire"])["event"].to_pylist() == ["e1"]
        assert lake.events(kinds=["shelling"]).num_rows == 0
        assert lake.identities()["object"].to_pylist() == ["a:1"]
        assert lake.notices()["notice"].to_pylist() == ["n"]

    def test_a_file_without_faults_has_an_empty_quarantine(self, lake, file):
        source = file(line())
        lake.ingest(source, now=NOW)

        assert lake.quarantine(source.digest).schema.equals(QUARANTINE)
        with pytest.raises(Problem) as caught:
            lake.quarantine("0" * 64)
        assert caught.value.code == "observations.not-in-the-lake"

    def test_a_damaged_file_is_a_problem(self, lake, file):
        entry = lake.ingest(file(line()), now=NOW)
        (lake.folder / entry.files[0].path).write_bytes(b"PAR1 rubbish")

        with pytest.raises(Problem) as caught:
            lake.positions()
        assert caught.value.code == "observations.lake-damaged"


class TestCrashes:
    @pytest.mark.parametrize("disk", [FailingDisk, TearingDisk])
    def test_a_crash_at_any_step_leaves_the_lake_as_it_was(self, lake, file, disk):
        before = lake.ingest(file(line(day=1)), now=NOW)
        source = file(line(day=6), line(day=7), "a:1,never,1,2,ais\n", name="g")
        crashes = 0
        while True:
            try:
                Lake(lake.folder, disk=disk(crashes)).ingest(source, now=NOW)
                break
            except Crash:
                crashes += 1
            reborn = Lake(lake.folder)
            if reborn.catalogue() != (before,):  # it died after the entry had got its name: the file is in, and whole
                assert len(reborn.catalogue()) == 2
                assert reborn.positions().num_rows == 3
                break
            assert reborn.positions().num_rows == 1

        assert crashes > 10
        assert Lake(lake.folder).ingest(source, now=NOW).rows_kept == 2
        assert Lake(lake.folder).positions().num_rows == 3

    def test_several_writers_at_once_lose_nothing(self, lake, file):
        sources = [file(line(day=day), name=f"f{day}") for day in range(1, 7)] + [file(line(day=1), name="again")]
        with ThreadPoolExecutor(4) as pool:
            list(pool.map(lambda source: Lake(lake.folder).ingest(source, now=NOW), sources))

        assert len(lake.catalogue()) == 6
        assert lake.positions().num_rows == 6
        assert not list(lake.folder.rglob("*.draft"))


def test_rows_are_sorted_in_the_files(lake, file):
    entry = lake.ingest(file(line("b:1"), line("a:1", hour=14), line("a:1", hour=13)), now=NOW)
    stored = pq.read_table(lake.folder / entry.files[0].path)

    assert stored["object"].to_pylist() == ["a:1", "a:1", "b:1"]
    assert [moment.hour for moment in stored["seen_at"].to_pylist()] == [13, 14, 12]
