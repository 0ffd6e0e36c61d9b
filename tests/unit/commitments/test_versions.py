from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evenhand.commitments.model import Term
from evenhand.commitments.versions import amend, changed_fields, current, in_force, merged
from evenhand.foundation.problems import Problem
from simulators.commitments import FUND, SWEEP, at

FIRST = amend((), SWEEP, by="anna", at=at("2031-01-01"))
THEMES = st.lists(st.tuples(st.sampled_from("abc"), st.integers(1, 28)), max_size=6, unique=True)


def history(changes):
    found = FIRST
    for theme, day in sorted(changes, key=lambda one: one[1]):
        if theme != found[-1].commitment.theme:
            found = amend(found, replace(SWEEP, theme=theme), by="omar", at=at(f"2031-02-{day:02}"))
    return found


def test_an_amended_one_supersedes_and_the_first_stays():
    amended = amend(FIRST, replace(SWEEP, term=Term.MEDIUM_LONG), by="omar", at=at("2031-02-01"), reason="read again")

    assert [one.commitment.version for one in amended] == [1, 2]
    assert amended[0] == FIRST[0]
    assert current(amended).term is Term.MEDIUM_LONG
    assert in_force(amended, at=at("2031-01-15")) == FIRST[0].commitment
    assert in_force(amended, at=at("2030-01-01")) is None
    assert changed_fields(amended[0].commitment, amended[1].commitment) == ("term",)


def test_another_commitment_is_no_version():
    with pytest.raises(Problem) as caught:
        amend(FIRST, FUND, by="omar", at=at("2031-02-01"))

    assert caught.value.code == "commitments.another-commitment"


def test_a_version_that_says_the_same_is_none():
    with pytest.raises(Problem) as caught:
        amend(FIRST, replace(SWEEP, version=7), by="omar", at=at("2031-02-01"))

    assert caught.value.code == "commitments.nothing-changed"


@given(THEMES, THEMES)
def test_no_version_is_lost_when_two_copies_meet_and_order_does_not_matter(one, other):
    first, second = history(one), history(other)
    both = merged(first, second)
    told = {(version.at, version.commitment.theme) for version in (*first, *second)}

    assert {(version.at, version.commitment.theme) for version in both} == told
    assert both == merged(second, first) == merged(both, first, both)
    assert [version.commitment.version for version in both] == list(range(1, len(both) + 1))
