import pytest
import shapely

from evenhand_web.map.features import bounds, epoch, middle, outline, point, size_km2, span
from unit.agreements import small


@pytest.fixture(scope="module")
def agreement():
    return small.agreement()


def area(agreement, name):
    return next(one for one in agreement.areas if one.id == name)


class TestOutline:
    def test_is_a_valid_multipolygon_near_the_true_area(self, agreement):
        shape = outline(agreement, "port")

        drawn = shapely.geometry.shape(shape)
        assert shape["type"] == "MultiPolygon"
        assert drawn.is_valid
        assert drawn.area == pytest.approx(shapely.Point(0, 0).buffer(1).area * 10 / 111.3 * 10 / 95.1, rel=0.02)

    def test_outer_rings_run_counter_clockwise_as_rfc_7946_asks(self, agreement):
        for polygon in outline(agreement, "coastal-zone")["coordinates"]:
            assert shapely.LinearRing(polygon[0]).is_ccw

    def test_an_area_that_is_not_there_has_none(self, agreement):
        assert outline(agreement, "moon") is None
        assert middle(agreement, "moon") is None
        assert size_km2(agreement, "moon") is None


def test_the_middle_of_an_area_lies_in_it(agreement):
    assert shapely.geometry.shape(outline(agreement, "coastal-zone")).contains(
        shapely.Point(middle(agreement, "coastal-zone"))
    )


def test_the_size_of_a_circle_is_that_of_its_radius(agreement):
    assert size_km2(agreement, "port") == pytest.approx(314.16, rel=1e-3)


def test_an_area_counts_from_the_beginning_of_its_phase(agreement):
    counts, begins_at, ends_at = span(agreement, area(agreement, "port"))

    assert (counts, begins_at, ends_at) == (True, 1775001600, None)  # 2026-04-01


def test_bounds_hold_every_area(agreement):
    west, south, east, north = bounds(agreement)

    assert shapely.box(west, south, east, north).covers(
        shapely.MultiPoint([(15.25, 31.43), (15.5, 31.4), (15.4, 31.7)])
    )


def test_an_unknown_instant_stays_unknown():
    assert epoch(None) is None


def test_a_point_has_longitude_first():
    assert point(15.123456789, 31.5) == {"type": "Point", "coordinates": [15.1234568, 31.5]}
