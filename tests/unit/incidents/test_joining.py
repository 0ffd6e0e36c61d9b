"""Late statements give the answer of looking at everything anew."""

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evenhand.foundation.problems import Problem
from evenhand.incidents.corroborate import groups_of
from evenhand.incidents.expert import expert
from evenhand.incidents.joining import group, join
from evenhand.incidents.statements import TWICE
from unit.incidents.worlds import statements, world

TABLE, _TRUTH = world(80, seed=5, days=12)
CARD = expert(TABLE)


def answer(grouped) -> dict[str, str]:
    told = groups_of(grouped.found, grouped.group)
    return dict(zip(told["statement"].to_pylist(), told["group"].to_pylist(), strict=True))


@settings(deadline=None, max_examples=25)
@given(st.lists(st.integers(0, 3), min_size=TABLE.num_rows, max_size=TABLE.num_rows), st.permutations(range(1, 4)))
def test_in_whatever_parts_and_order_they_come(part, order):
    part = np.array(part)
    grouped = group(TABLE.filter(pa.array(part == 0)), CARD)
    for late in order:
        grouped = join(grouped, TABLE.filter(pa.array(part == late)))
    whole = group(TABLE, CARD)

    assert answer(grouped) == answer(whole)
    assert np.array_equal(grouped.found.links.weight, whole.found.links.weight)
    assert np.array_equal(grouped.found.crowd, whole.found.crowd)


def test_what_is_grouped_is_not_changed_by_what_comes():
    before = group(TABLE.slice(0, 60), CARD)
    told, crowd = answer(before), before.found.crowd.copy()
    join(before, TABLE.slice(60))

    assert answer(before) == told
    assert np.array_equal(before.found.crowd, crowd)


def test_only_the_neighbourhood_is_looked_at_again():
    after = join(group(TABLE, CARD), statements({"statement": "far", "lon": -70.0, "lat": -30.0}))

    assert after.changed.size == 1


def test_a_late_echo_joins_what_it_passes_on():
    far = {"lon": 16.02, "hours": 20.0, "type": "MOV/FWD/column"}
    before = group(statements({"statement": "first"}), CARD)
    after = join(before, statements({"statement": "echo", "source": "radio", "origin": "first", **far}))

    assert answer(after)["echo"] == answer(after)["first"]


def test_an_id_that_is_there_already_is_refused():
    with pytest.raises(Problem) as caught:
        join(group(TABLE, CARD), TABLE.slice(3, 1))

    assert caught.value.kind is TWICE
