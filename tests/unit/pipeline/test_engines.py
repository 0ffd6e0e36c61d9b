"""The engine of one process."""

import pytest

from evenhand.foundation.problems import Problem, ProblemKind
from evenhand.pipeline.engines import ALONE

BROKEN = ProblemKind(code="tests.broken", blame="operator", message="{what} is broken.")


class Looks:
    """Notes what is asked; the range "broken" cannot be read."""

    def __init__(self):
        self.read_so_far, self.seen = [], []

    def read(self, one):
        if one == "broken":
            raise BROKEN(what="it")
        self.read_so_far.append(one)
        return one.upper()

    def see(self, one, positions):
        assert positions == one.upper()
        self.seen.append(one)
        return len(one), one


def test_ranges_are_looked_at_in_their_order():
    look = Looks()

    results = ALONE.run(look, ["a", "bb"])

    assert look.read_so_far == []
    assert list(results) == [(1, "a"), (2, "bb")]
    assert look.seen == ["a", "bb"]


def test_only_the_next_range_is_read_ahead():
    look = Looks()

    results = ALONE.run(look, [*"abcdef"])
    next(results)
    results.close()

    assert look.seen == ["a"]
    assert look.read_so_far == ["a", "b"]


def test_no_range_gives_nothing():
    assert list(ALONE.run(Looks(), [])) == []


def test_what_cannot_be_read_is_told_when_its_turn_comes():
    look = Looks()
    results = ALONE.run(look, ["a", "broken", "c"])

    assert next(results) == (1, "a")
    with pytest.raises(Problem, match="it is broken"):
        next(results)
    assert look.seen == ["a"]
