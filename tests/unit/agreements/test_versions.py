from dataclasses import replace
from datetime import UTC, datetime

import pytest

from evenhand.agreements.versions import NOT_ONE_AGREEMENT, VERSION_TWICE, in_force_at, in_force_during, in_order
from evenhand.foundation.instants import Interval
from evenhand.foundation.problems import Problem
from unit.agreements.small import agreement


def day(number: int) -> datetime:
    return datetime(2026, 3, number, tzinfo=UTC)


def version(number: str, begins: int, ends: int | None = None, supersedes: str | None = None):
    span = Interval(begins_at=day(begins), ends_at=None if ends is None else day(ends))
    return replace(agreement(), version=number, in_force=span, supersedes=supersedes, digest=f"{number}-{begins}")


FIRST, SECOND, THIRD = version("1", 1), version("2", 10, supersedes="1"), version("3", 20, 25, supersedes="2")


@pytest.mark.parametrize(
    ("at", "number"),
    [
        pytest.param(1, "1", id="from-the-first-instant"),
        pytest.param(9, "1", id="until-replaced"),
        pytest.param(10, "2", id="replaced-from-its-first-instant"),
        pytest.param(24, "3", id="the-last"),
        pytest.param(25, None, id="after-the-last-has-ended"),
    ],
)
def test_one_version_is_in_force_at_a_time(at, number):
    found = in_force_at([THIRD, FIRST, SECOND], day(at))

    assert (found and found.version) == number


def test_before_the_first_none_is_in_force():
    assert in_force_at([FIRST], datetime(2026, 2, 1, tzinfo=UTC)) is None


def test_versions_stand_in_the_order_in_which_they_came_into_force():
    assert [one.version for one in in_order([THIRD, SECOND, FIRST, FIRST])] == ["1", "2", "3"]


def test_a_version_replaced_as_soon_as_it_begins_never_counts():
    other = version("2", 1, supersedes="1")

    assert in_force_during(FIRST, [FIRST, other]) is None
    assert in_force_at([FIRST, other], day(1)) == other


def test_of_two_that_overlap_the_one_that_began_later_counts():
    assert in_force_at([FIRST, version("7", 5)], day(6)).version == "7"


def test_refuses_versions_of_different_agreements():
    with pytest.raises(Problem) as caught:
        in_order([FIRST, replace(SECOND, id="other")])

    assert caught.value.kind is NOT_ONE_AGREEMENT


def test_refuses_one_number_for_two_contents():
    with pytest.raises(Problem) as caught:
        in_order([FIRST, version("1", 2)])

    assert caught.value.kind is VERSION_TWICE
