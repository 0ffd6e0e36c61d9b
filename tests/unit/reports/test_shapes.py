"""Shapes of reported places, against brute force with another implementation of geodesics."""

import math
from dataclasses import replace

import numpy as np
import pytest
import shapely
from geographiclib.geodesic import Geodesic
from hypothesis import given, settings
from hypothesis import strategies as st

from evenhand.foundation.problems import Problem
from evenhand.reports.places import AreaPlace, NamedPlace, Offset, PointPlace, RoutePlace, SectorPlace
from evenhand.reports.shapes import TOLERANCE_M, Assumptions, area_m2, draw, geojson, shape_of
from unit.agreements import small

EARTH = Geodesic.WGS84
HERE = {"observer_lon": 16.5, "observer_lat": 31.0}
EXACT = 0.001
AS_GOOD_AS_NONE = st.just(EXACT)


def polygon_area_m2(geometry):
    """Area by geographiclib in Python, ring by ring."""
    total = 0.0
    for part in shapely.get_parts(geometry):
        for sign, rings in ((1.0, [part.exterior]), (-1.0, part.interiors)):
            for ring in rings:
                polygon = EARTH.Polygon()
                for lon, lat in ring.coords[:-1]:
                    polygon.AddPoint(lat, lon)
                total += sign * abs(polygon.Compute()[2])
    return total


def turn_deg(one, other):
    return abs((one - other + 180.0) % 360.0 - 180.0)


def margin_m(place, lon, lat):
    """How far a point is inside the limits that an observer gave (negative: outside), by geographiclib."""
    line = EARTH.Inverse(place.observer_lat, place.observer_lon, lat, lon)
    off_deg = place.bearing_error_deg - turn_deg(line["azi1"], place.bearing_deg)
    aside_m = line["s12"] * math.sin(math.radians(max(min(off_deg, 90.0), -90.0)))
    return min(line["s12"] - (place.range_low_m or 0.0), place.range_high_m - line["s12"], aside_m)


@st.composite
def sectors(draw, accuracy=AS_GOOD_AS_NONE):
    low = draw(st.floats(0, 20_000))
    return SectorPlace(
        observer_lon=draw(st.floats(-170, 170)),
        observer_lat=draw(st.floats(-75, 75)),
        observer_accuracy_m=draw(accuracy),
        bearing_deg=draw(st.floats(0, 360, exclude_max=True)),
        bearing_error_deg=draw(st.floats(0.5, 170)),
        range_low_m=low,
        range_high_m=low + draw(st.floats(50, 30_000)),
    )


def spots(place, count, seed):
    """Random points about an observer, out to a little beyond the range."""
    chance = np.random.default_rng(seed)
    reach = place.range_high_m * 1.1
    for azimuth, share in zip(chance.uniform(0, 360, count), chance.uniform(0, 1, count), strict=True):
        there = EARTH.Direct(place.observer_lat, place.observer_lon, azimuth, reach * math.sqrt(share))
        yield there["lon2"], there["lat2"]


class TestSector:
    @settings(max_examples=40, deadline=None)
    @given(sectors(), st.integers(0, 2**32))
    def test_holds_a_point_exactly_if_its_distance_and_azimuth_are_within_the_limits(self, place, seed):
        shape = shape_of(place)
        for lon, lat in spots(place, 60, seed):
            margin = margin_m(place, lon, lat)
            if abs(margin) > 2.0 * TOLERANCE_M:
                assert shapely.contains_xy(shape, lon, lat) == (margin > 0)

    @settings(max_examples=30, deadline=None)
    @given(sectors(accuracy=st.floats(1, 2_000)), st.integers(0, 2**32))
    def test_holds_all_that_any_observer_within_the_accuracy_may_mean(self, place, seed):
        shape = shape_of(place)
        shapely.prepare(shape)
        chance = np.random.default_rng(seed)
        for azimuth, share, way, far in chance.uniform(0, 1, (60, 4)):
            stand = EARTH.Direct(
                place.observer_lat, place.observer_lon, azimuth * 360, place.observer_accuracy_m * math.sqrt(share)
            )
            bearing = place.bearing_deg + (way * 2 - 1) * place.bearing_error_deg
            length = place.range_low_m + far * (place.range_high_m - place.range_low_m)
            there = EARTH.Direct(stand["lat2"], stand["lon2"], bearing, length)
            apart_deg = shapely.distance(shape, shapely.Point(there["lon2"], there["lat2"]))
            assert apart_deg * 111_320 <= 2.0 * TOLERANCE_M

    def test_is_widened_by_no_more_than_the_accuracy(self):
        exact = SectorPlace(
            **HERE, observer_accuracy_m=EXACT, bearing_deg=90, bearing_error_deg=10, range_low_m=900, range_high_m=2000
        )
        wide = SectorPlace(
            **HERE, observer_accuracy_m=50, bearing_deg=90, bearing_error_deg=10, range_low_m=900, range_high_m=2000
        )
        corners = shapely.get_coordinates(shape_of(wide))
        inside = shapely.get_coordinates(shapely.segmentize(shape_of(exact, tolerance_m=0.01), 0.00002))
        for lon, lat in corners[::7]:
            nearest = min(EARTH.Inverse(lat, lon, other[1], other[0])["s12"] for other in inside)
            assert nearest == pytest.approx(50.0, abs=0.1)

    @pytest.mark.parametrize(
        ("low", "high", "error", "wanted_m2"),
        [
            pytest.param(0, 1000, 180, math.pi * 1000**2, id="a-disc"),
            pytest.param(3000, 5000, 180, math.pi * (5000**2 - 3000**2), id="a-ring"),
            pytest.param(3000, 5000, 11.25, math.pi * (5000**2 - 3000**2) / 16, id="a-sixteenth-of-a-ring"),
            pytest.param(0, 10_000, 45, math.pi * 10_000**2 / 4, id="a-quarter-of-a-disc"),
        ],
    )
    def test_has_the_area_of_the_plane_figure_where_it_is_small(self, low, high, error, wanted_m2):
        place = SectorPlace(
            **HERE,
            observer_accuracy_m=EXACT,
            bearing_deg=30,
            bearing_error_deg=error,
            range_low_m=low,
            range_high_m=high,
        )

        assert area_m2(shape_of(place)) == pytest.approx(wanted_m2, rel=5e-4)

    @settings(max_examples=30, deadline=None)
    @given(sectors(accuracy=st.floats(1, 3_000)))
    def test_is_one_valid_figure_with_the_area_that_geographiclib_gives(self, place):
        shape = shape_of(place)

        assert shape.is_valid
        assert shape.geom_type == "Polygon"
        assert area_m2(shape) == pytest.approx(polygon_area_m2(shape), rel=1e-9, abs=0.01)

    @settings(max_examples=30, deadline=None)
    @given(sectors(accuracy=st.floats(1, 1_000)), st.floats(1, 9), st.floats(1, 300), st.floats(1, 3_000))
    def test_grows_with_every_error(self, place, degrees, accuracy, metres):
        wider = SectorPlace(
            observer_lon=place.observer_lon,
            observer_lat=place.observer_lat,
            observer_accuracy_m=place.observer_accuracy_m + accuracy,
            bearing_deg=place.bearing_deg,
            bearing_error_deg=place.bearing_error_deg + degrees,
            range_low_m=max(place.range_low_m - metres, 0.0),
            range_high_m=place.range_high_m + metres,
        )

        assert shape_of(wider).covers(shape_of(place))

    @settings(max_examples=20, deadline=None)
    @given(sectors(accuracy=st.floats(1, 1_000)))
    def test_sectors_all_round_make_the_ring(self, place):
        def towards(bearing, error):
            return shape_of(
                SectorPlace(
                    observer_lon=place.observer_lon,
                    observer_lat=place.observer_lat,
                    observer_accuracy_m=place.observer_accuracy_m,
                    bearing_deg=bearing,
                    bearing_error_deg=error,
                    range_low_m=place.range_low_m,
                    range_high_m=place.range_high_m,
                )
            )

        together = shapely.union_all([towards(bearing, 45) for bearing in (0.0, 90.0, 180.0, 270.0)])
        ring = towards(None, None)

        assert area_m2(together) == pytest.approx(area_m2(ring), rel=0.01)
        assert area_m2(ring.difference(together)) <= 2e-3 * area_m2(ring) + 100.0

    @settings(max_examples=100, deadline=None)
    @given(sectors(), st.floats(0.001, 2), st.floats(0.001, 5))
    def test_is_one_valid_figure_however_thin(self, place, thickness, error):
        thin = replace(place, range_high_m=place.range_low_m + thickness, bearing_error_deg=error)

        assert shape_of(thin).is_valid
        assert shape_of(thin).geom_type == "Polygon"

    def test_goes_on_beyond_the_greatest_range_where_it_begins_there(self):
        drawn = draw(SectorPlace(**HERE, observer_accuracy_m=5, bearing_deg=0.0, range_low_m=40_000))

        assert EARTH.Inverse(31, 16.5, drawn.geometry.bounds[3], 16.5)["s12"] == pytest.approx(80_005, abs=1)


class TestWhatIsAssumed:
    @pytest.mark.parametrize(
        ("place", "assumed"),
        [
            pytest.param(PointPlace(lon=16, lat=31, accuracy_m=5), (), id="nothing"),
            pytest.param(PointPlace(lon=16, lat=31), ("accuracy_m",), id="the-accuracy"),
            pytest.param(
                SectorPlace(**HERE), ("observer_accuracy_m", "bearing_deg", "range_high_m"), id="all-but-the-observer"
            ),
            pytest.param(
                SectorPlace(**HERE, bearing_deg=3, range_high_m=9, observer_accuracy_m=1),
                ("bearing_error_deg",),
                id="the-error-of-a-bearing",
            ),
            pytest.param(RoutePlace(points=((16, 31), (17, 31))), ("width_m",), id="the-width"),
            pytest.param(NamedPlace(place="harbour"), ("extent_m",), id="the-extent"),
            pytest.param(
                NamedPlace(place="harbour", extent_m=500, offset=Offset(bearing_deg=315.0)),
                ("offset.bearing_error_deg", "offset.distance_high_m"),
                id="the-end-of-an-offset",
            ),
        ],
    )
    def test_is_named(self, place, assumed):
        assert draw(place, agreement=small.agreement()).assumed == assumed

    def test_is_what_the_caller_says(self):
        place = PointPlace(lon=16, lat=31, method="map")

        shape = shape_of(place, assumptions=Assumptions(map_accuracy_m=2000.0))

        assert area_m2(shape) == pytest.approx(math.pi * 2000.0**2, rel=1e-3)

    def test_stands_in_the_feature(self):
        feature = geojson(PointPlace(lon=16, lat=31))

        assert feature["properties"]["assumed"] == ["accuracy_m"]
        assert feature["geometry"]["type"] == "Polygon"
        assert shapely.geometry.shape(feature["geometry"]).exterior.is_ccw


class TestOtherPlaces:
    def test_an_offset_lies_that_way_from_the_place(self):
        agreement = small.agreement()
        harbour = agreement.places[0]
        place = NamedPlace(
            place=harbour.id,
            extent_m=500,
            offset=Offset(bearing_deg=315.0, bearing_error_deg=11.25, distance_low_m=5500, distance_high_m=6500),
        )
        there = EARTH.Direct(harbour.lat, harbour.lon, 315, 6000)
        back = EARTH.Direct(harbour.lat, harbour.lon, 135, 6000)
        shape = shape_of(place, agreement=agreement)

        assert shapely.contains_xy(shape, there["lon2"], there["lat2"])
        assert not shapely.contains_xy(shape, back["lon2"], back["lat2"])

    def test_a_route_is_half_its_width_to_either_side(self):
        shape = shape_of(RoutePlace(points=((16, 31), (16, 31.1)), width_m=400))
        east = EARTH.Direct(31.05, 16, 90, 199.5)
        beyond = EARTH.Direct(31.05, 16, 90, 200.5)

        assert shapely.contains_xy(shape, east["lon2"], east["lat2"])
        assert not shapely.contains_xy(shape, beyond["lon2"], beyond["lat2"])

    def test_a_ring_has_the_area_that_geographiclib_gives_in_either_sense(self):
        corners = ((16.0, 31.0), (17.0, 31.0), (17.0, 32.0))
        for ring in (corners, corners[::-1]):
            polygon = EARTH.Polygon()
            for lon, lat in corners:
                polygon.AddPoint(lat, lon)

            assert area_m2(shape_of(AreaPlace(ring=ring))) == pytest.approx(abs(polygon.Compute()[2]), rel=1e-6)


class TestRefuses:
    @pytest.mark.parametrize(
        ("place", "code"),
        [
            pytest.param(
                PointPlace(lon=180, lat=0, accuracy_m=5), "reports.over-the-edge", id="a-point-on-the-meridian"
            ),
            pytest.param(
                PointPlace(lon=-179.99, lat=0, accuracy_m=2e4), "reports.over-the-edge", id="across-the-meridian"
            ),
            pytest.param(PointPlace(lon=5, lat=-90, accuracy_m=5), "reports.over-the-edge", id="a-pole"),
            pytest.param(PointPlace(lon=5, lat=87, accuracy_m=4e5), "reports.over-the-edge", id="round-a-pole"),
            pytest.param(
                RoutePlace(points=((179, 1), (-179, 1)), width_m=5), "reports.over-the-edge", id="a-route-across"
            ),
            pytest.param(
                AreaPlace(ring=((179, 1), (-179, 1), (-179, 2))), "reports.over-the-edge", id="an-area-across"
            ),
            pytest.param(
                RoutePlace(points=((0, 87), (170, 87)), width_m=5), "reports.over-the-edge", id="a-route-over-a-pole"
            ),
            pytest.param(
                RoutePlace(points=((0, 0), (80, 0)) * 3, width_m=5), "reports.place-too-long", id="a-route-without-end"
            ),
            pytest.param(
                AreaPlace(ring=((1, 0), (2, 0), (1.5, 1e-12))),
                "reports.place-without-surface",
                id="an-area-in-one-line",
            ),
            pytest.param(
                AreaPlace(ring=((1, 1), (2, 2), (2, 1), (1, 2))), "reports.ring-crosses-itself", id="a-bow-tie"
            ),
            pytest.param(NamedPlace(place="harbour"), "reports.needs-agreement", id="a-name-without-an-agreement"),
            pytest.param(AreaPlace(area="zone"), "reports.needs-agreement", id="an-area-without-an-agreement"),
        ],
    )
    def test_what_cannot_be_drawn(self, place, code):
        with pytest.raises(Problem) as refused:
            shape_of(place)

        assert refused.value.code == code

    @pytest.mark.parametrize(
        ("place", "code"),
        [
            (NamedPlace(place="atlantis"), "reports.no-such-place"),
            (AreaPlace(area="atlantis"), "agreements.no-such-area"),
        ],
    )
    def test_what_the_agreement_does_not_have(self, place, code):
        with pytest.raises(Problem) as refused:
            shape_of(place, agreement=small.agreement())

        assert refused.value.code == code


LONS, LATS = st.floats(-180, 180), st.floats(-90, 90)
POINTS = st.tuples(LONS, LATS)
ANY_LENGTH = st.none() | st.floats(0.001, 500_000)
NEAR = st.tuples(st.floats(10, 10.01), st.floats(84, 84.01))
ANYWHERE = st.one_of(
    st.builds(PointPlace, lon=LONS, lat=LATS, accuracy_m=ANY_LENGTH),
    st.builds(
        SectorPlace,
        observer_lon=LONS,
        observer_lat=LATS,
        observer_accuracy_m=ANY_LENGTH,
        bearing_deg=st.none() | st.floats(0, 360, exclude_max=True),
        bearing_error_deg=st.none() | st.floats(0.001, 180),
        range_low_m=st.none() | st.floats(0, 1000),
        range_high_m=st.none() | st.floats(1000.001, 1002) | st.floats(1001, 500_000),
    ),
    st.builds(
        RoutePlace,
        points=st.lists(POINTS | NEAR, min_size=2, max_size=6, unique=True).map(tuple),
        width_m=ANY_LENGTH,
    ),
    st.builds(AreaPlace, ring=st.lists(POINTS | NEAR, min_size=3, max_size=5, unique=True).map(tuple)),
)


@settings(max_examples=150, deadline=None)
@given(ANYWHERE)
def test_every_place_on_the_globe_is_drawn_as_a_valid_figure_or_refused(place):
    try:
        shape = shape_of(place, tolerance_m=10.0)
    except Problem:
        return
    assert shape.is_valid
    assert shape.geom_type in ("Polygon", "MultiPolygon")
    assert area_m2(shape) > 0.0
