import csv
import io
import json
from datetime import UTC, datetime

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from evenhand.detection.alerts import ALERTS
from evenhand.detection.encodings import ENCODERS, encode, json_pieces, plain_rows
from evenhand.foundation.problems import Problem

NOON = datetime(2020, 12, 6, 12, tzinfo=UTC)


def alerts(**changes):
    row = {field.name: None for field in ALERTS} | {
        "alert": "alert-1", "agreement": "coast", "agreement_version": "1", "agreement_digest": "ab",
        "rule": "no-entry",
        "rule_kind": "exclusion", "article": "art. 1", "began_at": NOON, "ended_at": NOON, "certainty": "certain",
        "doubts": [], "integrity": [], "n_fixes": 3, "dwell_s": 0.0, "related": [], "files": ["f1", "f2"],
        "entry_lon": 15.0, "entry_lat": 31.0, "exit_lon": 16.0, "exit_lat": 31.0,
    }  # fmt: skip
    return pa.Table.from_pylist([row | changes], schema=ALERTS)


class TestEncode:
    def test_parquet_gives_back_the_same_table(self):
        assert pq.read_table(io.BytesIO(encode(alerts(), as_format="parquet"))).equals(alerts())

    def test_json_writes_instants_in_utc_and_unknown_as_null(self):
        row = json.loads(encode(alerts(), as_format="json"))[0]

        assert row["began_at"] == "2020-12-06T12:00:00Z"
        assert row["party"] is None

    def test_csv_opens_in_a_spreadsheet_and_runs_nothing(self):
        text = encode(alerts(object="=HYPERLINK(1)"), as_format="csv")
        row = next(csv.DictReader(io.StringIO(text.decode("utf-8-sig"))))

        assert text.startswith(b"\xef\xbb\xbf")
        assert row["object"] == "'=HYPERLINK(1)"
        assert row["files"] == "f1 f2"

    @pytest.mark.parametrize(
        ("changes", "geometry"),
        [
            pytest.param({}, {"type": "LineString", "coordinates": [[15.0, 31.0], [16.0, 31.0]]}, id="entry-to-exit"),
            pytest.param(
                {"exit_lon": None, "exit_lat": None}, {"type": "Point", "coordinates": [15.0, 31.0]}, id="one-end-known"
            ),
            pytest.param(
                {"exit_lon": 15.0}, {"type": "Point", "coordinates": [15.0, 31.0]}, id="both-ends-at-one-place"
            ),
            pytest.param(
                dict.fromkeys(["entry_lon", "entry_lat", "exit_lon", "exit_lat"]), None, id="no-place-no-geometry"
            ),
        ],
    )
    def test_geojson_draws_the_alert_where_it_was(self, changes, geometry):
        collection = json.loads(encode(alerts(**changes), as_format="geojson"))

        assert collection["features"][0]["geometry"] == geometry

    @pytest.mark.parametrize("name", list(ENCODERS))
    def test_no_alerts_is_a_valid_file_too(self, name):
        assert encode(ALERTS.empty_table(), as_format=name)

    def test_refuses_a_format_it_does_not_write(self):
        with pytest.raises(Problem) as caught:
            encode(alerts(), as_format="xlsx")

        assert caught.value.code == "detection.no-such-format"
        assert "geojson" in str(caught.value)


@pytest.mark.parametrize("number", range(6))
def test_json_in_pieces_is_one_document_whatever_the_number_of_rows(number):
    told = pa.concat_tables([alerts(alert=f"a{n}", object='a\n"b"') for n in range(number)] or [ALERTS.empty_table()])

    whole = json.dumps(plain_rows(told), ensure_ascii=False, indent=1).encode() + b"\n"
    assert b"".join(json_pieces(told, rows_at_once=2)) == whole
