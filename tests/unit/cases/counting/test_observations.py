"""What counts as a table of observations."""

import pytest

from evenhand.cases.counting.observations import OBSERVATIONS, check, observations_from
from evenhand.foundation.problems import Problem
from unit.cases.counting.samples import at, table, unnumbered


def test_a_table_of_observations_passes():
    check(table(at(0), at(10, 20, low=2, best=3, high=None), unnumbered(5)))
    check(OBSERVATIONS.empty_table())


def test_what_is_not_said_is_null():
    assert observations_from(
        [{"observation": "o", "ref": "r", "kind": "shot", **{k: at(0)[k] for k in ("begins_at", "ends_at")}}]
    )["place"].to_pylist() == [None]


@pytest.mark.parametrize(
    ("row", "fault"),
    [
        pytest.param(at(10, 5), "ends_at is before begins_at", id="backwards-in-time"),
        pytest.param(at(0, low=-1), "below nought", id="less-than-nothing"),
        pytest.param(at(0, low=3, best=2, high=4), "low is more than best", id="low-over-best"),
        pytest.param(at(0, low=1, best=5, high=4), "best is more than high", id="best-over-high"),
        pytest.param(at(0, low=5, best=None, high=4), "low is more than high", id="low-over-high"),
    ],
)
def test_what_cannot_be_is_refused_by_name(row, fault):
    with pytest.raises(Problem, match=fault) as caught:
        check(table(at(0), row))

    assert caught.value.code == "cases.not-observations"
    assert "'o1'" in str(caught.value)


def test_another_table_is_refused():
    with pytest.raises(Problem, match="its columns are others"):
        check(table(at(0)).drop_columns(["place"]))
