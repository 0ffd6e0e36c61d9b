"""Who may come near whom: nobody who does is left out, and few others are named."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evenhand.detection.kernels.legs import cut_legs, lay_path
from evenhand.detection.kernels.nearby import find_nearby, index_boxes
from evenhand.detection.kernels.pairs import EVERYTHING
from unit.detection.kernels.oracles import MINUTE_US
from unit.detection.kernels.pair_oracles import arranged, samples, shifted


def nearby(tracks, reach_m, sides=None, gap_min=30):
    """Pairs of objects, and the index."""
    path = lay_path(arranged(tracks), len(tracks))
    index = index_boxes(path, cut_legs(path, gap_min * MINUTE_US, EVERYTHING), reach_m)
    sides = np.full(len(tracks), -1, np.int32) if sides is None else np.array(sides, np.int32)
    pairs = set()
    for a in range(len(tracks)):
        found, n = find_nearby(index, sides, a, np.empty(4, np.int64))
        assert found[:n].tolist() == sorted(set(found[:n].tolist()))
        pairs |= {(a, int(one) >> 32) for one in found[:n]}
    return pairs, index


CENTRES = [(179.9999, 0.0), (18.0, 44.0), (77.0, -89.9999)]


@settings(max_examples=50, deadline=None)
@given(
    st.sampled_from(CENTRES),
    st.sampled_from([100.0, 5_000.0, 100_000.0]),
    st.lists(
        st.lists(
            st.tuples(st.integers(0, 60), st.floats(0, 360), st.floats(0, 4)),
            min_size=1,
            max_size=4,
            unique_by=lambda fix: fix[0],
        ),
        min_size=2,
        max_size=5,
    ),
)
def test_whoever_comes_near_is_named(centre, reach_m, drawn):
    tracks = {
        f"object-{k}": [(minute, *shifted(*centre, way, share * reach_m)) for minute, way, share in fixes]
        for k, fixes in enumerate(drawn)
    }
    pairs, _ = nearby(tracks, reach_m)

    for i, one in enumerate(tracks.values()):
        for j, other in enumerate(tracks.values()):
            if i < j and any(apart < reach_m for _, apart in samples(one, other, 30)):
                assert (i, j) in pairs


@pytest.mark.parametrize("jump_m", [0.0, 9_000_000.0])
def test_only_neighbours_are_named_even_where_one_object_jumps_across_the_world(jump_m):
    tracks = {f"{k:04d}": [(0, 10 + k / 10, 40.0), (5, 10 + k / 10, 40.001)] for k in range(200)}
    tracks["0100"].append((10, *shifted(20.0, 40.0, 30.0, jump_m)))
    pairs, index = nearby(tracks, 500.0)

    assert len(pairs) <= (0 if jump_m == 0.0 else 199)
    assert index.start[-1] <= 4 * 201


def test_two_of_one_side_are_not_named():
    spot = [(0, 10.0, 40.0)]

    assert nearby({"a": spot, "b": spot, "c": spot}, 100.0, sides=[0, 0, 1])[0] == {(0, 2), (1, 2)}
