"""Distance to a boundary against a search along it."""

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from evenhand.detection.kernels.boundary import exact_m, nearest
from evenhand.detection.kernels.grid import build_index
from unit.detection.kernels.oracles import distance_m

ANGLES = np.linspace(0, 2 * np.pi, 400, endpoint=False)
STAR = shapely.MultiPolygon(
    [shapely.Polygon(np.c_[16 + np.cos(ANGLES) * (1 + 0.3 * np.sin(7 * ANGLES)), 31 + 0.8 * np.sin(ANGLES)])]
)
INDEX = build_index([shapely.MultiPolygon([shapely.box(0, 0, 1, 1)]), STAR], [0, 0], longest_side=32)


@settings(deadline=None, max_examples=30)
@given(st.floats(15.2, 16.8), st.floats(30.4, 31.6), st.booleans())
def test_the_nearest_piece_of_the_slot_is_found_with_and_without_a_hint(lon, lat, hinted):
    hint = int(INDEX.boundaries.slot_piece[1]) + 5 if hinted else -1

    _, piece, along = nearest(INDEX.boundaries, 1, lon, lat, hint)

    assert exact_m(INDEX.boundaries, piece, along, lon, lat) == pytest.approx(distance_m(STAR, lon, lat), abs=0.1)


def test_a_slot_without_a_boundary_has_no_nearest_piece():
    index = build_index([shapely.MultiPolygon()], [0])

    assert nearest(index.boundaries, 0, 16.0, 31.0, -1)[1] == -1
