"""What the fixes inside say of an interval: how sure it is, how deep, how many."""

import numpy as np
import pytest
import shapely

from evenhand.detection.kernels.boundary import exact_m, nearest
from evenhand.detection.kernels.grid import build_index
from evenhand.detection.kernels.presence import find_presence
from unit.detection.kernels.oracles import MINUTE_US, positions

BOX = shapely.MultiPolygon([shapely.box(16.0, 31.0, 16.1, 31.1)])
HALF_HOUR = 30 * MINUTE_US


def presence(tracks, **more):
    return find_presence(positions(tracks, **more), [BOX], [HALF_HOUR])


def test_a_fix_on_the_edge_is_never_certain():
    for one in presence({"boat": [(0, 16.0, 31.05)]}).intervals:
        assert not one["certain"]


@pytest.mark.parametrize(
    ("accuracy_m", "integrity", "certain", "inexact", "untrusted"),
    [
        pytest.param(None, None, 1, 0, 0, id="nothing-known-of-the-error"),
        pytest.param([100.0], None, 1, 0, 0, id="error-smaller-than-depth"),
        pytest.param([50_000.0], None, 0, 1, 0, id="error-larger-than-depth"),
        pytest.param([10.0], ["jammed"], 0, 0, 1, id="jammed"),
        pytest.param([10.0], ["implausible"], 0, 0, 1, id="implausible"),
        pytest.param([10.0], ["degraded"], 1, 0, 0, id="degraded-is-still-trusted"),
        pytest.param([None], [None], 1, 0, 0, id="nulls"),
    ],
)
def test_certainty_needs_a_trusted_fix_deeper_than_its_error(accuracy_m, integrity, certain, inexact, untrusted):
    (one,) = presence({"boat": [(0, 16.05, 31.05)]}, accuracy_m=accuracy_m, integrity=integrity).intervals

    assert (one["certain"], one["inexact"], one["untrusted"]) == (certain, inexact, untrusted)


@pytest.mark.parametrize("seed", range(5))
def test_the_depth_is_that_of_the_deepest_fix_however_many_there_are(seed):
    rng = np.random.default_rng(seed)
    lon, lat = 16.05 + np.cumsum(rng.normal(0, 5e-4, 400)), 31.05 + np.cumsum(rng.normal(0, 5e-4, 400))
    fixes = [
        (m, x, y)
        for m, (x, y) in enumerate(zip(lon, lat, strict=True))
        if abs(x - 16.05) < 0.045 and abs(y - 31.05) < 0.045
    ]

    intervals = presence({"boat": fixes}).intervals
    each = [float(presence({"boat": [fix]}).intervals[0]["depth_m"]) for fix in fixes]

    assert max(float(one["depth_m"]) for one in intervals) == pytest.approx(max(each), abs=0.01)


@pytest.mark.parametrize("seed", range(8))
@pytest.mark.parametrize("n", [1, 7, 9, 300])
def test_the_deepest_fix_is_found_beside_a_wild_boundary(seed, n):
    rng = np.random.default_rng(seed)
    angles = np.linspace(0.0, 2.0 * np.pi, 300, endpoint=False)
    far = 0.1 * (1.0 + 0.3 * np.sin(5 * angles)) * (1.0 + rng.normal(0, 0.02, 300))
    star = shapely.MultiPolygon([shapely.Polygon(np.c_[16 + far * np.cos(angles), 31 + far * np.sin(angles)])])
    track = np.array([16.0, 31.0]) + np.clip(np.cumsum(rng.normal(0, 3e-3, (n, 2)), axis=0), -0.045, 0.045)
    index = build_index([star], [HALF_HOUR])

    found = find_presence(positions({"boat": [(m, *at) for m, at in enumerate(track.tolist())]}), [star], [HALF_HOUR])

    each = [nearest(index.boundaries, 0, lon, lat, -1) for lon, lat in track]
    deepest = max(range(n), key=lambda k: each[k][0])
    _, piece, along = each[deepest]
    expected = exact_m(index.boundaries, piece, along, *track[deepest])
    assert found.intervals["depth_m"].tolist() == pytest.approx([expected], abs=1e-6)


def test_the_same_fix_twice_is_one_fix():
    (one,) = presence({"boat": [(0, 16.05, 31.05), (0, 16.05, 31.05), (1, 16.05, 31.06)]}).intervals

    assert one["n_fixes"] == 2
