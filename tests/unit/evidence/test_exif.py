import io
from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evenhand.evidence.exif import Exif, findings_of, read_exif
from unit.evidence import samples

WHOLE = samples.photograph()


def read(**changes) -> Exif:
    return read_exif(io.BytesIO(samples.photograph(**changes)))


class TestReadExif:
    def test_reads_camera_time_place_and_orientation(self):
        found = read()

        assert (found.make, found.model, found.orientation) == ("Acme", "Field 1", 6)
        assert found.taken_at == datetime(2020, 12, 6, 4, 15, tzinfo=UTC)
        assert found.gps_at == datetime(2020, 12, 6, 4, 15, 1, tzinfo=UTC)
        assert (round(found.lon, 6), round(found.lat, 6), found.altitude_m) == (13.1915, 32.887, 12.5)

    @pytest.mark.parametrize(
        ("changes", "lon_lat"),
        [
            ({"lat_ref": "S", "lon_ref": "W"}, (-13.1915, -32.887)),
            ({"lat": (91, 0, 0)}, (None, None)),
            ({"lon": (180, 0, 1)}, (None, None)),
            ({"lat_ref": None}, (None, None)),
            ({"lat_ref": "X"}, (None, None)),
            ({"lat": None}, (None, None)),
            ({"lat": (0, 0, 0), "lon": (0, 0, 0)}, (0, 0)),
        ],
    )
    def test_a_place_is_one_on_earth_or_none(self, changes, lon_lat):
        found = read(**changes)

        assert (found.lon and round(found.lon, 6), found.lat and round(found.lat, 6)) == lon_lat

    @pytest.mark.parametrize(
        ("changes", "taken_at", "local"),
        [
            ({"offset": None}, None, "2020-12-06T06:15:00"),
            ({"offset": "+25:00"}, None, "2020-12-06T06:15:00"),
            ({"taken": "2020:13:06 06:15:00"}, None, None),
            ({"taken": "0000:00:00 00:00:00"}, None, None),
            ({"taken": "yesterday"}, None, None),
            ({"offset": "-03:30"}, datetime(2020, 12, 6, 9, 45, tzinfo=UTC), "2020-12-06T06:15:00"),
        ],
    )
    def test_a_time_without_a_zone_stays_one(self, changes, taken_at, local):
        found = read(**changes)

        assert (found.taken_at, found.taken_local) == (taken_at, local)

    def test_where_there_is_nothing_there_is_nothing(self):
        assert read_exif(io.BytesIO(samples.picture())).empty

    @settings(deadline=None)
    @given(st.data())
    def test_spoiled_data_are_no_error(self, data):
        spoiled = bytearray(WHOLE)
        for at in data.draw(st.lists(st.integers(0, 600), max_size=8)):
            spoiled[at] = data.draw(st.integers(0, 255))
        found = read_exif(io.BytesIO(bytes(spoiled)))

        assert found is None or found.lat is None or -90 <= found.lat <= 90


class TestFindings:
    @pytest.mark.parametrize(
        ("exif", "keys"),
        [
            (None, ["exif.unreadable"]),
            (Exif(), ["exif.none"]),
            (Exif(make="A"), ["exif.read", "place.absent", "time.absent"]),
            (Exif(taken_local="2020-12-06T06:15:00"), ["exif.read", "place.absent", "time.local"]),
            (Exif(lon=0.0, lat=0.0, gps_at=datetime(2020, 1, 1, tzinfo=UTC)),
             ["exif.read", "place.stated", "time.stated"]),
        ],
    )  # fmt: skip
    def test_say_what_is_there_and_what_is_not(self, exif, keys):
        assert [one.key for one in findings_of(exif)] == keys
