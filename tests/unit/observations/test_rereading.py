from datetime import UTC, datetime

import pytest

from evenhand.observations.lake import Lake
from evenhand.observations.rereading import kept_kinds
from evenhand.sources.opening import open_source

NOW = datetime(2020, 12, 29, tzinfo=UTC)
FIXES = "object,seen_at,lon,lat\ntruck,2020-12-06T04:00:00Z,16.5,31.2\ntruck,2020-12-06T04:10:00Z,16.6,31.2\n"
IDENTITIES = "object,category,party,count,label,basis\ntruck,military-vehicle,north,,,seen\n"


@pytest.fixture
def lake(tmp_path):
    kept = Lake(tmp_path / "lake")
    for name, text in (("fixes.csv", FIXES), ("identities.csv", IDENTITIES)):
        (tmp_path / name).write_text(text, encoding="utf-8")
        kept.ingest(open_source(tmp_path / name), now=NOW)
    return kept


class TestKeptKinds:
    def test_gives_each_kind_that_the_lake_holds_and_no_other(self, lake):
        assert [kind.kind for kind in kept_kinds(lake, name="lake")] == ["positions", "identities"]

    def test_gives_the_rows_in_one_batch_with_nothing_set_aside(self, lake):
        (batch,) = kept_kinds(lake, name="lake")[0].batches()

        assert batch.table.num_rows == batch.rows_read == 2
        assert batch.quarantine.num_rows == 0

    def test_digest_names_the_files_and_not_the_moment(self, lake):
        first, second = (kept_kinds(lake, name="lake")[0].digest for _ in range(2))

        assert first == second

    def test_an_empty_lake_has_nothing_to_read(self, tmp_path):
        assert kept_kinds(Lake(tmp_path / "none"), name="none") == ()
