"""Kernels of late statements, by what they are for: the answer of looking at everything anew."""

import numpy as np
import pytest

from evenhand.incidents.corroborate import look
from evenhand.incidents.expert import expert
from evenhand.incidents.kernels.joining import components_among, may_meet, reached, span_of
from unit.incidents.worlds import world


@pytest.fixture(scope="module")
def found():
    table, _ = world(60)
    return look(table, expert(table))


def test_a_span_holds_all_that_may_meet(found):
    longest = float(found.of.half_h.max())
    for one in range(0, found.crowd.size, 5):
        low, high = span_of(found.of, one, longest)
        outside = [other for other in range(found.crowd.size) if not low <= other < high]
        assert not any(may_meet(found.of, found.by, one, other) for other in outside)


def test_what_is_reached_is_a_union_of_components(found):
    seen = np.zeros(found.crowd.size, bool)
    members = np.sort(reached(found.links, 0.0, np.array([3, 20], np.int32), seen))
    first = components_among(found.links, 0.0, members)

    assert seen.sum() == members.size
    assert {3, 20} <= set(members.tolist())
    assert len(set(first.tolist())) in {1, 2}
