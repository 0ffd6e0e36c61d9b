"""Reported places as values and as JSON."""

import json
import math
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evenhand.foundation.problems import Problem
from evenhand.reports.places import (
    KINDS,
    AreaPlace,
    NamedPlace,
    Offset,
    PointPlace,
    RoutePlace,
    SectorPlace,
    from_json,
    kind_of,
    place_bytes,
    to_json,
)

LONS = st.floats(-180, 180)
LATS = st.floats(-90, 90)
LENGTHS = st.none() | st.floats(0.001, 500_000)
BEARINGS = st.none() | st.floats(0, 360, exclude_max=True)
ERRORS = st.none() | st.floats(0.001, 180)
WORDS = st.text(st.characters(exclude_categories=("Cc", "Cs")), min_size=1, max_size=20).filter(str.strip)
POINTS = st.tuples(LONS, LATS)
RANGES = st.lists(st.floats(0, 500_000), min_size=2, max_size=2, unique=True).map(sorted)


@st.composite
def offsets(draw):
    low, high = draw(RANGES)
    return Offset(
        bearing_deg=draw(BEARINGS), bearing_error_deg=draw(ERRORS), distance_low_m=low, distance_high_m=high, said="ab"
    )


@st.composite
def sectors(draw):
    low, high = draw(RANGES)
    return SectorPlace(
        observer_lon=draw(LONS),
        observer_lat=draw(LATS),
        observer_accuracy_m=draw(LENGTHS),
        bearing_deg=draw(BEARINGS),
        bearing_error_deg=draw(ERRORS),
        range_low_m=draw(st.just(low) | st.none()),
        range_high_m=high,
        said=draw(st.none() | WORDS),
    )


PLACES = st.one_of(
    st.builds(PointPlace, lon=LONS, lat=LATS, accuracy_m=LENGTHS),
    sectors(),
    st.builds(NamedPlace, place=WORDS, extent_m=LENGTHS, area=st.none() | WORDS, offset=st.none() | offsets()),
    st.builds(RoutePlace, points=st.lists(POINTS, min_size=2, unique=True).map(tuple), width_m=LENGTHS),
    st.builds(AreaPlace, area=WORDS),
    st.builds(AreaPlace, ring=st.lists(POINTS, min_size=3, unique=True).map(tuple)),
)


class TestJson:
    @settings(deadline=None)
    @given(PLACES)
    def test_comes_back_as_it_was(self, place):
        assert from_json(json.loads(place_bytes(place))) == place

    @settings(deadline=None)
    @given(PLACES)
    def test_has_one_canonical_form(self, place):
        assert place_bytes(from_json(to_json(place))) == place_bytes(place)

    def test_says_null_where_nothing_was_stated(self):
        assert to_json(SectorPlace(observer_lon=1.0, observer_lat=2.0)) == {
            "format": 1,
            "kind": "sector",
            "observer_lon": 1.0,
            "observer_lat": 2.0,
            "observer_accuracy_m": None,
            "bearing_deg": None,
            "bearing_error_deg": None,
            "range_low_m": None,
            "range_high_m": None,
            "said": None,
        }

    def test_reads_a_bearing_of_360_as_north(self):
        assert from_json(GOOD["sector"] | {"bearing_deg": 360}).bearing_deg == 0.0
        assert from_json(GOOD["named"] | {"offset": {"bearing_deg": 360.0}}).offset.bearing_deg == 0.0

    def test_reads_every_example_of_the_documentation(self):
        page = (Path(__file__).parents[3] / "docs" / "methods" / "places.md").read_text("utf-8")
        examples = [json.loads(line) for line in page.splitlines() if line.startswith('{"kind"')]

        assert {kind_of(from_json(example)) for example in examples} == set(KINDS)

    def test_names_each_kind(self):
        assert {kind_of(from_json(value)) for value in GOOD.values()} == set(KINDS)


GOOD = {
    "point": {"kind": "point", "lon": 16.5, "lat": 31.0},
    "sector": {"kind": "sector", "observer_lon": 16.5, "observer_lat": 31.0},
    "named": {"kind": "named", "place": "harbour", "offset": {"distance_high_m": 6500}},
    "route": {"kind": "route", "points": [[16, 31], [17, 31]]},
    "area": {"kind": "area", "ring": [[16, 31], [17, 31], [17, 32]]},
}


class TestRefuses:
    @pytest.mark.parametrize(
        ("kind", "change", "code"),
        [
            pytest.param("point", {"format": 2}, "reports.place-format", id="a-later-format"),
            pytest.param("point", {"format": True}, "reports.place-format", id="true-is-no-format"),
            pytest.param("point", {"kind": "blob"}, "reports.place-word", id="an-unknown-kind"),
            pytest.param("point", {"kind": ["point"]}, "reports.place-word", id="a-kind-that-is-no-text"),
            pytest.param("point", {"method": "guess"}, "reports.place-word", id="an-unknown-method"),
            pytest.param("point", {"colour": 1}, "reports.place-fields", id="an-unknown-field"),
            pytest.param("point", {"lon": 180.001}, "reports.place-number", id="beyond-the-meridian"),
            pytest.param("point", {"lat": math.nan}, "reports.place-number", id="not-a-number"),
            pytest.param("point", {"lat": math.inf}, "reports.place-number", id="infinity"),
            pytest.param("point", {"lat": "31"}, "reports.place-number", id="a-number-as-text"),
            pytest.param("point", {"lat": True}, "reports.place-number", id="true-is-no-number"),
            pytest.param("point", {"lat": 10**5000}, "reports.place-number", id="an-integer-of-5000-digits"),
            pytest.param("point", {"accuracy_m": 0}, "reports.place-number", id="an-accuracy-of-nought"),
            pytest.param("point", {"accuracy_m": -3}, "reports.place-number", id="a-negative-accuracy"),
            pytest.param("sector", {"bearing_deg": 360.1}, "reports.place-number", id="more-than-a-turn"),
            pytest.param("sector", {"bearing_error_deg": 181}, "reports.place-number", id="more-than-a-half-turn"),
            pytest.param(
                "sector", {"range_low_m": 5, "range_high_m": 4}, "reports.place-range", id="a-range-backwards"
            ),
            pytest.param("sector", {"range_high_m": 0}, "reports.place-range", id="a-range-of-nothing"),
            pytest.param("sector", {"said": ""}, "reports.place-text", id="an-empty-text"),
            pytest.param("sector", {"said": "\ud800"}, "reports.place-text", id="half-a-surrogate"),
            pytest.param("sector", {"said": "a\x00"}, "reports.place-text", id="a-zero-byte"),
            pytest.param("named", {"place": "x" * 201}, "reports.place-text", id="a-name-without-end"),
            pytest.param("named", {"place": None}, "reports.place-text", id="no-name"),
            pytest.param("named", {"offset": [1]}, "reports.place-not-an-object", id="an-offset-that-is-a-list"),
            pytest.param("named", {"offset": {"km": 6}}, "reports.place-fields", id="an-offset-in-other-words"),
            pytest.param("route", {"points": [[1, 1], [1, 1]]}, "reports.place-points", id="a-route-that-goes-nowhere"),
            pytest.param("route", {"points": 5}, "reports.place-points", id="points-that-are-none"),
            pytest.param("route", {"points": [[1, 1], [1]]}, "reports.place-number", id="a-point-of-one-number"),
            pytest.param("route", {"points": [[1, 1], [1, 91]]}, "reports.place-number", id="a-point-off-the-globe"),
            pytest.param("route", {"width_m": 0}, "reports.place-number", id="a-route-without-width"),
            pytest.param("area", {"ring": [[1, 1], [1, 2]]}, "reports.place-points", id="a-ring-of-two"),
            pytest.param("area", {"area": "zone"}, "reports.place-area", id="both-an-area-and-a-ring"),
            pytest.param("area", {"ring": None}, "reports.place-area", id="neither-an-area-nor-a-ring"),
        ],
    )
    def test_what_is_no_place(self, kind, change, code):
        with pytest.raises(Problem) as refused:
            from_json(GOOD[kind] | change)

        assert refused.value.code == code

    def test_a_second_name_for_north(self):
        with pytest.raises(Problem) as refused:
            SectorPlace(observer_lon=1.0, observer_lat=2.0, bearing_deg=360.0)

        assert refused.value.code == "reports.place-bearing"

    @pytest.mark.parametrize("value", [None, 3, "point", [], {1: 2}], ids=str)
    def test_what_is_no_object(self, value):
        with pytest.raises(Problem) as refused:
            from_json(value)

        assert refused.value.code == "reports.place-not-an-object"

    def test_a_point_without_its_latitude(self):
        with pytest.raises(Problem, match=r"lacks the fields \[lat\]"):
            from_json({"kind": "point", "lon": 5})

    @settings(deadline=None)
    @given(st.recursive(st.none() | st.booleans() | st.floats() | st.text(), st.lists, max_leaves=4))
    def test_anything_else_with_a_problem_and_nothing_else(self, junk):
        for good in GOOD.values():
            for name in good:
                with suppress(Problem):
                    from_json(good | {name: junk})
