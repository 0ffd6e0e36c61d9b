"""Two rules side by side: the differences of the items add up to that of the totals."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evenhand.cases.counting.comparing import compare
from evenhand.cases.counting.wording import tell
from unit.cases.counting.samples import at, rule, table
from unit.cases.counting.test_totals import OBSERVED

SEVEN = [at(minutes) for minutes in (0, 5, 10, 15, 20, 30, 40)]
RULES = [
    rule(), rule(leave_out=("demining",)), rule(kinds=("shot",)), rule("engagement"), rule("place-and-day"),
    rule("incident"), rule("report"),
]  # fmt: skip


def items(comparison):
    return [comparison.item(number) for number in range(len(comparison))]


def test_seven_explosions_are_one_engagement():
    comparison = compare(table(*SEVEN, at(600)), rule(), rule("engagement"))

    (item,) = items(comparison)
    assert (item.one.best, item.other.best) == (7, 1)
    assert item.rows == tuple(range(7))


def test_the_same_rule_twice_differs_nowhere():
    assert len(compare(table(*SEVEN), rule("engagement"), rule("engagement"))) == 0


def test_items_come_in_order_of_time():
    rows = [at(600), at(610), at(0), at(10)]

    assert [item.rows for item in items(compare(table(*rows), rule(), rule("engagement")))] == [(2, 3), (0, 1)]


@settings(deadline=None)
@given(st.lists(OBSERVED, max_size=12), st.sampled_from(RULES), st.sampled_from(RULES))
def test_the_differences_of_the_items_are_the_difference_of_the_totals(rows, one, other):
    comparison = compare(table(*rows), one, other)
    found = items(comparison)

    seen = [row for item in found for row in item.rows]
    assert len(seen) == len(set(seen))
    for name in ("low", "best", "high", "open"):
        whole = getattr(comparison.other.whole, name) - getattr(comparison.one.whole, name)
        assert sum(getattr(item.other, name) - getattr(item.one, name) for item in found) == whole


@pytest.mark.parametrize("counts", ["each", "engagement", "place-and-day", "incident", "report"])
def test_nothing_compares_with_nothing(counts):
    assert len(compare(table(), rule(), rule(counts))) == 0


def test_some_of_the_items_are_what_they_are_among_all():
    rows = [
        at(base + minutes, kind=kind) for kind in ("shot", "burst") for base in (0, 500, 1000) for minutes in (0, 9)
    ]
    whole = compare(table(*rows), rule(), rule("engagement"))
    part = whole.some(1, 3)

    assert len(part) == 2
    for number in range(2):
        one, same = whole.item(number + 1), part.item(number)
        assert (one.one, one.other) == (same.one, same.other)
        ids = [[c.observations["observation"][row].as_py() for row in i.rows] for c, i in ((whole, one), (part, same))]
        assert ids[0] == ids[1]
        assert tell(whole, one, language="en") == tell(part, same, language="en")
    assert len(whole.some(0, 0)) == 0
