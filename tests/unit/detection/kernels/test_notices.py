"""Movements against notices."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evenhand.detection.kernels.notices import NEAR_US, Movement, Notice, match_notices

HOUR = 3_600_000_000
DAY = 24 * HOUR


def notice(given=0, begins=3 * DAY, ends=4 * DAY, most=None):
    return Notice(given_us=given, begins_us=begins, ends_us=ends, max_count=most)


def movement(name="truck", began=3 * DAY + HOUR, ended=3 * DAY + 2 * HOUR, about=(0,), **more):
    return Movement(object=name, began_us=began, ended_us=ended, notices=(frozenset(about),), **more)


@pytest.mark.parametrize(
    ("moved", "told", "reason", "named"),
    [
        pytest.param(movement(), notice(), None, 0, id="announced"),
        pytest.param(movement(about=()), notice(), "no-notice", None, id="no-notice-is-about-it"),
        pytest.param(movement(began=3 * DAY), notice(given=DAY), None, 0, id="exactly-in-time"),
        pytest.param(movement(began=3 * DAY), notice(given=DAY + 1), "late-notice", 0, id="a-moment-too-late"),
        pytest.param(movement(), notice(given=3 * DAY + 9 * HOUR), "late-notice", 0, id="after-the-fact"),
        pytest.param(movement(ended=4 * DAY + HOUR), notice(), None, 0, id="exactly-within-tolerance"),
        pytest.param(movement(ended=4 * DAY + HOUR + 1), notice(), "outside-window", 0, id="a-moment-beyond-tolerance"),
        pytest.param(movement(began=3 * DAY - 2 * HOUR), notice(), "outside-window", 0, id="too-early"),
        pytest.param(
            movement(began=4 * DAY + NEAR_US + 1, ended=9 * DAY), notice(), "no-notice", None, id="another-week"
        ),
        pytest.param(movement(), notice(most=0), "count-exceeded", 0, id="for-nobody"),
        pytest.param(movement(off_route=frozenset({0})), notice(), "off-route", 0, id="off-its-route"),
        pytest.param(
            movement(off_route=frozenset({0})), notice(given=3 * DAY), "off-route", 0, id="late-and-off-its-route"
        ),
        pytest.param(
            movement(about=(), place=(frozenset({0}),)), notice(), "wrong-identity", 0, id="another-was-announced"
        ),
        pytest.param(
            movement(about=(), place=(frozenset({0}),), perhaps=(frozenset({0}),)),
            notice(),
            "no-notice",
            None,
            id="it-may-be-the-one",
        ),
        pytest.param(
            movement(about=(), place=(frozenset({0}),)),
            notice(given=3 * DAY),
            "no-notice",
            None,
            id="announced-too-late",
        ),
    ],
)
def test_one_movement_against_one_notice(moved, told, reason, named):
    (outcome,) = match_notices([moved], [told], lead_us=2 * DAY, tolerance_us=HOUR)

    assert (outcome.reason, outcome.notice) == (reason, named)


def test_the_last_of_three_exceeds_a_notice_for_two():
    moved = [movement(name, began=3 * DAY + k * HOUR) for k, name in enumerate(("one", "two", "three"))]

    outcomes = match_notices(moved, [notice(most=2)], lead_us=0, tolerance_us=DAY)

    assert [one.reason for one in outcomes] == [None, None, "count-exceeded"]


def test_one_object_that_comes_back_counts_once():
    moved = [movement("one", began=3 * DAY + k * HOUR, ended=3 * DAY + (k + 1) * HOUR) for k in range(3)]

    assert {one.reason for one in match_notices(moved, [notice(most=1)], lead_us=0, tolerance_us=0)} == {None}


def test_an_object_that_came_twice_gives_way_with_both():
    again = movement("truck", began=3 * DAY + 3 * HOUR, ended=3 * DAY + 4 * HOUR, about=(0, 1))
    late = movement("van", began=3 * DAY + 5 * HOUR, ended=3 * DAY + 6 * HOUR)
    told = [notice(most=1), notice(most=1, ends=5 * DAY)]

    outcomes = match_notices([movement("truck", about=(0, 1)), again, late], told, lead_us=0, tolerance_us=0)

    assert [outcome.notice for outcome in outcomes] == [1, 1, 0]


def test_an_object_that_can_move_only_in_part_stays():
    both = movement("truck", about=(0, 1))
    one = movement("truck", began=3 * DAY + 3 * HOUR, ended=3 * DAY + 4 * HOUR)
    late = movement("van", began=3 * DAY + 5 * HOUR, ended=3 * DAY + 6 * HOUR)
    told = [notice(most=1), notice(most=1, ends=5 * DAY)]

    outcomes = match_notices([both, one, late], told, lead_us=0, tolerance_us=0)

    assert [outcome.reason for outcome in outcomes] == [None, None, "count-exceeded"]


def test_nobody_is_accused_whom_another_assignment_clears():
    # The first could use either notice, the second only the one that the first would take.
    moved = [movement("first", about=(0, 1)), movement("second", began=3 * DAY + 2 * HOUR, ended=3 * DAY + 3 * HOUR)]
    told = [notice(most=1, ends=3 * DAY + 5 * HOUR), notice(most=1)]

    outcomes = match_notices(moved, told, lead_us=0, tolerance_us=0)

    assert [(one.reason, one.notice) for one in outcomes] == [(None, 1), (None, 0)]


@settings(deadline=None, max_examples=100)
@given(
    st.lists(st.tuples(st.integers(0, 20), st.sets(st.integers(0, 2))), max_size=6),
    st.lists(st.integers(0, 3), min_size=3, max_size=3),
)
def test_as_many_are_cleared_as_any_assignment_can_clear(rows, most):
    moved = [movement(f"truck-{k}", began=3 * DAY + hour * HOUR // 2, ended=3 * DAY + 12 * HOUR, about=about)
             for k, (hour, about) in enumerate(rows)]  # fmt: skip
    told = [notice(most=number) for number in most]

    outcomes = match_notices(moved, told, lead_us=0, tolerance_us=0)

    def best(k, left):
        if k == len(moved):
            return 0
        taken = [
            1 + best(k + 1, [n - (j == i) for j, n in enumerate(left)]) for i in moved[k].notices[0] if left[i] > 0
        ]
        return max([best(k + 1, left), *taken])

    assert sum(one.reason is None for one in outcomes) == best(0, most)
    for number in range(3):
        assert sum(one.reason is None and one.notice == number for one in outcomes) <= most[number]


def test_no_movements_no_outcomes():
    assert match_notices([], [notice()], lead_us=0, tolerance_us=0) == ()


def test_where_the_announced_one_came_nobody_is_taken_for_it():
    here = (frozenset({0}),)
    moved = [movement("truck", place=here), movement("van", about=(), place=here)]

    outcomes = match_notices(moved, [notice()], lead_us=0, tolerance_us=0)

    assert [one.reason for one in outcomes] == [None, "no-notice"]


def test_of_two_notices_one_along_its_way_is_enough():
    told = [notice(), notice()]

    (outcome,) = match_notices([movement(about=(0, 1), off_route=frozenset({0}))], told, lead_us=0, tolerance_us=0)

    assert (outcome.reason, outcome.notice) == (None, 1)


def test_a_long_chain_of_those_who_give_way_is_no_burden():
    # Each may use its own notice or the next one; the last comer needs everybody to move up by one.
    n = 3000
    moved = [
        movement(f"truck-{k:04}", began=3 * DAY + k, ended=3 * DAY + 20 * HOUR, about=(k, k + 1)) for k in range(n)
    ]
    moved.append(movement("van", began=3 * DAY + n, ended=3 * DAY + 20 * HOUR))
    told = [notice(most=1) for _ in range(n + 1)]

    assert all(one.reason is None for one in match_notices(moved, told, lead_us=0, tolerance_us=0))
