"""Observations from files."""

import pyarrow.parquet as pq
import pytest

from evenhand.cases.counting.observations import NEEDED, OBSERVATIONS, check
from evenhand.foundation.problems import Problem
from evenhand.sources.observation_tables import OBSERVATIONS_UNREADABLE, read_observations
from unit.cases.counting.samples import at, table, unnumbered

HEAD = "observation,ref,kind,begins_at"


def read(path):
    return read_observations(path, OBSERVATIONS, needed=NEEDED)


def test_parquet_is_read_as_it_is(tmp_path):
    rows = table(at(0), unnumbered(5, 10, cause="demining"))
    pq.write_table(rows, tmp_path / "seen.parquet")

    assert read(tmp_path / "seen.parquet").to_pylist() == rows.to_pylist()


def test_csv_may_leave_out_what_is_not_known(tmp_path):
    path = tmp_path / "seen.csv"
    path.write_text(
        f"{HEAD},best,place,note\n1,a,shot,2020-12-06T12:00:00+02:00,4,camp,x\n2,a,shot,2020-12-06T10:00:00Z,,,\n"
    )
    found = read(path)
    check(found)

    first, second = found.to_pylist()
    assert first["begins_at"] == first["ends_at"] == second["begins_at"]
    assert (first["low"], first["best"], first["high"], first["place"]) == (4, 4, 4, "camp")
    assert (second["best"], second["place"], second["party"]) == (None, None, None)


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        pytest.param("observation,ref\n1,a\n", "lacks kind, begins_at", id="columns-missing"),
        pytest.param(f"{HEAD}\n1,a,shot,2020-12-06T12:00:00\n", "no zone", id="a-time-without-a-zone"),
        pytest.param(f"{HEAD}\n1,a,shot,noon Z\n", "in begins_at", id="no-time"),
        pytest.param(f"{HEAD},best\n1,a,shot,2020-12-06T12:00:00Z,many\n", "many", id="no-number"),
        pytest.param(f"{HEAD}\n,a,shot,2020-12-06T12:00:00Z\n", "observation is empty", id="without-an-id"),
        pytest.param("", "", id="empty"),
    ],
)
def test_what_cannot_be_read_is_said_with_its_column(tmp_path, text, fault):
    path = tmp_path / "seen.csv"
    path.write_text(text)
    with pytest.raises(Problem) as caught:
        read(path)

    assert caught.value.kind is OBSERVATIONS_UNREADABLE
    assert fault in str(caught.value)


@pytest.mark.parametrize("name", ["place", "observation"])
def test_a_column_that_comes_twice_is_said(tmp_path, name):
    path = tmp_path / "seen.csv"
    path.write_text(f"{HEAD},place,{name}\n1,a,shot,2020-12-06T10:00:00Z,camp,port\n")

    with pytest.raises(Problem, match=f"{name} more than once"):
        read(path)


def test_times_of_parquet_need_a_zone_too(tmp_path):
    rows = table(at(0))
    bare = rows.set_column(
        rows.schema.get_field_index("begins_at"), "begins_at", rows["begins_at"].cast("timestamp[us]")
    )
    pq.write_table(bare, tmp_path / "seen.parquet")

    with pytest.raises(Problem, match="no zone"):
        read(tmp_path / "seen.parquet")
