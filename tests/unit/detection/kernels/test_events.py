"""Events with a radius of error against areas."""

import numpy as np
import pytest
import shapely

from evenhand.detection.kernels.events import INSIDE, OUTSIDE, POSSIBLY, place_events
from unit.detection.kernels.oracles import distance_m

BOX = shapely.MultiPolygon([shapely.box(16.0, 31.0, 16.1, 31.1)])


@pytest.mark.parametrize(
    ("lon", "accuracy_m", "answer"),
    [
        pytest.param(16.05, np.nan, INSIDE, id="inside-error-unknown"),
        pytest.param(16.05, 4000.0, INSIDE, id="deeper-than-the-error"),
        pytest.param(16.05, 6000.0, POSSIBLY, id="inside-but-not-deeper-than-the-error"),
        pytest.param(15.99, np.nan, OUTSIDE, id="outside-error-unknown"),
        pytest.param(15.99, 900.0, OUTSIDE, id="farther-than-the-error"),
        pytest.param(15.99, 1000.0, POSSIBLY, id="outside-but-nearer-than-the-error"),
    ],
)
def test_three_answers(lon, accuracy_m, answer):
    placed = place_events(np.array([lon]), np.array([31.05]), np.array([accuracy_m]), [BOX])

    assert placed.answer.tolist() == [[answer]]
    assert abs(placed.depth_m[0, 0]) == pytest.approx(distance_m(BOX, lon, 31.05), abs=0.1)


def test_no_events_and_no_areas():
    assert place_events(np.empty(0), np.empty(0), np.empty(0), [BOX]).answer.shape == (0, 1)
    assert place_events(np.array([16.0]), np.array([31.0]), np.array([1.0]), []).answer.shape == (1, 0)
