"""Real files of every format, where they are at hand; other programs took the counts (json, csv, minidom, pyais)."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from evenhand.sources.opening import open_source

DATA = Path(__file__).parents[4] / "shared" / "data"
RECEIVED = datetime(2026, 11, 20, tzinfo=UTC)

pytestmark = [
    pytest.mark.shared,
    pytest.mark.skipif(not DATA.is_dir(), reason="the shared real data is not here"),
]

BOATS = {
    "source": "ais",
    "columns": {
        "object": {"column": "ID", "prefix": "boat"},
        "seen_at": {"column": "ais_pos_timestamp", "format": "%d/%m/%Y %H:%M", "zone": "UTC"},
        "lon": "longitude",
        "lat": "latitude",
    },
}
WALKS = {"columns": {"object": {"column": "tracker", "prefix": "device"}, "seen_at": "t", "lon": "X", "lat": "Y"}}
CLASHES = {
    "kind": "events",
    "lasts": "24 h",
    "time_zone": "UTC",
    "columns": {
        "event": "id",
        "kind": {"value": "clash"},
        "began_at": "date_start",
        "lon": "longitude",
        "lat": "latitude",
    },
}
PLACELESS = {**CLASHES, "columns": {k: v for k, v in CLASHES["columns"].items() if k not in ("lon", "lat")}}
REPORTS = {
    "kind": "events",
    "lasts": "24 h",
    "time_zone": "Asia/Baghdad",
    "columns": {"began_at": "date", "lon": "longitude", "lat": "latitude", "kind": "type"},
}


def counted(path, **options):
    source = open_source(DATA / path, **options)
    read = kept = aside = 0
    for batch in source.batches():
        read += batch.rows_read
        kept += batch.table.num_rows if batch.table is not None else 0
        aside += batch.quarantine.num_rows
    return source.format, read, kept, aside


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("aircraft/traffic_samples/onground/zurich_airport.json.gz", ("adsb-table", 17132, 17132, 0)),
        ("aircraft/traffic_samples/calibration/nice.json.gz", ("adsb-table", 1246, 1246, 0)),
        ("aircraft/traffic_samples/readsb/trace_full_ac671b.json", ("tar1090-trace", 2500, 2500, 0)),
        ("fires/firms_global_1day/world_fires_1_day.csv", ("firms", 27381, 27381, 0)),
        ("gps/movingpandas_tutorials/304 to UL 2019-02-18 0745.gpx", ("gpx", 2144, 2144, 0)),
        ("gps/smart_patrols/smart_patrol_fixes_given.csv.gz", ("table", 10973, 10973, 0)),
        ("vessels/pyais_nmea/nmea_data_sample.txt", ("ais-nmea", 896, 764, 132)),
        ("vessels/pyais_nmea/sample.ais", ("ais-nmea", 19, 8, 11)),
        ("vessels/pyais_nmea/messages.ais", ("ais-nmea", 8, 6, 2)),
        ("vessels/pyais_nmea/gatehouse.nmea", ("ais-nmea", 6, 4, 2)),
    ],
)
def test_a_real_file_is_read_as_other_programs_count_it(path, expected):
    assert counted(path, received_at=RECEIVED) == expected


@pytest.mark.parametrize(
    ("path", "options", "rows"),
    [
        ("vessels/boat_positions/boat-positions.csv", {"mapping": BOATS}, 22287),
        ("gps/movingpandas_examples/geolife_small.csv", {"mapping": WALKS}, 5908),
        ("gps/movingpandas_examples/route14_outbound.csv", {"time_zone": "Europe/London"}, 1533),
        ("conflict/ucdp_ged_car/ged231_car.csv.gz", {"mapping": CLASHES}, 1848),
        ("conflict/ucdp_ged_car/GEDEvent_v23_1.geojson", {"mapping": PLACELESS}, 1848),
        ("conflict/ucdp_syria_sigacts/ucdp_syria_2016_2017_given.csv.gz", {"mapping": CLASHES}, 11757),
        ("conflict/iraq_geocausal/insurgencies_2006.csv.gz", {"mapping": REPORTS}, 37701),
    ],
)
def test_a_real_table_is_read_by_a_small_mapping(path, options, rows):
    assert counted(path, **options)[1:] == (rows, rows, 0)


def test_all_aircraft_tracks_together_are_as_many_as_counted():
    files = sorted((DATA / "aircraft" / "traffic_samples").rglob("*.json*"))
    tracks = [path for path in files if not {"airspaces", "performance"} & set(path.parts)]

    assert sum(counted(path)[2] for path in tracks) == 99947
