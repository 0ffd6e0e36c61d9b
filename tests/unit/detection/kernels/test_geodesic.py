"""Our geodesics against geographiclib's."""

import pytest
from geographiclib.geodesic import Geodesic
from hypothesis import given, settings
from hypothesis import strategies as st

from evenhand.detection.kernels.geodesic import (
    arc_m,
    between,
    degrees_at_most_m,
    direct,
    earth_centred,
    inverse,
    wrap_deg,
)

LONS, LATS = st.floats(-180, 179.999), st.floats(-85, 85)


@settings(deadline=None, max_examples=150)
@given(LONS, LATS, LONS, LATS)
def test_length_and_course_are_those_of_geographiclib(lon1, lat1, lon2, lat2):
    true = Geodesic.WGS84.Inverse(lat1, lon1, lat2, lon2)

    length_m, _ = inverse(lon1, lat1, lon2, lat2)

    # Nearly antipodal pairs are said not to converge; no step of a track is that long.
    assert length_m == pytest.approx(true["s12"], abs=0.001) or (length_m < 0 and true["a12"] > 170)


@settings(deadline=None, max_examples=150)
@given(LONS, LATS, st.floats(0, 6.28), st.floats(0, 5e6))
def test_the_end_of_a_line_is_that_of_geographiclib(lon, lat, azimuth, length_m):
    true = Geodesic.WGS84.Direct(lat, lon, azimuth * 57.29577951308232, length_m)

    found_lon, found_lat = direct(lon, lat, azimuth, length_m)

    assert Geodesic.WGS84.Inverse(true["lat2"], true["lon2"], found_lat, wrap_deg(found_lon))["s12"] < 0.001


@pytest.mark.parametrize(("fraction", "point"), [(0.0, (16.6, 31.2)), (1.0, (15.2, 31.4)), (-1.0, (16.6, 31.2))])
def test_the_ends_of_a_line_are_themselves(fraction, point):
    assert between(16.6, 31.2, 15.2, 31.4, fraction) == point


def test_the_middle_lies_half_way():
    lon, lat = between(16.6, 31.2, 10.0, 25.0, 0.5)

    whole = Geodesic.WGS84.Inverse(31.2, 16.6, 25.0, 10.0)["s12"]
    assert Geodesic.WGS84.Inverse(31.2, 16.6, lat, lon)["s12"] == pytest.approx(whole / 2, abs=0.001)


def test_nearly_antipodal_fixes_are_joined_straight_in_degrees():
    assert between(0.0, 0.0, 179.9, 0.1, 0.5) == pytest.approx((89.95, 0.05))


@pytest.mark.parametrize("length_m", [1.0, 1000.0, 200_000.0])
def test_the_arc_over_a_chord_is_the_geodesic(length_m):
    lon, lat = direct(16.6, 31.2, 0.7, length_m)
    one, two = earth_centred(16.6, 31.2), earth_centred(lon, lat)
    chord = sum((a - b) ** 2 for a, b in zip(one, two, strict=True)) ** 0.5

    assert arc_m(chord) == pytest.approx(length_m, abs=0.1)


@settings(deadline=None, max_examples=150)
@given(st.floats(-89, 89), st.floats(-89, 89), st.floats(0, 60))
def test_degrees_measure_no_more_than_is_said_and_hardly_less(lat1, lat2, lon):
    east_m, north_m = degrees_at_most_m(min(lat1, lat2), max(lat1, lat2))

    way_m = Geodesic.WGS84.Inverse(lat1, 0.0, lat2, lon)["s12"]

    assert way_m <= ((lon * east_m) ** 2 + ((lat2 - lat1) * north_m) ** 2) ** 0.5 + 1e-6
    for lat in (lat1, lat2):
        one_east_m, one_north_m = degrees_at_most_m(lat, lat)
        assert one_east_m == pytest.approx(Geodesic.WGS84.Inverse(lat, 0, lat, 1e-4)["s12"] * 1e4, rel=1e-6)
        assert one_north_m == pytest.approx(Geodesic.WGS84.Inverse(lat, 0, lat + 1e-4, 0)["s12"] * 1e4, rel=1e-6)
