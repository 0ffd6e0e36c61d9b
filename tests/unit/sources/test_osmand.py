import json
from datetime import UTC, datetime

import pytest

GOOD = "/?id=123456&timestamp=1377177267&lat=60.0&lon=30.0&speed=10.0&bearing=45.0&altitude=100&hdop=1.5"
WHEN = datetime(2013, 8, 22, 13, 14, 27, tzinfo=UTC)
BODY = {
    "device_id": "phone-7",
    "location": {
        "timestamp": "2013-08-22T13:14:27Z",
        "coords": {"latitude": 60.0, "longitude": 30.0, "speed": 10, "heading": -1, "accuracy": 5, "altitude": 3},
        "mock": True,
    },
}


class TestQueries:
    @pytest.mark.parametrize(
        "line",
        [
            pytest.param(GOOD, id="query"),
            pytest.param("id=1&timestamp=1377177267&lat=60.0&lon=30.0", id="form-body"),
            pytest.param("/?id=123456&timestamp=1377177267&location=60.0,30.0", id="location"),
            pytest.param(
                "https://gps.example.org:5055/?deviceid=7&timestamp=1377177267000&lat=60&lon=30", id="url-and-ms"
            ),
            pytest.param(
                f'10.0.0.1 - - [22/Aug/2013:13:14:28 +0000] "GET {GOOD} HTTP/1.1" 200 0 "-" "x"', id="server-log"
            ),
            pytest.param(
                "/?lat=60&lon=30&timestamp=2013-08-22+13%3A14%3A27&id=353861053849681", id="protocol-time-is-utc"
            ),
            pytest.param("/?lat=60&lon=30&timestamp=2013-08-22T15:14:27%2B02:00&id=3", id="iso-with-offset"),
            pytest.param(json.dumps(BODY), id="json-body"),
        ],
    )
    def test_a_report_is_read_in_each_of_its_forms(self, reading, line):
        found = reading(line)

        assert found.source.format == "osmand"
        assert (found.places, found.column("seen_at"), found.quarantine) == ([(30.0, 60.0)], [WHEN], [])

    def test_units_and_ids_become_ours(self, reading):
        row = reading(GOOD).rows[0]

        assert (row["object"], row["speed_kn"], row["course_deg"]) == ("device:123456", 10.0, 45.0)
        assert (row["altitude_m"], row["accuracy_m"], row["integrity"]) == (100.0, 15.0, None)

    def test_a_json_body_has_metres_per_second_and_says_when_it_is_mocked(self, reading):
        row = reading(json.dumps(BODY)).rows[0]

        assert row["speed_kn"] == pytest.approx(19.438, abs=1e-3)
        assert (row["course_deg"], row["integrity"]) == (None, "implausible")
        assert row["accuracy_m"] == pytest.approx(8.1)

    @pytest.mark.parametrize(
        ("line", "code"),
        [
            pytest.param("/?timestamp=1377177267&lat=60.0&lon=30.0", "sources.no-object", id="no-id"),
            pytest.param("/?id=1&lat=60.0&lon=30.0", "sources.no-time", id="no-time"),
            pytest.param("/?id=1&timestamp=1377177267&cell=606,0,1,2", "sources.no-position", id="cell-only"),
            pytest.param("/?id=1&timestamp=1377177267&lat=sixty&lon=30", "sources.bad-number", id="no-number"),
            pytest.param("/?id=1&timestamp=1377177267&lat=600&lon=30", "sources.place-out-of-range", id="nowhere"),
            pytest.param("/?id=1&timestamp=soon&lat=60&lon=30", "sources.bad-time", id="no-such-time"),
            pytest.param("/?id=1&timestamp=2013-08-22T13:14:27&lat=60&lon=30", "sources.zoneless-time", id="zoneless"),
            pytest.param(
                "/?id=1&timestamp=99999999999999999999&lat=60&lon=30", "sources.time-out-of-range", id="far-off"
            ),
            pytest.param("hello", "sources.bad-row", id="no-report"),
            pytest.param('{"device_id": 7, "location": {"coords": ', "sources.bad-row", id="cut-json"),
            pytest.param('{"device_id": 7, "location": [], "coords": 1}', "sources.bad-row", id="other-json"),
            pytest.param(b"/?id=\xe9&timestamp=1377177267&lat=60.0&lon=30.0", "sources.bad-bytes", id="latin-1"),
            pytest.param(
                "/?id=1&lat=1&" + "&".join(f"a{n}=1" for n in range(300)), "sources.bad-row", id="many-parameters"
            ),
        ],
    )
    def test_a_line_at_fault_is_set_aside_and_the_next_is_read(self, reading, line, code):
        text = line if isinstance(line, bytes) else line.encode()
        found = reading(b"\n".join([GOOD.encode(), text, GOOD.encode()]))

        assert (found.codes, found.column("row")) == ([code], [1, 3])

    def test_reception_gives_the_time_where_the_device_does_not(self, reading):
        assert reading("/?id=1&lat=60.0&lon=30.0", received_at=WHEN).column("seen_at") == [WHEN]

    def test_an_invalid_fix_is_told(self, reading):
        assert reading(GOOD + "&valid=false").column("integrity") == ["degraded"]
