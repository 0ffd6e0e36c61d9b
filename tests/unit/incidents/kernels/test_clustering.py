import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evenhand.incidents.expert import expert
from evenhand.incidents.kernels.clustering import Settings, by_component, components, group_members, links_of
from evenhand.incidents.statements import arrays_of, in_order
from unit.incidents.worlds import statements

HOW = Settings(lean=0.0, unlinked=-5.0, again=-4.0, sweeps=6)


def grouped(count: int, pairs: list[tuple[int, int, float]], **of_source: str) -> list[int]:
    """Groups of `count` statements with these links (late, early, log-odds)."""
    rows = [{"statement": f"s{n}", "source": of_source.get(f"s{n}", f"source-{n}"), "hours": n} for n in range(count)]
    table = statements(*rows)
    of, _ = arrays_of(in_order(table)[0], expert(table))
    late, early, score = (np.array(column) for column in zip(*pairs, strict=True)) if pairs else (np.zeros(0),) * 3
    links = links_of(count, late.astype(np.int32), early.astype(np.int32), score.astype(np.float32))
    start, member = by_component(components(links, HOW.lean))
    group = np.arange(count, dtype=np.int32)
    group_members(links, of, HOW, start, member, group)
    return group.tolist()


@pytest.mark.parametrize(
    ("count", "pairs", "expected"),
    [
        pytest.param(2, [], [0, 1], id="nothing-joins-without-links"),
        pytest.param(2, [(1, 0, 1.0)], [0, 0], id="a-likely-link-joins"),
        pytest.param(2, [(1, 0, -1.0)], [0, 1], id="an-unlikely-one-does-not"),
        pytest.param(3, [(1, 0, 3.0), (2, 1, 2.0)], [0, 0, 2], id="a-missing-link-outweighs-a-weak-one"),
        pytest.param(3, [(1, 0, 3.0), (2, 1, 6.0)], [0, 1, 1], id="the-heavier-link-wins"),
        pytest.param(3, [(1, 0, 3.0), (2, 1, 2.0), (2, 0, -1.0)], [0, 0, 0], id="the-sum-over-all-pairs-counts"),
        pytest.param(4, [(1, 0, 2.0), (3, 2, 2.0)], [0, 0, 2, 2], id="components-apart"),
    ],
)
def test_groups(count, pairs, expected):
    assert grouped(count, pairs) == expected


def test_one_source_seldom_tells_twice():
    pairs = [(1, 0, 3.0)]

    assert grouped(2, pairs, s0="press", s1="press") == [0, 1]
    assert grouped(2, pairs, s0="press", s1="radio") == [0, 0]


links = st.lists(st.tuples(st.integers(0, 7), st.integers(0, 7), st.floats(-6, 8, width=16)), max_size=20).map(
    lambda rows: [*{(max(a, b), min(a, b)): (max(a, b), min(a, b), w) for a, b, w in rows if a != b}.values()]
)


@settings(deadline=None)
@given(links)
def test_a_group_bears_its_first_and_never_leaves_its_component(pairs):
    group = grouped(8, pairs)
    likely = [{late, early} for late, early, weight in pairs if weight > 0]
    components_of = [{n} for n in range(8)]
    for pair in likely:
        joined = set().union(*(one for one in components_of if one & pair))
        components_of = [one for one in components_of if not one & pair] + [joined]

    assert all(group[first] == first for first in group)
    assert all(first <= one for one, first in enumerate(group))
    assert all(any({one, first} <= part for part in components_of) for one, first in enumerate(group))


@settings(deadline=None)
@given(links, st.randoms(use_true_random=False))
def test_the_order_of_the_links_does_not_count(pairs, random):
    shuffled = random.sample(pairs, len(pairs))

    assert grouped(8, pairs) == grouped(8, shuffled)
