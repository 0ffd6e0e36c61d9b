from datetime import UTC, date, datetime

import pytest

from evenhand.agreements.building import build_shape, first_too_late
from evenhand.agreements.model import AreaShape, CircleShape, CorridorShape, DifferenceShape, PolygonShape, UnionShape

POINTS = {"a": (0.0, 0.0), "b": (1.0, 0.0), "c": (1.0, 1.0)}


@pytest.mark.parametrize(
    ("due", "zone", "too_late"),
    [
        pytest.param(date(2021, 1, 23), "UTC", datetime(2021, 1, 24, tzinfo=UTC), id="utc"),
        pytest.param(date(2021, 1, 23), "Africa/Tripoli", datetime(2021, 1, 23, 22, tzinfo=UTC), id="east"),
        pytest.param(
            date(2026, 3, 28), "Asia/Beirut", datetime(2026, 3, 28, 22, tzinfo=UTC), id="no-midnight-that-day"
        ),
        pytest.param(
            date(2026, 10, 24), "Europe/Kyiv", datetime(2026, 10, 24, 21, tzinfo=UTC), id="before-clocks-go-back"
        ),
    ],
)
def test_a_day_is_over_when_it_ends_in_the_zone(due, zone, too_late):
    assert first_too_late(due, zone) == too_late


def test_an_act_at_the_very_instant_is_in_time():
    due = datetime(2026, 6, 1, 12, tzinfo=UTC)

    assert first_too_late(due, "Africa/Tripoli") > due


def test_places_become_points_in_every_shape():
    circle = {"circle": "a", "radius": 5.0}
    polygon = {"polygon": ("a", "b", "c"), "edges": "parallel"}

    assert build_shape(circle, POINTS) == CircleShape(0.0, 0.0, 5.0)
    assert isinstance(build_shape(polygon, POINTS), PolygonShape)
    assert build_shape(polygon, POINTS).outer.along_parallel
    assert build_shape({"corridor": ("a", "b"), "width": 9.0}, POINTS) == CorridorShape(((0, 0), (1, 0)), 9.0)
    assert build_shape({"corridor": ("a", "b"), "from": 2.0, "to": 9.0, "side": "left"}, POINTS) == CorridorShape(
        ((0, 0), (1, 0)), 9.0, 2.0, "left"
    )
    assert build_shape({"area": "zone"}, POINTS) == AreaShape("zone")
    assert isinstance(build_shape({"union": (circle, polygon)}, POINTS), UnionShape)
    assert isinstance(build_shape({"multipolygon": (polygon,)}, POINTS), UnionShape)
    assert isinstance(build_shape({"difference": {"of": polygon, "less": (circle,)}}, POINTS), DifferenceShape)
