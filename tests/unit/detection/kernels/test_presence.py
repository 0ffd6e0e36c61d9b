"""Presence: what each odd case gives, and the whole against brute force on the ellipsoid."""

import numpy as np
import pyarrow as pa
import pytest
import s2sphere
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from evenhand.detection.kernels.intervals import ENTRIES, EXITS
from evenhand.detection.kernels.presence import find_presence
from unit.detection.kernels.oracles import MINUTE_US, WGS84, area, distance_m, is_inside, positions, stays

BOX = shapely.MultiPolygon([shapely.box(16.0, 31.0, 16.1, 31.1)])
HALF_HOUR = 30 * MINUTE_US


def presence(tracks, areas=(BOX,), gap_us=HALF_HOUR, **more):
    return find_presence(positions(tracks, **more), list(areas), [gap_us] * len(areas))


def told(found):
    """Object, slot, minutes, entry, exit, fixes of each interval."""
    return [
        (
            found.objects[one["object"]],
            int(one["slot"]),
            round(one["began_us"] / MINUTE_US, 3),
            round(one["ended_us"] / MINUTE_US, 3),
            ENTRIES[one["entry"]],
            EXITS[one["exit"]],
            int(one["n_fixes"]),
        )
        for one in sorted(found.intervals, key=lambda one: (found.objects[one["object"]], one["slot"], one["began_us"]))
    ]


@pytest.mark.parametrize(
    ("fixes", "expected"),
    [
        pytest.param([], [], id="nothing"),
        pytest.param([(0, 15.0, 31.05)], [], id="one-fix-outside"),
        pytest.param([(3, 16.05, 31.05)], [(3.0, 3.0, "already-inside", "still-inside", 1)], id="one-fix-inside"),
        pytest.param(
            [(0, 15.95, 31.05), (10, 16.05, 31.05)], [(5.0, 10.0, "crossed", "still-inside", 1)], id="goes-in"
        ),
        pytest.param(
            [(0, 16.05, 31.05), (10, 16.15, 31.05)], [(0.0, 5.0, "already-inside", "crossed", 1)], id="goes-out"
        ),
        pytest.param([(0, 15.95, 31.05), (20, 16.15, 31.05)], [(5.0, 15.0, "crossed", "crossed", 0)], id="passes"),
        pytest.param(
            [(0, 16.05, 31.05), (31, 16.05, 31.06), (32, 16.05, 31.05)],
            [(0.0, 0.0, "already-inside", "lost", 1), (31.0, 32.0, "regained", "still-inside", 2)],
            id="a-silence-beyond-the-limit-assumes-nothing",
        ),
        pytest.param(
            [(0, 16.05, 31.05), (30, 16.05, 31.06)],
            [(0.0, 30.0, "already-inside", "still-inside", 2)],
            id="a-silence-of-exactly-the-limit-is-bridged",
        ),
        pytest.param(
            [(0, 16.05, 31.05), (0, 16.05, 31.05), (9, 16.06, 31.05)],
            [(0.0, 9.0, "already-inside", "still-inside", 2)],
            id="a-repeat-counts-once",
        ),
        pytest.param(
            [(0, 16.05, 31.05), (5, 15.95, 31.05), (5, 16.06, 31.05), (9, 16.06, 31.06)],
            [(0.0, 2.5, "already-inside", "crossed", 1), (5.0, 9.0, "crossed", "still-inside", 2)],
            id="two-places-at-one-instant",
        ),
        pytest.param([(0, 15.95, 31.05), (5, 15.95, 31.15)], [], id="passes-by"),
    ],
)
def test_intervals_of_one_object(fixes, expected):
    found = presence({"boat": fixes} if fixes else {})

    assert [one[2:] for one in told(found)] == expected


def test_a_square_knows_how_deep_its_deepest_fix_is():
    (one,) = presence({"boat": [(0, 16.01, 31.05), (5, 16.05, 31.05), (9, 16.02, 31.05)]}).intervals

    assert one["depth_m"] == pytest.approx(distance_m(BOX, 16.05, 31.05), abs=0.1)
    assert one["certain"]


def test_the_hole_of_an_area_is_outside():
    ring = area(
        [(16.0, 31.0), (16.2, 31.0), (16.2, 31.2), (16.0, 31.2)], [[(16.05, 31.05), (16.15, 31.05), (16.1, 31.15)]]
    )

    found = presence({"boat": [(0, 16.02, 31.08), (10, 16.18, 31.08)]}, [ring])

    assert [one[4:] for one in told(found)] == [("already-inside", "crossed", 1), ("crossed", "still-inside", 1)]


def test_areas_that_touch_hand_over_without_a_gap():
    east = shapely.MultiPolygon([shapely.box(16.1, 31.0, 16.2, 31.1)])

    one, two = told(presence({"boat": [(0, 16.05, 31.05), (10, 16.15, 31.05)]}, [BOX, east]))

    assert one[3] == two[2] == 5.0


def test_a_touch_of_a_corner_is_no_presence():
    diamond = shapely.MultiPolygon([shapely.Polygon([(16.0, 31.0), (16.1, 31.1), (16.2, 31.0), (16.1, 30.9)])])

    assert told(presence({"boat": [(0, 16.0, 31.1), (10, 16.2, 31.1)]}, [diamond])) == []


def test_different_limits_of_silence_on_one_area_are_kept_apart():
    track = {"boat": [(0, 16.05, 31.05), (40, 16.06, 31.05)]}

    found = find_presence(positions(track), [BOX, BOX], [HALF_HOUR, 2 * HALF_HOUR])

    assert [(one[1], one[4], one[5]) for one in told(found)] == [
        (0, "already-inside", "lost"),
        (0, "regained", "still-inside"),
        (1, "already-inside", "still-inside"),
    ]


def test_the_path_over_the_antimeridian_does_not_go_round_the_world():
    fiji = shapely.MultiPolygon([shapely.box(179.0, -18.0, 179.9, -17.0)])
    libya = shapely.MultiPolygon([shapely.box(10.0, -20.0, 20.0, -15.0)])

    found = presence({"boat": [(0, 179.5, -17.5), (20, -179.5, -17.5)]}, [fiji, libya])

    assert [(one[1], one[4], one[5]) for one in told(found)] == [(0, "already-inside", "crossed")]


def _polygons():
    """Star-shaped polygons a few to a hundred kilometres wide, somewhere between 60 south and 60 north."""

    def build(values):
        lon, lat, size_m, radii = values
        angles = np.linspace(0, 360, len(radii), endpoint=False)
        points = [WGS84.fwd(lon, lat, a, size_m * r)[:2] for a, r in zip(angles, radii, strict=True)]
        return lon, lat, size_m, area(points)

    radii = st.lists(st.floats(0.3, 1.0), min_size=3, max_size=9)
    return st.tuples(st.floats(-170, 170), st.floats(-60, 60), st.floats(2_000, 80_000), radii).map(build)


_STEPS = st.lists(st.tuples(st.floats(0, 360), st.floats(0, 1.6)), min_size=2, max_size=7)


def _track(lon, lat, size_m, steps):
    return [(7.0 * k, *WGS84.fwd(lon, lat, azimuth, size_m * far)[:2]) for k, (azimuth, far) in enumerate(steps)]


@settings(deadline=None, max_examples=25)
@given(_polygons(), _STEPS, st.sampled_from([16, 64, 256]))
def test_fixes_depths_and_instants_are_those_of_brute_force(polygon, steps, longest_side):
    lon, lat, size_m, shape = polygon
    fixes = _track(lon, lat, size_m, steps)

    found = find_presence(positions({"boat": fixes}), [shape], [HALF_HOUR], longest_side=longest_side)

    inside = [is_inside(shape, x, y) for _, x, y in fixes]
    spans = [(one["began_us"] / 1e6, one["ended_us"] / 1e6) for one in found.intervals]
    for (minute, _, _), answer in zip(fixes, inside, strict=True):
        if answer is not None:
            assert any(low - 1e-6 <= minute * 60 <= high + 1e-6 for low, high in spans) == answer
    for one in found.intervals:
        if one["n_fixes"]:
            here = fixes[one["first"] : one["last"] + 1]
            assert one["depth_m"] == pytest.approx(max(distance_m(shape, x, y) for _, x, y in here), abs=0.1)
    if None in inside:
        return  # on the boundary itself either answer is right, and may hold for as long as the object stands there
    expected = [span for span in stays(shape, fixes, step_s=4.0) if span[1] - span[0] > 16.0]
    for low, high in expected:
        assert any(a <= low + 4.0 and b >= high - 4.1 for a, b in spans), (low, high, spans)
    assert sum(b - a for a, b in spans) == pytest.approx(
        sum(b - a for a, b in stays(shape, fixes, step_s=4.0)), abs=4.5 * (len(spans) + len(expected) + 1)
    )


@settings(deadline=None, max_examples=30)
@given(_polygons(), _STEPS)
def test_entries_and_exits_lie_on_the_boundary_and_on_the_path(polygon, steps):
    lon, lat, size_m, shape = polygon

    found = presence({"boat": _track(lon, lat, size_m, steps)}, [shape])

    for one in found.intervals:
        for end in ("entry", "exit"):
            if one[end] == 0:
                assert distance_m(shape, one[f"{end}_lon"], one[f"{end}_lat"]) < 0.1


@settings(deadline=None, max_examples=25)
@given(_polygons(), st.lists(_STEPS, min_size=1, max_size=3), st.randoms(use_true_random=False))
def test_neither_order_nor_repeats_of_rows_matter(polygon, tracks, random):
    lon, lat, size_m, shape = polygon
    table = positions({f"boat-{k}": _track(lon, lat, size_m, steps) for k, steps in enumerate(tracks)})
    rows = [*range(table.num_rows), *(random.randrange(table.num_rows) for _ in range(5))]
    random.shuffle(rows)

    assert told(find_presence(table.take(rows), [shape], [HALF_HOUR])) == told(
        find_presence(table, [shape], [HALF_HOUR])
    )


@settings(deadline=None, max_examples=30)
@given(st.floats(-60, 60), st.floats(500, 20_000), st.floats(0, 360), st.floats(0, 2))
def test_a_small_area_gives_the_same_on_the_sphere_of_s2(lat, size_m, azimuth, far):
    corners = [WGS84.fwd(16.0, lat, angle, size_m)[:2] for angle in (0, 300, 240, 180, 120, 60)]
    x, y, _ = WGS84.fwd(16.0, lat, azimuth, size_m * far)
    shape = area(corners)
    # Over 20 km sphere and ellipsoid differ by a few metres at most; nearer the boundary S2 cannot say.
    if distance_m(shape, x, y) < 10.0:
        return
    points = [s2sphere.LatLng.from_degrees(b, a).to_point() for a, b in corners]
    # An odd number of edges between the middle, which is inside, and the point: the point is outside.
    middle, point = (s2sphere.LatLng.from_degrees(b, a).to_point() for a, b in ((16.0001, lat + 0.0002), (x, y)))
    crossed = sum(
        s2sphere.simple_crossing(middle, point, a, b) for a, b in zip(points, points[1:] + points[:1], strict=True)
    )

    found = presence({"boat": [(0, x, y)]}, [shape])

    assert bool(len(found.intervals)) == (crossed % 2 == 0)


def test_two_threads_give_the_same_as_one():
    tracks = {f"boat-{k}": [(m, 15.9 + 0.01 * m + 0.002 * k, 31.05) for m in range(30)] for k in range(20)}
    one, two = (find_presence(positions(tracks), [BOX], [HALF_HOUR], threads=n) for n in (1, 2))

    assert told(one) == told(two)


def test_a_long_leg_follows_the_geodesic_and_not_the_parallel():
    # 450 km along one parallel: the geodesic runs some 2.5 km further north half-way.
    west, east = (14.0, 31.0), (18.7, 31.0)
    azimuth, _, length = WGS84.inv(*west, *east)
    lon, lat, _ = WGS84.fwd(*west, azimuth, length / 2)
    spot = shapely.MultiPolygon([shapely.box(lon - 0.01, lat - 0.001, lon + 0.01, lat + 0.001)])

    found = presence({"jet": [(0, *west), (25, *east)]}, [spot])

    assert lat - 31.0 > 0.02
    assert [one[4:] for one in told(found)] == [("crossed", "crossed", 0)]


def test_empty_tables_and_no_areas_give_nothing():
    empty = positions({})

    assert len(find_presence(empty, [BOX], [HALF_HOUR]).intervals) == 0
    assert len(find_presence(positions({"boat": [(0, 16.05, 31.05)]}), [], []).intervals) == 0
    assert isinstance(empty, pa.Table)
