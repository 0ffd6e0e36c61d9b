"""Areas against half-plane tests on the ellipsoid with geographiclib, which shares no code with what is tested."""

from dataclasses import replace
from datetime import UTC, datetime
from itertools import pairwise

import pytest
import shapely
from geographiclib.geodesic import Geodesic
from hypothesis import given, settings
from hypothesis import strategies as st

from evenhand.agreements.areas import (
    ANTIMERIDIAN,
    AREA_IN_CIRCLE,
    EMPTY_AREA,
    NO_SUCH_AREA,
    area_geometry,
    area_in_force,
    areas_in_force,
    lines_of,
    shape_geometry,
)
from evenhand.agreements.model import (
    AreaShape,
    CircleShape,
    CorridorShape,
    DifferenceShape,
    PolygonShape,
    Ring,
    UnionShape,
)
from evenhand.foundation.problems import Problem
from unit.agreements.small import agreement

WGS84 = Geodesic.WGS84
SMALL = agreement()


def with_shapes(**shapes):
    """The small agreement with the shapes of its two areas replaced; `coastal_zone` and `port`."""
    areas = (replace(area, shape=shapes.get(area.id.replace("-", "_"), area.shape)) for area in SMALL.areas)
    return replace(SMALL, areas=tuple(areas))


def is_left(point, start, end):
    """Whether a point lies left of a geodesic, by the azimuths at its start."""
    to_end = WGS84.Inverse(start[1], start[0], end[1], end[0])["azi1"]
    to_point = WGS84.Inverse(start[1], start[0], point[1], point[0])["azi1"]
    return (to_point - to_end) % 360.0 > 180.0


class TestPolygons:
    @settings(deadline=None, max_examples=40)
    @given(
        lat=st.sampled_from([-65.0, -35.0, 0.0, 31.0, 48.0, 68.0]),
        turns=st.lists(st.floats(0.0, 359.0), min_size=3, max_size=6, unique_by=lambda turn: round(turn / 20.0)),
        reach_m=st.floats(200.0, 400_000.0),
        along=st.floats(0.02, 0.98),
        aside_m=st.one_of(st.floats(0.1, 50.0), st.floats(-50.0, -0.1)),
        edge=st.integers(0, 5),
    )
    def test_a_point_a_decimetre_from_an_edge_is_on_its_true_side(self, lat, turns, reach_m, along, aside_m, edge):
        spots = [WGS84.Direct(lat, 20.0, -turn, reach_m) for turn in sorted(turns)]  # counter-clockwise
        ring = [(spot["lon2"], spot["lat2"]) for spot in spots]
        edges = list(pairwise([*ring, ring[0]]))
        start, end = edges[edge % len(edges)]
        line = WGS84.InverseLine(start[1], start[0], end[1], end[0])
        at = line.Position(line.s13 * along)
        beside = WGS84.Direct(at["lat2"], at["lon2"], at["azi2"] - 90.0, aside_m)
        point = (beside["lon2"], beside["lat2"])

        drawn = shape_geometry(PolygonShape(Ring(tuple(ring))))

        if all(is_left(ring[(number + 2) % len(ring)], *pair) for number, pair in enumerate(edges)):  # convex
            assert drawn.contains(shapely.Point(point)) == all(is_left(point, *pair) for pair in edges)

    def test_a_long_edge_bulges_towards_the_pole_and_along_a_parallel_it_does_not(self):
        corners = ((0.0, 60.0), (40.0, 60.0), (40.0, 65.0), (0.0, 65.0))
        middle = WGS84.InverseLine(60.0, 0.0, 60.0, 40.0)
        top = middle.Position(middle.s13 / 2)["lat2"]
        geodesic = shape_geometry(PolygonShape(Ring(corners)))
        parallel = shape_geometry(PolygonShape(Ring(corners, along_parallel=True)))

        for metres, inside in ((-0.1, False), (0.1, True)):
            assert geodesic.contains(shapely.Point(20.0, top + metres / 111_000.0)) == inside
            assert parallel.contains(shapely.Point(20.0, 60.0 + metres / 111_000.0)) == inside

    def test_a_hole_is_outside(self):
        shape = PolygonShape(
            Ring(((0.0, 0.0), (2.0, 0.0), (2.0, 2.0), (0.0, 2.0))), (Ring(((0.5, 0.5), (1.5, 0.5), (1.0, 1.5))),)
        )

        assert not shape_geometry(shape).contains(shapely.Point(1.0, 0.8))
        assert shape_geometry(shape).contains(shapely.Point(0.2, 0.2))

    def test_outer_rings_run_counter_clockwise(self):
        clockwise = PolygonShape(Ring(((0.0, 0.0), (0.0, 1.0), (1.0, 0.0))))

        assert shape_geometry(clockwise).geoms[0].exterior.is_ccw

    def test_a_coarser_tolerance_gives_fewer_points(self):
        shape = CircleShape(15.0, 31.0, 20_000.0)
        fine, coarse = (shape_geometry(shape, tolerance_m=tolerance_m) for tolerance_m in (0.02, 50.0))

        assert shapely.get_num_coordinates(coarse) < shapely.get_num_coordinates(fine) / 10


class TestAreaGeometry:
    def test_an_area_is_a_valid_multipolygon_however_it_is_made(self):
        near, far = CircleShape(15.0, 31.0, 5_000.0), CircleShape(16.0, 31.0, 5_000.0)
        hollow = DifferenceShape(UnionShape((near, far)), (CircleShape(15.0, 31.0, 1_000.0),))

        drawn = area_geometry(with_shapes(port=hollow), "port")

        assert isinstance(drawn, shapely.MultiPolygon)
        assert drawn.is_valid
        assert len(drawn.geoms) == 2
        assert not drawn.contains(shapely.Point(15.0, 31.0))

    def test_an_area_may_be_drawn_from_another(self):
        changed = with_shapes(port=AreaShape("coastal-zone"))

        assert area_geometry(changed, "port").equals(area_geometry(changed, "coastal-zone"))

    def test_bands_that_touch_make_one_area_without_cracks(self):
        line = ((15.0, 31.0), (15.2, 31.1), (15.25, 31.0), (15.4, 31.05), (15.5, 31.2))
        bands = tuple(CorridorShape(line, to_m, to_m - 4_000.0, "left") for to_m in (4_000.0, 8_000.0, 12_000.0))

        drawn = area_geometry(with_shapes(port=UnionShape(bands)), "port")

        assert len(drawn.geoms) == 1
        assert len(drawn.geoms[0].interiors) == 0

    def test_what_was_drawn_once_is_kept(self):
        assert area_geometry(SMALL, "port") is area_geometry(SMALL, "port")

    def test_two_versions_with_one_digest_do_not_share_their_areas(self):
        moved = with_shapes(port=CircleShape(0.0, 0.0, 5.0))

        assert not area_geometry(moved, "port").intersects(area_geometry(SMALL, "port"))

    @pytest.mark.parametrize(
        ("shape", "area", "kind"),
        [
            pytest.param(AreaShape("nowhere"), "port", NO_SUCH_AREA, id="an-area-that-is-not-there"),
            pytest.param(AreaShape("port"), "port", AREA_IN_CIRCLE, id="an-area-drawn-from-itself"),
            pytest.param(CircleShape(179.99, 0.0, 5_000.0), "port", ANTIMERIDIAN, id="over-the-date-line"),
            pytest.param(CircleShape(0.0, 89.99, 5_000.0), "port", ANTIMERIDIAN, id="around-the-pole"),
            pytest.param(
                PolygonShape(Ring(((179.0, 0.0), (-179.0, 0.0), (-179.0, 1.0)))),
                "port",
                ANTIMERIDIAN,
                id="a-polygon-over-the-date-line",
            ),
            pytest.param(
                DifferenceShape(AreaShape("coastal-zone"), (AreaShape("coastal-zone"),)),
                "port",
                EMPTY_AREA,
                id="nothing-left",
            ),
        ],
    )
    def test_says_why_an_area_cannot_be_drawn(self, shape, area, kind):
        with pytest.raises(Problem) as caught:
            area_geometry(with_shapes(port=shape), area)

        assert caught.value.kind is kind


class TestInForce:
    def test_an_area_counts_from_its_phase_while_the_agreement_holds(self):
        zone, port = SMALL.areas

        assert area_in_force(SMALL, zone) == SMALL.in_force
        assert area_in_force(SMALL, port).begins_at == datetime(2026, 4, 1, tzinfo=UTC)

    def test_an_area_of_a_phase_that_has_not_begun_never_counts(self):
        assert area_in_force(SMALL, replace(SMALL.areas[0], phase="phase-2")) is None

    def test_lists_the_areas_of_an_instant(self):
        days = [datetime(2026, month, 15, tzinfo=UTC) for month in (2, 3, 4)]

        assert [[area.id for area in areas_in_force(SMALL, day)] for day in days] == [
            [],
            ["coastal-zone"],
            ["coastal-zone", "port"],
        ]


class TestLines:
    LINE = ((14.0, 31.0), (15.0, 31.5))
    BAND = CorridorShape(line=LINE, to_m=2_000.0)
    DISC = CircleShape(lon=14.0, lat=31.0, radius_m=500.0)

    @pytest.mark.parametrize(
        ("shape", "number"),
        [
            pytest.param(BAND, 1, id="a-corridor"),
            pytest.param(DISC, 0, id="a-circle-has-none"),
            pytest.param(UnionShape((BAND, DISC, BAND)), 1, id="the-same-line-twice"),
            pytest.param(UnionShape((BAND, CorridorShape(line=LINE[::-1], to_m=9.0))), 2, id="two-lines"),
            pytest.param(DifferenceShape(BAND, (DISC,)), 1, id="what-is-cut-from"),
            pytest.param(DifferenceShape(DISC, (BAND,)), 0, id="not-what-is-cut-away"),
            pytest.param(AreaShape("port"), 0, id="another-area"),
        ],
    )
    def test_are_those_of_the_corridors_that_an_area_is_made_of(self, shape, number):
        assert len(lines_of(with_shapes(coastal_zone=shape, port=self.DISC), "coastal-zone")) == number

    def test_follow_the_geodesic(self):
        [line] = lines_of(with_shapes(coastal_zone=self.BAND), "coastal-zone")
        whole = WGS84.InverseLine(31.0, 14.0, 31.5, 15.0)
        middle = whole.Position(whole.s13 / 2)

        assert (line[0], line[-1]) == self.LINE
        assert shapely.LineString(line).distance(shapely.Point(middle["lon2"], middle["lat2"])) * 111_000 < 0.02
