from datetime import UTC, datetime

import pytest

HEAD = '<?xml version="1.0"?><gpx version="1.1" creator="x" xmlns="http://www.topografix.com/GPX/1/1">'
POINT = '<trkpt lat="31.2" lon="16.5"><ele>12.5</ele><time>2020-12-06T12:00:00Z</time></trkpt>'


def track(*points):
    return f"{HEAD}<trk><name>Line 7</name><trkseg>{''.join(points)}</trkseg></trk></gpx>"


class TestTracks:
    def test_points_become_positions_of_one_object(self, reading):
        found = reading(track(POINT, POINT))

        assert found.source.format == "gpx"
        assert found.places == [(16.5, 31.2)] * 2
        assert found.column("object") == [f"gpx:{found.source.digest[:12]}"] * 2
        assert found.rows[0]["seen_at"] == datetime(2020, 12, 6, 12, tzinfo=UTC)
        assert (found.rows[0]["altitude_m"], found.rows[0]["label"]) == (12.5, "Line 7")

    def test_a_named_source_names_the_device(self, reading):
        row = reading(track(POINT), source="gpx:patrol-3").rows[0]

        assert (row["object"], row["source"]) == ("device:patrol-3", "gpx:patrol-3")

    def test_version_1_0_has_speed_in_the_point(self, reading):
        point = POINT.replace("</trkpt>", "<speed>10</speed><course>90</course><hdop>1.5</hdop></trkpt>")
        row = reading(track(point).replace("1/1", "1/0").replace('"1.1"', '"1.0"')).rows[0]

        assert row["speed_kn"] == pytest.approx(19.438, abs=1e-3)
        assert (row["course_deg"], row["accuracy_m"]) == (90.0, 15.0)

    def test_extensions_are_looked_into(self, reading):
        inside = '<extensions><a:Extension xmlns:a="urn:a"><a:speed>2</a:speed></a:Extension></extensions>'

        assert reading(track(POINT.replace("</trkpt>", inside + "</trkpt>"))).rows[0]["speed_kn"] == pytest.approx(
            3.888, abs=1e-3
        )

    @pytest.mark.parametrize(
        ("point", "code"),
        [
            pytest.param(POINT.replace("<time>2020-12-06T12:00:00Z</time>", ""), "sources.no-time", id="no-time"),
            pytest.param(POINT.replace("2020-12-06T12:00:00Z", "noon"), "sources.bad-time", id="no-such-time"),
            pytest.param(POINT.replace("00Z", "00"), "sources.zoneless-time", id="no-zone"),
            pytest.param(POINT.replace('lat="31.2"', ""), "sources.no-position", id="no-latitude"),
            pytest.param(POINT.replace("31.2", "north"), "sources.bad-number", id="no-number"),
            pytest.param(POINT.replace("31.2", "93.2"), "sources.place-out-of-range", id="no-such-latitude"),
        ],
    )
    def test_a_point_at_fault_is_set_aside(self, reading, point, code):
        found = reading(track(POINT, point, POINT))

        assert (found.codes, found.column("row")) == ([code], [1, 3])

    def test_marks_and_plans_are_no_fixes(self, reading):
        found = reading(f'{HEAD}<wpt lat="1" lon="2"/><rte><rtept lat="1" lon="2"/></rte></gpx>')

        assert found.codes == ["sources.not-an-observation"] * 2

    def test_times_without_any_zone_refuse_the_file_unless_it_is_named(self, reading, refusal):
        text = track(POINT.replace("00Z", "00"))

        assert refusal(text) == "sources.no-time-zone"
        assert reading(text, time_zone="Africa/Tripoli").rows[0]["seen_at"] == datetime(2020, 12, 6, 10, tzinfo=UTC)

    def test_utf_16_is_read(self, reading):
        text = track(POINT).replace('<?xml version="1.0"?>', '<?xml version="1.0" encoding="UTF-16"?>')

        assert len(reading(text.encode("utf-16")).rows) == 1


class TestHostileXml:
    @pytest.mark.parametrize(
        "text",
        [
            pytest.param(track(POINT)[:-30], id="cut"),
            pytest.param(f'<!DOCTYPE gpx [<!ENTITY a "b">]>{track(POINT).removeprefix(HEAD[:21])}', id="entities"),
            pytest.param('<!DOCTYPE gpx SYSTEM "file:///etc/passwd">' + track(POINT)[21:], id="external"),
            pytest.param(HEAD + "<a>" * 100 + "</a>" * 100 + "</gpx>", id="deep"),
            pytest.param(track(POINT).replace('version="1.0"?', 'version="1.0" encoding="EBCDIC-9"?'), id="encoding"),
            pytest.param(track(POINT).encode().replace(b"Line 7", b"Line \xff"), id="bytes"),
        ],
    )
    def test_is_refused_whole(self, refusal, text):
        assert refusal(text) == "sources.broken-file"
