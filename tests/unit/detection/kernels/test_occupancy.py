"""How many at once, against counting at every instant."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evenhand.detection.kernels.occupancy import Stay, find_excess


def stay(began, ended, low=1, high=None):
    return Stay(began_us=began, ended_us=ended, low=low, high=low if high is None else high)


@pytest.mark.parametrize(
    ("stays", "limit", "expected"),
    [
        pytest.param([], 0, [], id="nobody"),
        pytest.param([stay(0, 9)], 1, [], id="exactly-the-limit"),
        pytest.param([stay(0, 9)], 0, [(0, 9, 1, 1, (0,))], id="one-too-many"),
        pytest.param([stay(0, 9, 3)], 2, [(0, 9, 3, 3, (0,))], id="one-identity-that-stands-for-three"),
        pytest.param([stay(0, 5), stay(5, 9)], 1, [], id="one-leaves-as-the-other-comes"),
        pytest.param([stay(0, 5), stay(5, 9)], 0, [(0, 9, 1, 1, (0, 1))], id="a-change-of-guard-is-one-excess"),
        pytest.param([stay(0, 6), stay(4, 9)], 1, [(4, 6, 2, 2, (0, 1))], id="overlap"),
        pytest.param([stay(0, 9), stay(3, 3)], 1, [(3, 3, 2, 2, (0, 1))], id="seen-for-one-instant"),
        pytest.param([stay(3, 3), stay(3, 3)], 1, [(3, 3, 2, 2, (0, 1))], id="two-seen-at-one-instant"),
        pytest.param([stay(0, 9, 1, 2)], 1, [(0, 9, 1, 2, (0,))], id="possible"),
        pytest.param([stay(0, 9, 0, 2), stay(3, 6, 2)], 1, [(0, 9, 2, 4, (0, 1))], id="possible-then-certain-is-one"),
    ],
)
def test_maximal_times_with_more_than_the_limit(stays, limit, expected):
    found = find_excess(stays, limit=limit)

    assert [(one.began_us, one.ended_us, one.low, one.high, one.members) for one in found] == expected


@settings(deadline=None, max_examples=150)
@given(
    st.lists(st.tuples(st.integers(0, 20), st.integers(1, 8), st.integers(0, 2), st.integers(0, 2)), max_size=8),
    st.integers(0, 4),
)
def test_agrees_with_counting_at_every_instant(rows, limit):
    stays = [stay(began, began + length, low, low + more) for began, length, low, more in rows]

    found = find_excess(stays, limit=limit)

    for instant in range(30):
        high = sum(one.high for one in stays if one.began_us <= instant < one.ended_us)
        assert any(one.began_us <= instant < one.ended_us for one in found) == (high > limit)
    for one in found:
        span = range(one.began_us, one.ended_us)
        assert one.high == max(sum(s.high for s in stays if s.began_us <= i < s.ended_us) for i in span)
        assert one.low == max(sum(s.low for s in stays if s.began_us <= i < s.ended_us) for i in span)


@settings(deadline=None, max_examples=50)
@given(
    st.lists(st.tuples(st.integers(0, 9), st.integers(0, 9), st.integers(1, 3)), max_size=6),
    st.randoms(use_true_random=False),
)
def test_the_order_of_stays_does_not_matter(rows, random):
    stays = [stay(began, began + length, number) for began, length, number in rows]
    shuffled = random.sample(stays, len(stays))

    def told(found):
        return [(one.began_us, one.ended_us, one.low, one.high) for one in found]

    assert told(find_excess(stays, limit=1)) == told(find_excess(shuffled, limit=1))
