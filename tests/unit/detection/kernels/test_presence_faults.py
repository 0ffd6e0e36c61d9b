"""What other tools are known to get wrong, each with their answer beside ours; and real tracks against brute force."""

from itertools import pairwise
from pathlib import Path

import numpy as np
import pyarrow as pa
import pytest
import s2sphere
import shapely
from geographiclib.geodesic import Geodesic
from hypothesis import given, settings
from hypothesis import strategies as st

from evenhand.detection.kernels.presence import find_presence
from evenhand.sources.opening import open_source
from unit.detection.kernels.oracles import MINUTE_US, area, distance_m, is_inside, positions, stays

SHARED = Path(__file__).parents[5] / "shared" / "data"
HALF_HOUR = 30 * MINUTE_US
ELLIPSOID = Geodesic.WGS84
QUADRILATERAL = [(18.08, 30.80), (16.59, 31.21), (15.25, 31.43), (15.78, 29.07)]
STRIP = shapely.MultiPolygon([shapely.box(16.0, 31.0, 16.1, 31.1)])


def minutes(track, shape, **more):
    """Beginning and end of each presence of one object, in minutes."""
    found = find_presence(positions({"one": track}, **more), [shape], [HALF_HOUR]).intervals
    return [(one["began_us"] / MINUTE_US, one["ended_us"] / MINUTE_US) for one in np.sort(found, order="began_us")]


def test_a_step_that_cuts_a_boundary_an_even_number_of_times_is_a_presence():
    track = [(0, 15.9, 31.05), (30, 16.2, 31.05)]
    by_the_ends = [shapely.contains_xy(STRIP, lon, lat) for _, lon, lat in track]
    twice = shapely.MultiPolygon([shapely.box(15.95, 31.0, 16.0, 31.1), shapely.box(16.1, 31.0, 16.15, 31.1)])

    assert by_the_ends == [False, False]
    assert minutes(track, STRIP) == [pytest.approx((10, 20), abs=1e-3)]
    assert minutes(track, twice) == [pytest.approx((5, 10), abs=1e-3), pytest.approx((20, 25), abs=1e-3)]


def test_a_stay_in_a_hole_is_no_presence():
    ring = area(
        [(16.0, 31.0), (16.3, 31.0), (16.3, 31.3), (16.0, 31.3)],
        [[(16.1, 31.1), (16.2, 31.1), (16.2, 31.2), (16.1, 31.2)]],
    )
    without_holes = shapely.MultiPolygon([shapely.Polygon(part.exterior) for part in ring.geoms])
    track = [(k, 16.15, 31.15) for k in range(5)]

    assert minutes(track, without_holes) == [(0, 4)]
    assert minutes(track, ring) == []


@pytest.mark.parametrize(("accuracy_m", "certain"), [(10.0, 1), (500.0, 0)])
def test_a_fix_inside_by_less_than_its_error_is_not_certain(accuracy_m, certain):
    found = find_presence(positions({"one": [(0, 16.001, 31.05)]}, accuracy_m=[accuracy_m]), [STRIP], [HALF_HOUR])

    assert found.intervals["certain"].tolist() == [certain]
    assert found.intervals["depth_m"][0] == pytest.approx(95.5, abs=0.5)


def test_a_late_fix_changes_the_answer_as_if_it_had_come_in_time():
    in_time = [(0, 15.9, 31.0), (10, 16.05, 31.05), (20, 15.9, 31.1)]
    without = [in_time[0], in_time[2]]

    assert minutes(without, STRIP) == []
    assert minutes([*without, in_time[1]], STRIP) == minutes(in_time, STRIP) != []


def beside(begin, end, part, away_m):
    """A point so many metres to the left of a geodesic."""
    line = ELLIPSOID.InverseLine(begin[1], begin[0], end[1], end[0])
    at = line.Position(line.s13 * part)
    moved = ELLIPSOID.Direct(at["lat2"], at["lon2"], at["azi2"] - 90.0, away_m)
    return moved["lon2"], moved["lat2"]


def on_the_sphere(begin, end, lon):
    """Where the great circle through two places meets a meridian."""
    one, two = (np.array(s2sphere.LatLng.from_degrees(lat, x).to_point()._Point__point) for x, lat in (begin, end))
    normal = np.cross(one, two)
    meridian = np.array([np.cos(np.radians(lon)), np.sin(np.radians(lon))])
    return np.degrees(np.arctan2(-(normal[:2] @ meridian), normal[2]))


@pytest.mark.parametrize(
    ("corners", "planar_m", "sphere_m"),
    [
        pytest.param(
            [QUADRILATERAL[3], QUADRILATERAL[0], QUADRILATERAL[1], QUADRILATERAL[2]], 500, 1, id="a-ceasefire-line"
        ),
        pytest.param(
            [(10.0, 33.0), (30.0, 33.0), (30.0, 36.0), (10.0, 36.0)], 20_000, 5, id="twenty-degrees-of-longitude"
        ),
    ],
)
def test_planar_and_spherical_edges_put_fixes_on_the_wrong_side(corners, planar_m, sphere_m):
    begin, end = corners[0], corners[1]
    lon, lat = beside(begin, end, 0.5, 0.0)
    planar_lat = begin[1] + (lon - begin[0]) / (end[0] - begin[0]) * (end[1] - begin[1])
    sphere_lat = on_the_sphere(begin, end, lon)
    shape, flat = area(corners), shapely.Polygon(corners)

    for wrong_lat, least_m in ((planar_lat, planar_m), (sphere_lat, sphere_m)):
        apart_m = ELLIPSOID.Inverse(lat, lon, wrong_lat, lon)["s12"]
        assert apart_m > least_m
        between = (lat + wrong_lat) / 2.0
        # The area lies north of this edge: what is south of the true edge is outside, whatever the other edge says.
        truly, wrongly = between > lat, between > wrong_lat
        assert truly != wrongly
        assert bool(minutes([(0, lon, between)], shape)) == truly
    assert bool(shapely.contains_xy(flat, lon, (lat + planar_lat) / 2.0)) != bool(
        minutes([(0, lon, (lat + planar_lat) / 2.0)], shape)
    )


@settings(deadline=None, max_examples=60)
@given(st.integers(0, 3), st.floats(0.02, 0.98), st.sampled_from([0.01, 0.1, 1.0]), st.floats(0.3, 1.7))
def test_a_centimetre_from_a_geodesic_edge_the_side_is_right(edge, part, away_m, stretch):
    corners = [(16.0 + (lon - 16.0) * stretch, lat) for lon, lat in QUADRILATERAL]
    shape = area(corners, tolerance_m=0.0005)
    begin, end = [*pairwise([*corners, corners[0]])][edge]

    answers = [bool(minutes([(0, *beside(begin, end, part, side))], shape)) for side in (away_m, -away_m)]

    # Corners run against the clock or with it; left is inside or outside for all edges alike.
    assert answers == [shapely.Polygon(corners).exterior.is_ccw, not shapely.Polygon(corners).exterior.is_ccw]


def real_tracks(name, n_objects=3, n_fixes=250):
    """Some real tracks as {object: [(minute, lon, lat), ...]}."""
    path = SHARED / name
    if not path.exists():
        pytest.skip("the shared data are not here")
    batches = [batch.table for batch in open_source(path, time_zone="UTC").batches() if batch.table is not None]
    tracks = {}
    for row in pa.concat_tables(batches).select(["object", "seen_at", "lon", "lat"]).to_pylist():
        tracks.setdefault(row["object"], set()).add((row["seen_at"].timestamp() / 60.0, row["lon"], row["lat"]))
    longest = sorted(tracks, key=lambda one: -len(tracks[one]))[:n_objects]
    return {one: sorted(tracks[one])[:: max(1, len(tracks[one]) // n_fixes)] for one in longest}


@pytest.mark.shared
@pytest.mark.parametrize(
    "name",
    [
        "aircraft/traffic_samples/calibration/vienna.json.gz",
        "aircraft/traffic_samples/gliders/alpi_italiane.json.gz",
        "aircraft/traffic_samples/readsb/trace_full_ac671b.json",
        "gps/smart_patrols/smart_patrol_fixes_given.csv.gz",
    ],
)
def test_real_tracks_are_inside_when_brute_force_says_so(name):
    for one, fixes in real_tracks(name).items():
        middle, spread = np.mean([fix[1:] for fix in fixes], axis=0), np.std([fix[1:] for fix in fixes], axis=0) + 1e-4
        sides = ((-1.0, -0.9), (1.3, -0.4), (0.2, 0.1), (0.8, 1.2), (-0.7, 0.6))
        shape = area([tuple(middle + spread * side) for side in sides])

        found = find_presence(positions({one: fixes}), [shape], [HALF_HOUR]).intervals

        spans = [(span["began_us"] / 6e7, span["ended_us"] / 6e7) for span in found]
        for minute, lon, lat in fixes:
            answer = is_inside(shape, lon, lat)
            assert answer is None or answer == any(low - 1e-6 <= minute <= high + 1e-6 for low, high in spans)
        for before, after in pairwise(fixes):
            if 0.0 < after[0] - before[0] <= 30.0:
                # Whatever instant brute force finds inside first lies in a presence.
                for low, _ in stays(shape, [before, after], (after[0] - before[0]) * 3.0):
                    assert any(begun - 1e-5 <= low / 60.0 <= ended + 1e-5 for begun, ended in spans)
        for span in found[found["n_fixes"] > 0][:5]:
            deepest = max(distance_m(shape, *fix[1:]) for fix in fixes[span["first"] : span["last"] + 1][:400])
            # The oracle looks for the nearest edge in the plane, which misses it from afar: there ours is the nearer.
            assert span["depth_m"] <= deepest + 0.1
            assert deepest > 20_000.0 or span["depth_m"] == pytest.approx(deepest, abs=0.1)
