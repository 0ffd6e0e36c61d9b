"""At which place something counts."""

import pytest

from evenhand.sources.agreement_files import load_agreement
from evenhand_web.totals.placing import Spot, at_point, spot_of

LIBYA = load_agreement("libya-2020")
SIRTE = next(one for one in LIBYA.places if one.id == "sirte")


def test_a_named_place_is_itself():
    spot = spot_of({"format": 1, "kind": "named", "place": "sirte"}, LIBYA)

    assert (spot.place, spot.lon, spot.lat) == (
        "sirte",
        pytest.approx(SIRTE.lon, abs=0.1),
        pytest.approx(SIRTE.lat, abs=0.1),
    )


@pytest.mark.parametrize(
    ("north_deg", "place"),
    [
        pytest.param(0.05, "sirte", id="five-kilometres-off-is-there"),
        pytest.param(-1.05, None, id="far-out-in-the-desert-is-a-square"),
    ],
)
def test_a_point_is_at_the_nearest_place_within_ten_kilometres(north_deg, place):
    spot = at_point(SIRTE.lon, SIRTE.lat + north_deg, LIBYA)

    assert spot.place == (place or f"{SIRTE.lat + north_deg:.1f}, {SIRTE.lon:.1f}")


def test_an_area_is_a_place_of_its_own():
    area = LIBYA.areas[0].id
    spot = spot_of({"format": 1, "kind": "area", "area": area}, LIBYA)

    assert (spot.place, spot.area) == (area, area)


def test_where_nobody_said_nothing_is_known():
    assert spot_of(None, LIBYA) == at_point(None, None, LIBYA) == Spot(None, None, None, None)
    assert at_point(16.0, 31.0, None) == Spot("31.0, 16.0", 16.0, 31.0, None)
