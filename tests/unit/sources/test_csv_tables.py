import gzip
from datetime import UTC, datetime

import pytest

from evenhand.sources import csv_tables

HEADER = "vehicle_id,timestamp,latitude,longitude\n"
ROW = "v1,2020-12-06T12:00:00Z,31.2,16.5\n"
OTHER = "v2,2020-12-06T12:01:00Z,31.3,16.6\n"
DANISH_26 = (
    "# Timestamp,Type of mobile,MMSI,Latitude,Longitude,Navigational status,ROT,SOG,COG,Heading,IMO,Callsign,Name,"
    "Ship type,Cargo type,Width,Length,Type of position fixing device,Draught,Destination,ETA,Data source type,"
    "A,B,C,D\n"
)
DANISH_ROW = (
    "06/12/2020 12:00:00,Class A,219000001,55.5,10.5,Moored,0.0,{sog},{cog},12,Unknown,,HAVET,,,,,,,,,AIS,,,,\n"
)
FIRMS = (
    "latitude,longitude,bright_ti4,scan,track,acq_date,acq_time,satellite,confidence,version,bright_ti5,frp,daynight"
)


class TestGoodTables:
    @pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
    def test_the_delimiter_is_told_by_the_header(self, reading, delimiter):
        found = reading((HEADER + ROW).replace(",", delimiter))

        assert (found.column("object"), found.places) == (["vehicle:v1"], [(16.5, 31.2)])

    @pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
    def test_encodings_that_can_be_told_are_read(self, reading, encoding):
        text = (HEADER + ROW.replace("v1", "مركبة")).encode(encoding)

        assert reading(text).column("object") == ["vehicle:مركبة"]

    @pytest.mark.parametrize("ending", ["\n", "\r\n", "\r"])
    def test_any_line_ending_will_do_and_the_last_may_be_missing(self, reading, ending):
        assert len(reading((HEADER + ROW + OTHER).rstrip().replace("\n", ending)).rows) == 2

    def test_gzip_is_undone_members_in_a_row_too(self, reading):
        packed = gzip.compress((HEADER + ROW).encode()) + gzip.compress(OTHER.encode())

        assert len(reading(packed).rows) == 2

    def test_row_numbers_are_lines_blank_ones_counted(self, reading):
        assert reading(HEADER + "\n" + ROW + "\n\n" + OTHER).column("row") == [3, 6]

    def test_a_quoted_field_may_hold_anything(self, reading):
        found = reading(HEADER + '"a,""b""\nc",2020-12-06T12:00:00Z,31.2,16.5\n' + ROW)

        assert found.column("object") == ['vehicle:a,"b"\nc', "vehicle:v1"]
        assert found.column("row") == [2, 4]

    def test_a_named_encoding_is_used(self, reading):
        mapping = {"encoding": "windows-1256", "columns": {"object": "id", "seen_at": "t", "lon": "x", "lat": "y"}}
        text = "id,t,x,y\nسرت,2020-12-06T12:00:00Z,16.5,31.2\n".encode("windows-1256")

        assert reading(text, mapping=mapping).column("object") == ["سرت"]

    def test_a_large_table_comes_in_batches(self, reading, monkeypatch):
        monkeypatch.setattr(csv_tables, "CSV_BLOCK", 4000)
        found = reading(HEADER + (ROW + OTHER) * 500)

        assert found.column("row") == list(range(2, 1002))


class TestKnownLayouts:
    def test_danish_ais_in_both_widths(self, reading):
        narrow = ",".join(DANISH_26.split(",")[:22]) + "\n"
        rows = DANISH_ROW.format(sog="102.3", cog="360.0"), DANISH_ROW.format(sog="7.5", cog="90")
        for header, cells in ((DANISH_26, 26), (narrow, 22)):
            found = reading(header + "".join(",".join(row.split(",")[:cells]).rstrip() + "\n" for row in rows))
            assert found.source.format == "danish-ais"
            assert [(row["speed_kn"], row["course_deg"]) for row in found.rows] == [(None, None), (7.5, 90.0)]
            assert found.rows[0]["seen_at"] == datetime(2020, 12, 6, 12, tzinfo=UTC)
            assert found.column("object") == ["mmsi:219000001"] * 2

    def test_danish_ais_keeps_exact_duplicates_for_the_lake_to_count(self, reading):
        assert len(reading(DANISH_26 + DANISH_ROW.format(sog=1, cog=1) * 3).rows) == 3

    def test_firms_times_may_have_lost_their_zeros(self, reading):
        rows = [
            "28.20028,-0.5177,330.45,0.41,0.37,2026-08-05,149,N,n,2.0NRT,298.86,3.11,N",
            "28.3,-0.5,330,0.41,0.37,2026-08-05,5,N,high,2.0NRT,298,3,N",
            "28.3,-0.5,330,0.41,0.37,2026-08-05,0005,N,29,2.0NRT,298,3,N",
            "28.3,-0.5,330,0.41,0.37,2026-08-05,2560,N,l,2.0NRT,298,3,N",
        ]
        found = reading("\n".join([FIRMS, *rows]))

        assert (found.source.format, found.source.kind) == ("firms", "events")
        assert [row["began_at"].strftime("%H:%M") for row in found.rows] == ["01:49", "00:05", "00:05"]
        assert found.column("confidence") == ["nominal", "high", "low"]
        assert found.rows[0]["accuracy_m"] == pytest.approx(276.1, abs=0.1)
        assert found.codes == ["sources.bad-time"]

    def test_firms_marks_static_sources(self, reading):
        rows = [f"28.{n},-0.5,330,0.4,0.4,2026-08-05,149,N,n,2.0,298,3,N,{n}" for n in range(4)]
        found = reading("\n".join([FIRMS + ",type", *rows]))

        assert found.column("nuisance") == [None, "volcano", "static-land-source", "offshore"]

    def test_opensky_history_takes_the_time_of_the_position(self, reading):
        text = (
            "time,icao24,lat,lon,velocity,heading,vertrate,callsign,onground,geoaltitude,lastposupdate\n"
            "1607256010,4b43ac,31.2,16.5,100,90,0,REGA1,false,1000,1607256000.25\n"
            "1607256010,4b43ac,31.2,16.5,100,90,0,REGA1,false,1000,\n"
        )
        found = reading(text)

        assert found.source.format == "opensky"
        assert [row["seen_at"].second + row["seen_at"].microsecond / 1e6 for row in found.rows] == [0.25, 10.0]
        assert found.rows[0]["speed_kn"] == pytest.approx(194.38, abs=0.01)


class TestFaults:
    @pytest.mark.parametrize(
        ("line", "code"),
        [
            pytest.param("v3,2020-12-06T12:00:00Z,31.2\n", "sources.bad-row", id="a-field-too-few"),
            pytest.param("v3,2020-12-06T12:00:00Z,31.2,16.5,9\n", "sources.bad-row", id="a-field-too-many"),
            pytest.param('v3,"2020-12-06T12:00:00Z,31.2,16.5\n', "sources.bad-row", id="an-open-quote"),
            pytest.param("v3,2020-12-06T12:00:00Z,north,16.5\n", "sources.bad-number", id="a-word-for-a-number"),
            pytest.param("v3,2020-12-06T12:00:00Z,31.2,inf\n", "sources.bad-number", id="infinity"),
            pytest.param("v3,2020-12-06T12:00:00Z,31.2,1e999\n", "sources.bad-number", id="overflow"),
            pytest.param("v3,2020-12-06T12:00:00Z,91,16.5\n", "sources.place-out-of-range", id="latitude-91"),
            pytest.param("v3,2020-12-06T12:00:00Z,31.2,nan\n", "sources.no-position", id="nan"),
            pytest.param("v3,yesterday,31.2,16.5\n", "sources.bad-time", id="no-time"),
            pytest.param("v3,2020-02-31T12:00:00Z,31.2,16.5\n", "sources.bad-time", id="31-february"),
            pytest.param("v3,2020-12-06T12:00:00,31.2,16.5\n", "sources.zoneless-time", id="no-zone"),
            pytest.param("v3,1969-12-31T23:59:59Z,31.2,16.5\n", "sources.time-out-of-range", id="before-1970"),
            pytest.param("v3,2999-12-31T23:59:59Z,31.2,16.5\n", "sources.time-out-of-range", id="far-future"),
            pytest.param(",2020-12-06T12:00:00Z,31.2,16.5\n", "sources.no-object", id="no-object"),
            pytest.param("v3,,31.2,16.5\n", "sources.no-time", id="empty-time"),
            pytest.param(b"v\xe9,2020-12-06T12:00:00Z,31.2,16.5\n", "sources.bad-bytes", id="latin-1"),
        ],
    )
    def test_a_row_at_fault_says_why_and_the_others_are_kept(self, reading, line, code):
        text = line if isinstance(line, bytes) else line.encode()
        found = reading((HEADER + ROW).encode() + text + OTHER.encode())

        assert (found.codes, found.column("row")) == ([code], [2, 4])
        assert found.quarantine[0]["row"] == 3

    def test_a_row_after_reception_is_set_aside(self, reading):
        early = datetime(2020, 12, 5, 11, tzinfo=UTC)

        assert reading(HEADER + ROW, received_at=early).codes == ["sources.time-out-of-range"]
        assert reading(HEADER + ROW, received_at=datetime(2020, 12, 5, 13, tzinfo=UTC)).codes == []

    def test_null_island_is_kept_and_doubted(self, reading):
        found = reading(HEADER + "v1,2020-12-06T12:00:00Z,0,0\n" + ROW)

        assert found.column("integrity") == ["implausible", None]

    def test_the_raw_row_is_kept_safe_to_show(self, reading):
        raw = reading(HEADER + ROW + "\x1b[31mred\u202e," + "x" * 5000 + "\n").quarantine[0]["raw"]

        assert raw.startswith("\\x1b[31mred\\u202e,xxx")
        assert raw.endswith("more)")
        assert len(raw) < 1100

    def test_a_cut_gzip_keeps_the_rows_before_and_says_so(self, reading):
        packed = gzip.compress(
            (HEADER + "".join(f"v{n},2020-12-06T12:00:00Z,31.2,16.{n}\n" for n in range(9999))).encode()
        )
        found = reading(packed[: len(packed) // 2])

        assert 1000 < len(found.rows) < 9999
        assert found.codes == ["sources.cut-short"]

    def test_a_needed_column_may_not_come_twice(self, refusal):
        assert (
            refusal("vehicle_id,timestamp,lat,lon,lon\nv,2020-12-06T12:00:00Z,1,2,3\n")
            == "sources.twice-the-same-column"
        )
