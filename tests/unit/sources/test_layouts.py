import pytest

from evenhand.foundation.problems import Problem
from evenhand.sources.layouts import LAYOUTS, settle, used_columns


class TestSettle:
    @pytest.mark.parametrize(
        ("columns", "object_column", "prefix"),
        [
            pytest.param(["mmsi", "time", "lat", "lon"], "mmsi", "mmsi", id="mmsi"),
            pytest.param(
                ["ICAO24", "Timestamp", "Latitude", "Longitude"], "ICAO24", "icao24", id="case-does-not-matter"
            ),
            pytest.param(["id", "vehicle_id", "fixtime", "y", "x"], "vehicle_id", "vehicle", id="id-numbers-the-rows"),
            pytest.param(["id", "t", "lat", "lng"], "id", "object", id="id-alone"),
            pytest.param(["object", "mmsi", "seen_at", "lat", "lon"], "object", "", id="our-own-name-goes-first"),
        ],
    )
    def test_plain_names_are_understood(self, columns, object_column, prefix):
        field = settle(columns, None, name="f").mapping.fields["object"]

        assert (field.columns, field.prefix) == ((object_column,), prefix)

    @pytest.mark.parametrize(
        "columns",
        [
            pytest.param(["mmsi", "vehicle_id", "time", "lat", "lon"], id="two-objects"),
            pytest.param(["tracker", "trajectory_id", "t", "x", "y"], id="two-kinds-of-object"),
            pytest.param(["fid", "id", "t", "x", "y"], id="id-beside-another-id"),
            pytest.param(["mmsi", "time", "timestamp", "lat", "lon"], id="two-times"),
            pytest.param(["mmsi", "time", "lat", "latitude", "y", "longitude", "x"], id="two-longitudes"),
            pytest.param(["mmsi", "time", "lat"], id="no-longitude"),
            pytest.param(["time", "lat", "lon"], id="no-object"),
            pytest.param(["date", "longitude", "latitude", "type"], id="a-date-is-no-instant"),
        ],
    )
    def test_names_that_could_mean_several_things_are_refused(self, columns):
        with pytest.raises(Problem) as caught:
            settle(columns, None, name="f")

        assert caught.value.code == "sources.no-mapping"
        assert "docs/reference/mapping-files.md" in str(caught.value)

    def test_identities_are_not_mistaken_for_positions(self):
        assert settle(["object", "category", "party"], None, name="f").mapping.kind == "identities"
        assert settle(["object", "category", "time", "lat", "lon"], None, name="f").mapping.kind == "positions"

    @pytest.mark.parametrize("layout", LAYOUTS, ids=lambda layout: f"{layout.name}-{min(layout.given_by)}")
    def test_a_layout_is_given_away_by_what_it_needs(self, layout):
        found = settle(sorted(layout.given_by), None, name="f")

        assert found.name == layout.name
        assert set(used_columns(found, sorted(layout.given_by))) <= layout.given_by


def test_a_known_table_may_lack_columns_that_are_only_useful(reading):
    text = "# Timestamp,Type of mobile,MMSI,Latitude,Longitude\n06/12/2020 12:00:00,Class B,219000001,55.5,10.5\n"
    found = reading(text)

    assert (found.source.format, found.column("speed_kn")) == ("danish-ais", [None])


class TestOurOwnTables:
    def test_identities(self, reading):
        found = reading("object,category,party,count,label,basis\nmmsi:1,vessel,north,,Havet,port list\nmmsi:2,,,3,,\n")

        assert (found.source.format, found.source.kind) == ("evenhand-identities", "identities")
        assert [(row["party"], row["count"]) for row in found.rows] == [("north", None), (None, 3)]

    def test_notices(self, reading):
        head = "notice,given_at,party,category,begins_at,ends_at,max_count\n"
        good = "n1,2020-12-01T00:00:00Z,north,aircraft,2020-12-03T00:00:00Z,2020-12-04T00:00:00Z,2\n"
        backwards = "n2,2020-12-01T00:00:00Z,north,aircraft,2020-12-05T00:00:00Z,2020-12-04T00:00:00Z,2\n"
        half = "n3,2020-12-01T00:00:00Z,north,aircraft,2020-12-03T00:00:00Z,2020-12-04T00:00:00Z,2.5\n"
        found = reading(head + good + backwards + half)

        assert found.source.kind == "notices"
        assert found.column("notice") == ["n1"]
        assert found.codes == ["sources.ends-before-it-begins", "sources.bad-number"]

    def test_notices_of_activities(self, reading):
        head = "notice,given_at,begins_at,ends_at,activity,route,radius_m\n"
        times = "2020-12-01T00:00:00Z,2020-12-03T00:00:00Z,2020-12-04T00:00:00Z"
        rows = [f"n1,{times},demining,'31,16',500", f"n2,{times},parade,,", f"n3,{times},scheduled-flight,'31,16',"]
        found = reading(head + "\n".join(rows).replace("'", '"'))

        assert (found.column("activity"), found.column("radius_m")) == (["demining"], [500.0])
        assert sorted(found.codes) == ["foundation.bad-route", "sources.unknown-activity"]

    def test_events(self, reading):
        head = "event,kind,began_at,lon,lat,party\n"
        found = reading(head + "e1,shelling,2020-12-01T00:00:00Z,16,31,north\ne2,,2020-12-01T00:00:00Z,16,31,\n")

        assert found.source.kind == "events"
        assert found.rows[0]["ended_at"] == found.rows[0]["began_at"]
        assert found.codes == ["sources.missing-value"]

    def test_positions_keep_the_feed_that_each_row_names(self, reading):
        found = reading(
            "object,seen_at,lon,lat,source\na:1,2020-12-01T00:00:00Z,16,31,ais\na:2,2020-12-01T00:00:00Z,16,31,\n"
        )

        assert found.column("source") == ["ais", "positions"]
