from datetime import UTC, datetime

import pytest

from evenhand.foundation.problems import Problem
from evenhand.observations.catalogue import CatalogueEntry, DataFile, from_text, to_text

ENTRY = CatalogueEntry(
    digest="d" * 64, name="سرت.csv", format="table", kind="positions", source="ais", rows_read=3, rows_kept=2,
    rows_quarantined=1, rows_duplicate=0, begins_at=datetime(2020, 12, 6, 12, 0, 0, 1, tzinfo=UTC), ends_at=None,
    ingested_at=datetime(2020, 12, 29, tzinfo=UTC), schema_version=1, size_bytes=99,
    files=(DataFile(path="positions/day=2020-12-06/d-0.parquet", rows=2, first_us=1, last_us=2, footer="f" * 64),),
    aside=DataFile(path="quarantine/d.parquet", rows=1, digest="e" * 64),
)  # fmt: skip


def test_an_entry_survives_its_text():
    assert from_text(to_text(ENTRY), name="e") == ENTRY
    assert "سرت" in to_text(ENTRY)


def test_that_it_is_a_repeat_is_not_stored():
    assert from_text(to_text(ENTRY.repeated()), name="e") == ENTRY


@pytest.mark.parametrize(
    "text", ["", "{}", "[]", to_text(ENTRY)[:-40], to_text(ENTRY).replace('"rows": 2', '"rowz": 2')]
)
def test_a_damaged_entry_is_a_problem(text):
    with pytest.raises(Problem) as caught:
        from_text(text, name="e.json")
    assert caught.value.code == "observations.catalogue-damaged"
