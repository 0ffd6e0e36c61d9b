"""Imported event data: codes become circles and stretches of time, and what cannot be used is kept aside."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from evenhand.foundation.problems import Problem
from evenhand.incidents.statements import STATEMENTS, in_order
from evenhand.sources.event_tables import EVENTS_UNREADABLE, LAYOUTS, UNKNOWN_EVENTS, read_events
from evenhand.sources.mapping import BAD_MAPPING

DATA = Path(__file__).parents[4] / "shared" / "data" / "conflict"
DAY = timedelta(days=1)
SIXTH = datetime(2020, 12, 6, tzinfo=UTC)
ACLED = """event_id_cnty,event_date,time_precision,event_type,sub_event_type,actor1,actor2,latitude,longitude,\
geo_precision,fatalities
LBY1,06 December 2020,1,Strategic developments,Other,LNA,GNA,26.59,12.78,1,0
LBY2,2020-12-06,2,Explosions/Remote violence,Shelling/artillery/missile attack,GNA,,31.2,16.5,2,3
LBY3,2020-12-06,3,Battles,Unheard of,,,31.2,16.5,9,
LBY3,2020-12-06,3,Battles,Armed clash,,,31.2,16.5,3,1
LBY4,yesterday,1,Battles,Armed clash,,,31.2,16.5,1,1
LBY5,2020-12-06,1,Battles,Armed clash,,,91.2,16.5,1,1
LBY6,2020-12-06,1,Battles,Armed clash,,,,16.5,1,1
,2020-12-06,1,Battles,Armed clash,,,31,16.5,1,1
"""
GED = """id,type_of_violence,side_a,side_b,where_prec,date_prec,date_start,date_end,best,latitude,longitude
1.0,1.0,Government,Rebels,1.0,1,2020-12-06,2020-12-06,4.0,31.2,16.5
2,3,Rebels,Civilians,6,5,2020-01-01,2020-12-31,7,27,17
3,2,Rebels,Others,4,2,2020-12-06 00:00:00.000,2020-12-09 00:00:00.000,0,27,17
"""
GTD = """eventid,iyear,imonth,iday,specificity,latitude,longitude,attacktype1_txt,gname,nkill
202012060001,2020,12,6,1,31.2,16.5,Armed Assault,Unknown,2
202012000002,2020,12,0,3,31.2,16.5,Bombing/Explosion,Unknown,
202000000003,2020,0,0,5,31.2,16.5,Assassination,Unknown,1
202013000004,2020,13,1,5,31.2,16.5,Assassination,Unknown,1
"""


def imported(tmp_path, text: str, **more):
    path = tmp_path / "events.csv"
    path.write_text(text, encoding="utf-8")
    found = read_events(path, STATEMENTS, **more)
    in_order(found.table)
    return found, {row["statement"]: row for row in found.table.to_pylist()}


def test_acled_rows_become_statements(tmp_path):
    found, rows = imported(tmp_path, ACLED, mapping={"parties": {"LNA": "lna"}})

    assert (found.layout, list(rows)) == ("acled", ["acled:LBY1", "acled:LBY2", "acled:LBY3"])
    assert (rows["acled:LBY1"]["radius_m"], rows["acled:LBY1"]["party"]) == (5000.0, "lna")
    assert (rows["acled:LBY1"]["began_at"], rows["acled:LBY1"]["ended_at"]) == (SIXTH, SIXTH + DAY)
    assert (rows["acled:LBY2"]["type"], rows["acled:LBY2"]["killed"]) == ("KIN/KIN.ART", 3)
    assert rows["acled:LBY2"]["ended_at"] - rows["acled:LBY2"]["began_at"] == 7 * DAY
    assert (rows["acled:LBY3"]["type"], rows["acled:LBY3"]["radius_m"]) == ("KIN", 100_000.0)
    assert rows["acled:LBY3"]["killed"] is None


def test_refused_rows_are_kept_with_line_reason_and_value(tmp_path):
    found, _rows = imported(tmp_path, ACLED)

    told = [(one.row, one.why) for one in found.refused]
    assert told == [(5, "twice"), (6, "time"), (7, "place"), (8, "place"), (9, "id")]
    assert found.refused[1].value == "yesterday"


def test_ged_rows_become_statements_and_a_year_is_too_coarse(tmp_path):
    found, rows = imported(tmp_path, GED, mapping={"parties": {"Rebels": "south"}})

    assert list(rows) == ["ucdp-ged:1", "ucdp-ged:3"]
    assert (rows["ucdp-ged:1"]["type"], rows["ucdp-ged:1"]["killed"], rows["ucdp-ged:1"]["party"]) == (
        "KIN",
        4,
        "south",
    )
    assert rows["ucdp-ged:3"]["ended_at"] - rows["ucdp-ged:3"]["began_at"] == 4 * DAY
    assert rows["ucdp-ged:3"]["radius_m"] == 150_000.0
    assert [one.why for one in found.refused] == ["coarse"]


def test_gtd_rows_become_statements_and_unknown_days_are_months(tmp_path):
    found, rows = imported(tmp_path, GTD)

    assert rows["gtd:202012060001"]["type"] == "KIN/KIN.SA"
    assert rows["gtd:202012000002"]["ended_at"] - rows["gtd:202012000002"]["began_at"] == 31 * DAY
    assert [one.why for one in found.refused] == ["coarse", "time"]


MINE = {
    "source": "mine",
    "columns": {
        "statement": "n", "began_at": "day", "lon": "x", "lat": "y", "precision": "p", "type": "what", "party": "who",
    },
    "radius_km": {"village": 2},
    "types": {"shots": "KIN/KIN.SA"},
    "parties": {"N": "north"},
    "date_format": "%d.%m.%Y",
}  # fmt: skip
TABLE = "n,day,x,y,p,what,who\n1,06.12.2020,16.5,31,village,shots,N\n2,06.12.2020,16.5,31,?,song,?\n"


def test_any_table_by_a_mapping(tmp_path):
    _found, rows = imported(tmp_path, TABLE, mapping=MINE)

    assert (rows["mine:1"]["radius_m"], rows["mine:1"]["type"], rows["mine:1"]["party"]) == (
        2000,
        "KIN/KIN.SA",
        "north",
    )
    assert (rows["mine:2"]["radius_m"], rows["mine:2"]["type"], rows["mine:2"]["party"]) == (5000, None, None)
    assert rows["mine:1"]["began_at"] == SIXTH


def test_days_since_1970_and_one_radius_for_all(tmp_path):
    mapping = {"columns": {"statement": "n", "began_at": "d", "lon": "x", "lat": "y"}, "date_format": "days"}
    found, rows = imported(tmp_path, "n,d,x,y\na,18602.0,1,2\nb,soon,1,2\n", mapping=mapping | {"radius_km": 1.5})

    assert (rows["events:a"]["began_at"], rows["events:a"]["radius_m"]) == (SIXTH, 1500.0)
    assert [one.why for one in found.refused] == ["time"]


@pytest.mark.parametrize(
    "changed",
    [
        {"colour": "red"},
        {"columns": {"statement": "n"}},
        {"columns": MINE["columns"] | {"began_at": "nowhere"}},
        {"columns": MINE["columns"] | {"mood": "n"}},
        {"radius_km": {"village": "wide"}},
        {"radius_km": {"village": -1}},
        {"types": "shots"},
    ],
    ids=["unknown field", "needed column", "absent column", "unknown column", "no number", "negative", "no words"],
)
def test_a_mapping_that_cannot_be_is_refused(tmp_path, changed):
    with pytest.raises(Problem) as caught:
        imported(tmp_path, TABLE, mapping=MINE | changed)

    assert caught.value.kind is BAD_MAPPING


def test_a_table_of_no_known_layout_needs_a_mapping(tmp_path):
    with pytest.raises(Problem) as caught:
        imported(tmp_path, TABLE)

    assert caught.value.kind is UNKNOWN_EVENTS


@pytest.mark.parametrize("content", [b"\xff\xfe\x00", b""], ids=["no text", "empty"])
def test_what_is_no_table_is_said(tmp_path, content):
    path = tmp_path / "events.csv.gz" if content else tmp_path / "none.csv"
    if content:
        path.write_bytes(content)
    with pytest.raises(Problem) as caught:
        read_events(path, STATEMENTS)

    assert caught.value.kind is EVENTS_UNREADABLE


def test_every_layout_gives_a_radius_to_each_code():
    for layout in LAYOUTS:
        assert all(0 < radius <= 1000 for radius in (*layout.radius_km.values(), layout.otherwise_km))


@pytest.mark.shared
@pytest.mark.skipif(not DATA.is_dir(), reason="the shared real data is not here")
@pytest.mark.parametrize(
    ("name", "rows"),
    [("ucdp_syria_sigacts/ucdp_syria_2016_2017_given.csv.gz", 11_757), ("ucdp_ged_car/ged231_car.csv.gz", 1_848)],
)
def test_real_files_are_read_whole(name, rows):
    found = read_events(DATA / name, STATEMENTS)
    in_order(found.table)

    assert found.layout == "ucdp-ged"
    assert found.table.num_rows + len(found.refused) == rows
    assert found.table.num_rows > 0.9 * rows
    assert {one.why for one in found.refused} <= {"coarse"}


@pytest.mark.shared
@pytest.mark.skipif(not DATA.is_dir(), reason="the shared real data is not here")
def test_a_real_table_by_a_mapping(tmp_path):
    path = DATA / "meltt_crashmd" / "crashMD_crash_data1.csv"
    named = {"statement": "event", "began_at": "date", "ended_at": "enddate", "lon": "longitude", "lat": "latitude"}
    found = read_events(path, STATEMENTS, mapping={"columns": named, "date_format": "days", "radius_km": 3})

    assert found.table.num_rows > 0
    assert found.refused == ()
