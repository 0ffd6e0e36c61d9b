import json
from datetime import UTC, datetime

import pytest

SNAPSHOT = {
    "now": 1607212800.5,
    "messages": 7,
    "aircraft": [
        {"hex": "4B43AC", "flight": "REGA1   ", "lat": 31.2, "lon": 16.5, "seen_pos": 2.5, "alt_geom": 1000,
         "alt_baro": 900, "gs": 44.0, "track": 260.0, "nac_p": 9, "category": "A7"},
        {"hex": "~2a4b5c", "lat": 31.0, "lon": 16.0, "alt_baro": "ground", "category": "C2"},
        {"hex": "018019", "alt_baro": 31000},
        {"hex": "01801c", "lastPosition": {"lat": 30.0, "lon": 15.0, "seen_pos": 60, "rc": 186, "nic": 8}},
    ],
}  # fmt: skip
TRACE = {
    "icao": "ac671b",
    "r": "N899DN",
    "timestamp": 1738703622.5,
    "trace": [
        [0.0, 16.7, -88.0, 32000, 478.6, 327.8, 1, 0, None, "adsb_icao", 33825],
        [10.5, 16.8, -88.1, "ground", 0, None, 0, 0, {"flight": "DAL1812 ", "nac_p": 10}, "adsb_icao"],
        [11.5, None, -88.1, None],
    ],
}


def at(*parts):
    return datetime(*parts, tzinfo=UTC)


class TestSnapshots:
    def test_a_position_is_as_old_as_it_says(self, reading):
        found = reading(json.dumps(SNAPSHOT))

        assert found.source.format == "readsb"
        assert found.column("seen_at")[:2] == [at(2020, 12, 5, 23, 59, 58), at(2020, 12, 6, 0, 0, 0, 500000)]

    def test_units_and_names_become_ours(self, reading):
        first = reading(json.dumps(SNAPSHOT)).rows[0]

        assert (first["object"], first["label"], first["category"]) == ("icao24:4b43ac", "REGA1", "aircraft")
        assert (first["accuracy_m"], first["speed_kn"], first["course_deg"]) == (30.0, 44.0, 260.0)
        assert first["altitude_m"] == pytest.approx(304.8)

    def test_the_ground_is_told_and_has_no_altitude(self, reading):
        second = reading(json.dumps(SNAPSHOT)).rows[1]

        assert (second["object"], second["on_ground"], second["altitude_m"]) == ("non-icao:2a4b5c", True, None)
        assert second["category"] == "vehicle"

    def test_a_last_position_counts_with_its_age(self, reading):
        last = reading(json.dumps(SNAPSHOT)).rows[2]

        assert (last["seen_at"], last["accuracy_m"]) == (at(2020, 12, 5, 23, 59, 0, 500000), 186.0)

    def test_an_age_beyond_all_time_costs_its_row_only(self, reading):
        strange = {"hex": "018020", "lat": 31.0, "lon": 16.0, "seen_pos": 1e308}
        found = reading(json.dumps(SNAPSHOT | {"aircraft": [strange, *SNAPSHOT["aircraft"]]}))

        assert len(found.rows) == len(reading(json.dumps(SNAPSHOT)).rows)
        assert found.codes[0] == "sources.time-out-of-range"

    def test_an_aircraft_that_is_only_heard_is_set_aside(self, reading):
        found = reading(json.dumps(SNAPSHOT))

        assert [(row["row"], row["code"]) for row in found.quarantine] == [(3, "sources.no-position")]

    def test_milliseconds_are_told_by_their_size(self, reading):
        later = {**SNAPSHOT, "now": SNAPSHOT["now"] * 1000}

        assert reading(json.dumps(later)).column("seen_at") == reading(json.dumps(SNAPSHOT)).column("seen_at")

    @pytest.mark.parametrize("text", [json.dumps(SNAPSHOT)[:-20], json.dumps(SNAPSHOT, indent=1)[:-20]])
    def test_a_cut_document_is_refused_whole(self, refusal, text):
        assert refusal(text) == "sources.broken-file"

    def test_a_pretty_document_reads_the_same(self, reading):
        assert reading(json.dumps(SNAPSHOT, indent=2)).rows[0]["seen_at"] == at(2020, 12, 5, 23, 59, 58)

    @pytest.mark.parametrize("address", ["4b43a", "xyzxyz", None, 12, "", "4b43acc"])
    def test_an_address_that_is_none_is_set_aside(self, reading, address):
        found = reading(json.dumps({"now": 1607212800, "aircraft": [{"hex": address, "lat": 1.0, "lon": 2.0}]}))

        assert found.codes == ["sources.no-object"]


class TestHistory:
    def test_lines_and_documents_side_by_side_are_read(self, reading):
        line = json.dumps(SNAPSHOT)
        found = reading(f"{line}\n{line}{line}\n")

        assert found.source.format == "readsb-history"
        assert (len(found.rows), found.rows_read) == (9, 12)
        assert found.column("row")[:4] == [1, 2, 4, 5]

    def test_a_broken_line_costs_one_row(self, reading):
        line = json.dumps(SNAPSHOT)
        found = reading(f"{line}\n{line[:50]}\n{line}\n[1]\n")

        assert len(found.rows) == 6
        assert found.codes.count("sources.bad-row") == 2

    def test_a_jam_that_the_aircraft_reports_is_told(self, reading):
        craft = {"hex": "4b43ac", "lat": 31.0, "lon": 16.0}
        entries = [{**craft, "gpsOkBefore": 1607212000.0}, {**craft, "nic": 0, "nac_p": 0}, craft]
        found = reading(json.dumps({"now": 1607212800, "aircraft": entries}))

        assert found.column("integrity") == ["degraded", "degraded", None]


class TestTraces:
    def test_rows_count_from_the_beginning_of_the_trace(self, reading):
        found = reading(json.dumps(TRACE))

        assert found.source.format == "tar1090-trace"
        assert found.column("seen_at") == [at(2025, 2, 4, 21, 13, 42, 500000), at(2025, 2, 4, 21, 13, 53)]
        assert found.column("label") == ["N899DN", "DAL1812"]
        assert found.column("on_ground") == [False, True]
        assert found.rows[0]["altitude_m"] == pytest.approx(33825 * 0.3048)

    def test_a_point_without_a_place_is_set_aside(self, reading):
        assert reading(json.dumps(TRACE)).codes == ["sources.no-position"]

    @pytest.mark.parametrize("point", [[], "abcdef", None, {}, ["x", 1, 2, 3], [1, 2, "three", None]])
    def test_a_point_that_is_none_is_set_aside(self, reading, point):
        assert len(reading(json.dumps({**TRACE, "trace": [point]})).quarantine) == 1
