import json

import numpy as np
import pytest

from evenhand.foundation.problems import Problem
from evenhand.incidents.expert import expert
from evenhand.incidents.kernels.bins import MOST_SOURCES
from evenhand.incidents.scorecard import BAD_SCORECARD, TOO_MANY_SOURCES, from_json, to_json
from unit.incidents.worlds import world

CARD = expert(world(20)[0])


def test_a_scorecard_is_written_and_read_again():
    again = from_json(json.loads(json.dumps(to_json(CARD))))

    assert np.allclose(again.weights, CARD.weights, atol=6e-4)
    assert to_json(again) == to_json(CARD)


@pytest.mark.parametrize(
    "change",
    [
        {"format": "another"},
        {"tables": {}},
        {"tables": {**to_json(CARD)["tables"], "party": [0.0]}},
        {"tables": {**to_json(CARD)["tables"], "party": ["x"] * 17}},
        {"tables": {**to_json(CARD)["tables"], "party": [float("nan")] * 17}},
        {"bias": None},
        {"type_shares": []},
    ],
)
def test_one_that_is_broken_is_refused(change):
    with pytest.raises(Problem) as caught:
        from_json(to_json(CARD) | change)

    assert caught.value.kind is BAD_SCORECARD


def test_more_sources_than_can_be_told_apart():
    with pytest.raises(Problem) as caught:
        from_json(to_json(CARD) | {"sources": [str(n) for n in range(MOST_SOURCES + 1)]})

    assert caught.value.kind is TOO_MANY_SOURCES
