"""Places as forms ask for them become places of the record."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evenhand.reports import places
from evenhand.reports.forms.locations import direction_of, geopoint, number, place_of, points_of

HERE = {"position_by": "receiver", "receiver": "31.0 16.0 20.0 6.0"}
LINE = "31.0 16.0 0 5; 31.1 16.1 0 5; 31.2 16.3 0 5"


@pytest.mark.parametrize(
    ("asked", "expected"),
    [
        pytest.param(
            {"kind": "point"} | HERE,
            {"kind": "point", "lon": 16.0, "lat": 31.0, "accuracy_m": 6.0, "method": "gnss"},
            id="a-receiver",
        ),
        pytest.param(
            {"kind": "point", "position_by": "map", "marked": "31 16 0 0", "accuracy_m": "200"},
            {"kind": "point", "lon": 16.0, "lat": 31.0, "accuracy_m": 200.0, "method": "map"},
            id="on-the-map-with-an-accuracy-of-its-own",
        ),
        pytest.param(
            {"kind": "point", "position_by": "map", "marked": "31 16 0 0"},
            {"kind": "point", "lon": 16.0, "lat": 31.0, "method": "map"},
            id="accuracy-nought-is-none",
        ),
        pytest.param(
            {"kind": "point", "position_by": "typed", "lat": "31", "lon": "-16"},
            {"kind": "point", "lon": -16.0, "lat": 31.0, "method": "report-only"},
            id="typed",
        ),
        pytest.param(
            {"kind": "sector", "bearing_deg": "12.5", "bearing_error_deg": "2", "range_high_m": "900"} | HERE,
            {
                "kind": "sector", "observer_lon": 16.0, "observer_lat": 31.0, "observer_accuracy_m": 6.0,
                "bearing_deg": 12.5, "bearing_error_deg": 2.0, "range_high_m": 900.0, "said": "12.5°",
            },
            id="degrees",
        ),
        pytest.param(
            {"kind": "sector", "bearing_mil": "1600", "bearing_by": "mils"} | HERE,
            {
                "kind": "sector", "observer_lon": 16.0, "observer_lat": 31.0, "observer_accuracy_m": 6.0,
                "bearing_deg": 90.0, "said": "1600 mil",
            },
            id="mils",
        ),
        pytest.param({"kind": "named", "named": "harbour"}, {"kind": "named", "place": "harbour"}, id="named"),
        pytest.param(
            {"kind": "named", "named": "harbour", "bearing_point": "S", "range_low_m": "1000", "range_high_m": "2000"},
            {
                "kind": "named", "place": "harbour", "offset": {
                    "bearing_deg": 180.0, "bearing_error_deg": 11.25, "said": "S", "distance_low_m": 1000.0,
                    "distance_high_m": 2000.0,
                },
            },
            id="off-a-named-place",
        ),
        pytest.param(
            {"kind": "route", "route": LINE},
            {"kind": "route", "points": [[16.0, 31.0], [16.1, 31.1], [16.3, 31.2]]},
            id="route",
        ),
        pytest.param(
            {"kind": "area", "area": f"{LINE}; 31.0 16.0 0 5"},
            {"kind": "area", "ring": [[16.0, 31.0], [16.1, 31.1], [16.3, 31.2]]},
            id="area-whose-last-point-is-its-first",
        ),
    ],
)  # fmt: skip
def test_a_place_is_what_was_asked(asked, expected):
    found = place_of(asked)
    assert found == expected
    places.from_json(found)


@pytest.mark.parametrize("kind", ["words", "same", "", "elsewhere"])
def test_words_alone_are_no_place(kind):
    assert place_of({"kind": kind} | HERE) is None


def test_another_direction_is_seen_from_the_position_of_the_report():
    report = place_of({"kind": "sector", "bearing_point": "N"} | HERE)
    found = place_of({"kind": "direction", "bearing_point": "W"}, observer=report)
    assert (found["observer_lon"], found["bearing_deg"], found["said"]) == (16.0, 270.0, "W")
    assert place_of({"kind": "direction", "bearing_point": "W"}) is None


def test_another_direction_may_be_seen_from_the_spot_of_the_report():
    spot = place_of({"kind": "point"} | HERE)
    found = place_of({"kind": "direction", "bearing_point": "W"}, observer=spot)
    assert (found["observer_lat"], found["observer_accuracy_m"]) == (31.0, 6.0)


def test_an_unknown_direction_leaves_a_ring():
    assert direction_of({"bearing_by": "unknown", "range_high_m": "500"}) == {"range_high_m": 500.0}


@given(st.text(max_size=60))
def test_any_text_is_a_number_or_stays_as_it_is(text):
    found = number(text)
    assert found == text or isinstance(found, float)


@given(st.text(alphabet="0123456789.- ;x", max_size=60))
def test_any_text_may_stand_for_points(text):
    assert isinstance(points_of(text), list)
    assert set(geopoint(text)) <= {"lon", "lat", "accuracy_m"}
