import io
from datetime import UTC, datetime

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
import shapely

from evenhand.observations.schemas import POSITIONS, require
from evenhand.sources.opening import open_source

NOON = datetime(2020, 12, 6, 12, tzinfo=UTC)


def parquet(table, **options):
    sink = io.BytesIO()
    pq.write_table(table, sink, **options)
    return sink.getvalue()


def ours(**columns):
    given = {"object": ["a:1", "a:2"], "seen_at": [NOON, NOON], "lon": [16.5, 16.6], "lat": [31.2, 31.3], **columns}
    schema = pa.schema([POSITIONS.field(name) for name in POSITIONS.names if name in given])
    return pa.table({name: given[name] for name in schema.names}, schema=schema)


class TestOurTables:
    def test_pass_through_with_what_they_say_of_their_origin(self, reading):
        found = reading(parquet(ours(source=["ais", "ais"], file=["f" * 64] * 2, row=[7, 8])))

        assert found.source.format == "evenhand-positions"
        assert (found.column("file"), found.column("row")) == (["f" * 64] * 2, [7, 8])
        assert found.column("source") == ["ais", "ais"]

    @pytest.mark.parametrize("columns", [{}, {"file": ["simulated"] * 2, "row": [7, 8]}])
    def test_without_an_origin_they_get_this_file(self, reading, columns):
        found = reading(parquet(ours(**columns)))

        assert found.column("file") == [found.source.digest] * 2
        assert found.column("row") == [1, 2]

    def test_batches_have_the_schema_exactly(self, tmp_path):
        path = tmp_path / "f"
        pq.write_table(ours(), path)
        for batch in open_source(path).batches():
            require(batch.table, POSITIONS, what="the test")

    def test_rows_that_cannot_be_true_are_set_aside(self, reading):
        table = ours(object=["a:1", ""], lon=[float("nan"), 1.0], lat=[1.0, 1.0])

        assert reading(parquet(table)).codes == ["sources.no-position", "sources.no-object"]


class TestOtherTables:
    def test_plain_names_are_understood(self, reading):
        table = pa.table({"mmsi": [219000001], "timestamp": [NOON], "latitude": [31.2], "longitude": [16.5]})

        assert reading(parquet(table)).column("object") == ["mmsi:219000001"]

    def test_points_in_a_geometry_column_are_read(self, reading):
        points = [shapely.to_wkb(shapely.Point(16.5, 31.2)), None, b"no geometry"]
        table = pa.table({"patrol_id": ["p"] * 3, "fixtime": [NOON] * 3, "geometry": points})
        found = reading(parquet(table))

        assert found.places == [(16.5, 31.2)]
        assert found.codes == ["sources.no-position"] * 2

    def test_naive_timestamps_need_a_zone(self, reading, refusal):
        data = parquet(pa.table({"mmsi": [1], "time": [NOON.replace(tzinfo=None)], "lat": [31.2], "lon": [16.5]}))

        assert refusal(data) == "sources.no-time-zone"
        assert reading(data, time_zone="Africa/Tripoli").rows[0]["seen_at"].hour == 10

    @pytest.mark.parametrize(
        "columns",
        [
            pytest.param({"seen_at": [NOON.replace(tzinfo=None)]}, id="times-without-a-zone"),
            pytest.param({"lat": None}, id="no-latitude"),
        ],
    )
    def test_positions_with_a_fault_are_not_taken_for_identities(self, refusal, columns):
        given = {"object": ["a"], "seen_at": [NOON], "lon": [16.5], "lat": [31.2], **columns}
        data = parquet(pa.table({name: values for name, values in given.items() if values is not None}))

        assert refusal(data) in {"sources.no-time-zone", "sources.no-mapping"}

    def test_opensky_history_is_known(self, reading):
        table = pa.table(
            {
                "time": [1607256000],
                "icao24": ["4b43ac"],
                "lat": [31.2],
                "lon": [16.5],
                "velocity": [1.0],
                "heading": [2.0],
            }
        )

        assert reading(parquet(table)).source.format == "opensky"


class TestBrokenParquet:
    @pytest.mark.parametrize(
        "damage",
        [
            pytest.param(lambda data: data[:-20], id="cut"),
            pytest.param(lambda data: b"PAR1" + b"\0" * 50, id="no-footer"),
            pytest.param(lambda data: data[:40] + bytes(60) + data[100:], id="a-damaged-page"),
        ],
    )
    def test_is_refused_whole(self, refusal, damage):
        data = parquet(ours(), write_page_checksum=True, use_dictionary=False)

        assert refusal(damage(data)) == "sources.broken-file"
