from datetime import timedelta

import pytest

from evenhand.foundation.problems import Problem
from evenhand.sources.mapping import load_mapping, read_mapping

BOATS = {
    "source": "ais",
    "columns": {
        "object": {"column": "ID", "prefix": "boat"},
        "seen_at": {"column": "ais_pos_timestamp", "format": "%d/%m/%Y %H:%M", "zone": "UTC"},
        "lon": "longitude",
        "lat": "latitude",
        "category": {"value": "vessel"},
    },
}


SNAPSHOT = '{"now": 1607212800, "aircraft": [{"hex": "4b43ac", "lat": 1.5, "lon": 2.5}]}'


class TestReadMapping:
    def test_says_which_of_their_columns_it_needs(self):
        assert read_mapping(BOATS).needed() == ("ID", "ais_pos_timestamp", "longitude", "latitude")

    def test_events_may_last(self):
        assert read_mapping({"kind": "events", "lasts": "24 h"}).lasts == timedelta(days=1)

    @pytest.mark.parametrize(
        ("given", "where"),
        [
            pytest.param([], "the top", id="a-list"),
            pytest.param({"colums": {}}, "the top", id="unknown-key"),
            pytest.param({"kind": "sightings"}, "kind", id="unknown-kind"),
            pytest.param({"columns": []}, "columns", id="columns-as-list"),
            pytest.param({"columns": {"longitude": "x"}}, "columns.longitude", id="not-our-column"),
            pytest.param({"columns": {"file": "x"}}, "columns.file", id="a-column-that-we-fill"),
            pytest.param({"columns": {"lon": 7}}, "columns.lon", id="a-number-for-a-column"),
            pytest.param({"columns": {"lon": {}}}, "columns.lon", id="neither-column-nor-value"),
            pytest.param({"columns": {"lon": {"column": "x", "value": 1}}}, "columns.lon", id="both"),
            pytest.param({"columns": {"lon": {"colum": "x"}}}, "columns.lon", id="unknown-key-of-a-column"),
            pytest.param({"columns": {"speed_kn": {"column": "x", "unit": "c"}}}, "columns.speed_kn.unit", id="unit"),
            pytest.param({"columns": {"label": {"column": "x", "unit": "m"}}}, "columns.label.unit", id="no-unit"),
            pytest.param(
                {"columns": {"seen_at": {"column": "t", "format": "d"}}}, "columns.seen_at.format", id="format"
            ),
            pytest.param({"columns": {"label": {"column": "x", "words": 3}}}, "columns.label.words", id="words"),
            pytest.param({"columns": {"label": {"column": "x", "pad": -1}}}, "columns.label.pad", id="pad"),
            pytest.param({"delimiter": ";;"}, "delimiter", id="two-characters"),
            pytest.param({"encoding": "zip"}, "encoding", id="no-text-encoding"),
            pytest.param({"source": 7}, "source", id="source"),
            pytest.param({"missing": "x"}, "missing", id="a-word-for-a-list"),
            pytest.param({"lasts": "a month"}, "lasts", id="a-calendar-unit"),
            pytest.param({"time": "noon"}, "time", id="no-time"),
        ],
    )
    def test_a_fault_is_named_with_its_place(self, given, where):
        with pytest.raises(Problem) as caught:
            read_mapping(given)

        assert (caught.value.code, caught.value.details["where"]) == ("sources.bad-mapping", where)

    def test_a_zone_that_is_none_is_refused(self):
        for zone in ("Africa/Atlantis", "", "../etc/passwd"):
            with pytest.raises(Problem) as caught:
                read_mapping({"time_zone": zone})
            assert caught.value.code == "sources.unknown-time-zone"


class TestLoadMapping:
    def test_reads_yaml(self, tmp_path):
        path = tmp_path / "m.yaml"
        path.write_text("columns: {lon: x}\n", encoding="utf-8")

        assert load_mapping(path).needed() == ("x",)

    @pytest.mark.parametrize("content", [b"columns: [", b"\xff\xfe", b"- 1", b""])
    def test_refuses_what_is_none(self, tmp_path, content):
        path = tmp_path / "m.yaml"
        path.write_bytes(content)

        with pytest.raises(Problem) as caught:
            load_mapping(path)
        assert caught.value.code == "sources.bad-mapping"


class TestMappedTables:
    def test_a_mapping_file_makes_positions(self, reading):
        found = reading("ID,ais_pos_timestamp,longitude,latitude\n235,20/03/2021 00:22,32.3,31.4\n", mapping=BOATS)
        row = found.rows[0]

        assert (row["object"], row["category"], row["source"]) == ("boat:235", "vessel", "ais")
        assert row["seen_at"].isoformat() == "2021-03-20T00:22:00+00:00"

    def test_units_words_and_decimal_commas(self, reading):
        mapping = {
            "decimal": ",",
            "delimiter": ";",
            "missing": ["?"],
            "columns": {
                "object": "who", "seen_at": {"columns": ["day", "clock"], "zone": "Africa/Tripoli"},
                "lon": "x", "lat": "y",
                "speed_kn": {"column": "v", "unit": "km/h"}, "altitude_m": {"column": "z", "unit": "ft"},
                "category": {"column": "what", "words": {"T": "tank", "?": "tank"}}, "on_ground": "air",
            },
        }  # fmt: skip
        rows = ["a;2020-12-06;14:00;16,5;31,25;185,2;1000;T;y", "b;2020-12-06;14:00;1;2;?;?;?;?"]
        found = reading("\n".join(["who;day;clock;x;y;v;z;what;air", *rows]), mapping=mapping)
        first, second = found.rows

        assert (first["lon"], first["lat"], first["category"], first["on_ground"]) == (16.5, 31.25, "tank", True)
        assert (first["speed_kn"], first["altitude_m"]) == (pytest.approx(100.0), pytest.approx(304.8))
        assert first["seen_at"].hour == 12
        assert (second["speed_kn"], second["altitude_m"], second["category"], second["on_ground"]) == (None,) * 4

    def test_a_column_that_is_not_there_is_named(self, refusal):
        assert refusal("a,b\n1,2\n", mapping=BOATS) == "sources.no-such-column"

    def test_a_header_may_be_given(self, reading):
        mapping = {**BOATS, "header": ["ID", "ais_pos_timestamp", "longitude", "latitude"]}
        found = reading("235,20/03/2021 00:22,32.3,31.4\n", mapping=mapping)

        assert found.column("row") == [1]

    def test_a_known_format_takes_a_mapping_that_only_names_source_and_category(self, reading):
        mapping = {"source": "x", "columns": {"category": {"value": "drone"}}}
        for text in (SNAPSHOT, "mmsi,time,lat,lon\n7,2020-12-06T12:00:00Z,31.2,16.5\n"):
            row = reading(text, mapping=mapping).rows[0]
            assert (row["source"], row["category"]) == ("x", "drone")

    def test_a_mapping_of_columns_leaves_files_that_are_no_tables_alone(self, reading):
        row = reading(SNAPSHOT, mapping=BOATS).rows[0]

        assert (row["source"], row["category"]) == ("adsb", "aircraft")
