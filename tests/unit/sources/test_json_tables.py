import json

import pytest

RECORD = {
    "icao24": "4b43ac",
    "timestamp": 1607256000000,
    "latitude": 31.2,
    "longitude": 16.5,
    "altitude": 1000,
    "groundspeed": 100,
}
FEATURE = {
    "type": "Feature",
    "geometry": {"type": "Point", "coordinates": [16.5, 31.2, 12]},
    "properties": {"mmsi": 7, "time": "2020-12-06T12:00:00Z"},
}
STATE = [
    "4b43ac",
    "REGA1   ",
    "Switzerland",
    1607256000,
    1607256003,
    16.5,
    31.2,
    900.0,
    False,
    100.0,
    90.0,
    0,
    None,
    1000.0,
    None,
    False,
    0,
    14,
]


class TestRecords:
    @pytest.mark.parametrize(
        "text",
        [
            pytest.param(json.dumps([RECORD]), id="array"),
            pytest.param(json.dumps([RECORD], indent=1), id="pretty"),
            pytest.param(json.dumps(RECORD) + "\n", id="lines"),
            pytest.param(json.dumps({k: {"0": v} for k, v in RECORD.items()}), id="columns-by-key"),
            pytest.param(json.dumps({k: [v] for k, v in RECORD.items()}), id="columns-by-place"),
        ],
    )
    def test_every_shape_gives_the_same_row(self, reading, text):
        found = reading(text)
        row = found.rows[0]

        assert (found.source.format, row["object"], row["row"]) == ("adsb-table", "icao24:4b43ac", 1)
        assert (row["speed_kn"], row["altitude_m"]) == (100.0, pytest.approx(304.8))

    def test_values_of_the_wrong_kind_are_set_aside_alone(self, reading):
        found = reading(
            json.dumps([RECORD, {**RECORD, "altitude": "ground"}, {**RECORD, "latitude": None}, 7, {}, RECORD])
        )

        assert found.column("row") == [1, 6]
        assert found.codes == [
            "sources.bad-number", "sources.no-position", "sources.bad-row", "sources.no-position",
        ]  # fmt: skip

    def test_a_line_that_is_no_json_is_set_aside(self, reading):
        line = json.dumps(RECORD)
        found = reading(f"{line}\n{line[:30]}\n{line}\n")

        assert (found.column("row"), found.codes) == ([1, 3], ["sources.bad-row"])

    def test_half_characters_do_no_harm(self, reading):
        found = reading(json.dumps([{**RECORD, "callsign": "\ud800x"}, {**RECORD, "icao24": "\udfff"}]))

        assert found.rows[0]["label"] == "\\ud800x"

    @pytest.mark.parametrize(
        "text", [json.dumps([RECORD, RECORD])[:-5], json.dumps([RECORD]) + "]", "[" + json.dumps(RECORD)]
    )
    def test_a_broken_array_is_refused_whole(self, refusal, text):
        assert refusal(text) == "sources.broken-file"

    @pytest.mark.parametrize("text", ['{\n"a": 1}', '{"military": [["adf7c8", "afffff"]], "x": 2, "y": 3}\n', "{\n}"])
    def test_json_that_is_no_table_says_so(self, refusal, text):
        assert refusal(text) in ("sources.not-a-table", "sources.no-mapping")


class TestGeoJson:
    def test_points_become_positions(self, reading):
        found = reading(json.dumps({"type": "FeatureCollection", "features": [FEATURE]}))

        assert (found.source.format, found.places) == ("table", [(16.5, 31.2)])
        assert (found.rows[0]["object"], found.rows[0]["altitude_m"]) == ("mmsi:000000007", 12.0)

    def test_other_geometries_are_set_aside(self, reading):
        line = {**FEATURE, "geometry": {"type": "LineString", "coordinates": [[1, 2], [3, 4]]}}
        odd = [line, {**FEATURE, "geometry": None}, 7, {"geometry": {"type": "Point", "coordinates": [1]}}]
        found = reading(json.dumps({"type": "FeatureCollection", "features": [FEATURE, *odd]}))

        assert found.codes == ["sources.bad-row"] * 4

    def test_other_coordinates_than_degrees_are_refused(self, refusal):
        crs = {"type": "name", "properties": {"name": "urn:ogc:def:crs:EPSG::3857"}}
        text = json.dumps({"type": "FeatureCollection", "crs": crs, "features": [FEATURE]})

        assert refusal(text) == "sources.broken-file"

    def test_a_mapping_makes_events(self, reading):
        mapping = {
            "kind": "events",
            "lasts": "24 h",
            "columns": {"event": "mmsi", "kind": {"value": "clash"}, "began_at": "time"},
        }
        row = reading(json.dumps({"type": "FeatureCollection", "features": [FEATURE]}), mapping=mapping).rows[0]

        assert (row["event"], row["kind"]) == ("7", "clash")
        assert (row["ended_at"] - row["began_at"]).days == 1


class TestOpenSkyStates:
    def test_units_are_metres_and_metres_per_second(self, reading):
        found = reading(json.dumps({"time": 1607256005, "states": [STATE, STATE[:17]]}))
        first, second = found.rows

        assert (found.source.format, first["seen_at"].second) == ("opensky-states", 0)
        assert (first["altitude_m"], first["category"], second["category"]) == (1000.0, "drone", None)
        assert (first["speed_kn"], first["label"]) == (pytest.approx(194.38, abs=0.01), "REGA1")

    def test_states_without_a_place_or_a_time_are_set_aside(self, reading):
        nowhere, never = [*STATE[:5], None, None, *STATE[7:]], [*STATE[:3], None, *STATE[4:]]
        found = reading(json.dumps({"time": 1607256005, "states": [STATE, nowhere, never, [], None]}))

        assert found.codes == ["sources.no-position", "sources.no-time", "sources.bad-row", "sources.bad-row"]
