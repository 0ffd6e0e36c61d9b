"""Two objects on one leg each: roots and least distances against geographiclib, also on long and fast legs."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evenhand.detection.kernels.approach import Both, distance_at_m, find_least, find_near, make_bench
from evenhand.detection.kernels.legs import lay_path
from unit.detection.kernels.oracles import MINUTE_US
from unit.detection.kernels.pair_oracles import EARTH, arranged, shifted

LASTS_US = 30 * MINUTE_US


def two_legs(a, b):
    """Both legs of two objects that each go from one place to another in half an hour."""
    tracks = {name: [(0, *ends[0]), (30, *ends[1])] for name, ends in (("a", a), ("b", b))}
    return lay_path(arranged(tracks), 2), Both(0, 2, 1, 1, 0, LASTS_US)


def true_m(a, b, at):
    """Their distance when a share `at` of the time has passed."""
    places = []
    for (lon1, lat1), (lon2, lat2) in (a, b):
        line = EARTH.InverseLine(lat1, lon1, lat2, lon2)
        places.append(line.Position(at * line.s13))
    return EARTH.Inverse(places[0]["lat2"], places[0]["lon2"], places[1]["lat2"], places[1]["lon2"])["s12"]


def spans(a, b, distance_m):
    """Shares of the time in which the two are closer than a distance."""
    path, both = two_legs(a, b)
    bench = make_bench()
    n = find_near(path, bench, both, distance_m)
    return (bench.spans[:n] / LASTS_US).tolist()


@pytest.mark.parametrize(
    ("a", "b", "distance_m", "expected"),
    [
        pytest.param(((10, 0), (11, 0)), ((11, 0), (10, 0)), 1000.0, 1, id="head-on"),
        pytest.param(((10, 0), (10, 0)), ((10.01, 0), (10.01, 0)), 1000.0, 0, id="both-stand-too-far"),
        pytest.param(((10, 0), (10, 0)), ((10.001, 0), (10.001, 0)), 1000.0, 1, id="both-stand-near"),
        pytest.param(((0, 60), (40, 60)), ((40, 60), (0, 60)), 5000.0, 1, id="a-long-way-round-the-north"),
        # Parallel at the same speed: two meridians draw together towards the pole and the equator draws them apart.
        pytest.param(((0, -3), (0, 3)), ((0.9, -3), (0.9, 3)), 100_100.0, 2, id="near-at-both-ends-but-not-between"),
    ],
)
def test_how_often_two_are_near(a, b, distance_m, expected):
    found = spans(a, b, distance_m)

    assert len(found) == expected
    for begin, end in found:
        assert true_m(a, b, (begin + end) / 2) < distance_m
        for at in (begin, end):
            assert at in (0.0, 1.0) or true_m(a, b, at) == pytest.approx(distance_m, abs=0.01)


PLACE = st.tuples(st.floats(0, 360), st.floats(0, 1))


@settings(max_examples=60, deadline=None)
@given(
    st.tuples(PLACE, PLACE, PLACE, PLACE),
    st.sampled_from([300.0, 10_000.0, 400_000.0]),
    st.sampled_from([0.0, 51.0, -84.0]),
)
def test_near_and_least_are_those_of_geographiclib(places, scale_m, lat):
    ends = [shifted(179.9, lat, way, share * scale_m) for way, share in places]
    a, b, distance_m = (ends[0], ends[1]), (ends[2], ends[3]), min(0.37 * scale_m, 150_000.0)
    found = spans(a, b, distance_m)
    shares = np.linspace(0, 1, 41)
    lengths = [true_m(a, b, at) for at in shares]

    for at, length in zip(shares, lengths, strict=True):
        if abs(length - distance_m) > 0.1:
            assert any(begin <= at <= end for begin, end in found) == (length < distance_m)
    for at in (edge for span in found for edge in span if edge not in (0.0, 1.0)):
        assert true_m(a, b, at) == pytest.approx(distance_m, abs=0.01)
    path, both = two_legs(a, b)
    _, at_us = find_least(path, make_bench(), both, (0.0, float(LASTS_US)), 1e12)
    assert distance_at_m(path, both, at_us) <= min(lengths) + 0.01


def test_nothing_nearer_than_what_is_known_is_found():
    path, both = two_legs(((10, 0), (11, 0)), ((11, 0.1), (10, 0.1)))

    assert find_least(path, make_bench(), both, (0.0, float(LASTS_US)), 5_000.0) == (5_000.0, -1.0)
