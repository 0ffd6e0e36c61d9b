import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from evenhand.foundation.problems import Problem
from evenhand.incidents.statements import STATEMENTS
from evenhand.sources.statement_tables import STATEMENTS_UNREADABLE, UNSTATED_RADIUS_M, read_statements
from unit.incidents.worlds import world

HEAD = "statement,source,began_at,lon,lat"


def test_parquet_is_read_as_it_is(tmp_path):
    table, _ = world(10)
    pq.write_table(table, tmp_path / "statements.parquet")

    assert read_statements(tmp_path / "statements.parquet", STATEMENTS).equals(table)


def test_csv_may_leave_out_what_is_not_known(tmp_path):
    path = tmp_path / "statements.csv"
    path.write_text(
        f"{HEAD},type,note\n1,press,2020-12-06T12:00:00+02:00,16,31,KIN/MOR,x\n2,radio,2020-12-06T11:00:00Z,16,31,,\n"
    )
    rows = read_statements(path, STATEMENTS).to_pylist()

    assert [row["radius_m"] for row in rows] == [UNSTATED_RADIUS_M] * 2
    assert rows[0]["began_at"] == rows[0]["ended_at"]
    assert rows[0]["began_at"].hour == 10
    assert [row["type"] for row in rows] == ["KIN/MOR", None]


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        pytest.param("statement,source\n1,press\n", "lacks began_at, lon, lat", id="columns-missing"),
        pytest.param(f"{HEAD}\n1,press,2020-12-06T12:00:00,16,31\n", "no zone", id="a-time-without-a-zone"),
        pytest.param(f"{HEAD}\n1,press,2020-12-06T12:00:00Z,east,31\n", "in lon", id="no-number"),
        pytest.param(f"{HEAD}\n1,press,noon Z,16,31\n", "in began_at", id="no-time"),
        pytest.param(f"{HEAD}\n,press,2020-12-06T12:00:00Z,16,31\n", "statement is empty", id="without-an-id"),
        pytest.param("", "", id="empty"),
        pytest.param('a,b\n"x', "", id="cut-short"),
    ],
)
def test_what_cannot_be_read_is_said_with_its_column(tmp_path, text, fault):
    path = tmp_path / "statements.csv"
    path.write_text(text)
    with pytest.raises(Problem) as caught:
        read_statements(path, STATEMENTS)

    assert caught.value.kind is STATEMENTS_UNREADABLE
    assert fault in str(caught.value)


def test_a_broken_parquet_file(tmp_path):
    (tmp_path / "x.parquet").write_bytes(b"PAR1 nothing")
    with pytest.raises(Problem) as caught:
        read_statements(tmp_path / "x.parquet", STATEMENTS)

    assert caught.value.kind is STATEMENTS_UNREADABLE


def test_times_without_a_zone_in_parquet(tmp_path):
    columns = {
        "statement": ["1"],
        "source": ["a"],
        "began_at": pa.array([0], pa.timestamp("us")),
        "lon": [1.0],
        "lat": [1.0],
    }
    pq.write_table(pa.table(columns), tmp_path / "x.parquet")
    with pytest.raises(Problem, match="no zone"):
        read_statements(tmp_path / "x.parquet", STATEMENTS)
